//! What was wrong with a file, as data: kinds without words.

use super::ReadError;
use crate::text::FileRange;

/// A fault found while reading the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// The text at fault.
    pub range: FileRange,
    /// The other place involved.
    pub related: Option<FileRange>,
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
        found: &'static str,
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
        found: &'static str,
    },
    /// A value of the right type that means nothing.
    BadValue {
        /// The key.
        key: String,
        /// What was written.
        text: String,
        /// What may be written.
        expected: &'static str,
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
