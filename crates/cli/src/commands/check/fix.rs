//! `check --fix`: repairs as edits of ranges, in every file of the project that has findings, until none is left.

use crate::disk_files::DiskFiles;
use crate::problem::Problem;
use crate::project_input::ProjectInput;
use linkyard_core::analysis::Analysis;
use linkyard_core::diagnostics::{Applicability, Diagnostic, Fix};
use linkyard_core::files::{Files, ReadError};
use linkyard_core::text::{FileId, TextEdit, TextRange, apply_edits};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

/// More rounds than any file needs: each round either repairs something or is the last.
const MOST_ROUNDS: usize = 100;

/// A project with its fixes applied.
pub struct Fixed {
    /// What is left to find.
    pub analysis: Analysis,
    /// What was done, a line each.
    pub done: Vec<String>,
    /// The text of the compose file.
    pub text: String,
    /// The texts of other files that changed, by the path that the project has for them.
    others: BTreeMap<String, String>,
}

/// The files of the project, some of them with a text that is not written yet.
struct Overlay<'a> {
    below: &'a DiskFiles,
    texts: &'a BTreeMap<String, String>,
}

impl Files for Overlay<'_> {
    fn read(&self, path: &str) -> Result<Cow<'_, str>, ReadError> {
        match self.texts.get(path) {
            Some(text) => Ok(Cow::Borrowed(text)),
            None => self.below.read(path),
        }
    }
}

/// The fix of a finding that is to be applied, if it has one up to `limit`.
pub fn wanted(diagnostic: &Diagnostic, limit: Applicability) -> Option<&Fix> {
    diagnostic
        .fixes
        .iter()
        .find(|it| it.applicability <= limit && !it.edits.is_empty())
}

impl Fixed {
    /// Applies fixes in memory until none up to `limit` is left.
    pub fn new(input: &ProjectInput, analysis: Analysis, limit: Applicability) -> Fixed {
        let mut res = Fixed {
            analysis,
            done: Vec::new(),
            text: input.text.clone(),
            others: BTreeMap::new(),
        };
        for _ in 0..MOST_ROUNDS {
            if !res.round(limit) {
                break;
            }
            let files = Overlay {
                below: &input.files,
                texts: &res.others,
            };
            res.analysis = Analysis::new(&res.text, &input.settings, &files);
        }
        res
    }

    /// Applies what fits together. Gives whether anything changed.
    fn round(&mut self, limit: Applicability) -> bool {
        let mut edits: BTreeMap<FileId, Vec<TextEdit>> = BTreeMap::new();
        let mut done = Vec::new();
        for (diagnostic, fix) in compatible(&self.analysis.diagnostics, limit) {
            let file = diagnostic.range.file;
            let Some(source) = self.analysis.loaded.sources.get(usize::from(file.0)) else {
                continue;
            };
            let before = source.text.get(..usize::from(diagnostic.range.start));
            let line = before.map_or(1, |it| it.matches('\n').count() + 1);
            let place = if file == FileId::COMPOSE {
                format!("line {line}")
            } else {
                format!("{}, line {line}", source.path)
            };
            done.push(format!("{place}: {} ({})", fix.title, diagnostic.code));
            edits
                .entry(file)
                .or_default()
                .extend(fix.edits.iter().cloned());
        }
        let mut has_changed = false;
        for (file, edits) in edits {
            let Some(source) = self.analysis.loaded.sources.get(usize::from(file.0)) else {
                continue;
            };
            let (text, _) = apply_edits(&source.text, &edits);
            has_changed |= text != source.text;
            if file == FileId::COMPOSE {
                self.text = text;
            } else {
                self.others.insert(source.path.clone(), text);
            }
        }
        if has_changed {
            self.done.extend(done);
        }
        has_changed
    }

    /// Writes every file that changed; the compose file only where it is one.
    ///
    /// # Errors
    /// A file cannot be written. Those before it are, and the error says so.
    pub fn write(&self, input: &ProjectInput) -> Result<(), Problem> {
        let mut written: Vec<String> = Vec::new();
        let compose = input
            .path
            .iter()
            .filter(|_| self.text != input.text)
            .map(|path| (path.clone(), self.text.as_str()));
        let others = self
            .others
            .iter()
            .map(|(path, text)| (input.files.path(path), text.as_str()));
        for (path, text) in compose.chain(others) {
            replace_file(&path, text).map_err(|err| {
                let problem = Problem::usage(format!(
                    "the fixed text cannot be written to `{}`",
                    path.display()
                ))
                .because(err.to_string());
                if written.is_empty() {
                    problem.help("nothing was changed; `linkyard check --fix -f - < FILE` prints the fixed text instead")
                } else {
                    problem.help(format!("changed before it: {}", written.join(", ")))
                }
            })?;
            written.push(path.display().to_string());
        }
        Ok(())
    }
}

/// The fixes that do not touch each other's text; the others get their turn in the next round.
fn compatible(diagnostics: &[Diagnostic], limit: Applicability) -> Vec<(&Diagnostic, &Fix)> {
    let mut taken: BTreeMap<FileId, Vec<TextRange>> = BTreeMap::new();
    let mut res = Vec::new();
    for diagnostic in diagnostics {
        let Some(fix) = wanted(diagnostic, limit) else {
            continue;
        };
        let taken = taken.entry(diagnostic.range.file).or_default();
        let touches = |edit: &TextEdit| {
            taken
                .iter()
                .any(|it| it.start() <= edit.range.end() && edit.range.start() <= it.end())
        };
        if !fix.edits.iter().any(touches) {
            taken.extend(fix.edits.iter().map(|it| it.range));
            res.push((diagnostic, fix));
        }
    }
    res
}

/// Replaces the content of `path` in one step: other programs see the old text or the new one, never a part.
fn replace_file(path: &Path, text: &str) -> std::io::Result<()> {
    // A link stays a link.
    let path = path.canonicalize()?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = path.with_file_name(format!(".{name}.linkyard-{}", std::process::id()));
    let written = (|| {
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&temporary)?;
        file.write_all(text.as_bytes())?;
        file.set_permissions(fs::metadata(&path)?.permissions())?;
        file.sync_all()?;
        fs::rename(&temporary, &path)
    })();
    if written.is_err() {
        // The reason for the failure is what the user is told; a temporary file that stays is in the same folder.
        let _ = fs::remove_file(&temporary);
    }
    written
}
