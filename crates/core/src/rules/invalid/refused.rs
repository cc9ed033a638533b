//! # refused
//!
//! Each part is well-formed, and the compose tool refuses the whole nevertheless: a name that nothing has, keys that
//! exclude each other, services or files that lead back to themselves.

use crate::fault::{FaultKind, Refusal};
use crate::files::ReadError;
use crate::language::{Language, Words, say};
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext};

pub(super) static RULE: Rule = Rule {
    code: "M019",
    name: "refused",
    family: Family::Invalid,
    level: Level::Error,
    summary: Words {
        en: "parts that do not go together, which the compose tool refuses",
        fr: "des parties qui ne vont pas ensemble et que l'outil compose refuse",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Every part can be read, but the compose tool looks at the whole before it starts anything, and refuses what contradicts itself: two mounts at one place, keys that exclude each other, a secret that nobody declares. The finding also shows the tool's own words where they are known.",
        fr: "Chaque partie se lit, mais l'outil compose regarde l'ensemble avant de démarrer quoi que ce soit, et refuse ce qui se contredit : deux montages au même endroit, des clés qui s'excluent, un secret que personne ne déclare. Le constat montre aussi les mots de l'outil lorsqu'ils sont connus.",
    },
    wrong: "services:\n  web:\n    image: nginx:1.27\n    tmpfs: [/var/cache/nginx]\n    volumes: [\"./cache:/var/cache/nginx\"]\n",
    right: "services:\n  web:\n    image: nginx:1.27\n    tmpfs: [/var/cache/nginx]\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    let language = cx.language();
    for fault in &cx.project.faults {
        let FaultKind::Refused(refusal) = &fault.kind else {
            continue;
        };
        let (message, help) = words(refusal, language);
        let finding = findings.add_fault(fault, message).help(help);
        if let Some(related) = fault.related {
            finding.label(
                related,
                say!(language, "the other one is here", "l'autre est ici"),
            );
        }
    }
}

