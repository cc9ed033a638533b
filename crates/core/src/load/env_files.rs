//! The project's own env files: their variables stand under the shell's.

use super::Loader;
use super::v2::{self, dotenv};
use crate::document::nowhere;
use crate::fault::FaultKind;
use crate::files::ReadError;
use crate::profile::Dialect;
use crate::project::parse_env_file;
use crate::text::FileRange;

impl Loader<'_> {
    /// Reads the project's own env files, and puts the shell's variables over theirs.
    pub(super) fn read_variables(&mut self) {
        let settings = self.settings;
        for path in &settings.env_files {
            let id = match self.open_text(path) {
                Ok(id) => id,
                Err(ReadError::NotFound) if path == ".env" => continue,
                Err(error) => {
                    let path = path.clone();
                    self.fault(nowhere(), FaultKind::EnvFile { path, error });
                    continue;
                }
            };
            let text = self.sources.get(usize::from(id.0));
            let text = text.map(|it| it.text.as_str()).unwrap_or_default();
            let mut bad_lines = Vec::new();
            let mut found = Vec::new();
            match self.profile.dialect {
                Dialect::V1_29 => {
                    let (entries, bad) = parse_env_file(text, &settings.variables);
                    found.extend(entries.into_iter().map(|it| (it.name, it.value)));
                    let said = |number: usize| {
                        format!("Python-dotenv could not parse statement starting at line {number}")
                    };
                    let bad = bad.into_iter();
                    bad_lines.extend(bad.map(|(line, number)| (line, said(number), false)));
                }
                Dialect::V2 => {
                    let (entries, bad) =
                        dotenv::parse(text, &settings.variables, self.variables.clone());
                    found.extend(entries.into_iter().map(|it| (it.name, it.value)));
                    let bad = bad.into_iter();
                    let shown = v2::absolute(settings, path);
                    let said = |why: String| format!("failed to read {shown}: {why}");
                    bad_lines.extend(bad.map(|it| (it.range, said(it.said), true)));
                }
            }
            for (name, value) in found {
                if let Some(value) = value {
                    self.variables.insert(name, value);
                }
            }
            for (line, said, is_refusal) in bad_lines {
                let fault = self.fault(FileRange::new(id, line), FaultKind::EnvFileLine);
                if is_refusal {
                    fault.said(said);
                } else {
                    fault.warned(said);
                }
            }
        }
        let shell = settings.variables.iter();
        self.variables
            .extend(shell.map(|(name, value)| (name.clone(), value.clone())));
    }
}
