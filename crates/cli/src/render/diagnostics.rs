//! Findings for people: the source line, a caret, the code, the other places involved, help, and each fix as a diff.

use crate::language::{HELP, LOOK_FIRST};
use crate::output;
use annotate_snippets::{AnnotationKind, Group, Level, Patch, Snippet};
use linkyard_core::analysis::Analysis;
use linkyard_core::diagnostics::{Applicability, Diagnostic, Fix, Severity};
use linkyard_core::fault::ToolMessage;
use linkyard_core::language::Language;
use linkyard_core::profile::Dialect;
use linkyard_core::text::{FileId, FileRange};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

/// How findings are told.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// In this language.
    pub language: Language,
    /// With what this tool prints about each.
    pub shows_tool: Option<Dialect>,
}

/// What the compose tool prints, behind a word of whether it goes on.
fn tool_words(dialect: Dialect, said: &ToolMessage, language: Language) -> String {
    let tool = match dialect {
        Dialect::V1_29 => "docker-compose 1.29",
        Dialect::V2 => "docker compose 2",
    };
    let text = &said.text;
    match (language, said.is_refusal) {
        (Language::English, true) => format!("{tool} stops with:\n{text}"),
        (Language::English, false) => format!("{tool} warns, and goes on:\n{text}"),
        (Language::French, true) => format!("{tool} s'arrête avec :\n{text}"),
        (Language::French, false) => format!("{tool} avertit et continue :\n{text}"),
    }
}

/// The texts that findings point into.
pub struct Sources<'a> {
    by_file: BTreeMap<FileId, Source<'a>>,
}

struct Source<'a> {
    name: &'a str,
    text: std::borrow::Cow<'a, str>,
    /// Offset of the first byte of each line.
    line_starts: Vec<usize>,
}

impl<'a> Source<'a> {
    fn new(name: &'a str, text: std::borrow::Cow<'a, str>) -> Source<'a> {
        let line_starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Source {
            name,
            text,
            line_starts,
        }
    }

    /// 0-based index of the line that holds `offset`.
    fn line_index(&self, offset: usize) -> usize {
        self.line_starts
            .partition_point(|&it| it <= offset)
            .saturating_sub(1)
    }

    /// The offset inside the text nearest to `offset` that does not split a character.
    fn clamp(&self, offset: usize) -> usize {
        let mut res = offset.min(self.text.len());
        while !self.text.is_char_boundary(res) {
            res -= 1;
        }
        res
    }

    fn range(&self, range: FileRange) -> Range<usize> {
        let (start, end) = (self.clamp(range.start.into()), self.clamp(range.end.into()));
        start..end.max(start)
    }
}

impl<'a> Sources<'a> {
    /// Every file that `analysis` read.
    pub fn new(analysis: &'a Analysis) -> Sources<'a> {
        let sources = analysis.loaded.sources.iter().zip(0u16..);
        let by_file =
            sources.map(|(it, id)| (FileId(id), Source::new(&it.path, it.text.as_str().into())));
        Sources {
            by_file: by_file.collect(),
        }
    }

    /// Line and column of `offset`, both counted from 1; the column counts characters.
    pub fn line_and_column(&self, file: FileId, offset: usize) -> (usize, usize) {
        let Some(source) = self.by_file.get(&file) else {
            return (1, 1);
        };
        let offset = source.clamp(offset);
        let line_index = source.line_index(offset);
        let start = source
            .line_starts
            .get(line_index)
            .copied()
            .unwrap_or_default();
        let column = source
            .text
            .get(start..offset)
            .map_or(0, |it| it.chars().count());
        (line_index + 1, column + 1)
    }

    /// Name of a file.
    pub fn name(&self, file: FileId) -> &str {
        self.by_file.get(&file).map_or("", |it| it.name)
    }

    /// All of `diagnostics`, each followed by an empty line.
    pub fn render(&self, diagnostics: &[Diagnostic], options: Options) -> String {
        let mut res = String::new();
        for it in diagnostics {
            // Writing to a string cannot fail.
            let _ = writeln!(res, "{}\n", self.render_one(it, options));
        }
        res
    }

    fn render_one(&self, diagnostic: &Diagnostic, options: Options) -> String {
        let language = options.language;
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Hint => Level::INFO,
        };
        let level = level.with_name(diagnostic.severity.words().in_language(language));
        let help_level = Level::HELP.with_name(HELP.in_language(language));
        let mut main = Group::with_title(
            level
                .primary_title(diagnostic.message.as_str())
                .id(diagnostic.code.as_str()),
        );
        let mut files = vec![diagnostic.range.file];
        files.extend(diagnostic.labels.iter().map(|it| it.range.file));
        files.sort();
        files.dedup();
        // The file at fault comes first.
        files.sort_by_key(|it| *it != diagnostic.range.file);
        for file in files {
            if let Some(snippet) = self.snippet(diagnostic, file) {
                main = main.element(snippet);
            }
        }
        if let Some(help) = &diagnostic.help {
            main = main.element(help_level.clone().message(help.as_str()));
        }
        let tool = options.shows_tool.zip(diagnostic.tool.as_ref());
        if let Some((dialect, said)) = tool {
            main = main.element(Level::NOTE.message(tool_words(dialect, said, language)));
        }
        let mut groups = vec![main];
        groups.extend(
            diagnostic
                .fixes
                .iter()
                .filter_map(|it| self.fix(it, diagnostic.range.file, language)),
        );
        output::renderer().render(&groups)
    }

