//! The images that everybody uses: what their public Dockerfiles say, and what their containers do.
//!
//! Ports, variables and commands were read from the named repository in the named month. `ENV` has what the image
//! inherits from its base too, in the order of `docker image inspect`.

mod applications;
mod bases;
mod databases;
mod languages;
mod messaging;
mod monitoring;
mod relational;
mod sites;
mod systems;
mod tools;
mod web_servers;

use super::{Behaviour, FactsSource, ImageFacts, Moment, Stop, Taken, What, put_variable};
use crate::op::Healthcheck;
use crate::port::{Port, Protocol};
use std::collections::BTreeSet;

/// One image of the table.
#[derive(Clone, Copy, Debug)]
pub struct OfficialImage {
    /// As in `postgres` or `prom/prometheus`.
    pub name: &'static str,
    /// Other names of the same image.
    pub aliases: &'static [&'static str],
    /// A word in a tag that says that this entry is meant and not the main one of its name, as `fpm`; empty for that one.
    pub variant: &'static str,
    /// The tag that was read.
    pub tag: &'static str,
    /// The public repository that says so; empty if it was not read there.
    pub repository: &'static str,
    /// The month of what was read there.
    pub taken: &'static str,
    /// Whether ports, user and healthcheck are the same in every release.
    pub is_same_in_every_release: bool,
    /// `EXPOSE`.
    pub exposed: &'static [(u16, Protocol)],
    /// `ENV` of the image that it is built from; empty if nobody has looked at the variables of the image at all.
    pub inherited: &'static [&'static str],
    /// Its own `ENV`, as `K=V`, in order; one that is inherited keeps its place.
    pub env: &'static [&'static str],
    /// `ENTRYPOINT`.
    pub entrypoint: &'static [&'static str],
    /// `CMD`.
    pub command: &'static [&'static str],
    /// `USER`; empty means root.
    pub user: &'static str,
    /// Home directory of that user; empty if nobody has looked.
    pub home: &'static str,
    /// `WORKDIR`; empty means `/`.
    pub working_dir: &'static str,
    /// `VOLUME`.
    pub volumes: &'static [&'static str],
    /// The test of `HEALTHCHECK`; empty means that there is none.
    pub healthcheck: &'static [&'static str],
    /// `STOPSIGNAL`; empty means `SIGTERM`.
    pub stop_signal: &'static str,
    /// First words of commands, besides its own, with which the script is played.
    pub programs: &'static [&'static str],
    /// What its containers do.
    pub behaviour: Behaviour,
}

/// What an entry of the table has that says nothing else.
const PLAIN: OfficialImage = OfficialImage {
    name: "",
    aliases: &[],
    variant: "",
    tag: "latest",
    repository: "",
    taken: "",
    is_same_in_every_release: true,
    exposed: &[],
    inherited: &[PATH],
    env: &[],
    entrypoint: &[],
    command: &[],
    user: "",
    home: "/root",
    working_dir: "",
    volumes: &[],
    healthcheck: &[],
    stop_signal: "",
    programs: &[],
    behaviour: Behaviour {
        moments: &[],
        stop: IGNORES,
    },
};

/// A shell or an interpreter: without a terminal its input is at its end at once.
const SHELL: Behaviour = Behaviour {
    moments: &[at(20, What::Exit(0))],
    stop: IGNORES,
};

/// Apache as the images with PHP run it.
const APACHE: Behaviour = Behaviour {
    moments: &[
        err(
            300,
            "[mpm_prefork:notice] [pid 1] AH00163: Apache/2.4 (Debian) PHP configured -- resuming normal operations",
        ),
        err(
            0,
            "[core:notice] [pid 1] AH00094: Command line: 'apache2 -D FOREGROUND'",
        ),
        READY,
    ],
    stop: ends(
        150,
        0,
        &["[mpm_prefork:notice] [pid 1] AH00170: caught SIGWINCH, shutting down gracefully"],
    ),
};

/// PHP behind another web server.
const FPM: Behaviour = Behaviour {
    moments: &[
        err(80, "NOTICE: fpm is running, pid 1"),
        err(10, "NOTICE: ready to handle connections"),
        READY,
    ],
    stop: ends(50, 0, &["NOTICE: exiting, bye-bye!"]),
};

/// Ends with `code` so many milliseconds after the signal.
const fn ends(after_ms: u32, code: u8, lines: &'static [&'static str]) -> Stop {
    Stop {
        lines,
        after_ms,
        code: Some(code),
    }
}

/// A process that does not handle the signal: as the first one of a container it does not notice it.
const IGNORES: Stop = Stop {
    lines: &[],
    after_ms: 0,
    code: None,
};

