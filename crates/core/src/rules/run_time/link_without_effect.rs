//! # link-without-effect
//!
//! A link that gives no variables and no line in `/etc/hosts`, as on a user-defined network, or that does nothing at all.

use crate::diagnostics::Severity;
use crate::language::{Words, say};
use crate::load::Format;
use crate::project::NetworkModeRef;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "L003",
    name: "link-without-effect",
    family: Family::RunTime,
    level: Level::Hint,
    summary: Words {
        en: "a link that sets no variables and writes no hosts line",
        fr: "un lien qui ne pose ni variables ni ligne dans `/etc/hosts`",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Only on the default bridge does the engine set link variables and write hosts lines. On a user-defined network, which every service of a file with `services:` is on by default, a link is another DNS name at most; without a network it does nothing, and the network of the host or of another container refuses it. Who reads `DB_PORT` in the program waits in vain.",
        fr: "C'est seulement sur le pont par défaut que le moteur pose les variables d'un lien et écrit dans `/etc/hosts`. Sur un réseau défini par l'utilisateur, où se trouve par défaut chaque service d'un fichier avec `services:`, un lien est tout au plus un autre nom DNS ; sans réseau il ne fait rien, et le réseau de l'hôte ou d'un autre conteneur le refuse. Un programme qui lit `DB_PORT` l'attend en vain.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    links: [db]\n  db:\n    image: postgres:16\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    depends_on: [db]\n  db:\n    image: postgres:16\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let name = &service.name.value;
        let mode = service.network_mode.as_ref();
        // A link to nowhere, or to the service itself, has worse trouble.
        let links = service.links.iter().filter(|it| {
            it.source.value != *name && cx.project.services.contains_key(&it.source.value)
        });
        for link in links {
            match mode.map(|it| &it.value) {
                None if cx.project.format == Format::Compose => {
                    let alias = link.alias();
                    let message = if alias == link.source.value {
                        say!(
                            language,
                            "this link sets no variables and no hosts line in `{name}`: it only makes it start after its source",
                            "ce lien ne pose dans `{name}` ni variables ni ligne de `/etc/hosts` : il fait seulement démarrer le service après sa source"
                        )
                    } else {
                        say!(
                            language,
                            "this link sets no variables and no hosts line in `{name}`: it only adds the DNS name `{alias}`",
                            "ce lien ne pose dans `{name}` ni variables ni ligne de `/etc/hosts` : il ajoute seulement le nom DNS `{alias}`"
                        )
                    };
                    findings.add(link.range, message).help(say!(
                        language,
                        "services on one network find each other by name; links with variables need the default bridge (`network_mode: bridge` on both sides)",
                        "les services d'un même réseau se trouvent par leur nom ; les liens avec variables demandent le pont par défaut (`network_mode: bridge` des deux côtés)"
                    ));
                }
                Some(NetworkModeRef::None) => {
                    let finding = findings
                        .add(
                            link.range,
                            say!(
                                language,
                                "`{name}` has no network, so the link does nothing",
                                "`{name}` n'a pas de réseau : le lien ne fait donc rien"
                            ),
                        )
                        .severity(Severity::Warning)
                        .help(say!(
                            language,
                            "take the link out, or give the service a network",
                            "enlevez le lien, ou donnez un réseau au service"
                        ));
                    if let Some(mode) = mode {
                        finding.label(
                            mode.range,
                            say!(
                                language,
                                "the network is switched off here",
                                "le réseau est coupé ici"
                            ),
                        );
                    }
                }
                Some(
                    NetworkModeRef::Host
                    | NetworkModeRef::Container(_)
                    | NetworkModeRef::Service(_),
                ) => {
                    let finding = findings
                        .add(
                            link.range,
                            say!(
                                language,
                                "the engine refuses links of `{name}`, which uses another network stack",
                                "le moteur refuse les liens de `{name}`, qui utilise une autre pile réseau"
                            ),
                        )
                        .severity(Severity::Error)
                        .help(say!(
                            language,
                            "take the link out, or the network mode",
                            "enlevez le lien, ou le mode réseau"
                        ));
                    if let Some(mode) = mode {
                        finding.label(mode.range, say!(language, "chosen here", "choisie ici"));
                    }
                }
                _ => {}
            }
        }
    }
}
