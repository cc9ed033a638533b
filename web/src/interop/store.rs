//! What the browser keeps: the draft and the switches for ever, the token for this tab.

use crate::session::{Choice, Draft};
use crate::state::Theme;
use gloo::storage::{LocalStorage, SessionStorage, Storage};
use linkyard_core::language::Language;
use serde::{Deserialize, Serialize};

const DRAFT: &str = "linkyard.draft.1";
const CHOICE: &str = "linkyard.choice.1";
/// The page's head reads this one too, before the first paint.
const THEME: &str = "linkyard.theme";
const LANGUAGE: &str = "linkyard.language";
const TOKEN: &str = "linkyard.token";

/// The draft of the last visit.
pub fn draft() -> Option<Draft> {
    let draft: Draft = LocalStorage::get(DRAFT).ok()?;
    draft.files.contains_key(&draft.file_name).then_some(draft)
}

/// Keeps the draft. Returns whether the browser could.
pub fn keep_draft(draft: &Draft) -> bool {
    LocalStorage::set(DRAFT, draft).is_ok()
}

/// The switches of the last visit.
pub fn choice() -> Choice {
    LocalStorage::get(CHOICE).unwrap_or_default()
}

/// Keeps the switches.
pub fn keep_choice(choice: Choice) {
    let _ = LocalStorage::set(CHOICE, choice);
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum StoredTheme {
    Light,
    Dark,
}

/// The theme of the last visit.
pub fn theme() -> Theme {
    match LocalStorage::get(THEME) {
        Ok(StoredTheme::Light) => Theme::Light,
        Ok(StoredTheme::Dark) => Theme::Dark,
        Err(_) => Theme::System,
    }
}

/// Keeps the theme.
pub fn keep_theme(theme: Theme) {
    let _ = match theme {
        Theme::System => {
            LocalStorage::delete(THEME);
            Ok(())
        }
        Theme::Light => LocalStorage::set(THEME, StoredTheme::Light),
        Theme::Dark => LocalStorage::set(THEME, StoredTheme::Dark),
    };
}

/// The language of the last visit.
pub fn language() -> Option<Language> {
    LocalStorage::get(LANGUAGE).ok()
}

/// Keeps the language.
pub fn keep_language(language: Language) {
    let _ = LocalStorage::set(LANGUAGE, language);
}

/// The token of this tab.
pub fn token() -> Option<String> {
    SessionStorage::get(TOKEN).ok()
}

/// Keeps the token, so that a reload stays paired.
pub fn keep_token(token: &str) {
    let _ = SessionStorage::set(TOKEN, token);
}

/// Forgets the token.
pub fn forget_token() {
    SessionStorage::delete(TOKEN);
}