/// `PATH` of images that do not set their own.
const PATH: &str = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// A line on standard output, so many milliseconds after the moment before.
const fn out(after_ms: u32, line: &'static str) -> Moment {
    at(after_ms, What::Out(line))
}

/// A line on standard error.
const fn err(after_ms: u32, line: &'static str) -> Moment {
    at(after_ms, What::Err(line))
}

const fn at(after_ms: u32, what: What) -> Moment {
    Moment { after_ms, what }
}

/// Accepts connections as soon as the moment before has passed.
const READY: Moment = at(0, What::Ready);

const TCP: Protocol = Protocol::Tcp;

const UDP: Protocol = Protocol::Udp;

pub(super) static TABLES: &[&[OfficialImage]] = &[
    applications::IMAGES,
    databases::IMAGES,
    languages::IMAGES,
    messaging::IMAGES,
    monitoring::IMAGES,
    relational::IMAGES,
    sites::IMAGES,
    systems::IMAGES,
    tools::IMAGES,
    web_servers::IMAGES,
];

/// Every image of the table.
pub(super) fn all() -> impl Iterator<Item = &'static OfficialImage> {
    TABLES.iter().copied().flatten()
}

/// The entry of `reference`, whatever its tag or digest.
pub(super) fn find(reference: &str) -> Option<&'static OfficialImage> {
    let (name, tag) = name_and_tag(reference);
    let mut res = None;
    for it in all().filter(|it| it.name == name || it.aliases.contains(&name)) {
        if it.variant.is_empty() {
            res = res.or(Some(it));
        } else if tag.contains(it.variant) {
            return Some(it);
        }
    }
    res
}

fn name_and_tag(reference: &str) -> (&str, &str) {
    let mut name = reference;
    for prefix in ["docker.io/", "index.docker.io/", "library/"] {
        name = name.strip_prefix(prefix).unwrap_or(name);
    }
    name = name.split_once('@').map_or(name, |(it, _)| it);
    match name.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, tag),
        _ => (name, ""),
    }
}

impl OfficialImage {
    /// What is known of the recorded tag.
    pub fn facts(&self) -> ImageFacts {
        ImageFacts {
            source: FactsSource::Official,
            taken: (!self.taken.is_empty()).then(|| Taken {
                tag: format!("{}:{}", self.name, self.tag),
                repository: self.repository.to_owned(),
                date: self.taken.to_owned(),
            }),
            env: self.all_env(),
            is_env_complete: !self.inherited.is_empty(),
            working_dir: self.working_dir.to_owned(),
            command: owned(self.command),
            entrypoint: owned(self.entrypoint),
            volumes: owned(self.volumes),
            stop_signal: (!self.stop_signal.is_empty()).then(|| self.stop_signal.to_owned()),
            home: (!self.home.is_empty()).then(|| self.home.to_owned()),
            programs: None,
            healthcheck: (!self.healthcheck.is_empty()).then(|| Healthcheck {
                test: owned(self.healthcheck),
                ..Healthcheck::default()
            }),
            ..self.facts_of_every_release()
        }
    }

    /// What is known of every tag.
    pub(super) fn facts_of_every_release(&self) -> ImageFacts {
        ImageFacts {
            source: FactsSource::BuiltIn,
            taken: None,
            exposed: self
                .exposed
                .iter()
                .map(|&(number, protocol)| Port::new(number, protocol))
                .collect(),
            is_exposed_complete: true,
            env: Vec::new(),
            is_env_complete: false,
            user: self.user.to_owned(),
            working_dir: String::new(),
            command: Vec::new(),
            entrypoint: Vec::new(),
            volumes: BTreeSet::new(),
            healthcheck: None,
            stop_signal: None,
            home: None,
            programs: None,
        }
    }

    fn all_env(&self) -> Vec<String> {
        let mut res: Vec<String> = owned(self.inherited);
        for (name, value) in self.env.iter().filter_map(|it| it.split_once('=')) {
            put_variable(&mut res, name, value);
        }
        res
    }

    /// Whether a container with this command plays the script: the image's own, with or without other arguments.
    pub(super) fn plays(&self, command: &[String]) -> bool {
        let Some(first) = command.first().map(String::as_str) else {
            return true;
        };
        let ends_by_itself = |it: &Moment| matches!(it.what, What::Exit(_));
        if self.behaviour.moments.iter().any(ends_by_itself) {
            return command == self.command;
        }
        first.starts_with('-')
            || self.command.first() == Some(&first)
            || self.programs.contains(&first)
    }

    /// The key of its facts in a catalogue, which is no reference that anybody could write.
    pub(super) fn every_tag(&self) -> String {
        format!("{}:*{}", self.name, self.variant)
    }
}

fn owned<T: FromIterator<String>>(words: &[&str]) -> T {
    words.iter().map(|&it| it.to_owned()).collect()
}
