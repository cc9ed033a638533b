//! # external-link-to-own
//!
//! An external link, or `volumes_from: container:…`, to a container that the project itself makes.

use crate::diagnostics::Severity;
use crate::language::{Words, say};
use crate::profile::Dialect;
use crate::project::{Link, Service, VolumesFrom, container_name};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, services};
use std::collections::BTreeMap;

pub(super) static RULE: Rule = Rule {
    code: "L008",
    name: "external-link-to-own",
    family: Family::RunTime,
    level: Level::Warning,
    summary: Words {
        en: "an external link or shared volumes from a container of this very project",
        fr: "un lien externe ou des volumes repris d'un conteneur de ce projet même",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "What is external must be there before. A container of the project is not, on the first start, and nobody waits for it; docker-compose 1.29 refuses an external link of a service to itself.",
        fr: "Ce qui est externe doit exister avant. Un conteneur du projet n'existe pas au premier démarrage, et personne ne l'attend ; docker-compose 1.29 refuse un lien externe d'un service vers lui-même.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    external_links: [\"project-db-1:db\"]\n  db:\n    image: postgres:16\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    links: [db]\n  db:\n    image: postgres:16\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let names_containers =
        |it: &Service| !it.external_links.is_empty() || !it.volumes_from.is_empty();
    if !cx.project.services.values().any(names_containers) {
        return;
    }
    let mut owners: BTreeMap<String, &Service> = BTreeMap::new();
    for service in cx.project.services.values() {
        for number in 1..=services::n_containers(cx, service) {
            let name = container_name(&cx.project.name, service, number, cx.profile);
            owners.insert(name, service);
        }
    }
    for service in cx.project.services.values() {
        for link in &service.external_links {
            if let Some(owner) = owners.get(&link.source.value) {
                external_link(cx, findings, service, owner, link);
            }
        }
        for from in &service.volumes_from {
            let is_service =
                !from.is_container && cx.project.services.contains_key(&from.source.value);
            if let Some(owner) = owners.get(&from.source.value).filter(|_| !is_service) {
                volumes(cx, findings, owner, from);
            }
        }
    }
}

fn external_link(
    cx: &RuleContext<'_>,
    findings: &mut Findings,
    service: &Service,
    owner: &Service,
    link: &Link,
) {
    let language = cx.language();
    let (source, name) = (&link.source.value, &owner.name.value);
    if *name == service.name.value {
        let finding = findings
            .add(
                link.range,
                say!(
                    language,
                    "`{name}` links to its own container `{source}`",
                    "`{name}` se lie à son propre conteneur `{source}`"
                ),
            )
            .help(say!(
                language,
                "take the link out: inside, `localhost` is the container itself",
                "retirez le lien : à l'intérieur, `localhost` est le conteneur lui-même"
            ));
        if cx.profile.dialect == Dialect::V1_29 {
            let said = format!("Service {name} has a self-referential external link: {source}");
            finding.severity(Severity::Error).said(said);
        }
        return;
    }
    findings
        .add(
            link.range,
            say!(
                language,
                "`{source}` is a container of service `{name}` of this file, and nobody waits for it",
                "`{source}` est un conteneur du service `{name}` de ce fichier, et personne ne l'attend"
            ),
        )
        .label(owner.name.range, say!(language, "made here", "créé ici"))
        .help(say!(
            language,
            "write it under `links`: `{name}` then starts first",
            "écrivez-le sous `links` : `{name}` démarre alors en premier"
        ));
}

fn volumes(cx: &RuleContext<'_>, findings: &mut Findings, owner: &Service, from: &VolumesFrom) {
    let language = cx.language();
    let (source, name) = (&from.source.value, &owner.name.value);
    findings
        .add(
            from.source.range,
            say!(
                language,
                "`{source}` is a container of service `{name}` of this file: on the first start it is not there yet",
                "`{source}` est un conteneur du service `{name}` de ce fichier : au premier démarrage, il n'existe pas encore"
            ),
        )
        .severity(Severity::Error)
        .label(owner.name.range, say!(language, "made here", "créé ici"))
        .help(say!(
            language,
            "name the service instead: `volumes_from: [{name}]`",
            "nommez plutôt le service : `volumes_from: [{name}]`"
        ));
}
