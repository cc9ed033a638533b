//! Which rules are on, and how much each matters: as the rule says, as the project's `.linkyard.yml` says, as the caller
//! says, and as comments in the file say.
//!
//! ```yaml
//! rules:
//!   image-without-tag: off
//!   S001: error
//! ```
//!
//! `# linkyard: allow NAME, NAME` at the end of a line, or on a line of its own before it, allows what these rules find in
//! the key or item that begins on that line. `# linkyard: allow-file NAME` does so for the whole file.
//! What the compose tool refuses cannot be allowed: the file would not run.

use super::practice::{BAD_ALLOW, UNUSED_ALLOW};
use super::{
    Family, Findings, Rule, RuleContext, compose_range, did_you_mean, find_rule, nearest, rules,
};
use crate::diagnostics::{Diagnostic, Severity};
use crate::files::Files;
use crate::language::{Language, say};
use crate::load::Source;
use crate::syntax::{self, Node, NodeValue, SyntaxTree};
use crate::text::{FileId, FileRange, TextRange};
use std::collections::BTreeMap;
use std::str::FromStr;

/// The file in the project folder that sets the levels of rules.
pub const CONFIG_FILE: &str = ".linkyard.yml";

/// How much a rule's findings matter, or that it is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// It finds nothing.
    Off,
    /// [`Severity::Hint`].
    Hint,
    /// [`Severity::Warning`].
    Warning,
    /// [`Severity::Error`].
    Error,
}

impl Level {
    /// Every level, least first.
    pub const ALL: [Level; 4] = [Level::Off, Level::Hint, Level::Warning, Level::Error];

    /// The word in `.linkyard.yml` and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Off => "off",
            Level::Hint => "hint",
            Level::Warning => "warning",
            Level::Error => "error",
        }
    }

    /// The severity of findings; `None` if there are none.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Level::Off => None,
            Level::Hint => Some(Severity::Hint),
            Level::Warning => Some(Severity::Warning),
            Level::Error => Some(Severity::Error),
        }
    }
}

impl FromStr for Level {
    type Err = ();
    fn from_str(text: &str) -> Result<Level, ()> {
        Level::ALL
            .into_iter()
            .find(|it| it.as_str() == text)
            .ok_or(())
    }
}

/// Levels that somebody set, by code; and what was wrong with the setting.
#[derive(Debug, Default)]
pub(crate) struct Levels {
    by_code: BTreeMap<&'static str, Level>,
    faults: Vec<(FileRange, AllowFault)>,
}

/// What is wrong with a line of `.linkyard.yml` or with a comment.
#[derive(Clone, Debug)]
enum AllowFault {
    /// No rule is named.
    NoRule,
    /// No rule has this name.
    UnknownRule(String),
    /// The compose tool refuses what this rule finds, so that it stays an error.
    AlwaysError(&'static Rule),
    /// Not a level.
    BadLevel(String),
    /// A comment for us that says nothing we know.
    UnknownWord(String),
    /// The file is not a mapping with `rules`.
    BadFile,
}

impl Levels {
    /// Reads `.linkyard.yml`, which becomes a source of the project, and lays `settings` over it.
    pub(crate) fn read(
        files: &dyn Files,
        sources: &mut Vec<Source>,
        settings: &[(String, Level)],
    ) -> Levels {
        let mut res = Levels::default();
        if let Ok(text) = files.read(CONFIG_FILE) {
            let id = FileId(u16::try_from(sources.len()).unwrap_or(u16::MAX));
            let tree = syntax::parse(&text);
            res.read_tree(&tree, id);
            sources.push(Source {
                path: CONFIG_FILE.to_owned(),
                text: text.into_owned(),
                tree: Some(tree),
            });
        }
        let known = settings
            .iter()
            .filter_map(|(name, level)| Some((find_rule(name)?.code, *level)));
        res.by_code.extend(known);
        res
    }

    fn read_tree(&mut self, tree: &SyntaxTree, file: FileId) {
        let Some(root) = &tree.root else {
            return;
        };
        let whole = FileRange::new(file, root.range);
        let Some(root) = root.as_mapping() else {
            self.faults.push((whole, AllowFault::BadFile));
            return;
        };
        for top in root {
            let range = FileRange::new(file, top.key.range);
            match top.value.as_mapping() {
                Some(entries) if top.key.text == "rules" => {
                    for it in entries {
                        self.read_entry(it, file);
                    }
                }
                _ => self.faults.push((range, AllowFault::BadFile)),
            }
        }
    }