/// What is wrong, and what to do.
fn words(refusal: &Refusal, language: Language) -> (String, String) {
    match refusal {
        Refusal::ExtendsUnknown { service, base } => (
            say!(
                language,
                "`{service}` extends `{base}`, which is not there",
                "`{service}` étend `{base}`, qui n'existe pas"
            ),
            say!(
                language,
                "correct the name, or the `file` that it is looked for in",
                "corrigez le nom, ou le `file` où il est cherché"
            ),
        ),
        Refusal::ExtendsCycle { service } => (
            say!(
                language,
                "`{service}` extends itself, by way of others",
                "`{service}` s'étend lui-même, en passant par d'autres"
            ),
            say!(
                language,
                "take one `extends` out of the circle",
                "enlevez l'un des `extends` du cercle"
            ),
        ),
        Refusal::ExtendsForbidden { base, key } => (
            say!(
                language,
                "`{base}` cannot be extended, because it has `{key}`",
                "`{base}` ne peut pas être étendu, parce qu'il a `{key}`"
            ),
            say!(
                language,
                "move `{key}` to the services that extend it; Compose 2 has no such limit",
                "déplacez `{key}` dans les services qui l'étendent ; Compose 2 n'a pas cette limite"
            ),
        ),
        Refusal::File { path, error } => words_of_file(path, error, language),
        Refusal::IncludeCycle { path } => (
            say!(
                language,
                "`{path}` includes itself, by way of others",
                "`{path}` s'inclut lui-même, en passant par d'autres"
            ),
            say!(
                language,
                "take one `include` out of the circle",
                "enlevez l'un des `include` du cercle"
            ),
        ),
        Refusal::IncludeConflict { section, name } => (
            say!(
                language,
                "`{name}` in `{section}` is also in an included file, and differs",
                "`{name}` dans `{section}` existe aussi, différent, dans un fichier inclus"
            ),
            say!(
                language,
                "rename one of the two, or change it in an override file of the include",
                "renommez l'un des deux, ou modifiez-le dans un fichier de surcharge de l'inclusion"
            ),
        ),
        Refusal::CannotOverride { path } => (
            say!(
                language,
                "`{path}` cannot be laid over a value of another type",
                "`{path}` ne peut pas recouvrir une valeur d'un autre type"
            ),
            say!(
                language,
                "write it in the form that the first file has",
                "écrivez-le sous la forme qu'il a dans le premier fichier"
            ),
        ),
        Refusal::Undefined {
            service,
            what,
            name,
        } => {
            let needed = needed(what, language);
            (
                say!(
                    language,
                    "`{service}` needs {needed} `{name}`, which the file does not have",
                    "`{service}` a besoin {needed} `{name}`, que le fichier n'a pas"
                ),
                say!(
                    language,
                    "declare `{name}`, or correct the name",
                    "déclarez `{name}`, ou corrigez le nom"
                ),
            )
        }
        Refusal::Exclusive {
            place,
            first,
            second,
        } => (
            say!(
                language,
                "`{first}` and `{second}` exclude each other in `{place}`",
                "`{first}` et `{second}` s'excluent dans `{place}`"
            ),
            keep_one(language),
        ),
        Refusal::Distinct {
            service,
            first,
            second,
        } => (
            say!(
                language,
                "`{first}` and `{second}` of `{service}` say different things",
                "`{first}` et `{second}` de `{service}` ne disent pas la même chose"
            ),
            keep_one(language),
        ),
        Refusal::MountTwice { service, target } => (
            say!(
                language,
                "`{service}` mounts two things at `{target}`",
                "`{service}` monte deux choses sur `{target}`"
            ),
            say!(
                language,
                "keep one of them, or give it another place in the container",
                "gardez l'une d'elles, ou donnez-lui une autre place dans le conteneur"
            ),
        ),
        Refusal::NameWithScale { service } => (
            say!(
                language,
                "`{service}` has a `container_name` and more than one container",
                "`{service}` a un `container_name` et plus d'un conteneur"
            ),
            say!(
                language,
                "take `container_name` out, or run one container",
                "enlevez `container_name`, ou gardez un seul conteneur"
            ),
        ),
        Refusal::ContainerName { name } => (
            say!(
                language,
                "two services call their container `{name}`",
                "deux services appellent leur conteneur `{name}`"
            ),
            say!(language, "give each its own name", "donnez un nom à chacun"),
        ),
        Refusal::NoImage => (
            say!(
                language,
                "the service has neither an image nor a build context",
                "le service n'a ni image ni contexte de construction"
            ),
            say!(
                language,
                "add `image: NAME` or `build: FOLDER`",
                "ajoutez `image: NOM` ou `build: DOSSIER`"
            ),
        ),
        Refusal::NoName => (
            say!(
                language,
                "the project has no name",
                "le projet n'a pas de nom"
            ),
            say!(
                language,
                "give one with `-p NAME`, or write one under `name`",
                "donnez-en un avec `-p NOM`, ou écrivez-le sous `name`"
            ),
        ),
        Refusal::Cycle => (
            say!(
                language,
                "services wait for each other in a circle",
                "des services s'attendent en cercle"
            ),
            say!(
                language,
                "take one of the dependencies out",
                "enlevez l'une des dépendances"
            ),
        ),
        Refusal::HealthcheckTest => (
            say!(
                language,
                "a list in `test` must begin with `CMD`, `CMD-SHELL` or `NONE`",
                "une liste dans `test` doit commencer par `CMD`, `CMD-SHELL` ou `NONE`"
            ),
            say!(
                language,
                "put `CMD` before the program",
                "mettez `CMD` avant le programme"
            ),
        ),
        Refusal::NoContent { what, name } => {
            let whose = needed(what, language);
            (
                say!(
                    language,
                    "{whose} `{name}` does not say where its content comes from",
                    "rien ne dit d'où vient le contenu {whose} `{name}`"
                ),
                say!(
                    language,
                    "add `file`, or `environment`",
                    "ajoutez `file`, ou `environment`"
                ),
            )
        }
        Refusal::ExternalWithSettings { name, key } => (
            say!(
                language,
                "`{name}` is external, so `{key}` has no effect and is refused",
                "`{name}` est externe : `{key}` n'a donc pas d'effet et est refusé"
            ),
            say!(
                language,
                "take `{key}` or `external` out",
                "enlevez `{key}` ou `external`"
            ),
        ),
        Refusal::NamedVolume { name } => (
            say!(
                language,
                "volume `{name}` is used, and not declared",
                "le volume `{name}` est utilisé sans être déclaré"
            ),
            say!(
                language,
                "add it under the top-level `volumes`: `{name}: {{}}`",
                "ajoutez-le sous `volumes`, au premier niveau : `{name}: {{}}`"
            ),
        ),
        Refusal::Version { text } => (
            say!(
                language,
                "`{text}` is no version of the format",
                "`{text}` n'est pas une version du format"
            ),
            say!(
                language,
                "take `version` out, or write one such as `\"3.8\"`",
                "enlevez `version`, ou écrivez-en une telle que `\"3.8\"`"
            ),
        ),
        Refusal::VersionMismatch => (
            say!(
                language,
                "this file is of another version than the first one",
                "ce fichier n'a pas la même version que le premier"
            ),
            say!(
                language,
                "give all files the same `version`",
                "donnez la même `version` à tous les fichiers"
            ),
        ),
        Refusal::BuildFolder { path } => (
            say!(
                language,
                "there is no folder `{path}` to build from",
                "il n'y a pas de dossier `{path}` à partir duquel construire"
            ),
            say!(
                language,
                "create it with a Dockerfile in it, or correct the path",
                "créez-le avec un Dockerfile, ou corrigez le chemin"
            ),
        ),
        Refusal::CapitalsInImage { service } => {
            let small = service.to_lowercase();
            (
                say!(
                    language,
                    "the image that is built for `{service}` cannot be called like it: names of images have no capitals",
                    "l'image construite pour `{service}` ne peut pas porter ce nom : les noms d'images n'ont pas de majuscules"
                ),
                say!(
                    language,
                    "name the service `{small}`, or give the image a name with `image`",
                    "appelez le service `{small}`, ou donnez un nom à l'image avec `image`"
                ),
            )
        }
        Refusal::Other { text } => {
            // The lines before say that there is an error, or where in the tool's code; all of them stand in what it says.
            let text = text.trim_end().lines().next_back().unwrap_or_default();
            let text = text.trim().trim_end_matches('.');
            (
                say!(
                    language,
                    "the compose tool refuses this: {text}",
                    "l'outil compose refuse ceci : {text}"
                ),
                say!(
                    language,
                    "change what it names, or take it out",
                    "modifiez ce qu'il nomme, ou enlevez-le"
                ),
            )
        }
    }
}

