//! YAML as PyYAML writes it.
//!
//! Source: emitter.py of PyYAML 6, in block style with an indentation of two and lines of about 80 characters.

use linkyard_core::syntax::{Resolved, Scalar, ScalarStyle, YamlVersion};
use serde_json::Value;

/// Lines are broken at the first space behind this column.
const WIDTH: usize = 80;

/// Writes a document.
pub(super) fn write(value: &Value) -> String {
    let mut writer = Writer::default();
    match value {
        Value::Object(map) if !map.is_empty() => writer.mapping(map, 0, Begin::NewLine),
        Value::Array(list) if !list.is_empty() => writer.list(list, 0, Begin::NewLine),
        scalar => {
            writer.scalar(scalar, 0);
            writer.line();
        }
    }
    writer.text
}

/// Where the first entry of a collection stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Begin {
    /// On a line of its own.
    NewLine,
    /// Behind the dash of the list that it is an item of.
    SameLine,
}

#[derive(Default)]
struct Writer {
    text: String,
    column: usize,
}

impl Writer {
    fn put(&mut self, text: &str) {
        self.text.push_str(text);
        self.column += text.chars().count();
    }

    fn line(&mut self) {
        self.text.push('\n');
        self.column = 0;
    }

    fn indent(&mut self, indent: usize) {
        self.line();
        self.put(&" ".repeat(indent));
    }

    fn mapping(&mut self, map: &serde_json::Map<String, Value>, indent: usize, begin: Begin) {
        for (at, (key, value)) in map.iter().enumerate() {
            if at > 0 || begin == Begin::NewLine {
                self.put(&" ".repeat(indent));
            }
            self.key(key, indent);
            match value {
                Value::Object(map) if !map.is_empty() => {
                    self.line();
                    self.mapping(map, indent + 2, Begin::NewLine);
                }
                // The dashes of a list stand under its key.
                Value::Array(list) if !list.is_empty() => {
                    self.line();
                    self.list(list, indent, Begin::NewLine);
                }
                scalar => {
                    self.put(" ");
                    self.scalar(scalar, indent + 2);
                    self.line();
                }
            }
        }
    }

    fn list(&mut self, list: &[Value], indent: usize, begin: Begin) {
        for (at, value) in list.iter().enumerate() {
            if at > 0 || begin == Begin::NewLine {
                self.put(&" ".repeat(indent));
            }
            self.put("- ");
            match value {
                Value::Object(map) if !map.is_empty() => {
                    self.mapping(map, indent + 2, Begin::SameLine);
                }
                Value::Array(list) if !list.is_empty() => {
                    self.list(list, indent + 2, Begin::SameLine);
                }
                scalar => {
                    self.scalar(scalar, indent + 2);
                    self.line();
                }
            }
        }
    }

    fn key(&mut self, key: &str, indent: usize) {
        const LONGEST: usize = 128;
        let is_simple = key.chars().count() < LONGEST && !key.contains('\n');
        if is_simple {
            self.string(key, indent, Split::Never);
            self.put(":");
        } else {
            self.put("? ");
            self.string(key, indent + 2, Split::AtWidth);
            self.indent(indent);
            self.put(":");
        }
    }

    fn scalar(&mut self, value: &Value, indent: usize) {
        match value {
            Value::Null => self.put("null"),
            Value::Bool(it) => self.put(if *it { "true" } else { "false" }),
            Value::Number(it) => self.put(&it.to_string()),
            Value::String(text) => self.string(text, indent, Split::AtWidth),
            Value::Array(_) => self.put("[]"),
            Value::Object(_) => self.put("{}"),
        }
    }

    fn string(&mut self, text: &str, indent: usize, split: Split) {
        // The tool has these quoted, as key and as value.
        let is_boolean = ["y", "n", "yes", "no", "on", "off", "true", "false"]
            .contains(&text.to_lowercase().as_str());
        let style = if is_boolean {
            Style::DoubleQuoted
        } else {
            style_of(text)
        };
        let is_broken = text.contains('\n');
        match style {
            Style::Plain => self.plain(text, indent, split),
            Style::SingleQuoted if split == Split::AtWidth || !is_broken => {
                self.single_quoted(text, indent, split);
            }
            _ => self.double_quoted(text, indent, split),
        }
    }

    fn plain(&mut self, text: &str, indent: usize, split: Split) {
        for (at, word) in text.split(' ').enumerate() {
            if at > 0 {
                // Only a single space may become the end of a line; an empty word stands between two.
                let is_single = !word.is_empty() && !self.text.ends_with(' ');
                if is_single && self.column > WIDTH && split == Split::AtWidth {
                    self.indent(indent);
                } else {
                    self.put(" ");
                }
            }
            self.put(word);
        }
    }

