//! The words and operators of a script.

/// A piece of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Text as it stands. Quoted text is never split.
    Text { text: String, is_quoted: bool },
    /// `$NAME`, `${NAME:-word}`: operator and word are empty where there are none.
    Variable {
        name: String,
        operator: String,
        word: Vec<Part>,
        is_quoted: bool,
    },
    /// `$(script)`.
    Command { script: String, is_quoted: bool },
}

/// A word, an operator or the end of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Word(Vec<Part>),
    Operator(&'static str),
    /// `2>`, `>>`, `<`, `2>&1`: descriptor and operator.
    Redirect(u8, &'static str),
    Newline,
}

/// Longest first.
const OPERATORS: [&str; 10] = ["&&", "||", ";;", "|", "&", ";", "(", ")", "{", "}"];

/// Takes a script apart.
///
/// # Errors
/// Why it cannot be read, as the shell says.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut reader = Reader {
        chars: text.chars().collect(),
        place: 0,
    };
    let mut res = Vec::new();
    while let Some(it) = reader.peek() {
        match it {
            ' ' | '\t' | '\r' => reader.place += 1,
            '\\' if reader.at(1) == Some('\n') => reader.place += 2,
            '\n' => {
                reader.place += 1;
                res.push(Token::Newline);
            }
            '#' => {
                while reader.peek().is_some_and(|it| it != '\n') {
                    reader.place += 1;
                }
            }
            _ => res.push(reader.token()?),
        }
    }
    Ok(res)
}

struct Reader {
    chars: Vec<char>,
    place: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.at(0)
    }

    fn at(&self, offset: usize) -> Option<char> {
        self.chars.get(self.place + offset).copied()
    }

    fn starts_with(&self, text: &str) -> bool {
        text.chars()
            .enumerate()
            .all(|(offset, it)| self.at(offset) == Some(it))
    }

    fn token(&mut self) -> Result<Token, String> {
        if let Some(it) = self.redirect()? {
            return Ok(it);
        }
        for operator in OPERATORS {
            if !self.starts_with(operator) {
                continue;
            }
            // A brace is an operator only where it stands alone.
            let is_brace = matches!(operator, "{" | "}");
            if is_brace
                && self
                    .at(1)
                    .is_some_and(|it| !it.is_whitespace() && it != ';')
            {
                continue;
            }
            self.place += operator.len();
            return Ok(Token::Operator(operator));
        }
        let word = self.word(&|it| it.is_whitespace() || "&|;()<>".contains(it))?;
        Ok(Token::Word(word))
    }

    fn redirect(&mut self) -> Result<Option<Token>, String> {
        let (descriptor, offset) = match (self.peek(), self.at(1)) {
            (Some(it @ ('0' | '1' | '2')), Some('<' | '>')) => {
                (it.to_digit(10).and_then(|it| u8::try_from(it).ok()), 1)
            }
            _ => (None, 0),
        };
        let at = |it: usize| self.at(offset + it);
        let (operator, len) = match (at(0), at(1), at(2)) {
            (Some('<'), Some('<'), _) => {
                return Err("here documents are not simulated".to_owned());
            }
            (Some('>'), Some('>'), _) => (">>", 2),
            (Some('>'), Some('&'), Some('1')) => (">&1", 3),
            (Some('>'), Some('&'), Some('2')) => (">&2", 3),
            (Some('>'), ..) => (">", 1),
            (Some('<'), ..) => ("<", 1),
            _ => return Ok(None),
        };
        self.place += offset + len;
        let usual = if operator == "<" { 0 } else { 1 };
        Ok(Some(Token::Redirect(descriptor.unwrap_or(usual), operator)))
    }

    /// A word up to a character that ends it.
    fn word(&mut self, ends: &dyn Fn(char) -> bool) -> Result<Vec<Part>, String> {
        let mut res = Vec::new();
        while let Some(it) = self.peek() {
            if ends(it) {
                break;
            }
            match it {
                '\'' => {
                    self.place += 1;
                    let mut text = String::new();
                    loop {
                        match self.next() {
                            Some('\'') => break,
                            Some(it) => text.push(it),
                            None => {
                                return Err("syntax error: unterminated quoted string".to_owned());
                            }
                        }
                    }
                    res.push(Part::Text {
                        text,
                        is_quoted: true,
                    });
                }
                '"' => {
                    self.place += 1;
                    self.double_quoted(&mut res)?;
                }
                '\\' => {
                    self.place += 1;
                    let text = self.next().map(String::from).unwrap_or_default();
                    res.push(Part::Text {
                        text,
                        is_quoted: true,
                    });
                }
                '$' | '`' => self.expansion(false, &mut res)?,
                it => {
                    self.place += 1;
                    push_text(&mut res, it, false);
                }
            }
        }
        Ok(res)
    }

    fn next(&mut self) -> Option<char> {
        let res = self.peek();
        self.place += 1;
        res
    }

    fn double_quoted(&mut self, res: &mut Vec<Part>) -> Result<(), String> {
        // An empty pair of quotes is a word too.
        res.push(Part::Text {
            text: String::new(),
            is_quoted: true,
        });
        loop {
            match self.peek() {
                None => return Err("syntax error: unterminated quoted string".to_owned()),
                Some('"') => {
                    self.place += 1;
                    return Ok(());
                }
                Some('\\') => {
                    let next = self.at(1);
                    match next {
                        Some(it @ ('"' | '\\' | '$' | '`')) => push_text(res, it, true),
                        Some('\n') => {}
                        Some(it) => {
                            push_text(res, '\\', true);
                            push_text(res, it, true);
                        }
                        None => {}
                    }
                    self.place += 2;
                }
                Some('$' | '`') => self.expansion(true, res)?,
                Some(it) => {
                    self.place += 1;
                    push_text(res, it, true);
                }
            }
        }
    }

    fn expansion(&mut self, is_quoted: bool, res: &mut Vec<Part>) -> Result<(), String> {
        if self.peek() == Some('`') {
            self.place += 1;
            let mut script = String::new();
            loop {
                match self.next() {
                    Some('`') => break,
                    Some('\\') => script.extend(self.next()),
                    Some(it) => script.push(it),
                    None => return Err("syntax error: EOF in backquote substitution".to_owned()),
                }
            }
            res.push(Part::Command { script, is_quoted });
            return Ok(());
        }
        match self.at(1) {
            Some('(') if self.at(2) == Some('(') => {
                return Err("arithmetic is not simulated".to_owned());
            }
            Some('(') => {
                self.place += 2;
                let script = self.balanced('(', ')')?;
                res.push(Part::Command { script, is_quoted });
            }
            Some('{') => {
                self.place += 2;
                let inside = self.balanced('{', '}')?;
                res.push(variable(&inside, is_quoted)?);
            }
            Some(it) if it.is_ascii_alphabetic() || it == '_' => {
                self.place += 1;
                let mut name = String::new();
                while let Some(it) = self
                    .peek()
                    .filter(|it| it.is_ascii_alphanumeric() || *it == '_')
                {
                    name.push(it);
                    self.place += 1;
                }
                res.push(plain_variable(name, is_quoted));
            }
            Some(it) if it.is_ascii_digit() || "?$#@*!".contains(it) => {
                self.place += 2;
                res.push(plain_variable(it.to_string(), is_quoted));
            }
            _ => {
                self.place += 1;
                push_text(res, '$', is_quoted);
            }
        }
        Ok(())
    }

    /// The text up to the bracket that closes the one before it.
    fn balanced(&mut self, open: char, close: char) -> Result<String, String> {
        let mut res = String::new();
        let (mut depth, mut quote) = (1usize, None);
        while let Some(it) = self.next() {
            match (quote, it) {
                (None, '\'' | '"') => quote = Some(it),
                (Some(open), it) if open == it => quote = None,
                (None, it) if it == open => depth += 1,
                (None, it) if it == close => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Ok(res);
            }
            res.push(it);
        }
        Err(format!(
            "syntax error: unexpected end of file (expecting \"{close}\")"
        ))
    }
}

