//! What can be wrong with a YAML text, in words for the person who wrote it.
//!
//! This module holds the kinds of error, their messages and their help.
//! Finding the errors is the work of its siblings.

use crate::language::{Language, Words, say};
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
        message: Words,
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
    pub fn message(&self, language: Language) -> String {
        match self {
            Self::TabIndentation => say!(
                language,
                "a tab stands where only spaces may indent",
                "une tabulation se trouve là où il faut indenter avec des espaces"
            ),
            Self::UnclosedQuote => say!(
                language,
                "this quote is never closed",
                "ce guillemet n'est jamais refermé"
            ),
            Self::UnclosedFlow => say!(
                language,
                "this bracket is never closed",
                "ce crochet ou cette accolade n'est jamais refermé"
            ),
            Self::MismatchedBracket { open, close } => say!(
                language,
                "`{close}` cannot close `{open}`",
                "`{close}` ne peut pas fermer `{open}`"
            ),
            Self::StrayBracket => say!(
                language,
                "this bracket closes nothing",
                "ce crochet ou cette accolade ne ferme rien"
            ),
            Self::UndefinedAlias { name } => say!(
                language,
                "no anchor `&{name}` stands before this alias",
                "aucune ancre `&{name}` ne se trouve avant cet alias"
            ),
            Self::RecursiveAlias { name } => say!(
                language,
                "`*{name}` stands inside the value that it repeats",
                "`*{name}` se trouve dans la valeur qu'il répète"
            ),
            Self::DuplicateKey { key } => say!(
                language,
                "the key `{key}` is written twice",
                "la clé `{key}` est écrite deux fois"
            ),
            Self::SecondDocument => say!(
                language,
                "a second document begins here, only the first is read",
                "un second document commence ici, seul le premier est lu"
            ),
            Self::ComplexKey => say!(
                language,
                "a mapping or a list cannot be a key",
                "une table ou une liste ne peut pas être une clé"
            ),
            Self::InvalidMergeValue => say!(
                language,
                "`<<` needs a mapping or a list of mappings",
                "`<<` demande une table ou une liste de tables"
            ),
            Self::InvalidCharacter { character } => {
                let name = character_name(*character, language);
                say!(
                    language,
                    "the character {name} is not allowed here",
                    "le caractère {name} n'est pas admis ici"
                )
            }
            Self::ReservedCharacter { character: '`' } => say!(
                language,
                "a value without quotes cannot begin with a backtick",
                "une valeur sans guillemets ne peut pas commencer par un accent grave"
            ),
            Self::ReservedCharacter { character } => say!(
                language,
                "a value without quotes cannot begin with `{character}`",
                "une valeur sans guillemets ne peut pas commencer par `{character}`"
            ),
            Self::InvalidEscape => say!(
                language,
                "double quotes do not know this backslash sequence",
                "entre guillemets doubles, cette séquence à barre oblique inverse n'existe pas"
            ),
            Self::TextAfterQuote => say!(
                language,
                "there is more text after the closing quote",
                "il y a encore du texte après le guillemet fermant"
            ),
            Self::MissingColon => say!(
                language,
                "this line has no `:` after its key",
                "il manque `:` après la clé de cette ligne"
            ),
            Self::MissingSpaceAfterColon => say!(
                language,
                "there is no space after the `:`",
                "il manque une espace après `:`"
            ),
            Self::SecondColon => say!(
                language,
                "a second `key: value` stands on the same line",
                "un second `clé: valeur` se trouve sur la même ligne"
            ),
            Self::BadIndentation => say!(
                language,
                "the indentation of this line fits no line above it",
                "l'indentation de cette ligne ne correspond à aucune ligne au-dessus"
            ),
            Self::ListOnKeyLine => say!(
                language,
                "a list cannot begin on the line of its key",
                "une liste ne peut pas commencer sur la ligne de sa clé"
            ),
            Self::ListItemInMapping => say!(
                language,
                "a list item stands among `key: value` lines",
                "un élément de liste se trouve parmi des lignes `clé: valeur`"
            ),
            Self::KeyInList => say!(
                language,
                "a `key: value` line stands among list items",
                "une ligne `clé: valeur` se trouve parmi des éléments de liste"
            ),
            Self::MissingSpaceBeforeComment => say!(
                language,
                "a comment needs a space before its `#`",
                "un commentaire demande une espace avant son `#`"
            ),
            Self::CommentInValue => say!(
                language,
                "a comment has ended the value that this line continues",
                "un commentaire a mis fin à la valeur que cette ligne continue"
            ),
            Self::InvalidBlockHeader => say!(
                language,
                "this cannot stand after `|` or `>`",
                "ceci ne peut pas suivre `|` ou `>`"
            ),
            Self::MissingAnchorName => say!(
                language,
                "`&` and `*` need a name",
                "`&` et `*` demandent un nom"
            ),
            Self::InvalidTag => say!(
                language,
                "this tag cannot be read",
                "cette étiquette (tag) ne peut pas être lue"
            ),
            Self::InvalidDirective => say!(
                language,
                "this line begins with `%` but is no directive",
                "cette ligne commence par `%` mais n'est pas une directive"
            ),
            Self::Unexpected { message } => message.in_language(language).to_owned(),
            Self::TooLarge { limit, .. } => say!(
                language,
                "the file is larger than {limit} bytes, which is the most that is read",
                "le fichier dépasse {limit} octets, le maximum qui est lu"
            ),
            Self::TooDeep { limit } => say!(
                language,
                "nested deeper than {limit} levels",
                "imbriqué sur plus de {limit} niveaux"
            ),
            Self::TooManyNodes { limit } => say!(
                language,
                "more than {limit} values, counting each use of an alias",
                "plus de {limit} valeurs, chaque emploi d'un alias compris"
            ),
            Self::TooMuchRepeatedText { limit } => say!(
                language,
                "aliases repeat more than {limit} bytes of text",
                "les alias répètent plus de {limit} octets de texte"
            ),
            Self::TooManyErrors => say!(
                language,
                "too many errors, those after this are not shown",
                "trop d'erreurs, les suivantes ne sont pas montrées"
            ),
        }
    }

    /// What to do about it.
    pub fn help(&self, language: Language) -> String {
        match self {
            Self::TabIndentation => {
                say!(language, "indent with spaces", "indentez avec des espaces")
            }
            Self::UnclosedQuote => say!(
                language,
                "write the same quote at the end of the value",
                "écrivez le même guillemet à la fin de la valeur"
            ),
            Self::UnclosedFlow => say!(
                language,
                "write the closing bracket at the end of the value",
                "écrivez le crochet ou l'accolade fermant à la fin de la valeur"
            ),
            Self::MismatchedBracket { open: '[', .. } => {
                say!(language, "close it with `]`", "fermez-le avec `]`")
            }
            Self::MismatchedBracket { .. } => {
                say!(language, "close it with `}}`", "fermez-la avec `}}`")
            }
            Self::StrayBracket => say!(
                language,
                "remove it, or put the value in quotes if the bracket belongs to it",
                "enlevez-le, ou mettez la valeur entre guillemets s'il en fait partie"
            ),
            Self::UndefinedAlias { .. } => say!(
                language,
                "define the anchor earlier in the file, or put the value in quotes if `*` belongs to it",
                "définissez l'ancre plus haut dans le fichier, ou mettez la valeur entre guillemets si `*` en fait partie"
            ),
            Self::RecursiveAlias { .. } => say!(
                language,
                "write the repeated value out",
                "écrivez la valeur répétée en entier"
            ),
            Self::DuplicateKey { .. } => say!(
                language,
                "keep one of the two; the last one counts",
                "gardez l'une des deux ; c'est la dernière qui compte"
            ),
            Self::SecondDocument => say!(
                language,
                "put the second document in a file of its own",
                "mettez le second document dans un fichier à part"
            ),
            Self::ComplexKey => say!(
                language,
                "put the value in quotes if the brackets belong to it",
                "mettez la valeur entre guillemets si les crochets en font partie"
            ),
            Self::InvalidMergeValue => say!(
                language,
                "write `<<: *name`, where `&name` marks a mapping",
                "écrivez `<<: *nom`, où `&nom` marque une table"
            ),
            Self::InvalidCharacter { .. } => say!(language, "remove it", "enlevez-le"),
            Self::ReservedCharacter { .. } => say!(
                language,
                "put the value in quotes",
                "mettez la valeur entre guillemets"
            ),
            Self::InvalidEscape => say!(
                language,
                "write `\\\\` for a backslash, or use single quotes",
                "écrivez `\\\\` pour une barre oblique inverse, ou employez des apostrophes (`'`)"
            ),
            Self::TextAfterQuote => say!(
                language,
                "put the whole value in quotes; in single quotes a quote is written `''`",
                "mettez toute la valeur entre guillemets ; entre apostrophes, une apostrophe s'écrit `''`"
            ),
            Self::MissingColon => say!(
                language,
                "write `key: value`, or `key:` with its lines indented below",
                "écrivez `clé: valeur`, ou `clé:` avec ses lignes indentées dessous"
            ),
            Self::MissingSpaceAfterColon => say!(
                language,
                "write a space after the `:`",
                "écrivez une espace après `:`"
            ),
            Self::SecondColon => say!(
                language,
                "put the second key on a line of its own, or the value in quotes if the `:` belongs to it",
                "mettez la seconde clé sur une ligne à elle, ou la valeur entre guillemets si `:` en fait partie"
            ),
            Self::BadIndentation => say!(
                language,
                "give all keys of one mapping the same number of spaces",
                "donnez le même nombre d'espaces à toutes les clés d'une table"
            ),
            Self::ListOnKeyLine => say!(
                language,
                "write each `- item` on a line of its own, or the list as `[item, item]`",
                "écrivez chaque `- élément` sur une ligne à lui, ou la liste sous la forme `[élément, élément]`"
            ),
            Self::ListItemInMapping => say!(
                language,
                "indent it below the key that it belongs to",
                "indentez-le sous la clé à laquelle il appartient"
            ),
            Self::KeyInList => say!(
                language,
                "begin it with `- `, or indent it as the list's key is",
                "commencez-la par `- `, ou indentez-la comme la clé de la liste"
            ),
            Self::MissingSpaceBeforeComment => say!(
                language,
                "write a space before `#`, or put the value in quotes if `#` belongs to it",
                "écrivez une espace avant `#`, ou mettez la valeur entre guillemets si `#` en fait partie"
            ),
            Self::CommentInValue => say!(
                language,
                "remove the comment, or write the value on one line",
                "enlevez le commentaire, ou écrivez la valeur sur une seule ligne"
            ),
            Self::InvalidBlockHeader => say!(
                language,
                "begin the text on the next line, indented",
                "commencez le texte à la ligne suivante, indenté"
            ),
            Self::MissingAnchorName => say!(
                language,
                "put the value in quotes if the character belongs to it",
                "mettez la valeur entre guillemets si ce caractère en fait partie"
            ),
            Self::InvalidTag => say!(
                language,
                "put the value in quotes if `!` belongs to it",
                "mettez la valeur entre guillemets si `!` en fait partie"
            ),
            Self::InvalidDirective => say!(
                language,
                "put the value in quotes if `%` belongs to it",
                "mettez la valeur entre guillemets si `%` en fait partie"
            ),
            Self::Unexpected { .. } => say!(
                language,
                "compare it with the lines around it, or put the value in quotes",
                "comparez avec les lignes autour, ou mettez la valeur entre guillemets"
            ),
            Self::TooLarge { .. }
            | Self::TooManyNodes { .. }
            | Self::TooMuchRepeatedText { .. } => {
                say!(language, "split the file", "partagez le fichier")
            }
            Self::TooDeep { .. } => say!(language, "write it flatter", "écrivez-le moins imbriqué"),
            Self::TooManyErrors => say!(
                language,
                "mend the errors above first",
                "corrigez d'abord les erreurs ci-dessus"
            ),
        }
    }
}

/// The code point, because most of these characters cannot be seen.
fn character_name(character: char, language: Language) -> String {
    let code = u32::from(character);
    match character {
        '\0' => format!("U+{code:04X} (NUL)"),
        '\u{feff}' => say!(
            language,
            "U+{code:04X} (byte order mark)",
            "U+{code:04X} (indicateur d'ordre des octets)"
        ),
        _ => format!("U+{code:04X}"),
    }
}
