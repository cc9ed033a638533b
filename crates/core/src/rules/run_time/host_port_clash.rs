//! # host-port-clash
//!
//! Two containers want the same port of the host. The second one does not start.

use crate::language::Words;
use crate::plan::n_containers;
use crate::port::{Protocol, is_any_address};
use crate::project::Service;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use crate::text::FileRange;
use std::collections::BTreeMap;

pub(super) static RULE: Rule = Rule {
    code: "P002",
    name: "host-port-clash",
    family: Family::RunTime,
    level: Level::Error,
    summary: Words {
        en: "a host port that two containers want",
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

/// Host address, service and text of a published port.
type User<'a> = (&'a str, &'a Service, FileRange);

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let mut users: BTreeMap<(Protocol, u16), Vec<User<'_>>> = BTreeMap::new();
    for service in cx.project.services.values() {
        let name = &service.name.value;
        for port in &service.ports {
            let Some(host) = port.host_port.filter(|it| it.first == it.last) else {
                continue;
            };
            let others = users
                .entry((port.container.protocol, host.first))
                .or_default();
            let clash = others.iter().find(|(ip, ..)| overlap(ip, &port.host_ip));
            if let Some((_, other, range)) = clash {
                let whose = if other.name.value == *name {
                    "this service".to_owned()
                } else {
                    format!("service `{}`", other.name.value)
                };
                findings
                    .add(
                        port.range,
                        format!(
                            "host port {}/{} is already taken by {whose}",
                            host.first,
                            port.container.protocol.as_str()
                        ),
                    )
                    .label(*range, "taken here")
                    .help("publish one of them on another host port");
            }
            others.push((&port.host_ip, service, port.range));
            let wanted = n_containers(service, &cx.settings.scale);
            if wanted > 1 {
                findings
                    .add(
                        port.range,
                        format!(
                            "{wanted} containers of service `{name}` cannot all have host port {}",
                            host.first
                        ),
                    )
                    .help("leave the host port out, so that the engine picks one for each");
            }
        }
    }
}

fn overlap(a: &str, b: &str) -> bool {
    is_any_address(a) || is_any_address(b) || a == b
}