    fn snippet(
        &self,
        diagnostic: &Diagnostic,
        file: FileId,
    ) -> Option<Snippet<'_, annotate_snippets::Annotation<'_>>> {
        let source = self.by_file.get(&file)?;
        let mut marks: Vec<(Range<usize>, AnnotationKind, Option<String>)> = Vec::new();
        if diagnostic.range.file == file {
            marks.push((
                source.range(diagnostic.range),
                AnnotationKind::Primary,
                None,
            ));
        }
        for label in diagnostic.labels.iter().filter(|it| it.range.file == file) {
            let range = source.range(label.range);
            match marks.first_mut() {
                // A label on the very text at fault is what the caret says.
                Some((at, AnnotationKind::Primary, message @ None)) if *at == range => {
                    *message = Some(label.message.clone());
                }
                _ => marks.push((range, AnnotationKind::Context, Some(label.message.clone()))),
            }
        }
        let window = source.window(marks.iter().map(|(range, _, _)| range.clone()))?;
        let annotations = marks.into_iter().map(|(range, kind, message)| {
            kind.span(range.start - window.bytes.start..range.end - window.bytes.start)
                .label(message)
        });
        Some(
            Snippet::source(source.text.get(window.bytes.clone())?)
                .line_start(window.first_line_number)
                .path(source.name)
                .annotations(annotations),
        )
    }

    fn fix<'b>(&'b self, fix: &'b Fix, file: FileId, language: Language) -> Option<Group<'b>> {
        let source = self.by_file.get(&file)?;
        let ranges: Vec<Range<usize>> = fix
            .edits
            .iter()
            .map(|it| source.range(FileRange::new(file, it.range)))
            .collect();
        let window = source.window(ranges.iter().cloned())?;
        let patches = ranges.into_iter().zip(&fix.edits).map(|(range, edit)| {
            Patch::new(
                range.start - window.bytes.start..range.end - window.bytes.start,
                edit.insert.as_str(),
            )
        });
        let title = match fix.applicability {
            Applicability::Safe => fix.title.clone(),
            Applicability::Unsafe => {
                format!("{} {}", fix.title, LOOK_FIRST.in_language(language))
            }
        };
        Some(
            Level::HELP
                .with_name(HELP.in_language(language))
                .secondary_title(title)
                .element(
                    Snippet::source(source.text.get(window.bytes.clone())?)
                        .line_start(window.first_line_number)
                        .patches(patches),
                ),
        )
    }
}

/// Whole lines of a source. Only they are handed to the drawing, which walks all it is given once per finding.
struct Window {
    bytes: Range<usize>,
    first_line_number: usize,
}

impl Source<'_> {
    fn window(&self, ranges: impl Iterator<Item = Range<usize>>) -> Option<Window> {
        let all = ranges.reduce(|all, it| all.start.min(it.start)..all.end.max(it.end))?;
        let first = self.line_index(all.start);
        let start = *self.line_starts.get(first)?;
        let end = self
            .line_starts
            .get(self.line_index(all.end) + 1)
            .copied()
            .unwrap_or(self.text.len());
        Some(Window {
            bytes: start..end,
            first_line_number: first + 1,
        })
    }
}
