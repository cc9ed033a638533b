//! A case of the oracle tests as text: what to run, and what must be there before.
//!
//! A case is a compose file or a list of `docker` commands. Comments at its start say what it shows, and may hold
//! directives, one a line:
//!
//! | directive | meaning |
//! |---|---|
//! | `# image NAME: EXPOSE 80; ENV A=1` | the image that `img:NAME` stands for; `img:plain` is always there |
//! | `# file PATH: TEXT` | a line of a file beside the compose file |
//! | `# shell: K=V` | a variable of the shell |
//! | `# scale: SERVICE=N` | `--scale` |
//! | `# before: docker …` | a command before the compose tool runs |
//! | `# ties` | several containers may start at the same time: only their addresses are then taken as observed |

use crate::images;
use anyhow::{Context, Result, bail};
use std::collections::BTreeMap;

/// A case.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// The first comment line: a sentence that is true if the case passes.
    pub title: String,
    /// The text with the images' real names in it.
    pub text: String,
    /// Instructions of each image, by the name that stands for it.
    pub images: BTreeMap<String, Vec<String>>,
    /// Files beside the compose file.
    pub files: BTreeMap<String, String>,
    /// Variables of the shell.
    pub shell: BTreeMap<String, String>,
    /// `--scale`.
    pub scale: BTreeMap<String, u32>,
    /// Commands that run first.
    pub before: Vec<String>,
    /// Whether start order is partly left to chance.
    pub has_ties: bool,
}

impl Case {
    /// Reads a case.
    ///
    /// # Errors
    /// A directive that is not understood, or an image that no directive declares.
    pub fn parse(text: &str) -> Result<Case> {
        let mut res = Case {
            images: BTreeMap::from([("plain".to_owned(), Vec::new())]),
            ..Case::default()
        };
        let comments = text
            .lines()
            .map_while(|it| it.strip_prefix('#'))
            .map(str::trim);
        for (index, line) in comments.enumerate() {
            if index == 0 {
                res.title = line.to_owned();
            } else {
                res.directive(line)
                    .with_context(|| format!("directive `# {line}`"))?;
            }
        }
        res.text = res.with_images(text)?;
        res.before = res
            .before
            .iter()
            .map(|it| res.with_images(it))
            .collect::<Result<_>>()?;
        Ok(res)
    }

    fn directive(&mut self, line: &str) -> Result<()> {
        if line == "ties" {
            self.has_ties = true;
            return Ok(());
        }
        // Anything else than a directive is a remark.
        let Some((head, rest)) = line.split_once(": ") else {
            return Ok(());
        };
        match head.split_once(' ').unwrap_or((head, "")) {
            ("image", name) => {
                let instructions = rest.split(';').map(|it| it.trim().to_owned()).collect();
                self.images.insert(name.to_owned(), instructions);
            }
            ("file", path) => {
                let file = self.files.entry(path.to_owned()).or_default();
                file.push_str(rest);
                file.push('\n');
            }
            ("shell", "") => {
                let (key, value) = rest.split_once('=').context("it has no `=`")?;
                self.shell.insert(key.to_owned(), value.to_owned());
            }
            ("scale", "") => {
                let (service, number) = rest.split_once('=').context("it has no `=`")?;
                self.scale.insert(service.to_owned(), number.parse()?);
            }
            ("before", "") => self.before.push(rest.to_owned()),
            _ => {}
        }
        Ok(())
    }

    /// Puts the real names of images where `img:NAME` stands.
    fn with_images(&self, text: &str) -> Result<String> {
        let mut res = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("img:") {
            let end = after
                .find(|it: char| !it.is_ascii_alphanumeric() && it != '-')
                .unwrap_or(after.len());
            let (name, after) = after.split_at(end);
            let Some(instructions) = self.images.get(name) else {
                bail!("no directive declares the image `{name}`")
            };
            res.push_str(before);
            res.push_str(&images::tag(instructions));
            rest = after;
        }
        res.push_str(rest);
        Ok(res)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_read_with_its_directives() {
        let case = Case::parse(
            "# It works.\n# image db: EXPOSE 80; ENV A=b: c\n# file .env: X=1\n# file .env: Y=2\n# ties\ndb: {image: img:db}\n",
        )
        .unwrap();
        assert_eq!(case.title, "It works.");
        assert_eq!(case.images["db"], ["EXPOSE 80", "ENV A=b: c"]);
        assert_eq!(case.files[".env"], "X=1\nY=2\n");
        assert!(case.has_ties);
        assert!(
            case.text
                .contains(&format!("image: {}}}", images::tag(&case.images["db"])))
        );
    }

    #[test]
    fn an_image_that_nobody_declared_is_an_error() {
        assert!(Case::parse("# Title.\na: {image: img:typo}\n").is_err());
    }
}
