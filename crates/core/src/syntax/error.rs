//! What can be wrong with a YAML text, in words for the person who wrote it.
//!
//! This module holds the kinds of error, their messages and their help.
//! Finding the errors is the work of its siblings.

use std::fmt;

use text_size::TextRange;

/// One thing that is wrong with the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where it is wrong: the cause where it is known, such as the quote that is never closed.
    pub range: TextRange,
    /// What is wrong.
    pub kind: SyntaxErrorKind,
    /// A second place that explains the first, such as the first definition of a duplicate key.
    pub related: Option<TextRange>,
}

/// The kinds of error in a YAML text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SyntaxErrorKind {
    /// A tab stands where only spaces may indent.
    TabIndentation,
    /// A quoted text has no closing quote, or its closing quote is one meant for another text.
    UnclosedQuote,
    /// A `[` or `{` has no closing bracket.
    UnclosedFlow,
    /// A `[` is closed by `}` or a `{` by `]`; the opening bracket is the related place.
    MismatchedBracket {
        /// The bracket that opens.
        open: char,
        /// The bracket that stands where the closing one belongs.
        close: char,
    },
    /// A closing bracket that nothing opened.
    StrayBracket,
    /// An alias `*name` without an anchor `&name` before it.
    UndefinedAlias {
        /// The name without `*`.
        name: String,
    },
    /// An alias that stands inside the very value it repeats.
    RecursiveAlias {
        /// The name without `*`.
        name: String,
    },
    /// A key that stands twice in one mapping; the first one is the related place.
    /// The value of the last one is kept.
    DuplicateKey {
        /// The key.
        key: String,
    },
    /// A second document begins; only the first is read.
    SecondDocument,
    /// A mapping or a list is used as a key; the entry is left out.
    ComplexKey,
    /// The value of `<<` is neither a mapping nor a list of mappings; it is left out.
    InvalidMergeValue,
    /// A character that YAML forbids, or that cannot stand at this place unseen.
    InvalidCharacter {
        /// The character.
        character: char,
    },
    /// A plain value begins with a character that has another use, such as `@`.
    ReservedCharacter {
        /// The character.
        character: char,
    },
    /// A backslash sequence that double quotes do not know.
    InvalidEscape,
    /// More text after a closing quote; the quoted text is the related place.
    TextAfterQuote,
    /// A line that should be `key: value` has no colon.
    MissingColon,
    /// The colon of `key:value` is not followed by a space.
    MissingSpaceAfterColon,
    /// A second `key: value` on the line of the first.
    SecondColon,
    /// The indentation of a line fits no line above it.
    BadIndentation,
    /// A list begins on the line of its key.
    ListOnKeyLine,
    /// A list item among the lines of a mapping.
    ListItemInMapping,
    /// A `key: value` line among the items of a list.
    KeyInList,
    /// A `#` directly after a value, without a space.
    MissingSpaceBeforeComment,
    /// A comment stands inside a plain value that goes on in the next line.
    CommentInValue,
    /// More text after the `|` or `>` that begins a block of text.
    InvalidBlockHeader,
    /// `&` or `*` without a name.
    MissingAnchorName,
    /// A tag such as `!name` that is written wrongly, or whose prefix is not declared.
    InvalidTag,
    /// A wrong line that begins with `%`.
    InvalidDirective,
    /// Anything else.
    Unexpected {
        /// What is wrong, as a sentence fragment.
        message: String,
    },
    /// The text is larger than [`MAX_BYTES`](super::MAX_BYTES); nothing of it is read.
    TooLarge {
        /// Size of the text.
        bytes: usize,
        /// The largest size that is read.
        limit: usize,
    },
    /// Mappings and lists are nested deeper than [`MAX_DEPTH`](super::MAX_DEPTH), aliases included.
    TooDeep {
        /// The deepest nesting that is read.
        limit: usize,
    },
    /// There are more values than [`MAX_NODES`](super::MAX_NODES), aliases included.
    TooManyNodes {
        /// The largest number of values.
        limit: usize,
    },
    /// Aliases repeat more text than [`MAX_ALIAS_BYTES`](super::MAX_ALIAS_BYTES).
    TooMuchRepeatedText {
        /// The largest number of repeated bytes.
        limit: usize,
    },
    /// There are too many errors: the rest is not reported, or not read at all.
    TooManyErrors,
}

