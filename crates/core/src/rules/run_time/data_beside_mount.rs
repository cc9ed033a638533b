//! # data-beside-mount
//!
//! A mount that does not get the data: the image puts a volume of its own below it, and what is written there goes into that.
//! PostgreSQL 18 and later refuse to start with a mount where the data of older versions lay.

use crate::diagnostics::Severity;
use crate::language::{Words, say};
use crate::project::{Mount, MountKind, Service};
use crate::rules::practice::databases::{Version, is_moved, postgres_version};
use crate::rules::reading::{image_name, image_tag, variables};
use crate::rules::services::image_facts;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use crate::sort::SortOnce;

pub(super) static RULE: Rule = Rule {
    code: "V015",
    name: "data-beside-mount",
    family: Family::RunTime,
    level: Level::Warning,
    summary: Words {
        en: "a mount that does not get the data",
        fr: "un montage qui ne reçoit pas les données",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "An image may declare a folder as a volume. If a mount covers only a folder above it, the engine puts a volume without a name on the folder itself, all data goes there, and the next container begins empty: `/var/lib/postgresql` for PostgreSQL 17, or `/data` for MongoDB. Since version 18, PostgreSQL wants the mount at `/var/lib/postgresql`, and does not start if there is one at `/var/lib/postgresql/data`.",
        fr: "Une image peut déclarer un dossier comme volume. Si un montage ne couvre qu'un dossier au-dessus, le moteur met sur le dossier lui-même un volume sans nom, toutes les données y vont, et le conteneur suivant commence vide : ainsi `/var/lib/postgresql` pour PostgreSQL 17, ou `/data` pour MongoDB. Depuis la version 18, PostgreSQL veut le montage sur `/var/lib/postgresql`, et ne démarre pas s'il y en a un sur `/var/lib/postgresql/data`.",
    },
    wrong: "services:\n  db:\n    image: postgres:17\n    volumes:\n      - data:/var/lib/postgresql\nvolumes:\n  data:\n",
    right: "services:\n  db:\n    image: postgres:17\n    volumes:\n      - data:/var/lib/postgresql/data\nvolumes:\n  data:\n",
    profile: None,
    fix: None,
};

/// The folders that a well-known image declares as volumes and keeps its data in.
fn volumes_of(service: &Service) -> &'static [&'static str] {
    let reference = service.image.as_ref().map_or("", |it| it.value.as_str());
    match image_name(reference) {
        "postgres" | "postgis/postgis" => match postgres_version(service) {
            Version::Before18 if !is_moved(service) => &["/var/lib/postgresql/data"],
            _ => &[],
        },
        "mongo" => &["/data/db"],
        "mysql" | "mariadb" | "percona" => &["/var/lib/mysql"],
        "couchdb" => &["/opt/couchdb/data"],
        "cassandra" => &["/var/lib/cassandra"],
        _ => &[],
    }
}

fn is_above(outer: &str, inner: &str) -> bool {
    let outer = outer.trim_end_matches('/');
    inner
        .strip_prefix(outer)
        .is_some_and(|it| it.starts_with('/'))
}

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    for service in cx.project.services.values() {
        let facts = image_facts(cx, service).filter(|_| service.image.is_some());
        let declared = facts.into_iter().flat_map(|it| &it.volumes);
        let mut folders: Vec<&str> = volumes_of(service).to_vec();
        folders.extend(declared.map(String::as_str));
        folders.order();
        folders.dedup();
        for folder in folders {
            tell_covered(cx, findings, service, folder);
        }
        tell_moved(cx, findings, service);
    }
}

/// A mount above a folder that the image declares, and none of the folder itself.
fn tell_covered(cx: &RuleContext<'_>, findings: &mut Findings, service: &Service, folder: &str) {
    let language = cx.language();
    let is_mounted = service
        .mounts
        .iter()
        .any(|it| it.target.trim_end_matches('/') == folder);
    let keeps = |it: &&Mount| {
        matches!(it.kind, MountKind::Bind | MountKind::Volume) && is_above(&it.target, folder)
    };
    let Some(mount) = service.mounts.iter().filter(|_| !is_mounted).find(keeps) else {
        return;
    };
    let name = &service.name.value;
    findings
        .add(
            mount.range,
            say!(
                language,
                "the data of `{name}` goes into a volume without a name at `{folder}`, not in here",
                "les données de `{name}` vont dans un volume sans nom sur `{folder}`, et non ici"
            ),
        )
        .help(say!(
            language,
            "mount it at `{folder}` itself",
            "montez-le sur `{folder}` même"
        ));
}

/// A mount where PostgreSQL kept its data up to version 17.
fn tell_moved(cx: &RuleContext<'_>, findings: &mut Findings, service: &Service) {
    const OLD: &str = "/var/lib/postgresql/data";
    let language = cx.language();
    let reference = service.image.as_ref().map_or("", |it| it.value.as_str());
    let is_newest = image_name(reference) == "postgres"
        && !reference.contains('@')
        && matches!(image_tag(reference), None | Some("latest" | "alpine"));
    let severity = match postgres_version(service) {
        Version::From18 => Severity::Warning,
        Version::Unknown if is_newest => Severity::Hint,
        _ => return,
    };
    let has_own_folder = variables(service).any(|it| it.name == "PGDATA");
    let mount = service
        .mounts
        .iter()
        .find(|it| it.target.trim_end_matches('/') == OLD);
    let Some(mount) = mount.filter(|_| !has_own_folder) else {
        return;
    };
    let name = &service.name.value;
    findings
        .add(
            mount.range,
            say!(
                language,
                "PostgreSQL 18 and later do not start in `{name}` with a mount here",
                "PostgreSQL 18 et suivants ne démarrent pas dans `{name}` avec un montage ici"
            ),
        )
        .severity(severity)
        .help(say!(
            language,
            "mount it at `/var/lib/postgresql`, or name an older version; old data has to be upgraded or restored",
            "montez-le sur `/var/lib/postgresql`, ou nommez une version plus ancienne ; d'anciennes données doivent être mises à niveau ou restaurées"
        ));
}