    fn read_entry(&mut self, entry: &syntax::Entry, file: FileId) {
        let range = FileRange::new(file, entry.key.range);
        let Some(rule) = find_rule(&entry.key.text) else {
            let name = entry.key.text.to_string();
            self.faults.push((range, AllowFault::UnknownRule(name)));
            return;
        };
        let text = entry.value.as_str().unwrap_or_default();
        let Ok(level) = text.parse::<Level>() else {
            let range = FileRange::new(file, entry.value.range);
            let fault = AllowFault::BadLevel(text.to_owned());
            self.faults.push((range, fault));
            return;
        };
        if rule.family == Family::Invalid && level != Level::Error {
            self.faults.push((range, AllowFault::AlwaysError(rule)));
            return;
        }
        self.by_code.insert(rule.code, level);
    }

    /// The level that somebody set for a rule.
    pub(super) fn set(&self, rule: &Rule) -> Option<Level> {
        self.by_code.get(rule.code).copied()
    }

    /// Takes out what comments allow, and tells of comments and settings that do nothing.
    pub(super) fn apply_comments(&self, cx: &RuleContext<'_>, found: &mut Vec<Diagnostic>) {
        let language = cx.language();
        let mut bad = Findings::of(BAD_ALLOW);
        let mut unused = Findings::of(UNUSED_ALLOW);
        for (range, fault) in &self.faults {
            tell(&mut bad, *range, fault, language);
        }
        for comment in &cx.tree.comments {
            let Some(allow) = Allow::read(cx, *comment) else {
                continue;
            };
            let range = compose_range(*comment);
            for fault in &allow.faults {
                tell(&mut bad, range, fault, language);
            }
            for rule in &allow.rules {
                let n_before = found.len();
                found.retain(|it| it.code != rule.code || !allow.covers(it.range));
                if found.len() == n_before {
                    let name = rule.name;
                    unused
                        .add(
                            range,
                            say!(
                                language,
                                "`{name}` finds nothing here that would have to be allowed",
                                "`{name}` ne trouve rien ici qu'il faudrait autoriser"
                            ),
                        )
                        .help(say!(
                            language,
                            "take the comment out",
                            "retirez le commentaire"
                        ));
                }
            }
        }
        for (rule, findings) in [(BAD_ALLOW, bad), (UNUSED_ALLOW, unused)] {
            found.extend(self.leveled(rule, findings));
        }
    }

    /// The findings of a rule with the severity that somebody set for it, or none where it is off.
    pub(super) fn leveled(&self, rule: &Rule, findings: Findings) -> Vec<Diagnostic> {
        let mut res = findings.found;
        match self.set(rule).map(Level::severity) {
            None if rule.level == Level::Off => res.clear(),
            None => {}
            Some(None) => res.clear(),
            Some(Some(severity)) => res.iter_mut().for_each(|it| it.severity = severity),
        }
        res
    }
}

/// A comment that allows something.
struct Allow {
    rules: Vec<&'static Rule>,
    faults: Vec<AllowFault>,
    /// The text that it is about; `None` is the whole file.
    scope: Option<TextRange>,
}

impl Allow {
    fn read(cx: &RuleContext<'_>, comment: TextRange) -> Option<Allow> {
        let said = cx.slice(comment).trim_start_matches('#').trim();
        let said = said.strip_prefix("linkyard:")?.trim();
        let (word, names) = said.split_once(char::is_whitespace).unwrap_or((said, ""));
        let scope = match word {
            "allow" => Some(scope_of(cx, comment)),
            "allow-file" => None,
            _ => {
                return Some(Allow {
                    rules: Vec::new(),
                    faults: vec![AllowFault::UnknownWord(word.to_owned())],
                    scope: None,
                });
            }
        };
        let mut res = Allow {
            rules: Vec::new(),
            faults: Vec::new(),
            scope,
        };
        // What follows the names after two dashes is for people.
        let names = names.split(" --").next().unwrap_or_default();
        let names = names
            .split([',', ' ', '\t'])
            .map(str::trim)
            .filter(|it| !it.is_empty());
        for name in names {
            match find_rule(name) {
                None => res.faults.push(AllowFault::UnknownRule(name.to_owned())),
                Some(rule) if rule.family == Family::Invalid => {
                    res.faults.push(AllowFault::AlwaysError(rule));
                }
                Some(rule) => res.rules.push(rule),
            }
        }
        if res.rules.is_empty() && res.faults.is_empty() {
            res.faults.push(AllowFault::NoRule);
        }
        Some(res)
    }

