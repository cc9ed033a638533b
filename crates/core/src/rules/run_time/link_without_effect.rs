//! # link-without-effect
//!
//! On a user-defined network a link gives no variables and no line in `/etc/hosts`; it is another DNS name at most.
//! Without an alias of its own it changes nothing but the start order, and with `network_mode: none` nothing at all.

use crate::diagnostics::Severity;
use crate::language::Words;
use crate::load::Format;
use crate::project::NetworkModeRef;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "L003",
    name: "link-without-effect",
    family: Family::RunTime,
    level: Level::Hint,
    summary: Words {
        en: "a link that sets no variables and writes no hosts line",
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
    for service in cx.project.services.values() {
        let name = &service.name.value;
        let mode = service.network_mode.as_ref();
        for link in &service.links {
            match mode.map(|it| &it.value) {
                None if cx.project.format == Format::Compose => {
                    let alias = link.alias();
                    let what = if alias == link.source.value {
                        "it only makes it start after its source".to_owned()
                    } else {
                        format!("it only adds the DNS name `{alias}`")
                    };
                    findings
                        .add(link.range, format!("this link sets no variables and no hosts line in `{name}`: {what}"))
                        .help("services on one network find each other by name; links with variables need the default bridge (`network_mode: bridge` on both sides)");
                }
                Some(NetworkModeRef::None) => {
                    let mut finding = findings
                        .add(
                            link.range,
                            format!("`{name}` has no network, so the link does nothing"),
                        )
                        .severity(Severity::Warning);
                    if let Some(mode) = mode {
                        finding = finding.label(mode.range, "the network is switched off here");
                    }
                    finding.help("take the link out, or give the service a network");
                }
                Some(
                    NetworkModeRef::Host
                    | NetworkModeRef::Container(_)
                    | NetworkModeRef::Service(_),
                ) => {
                    let mut finding = findings
                        .add(link.range, format!("the engine refuses links of `{name}`, which uses another network stack"))
                        .severity(Severity::Error);
                    if let Some(mode) = mode {
                        finding = finding.label(mode.range, "chosen here");
                    }
                    finding.help("take the link out, or the network mode");
                }
                _ => {}
            }
        }
    }
}