fn plain_variable(name: String, is_quoted: bool) -> Part {
    Part::Variable {
        name,
        operator: String::new(),
        word: Vec::new(),
        is_quoted,
    }
}

/// `NAME:-word`.
fn variable(inside: &str, is_quoted: bool) -> Result<Part, String> {
    let end = inside
        .find(|it: char| !it.is_ascii_alphanumeric() && it != '_')
        .unwrap_or(inside.len());
    let (name, rest) = inside.split_at_checked(end).unwrap_or((inside, ""));
    if name.is_empty() && !matches!(inside, "?" | "#" | "$" | "@" | "*") {
        return Err("syntax error: bad substitution".to_owned());
    }
    if name.is_empty() {
        return Ok(plain_variable(inside.to_owned(), is_quoted));
    }
    let operator = [":-", ":+", ":?", ":=", "-", "+", "?", "="]
        .into_iter()
        .find(|it| rest.starts_with(it));
    let Some(operator) = operator else {
        return match rest {
            "" => Ok(plain_variable(name.to_owned(), is_quoted)),
            _ => Err(format!("${{{inside}}} is not simulated")),
        };
    };
    let word = rest.strip_prefix(operator).unwrap_or_default();
    let mut reader = Reader {
        chars: word.chars().collect(),
        place: 0,
    };
    Ok(Part::Variable {
        name: name.to_owned(),
        operator: operator.to_owned(),
        word: reader.word(&|_| false)?,
        is_quoted,
    })
}

fn push_text(parts: &mut Vec<Part>, it: char, quoted: bool) {
    match parts.last_mut() {
        Some(Part::Text { text, is_quoted }) if *is_quoted == quoted => text.push(it),
        _ => parts.push(Part::Text {
            text: it.to_string(),
            is_quoted: quoted,
        }),
    }
}