    fn covers(&self, range: FileRange) -> bool {
        self.scope.is_none_or(|scope| {
            range.file == FileId::COMPOSE
                && range.start >= scope.start()
                && range.start < scope.end()
        })
    }
}

/// The key or item that begins on the line of the comment, or on the next line that says something.
fn scope_of(cx: &RuleContext<'_>, comment: TextRange) -> TextRange {
    let at = usize::from(comment.start());
    let line_start = cx.text.get(..at).and_then(|it| it.rfind('\n'));
    let mut start = line_start.map_or(0, |it| it + 1);
    let is_alone = cx
        .text
        .get(start..at)
        .is_some_and(|it| it.trim().is_empty());
    if is_alone {
        // Further comments and empty lines may stand between.
        let rest = cx.text.get(start..).unwrap_or_default();
        start += rest
            .split_inclusive('\n')
            .take_while(|it| {
                let line = it.trim_start();
                line.is_empty() || line.starts_with('#')
            })
            .map(str::len)
            .sum::<usize>();
    }
    let rest = cx.text.get(start..).unwrap_or_default();
    let end = start + rest.find('\n').map_or(rest.len(), |it| it + 1);
    let line = TextRange::new((start as u32).into(), (end as u32).into());
    let first = cx.tree.root.as_ref().and_then(|it| first_below(it, line));
    first.map_or(line, |it| line.cover(it))
}

/// The outermost entry or item that begins in `line`.
fn first_below(node: &Node, line: TextRange) -> Option<TextRange> {
    let begins_here = |it: TextRange| it.start() >= line.start() && it.start() < line.end();
    let reaches_here = |it: TextRange| it.start() < line.end() && it.end() > line.start();
    match &node.value {
        NodeValue::Mapping(map) => map.iter().filter(|it| !it.merged).find_map(|it| {
            if begins_here(it.range) {
                Some(it.range)
            } else if reaches_here(it.range) {
                first_below(&it.value, line)
            } else {
                None
            }
        }),
        NodeValue::Sequence(items) => items.iter().find_map(|it| {
            if begins_here(it.range) {
                Some(it.range)
            } else if reaches_here(it.range) {
                first_below(it, line)
            } else {
                None
            }
        }),
        NodeValue::Null | NodeValue::Scalar(_) => None,
    }
}

fn tell(bad: &mut Findings, range: FileRange, fault: &AllowFault, language: Language) {
    match fault {
        AllowFault::NoRule => {
            bad.add(
                range,
                say!(
                    language,
                    "this comment names no rule",
                    "ce commentaire ne nomme aucune règle"
                ),
            )
            .help(say!(
                language,
                "name what it allows: `linkyard rules` lists all rules",
                "nommez ce qu'il autorise : `linkyard rules` énumère toutes les règles"
            ));
        }
        AllowFault::UnknownRule(name) => {
            let names = rules().map(|it| it.name);
            let finding = bad.add(
                range,
                say!(
                    language,
                    "no rule is called `{name}`",
                    "aucune règle ne s'appelle `{name}`"
                ),
            );
            finding.help(match nearest(name, names) {
                Some(near) => did_you_mean(near, language),
                None => say!(
                    language,
                    "`linkyard rules` lists them all",
                    "`linkyard rules` les énumère toutes"
                ),
            });
        }
        AllowFault::AlwaysError(rule) => {
            let name = rule.name;
            bad.add(
                range,
                say!(
                    language,
                    "`{name}` cannot be allowed",
                    "`{name}` ne peut pas être autorisée"
                ),
            )
            .help(say!(
                language,
                "the compose tool refuses the file because of what it finds",
                "l'outil compose refuse le fichier à cause de ce qu'elle trouve"
            ));
        }
        AllowFault::BadLevel(text) => {
            bad.add(
                range,
                say!(
                    language,
                    "`{text}` is no level",
                    "`{text}` n'est pas un niveau"
                ),
            )
            .help(say!(
                language,
                "write `off`, `hint`, `warning` or `error`",
                "écrivez `off`, `hint`, `warning` ou `error`"
            ));
        }
        AllowFault::UnknownWord(word) => {
            bad.add(
                range,
                say!(
                    language,
                    "`{word}` means nothing here",
                    "`{word}` ne veut rien dire ici"
                ),
            )
            .help(say!(
                language,
                "write `# linkyard: allow RULE` or `# linkyard: allow-file RULE`",
                "écrivez `# linkyard: allow RÈGLE` ou `# linkyard: allow-file RÈGLE`"
            ));
        }
        AllowFault::BadFile => {
            bad.add(
                range,
                say!(
                    language,
                    "only `rules` is read here, a mapping of rules to levels",
                    "seul `rules` est lu ici, une table des règles et de leurs niveaux"
                ),
            )
            .help(say!(
                language,
                "write `rules:`, and below it lines such as `image-without-tag: off`",
                "écrivez `rules:`, et dessous des lignes telles que `image-without-tag: off`"
            ));
        }
    }
}
