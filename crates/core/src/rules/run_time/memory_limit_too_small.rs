//! # memory-limit-too-small
//!
//! A limit or a reservation below what the engine accepts. Usually the unit was forgotten: without one, a number counts bytes.

use super::limits::Limits;
use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "Q002",
    name: "memory-limit-too-small",
    family: Family::RunTime,
    level: Level::Error,
    summary: Words {
        en: "a memory limit that the engine refuses as too small",
        fr: "une limite de mémoire que le moteur refuse car trop petite",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "The engine makes no container with less than 6 MB of memory. A number without a unit counts bytes: `mem_limit: 512` is 512 bytes.",
        fr: "Le moteur ne crée aucun conteneur de moins de 6 Mo de mémoire. Un nombre sans unité compte des octets : `mem_limit: 512` vaut 512 octets.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    mem_limit: 512\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    mem_limit: 512m\n",
    profile: None,
    fix: None,
};

/// Less than this is refused. Source: `linuxMinMemory` of the engine.
const LEAST: u64 = 6 * 1024 * 1024;

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for (name, service) in cx.loaded_services() {
        for (node, size) in Limits::of(service, cx.profile).memory_and_reservation() {
            if size == 0 || size >= LEAST {
                continue;
            }
            findings
                .add(
                    node.range,
                    say!(
                        language,
                        "`{name}` gets {size} bytes of memory, and 6 MB is the least",
                        "`{name}` reçoit {size} octets de mémoire, et 6 Mo sont le minimum"
                    ),
                )
                .help(say!(
                    language,
                    "add a unit, such as `m` for megabytes",
                    "ajoutez une unité, par exemple `m` pour des mégaoctets"
                ));
        }
    }
}
