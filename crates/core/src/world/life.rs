//! What the simulated engine remembers of a container besides what every engine shows: its process, its log, its past.
//!
//! None of it travels: a page or a test that wants it replays the commands.

use super::Time;
use crate::port::Port;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Which of a process's two outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stream {
    /// Standard output.
    Out,
    /// Standard error.
    Err,
}

/// A piece of output. Several may make a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// When it was written.
    pub at: Time,
    /// Where to.
    pub stream: Stream,
    /// The text as written, with its line feeds.
    pub text: Arc<str>,
}

/// What a process does, step by step, decided when it starts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Program {
    /// Its steps. One that ends without [`ProgramStep::Exit`] ends with code 0.
    pub steps: Vec<ProgramStep>,
    /// What it does about signals; those that are not here have no effect on a container's first process, but `SIGKILL`.
    pub handlers: BTreeMap<Signal, Handler>,
}

/// One thing that a process does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProgramStep {
    /// Writes.
    Write {
        /// Where to.
        stream: Stream,
        /// The text with its line feeds.
        text: Arc<str>,
    },
    /// Does nothing for so many milliseconds.
    Sleep {
        /// Milliseconds.
        ms: u64,
        /// Whether a signal is only handled afterwards: a shell waits for the program that it runs.
        is_deaf: bool,
    },
    /// Does nothing until a signal comes.
    SleepForever,
    /// Accepts connections on a port from now on.
    Listen {
        /// The port.
        port: Port,
    },
    /// Accepts connections on every exposed port from now on, and passes health checks that only it can answer.
    Ready,
    /// Tries to reach a host, and gives up after some tries.
    AwaitHost {
        /// Its name or address.
        host: Arc<str>,
        /// The port.
        port: u16,
        /// Tries left.
        tries: u32,
        /// Milliseconds between two tries.
        every_ms: u64,
        /// What it says after each failed try, with its line feed.
        waiting: Arc<str>,
        /// What it says after the last one, with its line feeds.
        failed: Arc<str>,
        /// Exit code when it gives up.
        code: i64,
    },
    /// Ends.
    Exit {
        /// Exit code.
        code: i64,
    },
}

/// What a process does when a signal comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handler {
    /// What it still says.
    pub text: Arc<str>,
    /// Milliseconds until it has ended.
    pub after_ms: u64,
    /// Exit code.
    pub code: i64,
}

/// A running process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    /// What it does.
    pub program: Arc<Program>,
    /// Index of the next step.
    pub(super) next: usize,
    /// When it does it; `None` while it sleeps for ever.
    pub(super) due: Option<Time>,
    /// Tries left of an [`ProgramStep::AwaitHost`] that has begun.
    pub(super) tries_left: Option<u32>,
    /// A signal was handled: when it ends, and with which code.
    pub(super) ending: Option<(Time, i64)>,
    /// Whether [`ProgramStep::Ready`] was reached.
    pub is_ready: bool,
    /// Ports that [`ProgramStep::Listen`] opened.
    pub listens: BTreeSet<Port>,
}

/// Something mounted in a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MountPoint {
    /// Name of a volume, or absolute path on the host.
    pub source: String,
    /// Path in the container.
    pub target: String,
    /// What it is.
    pub kind: MountPointKind,
    /// Whether nothing can be written there.
    pub is_read_only: bool,
}

impl Process {
    /// When it notices a signal that comes at `now`: a shell that runs a program only when that has ended.
    pub(super) fn hears_at(&self, now: Time) -> Time {
        let step = self
            .next
            .checked_sub(1)
            .and_then(|it| self.program.steps.get(it));
        match (step, self.due) {
            (Some(ProgramStep::Sleep { is_deaf: true, .. }), Some(due)) => due.max(now),
            _ => now,
        }
    }

    /// Whether it only waits for a signal: it neither goes on nor ends by itself.
    pub fn waits_for_signal(&self) -> bool {
        self.due.is_none() && self.ending.is_none()
    }
}

/// What is mounted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MountPointKind {
    /// A folder of the host.
    Bind,
    /// A volume with a name.
    Volume,
    /// A volume that was made for this container, with an id for a name.
    AnonymousVolume,
}

