//! # refused-by-network-mode
//!
//! A service that shares another container's network has settings that belong to the owner of the network.

use crate::document::{Node, Value};
use crate::language::{Words, say};
use crate::profile::Dialect;
use crate::project::NetworkModeRef;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "N004",
    name: "refused-by-network-mode",
    family: Family::RunTime,
    level: Level::Error,
    summary: Words {
        en: "a name, port or host entry of a service that shares another's network",
        fr: "un nom, un port ou une entrée d'hôte d'un service qui partage le réseau d'un autre",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Whoever shares the network of another container has its name, its ports, its `/etc/hosts` and its DNS servers. The engine refuses to create a container that asks for its own (\"conflicting options\").",
        fr: "Qui partage le réseau d'un autre conteneur a son nom, ses ports, son `/etc/hosts` et ses serveurs DNS. Le moteur refuse de créer un conteneur qui demande les siens (\"conflicting options\").",
    },
    wrong: "services:\n  vpn:\n    image: alpine:3.20\n  web:\n    image: nginx:1.27\n    network_mode: \"service:vpn\"\n    ports: [\"8080:80\"]\n",
    right: "services:\n  vpn:\n    image: alpine:3.20\n    ports: [\"8080:80\"]\n  web:\n    image: nginx:1.27\n    network_mode: \"service:vpn\"\n",
    profile: None,
    fix: None,
};

/// Keys of the owner of a network, and the engine's words where another has them.
const KEYS: &[(&str, &str)] = &[
    ("hostname", "hostname and the network mode"),
    (
        "ports",
        "port publishing and the container type network mode",
    ),
    (
        "expose",
        "port exposing and the container type network mode",
    ),
    (
        "extra_hosts",
        "custom host-to-IP mapping and the network mode",
    ),
    ("dns", "dns and the network mode"),
    ("mac_address", "mac-address and the network mode"),
];

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for (name, written) in cx.loaded_services() {
        let service = cx.project.services.get(name);
        let Some(mode) = service.and_then(|it| it.network_mode.as_ref()) else {
            continue;
        };
        let owner = match &mode.value {
            NetworkModeRef::Service(owner) | NetworkModeRef::Container(owner) => owner,
            _ => continue,
        };
        for (key, conflict) in KEYS {
            let Some(entry) = written.entry(key).filter(|it| !is_empty(&it.value)) else {
                continue;
            };
            let said = match cx.profile.dialect {
                Dialect::V1_29 => format!(
                    "Cannot create container for service {name}: conflicting options: {conflict}"
                ),
                Dialect::V2 => {
                    format!("Error response from daemon: conflicting options: {conflict}")
                }
            };
            findings
                .add(
                    entry.key_range,
                    say!(
                        language,
                        "the engine refuses `{key}` of `{name}`, which uses the network of `{owner}`",
                        "le moteur refuse `{key}` pour `{name}`, qui utilise le réseau de `{owner}`"
                    ),
                )
                .label(mode.range, say!(language, "shared here", "partagé ici"))
                .said(said)
                .help(say!(
                    language,
                    "write it at `{owner}`, whose network it is",
                    "écrivez-le chez `{owner}`, à qui est le réseau"
                ));
        }
    }
}

fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Str(it) => it.is_empty(),
        Value::List(it) => it.is_empty(),
        Value::Map(it) => it.is_empty(),
        _ => false,
    }
}
