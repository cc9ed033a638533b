//! # port-on-all-interfaces
//!
//! A published port without an address of the host: it listens on all of them. Ports that are meant for the programs of the
//! project, such as a database's, are told one by one; the others of a service together. Ports 80 and 443 are left alone:
//! whoever publishes those wants to be reached.

use crate::diagnostics::{Applicability, Severity};
use crate::language::{Words, say};
use crate::port::{PortBinding, Protocol, is_any_address};
use crate::project::{NetworkModeRef, Service};
use crate::rules::findings::Finding;
use crate::rules::reading::is_fixable;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use crate::text::{Spanned, TextEdit, TextRange, TextSize};

pub(super) static RULE: Rule = Rule {
    code: "S014",
    name: "port-on-all-interfaces",
    family: Family::Security,
    level: Level::Hint,
    summary: Words {
        en: "a port that is open to every network of the host",
        fr: "un port ouvert à tous les réseaux de l'hôte",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Without an address, a port listens on all addresses of the host, and the engine opens it past the firewall of most systems. The other services of the project reach it without being published, and `127.0.0.1:` before it is enough for the machine itself. Ports 80 and 443 of the host are not counted.",
        fr: "Sans adresse, un port écoute sur toutes celles de l'hôte, et le moteur l'ouvre en passant devant le pare-feu de la plupart des systèmes. Les autres services du projet l'atteignent sans qu'il soit publié, et `127.0.0.1:` devant lui suffit à la machine elle-même. Les ports 80 et 443 de l'hôte ne comptent pas.",
    },
    wrong: "services:\n  db:\n    image: postgres:16\n    ports:\n      - \"5432:5432\"\n",
    right: "services:\n  db:\n    image: postgres:16\n    ports:\n      - \"127.0.0.1:5432:5432\"\n",
    profile: None,
    fix: Some(Words {
        en: "Puts `127.0.0.1:` before the ports. Unsafe: other machines no longer reach them.",
        fr: "Met `127.0.0.1:` devant les ports. À vérifier : les autres machines ne les atteignent plus.",
    }),
};

/// What answers on a port of the container that strangers have no business with.
fn inner_program(number: u16) -> Option<&'static str> {
    Some(match number {
        389 | 636 => "LDAP",
        1433 => "SQL Server",
        1521 => "Oracle",
        2181 => "ZooKeeper",
        2375 | 2376 => "Docker",
        2379 | 2380 => "etcd",
        3306 | 33060 => "MySQL",
        5432 => "PostgreSQL",
        5672 | 15672 => "RabbitMQ",
        5984 => "CouchDB",
        6379 => "Redis",
        7474 | 7687 => "Neo4j",
        8086 => "InfluxDB",
        8500 => "Consul",
        8529 => "ArangoDB",
        9042 => "Cassandra",
        9092 => "Kafka",
        9200 | 9300 => "Elasticsearch",
        11211 => "memcached",
        26257 => "CockroachDB",
        27017 => "MongoDB",
        _ => return None,
    })
}

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    for service in cx.project.services.values() {
        let mode = service.network_mode.as_ref().map(|it| &it.value);
        if matches!(mode, Some(NetworkModeRef::Host | NetworkModeRef::None)) {
            continue;
        }
        let mut others: Vec<&Spanned<PortBinding>> = Vec::new();
        for port in &service.ports {
            let Some(host) = port.host_port else {
                continue;
            };
            let program = Some(port.container)
                .filter(|it| it.protocol == Protocol::Tcp)
                .and_then(|it| inner_program(it.number));
            match program {
                Some(program) if is_any_address(&port.host_ip) => {
                    tell_inner(cx, findings, service, port, program);
                }
                None if port.host_ip.is_empty() && !matches!(host.first, 80 | 443) => {
                    others.push(port);
                }
                _ => {}
            }
        }
        tell_others(cx, findings, service, &others);
    }
}

fn tell_inner(
    cx: &RuleContext<'_>,
    findings: &mut Findings,
    service: &Service,
    port: &Spanned<PortBinding>,
    program: &str,
) {
    let language = cx.language();
    let name = &service.name.value;
    let number = port.container.number;
    let finding = findings
        .add(
            port.range,
            say!(
                language,
                "port {number} ({program}) of `{name}` is open to every network of the host",
                "le port {number} ({program}) de `{name}` est ouvert à tous les réseaux de l'hôte"
            ),
        )
        .severity(Severity::Warning)
        .help(say!(
            language,
            "the services of the project reach it without `ports`; for this machine alone, put `127.0.0.1:` before it",
            "les services du projet l'atteignent sans `ports` ; pour cette seule machine, mettez `127.0.0.1:` devant"
        ));
    offer(cx, finding, &[port]);
}

fn tell_others(
    cx: &RuleContext<'_>,
    findings: &mut Findings,
    service: &Service,
    ports: &[&Spanned<PortBinding>],
) {
    let language = cx.language();
    let Some(first) = ports.first() else {
        return;
    };
    let name = &service.name.value;
    let number = first.container.number;
    let message = match ports.len() - 1 {
        0 => say!(
            language,
            "port {number} of `{name}` is open to every network of the host",
            "le port {number} de `{name}` est ouvert à tous les réseaux de l'hôte"
        ),
        1 => say!(
            language,
            "port {number} of `{name}`, and one more, are open to every network of the host",
            "le port {number} de `{name}`, et un autre, sont ouverts à tous les réseaux de l'hôte"
        ),
        more => say!(
            language,
            "port {number} of `{name}`, and {more} more, are open to every network of the host",
            "le port {number} de `{name}`, et {more} autres, sont ouverts à tous les réseaux de l'hôte"
        ),
    };
    let finding = findings.add(first.range, message).help(say!(
        language,
        "put `127.0.0.1:` before what only this machine needs",
        "mettez `127.0.0.1:` devant ce dont seule cette machine a besoin"
    ));
    offer(cx, finding, ports);
}

/// Offers to put an address before short forms.
fn offer(cx: &RuleContext<'_>, finding: Finding<'_>, ports: &[&Spanned<PortBinding>]) {
    let language = cx.language();
    let mut edits: Vec<TextEdit> = Vec::new();
    for port in ports {
        let written = cx.yaml_slice(port.range).unwrap_or_default();
        let is_short = written.contains(':') && !written.contains([' ', '\n', '{', '[']);
        if !is_short || !is_fixable(port.range) || !port.host_ip.is_empty() {
            continue;
        }
        let quote = TextSize::new(u32::from(written.starts_with(['"', '\''])));
        let range = TextRange::empty(port.range.start + quote);
        // The ports of a range have one text.
        if edits.last().is_none_or(|it| it.range != range) {
            edits.push(TextEdit {
                range,
                insert: "127.0.0.1:".to_owned(),
            });
        }
    }
    if !edits.is_empty() {
        finding.fix(
            say!(
                language,
                "Publish on 127.0.0.1 only",
                "Publier sur 127.0.0.1 seulement"
            ),
            Applicability::Unsafe,
            edits,
        );
    }
}
