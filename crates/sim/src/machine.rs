//! The machine on which commands are typed: an engine, a folder of files, a shell's variables.

use linkyard_core::images::ImageCatalog;
use linkyard_core::profile::{Engine, Profile};
use linkyard_core::world::World;
use std::collections::BTreeMap;

/// Which `docker` client prints: its texts changed over the years apart from the engine's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DockerCli {
    /// 20.10 up to 22.
    V20_10,
    /// 23 up to 27.
    V23,
    /// 28 and newer.
    V28,
}

impl DockerCli {
    /// The client that comes with an engine.
    pub fn of_engine(engine: Engine) -> DockerCli {
        match engine {
            Engine::V20_10 => DockerCli::V20_10,
            Engine::V26 | Engine::V27 => DockerCli::V23,
            Engine::V28 | Engine::V29 => DockerCli::V28,
        }
    }

    /// The client that reports `version` (`20.10.24+dfsg1`, `28.2.2`), or `None` if it is no version.
    pub fn of_version(version: &str) -> Option<DockerCli> {
        let major: u32 = version.split('.').next()?.parse().ok()?;
        Some(match major {
            0..=22 => DockerCli::V20_10,
            23..=27 => DockerCli::V23,
            _ => DockerCli::V28,
        })
    }
}

/// The machine.
#[derive(Clone, Debug, PartialEq)]
pub struct Machine {
    /// The engine.
    pub world: World,
    /// The client that prints.
    pub docker_cli: DockerCli,
    /// Text files by path relative to [`Machine::working_dir`].
    pub files: BTreeMap<String, String>,
    /// The shell's variables.
    pub variables: BTreeMap<String, String>,
    /// Absolute path of the folder in which commands are typed.
    pub working_dir: String,
    /// Exit code of the last command.
    pub last_code: i32,
    /// Whether output goes to a terminal, with colours and moving lines; else it is plain.
    pub is_terminal: bool,
}

/// Milliseconds that pass while somebody types the next command.
pub const TYPING_MS: u64 = 500;

impl Machine {
    /// A machine with an empty engine and an empty folder.
    pub fn new(profile: Profile, images: ImageCatalog) -> Machine {
        Machine {
            world: World::simulated(profile, images),
            docker_cli: DockerCli::of_engine(profile.engine),
            files: BTreeMap::new(),
            variables: BTreeMap::new(),
            working_dir: "/home/me/project".to_owned(),
            last_code: 0,
            is_terminal: false,
        }
    }
}
