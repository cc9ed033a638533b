//! # host-port-in-container
//!
//! A variable names another service with the port that the host publishes for it. Containers reach the port inside.

use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, services};

pub(super) static RULE: Rule = Rule {
    code: "E002",
    name: "host-port-in-container",
    family: Family::RunTime,
    level: Level::Warning,
    summary: Words {
        en: "a service's name with the port that it has at the host",
        fr: "le nom d'un service avec le port qu'il a sur l'hôte",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "`8000:80` opens port 8000 of the host for port 80 of the container. Between containers there is no host: a service's name leads to its container, where only port 80 is open.",
        fr: "`8000:80` ouvre le port 8000 de l'hôte pour le port 80 du conteneur. Entre conteneurs, il n'y a pas d'hôte : le nom d'un service mène à son conteneur, où seul le port 80 est ouvert.",
    },
    wrong: "services:\n  front:\n    image: myapp:1\n    environment:\n      API: http://api:8000/\n  api:\n    image: nginx:1.27\n    ports: [\"8000:80\"]\n",
    right: "services:\n  front:\n    image: myapp:1\n    environment:\n      API: http://api:80/\n  api:\n    image: nginx:1.27\n    ports: [\"8000:80\"]\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        if services::is_on_host(cx.project, service) {
            continue;
        }
        for variable in &service.environment {
            let (Some((_, value)), Some(range)) = (variable.entry.split_once('='), variable.origin)
            else {
                continue;
            };
            for (name, port) in addresses(value) {
                let Some(other) = cx.project.services.get(name) else {
                    continue;
                };
                let published = other.ports.iter().find(|it| {
                    it.value
                        .host_port
                        .is_some_and(|it| it.first == port && it.last == port)
                });
                let Some(published) = published else {
                    continue;
                };
                let (inside, _) = services::ports(cx, other);
                if services::is_on_host(cx.project, other)
                    || inside.iter().any(|it| it.number == port)
                {
                    continue;
                }
                let number = published.value.container.number;
                findings
                    .add(
                        range,
                        say!(
                            language,
                            "`{name}:{port}` is closed to containers: {port} is a port of the host",
                            "`{name}:{port}` est fermé aux conteneurs : {port} est un port de l'hôte"
                        ),
                    )
                    .label(
                        published.range,
                        say!(
                            language,
                            "`{name}` listens at {number}",
                            "`{name}` écoute sur {number}"
                        ),
                    )
                    .help(say!(
                        language,
                        "write `{name}:{number}`",
                        "écrivez `{name}:{number}`"
                    ));
            }
        }
    }
}

/// Every `NAME:PORT` in a value.
fn addresses(value: &str) -> impl Iterator<Item = (&str, u16)> {
    let is_of_name = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.');
    value.match_indices(':').filter_map(move |(at, _)| {
        let before = value.get(..at)?;
        let start = before.rfind(|it| !is_of_name(it)).map_or(0, |it| it + 1);
        let name = before.get(start..).filter(|it| !it.is_empty())?;
        // A password stands there too: `user:8000@host`.
        let digits = value.get(at + 1..)?;
        let end = digits
            .find(|it: char| !it.is_ascii_digit())
            .unwrap_or(digits.len());
        let port = digits.get(..end)?.parse().ok()?;
        let after = digits.get(end..)?.chars().next();
        let ends_well = after.is_none_or(|it| !is_of_name(it) && !matches!(it, '@' | ':'));
        ends_well.then_some((name, port))
    })
}
