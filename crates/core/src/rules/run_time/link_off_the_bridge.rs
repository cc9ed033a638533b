//! # link-off-the-bridge
//!
//! A container on the default bridge links to one that is not there: on the host's network, without one, or on another.

use crate::language::{Language, Words, say};
use crate::load::Format;
use crate::project::NetworkModeRef;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, services};

pub(super) static RULE: Rule = Rule {
    code: "L006",
    name: "link-off-the-bridge",
    family: Family::RunTime,
    level: Level::Error,
    summary: Words {
        en: "a link from the default bridge to a container that is not on it",
        fr: "un lien du réseau bridge par défaut vers un conteneur qui n'y est pas",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Links of the default bridge carry addresses of the default bridge. The engine refuses to create the recipient if the source uses the host's network, and to start it if the source is on any other network or on none.",
        fr: "Les liens du réseau bridge par défaut portent des adresses de ce réseau. Le moteur refuse de créer le destinataire si la source utilise le réseau de l'hôte, et de le démarrer si elle est sur un autre réseau ou sur aucun.",
    },
    wrong: "web:\n  image: nginx:1.27\n  links: [db]\ndb:\n  image: postgres:16\n  net: host\n",
    right: "web:\n  image: nginx:1.27\n  links: [db]\ndb:\n  image: postgres:16\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        if !cx.project.is_on_bridge(service) {
            continue;
        }
        for link in &service.links {
            let Some(source) = cx.project.services.get(&link.source.value) else {
                continue;
            };
            // A link to a container that shares another one's network goes to that one.
            let owner = cx.project.services.get(services::stack(cx.project, source));
            let owner = owner.unwrap_or(source);
            let name = &source.name.value;
            let (place, message) = match owner.network_mode.as_ref().map(|it| (&it.value, it.range))
            {
                None if cx.project.format == Format::V1 => continue,
                Some((
                    NetworkModeRef::Bridge
                    | NetworkModeRef::Service(_)
                    | NetworkModeRef::Container(_),
                    _,
                )) => continue,
                Some((NetworkModeRef::Host, range)) => (
                    range,
                    say!(
                        language,
                        "the engine refuses a link to `{name}`, which uses the host's network",
                        "le moteur refuse un lien vers `{name}`, qui utilise le réseau de l'hôte"
                    ),
                ),
                Some((NetworkModeRef::None, range)) => (
                    range,
                    say!(
                        language,
                        "the engine refuses a link to `{name}`, which has no network",
                        "le moteur refuse un lien vers `{name}`, qui n'a pas de réseau"
                    ),
                ),
                Some((NetworkModeRef::Network(_), range)) => (range, off_bridge(language, name)),
                None => (owner.name.range, off_bridge(language, name)),
            };
            let is_host = services::is_on_host(cx.project, source);
            let label = if is_host || owner.network_mode.is_some() {
                say!(
                    language,
                    "its network is chosen here",
                    "son réseau est choisi ici"
                )
            } else {
                say!(
                    language,
                    "without `network_mode` it is on the project's own network",
                    "sans `network_mode`, il est sur le réseau du projet"
                )
            };
            let finding = findings.add(link.range, message).label(place, label);
            finding.help(say!(
                language,
                "put both on the default bridge, or both on one network of the file, where `{name}` is found by its name",
                "mettez les deux sur le bridge par défaut, ou les deux sur un réseau du fichier, où `{name}` se trouve par son nom"
            ));
        }
    }
}

fn off_bridge(language: Language, name: &str) -> String {
    say!(
        language,
        "the engine refuses a link to `{name}`, which is not on the default bridge",
        "le moteur refuse un lien vers `{name}`, qui n'est pas sur le bridge par défaut"
    )
}
