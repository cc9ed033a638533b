//! # dangerous-capability
//!
//! A capability that opens the way from a container to the host.

use crate::language::{Words, say};
use crate::rules::reading::strings;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "S005",
    name: "dangerous-capability",
    family: Family::Security,
    level: Level::Warning,
    summary: Words {
        en: "a capability that leads out of the container",
        fr: "une capacité qui mène hors du conteneur",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Capabilities are the parts of root's power. Some of them reach through the wall of the container: with SYS_MODULE a program loads code into the kernel, with SYS_ADMIN it mounts the host's disks, with DAC_READ_SEARCH it opens any file of the host, and ALL is every one of them.",
        fr: "Les capacités sont les parts du pouvoir de root. Certaines passent à travers la paroi du conteneur : avec SYS_MODULE un programme charge du code dans le noyau, avec SYS_ADMIN il monte les disques de l'hôte, avec DAC_READ_SEARCH il ouvre tout fichier de l'hôte, et ALL les contient toutes.",
    },
    wrong: "services:\n  vpn:\n    image: alpine:3.20\n    cap_add: [SYS_ADMIN]\n",
    right: "services:\n  vpn:\n    image: alpine:3.20\n    cap_add: [NET_BIND_SERVICE]\n",
    profile: None,
    fix: None,
};

/// Those with which a program gets out, or at the host's other programs.
const HOST: &[&str] = &[
    "ALL",
    "BPF",
    "DAC_READ_SEARCH",
    "MAC_ADMIN",
    "MAC_OVERRIDE",
    "PERFMON",
    "SYSLOG",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_MODULE",
    "SYS_PTRACE",
    "SYS_RAWIO",
    "SYS_TIME",
];

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for (name, service) in cx.loaded_services() {
        let shares_network = service
            .get("network_mode")
            .or_else(|| service.get("net"))
            .is_some_and(|it| it.as_str() == Some("host"));
        for (written, range) in strings(service, "cap_add") {
            let capital = written.to_ascii_uppercase();
            let capability = capital.strip_prefix("CAP_").unwrap_or(&capital);
            // In a network of its own, it changes that network only.
            let rules_network = capability == "NET_ADMIN" && shares_network;
            if !HOST.contains(&capability) && !rules_network {
                continue;
            }
            findings
                .add(
                    range,
                    say!(
                        language,
                        "`{capability}` leads out of `{name}` into the host",
                        "`{capability}` mène hors de `{name}`, dans l'hôte"
                    ),
                )
                .help(say!(
                    language,
                    "leave it out, or give the one weaker capability that is needed",
                    "omettez-la, ou donnez la seule capacité plus faible qui est nécessaire"
                ));
        }
    }
}
