//! # localhost-in-container
//!
//! A variable points to `localhost` at a port of another service. Inside a container that is the container itself.

use crate::language::{Words, say};
use crate::project::Service;
use crate::rules::{Family, Findings, Level, Page, Rule, RuleContext, services};
use crate::text::FileRange;
use std::cell::LazyCell;
use std::collections::BTreeMap;

pub(super) static RULE: Rule = Rule {
    code: "E001",
    name: "localhost-in-container",
    family: Family::RunTime,
    level: Level::Warning,
    summary: Words {
        en: "`localhost` in a variable, at a port of another service",
        fr: "`localhost` dans une variable, à un port d'un autre service",
    },
    check,
};

pub(super) static PAGE: Page = Page {
    rule: &RULE,
    why: Words {
        en: "Each container has a `localhost` of its own, where only its own programs listen. Another service is reached by its name, at the port it listens on inside its container. Nothing is said of web addresses at a port that the host publishes: those may be for a browser.",
        fr: "Chaque conteneur a son propre `localhost`, où seuls ses programmes écoutent. Un autre service s'atteint par son nom, au port où il écoute dans son conteneur. Rien n'est dit des adresses web à un port publié par l'hôte : elles sont peut-être pour un navigateur.",
    },
    wrong: "services:\n  web:\n    image: myapp:1\n    environment:\n      DATABASE_URL: postgres://me@localhost:5432/app\n  db:\n    image: postgres:16\n",
    right: "services:\n  web:\n    image: myapp:1\n    environment:\n      DATABASE_URL: postgres://me@db:5432/app\n  db:\n    image: postgres:16\n",
    profile: None,
    fix: None,
};

fn check(cx: &RuleContext<'_>, findings: &mut Findings) {
    // Few files have such a value at all.
    let targets = LazyCell::new(|| Targets::new(cx));
    for service in cx.project.services.values() {
        if services::is_on_host(cx.project, service) {
            continue;
        }
        for variable in &service.environment {
            let (Some((name, value)), Some(range)) =
                (variable.entry.split_once('='), variable.origin)
            else {
                continue;
            };
            let Some((host, port)) = address(value) else {
                continue;
            };
            let reader = reader(name, value);
            let found = match port {
                Some(_) if reader == Reader::BrowserOnly => None,
                Some(port) => targets.by_port(cx, service, port, reader),
                None if host.len() == value.len() => targets.by_name(cx, service, name),
                None => None,
            };
            if let Some((other, port)) = found {
                tell(cx, findings, range, host, other, port);
            }
        }
    }
}

fn tell(
    cx: &RuleContext<'_>,
    findings: &mut Findings,
    range: FileRange,
    host: &str,
    other: &Service,
    port: Option<u16>,
) {
    let language = cx.language();
    let name = &other.name.value;
    let address = match port {
        Some(port) => format!("{name}:{port}"),
        None => name.clone(),
    };
    findings
        .add(
            range,
            say!(
                language,
                "inside the container, `{host}` is the container itself, not `{name}`",
                "dans le conteneur, `{host}` est le conteneur lui-même, pas `{name}`"
            ),
        )
        .label(
            other.name.range,
            say!(language, "this is meant", "c'est lui qui est visé"),
        )
        .help(say!(
            language,
            "write `{address}`: services find each other by name",
            "écrivez `{address}` : les services se trouvent par leur nom"
        ));
}

/// `localhost` or an address of the same meaning in a value, with the port behind it.
fn address(value: &str) -> Option<(&str, Option<u16>)> {
    ["localhost", "127.0.0.1"].into_iter().find_map(|host| {
        let places = value.as_bytes().windows(host.len());
        let at = { places }.position(|it| it == host.as_bytes())?;
        let found = value.get(at..at + host.len())?;
        let before = value.get(..at)?.chars().next_back();
        if before.is_some_and(|it| it.is_ascii_alphanumeric() || matches!(it, '.' | '-' | '_')) {
            return None;
        }
        let rest = value.get(at + host.len()..)?;
        let digits = rest.strip_prefix(':').unwrap_or_default();
        let end = digits
            .find(|it: char| !it.is_ascii_digit())
            .unwrap_or(digits.len());
        Some((found, digits.get(..end).and_then(|it| it.parse().ok())))
    })
}

