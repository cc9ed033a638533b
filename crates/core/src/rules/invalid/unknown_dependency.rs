//! # unknown-dependency
//!
//! `depends_on`, `volumes_from` or `network_mode` names a service that the file does not have.

use crate::diagnostics::Applicability;
use crate::language::{Words, say};
use crate::load::Format;
use crate::project::NetworkModeRef;
use crate::rules::{
    Family, Findings, Level, Page, Rule, RuleContext, did_you_mean, nearest, services,
    written_dependencies,
};
use crate::text::{FileRange, TextEdit};

pub(super) static RULE: Rule = Rule {
    code: "G001",
    name: "unknown-dependency",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a dependency on a service that is not there",
        fr: "une dépendance envers un service qui n'existe pas",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "The compose tool has to know every service that another one waits for, takes volumes from or shares the network of: both tools refuse a file that names one it does not have. Most often the name is misspelt, or the service was renamed.",
        fr: "L'outil compose doit connaître chaque service qu'un autre attend, dont il prend les volumes ou partage le réseau : les deux outils refusent un fichier qui en nomme un qu'il n'a pas. Le plus souvent, le nom est mal écrit ou le service a été renommé.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    depends_on: [dbb]\n  db:\n    image: postgres:16\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    depends_on: [db]\n  db:\n    image: postgres:16\n",
    profile: None,
    fix: Some(Words {
        en: "Takes the service whose name is nearest, where one is near. To be looked at first: it is a guess.",
        fr: "Prend le service au nom le plus proche, s'il y en a un. À vérifier d'abord : c'est une supposition.",
    }),
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let own = service.name.value.as_str();
        let mut report = |name: &str, range: FileRange, text: String, rename: Rename| {
            // Of those that are left out another rule knows more.
            if cx.project.services.contains_key(name) || services::inactive(cx, name).is_some() {
                return;
            }
            let finding = findings.add(range, text);
            let names = cx.project.services.keys().map(String::as_str);
            let Some(meant) = nearest(name, names.filter(|it| *it != own)) else {
                finding.help(say!(
                    language,
                    "add the service, or take the entry out",
                    "ajoutez le service, ou enlevez l'entrée"
                ));
                return;
            };
            let finding = finding.help(did_you_mean(meant, language));
            if rename == Rename::Possible {
                let edit = TextEdit {
                    range: range.range(),
                    insert: meant.to_owned(),
                };
                finding.fix(
                    say!(
                        language,
                        "Change it to `{meant}`",
                        "Remplacer par `{meant}`"
                    ),
                    Applicability::Unsafe,
                    vec![edit],
                );
            }
        };
        for it in written_dependencies(service).filter(|it| it.required) {
            let name = &it.service.value;
            let text = say!(
                language,
                "service `{own}` depends on `{name}`, which is no service here",
                "le service `{own}` dépend de `{name}`, qui n'est pas un service de ce fichier"
            );
            report(name, it.service.range, text, Rename::Possible);
        }
        // In format v1 the name may also be that of a container from elsewhere.
        for it in service
            .volumes_from
            .iter()
            .filter(|it| !it.is_container && cx.project.format == Format::Compose)
        {
            let name = &it.source.value;
            let text = say!(
                language,
                "service `{own}` takes volumes from `{name}`, which is no service here",
                "le service `{own}` prend les volumes de `{name}`, qui n'est pas un service de ce fichier"
            );
            report(name, it.source.range, text, Rename::Possible);
        }
        if let Some(mode) = &service.network_mode
            && let NetworkModeRef::Service(name) = &mode.value
        {
            let text = say!(
                language,
                "service `{own}` uses the network of `{name}`, which is no service here",
                "le service `{own}` utilise le réseau de `{name}`, qui n'est pas un service de ce fichier"
            );
            report(name, mode.range, text, Rename::MoreThanTheName);
        }
    }
}

/// Whether the text at fault can be replaced by another name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rename {
    /// It is the name.
    Possible,
    /// It is more than the name.
    MoreThanTheName,
}
