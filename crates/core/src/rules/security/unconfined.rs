//! # unconfined
//!
//! A filter of the engine that a service turns off: seccomp, AppArmor, SELinux, or the masks over `/proc` and `/sys`.

use crate::diagnostics::Severity;
use crate::language::{Words, say};
use crate::rules::reading::strings;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "S007",
    name: "unconfined",
    family: Family::Security,
    level: Level::Warning,
    summary: Words {
        en: "a container without a filter that keeps others in",
        fr: "un conteneur sans un filtre qui retient les autres",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "The engine keeps containers from calls to the kernel that no ordinary program makes, and from files of the kernel that none needs. Most ways out of a container that were ever found needed one of them.",
        fr: "Le moteur interdit aux conteneurs les appels au noyau qu'aucun programme ordinaire ne fait, et les fichiers du noyau dont aucun n'a besoin. La plupart des moyens jamais trouvés de sortir d'un conteneur passaient par là.",
    },
    wrong: "services:\n  app:\n    image: alpine:3.20\n    security_opt:\n      - seccomp:unconfined\n",
    right: "services:\n  app:\n    image: alpine:3.20\n    security_opt:\n      - seccomp:./seccomp.json\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for (name, service) in cx.loaded_services() {
        for (option, range) in strings(service, "security_opt") {
            let (key, value) = option.split_once([':', '=']).unwrap_or((option, ""));
            let (filter, severity) = match (key, value) {
                ("seccomp", "unconfined") => ("seccomp", Severity::Warning),
                ("apparmor", "unconfined") => ("AppArmor", Severity::Warning),
                ("label", "disable") => ("SELinux", Severity::Warning),
                ("systempaths", "unconfined") => ("systempaths", Severity::Warning),
                ("no-new-privileges", "false") => ("no-new-privileges", Severity::Hint),
                _ => continue,
            };
            findings
                .add(
                    range,
                    say!(
                        language,
                        "{filter} does not hold `{name}` back",
                        "{filter} ne retient pas `{name}`"
                    ),
                )
                .severity(severity)
                .help(say!(
                    language,
                    "leave the line out, or name a profile that permits what is needed and no more",
                    "omettez la ligne, ou nommez un profil qui permet le nécessaire et rien de plus"
                ));
        }
    }
}