/// Who a value may be for besides the program in the container.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// Nobody.
    Program,
    /// A browser, unless a database or a broker is meant.
    Anything,
    /// A browser.
    Browser,
    /// Nobody but a browser.
    BrowserOnly,
}

/// Parts of the names of variables that hold what a browser sees.
const OF_BROWSER: &[&str] = &[
    "ALLOWED",
    "BROWSER",
    "CALLBACK",
    "CORS",
    "DOMAIN",
    "EXTERNAL",
    "ORIGIN",
    "PUBLIC",
    "REACT_APP",
    "REDIRECT",
    "SITE",
    "VITE",
];

fn reader(name: &str, value: &str) -> Reader {
    let has = |texts: &[&str]| texts.iter().any(|it| value.contains(it));
    let is_web = has(&["http://", "https://", "ws://", "wss://"]) || !has(&["://", "@"]);
    let name = name.to_ascii_uppercase();
    if is_web && OF_BROWSER.iter().any(|it| name.contains(it)) {
        Reader::BrowserOnly
    } else if has(&["http://", "https://", "ws://", "wss://"]) {
        Reader::Browser
    } else if has(&["://", "@"]) {
        Reader::Program
    } else {
        Reader::Anything
    }
}

/// Which service is meant by a port or a name.
struct Targets<'a> {
    /// Services by the ports on which they listen in their containers.
    inside: BTreeMap<u16, Vec<&'a Service>>,
    /// Services by their ports at the host, with the port inside.
    outside: BTreeMap<u16, Vec<(&'a Service, u16)>>,
    /// Databases and brokers by the names of their services and their images.
    servers: BTreeMap<String, &'a Service>,
}

impl<'a> Targets<'a> {
    fn new(cx: &RuleContext<'a>) -> Targets<'a> {
        let mut res = Targets {
            inside: BTreeMap::new(),
            outside: BTreeMap::new(),
            servers: BTreeMap::new(),
        };
        for service in cx.project.services.values() {
            for port in services::ports(cx, service).0 {
                res.inside.entry(port.number).or_default().push(service);
            }
            for port in &service.ports {
                if let Some(host) = port.value.host_port {
                    let inside = port.value.container.number;
                    res.outside
                        .entry(host.first)
                        .or_default()
                        .push((service, inside));
                }
            }
            if services::server_test(service).is_some() {
                let name = service.name.value.to_ascii_lowercase().replace('-', "_");
                res.servers.entry(name).or_insert(service);
                let stem = services::image_stem(service).unwrap_or_default();
                res.servers.entry(stem.to_owned()).or_insert(service);
            }
        }
        res
    }

    /// The other service that has this port, in its container or at the host, and its port in the container.
    fn by_port(
        &self,
        cx: &RuleContext<'a>,
        service: &Service,
        port: u16,
        reader: Reader,
    ) -> Option<(&'a Service, Option<u16>)> {
        let project = cx.project;
        let stack = services::stack(project, service);
        let is_here = |it: &Service| services::stack(project, it) == stack;
        let is_other = |it: &Service| !is_here(it) && !services::is_on_host(project, it);
        let inside = self
            .inside
            .get(&port)
            .map(Vec::as_slice)
            .unwrap_or_default();
        if inside.iter().any(|it| is_here(it)) {
            return None;
        }
        let outside = self
            .outside
            .get(&port)
            .map(Vec::as_slice)
            .unwrap_or_default();
        if let Some((other, number)) = outside.iter().find(|(it, _)| is_other(it)) {
            let is_for_program = match reader {
                Reader::Program => true,
                Reader::Anything => services::server_test(other).is_some(),
                Reader::Browser | Reader::BrowserOnly => false,
            };
            return is_for_program.then_some((*other, Some(*number)));
        }
        let other = inside.iter().find(|it| is_other(it));
        other.map(|it| (*it, Some(port)))
    }

    /// `REDIS_HOST` means the service `redis`, or the one that runs such an image.
    fn by_name(
        &self,
        cx: &RuleContext<'a>,
        service: &Service,
        variable: &str,
    ) -> Option<(&'a Service, Option<u16>)> {
        let prefix = variable
            .strip_suffix("_HOST")
            .or_else(|| variable.strip_suffix("_HOSTNAME"))?;
        let other = self.servers.get(&prefix.to_ascii_lowercase())?;
        let project = cx.project;
        let is_other = services::stack(project, other) != services::stack(project, service)
            && !services::is_on_host(project, other);
        is_other.then_some((*other, None))
    }
}
