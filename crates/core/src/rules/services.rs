//! What several rules ask of a service.

use super::RuleContext;
use crate::images::{FactsSource, ImageCatalog, ImageFacts};
use crate::plan;
use crate::port::Port;
use crate::profile::Profile;
use crate::project::{NetworkModeRef, Project, Service, image_name};
use crate::syntax;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// How many containers a service has.
pub(super) fn n_containers(cx: &RuleContext<'_>, service: &Service) -> u32 {
    plan::n_containers(cx.project, service, &cx.settings.scale)
}

/// What is known of the images that services run, by service: many rules ask for it.
#[derive(Debug)]
pub struct Facts<'a>(FxHashMap<&'a str, &'a ImageFacts>);

impl<'a> Facts<'a> {
    /// Of the services of `project`.
    pub(crate) fn new(
        project: &'a Project,
        images: &'a ImageCatalog,
        profile: Profile,
    ) -> Facts<'a> {
        let facts = project.services.values().filter_map(|service| {
            let name = service.name.value.as_str();
            let facts = match &service.image {
                Some(image) => images.get(&image.value),
                None => images.get(&image_name(&project.name, name, profile)),
            };
            Some((name, &**facts?))
        });
        Facts(facts.collect())
    }
}

/// What is known of the image that a service runs.
pub(super) fn image_facts<'a>(cx: &RuleContext<'a>, service: &Service) -> Option<&'a ImageFacts> {
    cx.facts.0.get(service.name.value.as_str()).copied()
}

/// Whether the image of a service has a healthcheck; `None` if nobody knows.
pub(super) fn image_has_healthcheck(cx: &RuleContext<'_>, service: &Service) -> Option<bool> {
    let facts = image_facts(cx, service)?;
    match facts.source {
        // None of the images of the table has one.
        FactsSource::Inspect | FactsSource::BuiltIn => Some(facts.has_healthcheck),
        FactsSource::Dockerfile if facts.has_healthcheck => Some(true),
        // A base image that nobody knows may bring one.
        FactsSource::Dockerfile => facts.is_exposed_complete.then_some(false),
    }
}

/// What the file says of a service's health.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WrittenHealth {
    /// Nothing: the image decides.
    Nothing,
    /// The image's check is switched off.
    Off,
    /// There is a check.
    On,
}

/// What the file says of a service's health.
pub(super) fn written_health(service: &Service) -> WrittenHealth {
    match &service.healthcheck {
        None => WrittenHealth::Nothing,
        Some(it) if it.value.test.iter().any(|it| it == "NONE") => WrittenHealth::Off,
        // Only times: the image's own check is run at them.
        Some(it) if it.value.test.is_empty() => WrittenHealth::Nothing,
        Some(_) => WrittenHealth::On,
    }
}

/// The last part of the image's name, without tag: `postgres` for `docker.io/library/postgres:16`.
pub(super) fn image_stem(service: &Service) -> Option<&str> {
    let image = service.image.as_ref()?.value.as_str();
    let image = image.split('@').next()?;
    image.rsplit('/').next()?.split(':').next()
}

/// The ports on which a service is known to listen, and whether that is all.
pub(super) fn ports(cx: &RuleContext<'_>, service: &Service) -> (BTreeSet<Port>, bool) {
    let mut res: BTreeSet<Port> = service.expose.iter().map(|it| it.value).collect();
    res.extend(service.ports.iter().map(|it| it.value.container));
    let facts = image_facts(cx, service);
    if let Some(facts) = facts {
        res.extend(&facts.exposed);
    }
    (res, facts.is_some_and(|it| it.is_exposed_complete))
}

/// The service whose network stack a service uses: its own, but for `network_mode: service:…`.
pub(super) fn stack<'a>(project: &'a Project, service: &'a Service) -> &'a str {
    let mut at = service;
    for _ in 0..project.services.len() {
        match at.network_mode.as_ref().map(|it| &it.value) {
            Some(NetworkModeRef::Service(name)) => match project.services.get(name) {
                Some(next) => at = next,
                None => break,
            },
            _ => break,
        }
    }
    &at.name.value
}