fn words_of_file(path: &str, error: &ReadError, language: Language) -> (String, String) {
    match error {
        ReadError::NotFound => (
            say!(
                language,
                "file `{path}` does not exist",
                "le fichier `{path}` n'existe pas"
            ),
            say!(
                language,
                "create it, or correct the path",
                "créez-le, ou corrigez le chemin"
            ),
        ),
        ReadError::NotAllowed => (
            say!(
                language,
                "file `{path}` lies outside the project folder and is not read here",
                "le fichier `{path}` se trouve hors du dossier du projet et n'est pas lu ici"
            ),
            say!(
                language,
                "look at the project with the command line, which may read it",
                "regardez le projet avec la ligne de commande, qui peut le lire"
            ),
        ),
        ReadError::NotText => (
            say!(
                language,
                "file `{path}` is not UTF-8 text",
                "le fichier `{path}` n'est pas du texte UTF-8"
            ),
            say!(language, "save it as UTF-8", "enregistrez-le en UTF-8"),
        ),
        ReadError::Other(reason) => (
            say!(
                language,
                "file `{path}` cannot be read: {reason}",
                "le fichier `{path}` ne peut pas être lu : {reason}"
            ),
            say!(language, "make it readable", "rendez-le lisible"),
        ),
    }
}

/// What a name belongs to, as it stands after "needs" or "le contenu".
fn needed(what: &str, language: Language) -> String {
    let words = match what {
        "network" => Words {
            en: "network",
            fr: "du réseau",
        },
        "volume" => Words {
            en: "volume",
            fr: "du volume",
        },
        "config" => Words {
            en: "config",
            fr: "de la configuration",
        },
        "secret" => Words {
            en: "secret",
            fr: "du secret",
        },
        "model" => Words {
            en: "model",
            fr: "du modèle",
        },
        "service" | "dependency" => Words {
            en: "service",
            fr: "du service",
        },
        other => return say!(language, "{other}", "de {other}"),
    };
    words.in_language(language).to_owned()
}

fn keep_one(language: Language) -> String {
    say!(language, "keep one of them", "gardez l'un des deux")
}