    fn single_quoted(&mut self, text: &str, indent: usize, split: Split) {
        self.put("'");
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            let is_first = rest.len() == text.len();
            let run_of = |letter: char| rest.len() - rest.trim_start_matches(letter).len();
            let n_run = match letter {
                ' ' | '\n' => run_of(letter),
                _ => rest.find([' ', '\n']).unwrap_or(rest.len()),
            };
            let (run, after) = rest.split_at_checked(n_run).unwrap_or((rest, ""));
            match letter {
                ' ' => {
                    let is_inside = !is_first && !after.is_empty();
                    if run == " " && self.column > WIDTH && split == Split::AtWidth && is_inside {
                        self.indent(indent);
                    } else {
                        self.put(run);
                    }
                }
                '\n' => {
                    // One line feed more than there are, for the first alone would be read as a space.
                    for _ in 0..=run.len() {
                        self.line();
                    }
                    self.put(&" ".repeat(indent));
                }
                _ => self.put(&run.replace('\'', "''")),
            }
            rest = after;
        }
        self.put("'");
    }

    fn double_quoted(&mut self, text: &str, indent: usize, split: Split) {
        self.put("\"");
        let letters: Vec<char> = text.chars().collect();
        let mut pending = String::new();
        for (at, letter) in letters.iter().enumerate() {
            match escape(*letter) {
                Some(escape) => {
                    let waiting = std::mem::take(&mut pending);
                    self.put(&waiting);
                    self.put(&escape);
                }
                None => pending.push(*letter),
            }
            let is_inside = at > 0 && at + 1 < letters.len();
            let may_break = *letter == ' ' || pending.is_empty();
            let width = self.column + pending.chars().count();
            // The space itself goes to the next line, behind a backslash.
            let before = width - usize::from(*letter == ' ');
            if is_inside && may_break && before > WIDTH && split == Split::AtWidth {
                let is_space = pending.ends_with(' ');
                let mut waiting = std::mem::take(&mut pending);
                if is_space {
                    waiting.pop();
                    pending.push(' ');
                }
                self.put(&waiting);
                self.put("\\");
                self.indent(indent);
                if is_space {
                    self.put("\\");
                }
            }
        }
        self.put(&pending);
        self.put("\"");
    }
}

/// Whether long lines are broken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Split {
    Never,
    AtWidth,
}

/// How a string is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    SingleQuoted,
    DoubleQuoted,
}

/// The style that the writer chooses. Source: `analyze_scalar` and `choose_scalar_style`.
fn style_of(text: &str) -> Style {
    if text.is_empty() {
        return Style::SingleQuoted;
    }
    let letters: Vec<char> = text.chars().collect();
    // What stands above the first plane is escaped in double quotes only.
    let is_special = |it: &char| {
        let is_plain = matches!(it, '\n' | '"' | '\\' | '\u{10000}'..);
        !is_plain && escape(*it).is_some()
    };
    let has_space_before_break = text.contains(" \n");
    if letters.iter().any(is_special) || has_space_before_break {
        return Style::DoubleQuoted;
    }
    if text.contains("\n ") {
        return Style::DoubleQuoted;
    }
    let is_blank = |it: Option<&char>| it.is_none_or(|it| matches!(it, ' ' | '\n' | '\t'));
    let mut is_indicator = text.starts_with("---") || text.starts_with("...");
    for (at, letter) in letters.iter().enumerate() {
        let is_followed = is_blank(letters.get(at + 1));
        let is_preceded = at == 0 || is_blank(letters.get(at - 1));
        is_indicator |= match letter {
            '#' => is_preceded,
            ':' => is_followed,
            ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@'
            | '`' => at == 0,
            '?' | '-' => at == 0 && is_followed,
            _ => false,
        };
    }
    let has_edge_blank = text.starts_with([' ', '\n']) || text.ends_with([' ', '\n']);
    let plain = Scalar {
        text: text.into(),
        style: ScalarStyle::Plain,
    };
    let is_text = plain.resolve(YamlVersion::V1_1) == Resolved::Str && text != "=" && text != "<<";
    if is_indicator || has_edge_blank || text.contains('\n') || !is_text {
        Style::SingleQuoted
    } else {
        Style::Plain
    }
}

/// How a character is written in double quotes, if not as it is.
fn escape(letter: char) -> Option<String> {
    let short = match letter {
        '\0' => "\\0",
        '\u{7}' => "\\a",
        '\u{8}' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\u{b}' => "\\v",
        '\u{c}' => "\\f",
        '\r' => "\\r",
        '\u{1b}' => "\\e",
        '"' => "\\\"",
        '\\' => "\\\\",
        '\u{85}' => "\\N",
        '\u{2028}' => "\\L",
        '\u{2029}' => "\\P",
        '\u{feff}' => "\\uFEFF",
        ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' => return None,
        _ => {
            let code = u32::from(letter);
            return Some(match code {
                0..=0xff => format!("\\x{code:02X}"),
                0x100..=0xffff => format!("\\u{code:04X}"),
                _ => format!("\\U{code:08X}"),
            });
        }
    };
    Some(short.to_owned())
}