/// Whether a service uses the network of the host, itself or through another one.
pub(super) fn is_on_host(project: &Project, service: &Service) -> bool {
    let owner = project.services.get(stack(project, service));
    owner
        .and_then(|it| it.network_mode.as_ref())
        .is_some_and(|it| it.value == NetworkModeRef::Host)
}

/// A server that takes a while to be ready, and the command by which it tells that it is.
struct Server {
    stems: &'static [&'static str],
    test: &'static str,
}

const SERVERS: &[Server] = &[
    Server {
        stems: &[
            "postgres",
            "postgresql",
            "postgis",
            "timescaledb",
            "pgvector",
        ],
        test: "pg_isready -U postgres",
    },
    Server {
        stems: &["mysql", "mysql-server", "percona"],
        test: "mysqladmin ping -h 127.0.0.1",
    },
    Server {
        stems: &["mariadb"],
        test: "healthcheck.sh --connect --innodb_initialized",
    },
    Server {
        stems: &["mongo", "mongodb"],
        test: "mongosh --quiet --eval 'db.runCommand({ping: 1})'",
    },
    Server {
        stems: &["redis", "redis-stack", "redis-stack-server"],
        test: "redis-cli ping",
    },
    Server {
        stems: &["valkey"],
        test: "valkey-cli ping",
    },
    Server {
        stems: &["rabbitmq"],
        test: "rabbitmq-diagnostics -q ping",
    },
    Server {
        stems: &["elasticsearch", "opensearch"],
        test: "curl -fs http://127.0.0.1:9200/_cluster/health",
    },
    Server {
        stems: &["kafka", "cp-kafka"],
        test: "kafka-broker-api-versions --bootstrap-server 127.0.0.1:9092",
    },
    Server {
        stems: &["cassandra"],
        test: "cqlsh -e 'describe keyspaces'",
    },
];

/// The command by which a database or a broker of a well-known image tells that it is ready; `None` for any other image.
pub(super) fn server_test(service: &Service) -> Option<&'static str> {
    let stem = image_stem(service)?;
    let server = SERVERS.iter().find(|it| it.stems.contains(&stem));
    server.map(|it| it.test)
}

/// Programs that run until they are stopped, by the last part of their image's name.
const LONG_RUNNING: &[&str] = &[
    "adminer",
    "apache",
    "caddy",
    "grafana",
    "haproxy",
    "httpd",
    "memcached",
    "minio",
    "nginx",
    "phpmyadmin",
    "prometheus",
    "tomcat",
    "traefik",
    "wordpress",
];

/// Whether a service runs the server of a well-known image, which does not end by itself.
pub(super) fn is_known_server(service: &Service) -> bool {
    let runs_own_command = service.command.is_none() && service.entrypoint.is_none();
    runs_own_command
        && (server_test(service).is_some()
            || image_stem(service).is_some_and(|it| LONG_RUNNING.contains(&it)))
}

/// The shells that read `-c`.
const SHELLS: &[&str] = &["sh", "bash", "ash", "dash", "zsh", "ksh"];

/// The words after `sh -c`, first the script: `None` if `words` start no shell that way.
pub(super) fn shell_script<T: AsRef<str>>(words: &[T]) -> Option<&[T]> {
    let (first, rest) = words.split_first()?;
    if !is_shell(first.as_ref()) {
        return None;
    }
    let mut rest_texts = rest.iter().map(AsRef::as_ref);
    let at = rest_texts
        .position(|it: &str| !it.starts_with('-') || (is_flag(it) && it.contains('c')))?;
    rest.get(at).filter(|it| is_flag(it.as_ref()))?;
    rest.get(at + 1..)
}

