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
        under: Option<&'static str>,
        /// The keys that may stand here.
        known: &'static [&'static str],
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
        expected: &'static [Shape],
        /// What it is.
        found: Kind,
    },
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
    OneOf(&'static [&'static str]),
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
