//! The table of rules, and the examples of their pages.

use super::{check_laws, files, settings};
use crate::analysis::{Analysis, Settings};
use crate::diagnostics::Diagnostic;
use crate::language::{Language, Words};
use crate::rules::{Level, Page, pages, rules};
use std::collections::BTreeSet;

fn settings_of(page: &Page) -> Settings {
    let mut res = settings(page.profile);
    // Some rules look for files, which they do only where they know the folder.
    res.working_dir = "/project".to_owned();
    if page.rule.level == Level::Off {
        res.rule_levels = vec![(page.rule.code.to_owned(), Level::Hint)];
    }
    res
}

fn found(page: &Page, text: &str, settings: &Settings) -> Vec<Diagnostic> {
    let mut res = Analysis::new(text, settings, &files()).diagnostics;
    check_laws(text, settings, &res);
    res.retain(|it| it.code == page.rule.code);
    res
}

/// Fails with every entry of `wrong`, not the first.
fn assert_none(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn codes_and_names_are_unique_and_of_one_form() {
    let codes: BTreeSet<&str> = rules().map(|it| it.code).collect();
    let names: BTreeSet<&str> = rules().map(|it| it.name).collect();
    let n = rules().count();
    assert_eq!((codes.len(), names.len()), (n, n));
    for rule in rules() {
        let (letter, digits) = rule.code.split_at(1);
        assert!(
            letter.chars().all(|it| it.is_ascii_uppercase()),
            "{}",
            rule.code
        );
        assert!(
            digits.len() == 3 && digits.parse::<u16>().is_ok(),
            "{}",
            rule.code
        );
        assert!(
            rule.name
                .chars()
                .all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-'),
            "{}",
            rule.name
        );
    }
}

#[test]
fn every_rule_has_its_page() {
    let of_pages: Vec<&str> = pages().map(|it| it.rule.code).collect();
    let of_rules: Vec<&str> = rules().map(|it| it.code).collect();
    assert_eq!(of_pages, of_rules);
}

#[test]
fn every_page_is_written_in_every_language() {
    let mut wrong = Vec::new();
    for page in pages() {
        let texts = [Some(page.rule.summary), Some(page.why), page.fix];
        for Words { en, fr } in texts.into_iter().flatten() {
            if en.is_empty() || fr.is_empty() || en == fr {
                wrong.push(format!("{}: {en:?} / {fr:?}", page.rule.code));
            }
        }
    }
    assert_none(wrong);
}

#[test]
fn the_wrong_example_of_a_page_has_the_finding_and_the_right_one_has_not() {
    let mut wrong = Vec::new();
    for page in pages() {
        let settings = settings_of(page);
        if found(page, page.wrong, &settings).is_empty() {
            wrong.push(format!(
                "{} finds nothing in its wrong example",
                page.rule.code
            ));
        }
        for it in found(page, page.right, &settings) {
            wrong.push(format!(
                "{} in its right example: {}",
                page.rule.code, it.message
            ));
        }
    }
    assert_none(wrong);
}

#[test]
fn every_finding_is_told_in_the_language_at_hand() {
    let mut wrong = Vec::new();
    for page in pages() {
        let mut settings = settings_of(page);
        let english = found(page, page.wrong, &settings);
        settings.language = Language::French;
        let french = found(page, page.wrong, &settings);
        assert_eq!(english.len(), french.len(), "{}", page.rule.code);
        for (en, fr) in english.iter().zip(&french) {
            let texts = |it: &Diagnostic| {
                let mut res = vec![it.message.clone()];
                res.extend(it.help.clone());
                res.extend(it.labels.iter().map(|it| it.message.clone()));
                res.extend(it.fixes.iter().map(|it| it.title.clone()));
                res
            };
            for (en, fr) in texts(en).iter().zip(&texts(fr)) {
                if en == fr {
                    wrong.push(format!("{}: {en}", page.rule.code));
                }
            }
        }
    }
    assert_none(wrong);
}

#[test]
fn a_page_tells_of_a_fix_where_there_is_one() {
    for page in pages() {
        let has_fix = found(page, page.wrong, &settings_of(page))
            .iter()
            .any(|it| !it.fixes.is_empty());
        assert!(
            !has_fix || page.fix.is_some(),
            "{} has a fix that its page does not tell of",
            page.rule.code
        );
    }
}