/// Whether a program is a shell that reads `-c`.
pub(super) fn is_shell(program: &str) -> bool {
    let name = program.rsplit('/').next().unwrap_or(program);
    SHELLS.contains(&name)
}

/// `-c`, `-ec` and the like; not `--login`.
fn is_flag(word: &str) -> bool {
    word.len() > 1 && word.starts_with('-') && !word.starts_with("--")
}

/// The first word that only a shell understands: `&&`, `|`, `>` and the like.
pub(super) fn operator<T: AsRef<str>>(words: &[T]) -> Option<&str> {
    let texts = || words.iter().map(AsRef::as_ref);
    texts().find(|it: &&str| {
        let is_operator = matches!(
            *it,
            "&&" | "||" | "|" | ">" | ">>" | "<" | "<<" | "2>&1" | "&" | "&>" | "2>" | "|&"
        );
        // `find -exec … ;` has it as a word of its own.
        is_operator || (*it == ";" && !texts().any(|it: &str| it.starts_with("-exec")))
    })
}

/// The first `$NAME` or `${NAME}` of a command that no shell reads.
pub(super) fn variable(words: &[String]) -> Option<&str> {
    let expands = words.first().is_some_and(|it| it.ends_with("envsubst"));
    words.iter().filter(|_| !expands).find_map(|it| {
        let at = it.find('$')?;
        let rest = it.get(at + 1..)?;
        let braces = rest.strip_prefix('{');
        let name = braces.unwrap_or(rest);
        let length = name
            .find(|it: char| !it.is_ascii_alphanumeric() && it != '_')
            .unwrap_or(name.len());
        let starts_well = name.starts_with(|it: char| it.is_ascii_uppercase() || it == '_');
        let is_closed = braces.is_none() || name.get(length..)?.starts_with('}');
        let end = at + 1 + length + if braces.is_some() { 2 } else { 0 };
        (starts_well && is_closed)
            .then(|| it.get(at..end))
            .flatten()
    })
}

/// Where a service says how many containers it has; its name if it does not.
pub(super) fn scale_range(service: &Service) -> crate::text::FileRange {
    let written = service.scale.as_ref().or(service.replicas.as_ref());
    written.map_or(service.name.range, |it| it.range)
}

/// The entrypoint of a service: its own, else the image's, empty where nobody knows.
pub(super) fn entrypoint<'a>(cx: &RuleContext<'a>, service: &'a Service) -> &'a [String] {
    match &service.entrypoint {
        Some(it) => &it.value,
        None => image_facts(cx, service).map_or(&[], |it| it.entrypoint.as_slice()),
    }
}

/// The lists of `environment` as they are written in the compose file.
pub(super) fn written_variable_lists<'a>(
    cx: &'a RuleContext<'_>,
) -> impl Iterator<Item = &'a [syntax::Node]> {
    cx.services().iter().filter_map(|service| {
        let variables = service.value.as_mapping()?.get("environment")?;
        // What comes from elsewhere is found there.
        let is_own = service.range.contains_range(variables.range) && !variables.merged;
        variables.value.as_sequence().filter(|_| is_own)
    })
}

/// Their entries.
pub(super) fn written_variables<'a>(
    cx: &'a RuleContext<'_>,
) -> impl Iterator<Item = &'a syntax::Node> {
    written_variable_lists(cx).flatten()
}

/// The `profiles` of a service that the compose file has, and that is left out because none of them is active.
pub(super) fn inactive<'a>(cx: &'a RuleContext<'_>, name: &str) -> Option<&'a syntax::Node> {
    let written = cx.services();
    // Looking through a long file for each of many names would take its time.
    if cx.project.services.contains_key(name) || cx.project.services.len() >= written.len() {
        return None;
    }
    let service = written.iter().find(|it| it.key.text == name)?;
    Some(&service.value.as_mapping()?.get("profiles")?.value)
}
