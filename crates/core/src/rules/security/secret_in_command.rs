//! # secret-in-command
//!
//! A secret written out in a command, an entrypoint or a health check.

use super::secrets;
use crate::language::{Words, say};
use crate::rules::reading::commands;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};
use crate::text::FileRange;

pub(super) static RULE: Rule = Rule {
    code: "S012",
    name: "secret-in-command",
    family: Family::Security,
    level: Level::Warning,
    summary: Words {
        en: "a secret written out in a command",
        fr: "un secret écrit en clair dans une commande",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Besides standing in the file, the words of a command are seen by everybody who may list the processes of the host, and by `docker inspect` and `docker ps`.",
        fr: "Outre qu'ils sont dans le fichier, les mots d'une commande sont visibles de quiconque peut énumérer les processus de l'hôte, et dans `docker inspect` et `docker ps`.",
    },
    wrong: "services:\n  cache:\n    image: redis:7\n    command: redis-server --requirepass Kx8-vRt-203\n",
    right: "services:\n  cache:\n    image: redis:7\n    command: redis-server /usr/local/etc/redis/redis.conf\n    volumes:\n      - ./redis.conf:/usr/local/etc/redis/redis.conf:ro\n",
    profile: None,
    fix: None,
};

/// More secrets of one command are not looked at.
const MAX_OPTIONS: usize = 16;

/// Programs whose `-p` is a password.
const MYSQL: &[&str] = &[
    "mysql",
    "mysqladmin",
    "mysqldump",
    "mysqlcheck",
    "mariadb",
    "mariadb-admin",
    "mariadb-dump",
];

/// The name of an option whose value is a secret, and that value.
fn secret_of<'a>(
    word: &'a str,
    next: Option<&'a str>,
    has_mysql: bool,
) -> Option<(&'a str, &'a str)> {
    if let Some(value) = word.strip_prefix("-p").filter(|_| has_mysql)
        && !value.is_empty()
    {
        return Some(("-p", value));
    }
    let option = word.strip_prefix('-')?;
    let (name, value) = match option.split_once('=') {
        Some((name, value)) => (name, value),
        None => (option, next?),
    };
    let name = name.trim_start_matches('-');
    let is_named = secrets::names_secret(name) || matches!(name, "requirepass" | "masterauth");
    (is_named && !value.starts_with('-')).then_some((word.split('=').next()?, value))
}

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for service in cx.project.services.values() {
        let service_name = &service.name.value;
        for (range, words) in commands(service, "-") {
            let program = |it: &&&str| MYSQL.contains(&it.rsplit('/').next().unwrap_or_default());
            let has_mysql = words.iter().any(|it| program(&it));
            let nexts = words.iter().skip(1).copied().map(Some).chain([None]);
            let options = words
                .iter()
                .zip(nexts)
                .filter_map(|(word, next)| secret_of(word, next, has_mysql));
            // Each is looked for in the text of the whole command.
            for (option, value) in options.take(MAX_OPTIONS) {
                let value = value.trim_matches(['"', '\'', ';', ',', ']']);
                let is_word =
                    value.starts_with(|it: char| !matches!(it, '&' | '|' | ';' | '>' | '('));
                if !secrets::is_secret("PASSWORD", value)
                    || !is_word
                    || value.contains(['$', '<', '`'])
                    || !is_written(cx, range, option, value)
                {
                    continue;
                }
                findings
                    .add(
                        cx.part_range(range, value),
                        say!(
                            language,
                            "the value of `{option}` of `{service_name}` shows in the list of processes",
                            "la valeur de `{option}` de `{service_name}` se voit dans la liste des processus"
                        ),
                    )
                    .help(say!(
                        language,
                        "let the program read it from a file or from a variable that is set in `.env`",
                        "faites-la lire au programme dans un fichier ou dans une variable définie dans `.env`"
                    ));
            }
        }
    }
}

/// Whether the value of an option stands in the file itself: right behind the option, and not in a variable.
fn is_written(cx: &RuleContext<'_>, range: FileRange, option: &str, value: &str) -> bool {
    let written = cx.yaml_slice(range).unwrap_or_default();
    written.match_indices(option).any(|(at, _)| {
        let rest = written.get(at + option.len()..).unwrap_or_default();
        let between = |it: char| it.is_whitespace() || matches!(it, '=' | '"' | '\'' | ',' | '-');
        rest.trim_start_matches(between).starts_with(value)
    })
}
