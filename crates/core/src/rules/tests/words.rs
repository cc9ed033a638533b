//! Which finding gets the words of the tool, and how fast.

use crate::analysis::{Analysis, Settings};
use crate::diagnostics::{Diagnostic, Severity};
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
            diagnostics.iter().position(|other| {
                other.tool.is_none()
                    && other.severity == Severity::Error
                    && other.code != REFUSED
                    && other.range.file == range.file
                    && other.range.start <= range.end
                    && range.start <= other.range.end
            })
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

prop_compose! {
    fn finding()(
        is_refusal in any::<bool>(),
        is_said in any::<bool>(),
        is_error in prop::bool::weighted(0.8),
        file in 0u16..2,
        start in 0u32..20,
        length in 0u32..6,
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
            labels: Vec::new(),
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
    let shapes: [fn(usize) -> String; 4] = [
        |n| format!("  s{n}:\n    image: a\n    networks: [n{n}]\n"),
        |n| format!("  s{n}:\n    imagee: \"${{V{n}}}\"\n"),
        |n| format!("  s{n}:\n    image: a\n    links: [t{n}]\n"),
        |n| format!("  s{n}:\n    image: a\n    ports: [x{n}] # linkyard: allow privileged\n"),
    ];
    for shape in shapes {
        let services: String = (0..5000).map(shape).collect();
        let text = format!("services:\n{services}");
        let analysis = Analysis::new(&text, &Settings::default(), &BTreeMap::new());
        assert!(analysis.diagnostics.len() >= 5000);
    }
}
