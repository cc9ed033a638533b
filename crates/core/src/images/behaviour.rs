//! What containers of well-known images do: what they print and when, what they need, and how they end.
//!
//! A script is what somebody sees who starts the image with its own command. A container with another command or
//! entrypoint does something else, which nobody here knows.

use super::official;

/// What a container of an image does from its start to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Behaviour {
    /// What happens after the start, in order.
    pub moments: &'static [Moment],
    /// What the stop signal does to it.
    pub stop: Stop,
}

/// One thing that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Milliseconds after the moment before, or after the start.
    pub after_ms: u32,
    /// What happens.
    pub what: What,
}

/// What may happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A line on standard output.
    Out(&'static str),
    /// A line on standard error.
    Err(&'static str),
    /// From here on the exposed ports accept connections and a health check passes.
    Ready,
    /// Ends the container unless one of these conditions holds.
    ///
    /// The image asks only while its data folder is empty: a volume with data in it makes this moment pass.
    NeedsVariable {
        /// One of them must hold; see [`holds`].
        any_of: &'static [&'static str],
        /// What is printed on standard error if none is.
        lines: &'static [&'static str],
        /// The exit code if none is.
        code: u8,
    },
    /// Ends the container unless a file is mounted there, or a folder that may have it.
    NeedsFile {
        /// The file.
        path: &'static str,
        /// What is printed on standard error if it is not there.
        lines: &'static [&'static str],
        /// The exit code if it is not there.
        code: u8,
    },
    /// Waits until a port of another host accepts connections.
    NeedsHost {
        /// The variable that names the host as `host`, `host:port` or a URL.
        variable: Option<&'static str>,
        /// The host if the variable is not set; empty means that nothing is needed then.
        default_host: &'static str,
        /// The port, unless the variable has another one.
        port: u16,
        /// What must hold of the variables, or nothing is needed; see [`holds`].
        when: &'static [&'static str],
        /// How often it is tried; 0 means for ever.
        tries: u32,
        /// Milliseconds between two tries.
        every_ms: u32,
        /// What each failed try prints on standard error, with `{host}` and `{port}` in it; empty means nothing.
        waiting: &'static str,
        /// What is printed after the last one, likewise.
        failed: &'static [&'static str],
        /// The exit code after the last one.
        code: u8,
    },
    /// Ends by itself.
    Exit(u8),
}

/// What the stop signal does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// What is printed on standard output on the way down.
    pub lines: &'static [&'static str],
    /// Milliseconds from the signal to the end.
    pub after_ms: u32,
    /// The exit code; `None` means that the signal changes nothing, so the engine kills it after the timeout.
    pub code: Option<u8>,
}

/// What containers of `reference` do with the image's own command, whatever the tag.
pub fn behaviour(reference: &str) -> Option<&'static Behaviour> {
    official::find(reference).map(|it| &it.behaviour)
}

/// What containers of `reference` do with `command`; `None` if nobody knows.
///
/// An empty command is the image's own. The script is played with other arguments too: `postgres -c fsync=off` is
/// still a database, while `python app.py` may do anything.
pub fn behaviour_with(reference: &str, command: &[String]) -> Option<&'static Behaviour> {
    let image = official::find(reference)?;
    image.plays(command).then_some(&image.behaviour)
}

/// Whether a condition of a script holds: `NAME` of a variable that must not be empty, `NAME=value` of one that must
/// be just that, `!` before either for the opposite.
pub fn holds<'a>(condition: &str, value_of: impl Fn(&str) -> Option<&'a str>) -> bool {
    let (condition, is_wanted) = match condition.strip_prefix('!') {
        Some(it) => (it, false),
        None => (condition, true),
    };
    let holds = match condition.split_once('=') {
        Some((name, value)) => value_of(name) == Some(value),
        None => value_of(condition).is_some_and(|it| !it.is_empty()),
    };
    holds == is_wanted
}
