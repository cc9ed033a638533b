//! # unused-anchor
//!
//! An anchor that no alias names.
//!
//! Fix: Takes the anchor out, which changes nothing.

use crate::diagnostics::Applicability;
use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, compose_range};
use crate::text::{TextEdit, TextRange, TextSize};

pub(super) static RULE: Rule = Rule {
    code: "Y004",
    name: "unused-anchor",
    family: Family::Practice,
    level: Level::Hint,
    summary: Words {
        en: "an anchor that no alias names",
        fr: "une ancre qu'aucun alias ne nomme",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "An anchor gives a part of the file a name under which another part can take it. One that nobody takes is left over, or the alias that should name it is missing.",
        fr: "Une ancre donne à une partie du fichier un nom sous lequel une autre partie peut la reprendre. Celle que personne ne reprend est un reste, ou bien l'alias qui devait la nommer manque.",
    },
    wrong: "x-common: &common\n  restart: always\nservices:\n  web:\n    image: nginx:1.27\n",
    right: "x-common: &common\n  restart: always\nservices:\n  web:\n    image: nginx:1.27\n    <<: *common\n",
    profile: None,
    fix: Some(Words {
        en: "Takes the anchor out, which changes nothing.",
        fr: "Retire l'ancre, ce qui ne change rien.",
    }),
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for range in &cx.tree.unused_anchors {
        let anchor = cx.slice(*range);
        let name = anchor.trim_start_matches('&');
        // With the blanks behind it, so that no line ends in one.
        let rest = cx.text.get(usize::from(range.end())..).unwrap_or_default();
        let n_blanks = rest.len() - rest.trim_start_matches(' ').len();
        let is_last = rest.trim_start_matches(' ').starts_with(['\n', '\r']);
        let before = cx
            .text
            .get(..usize::from(range.start()))
            .unwrap_or_default();
        let takes_before = is_last && before.ends_with(' ');
        let edit = TextEdit {
            range: TextRange::new(
                range.start() - TextSize::new(u32::from(takes_before)),
                range.end() + TextSize::new(n_blanks as u32),
            ),
            insert: String::new(),
        };
        findings
            .add(
                compose_range(*range),
                say!(
                    language,
                    "nothing takes `{anchor}`",
                    "rien ne reprend `{anchor}`"
                ),
            )
            .help(say!(
                language,
                "take it out, or write `*{name}` where it is wanted",
                "retirez-la, ou écrivez `*{name}` là où il la faut"
            ))
            .fix(
                say!(language, "Take the anchor out", "Retirer l'ancre"),
                Applicability::Safe,
                vec![edit],
            );
    }
}
