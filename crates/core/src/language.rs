//! The languages that findings are told in, and how a text is written in all of them at one place.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A language of findings, rule pages and the page.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum Language {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// French.
    #[serde(rename = "fr")]
    French,
}

impl Language {
    /// Every language.
    pub const ALL: [Language; 2] = [Language::English, Language::French];

    /// The code of ISO 639, as the command line takes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::French => "fr",
        }
    }

    /// The language of a locale such as `fr_CH.UTF-8` or `en-GB`; `None` if it is not spoken here.
    pub fn of_locale(locale: &str) -> Option<Language> {
        let language = locale.split(['_', '-', '.', '@']).next()?;
        Language::ALL
            .into_iter()
            .find(|it| it.as_str().eq_ignore_ascii_case(language))
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Language {
    type Err = String;
    fn from_str(text: &str) -> Result<Language, String> {
        Language::of_locale(text)
            .ok_or_else(|| format!("`{text}` is not a language spoken here; those are en and fr"))
    }
}

/// A fixed text in every language. A language that lacks does not compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// In English.
    pub en: &'static str,
    /// In French.
    pub fr: &'static str,
}

impl Words {
    /// The text in `language`.
    pub fn in_language(self, language: Language) -> &'static str {
        match language {
            Language::English => self.en,
            Language::French => self.fr,
        }
    }
}

/// A text with values in it, formatted in the language at hand: `say!(language, "in English", "en français")`.
///
/// A macro, because only the format string of the language in force is to be filled in. A language that lacks does not
/// compile.
macro_rules! say {
    ($language:expr, $en:literal, $fr:literal $(,)?) => {
        match $language {
            $crate::language::Language::English => format!($en),
            $crate::language::Language::French => format!($fr),
        }
    };
}
pub(crate) use say;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_tells_its_language() {
        assert_eq!(Language::of_locale("fr_CH.UTF-8"), Some(Language::French));
        assert_eq!(Language::of_locale("en-GB"), Some(Language::English));
        assert_eq!(Language::of_locale("FR"), Some(Language::French));
        assert_eq!(Language::of_locale("C"), None);
        assert_eq!(Language::of_locale(""), None);
    }

    #[test]
    fn a_text_is_said_in_the_language_at_hand() {
        let n = 3;
        assert_eq!(
            say!(Language::English, "{n} ports", "{n} portes"),
            "3 ports"
        );
        assert_eq!(
            say!(Language::French, "{n} ports", "{n} portes"),
            "3 portes"
        );
    }
}
