//! # duplicate-entry
//!
//! A list whose entries must differ names one twice.

use crate::diagnostics::Applicability;
use crate::fault::FaultKind;
use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, delete_lines};
use crate::text::{FileRange, TextEdit, TextRange, TextSize};

pub(super) static RULE: Rule = Rule {
    code: "M014",
    name: "duplicate-entry",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "an entry that stands twice in a list",
        fr: "une entrée qui figure deux fois dans une liste",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "docker-compose 1.29 takes lists such as `links`, `expose` or `cap_add` for sets, and refuses a file in which an entry stands twice, although the second one would change nothing. Compose 2 does so in a few lists and drops the second one silently in the others. Often one of the two was meant to be another.",
        fr: "docker-compose 1.29 prend les listes comme `links`, `expose` ou `cap_add` pour des ensembles, et refuse un fichier où une entrée figure deux fois, bien que la seconde ne change rien. Compose 2 le fait pour quelques listes et, dans les autres, laisse tomber la seconde sans rien dire. Souvent, l'une des deux devait être autre chose.",
    },
    wrong: "web:\n  image: nginx:1.27\n  links:\n    - db\n    - db\ndb:\n  image: postgres:16\n",
    right: "web:\n  image: nginx:1.27\n  links:\n    - db\ndb:\n  image: postgres:16\n",
    profile: None,
    fix: Some(Words {
        en: "Removes the second of the two. Safe: the first one stays, and the order of the others too.",
        fr: "Enlève la seconde des deux. Sûr : la première reste, et l'ordre des autres aussi.",
    }),
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for fault in &cx.project.faults {
        let FaultKind::DuplicateEntry { key, text } = &fault.kind else {
            continue;
        };
        let mut finding = findings
            .add_fault(
                fault,
                say!(
                    language,
                    "`{text}` stands twice in `{key}`",
                    "`{text}` figure deux fois dans `{key}`"
                ),
            )
            .help(say!(
                language,
                "take one of the two out",
                "enlevez l'une des deux"
            ));
        if let Some(first) = fault.related {
            finding = finding.label(first, say!(language, "first here", "la première est ici"));
        }
        if let Some(edit) = without_item(cx, fault.range) {
            finding.fix(
                say!(language, "Remove the second one", "Enlever la seconde"),
                Applicability::Safe,
                vec![edit],
            );
        }
    }
}

/// Takes an item out of its list, with its line or with the comma before it.
fn without_item(cx: &RuleContext<'_>, item: FileRange) -> Option<TextEdit> {
    let text = cx.text_of(item.file);
    let edit = delete_lines(text, item.range());
    let line = cx.written(FileRange::new(item.file, edit.range)).trim();
    let on_line = line.strip_prefix('-').map(str::trim);
    if on_line == Some(cx.written(item)) {
        return Some(edit);
    }
    let before = text.get(..usize::from(item.start))?.trim_end();
    let comma = before.strip_suffix(',')?.len();
    Some(TextEdit {
        range: TextRange::new(TextSize::try_from(comma).ok()?, item.end),
        insert: String::new(),
    })
}
