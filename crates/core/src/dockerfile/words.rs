//! Words of an instruction: quotes, escapes and variables.

use std::collections::BTreeMap;

/// Puts variables in place and takes quotes off.
pub(super) struct Expander<'a> {
    variables: &'a BTreeMap<String, String>,
    escape: char,
}

impl<'a> Expander<'a> {
    pub(super) fn new(variables: &'a BTreeMap<String, String>, escape: char) -> Expander<'a> {
        Expander { variables, escape }
    }

    pub(super) fn escape(&self) -> char {
        self.escape
    }

    /// `text` without its quotes, variables in place except between single quotes.
    pub(super) fn text(&self, text: &str) -> String {
        let mut res = String::with_capacity(text.len());
        let mut chars = text.chars().peekable();
        let mut quote = None;
        while let Some(it) = chars.next() {
            match (it, quote) {
                ('\'' | '"', None) => quote = Some(it),
                (it, Some(open)) if it == open => quote = None,
                (it, open) if it == self.escape && open != Some('\'') => match chars.next() {
                    // Between double quotes only these are escaped.
                    Some(next) if open.is_none() || matches!(next, '"' | '$') || next == it => {
                        res.push(next);
                    }
                    Some(next) => res.extend([it, next]),
                    None => res.push(it),
                },
                ('$', open) if open != Some('\'') => {
                    if chars.peek() == Some(&'{') {
                        chars.next();
                        let mut inside = String::new();
                        let mut depth = 1;
                        for it in chars.by_ref() {
                            match it {
                                '{' => depth += 1,
                                '}' => depth -= 1,
                                _ => {}
                            }
                            if depth == 0 {
                                break;
                            }
                            inside.push(it);
                        }
                        res.push_str(&self.braced(&inside));
                    } else {
                        let mut name = String::new();
                        while let Some(it) =
                            chars.next_if(|it| it.is_ascii_alphanumeric() || *it == '_')
                        {
                            name.push(it);
                        }
                        if name.is_empty() {
                            res.push('$');
                        } else {
                            res.push_str(self.value(&name));
                        }
                    }
                }
                (it, _) => res.push(it),
            }
        }
        res
    }

    fn value(&self, name: &str) -> &str {
        self.variables.get(name).map(String::as_str).unwrap_or("")
    }

    /// `NAME`, `NAME:-default`, `NAME-default`, `NAME:+other`, `NAME+other`.
    fn braced(&self, inside: &str) -> String {
        let end = inside
            .find(|it: char| !it.is_ascii_alphanumeric() && it != '_')
            .unwrap_or(inside.len());
        let (name, form) = inside.split_at_checked(end).unwrap_or((inside, ""));
        let known = self.variables.get(name);
        let filled = known.filter(|it| !it.is_empty());
        let form_of = |prefix: &str| form.strip_prefix(prefix);
        if let Some(default) = form_of(":-") {
            return filled.cloned().unwrap_or_else(|| self.nested(default));
        }
        if let Some(other) = form_of(":+") {
            return filled.map_or(String::new(), |_| self.nested(other));
        }
        if let Some(default) = form_of("-") {
            return known.cloned().unwrap_or_else(|| self.nested(default));
        }
        if let Some(other) = form_of("+") {
            return known.map_or(String::new(), |_| self.nested(other));
        }
        known.cloned().unwrap_or_default()
    }

    /// A default may hold variables again. Each level is shorter than the one around it, and few are ever meant.
    fn nested(&self, text: &str) -> String {
        const MOST_LEVELS: usize = 16;
        if text.matches("${").count() > MOST_LEVELS {
            return text.to_owned();
        }
        self.text(text)
    }
}

/// The words of `text` with their quotes: blanks inside quotes, and escaped ones, do not part them.
pub(super) fn split(text: &str, escape: char) -> Vec<String> {
    let mut res = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    let mut chars = text.chars();
    while let Some(it) = chars.next() {
        match (it, quote) {
            (it, None) if it.is_whitespace() => {
                if !word.is_empty() {
                    res.push(std::mem::take(&mut word));
                }
                continue;
            }
            ('\'' | '"', None) => quote = Some(it),
            (it, Some(open)) if it == open => quote = None,
            (it, open) if it == escape && open != Some('\'') => {
                word.push(it);
                word.extend(chars.next());
                continue;
            }
            _ => {}
        }
        word.push(it);
    }
    if !word.is_empty() {
        res.push(word);
    }
    res
}

/// The variables of `ENV`: `K=V K="v w"`, or the old form `K the rest of the line`.
pub(super) fn pairs(rest: &str, expander: &Expander<'_>) -> Vec<(String, String)> {
    let words = split(rest, expander.escape());
    match words.first() {
        Some(first) if !first.contains('=') => {
            let (name, value) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            vec![(expander.text(name), expander.text(value.trim()))]
        }
        _ => words
            .iter()
            .filter_map(|it| it.split_once('='))
            .map(|(name, value)| (expander.text(name), expander.text(value)))
            .collect(),
    }
}
