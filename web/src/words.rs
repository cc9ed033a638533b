//! The words for where a value comes from and how sure it is.

use crate::session::Session;
use linkyard_core::links::LinkRule;
use linkyard_core::text::FileRange;
use linkyard_core::world::{Certainty, EnvOrigin, HostsOrigin};

/// The rule that made a link variable.
pub fn link_rule(rule: LinkRule) -> &'static str {
    match rule {
        LinkRule::DefaultPort => "first exposed port",
        LinkRule::Port => "exposed port",
        LinkRule::Range => "neighbouring ports",
        LinkRule::Name => "recipient and alias",
        LinkRule::CopiedVariable => "copied from the source",
    }
}

/// A group of variables of one origin.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EnvGroup {
    /// A link: source container and alias.
    Link { source: String, alias: String },
    /// `environment` and env files.
    File,
    /// The image's `ENV`.
    Image(String),
    /// The engine itself.
    Engine,
    /// Read from inside.
    Observed,
}

impl EnvGroup {
    /// The group of a variable.
    pub fn of(origin: &EnvOrigin) -> EnvGroup {
        match origin {
            EnvOrigin::Link { source, alias, .. } => EnvGroup::Link {
                source: source.to_string(),
                alias: alias.to_string(),
            },
            EnvOrigin::File { .. } => EnvGroup::File,
            EnvOrigin::Image { image } => EnvGroup::Image(image.clone()),
            EnvOrigin::Engine => EnvGroup::Engine,
            EnvOrigin::Observed => EnvGroup::Observed,
        }
    }

    /// Its heading.
    pub fn title(&self) -> String {
        match self {
            EnvGroup::Link { source, alias } if source == alias => format!("Link to {source}"),
            EnvGroup::Link { source, alias } => format!("Link to {source} as {alias}"),
            EnvGroup::File => "From the file".to_owned(),
            EnvGroup::Image(image) => format!("From the image {image}"),
            EnvGroup::Engine => "Set by the engine".to_owned(),
            EnvGroup::Observed => "Read from inside the container".to_owned(),
        }
    }
}

/// Why a variable has its value.
pub fn env_why(origin: &EnvOrigin) -> &'static str {
    match origin {
        EnvOrigin::Link { rule, .. } => link_rule(*rule),
        EnvOrigin::File { .. } => "as written",
        EnvOrigin::Image { .. } => "the image's ENV",
        EnvOrigin::Engine => "in every container",
        EnvOrigin::Observed => "read from inside",
    }
}

/// The text behind a variable.
pub fn env_range(origin: &EnvOrigin) -> Option<FileRange> {
    match origin {
        EnvOrigin::Link { range, .. } | EnvOrigin::File { range } => *range,
        EnvOrigin::Image { .. } | EnvOrigin::Engine | EnvOrigin::Observed => None,
    }
}

/// Why a line stands in `/etc/hosts`, and the text behind it.
pub fn hosts_why(origin: &HostsOrigin) -> (String, Option<FileRange>) {
    match origin {
        HostsOrigin::Engine => ("in every container".to_owned(), None),
        HostsOrigin::ExtraHost { range } => ("extra_hosts".to_owned(), *range),
        HostsOrigin::Link {
            source,
            alias,
            range,
        } if source == alias => (format!("link to {source}"), *range),
        HostsOrigin::Link {
            source,
            alias,
            range,
        } => (format!("link to {source} as {alias}"), *range),
        HostsOrigin::Own { network } => (format!("its own name on network {network}"), None),
        HostsOrigin::Observed => ("read from inside".to_owned(), None),
    }
}

/// How sure a value is: the class for its look, the mark beside it, and the sentence. Nothing for what is certain.
pub fn certainty(certainty: &Certainty) -> Option<(&'static str, &'static str, String)> {
    match certainty {
        Certainty::Known => None,
        Certainty::Assumed(why) => Some((
            "is-assumed",
            "*",
            format!("Chosen at run time: {}", why.sentence()),
        )),
        Certainty::Unknown(why) => Some((
            "is-unknown",
            "?",
            format!("Not known yet: {}", why.sentence()),
        )),
    }
}

/// `line 9`, with the file where it is not the compose file.
pub fn place(session: &Session, range: FileRange) -> String {
    let place = session.place(range);
    match place.rsplit_once(':') {
        Some((file, line)) if file == session.draft.file_name => format!("line {line}"),
        _ => place,
    }
}
