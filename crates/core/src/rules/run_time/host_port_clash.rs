//! # host-port-clash
//!
//! Two containers want the same port of the host. The second one does not start.

use crate::language::{Words, say};
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
        fr: "un port de l'hôte que deux conteneurs veulent",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "A port of the host leads to one container. The compose tools do not look for clashes: the engine finds out when it starts the second container, and `up` stops there, with some services running and others not.",
        fr: "Un port de l'hôte mène à un seul conteneur. Les outils compose ne cherchent pas les conflits : c'est le moteur qui le constate au démarrage du second conteneur, et `up` s'arrête là, certains services démarrés et d'autres non.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    ports: [\"8080:80\"]\n  admin:\n    image: adminer:4\n    ports: [\"8080:8080\"]\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    ports: [\"8080:80\"]\n  admin:\n    image: adminer:4\n    ports: [\"8081:8080\"]\n",
    profile: None,
    fix: None,
};

/// Host address, service and text of a published port.
type User<'a> = (&'a str, &'a Service, FileRange);

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    let mut users: BTreeMap<(Protocol, u16), Vec<User<'_>>> = BTreeMap::new();
    for service in cx.project.services.values() {
        let name = &service.name.value;
        for port in &service.ports {
            let Some(host) = port.host_port.filter(|it| it.first == it.last) else {
                continue;
            };
            let number = host.first;
            let protocol = port.container.protocol;
            let others = users.entry((protocol, number)).or_default();
            let clash = others.iter().find(|(ip, ..)| overlap(ip, &port.host_ip));
            if let Some((_, other, range)) = clash {
                let protocol = protocol.as_str();
                let other = &other.name.value;
                let message = if other == name {
                    say!(
                        language,
                        "host port {number}/{protocol} is already taken by this service",
                        "le port {number}/{protocol} de l'hôte est déjà pris par ce service"
                    )
                } else {
                    say!(
                        language,
                        "host port {number}/{protocol} is already taken by service `{other}`",
                        "le port {number}/{protocol} de l'hôte est déjà pris par le service `{other}`"
                    )
                };
                findings
                    .add(port.range, message)
                    .label(*range, say!(language, "taken here", "pris ici"))
                    .help(say!(
                        language,
                        "publish one of them on another host port",
                        "publiez l'un d'eux sur un autre port de l'hôte"
                    ));
            }
            others.push((&port.host_ip, service, port.range));
            let wanted = n_containers(cx.project, service, &cx.settings.scale);
            if wanted > 1 {
                findings
                    .add(
                        port.range,
                        say!(
                            language,
                            "{wanted} containers of service `{name}` cannot all have host port {number}",
                            "{wanted} conteneurs du service `{name}` ne peuvent pas tous avoir le port {number} de l'hôte"
                        ),
                    )
                    .help(say!(
                        language,
                        "leave the host port out, so that the engine picks one for each",
                        "n'indiquez pas le port de l'hôte : le moteur en choisit un pour chacun"
                    ));
            }
        }
    }
}

fn overlap(a: &str, b: &str) -> bool {
    is_any_address(a) || is_any_address(b) || a == b
}
