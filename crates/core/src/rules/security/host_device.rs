//! # host-device
//!
//! A device through which the whole host can be read or written: a disk, the memory, every device at once.

use crate::language::{Words, say};
use crate::rules::reading::{items, strings};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "S008",
    name: "host-device",
    family: Family::Security,
    level: Level::Warning,
    summary: Words {
        en: "a device that gives away the whole host",
        fr: "un périphérique qui livre tout l'hôte",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Through a disk a program reads and writes every file of the host, whatever its owner, and through `/dev/mem` its memory. A device is no part of the host that could be fenced in: it is the host.",
        fr: "Par un disque un programme lit et écrit tout fichier de l'hôte, quel qu'en soit le propriétaire, et par `/dev/mem` sa mémoire. Un tel périphérique n'est pas une part de l'hôte qu'on puisse clore : c'est l'hôte.",
    },
    wrong: "services:\n  disks:\n    image: alpine:3.20\n    devices:\n      - /dev/sda:/dev/sda\n",
    right: "services:\n  disks:\n    image: alpine:3.20\n    devices:\n      - /dev/dri/renderD128:/dev/dri/renderD128\n",
    profile: None,
    fix: None,
};

fn is_host(path: &str) -> bool {
    let Some(name) = path.trim_end_matches('/').strip_prefix("/dev") else {
        return false;
    };
    let name = name.trim_start_matches('/');
    let begins = |prefix: &str, then: fn(&u8) -> bool| {
        name.strip_prefix(prefix)
            .is_some_and(|rest| rest.as_bytes().first().is_some_and(then))
    };
    let is_disk = ["sd", "hd", "vd", "xvd"]
        .iter()
        .any(|it| begins(it, u8::is_ascii_lowercase))
        || ["nvme", "mmcblk", "dm-", "md"]
            .iter()
            .any(|it| begins(it, u8::is_ascii_digit));
    let is_mapped = name.starts_with("mapper/") || name.starts_with("disk/");
    matches!(name, "" | "mem" | "kmem" | "port" | "kmsg") || is_disk || is_mapped
}

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for (name, service) in cx.loaded_services() {
        for device in items(service, "devices") {
            let source = match device.get("source") {
                Some(source) => source.as_str(),
                None => device.as_str().and_then(|it| it.split(':').next()),
            };
            let Some(source) = source.filter(|it| is_host(it)) else {
                continue;
            };
            findings
                .add(
                    device.range,
                    say!(
                        language,
                        "`{source}` gives the whole host to `{name}`",
                        "`{source}` livre tout l'hôte à `{name}`"
                    ),
                )
                .help(say!(
                    language,
                    "give it the one device it needs, or mount the file system of the disk read-only instead",
                    "donnez-lui le seul périphérique dont il a besoin, ou montez plutôt en lecture seule le système de fichiers du disque"
                ));
        }
        for (rule, range) in strings(service, "device_cgroup_rules") {
            let mut words = rule.split_whitespace();
            let (kind, numbers) = (words.next(), words.next());
            if kind == Some("a") || numbers == Some("*:*") {
                findings
                    .add(
                        range,
                        say!(
                            language,
                            "`{rule}` opens every device of the host to `{name}`",
                            "`{rule}` ouvre à `{name}` tous les périphériques de l'hôte"
                        ),
                    )
                    .help(say!(
                        language,
                        "name the numbers of the devices it needs, such as `c 188:* rw`",
                        "nommez les numéros des périphériques nécessaires, par exemple `c 188:* rw`"
                    ));
            }
        }
    }
}
