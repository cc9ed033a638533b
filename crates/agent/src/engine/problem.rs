//! What can go wrong with an engine, in words for the user.

use thiserror::Error;

/// Why an engine did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EngineProblem {
    /// No engine answers.
    #[error("no Docker Engine answers at {address}: {detail}")]
    Unreachable {
        /// Where it was looked for.
        address: String,
        /// The operating system's words.
        detail: String,
    },
    /// The address leads to an engine that cannot be spoken to.
    #[error("DOCKER_HOST is `{address}`, and only unix:// and tcp:// without TLS are supported")]
    UnsupportedAddress {
        /// The address.
        address: String,
    },
    /// The engine said no.
    #[error("{message}")]
    Refused {
        /// Its HTTP status.
        status: u16,
        /// Its words, as they stand after `Error response from daemon: `.
        message: String,
    },
    /// The object belongs to somebody else.
    #[error("{object} {} project `{project}` of Linkyard, so it is not touched", .owner.as_ref().map_or_else(|| "was not made by".to_owned(), |it| format!("belongs to project `{it}`, not to")))]
    NotOurs {
        /// The object, by kind and name.
        object: String,
        /// The project that wants to touch it.
        project: String,
        /// The project that it belongs to, if it is one of ours.
        owner: Option<String>,
    },
    /// There is no such object.
    #[error("there is no {object}")]
    Missing {
        /// The object, by kind and name.
        object: String,
    },
    /// Somebody still uses it.
    #[error("{object} is still used by {}", .users.join(", "))]
    InUse {
        /// The object, by kind and name.
        object: String,
        /// Who.
        users: Vec<String>,
    },
    /// A condition that can no longer come true.
    #[error("container `{container}` {why}")]
    NeverReady {
        /// The container.
        container: String,
        /// Why.
        why: String,
    },
    /// A registry did not give the image.
    #[error("image `{image}` could not be pulled: {message}")]
    NotPulled {
        /// The image.
        image: String,
        /// The engine's words.
        message: String,
    },
    /// The build failed.
    #[error("image `{image}` could not be built: {message}")]
    NotBuilt {
        /// The image.
        image: String,
        /// The engine's words, or why the files could not be read.
        message: String,
    },
    /// Something could not be read.
    #[error("{what} could not be read: {why}")]
    Unreadable {
        /// What.
        what: String,
        /// Why.
        why: String,
    },
    /// Somebody stopped the plan.
    #[error("it was broken off before the engine had answered")]
    BrokenOff,
}

impl EngineProblem {
    /// What happened and what to do, in one line: for a step's outcome.
    pub fn sentence(&self) -> String {
        match self {
            // These are complete as they are, or their help speaks of the whole plan.
            EngineProblem::Refused { .. }
            | EngineProblem::NotBuilt { .. }
            | EngineProblem::Unreadable { .. }
            | EngineProblem::BrokenOff => self.to_string(),
            _ => format!("{self}: {}", self.help()),
        }
    }

    /// What the user can do about it.
    pub fn help(&self) -> String {
        match self {
            EngineProblem::Unreachable { .. } => {
                "start Docker (`sudo systemctl start docker`), or set DOCKER_HOST to where it listens; a user who is not root must be in the group `docker`".to_owned()
            }
            EngineProblem::UnsupportedAddress { .. } => {
                "forward the remote socket, for example with `ssh -L /tmp/docker.sock:/var/run/docker.sock HOST`, and set DOCKER_HOST=unix:///tmp/docker.sock".to_owned()
            }
            EngineProblem::NotOurs { object, .. } => {
                format!("rename the project, or remove {object} yourself if nobody needs it")
            }
            EngineProblem::InUse { .. } => "stop or disconnect them first".to_owned(),
            EngineProblem::NotPulled { image, .. } => {
                format!("check the name and the network; if the image is private, run `docker pull {image}` first, as Linkyard does not log in; where no registry can be reached, bring it with `docker load`, or build it under this name")
            }
            EngineProblem::NeverReady { container, .. } => format!("see what it says: `docker logs {container}`"),
            EngineProblem::Missing { .. } => "make the plan again from what is there now".to_owned(),
            EngineProblem::BrokenOff => "run `linkyard ps` to see what is there, and `linkyard down` to remove it".to_owned(),
            EngineProblem::Refused { .. } | EngineProblem::NotBuilt { .. } | EngineProblem::Unreadable { .. } => {
                "the engine's own words say what it wants".to_owned()
            }
        }
    }
}
