//! # shared-propagation
//!
//! A mount whose own mounts appear on the host.

use crate::language::{Words, say};
use crate::rules::reading::items;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "S016",
    name: "shared-propagation",
    family: Family::Security,
    level: Level::Hint,
    summary: Words {
        en: "a mount through which a container mounts on the host",
        fr: "un montage par lequel un conteneur monte sur l'hôte",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "With `shared` or `rshared`, what the container mounts below the folder appears on the host and in every other container that shares it, and stays there when the container is gone.",
        fr: "Avec `shared` ou `rshared`, ce que le conteneur monte sous le dossier apparaît sur l'hôte et dans tout autre conteneur qui le partage, et y reste une fois le conteneur disparu.",
    },
    wrong: "services:\n  storage:\n    image: alpine:3.20\n    volumes:\n      - /mnt/disks:/disks:rshared\n",
    right: "services:\n  storage:\n    image: alpine:3.20\n    volumes:\n      - /mnt/disks:/disks:rslave\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for (name, service) in cx.loaded_services() {
        for mount in items(service, "volumes") {
            let propagation = match mount.as_str() {
                Some(short) => short
                    .rsplit_once(':')
                    .and_then(|(_, mode)| mode.split(',').find(|it| is_shared(it))),
                None => mount
                    .get("bind")
                    .and_then(|it| it.get("propagation")?.as_str())
                    .filter(|it| is_shared(it)),
            };
            let Some(propagation) = propagation else {
                continue;
            };
            findings
                .add(
                    mount.range,
                    say!(
                        language,
                        "what `{name}` mounts here appears on the host, because of `{propagation}`",
                        "ce que `{name}` monte ici apparaît sur l'hôte, à cause de `{propagation}`"
                    ),
                )
                .help(say!(
                    language,
                    "`rslave` shows the host's mounts in the container and not the other way round",
                    "`rslave` montre les montages de l'hôte dans le conteneur, et non l'inverse"
                ));
        }
    }
}

fn is_shared(mode: &str) -> bool {
    matches!(mode, "shared" | "rshared")
}
