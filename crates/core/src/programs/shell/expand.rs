//! From the pieces of a word to the fields of a command.

use super::ShellHost;
use super::run::Shell;
use super::words::Part;

impl Shell {
    /// The fields of several words.
    pub(super) fn fields(
        &mut self,
        words: &[Vec<Part>],
        host: &mut dyn ShellHost,
    ) -> Result<Vec<String>, String> {
        let mut res = Vec::new();
        for word in words {
            self.split(word, host, &mut res)?;
        }
        Ok(res)
    }

    /// A word as one field, as in an assignment.
    pub(super) fn text(
        &mut self,
        parts: &[Part],
        host: &mut dyn ShellHost,
    ) -> Result<String, String> {
        let mut res = String::new();
        for part in parts {
            res.push_str(&self.value(part, host)?.0);
        }
        Ok(res)
    }

    fn split(
        &mut self,
        parts: &[Part],
        host: &mut dyn ShellHost,
        res: &mut Vec<String>,
    ) -> Result<(), String> {
        let mut field: Option<String> = None;
        for part in parts {
            let (value, is_quoted) = self.value(part, host)?;
            if is_quoted || matches!(part, Part::Text { .. }) {
                field.get_or_insert_default().push_str(&value);
                continue;
            }
            let mut pieces = value.split_ascii_whitespace().peekable();
            if value.starts_with(|it: char| it.is_ascii_whitespace()) {
                res.extend(field.take());
            }
            while let Some(piece) = pieces.next() {
                field.get_or_insert_default().push_str(piece);
                if pieces.peek().is_some() {
                    res.extend(field.take());
                }
            }
            if value.ends_with(|it: char| it.is_ascii_whitespace()) {
                res.extend(field.take());
            }
        }
        res.extend(field);
        Ok(())
    }

    fn value(&mut self, part: &Part, host: &mut dyn ShellHost) -> Result<(String, bool), String> {
        match part {
            Part::Text { text, is_quoted } => Ok((text.clone(), *is_quoted)),
            Part::Command { script, is_quoted } => {
                let script = super::parse(script)?;
                let text = self.substitute(&script, host);
                Ok((text.trim_end_matches('\n').to_owned(), *is_quoted))
            }
            Part::Variable {
                name,
                operator,
                word,
                is_quoted,
            } => {
                let value = self.variable(name);
                let counts_empty = operator.starts_with(':');
                let is_set = value
                    .as_ref()
                    .is_some_and(|it| !counts_empty || !it.is_empty());
                let text = match operator.trim_start_matches(':') {
                    "-" if !is_set => self.text(word, host)?,
                    "+" if is_set => self.text(word, host)?,
                    "+" => String::new(),
                    "=" if !is_set => {
                        let text = self.text(word, host)?;
                        self.set(name, &text);
                        text
                    }
                    "?" if !is_set => {
                        let text = self.text(word, host)?;
                        let text = if text.is_empty() {
                            "parameter not set".to_owned()
                        } else {
                            text
                        };
                        return Err(format!("{name}: {text}"));
                    }
                    _ => value.unwrap_or_default(),
                };
                Ok((text, *is_quoted))
            }
        }
    }
}