/// What the simulated engine remembers of a container.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Life {
    /// When it was created.
    pub created: Time,
    /// When it started last.
    pub started: Option<Time>,
    /// When it ended last.
    pub finished: Option<Time>,
    /// `State.ExitCode`: 0 while it runs, 128 and the like when it could not start.
    pub exit_code: i64,
    /// `State.Error`: why it could not start.
    pub error: String,
    /// How often its restart policy started it again.
    pub restart_count: u32,
    /// Number of its first process on the host; 0 when there is none.
    pub pid: u32,
    /// Everything it wrote, over all its starts.
    pub log: Vec<LogEntry>,
    /// Its first process.
    pub process: Option<Process>,
    /// Ids of networks that were removed while the container was on them.
    pub(super) lost_networks: BTreeMap<String, String>,
    /// Id of the container whose network stack it shares.
    pub(super) stack_owner_id: Option<String>,
    /// What is mounted in it.
    pub mounts: Vec<MountPoint>,
    /// Somebody stopped it: its restart policy rests.
    pub(super) is_stopped_by_hand: bool,
    /// When its restart policy starts it again.
    pub(super) restarts_at: Option<Time>,
    /// Milliseconds that the policy waits next time.
    pub(super) backoff_ms: u64,
    /// Next health check, and failures in a row.
    pub(super) next_check: Option<Time>,
    /// Failed checks in a row.
    pub failing_streak: u32,
    /// Verdict that somebody injected: every further check says this.
    pub(super) forced_health: Option<bool>,
}

impl Life {
    /// Everything it wrote, both streams together.
    pub fn log_text(&self) -> String {
        self.log.iter().map(|it| it.text.as_ref()).collect()
    }

    /// What every further health check says because somebody injected it.
    pub fn forced_health(&self) -> Option<bool> {
        self.forced_health
    }
}

/// A signal of Linux.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Signal(pub u8);

impl Signal {
    /// `SIGHUP`.
    pub const HUP: Signal = Signal(1);
    /// `SIGINT`.
    pub const INT: Signal = Signal(2);
    /// `SIGQUIT`.
    pub const QUIT: Signal = Signal(3);
    /// `SIGKILL`.
    pub const KILL: Signal = Signal(9);
    /// `SIGUSR1`.
    pub const USR1: Signal = Signal(10);
    /// `SIGTERM`.
    pub const TERM: Signal = Signal(15);

    /// Reads `9`, `KILL`, `SIGKILL`, in any case; `None` if it is no signal.
    pub fn parse(text: &str) -> Option<Signal> {
        const NAMES: [&str; 31] = [
            "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV",
            "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN",
            "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
        ];
        if let Ok(number) = text.parse::<u8>() {
            return (1..=64).contains(&number).then_some(Signal(number));
        }
        let upper = text.to_ascii_uppercase();
        let name = upper.strip_prefix("SIG").unwrap_or(&upper);
        let place = NAMES.iter().position(|it| *it == name)?;
        u8::try_from(place + 1).ok().map(Signal)
    }
}

/// Something that an engine tells those who listen to its events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Time,
    /// `container`, `network`, `volume`, `image`.
    pub kind: &'static str,
    /// `create`, `start`, `die`, …
    pub action: String,
    /// Id of a container or network, name of a volume or image.
    pub actor: String,
    /// Its attributes, sorted by name: `image`, `name`, labels, `exitCode`, `signal`, …
    pub attributes: BTreeMap<String, String>,
}

/// Something that goes wrong because somebody wants to see what follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// The first process of a running container gets `SIGKILL` from outside.
    Kill {
        /// The container.
        container: String,
    },
    /// The container ends with this code soon after every start.
    CrashLoop {
        /// The container, by the name it has or will have.
        container: String,
        /// The code.
        code: i64,
    },
    /// The container gets ready so many milliseconds later after every start.
    SlowStart {
        /// The container, by the name it has or will have.
        container: String,
        /// Milliseconds.
        ms: u64,
    },
    /// A container and a network lose each other: nobody reaches the other side.
    NetworkCut {
        /// The container.
        container: String,
        /// The network.
        network: String,
    },
    /// Something else on the host holds a TCP port.
    PortTaken {
        /// The port.
        port: u16,
    },
    /// The registry does not have an image.
    ImageMissing {
        /// The reference.
        image: String,
    },
    /// Every further health check of the container passes, or fails.
    Health {
        /// The container.
        container: String,
        /// Which.
        passes: bool,
    },
}

/// What only the simulated engine has.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Simulation {
    /// The virtual clock.
    pub now: Time,
    /// Everything that happened.
    pub events: Vec<Event>,
    /// How many ids were drawn.
    pub(super) n_ids: u64,
    /// The dynamic host port handed out last, by address and protocol.
    pub(super) last_dynamic_ports: BTreeMap<(String, crate::port::Protocol), u16>,
    /// The process number handed out last.
    pub(super) last_pid: u32,
    /// What was injected.
    pub faults: Vec<Fault>,
    /// When each image came here, by canonical reference.
    pub image_times: BTreeMap<String, Time>,
    /// Further tags, by canonical reference: which image they name.
    pub tags: BTreeMap<String, String>,
    /// The container that was removed last, with its log: one that removes itself is gone before anybody can look.
    pub(super) last_removed: Option<Box<super::Container>>,
    /// Ids of networks by name.
    pub network_ids: BTreeMap<String, String>,
    /// The host's own name.
    pub hostname: String,
    /// The host's own `/etc/hosts`.
    pub hosts: String,
}
