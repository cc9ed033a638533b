//! # restarted-job
//!
//! A command that does its work and ends, under a restart policy that starts it again and again.

use crate::language::{Words, say};
use crate::op::RestartPolicy;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, services};

pub(super) static RULE: Rule = Rule {
    code: "R003",
    name: "restarted-job",
    family: Family::RunTime,
    level: Level::Hint,
    summary: Words {
        en: "a job that is started again whenever it ends",
        fr: "une tâche relancée chaque fois qu'elle se termine",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "`restart: always` and `unless-stopped` start a container again after every end, a good one too. A job, such as a migration, then runs for ever, with a growing pause in between.",
        fr: "`restart: always` et `unless-stopped` relancent un conteneur après chaque fin, même réussie. Une tâche, comme une migration, s'exécute alors sans fin, avec une pause qui s'allonge.",
    },
    wrong: "services:\n  migrate:\n    image: myapp:1\n    command: python manage.py migrate\n    restart: always\n",
    right: "services:\n  migrate:\n    image: myapp:1\n    command: python manage.py migrate\n    restart: on-failure\n",
    profile: None,
    fix: None,
};

/// First words of commands that end by themselves.
const JOBS: &[&[&str]] = &[
    &["true"],
    &["false"],
    &["echo"],
    &["python", "manage.py", "migrate"],
    &["python3", "manage.py", "migrate"],
    &["python", "manage.py", "collectstatic"],
    &["python3", "manage.py", "collectstatic"],
    &["alembic", "upgrade"],
    &["flask", "db", "upgrade"],
    &["rails", "db:migrate"],
    &["bundle", "exec", "rails", "db:migrate"],
    &["php", "artisan", "migrate"],
    &["npx", "prisma", "migrate", "deploy"],
    &["npm", "install"],
    &["npm", "ci"],
    &["composer", "install"],
];

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let (Some(restart), Some(command)) = (&service.restart, &service.command) else {
            continue;
        };
        let is_always = matches!(
            restart.value,
            RestartPolicy::Always | RestartPolicy::UnlessStopped
        );
        if !is_always
            || service.entrypoint.is_some()
            || services::operator(&command.value).is_some()
        {
            continue;
        }
        let is_job = JOBS.iter().any(|job| {
            job.len() <= command.value.len() && job.iter().zip(&command.value).all(|(a, b)| a == b)
        });
        if !is_job {
            continue;
        }
        let words = command.value.join(" ");
        findings
            .add(
                restart.range,
                say!(
                    language,
                    "`{words}` ends by itself, and is started again each time",
                    "`{words}` se termine d'elle-même, et redémarre à chaque fois"
                ),
            )
            .label(command.range, say!(language, "the command", "la commande"))
            .help(say!(
                language,
                "write `restart: on-failure`, or take the line out",
                "écrivez `restart: on-failure`, ou retirez la ligne"
            ));
    }
}
