//! # contradictory-limits
//!
//! Limits on memory of which one excludes the other: the engine refuses the container.

use super::limits::Limits;
use crate::language::{Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "Q003",
    name: "contradictory-limits",
    family: Family::RunTime,
    level: Level::Error,
    summary: Words {
        en: "memory limits that contradict each other",
        fr: "des limites de mémoire qui se contredisent",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "The reservation is the part of the limit that is kept free for a service, and `memswap_limit` is memory and swap together: neither can be otherwise. The engine refuses to make such a container.",
        fr: "La réservation est la part de la limite gardée libre pour un service, et `memswap_limit` est la mémoire et l'échange réunis : il ne peut en être autrement. Le moteur refuse de créer un tel conteneur.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    mem_limit: 256m\n    mem_reservation: 512m\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    mem_limit: 512m\n    mem_reservation: 256m\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    let say_limit = || say!(language, "the limit", "la limite");
    for (name, service) in cx.loaded_services() {
        let limits = Limits::of(service, cx.profile);
        let memory = limits.memory.filter(|it| it.1 > 0);
        if let (Some((limit, size)), Some((reservation, reserved))) = (memory, limits.reservation)
            && reserved > size
        {
            findings
                .add(
                    reservation.range,
                    say!(
                        language,
                        "`{name}` reserves more memory than it may have",
                        "`{name}` réserve plus de mémoire qu'il ne peut en avoir"
                    ),
                )
                .label(limit.range, say_limit())
                .help(say!(
                    language,
                    "raise the limit, or lower the reservation",
                    "relevez la limite, ou abaissez la réservation"
                ));
        }
        let Some((with_swap, total)) = limits.with_swap.filter(|it| it.1 > 0) else {
            continue;
        };
        match memory {
            None => {
                findings
                    .add(
                        with_swap.range,
                        say!(
                            language,
                            "`{name}` has a limit on memory and swap, and none on memory",
                            "`{name}` a une limite à la mémoire et à l'échange, et aucune à la mémoire"
                        ),
                    )
                    .help(say!(
                        language,
                        "add `mem_limit`",
                        "ajoutez `mem_limit`"
                    ));
            }
            Some((limit, size)) if total < size => {
                findings
                    .add(
                        with_swap.range,
                        say!(
                            language,
                            "memory and swap of `{name}` together are less than its memory",
                            "la mémoire et l'échange de `{name}` réunis font moins que sa mémoire"
                        ),
                    )
                    .label(limit.range, say_limit())
                    .help(say!(
                        language,
                        "`memswap_limit` counts both: the same as `mem_limit` means no swap",
                        "`memswap_limit` compte les deux : égal à `mem_limit`, il veut dire sans échange"
                    ));
            }
            Some(_) => {}
        }
    }
}
