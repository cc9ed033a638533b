//! The instructions of a Dockerfile: comments gone, continued lines joined, texts between markers skipped.

/// One instruction.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Instruction {
    /// In capitals.
    pub(super) name: String,
    /// Everything after the name.
    pub(super) rest: String,
}

/// The character that continues a line: `\`, or what the directive `# escape=` says.
pub(super) fn escape(text: &str) -> char {
    for line in text.lines() {
        let Some((name, value)) = line
            .trim()
            .strip_prefix('#')
            .and_then(|it| it.split_once('='))
        else {
            break;
        };
        if name.trim().eq_ignore_ascii_case("escape") && value.trim() == "`" {
            return '`';
        }
    }
    '\\'
}

pub(super) fn instructions(text: &str, escape: char) -> Vec<Instruction> {
    let mut res = Vec::new();
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    while let Some(line) = lines.next() {
        let mut joined = String::new();
        let mut next = Some(line);
        while let Some(line) = next {
            let line = line.trim();
            // Comments and empty lines inside a continued instruction are left out.
            if line.starts_with('#') || (line.is_empty() && !joined.is_empty()) {
                if joined.is_empty() {
                    break;
                }
                next = lines.next();
                continue;
            }
            match line.strip_suffix(escape) {
                Some(line) => {
                    joined.push_str(line);
                    joined.push(' ');
                    next = lines.next();
                }
                None => {
                    joined.push_str(line);
                    break;
                }
            }
        }
        let (name, rest) = joined
            .split_once(char::is_whitespace)
            .unwrap_or((&joined, ""));
        if name.is_empty() {
            continue;
        }
        let name = name.to_ascii_uppercase();
        if matches!(name.as_str(), "RUN" | "COPY" | "ADD") {
            for marker in markers(rest) {
                lines
                    .by_ref()
                    .find(|it| it.trim_start_matches('\t') == marker);
            }
        }
        res.push(Instruction {
            name,
            rest: rest.trim().to_owned(),
        });
    }
    res
}

/// The words after `<<` that end the texts following the line.
fn markers(rest: &str) -> Vec<String> {
    rest.split("<<")
        .skip(1)
        .map(|it| {
            let word = it.trim_start_matches('-');
            let end = word
                .find(|it: char| it.is_whitespace() || matches!(it, ';' | '|' | '>' | ')'))
                .unwrap_or(word.len());
            let word = word.get(..end).unwrap_or_default();
            word.trim_matches(['"', '\'']).to_owned()
        })
        .filter(|it| it.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_'))
        .collect()
}
