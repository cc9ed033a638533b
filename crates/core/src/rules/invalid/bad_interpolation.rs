//! # bad-interpolation
//!
//! A `$` that begins no variable that the tool knows, or a `${…}` of a form that it does not know.

use crate::diagnostics::Applicability;
use crate::fault::FaultKind;
use crate::language::{Words, say};
use crate::load::Format;
use crate::profile::{Dialect, Engine, Profile};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use crate::text::{TextEdit, TextRange, TextSize};

pub(super) static RULE: Rule = Rule {
    code: "M017",
    name: "bad-interpolation",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a `$` that begins no variable",
        fr: "un `$` qui ne commence aucune variable",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Both tools fill in variables before anything else, in every value, also in commands meant for a shell or for awk. docker-compose 1.29 refuses a `$` that begins no variable, and in files of format v1 it knows `$NAME` and `${NAME}` only; Compose 2 leaves a lone `$` as it is, but refuses a `${…}` that it cannot read.",
        fr: "Les deux outils remplacent les variables avant toute autre chose, dans chaque valeur, y compris dans les commandes destinées à un shell ou à awk. docker-compose 1.29 refuse un `$` qui ne commence aucune variable, et dans les fichiers au format v1 il ne connaît que `$NOM` et `${NOM}` ; Compose 2 laisse un `$` isolé tel quel, mais refuse un `${…}` qu'il ne sait pas lire.",
    },
    wrong: "version: \"3.8\"\nservices:\n  worker:\n    image: alpine:3.20\n    command: awk '{print $1}' /etc/hosts\n",
    right: "version: \"3.8\"\nservices:\n  worker:\n    image: alpine:3.20\n    command: awk '{print $$1}' /etc/hosts\n",
    profile: Some(Profile {
        engine: Engine::V20_10,
        dialect: Dialect::V1_29,
    }),
    fix: Some(Words {
        en: "Doubles the `$`, which then stands for itself. Safe where the `$` begins nothing; where it begins a `${…}`, look first whether a variable was meant.",
        fr: "Double le `$`, qui vaut alors pour lui-même. Sûr quand le `$` ne commence rien ; quand il commence un `${…}`, vérifiez d'abord si une variable était voulue.",
    }),
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    let faults = cx.project.faults.iter();
    for fault in faults.filter(|it| it.kind == FaultKind::BadInterpolation) {
        let written = cx.written(fault.range);
        let dollars = Dollars::of(written);
        let message = if dollars.stray.is_empty() {
            say!(
                language,
                "a `${{…}}` here is of a form that the tool does not know",
                "un `${{…}}` a ici une forme que l'outil ne connaît pas"
            )
        } else {
            say!(
                language,
                "a `$` here begins no variable",
                "un `$` ne commence ici aucune variable"
            )
        };
        let help = match cx.project.format {
            Format::V1 => say!(
                language,
                "write `$$` for a `$`; files of format v1 know `$NAME` and `${{NAME}}` only",
                "écrivez `$$` pour un `$` ; les fichiers au format v1 ne connaissent que `$NOM` et `${{NOM}}`"
            ),
            Format::Compose => say!(
                language,
                "write `$$` for a `$`, or `${{NAME}}` for a variable",
                "écrivez `$$` pour un `$`, ou `${{NOM}}` pour une variable"
            ),
        };
        let finding = findings.add_fault(fault, message).help(help);
        let (places, applicability) = match dollars.braced.as_slice() {
            _ if !dollars.stray.is_empty() => (dollars.stray.as_slice(), Applicability::Safe),
            only @ [_] => (only, Applicability::Unsafe),
            _ => continue,
        };
        let edits = places.iter().map(|at| TextEdit {
            range: TextRange::empty(fault.range.start + TextSize::from(*at)),
            insert: "$".to_owned(),
        });
        finding.fix(
            say!(language, "Double the `$`", "Doubler le `$`"),
            applicability,
            edits.collect(),
        );
    }
}

/// Where `$` stands in a text for something else than `$NAME` or `$$`.
#[derive(Default)]
struct Dollars {
    /// Before nothing that could be a name.
    stray: Vec<u32>,
    /// Before `{`. What stands between the braces is not looked at.
    braced: Vec<u32>,
}

impl Dollars {
    fn of(text: &str) -> Dollars {
        let mut res = Dollars::default();
        let mut chars = (0u32..).zip(text.bytes()).peekable();
        while let Some((at, it)) = chars.next() {
            if it != b'$' {
                continue;
            }
            match chars.peek().map(|(_, next)| *next) {
                Some(b'$') => {
                    chars.next();
                }
                Some(b'{') => {
                    res.braced.push(at);
                    chars.find(|(_, it)| *it == b'}');
                }
                Some(b'_' | b'a'..=b'z' | b'A'..=b'Z') => {}
                _ => res.stray.push(at),
            }
        }
        res
    }
}
