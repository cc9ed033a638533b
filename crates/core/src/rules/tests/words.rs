//! Which finding gets the words of the tool, and how fast.

use crate::analysis::{Analysis, Settings};
use crate::diagnostics::{Diagnostic, Label, Severity};
use crate::fault::ToolMessage;
use crate::rules::give_words_to_rules;
use crate::rules::invalid::REFUSED;
use crate::text::{FileId, FileRange, TextRange};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// The meaning of [`give_words_to_rules`], one refusal after the other.
fn give_words_slowly(diagnostics: &mut Vec<Diagnostic>) {
    let mut at = 0;
    while let Some(it) = diagnostics.get(at) {
        let range = it.range;
        let tool = it.tool.clone().filter(|_| it.code == REFUSED);
        let own = tool.as_ref().and_then(|_| {
            let overlaps = |other: FileRange| {
                other.file == range.file && other.start <= range.end && range.start <= other.end
            };
            let first = |is_there: &dyn Fn(&Diagnostic) -> bool| {
                diagnostics.iter().position(|it| {
                    it.tool.is_none()
                        && it.severity == Severity::Error
                        && it.code != REFUSED
                        && is_there(it)
                })
            };
            first(&|it| overlaps(it.range))
                .or_else(|| first(&|it| it.labels.iter().any(|it| overlaps(it.range))))
        });
        match own {
            Some(own) => {
                diagnostics[own].tool = tool;
                diagnostics.remove(at);
            }
            None => at += 1,
        }
    }
}

fn label_at(start: u32) -> Label {
    Label {
        range: FileRange::new(FileId::COMPOSE, TextRange::at(start.into(), 2.into())),
        message: String::new(),
    }
}

prop_compose! {
    fn finding()(
        is_refusal in any::<bool>(),
        is_said in any::<bool>(),
        is_error in prop::bool::weighted(0.8),
        file in 0u16..2,
        start in 0u32..20,
        length in 0u32..6,
        label in prop::option::of(0u32..20),
        name in "[a-z]{3}",
    ) -> Diagnostic {
        let range = TextRange::at(start.into(), length.into());
        let said = ToolMessage { text: name.clone(), is_refusal: true };
        Diagnostic {
            code: if is_refusal { REFUSED } else { "M001" }.to_owned(),
            name: String::new(),
            severity: if is_error { Severity::Error } else { Severity::Warning },
            range: FileRange::new(FileId(file), range),
            message: name,
            labels: label.map(label_at).into_iter().collect(),
            help: None,
            fixes: Vec::new(),
            tool: is_said.then_some(said),
        }
    }
}

proptest! {
    #[test]
    fn the_first_rule_at_the_place_gets_the_words(findings in prop::collection::vec(finding(), 0..24)) {
        let (mut fast, mut slow) = (findings.clone(), findings);
        give_words_to_rules(&mut fast);
        give_words_slowly(&mut slow);
        prop_assert_eq!(fast, slow);
    }
}

#[test]
fn thousands_of_faults_are_no_trouble() {
    let mut text = "services:\n".to_owned();
    for n in 0..5000 {
        text.push_str(&format!(
            "  s{n}:\n    imagee: \"${{V{n}}}\"\n    links: [t{n}]\n    networks: [n{n}]\n    ports: [x{n}]\n"
        ));
    }
    let analysis = Analysis::new(&text, &Settings::default(), &BTreeMap::new());
    assert!(analysis.diagnostics.len() >= 20_000);
}
