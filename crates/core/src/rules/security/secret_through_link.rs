//! # secret-through-link
//!
//! On the default bridge, a link copies every variable of the source into the recipient, as `ALIAS_ENV_NAME`.

use super::secrets;
use crate::language::{Words, say};
use crate::links;
use crate::load::Format;
use crate::profile::LinkEnv;
use crate::rules::reading::variables;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use std::cell::LazyCell;
use std::collections::BTreeSet;

pub(super) static RULE: Rule = Rule {
    code: "S010",
    name: "secret-through-link",
    family: Family::Security,
    level: Level::Warning,
    summary: Words {
        en: "a link that copies a secret into its recipient",
        fr: "un lien qui copie un secret chez son destinataire",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "On the default bridge the engine copies all variables of the source into every container that links to it, under names such as `DB_ENV_POSTGRES_PASSWORD`. A service that only needs an address gets the root password as well, and with it whoever breaks into that service.",
        fr: "Sur le pont par défaut, le moteur copie toutes les variables de la source dans chaque conteneur qui s'y lie, sous des noms tels que `DB_ENV_POSTGRES_PASSWORD`. Un service qui n'a besoin que d'une adresse reçoit aussi le mot de passe de root, et avec lui quiconque s'introduit dans ce service.",
    },
    wrong: "db:\n  image: postgres:16\n  environment:\n    POSTGRES_PASSWORD: Kx8-vRt-203\nweb:\n  image: nginx:1.27\n  links:\n    - db\n",
    right: "db:\n  image: postgres:16\n  environment:\n    POSTGRES_PASSWORD_FILE: /run/password\n  volumes:\n    - ./password:/run/password:ro\nweb:\n  image: nginx:1.27\n  links:\n    - db\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    if cx.profile.link_env() == LinkEnv::None {
        return;
    }
    let language = cx.language();
    for recipient in cx.project.services.values() {
        if recipient.links.is_empty() || !cx.project.is_on_bridge(recipient) {
            continue;
        }
        // What the recipient knows anyhow is not given away.
        let known = LazyCell::new(|| -> BTreeSet<&str> {
            variables(recipient).map(|it| it.value).collect()
        });
        for link in &recipient.links {
            let Some(source) = cx.project.services.get(&link.source.value) else {
                continue;
            };
            if !cx.project.is_on_bridge(source) {
                continue;
            }
            let mut copied = variables(source).filter(|it| {
                secrets::names_secret(it.name)
                    && secrets::is_secret(it.name, it.value)
                    && !known.contains(it.value)
            });
            let Some(first) = copied.next() else {
                continue;
            };
            let prefix = links::prefix(link.alias());
            let (name, of) = (&recipient.name.value, &source.name.value);
            let variable = format!("{prefix}_ENV_{}", first.name);
            let mut finding = findings
                .add(
                    link.range,
                    say!(
                        language,
                        "this link copies a secret of `{of}` into `{name}`, as `{variable}`",
                        "ce lien copie un secret de `{of}` dans `{name}`, sous le nom `{variable}`"
                    ),
                )
                .label(first.range, say!(language, "set here", "défini ici"));
            for it in copied {
                let variable = format!("{prefix}_ENV_{}", it.name);
                finding = finding.label(
                    it.range,
                    say!(
                        language,
                        "copied as `{variable}`",
                        "copié sous le nom `{variable}`"
                    ),
                );
            }
            finding.help(match cx.project.format {
                Format::V1 => say!(
                    language,
                    "let `{of}` read it from a file that is mounted",
                    "faites lire le secret à `{of}` dans un fichier monté"
                ),
                Format::Compose => say!(
                    language,
                    "let `{of}` read it from a file, or put both on a network of their own, where links copy nothing",
                    "faites lire le secret à `{of}` dans un fichier, ou mettez-les sur un réseau à eux, où les liens ne copient rien"
                ),
            });
        }
    }
}
