//! What was wrong with a file, as data: kinds without words.

use crate::document::Kind;
use crate::files::ReadError;
use crate::text::FileRange;
use serde::{Deserialize, Serialize};

/// A fault found while loading a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// The text at fault.
    pub range: FileRange,
    /// The other place involved.
    pub related: Option<FileRange>,
    /// What the imitated tool prints about it.
    pub said: Option<ToolMessage>,
}

/// What the imitated tool prints, word for word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolMessage {
    /// The text, as it would be printed were this the only mistake.
    pub text: String,
    /// Whether the tool stops there; otherwise it goes on after a warning.
    pub is_refusal: bool,
}

impl Fault {
    /// `kind`, at `range`.
    pub fn new(kind: FaultKind, range: FileRange) -> Fault {
        Fault {
            kind,
            range,
            related: None,
            said: None,
        }
    }

    /// The tool stops with this text.
    pub fn said(&mut self, text: impl Into<String>) -> &mut Fault {
        self.said = Some(ToolMessage {
            text: text.into(),
            is_refusal: true,
        });
        self
    }

    /// The tool prints this text and goes on.
    pub fn warned(&mut self, text: impl Into<String>) -> &mut Fault {
        self.said = Some(ToolMessage {
            text: text.into(),
            is_refusal: false,
        });
        self
    }

    /// Another place takes part.
    pub fn related(&mut self, range: FileRange) -> &mut Fault {
        self.related = Some(range);
        self
    }
}

/// What a value may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A mapping.
    Mapping,
    /// A list.
    List,
    /// A string.
    String,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool,
    /// No value.
    Nothing,
}

/// The kinds of faults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// Nothing in the file.
    EmptyFile,
    /// The file is not a mapping.
    NotAMapping {
        /// What it is.
        found: Kind,
    },
    /// More services than are read.
    TooManyServices {
        /// How many are read.
        limit: usize,
    },
    /// A key that no version has at this place.
    UnknownKey {
        /// The key.
        key: String,
        /// The service, or `None` at the top level.
        service: Option<String>,
        /// The key it stands under, such as `build`; `None` directly in the service.
        under: Option<String>,
        /// The keys that may stand here.
        known: &'static [String],
    },
    /// A key that the tool knows and this program does not apply yet.
    NotApplied {
        /// The key.
        key: String,
    },
    /// A value of the wrong type.
    WrongType {
        /// The key.
        key: String,
        /// What it may be.
        expected: Vec<Shape>,
        /// What it is.
        found: Kind,
    },
    /// Keys that must stand here do not.
    MissingKey {
        /// The keys.
        keys: Vec<String>,
        /// The key they belong under.
        under: String,
    },
    /// A key that means nothing without others.
    NeedsKey {
        /// The key.
        key: String,
        /// The keys that it needs.
        needs: Vec<String>,
    },
    /// A key that is no string.
    NotAStringKey {
        /// The key.
        key: String,
    },
    /// Something that the tool refuses for a reason of its own.
    Refused(Refusal),
    /// A value of the right type that means nothing.
    BadValue {
        /// The key.
        key: String,
        /// What was written.
        text: String,
        /// What may be written.
        expected: Expected,
    },
    /// A list that must not repeat an entry does.
    DuplicateEntry {
        /// The key.
        key: String,
        /// The entry.
        text: String,
    },
    /// An entry of `ports` or `expose` that is no port.
    BadPort {
        /// `ports` or `expose`.
        key: &'static str,
        /// The entry.
        text: String,
        /// Why.
        why: PortFault,
    },
    /// A variable name that cannot be one.
    BadEnvName {
        /// The name.
        name: String,
    },
    /// An env file that cannot be read.
    EnvFile {
        /// Its path.
        path: String,
        /// Why.
        error: ReadError,
    },
    /// A line of an env file that says nothing.
    EnvFileLine,
    /// A service name with a character that is not allowed.
    BadServiceName {
        /// The name.
        name: String,
    },
    /// A variable that has no value, so that nothing is put in its place.
    UnsetVariable {
        /// Its name.
        name: String,
    },
    /// `${NAME:?text}` of a variable without a value.
    MissingVariable {
        /// Its name.
        name: String,
        /// The text.
        message: String,
    },
    /// A `$` that begins no variable.
    BadInterpolation,
}

