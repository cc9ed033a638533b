//! # shared-database-folder
//!
//! Two containers of a database with one data folder: each takes itself for the only one.

use super::databases;
use crate::language::{Words, say};
use crate::plan::n_containers;
use crate::project::{Mount, MountKind, Service};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

pub(super) static RULE: Rule = Rule {
    code: "V013",
    name: "shared-database-folder",
    family: Family::Practice,
    level: Level::Warning,
    summary: Words {
        en: "a data folder that two databases write in",
        fr: "un dossier de données où écrivent deux bases",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "A database takes its data folder for its own. Two that write in one refuse to start at best, and destroy the data at worst.",
        fr: "Une base de données tient son dossier pour le sien. Deux qui écrivent dans le même refusent au mieux de démarrer, et détruisent au pire les données.",
    },
    wrong: "services:\n  db:\n    image: postgres:16\n    volumes:\n      - data:/var/lib/postgresql/data\n  test-db:\n    image: postgres:16\n    volumes:\n      - data:/var/lib/postgresql/data\nvolumes:\n  data:\n",
    right: "services:\n  db:\n    image: postgres:16\n    volumes:\n      - data:/var/lib/postgresql/data\n  test-db:\n    image: postgres:16\n    volumes:\n      - test-data:/var/lib/postgresql/data\nvolumes:\n  data:\n  test-data:\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    let mut first_of: BTreeMap<&str, (&Service, &Mount)> = BTreeMap::new();
    for service in cx.project.services.values() {
        let folders = databases::data_folders(service);
        let name = &service.name.value;
        let writes = |it: &&Mount| {
            matches!(it.kind, MountKind::Volume | MountKind::Bind)
                && !it.mode.split(',').any(|it| it == "ro")
                && folders.contains(&it.target.trim_end_matches('/'))
        };
        let Some(mount) = service.mounts.iter().find(writes) else {
            continue;
        };
        let source = mount.source.as_str();
        let n = n_containers(cx.project, service, &cx.settings.scale);
        if n > 1 {
            findings
                .add(
                    mount.range,
                    say!(
                        language,
                        "{n} containers of `{name}` write their data in one folder",
                        "{n} conteneurs de `{name}` écrivent leurs données dans un même dossier"
                    ),
                )
                .help(say!(
                    language,
                    "run one container of it",
                    "n'en faites tourner qu'un conteneur"
                ));
        }
        match first_of.entry(source) {
            Entry::Vacant(it) => {
                it.insert((service, mount));
            }
            Entry::Occupied(it) => {
                let (other, other_mount) = *it.get();
                let other = &other.name.value;
                findings
                    .add(
                        mount.range,
                        say!(
                            language,
                            "`{name}` writes its data in the folder of `{other}`",
                            "`{name}` écrit ses données dans le dossier de `{other}`"
                        ),
                    )
                    .label(
                        other_mount.range,
                        say!(language, "also mounted here", "monté ici aussi"),
                    )
                    .help(say!(
                        language,
                        "give each its own volume",
                        "donnez à chacun son propre volume"
                    ));
            }
        }
    }
}
