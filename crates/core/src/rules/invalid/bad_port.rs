//! # bad-port
//!
//! An entry of `ports` or `expose` that is no port.

use crate::fault::{FaultKind, PortFault};
use crate::language::Words;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "P001",
    name: "bad-port",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "an entry of `ports` or `expose` that is no port",
        fr: "",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words { en: "", fr: "" },
    wrong: "",
    right: "",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    for fault in &cx.project.faults {
        let FaultKind::BadPort { key, text, why } = &fault.kind else {
            continue;
        };
        let (reason, help) = match why {
            PortFault::Form if *key == "ports" => (
                "it is not of the form `[[IP:]HOST:]CONTAINER[/PROTOCOL]`",
                "write for example `\"8080:80\"`",
            ),
            PortFault::Form => (
                "it is not of the form `PORT[/PROTOCOL]`",
                "write for example `\"80\"` or `\"53/udp\"`",
            ),
            PortFault::TooLarge => ("ports end at 65535", "take a smaller number"),
            PortFault::Backwards => (
                "the range ends before it begins",
                "write the lower port first",
            ),
            PortFault::Lengths => (
                "the host range and the container range differ in length",
                "give both the same number of ports",
            ),
            PortFault::Protocol => (
                "the protocol is not tcp, udp or sctp",
                "write it in small letters: `53/udp`",
            ),
        };
        findings
            .add_fault(fault, format!("`{text}` is no port: {reason}"))
            .help(help);
    }
}
