//! # unknown-link-source
//!
//! A link to a service that the file does not have.

use crate::diagnostics::Applicability;
use crate::language::{Words, say};
use crate::rules::{
    Family, Findings, Level, Page, Rule, RuleContext, did_you_mean, nearest, services,
};
use crate::text::TextEdit;

pub(super) static RULE: Rule = Rule {
    code: "L001",
    name: "unknown-link-source",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "a link to a service that is not there",
        fr: "un lien vers un service qui n'existe pas",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "A link names the service that its recipient is to see. Both compose tools refuse a file whose links lead to a service that it does not have; a container from outside the project is named under `external_links` instead.",
        fr: "Un lien nomme le service que son destinataire doit voir. Les deux outils compose refusent un fichier dont un lien mène à un service qu'il n'a pas ; un conteneur étranger au projet se nomme sous `external_links`.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    links: [\"dbb:database\"]\n  db:\n    image: postgres:16\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    links: [\"db:database\"]\n  db:\n    image: postgres:16\n",
    profile: None,
    fix: Some(Words {
        en: "Links to the service whose name is nearest, where one is near; the alias stays. To be looked at first: it is a guess.",
        fr: "Lie au service dont le nom est le plus proche, s'il y en a un ; l'alias reste. À vérifier d'abord : c'est une supposition.",
    }),
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let own = service.name.value.as_str();
        for link in service
            .links
            .iter()
            .filter(|it| !cx.project.services.contains_key(&it.source.value))
        {
            let source = &link.source.value;
            // Another rule knows more of it.
            if services::inactive(cx, source).is_some() {
                continue;
            }
            let finding = findings.add(
                link.source.range,
                say!(
                    language,
                    "service `{own}` links to `{source}`, which is no service here",
                    "le service `{own}` a un lien vers `{source}`, qui n'est pas un service de ce fichier"
                ),
            );
            let names = cx.project.services.keys().map(String::as_str);
            match nearest(source, names.filter(|it| *it != own)) {
                Some(meant) => {
                    let edit = TextEdit {
                        range: link.source.range.range(),
                        insert: meant.to_owned(),
                    };
                    finding.help(did_you_mean(meant, language)).fix(
                        say!(language, "Link to `{meant}`", "Lier à `{meant}`"),
                        Applicability::Unsafe,
                        vec![edit],
                    );
                }
                None => {
                    finding.help(say!(
                        language,
                        "add the service, or use `external_links` for a container from elsewhere",
                        "ajoutez le service, ou employez `external_links` pour un conteneur venu d'ailleurs"
                    ));
                }
            }
        }
    }
}
