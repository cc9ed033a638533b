//! The tokens that are more than a character: values, tags, anchors, directives.

use super::scanner::{END, Scanner, TokenKind, is_blank, is_blank_or_end, is_break, is_word};
use super::{Mark, Stop};

impl Scanner {
    pub(super) fn directive(&mut self) -> Result<TokenKind, Stop> {
        let start = self.mark;
        self.skip();
        let name = self.word();
        if name.is_empty() {
            return Err(self.stop(start, "could not find expected directive name"));
        }
        if !is_blank_or_end(self.char()) {
            return Err(self.stop(start, "found unexpected non-alphabetical character"));
        }
        self.skip_while(is_blank);
        let kind = match name.as_str() {
            "YAML" => {
                let major = self.version_part(start)?;
                if self.char() != '.' {
                    return Err(self.stop(start, "did not find expected digit or '.' character"));
                }
                self.skip();
                let minor = self.version_part(start)?;
                TokenKind::Version {
                    is_known: (major, minor) == (1, 1),
                }
            }
            "TAG" => {
                let handle = self.tag_handle(true, start)?;
                if !is_blank(self.char()) {
                    return Err(self.stop(start, "did not find expected whitespace"));
                }
                self.skip_while(is_blank);
                self.tag_uri("", start)?;
                if !is_blank_or_end(self.char()) {
                    return Err(self.stop(start, "did not find expected whitespace or line break"));
                }
                TokenKind::TagHandle(handle)
            }
            _ => return Err(self.stop(start, "found unknown directive name")),
        };
        self.skip_while(is_blank);
        self.skip_comment();
        self.end_of_line(start)?;
        Ok(kind)
    }

    fn end_of_line(&mut self, start: Mark) -> Result<(), Stop> {
        if is_break(self.char()) {
            self.skip_line();
        } else if self.char() != END {
            return Err(self.stop(start, "did not find expected comment or line break"));
        }
        Ok(())
    }

    fn word(&mut self) -> String {
        let mut res = String::new();
        while is_word(self.char()) {
            res.push(self.char());
            self.skip();
        }
        res
    }

    fn version_part(&mut self, start: Mark) -> Result<u32, Stop> {
        let mut res = 0;
        let mut n_digits = 0;
        while let Some(digit) = self.char().to_digit(10) {
            n_digits += 1;
            if n_digits > 9 {
                return Err(self.stop(start, "found extremely long version number"));
            }
            res = res * 10 + digit;
            self.skip();
        }
        if n_digits == 0 {
            return Err(self.stop(start, "did not find expected version number"));
        }
        Ok(res)
    }

    /// The name of an anchor or an alias.
    pub(super) fn anchor(&mut self) -> Result<String, Stop> {
        let start = self.mark;
        self.skip();
        let name = self.word();
        let may_follow = matches!(self.char(), '?' | ':' | ',' | ']' | '}' | '%' | '@' | '`');
        if name.is_empty() || !(may_follow || is_blank_or_end(self.char())) {
            let problem = "did not find expected alphabetic or numeric character";
            return Err(self.stop(start, problem));
        }
        Ok(name)
    }

    /// A tag; gives its handle, which is empty for `!<…>`.
    pub(super) fn tag(&mut self) -> Result<String, Stop> {
        let start = self.mark;
        let mut handle = String::new();
        if self.char_after(1) == '<' {
            self.skip();
            self.skip();
            self.tag_uri("", start)?;
            if self.char() != '>' {
                return Err(self.stop(start, "did not find the expected '>'"));
            }
            self.skip();
        } else {
            handle = self.tag_handle(false, start)?;
            if handle.len() > 1 && handle.ends_with('!') {
                self.tag_uri("", start)?;
            } else {
                self.tag_uri(&handle, start)?;
                "!".clone_into(&mut handle);
            }
        }
        if !is_blank_or_end(self.char()) {
            return Err(self.stop(start, "did not find expected whitespace or line break"));
        }
        Ok(handle)
    }

    fn tag_handle(&mut self, is_directive: bool, start: Mark) -> Result<String, Stop> {
        if self.char() != '!' {
            return Err(self.stop(start, "did not find expected '!'"));
        }
        self.skip();
        let mut res = format!("!{}", self.word());
        if self.char() == '!' {
            self.skip();
            res.push('!');
        } else if is_directive && res != "!" {
            return Err(self.stop(start, "did not find expected '!'"));
        }
        Ok(res)
    }

    /// The rest of a tag. What was read as its handle may be all of it.
    fn tag_uri(&mut self, head: &str, start: Mark) -> Result<(), Stop> {
        let mut has_any = !head.is_empty();
        loop {
            match self.char() {
                '%' => {
                    let is_hex = |it: char| it.is_ascii_hexdigit();
                    if !is_hex(self.char_after(1)) || !is_hex(self.char_after(2)) {
                        return Err(self.stop(start, "did not find URI escaped octet"));
                    }
                    (0..3).for_each(|_| self.skip());
                }
                it if is_word(it) || ";/?:@&=+$,.!~*'()[]".contains(it) => self.skip(),
                _ => break,
            }
            has_any = true;
        }
        if !has_any {
            return Err(self.stop(start, "did not find expected tag URI"));
        }
        Ok(())
    }

