//! # bad-port
//!
//! An entry of `ports` or `expose` that is no port.

use crate::fault::{FaultKind, PortFault};
use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "P001",
    name: "bad-port",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "an entry of `ports` or `expose` that is no port",
        fr: "une entrée de `ports` ou `expose` qui n'est pas un port",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Both compose tools read every entry of `ports` and `expose` before they start anything, and refuse the file over the first one that they cannot read. Numbers end at 65535, ranges of the host and of the container must be of one length, and protocols are written in small letters.",
        fr: "Les deux outils compose lisent chaque entrée de `ports` et de `expose` avant de démarrer quoi que ce soit, et refusent le fichier à la première qu'ils ne comprennent pas. Les numéros s'arrêtent à 65535, les plages de l'hôte et du conteneur doivent avoir la même longueur, et les protocoles s'écrivent en minuscules.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    ports:\n      - \"8080:http\"\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    ports:\n      - \"8080:80\"\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for fault in &cx.project.faults {
        let FaultKind::BadPort { key, text, why } = &fault.kind else {
            continue;
        };
        let (reason, help) = words(*why, key);
        let reason = reason.in_language(language);
        findings
            .add_fault(
                fault,
                say!(
                    language,
                    "`{text}` is no port: {reason}",
                    "`{text}` n'est pas un port : {reason}"
                ),
            )
            .help(help.in_language(language));
    }
}

/// Why it is no port, and what to do.
fn words(why: PortFault, key: &str) -> (Words, Words) {
    match why {
        PortFault::Form if key == "ports" => (
            Words {
                en: "it is not of the form `[[IP:]HOST:]CONTAINER[/PROTOCOL]`",
                fr: "ce n'est pas de la forme `[[IP:]HÔTE:]CONTENEUR[/PROTOCOLE]`",
            },
            Words {
                en: "write for example `\"8080:80\"`",
                fr: "écrivez par exemple `\"8080:80\"`",
            },
        ),
        PortFault::Form => (
            Words {
                en: "it is not of the form `PORT[/PROTOCOL]`",
                fr: "ce n'est pas de la forme `PORT[/PROTOCOLE]`",
            },
            Words {
                en: "write for example `\"80\"` or `\"53/udp\"`",
                fr: "écrivez par exemple `\"80\"` ou `\"53/udp\"`",
            },
        ),
        PortFault::TooLarge => (
            Words {
                en: "ports end at 65535",
                fr: "les ports s'arrêtent à 65535",
            },
            Words {
                en: "take a smaller number",
                fr: "prenez un nombre plus petit",
            },
        ),
        PortFault::Backwards => (
            Words {
                en: "the range ends before it begins",
                fr: "la plage finit avant de commencer",
            },
            Words {
                en: "write the lower port first",
                fr: "écrivez d'abord le port le plus bas",
            },
        ),
        PortFault::Lengths => (
            Words {
                en: "the host range and the container range differ in length",
                fr: "la plage de l'hôte et celle du conteneur n'ont pas la même longueur",
            },
            Words {
                en: "give both the same number of ports",
                fr: "donnez aux deux le même nombre de ports",
            },
        ),
        PortFault::Protocol => (
            Words {
                en: "the protocol is not tcp, udp or sctp",
                fr: "le protocole n'est ni tcp, ni udp, ni sctp",
            },
            Words {
                en: "write `tcp`, `udp` or `sctp`, in small letters: `53/udp`",
                fr: "écrivez `tcp`, `udp` ou `sctp`, en minuscules : `53/udp`",
            },
        ),
    }
}