impl SyntaxErrorKind {
    /// What is wrong: a sentence fragment without a full stop, names in backticks.
    pub fn message(&self) -> String {
        match self {
            Self::TabIndentation => "a tab stands where only spaces may indent".into(),
            Self::UnclosedQuote => "this quote is never closed".into(),
            Self::UnclosedFlow => "this bracket is never closed".into(),
            Self::MismatchedBracket { open, close } => {
                format!("`{close}` cannot close `{open}`")
            }
            Self::StrayBracket => "this bracket closes nothing".into(),
            Self::UndefinedAlias { name } => {
                format!("no anchor `&{name}` stands before this alias")
            }
            Self::RecursiveAlias { name } => {
                format!("`*{name}` stands inside the value that it repeats")
            }
            Self::DuplicateKey { key } => format!("the key `{key}` is written twice"),
            Self::SecondDocument => "a second document begins here, only the first is read".into(),
            Self::ComplexKey => "a mapping or a list cannot be a key".into(),
            Self::InvalidMergeValue => "`<<` needs a mapping or a list of mappings".into(),
            Self::InvalidCharacter { character } => {
                format!(
                    "the character {} is not allowed here",
                    character_name(*character)
                )
            }
            Self::ReservedCharacter { character: '`' } => {
                "a value without quotes cannot begin with a backtick".into()
            }
            Self::ReservedCharacter { character } => {
                format!("a value without quotes cannot begin with `{character}`")
            }
            Self::InvalidEscape => "double quotes do not know this backslash sequence".into(),
            Self::TextAfterQuote => "there is more text after the closing quote".into(),
            Self::MissingColon => "this line has no `:` after its key".into(),
            Self::MissingSpaceAfterColon => "there is no space after the `:`".into(),
            Self::SecondColon => "a second `key: value` stands on the same line".into(),
            Self::BadIndentation => "the indentation of this line fits no line above it".into(),
            Self::ListOnKeyLine => "a list cannot begin on the line of its key".into(),
            Self::ListItemInMapping => "a list item stands among `key: value` lines".into(),
            Self::KeyInList => "a `key: value` line stands among list items".into(),
            Self::MissingSpaceBeforeComment => "a comment needs a space before its `#`".into(),
            Self::CommentInValue => "a comment has ended the value that this line continues".into(),
            Self::InvalidBlockHeader => "this cannot stand after `|` or `>`".into(),
            Self::MissingAnchorName => "`&` and `*` need a name".into(),
            Self::InvalidTag => "this tag cannot be read".into(),
            Self::InvalidDirective => "this line begins with `%` but is no directive".into(),
            Self::Unexpected { message } => message.clone(),
            Self::TooLarge { limit, .. } => {
                format!("the file is larger than {limit} bytes, which is the most that is read")
            }
            Self::TooDeep { limit } => format!("nested deeper than {limit} levels"),
            Self::TooManyNodes { limit } => {
                format!("more than {limit} values, counting each use of an alias")
            }
            Self::TooMuchRepeatedText { limit } => {
                format!("aliases repeat more than {limit} bytes of text")
            }
            Self::TooManyErrors => "too many errors, those after this are not shown".into(),
        }
    }

    /// What to do about it, if there is a general answer.
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::TabIndentation => "indent with spaces",
            Self::UnclosedQuote => "write the same quote at the end of the value",
            Self::UnclosedFlow => "write the closing bracket at the end of the value",
            Self::MismatchedBracket { open: '[', .. } => "close it with `]`",
            Self::MismatchedBracket { .. } => "close it with `}`",
            Self::StrayBracket => {
                "remove it, or put the value in quotes if the bracket belongs to it"
            }
            Self::UndefinedAlias { .. } => {
                "define the anchor earlier in the file, or put the value in quotes if `*` belongs to it"
            }
            Self::RecursiveAlias { .. } => "write the repeated value out",
            Self::DuplicateKey { .. } => "keep one of the two; the last one counts",
            Self::SecondDocument => "put the second document in a file of its own",
            Self::ComplexKey => "put the value in quotes if the brackets belong to it",
            Self::InvalidMergeValue => "write `<<: *name`, where `&name` marks a mapping",
            Self::InvalidCharacter { .. } => "remove it",
            Self::ReservedCharacter { .. } => "put the value in quotes",
            Self::InvalidEscape => "write `\\\\` for a backslash, or use single quotes",
            Self::TextAfterQuote => {
                "put the whole value in quotes; in single quotes a quote is written `''`"
            }
            Self::MissingColon => "write `key: value`, or `key:` with its lines indented below",
            Self::MissingSpaceAfterColon => "write a space after the `:`",
            Self::SecondColon => {
                "put the second key on a line of its own, or the value in quotes if the `:` belongs to it"
            }
            Self::BadIndentation => "give all keys of one mapping the same number of spaces",
            Self::ListOnKeyLine => {
                "write each `- item` on a line of its own, or the list as `[item, item]`"
            }
            Self::ListItemInMapping => "indent it below the key that it belongs to",
            Self::KeyInList => "begin it with `- `, or indent it as the list's key is",
            Self::MissingSpaceBeforeComment => {
                "write a space before `#`, or put the value in quotes if `#` belongs to it"
            }
            Self::CommentInValue => "remove the comment, or write the value on one line",
            Self::InvalidBlockHeader => "begin the text on the next line, indented",
            Self::MissingAnchorName => "put the value in quotes if the character belongs to it",
            Self::InvalidTag => "put the value in quotes if `!` belongs to it",
            Self::InvalidDirective => "put the value in quotes if `%` belongs to it",
            Self::TooLarge { .. }
            | Self::TooManyNodes { .. }
            | Self::TooMuchRepeatedText { .. } => "split the file",
            Self::TooDeep { .. } => "write it flatter",
            Self::TooManyErrors => "mend the errors above first",
            Self::Unexpected { .. } => return None,
        };
        Some(help.into())
    }
}

impl fmt::Display for SyntaxErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

/// The code point, because most of these characters cannot be seen.
fn character_name(character: char) -> String {
    let code = u32::from(character);
    match character {
        '\0' => format!("U+{code:04X} (NUL)"),
        '\u{feff}' => format!("U+{code:04X} (byte order mark)"),
        _ => format!("U+{code:04X}"),
    }
}