/// Why an entry is no port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PortFault {
    /// Not of the form `[[IP:]HOST:]CONTAINER[/PROTOCOL]`.
    Form,
    /// A number above 65,535.
    TooLarge,
    /// A range that ends before it begins.
    Backwards,
    /// Host and container range of different length.
    Lengths,
    /// Not tcp, udp or sctp.
    Protocol,
}

/// What may be written where a value of the right type means nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// One of these.
    OneOf(&'static [String]),
    /// A name of letters, digits, `.`, `_` and `-`.
    Name,
    /// A number that is not smaller.
    AtLeast(i64),
    /// A number that is not larger.
    AtMost(i64),
    /// `512m` and the like.
    ByteSize,
    /// A whole number.
    WholeNumber,
    /// A number.
    Number,
    /// A truth value.
    Bool,
    /// A string.
    Text,
    /// An IP address.
    Address,
    /// `NAME=VALUE`.
    Assignment,
    /// `SOURCE[:TARGET[:PERMISSIONS]]`.
    Device,
    /// `1m30s` and the like.
    Duration,
    /// `172.28.0.0/16` and the like.
    Subnet,
    /// A command whose quotes are closed.
    ClosedQuotes,
    /// `no`, `always`, `unless-stopped`, `on-failure[:N]`.
    RestartPolicy,
    /// A condition of `depends_on`.
    Condition,
    /// `NAME` or `NAME:ALIAS`.
    Link,
    /// `HOST:ADDRESS`.
    ExtraHost,
    /// `[SOURCE:]TARGET[:MODE]`.
    Mount,
    /// The type of a long mount.
    MountKind,
    /// A port in its long form needs its `target`.
    PortTarget,
}

/// Why the tool refuses what each part of is well-formed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A service extends one that is not there.
    ExtendsUnknown {
        /// The service that extends.
        service: String,
        /// What it extends.
        base: String,
    },
    /// Services extend each other in a circle.
    ExtendsCycle {
        /// One of them.
        service: String,
    },
    /// docker-compose 1.29 does not let a service with this key be extended.
    ExtendsForbidden {
        /// The base.
        base: String,
        /// Its key.
        key: String,
    },
    /// A file that is extended, included or merged cannot be read.
    File {
        /// Its path.
        path: String,
        /// Why.
        error: ReadError,
    },
    /// Files include each other in a circle.
    IncludeCycle {
        /// One of them.
        path: String,
    },
    /// An included file brings something that is there already, and differs.
    IncludeConflict {
        /// `services`, `networks` and so on.
        section: String,
        /// Its name.
        name: String,
    },
    /// A value cannot be merged over one of another type.
    CannotOverride {
        /// The path, with dots.
        path: String,
    },
    /// A name that nothing of the file has.
    Undefined {
        /// The service.
        service: String,
        /// What it should be: `network`, `volume`, `config`, `secret`, `model`, `service`.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// Two keys exclude each other.
    Exclusive {
        /// Where.
        place: String,
        /// One.
        first: String,
        /// The other.
        second: String,
    },
    /// Two keys say the same thing differently.
    Distinct {
        /// The service.
        service: String,
        /// One.
        first: &'static str,
        /// The other.
        second: &'static str,
    },
    /// Two mounts at one place.
    MountTwice {
        /// The service.
        service: String,
        /// The path in the container.
        target: String,
    },
    /// A container name with several containers.
    NameWithScale {
        /// The service.
        service: String,
    },
    /// A container name of two services.
    ContainerName {
        /// The name.
        name: String,
    },
    /// A service that nothing can be started from.
    NoImage,
    /// The project has no name.
    NoName,
    /// Services wait for each other in a circle.
    Cycle,
    /// A healthcheck that begins with a word that means nothing.
    HealthcheckTest,
    /// A secret or config without content.
    NoContent {
        /// `secret` or `config`.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// Something external with settings of its own.
    ExternalWithSettings {
        /// Its name.
        name: String,
        /// The key.
        key: String,
    },
    /// A volume in use that the file does not declare.
    NamedVolume {
        /// The volume.
        name: String,
    },
    /// A `version` that is none.
    Version {
        /// What was written.
        text: String,
    },
    /// Files of different formats.
    VersionMismatch,
    /// A build starts from a folder that is not there.
    BuildFolder {
        /// Its path.
        path: String,
    },
    /// A service with capitals in its name is built, and its image would be called like it.
    CapitalsInImage {
        /// The service.
        service: String,
    },
    /// Anything else that only one of the tools checks.
    Other {
        /// The tool's text.
        text: String,
    },
}
