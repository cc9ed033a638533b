//! # host-path
//!
//! A folder of the host that gives away the host, or the keys of its users.

use crate::diagnostics::Severity;
use crate::language::{Words, say};
use crate::project::MountKind;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "S006",
    name: "host-path",
    family: Family::Security,
    level: Level::Warning,
    summary: Words {
        en: "a mount that gives away the host or its keys",
        fr: "un montage qui livre l'hôte ou ses clés",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Whoever can write in the folders of the system becomes root of the host: one line in `/etc` is enough. And whoever can only read there still finds the hashes of passwords and the private keys of people and services.",
        fr: "Qui peut écrire dans les dossiers du système devient root de l'hôte : une ligne dans `/etc` suffit. Et qui ne peut qu'y lire trouve encore les empreintes des mots de passe et les clés privées des personnes et des services.",
    },
    wrong: "services:\n  backup:\n    image: alpine:3.20\n    volumes:\n      - /etc:/backup/etc\n",
    right: "services:\n  backup:\n    image: alpine:3.20\n    volumes:\n      - /srv/data:/backup/data:ro\n",
    profile: None,
    fix: None,
};

/// What stands in the way of a mount.
enum Place {
    /// This folder, in which reading is bad too.
    Secret(&'static str),
    /// This folder, in which reading is worth knowing.
    Telling(&'static str),
    /// This folder, in which only writing is bad.
    System(&'static str),
    /// This folder and all below it, in which reading is worth knowing.
    Below(&'static str),
}

const PLACES: &[Place] = &[
    Place::Secret("/"),
    Place::Secret("/boot"),
    Place::Secret("/dev"),
    Place::Secret("/etc"),
    Place::Secret("/etc/docker"),
    Place::Secret("/etc/kubernetes"),
    Place::Secret("/etc/gshadow"),
    Place::Secret("/etc/shadow"),
    Place::Secret("/etc/ssh"),
    Place::Secret("/home"),
    Place::Secret("/root"),
    Place::Secret("/run"),
    Place::Secret("/run/containerd"),
    Place::Secret("/run/systemd"),
    Place::Secret("/var/run"),
    Place::Telling("/proc"),
    Place::Telling("/sys"),
    Place::Telling("/var"),
    Place::Telling("/var/lib"),
    Place::System("/bin"),
    Place::System("/etc/cron.d"),
    Place::System("/etc/crontab"),
    Place::System("/etc/group"),
    Place::System("/etc/passwd"),
    Place::System("/etc/sudoers"),
    Place::System("/etc/sudoers.d"),
    Place::System("/etc/systemd"),
    Place::System("/lib"),
    Place::System("/lib/modules"),
    Place::System("/lib64"),
    Place::System("/opt"),
    Place::System("/proc/sys"),
    Place::System("/proc/sysrq-trigger"),
    Place::System("/sbin"),
    Place::System("/usr"),
    Place::System("/usr/bin"),
    Place::System("/usr/lib"),
    Place::System("/usr/local/bin"),
    Place::System("/var/spool/cron"),
    Place::Below("/var/lib/containerd"),
    Place::Below("/var/lib/docker"),
    Place::Below("/var/lib/kubelet"),
];

/// What programs keep the keys of a person in, in that person's home.
const KEYS: &[&str] = &[
    ".aws",
    ".azure",
    ".config/gcloud",
    ".docker",
    ".docker/config.json",
    ".git-credentials",
    ".gnupg",
    ".kube",
    ".kube/config",
    ".netrc",
    ".ssh",
];

/// Files that hold a key wherever they lie.
const KEY_FILES: &[&str] = &["id_ecdsa", "id_ed25519", "id_rsa"];

/// What follows the home of a person in a path.
fn in_home(path: &str) -> Option<&str> {
    if let Some(rest) = path
        .strip_prefix("~/")
        .or_else(|| path.strip_prefix("/root/"))
    {
        return Some(rest);
    }
    let of_someone = path
        .strip_prefix("/home/")
        .or_else(|| path.strip_prefix("/Users/"))?;
    of_someone.split_once('/').map(|(_, rest)| rest)
}

fn holds_keys(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default();
    KEY_FILES.contains(&last)
        || in_home(path).is_some_and(|it| KEYS.contains(&it) || it == ".aws/credentials")
}

/// How bad a mount is; `None` if it is not.
fn severity(source: &str, reads_only: bool) -> Option<Severity> {
    let path = match source.trim_end_matches('/') {
        "" => "/",
        it => it,
    };
    let grade = |when_reading: Option<Severity>| {
        if reads_only {
            when_reading
        } else {
            Some(Severity::Warning)
        }
    };
    if path == "~" || holds_keys(path) {
        return Some(Severity::Warning);
    }
    PLACES.iter().find_map(|it| match it {
        Place::Secret(it) if *it == path => grade(Some(Severity::Warning)),
        Place::Telling(it) if *it == path => grade(Some(Severity::Hint)),
        Place::System(it) if *it == path => grade(None),
        Place::Below(it)
            if path
                .strip_prefix(it)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) =>
        {
            grade(Some(Severity::Hint))
        }
        _ => None,
    })
}

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let name = &service.name.value;
        for mount in service
            .mounts
            .iter()
            .filter(|it| it.kind == MountKind::Bind)
        {
            let source = &mount.source;
            let reads_only = mount.mode.split(',').any(|it| it == "ro");
            let is_whole_home = !cx.settings.home.is_empty() && *source == cx.settings.home;
            let path = if is_whole_home { "~" } else { source };
            let Some(severity) = severity(path, reads_only) else {
                continue;
            };
            let message = if reads_only {
                say!(
                    language,
                    "`{name}` can read `{source}` of the host",
                    "`{name}` peut lire `{source}` de l'hôte"
                )
            } else {
                say!(
                    language,
                    "`{name}` can change `{source}` of the host",
                    "`{name}` peut changer `{source}` de l'hôte"
                )
            };
            findings
                .add(mount.range, message)
                .severity(severity)
                .help(say!(
                    language,
                    "mount only the folder or file it needs, with `:ro` where it only reads",
                    "ne montez que le dossier ou le fichier dont il a besoin, avec `:ro` s'il ne fait que lire"
                ));
        }
    }
}