    pub(super) fn block_scalar(&mut self) -> Result<(), Stop> {
        let start = self.mark;
        self.skip();
        let mut increment = 0;
        for _ in 0..2 {
            match self.char() {
                '+' | '-' => self.skip(),
                '0' => return Err(self.stop(start, "found an indentation indicator equal to 0")),
                it => {
                    if let Some(digit) = it.to_digit(10).filter(|_| increment == 0) {
                        increment = digit as isize;
                        self.skip();
                    }
                }
            }
        }
        self.skip_while(is_blank);
        self.skip_comment();
        self.end_of_line(start)?;
        let mut indent = match increment {
            0 => 0,
            it => self.indent.max(0) + it,
        };
        self.block_scalar_breaks(&mut indent, start)?;
        while self.is_at(indent) && self.char() != END {
            self.skip_while(|it| !is_break(it) && it != END);
            if is_break(self.char()) {
                self.skip_line();
            }
            self.block_scalar_breaks(&mut indent, start)?;
        }
        Ok(())
    }

    fn is_at(&self, indent: isize) -> bool {
        isize::try_from(self.mark.column).is_ok_and(|it| it == indent)
    }

    fn is_before(&self, indent: isize) -> bool {
        isize::try_from(self.mark.column).is_ok_and(|it| it < indent)
    }

    fn block_scalar_breaks(&mut self, indent: &mut isize, start: Mark) -> Result<(), Stop> {
        let mut most = 0;
        loop {
            while (*indent == 0 || self.is_before(*indent)) && self.char() == ' ' {
                self.skip();
            }
            most = most.max(self.mark.column);
            if (*indent == 0 || self.is_before(*indent)) && self.char() == '\t' {
                let problem = "found a tab character where an indentation space is expected";
                return Err(self.stop(start, problem));
            }
            if !is_break(self.char()) {
                break;
            }
            self.skip_line();
        }
        if *indent == 0 {
            *indent = isize::try_from(most).unwrap_or(isize::MAX);
            *indent = (*indent).max(self.indent + 1).max(1);
        }
        Ok(())
    }

    pub(super) fn quoted_scalar(&mut self) -> Result<(), Stop> {
        let start = self.mark;
        let quote = self.char();
        self.skip();
        loop {
            if self.is_document_mark() {
                return Err(self.stop(start, "found unexpected document indicator"));
            }
            if self.char() == END {
                return Err(self.stop(start, "found unexpected end of stream"));
            }
            while !is_blank_or_end(self.char()) {
                match self.char() {
                    '\'' if quote == '\'' && self.char_after(1) == '\'' => {
                        self.skip();
                        self.skip();
                    }
                    it if it == quote => break,
                    '\\' if quote == '"' && is_break(self.char_after(1)) => {
                        self.skip();
                        self.skip_line();
                        break;
                    }
                    '\\' if quote == '"' => self.escape(start)?,
                    _ => self.skip(),
                }
            }
            if self.char() == quote {
                break;
            }
            loop {
                if is_blank(self.char()) {
                    self.skip();
                } else if is_break(self.char()) {
                    self.skip_line();
                } else {
                    break;
                }
            }
        }
        self.skip();
        Ok(())
    }

    fn escape(&mut self, start: Mark) -> Result<(), Stop> {
        let n_digits = match self.char_after(1) {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            it if "0abt\tnvfre \"'\\N_LP/".contains(it) => 0,
            _ => return Err(self.stop(start, "found unknown escape character")),
        };
        self.skip();
        self.skip();
        let mut code = 0u32;
        for n in 0..n_digits {
            match self.char_after(n).to_digit(16) {
                Some(digit) => code = code.wrapping_mul(16) | digit,
                None => return Err(self.stop(start, "did not find expected hexdecimal number")),
            }
        }
        if char::from_u32(code).is_none() {
            return Err(self.stop(start, "found invalid Unicode character escape code"));
        }
        (0..n_digits).for_each(|_| self.skip());
        Ok(())
    }

    pub(super) fn plain_scalar(&mut self) -> Result<(), Stop> {
        let start = self.mark;
        let indent = self.indent + 1;
        let mut is_after_break = false;
        loop {
            if self.is_document_mark() || self.char() == '#' {
                break;
            }
            while !is_blank_or_end(self.char()) {
                let it = self.char();
                let ends = (it == ':' && is_blank_or_end(self.char_after(1)))
                    || (self.flow_level > 0 && matches!(it, ',' | '?' | '[' | ']' | '{' | '}'));
                if ends {
                    break;
                }
                is_after_break = false;
                self.skip();
            }
            if !is_blank(self.char()) && !is_break(self.char()) {
                break;
            }
            loop {
                if is_blank(self.char()) {
                    if is_after_break && self.char() == '\t' && self.is_before(indent) {
                        let problem = "found a tab character that violates indentation";
                        return Err(self.stop(start, problem));
                    }
                    self.skip();
                } else if is_break(self.char()) {
                    is_after_break = true;
                    self.skip_line();
                } else {
                    break;
                }
            }
            if self.flow_level == 0 && self.is_before(indent) {
                break;
            }
        }
        if is_after_break {
            self.may_be_key = true;
        }
        Ok(())
    }
}
