//! The language of findings and rules, and the words that `check` puts around them.

use crate::args::Shared;
use linkyard_core::language::{Language, Words};

/// The language asked for, or that of the locale.
pub fn of(shared: &Shared) -> Language {
    let locale = || {
        // The first one that is set counts, whether it is spoken here or not.
        ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|it| std::env::var(it).ok().filter(|it| !it.is_empty()))
            .and_then(|it| Language::of_locale(&it))
    };
    shared.lang.or_else(locale).unwrap_or_default()
}

/// `help`, before what to do.
pub const HELP: Words = Words {
    en: "help",
    fr: "aide",
};
/// `fixed`, before what was done.
pub const FIXED: Words = Words {
    en: "fixed",
    fr: "corrigé",
};
/// After the title of a fix that is not applied by itself.
pub const LOOK_FIRST: Words = Words {
    en: "(not done by `--fix`: look at it first)",
    fr: "(pas fait par `--fix` : à regarder d'abord)",
};
