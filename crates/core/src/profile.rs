//! Which engine and which compose tool are imitated, and every difference between their versions.
//!
//! This is the one table of switches: nothing else in the workspace compares versions.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A Docker Engine generation. Generations are listed where links, hosts or addresses changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Engine {
    /// 20.10 up to 25.
    #[serde(rename = "20.10")]
    V20_10,
    /// 26.
    #[serde(rename = "26")]
    V26,
    /// 27.
    #[serde(rename = "27")]
    V27,
    /// 28.
    #[serde(rename = "28")]
    V28,
    /// 29 and later.
    #[serde(rename = "29")]
    V29,
}

impl Engine {
    /// Every generation, oldest first.
    pub const ALL: [Engine; 5] = [
        Engine::V20_10,
        Engine::V26,
        Engine::V27,
        Engine::V28,
        Engine::V29,
    ];

    /// The name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Engine::V20_10 => "20.10",
            Engine::V26 => "26",
            Engine::V27 => "27",
            Engine::V28 => "28",
            Engine::V29 => "29",
        }
    }

    /// The generation of an engine that reports `version` (`20.10.24+dfsg1`, `28.5.2`), or `None` if it is no version.
    pub fn of_version(version: &str) -> Option<Engine> {
        let major: u32 = version
            .split(|it: char| !it.is_ascii_digit())
            .next()?
            .parse()
            .ok()?;
        Some(match major {
            0..=25 => Engine::V20_10,
            26 => Engine::V26,
            27 => Engine::V27,
            28 => Engine::V28,
            _ => Engine::V29,
        })
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Engine {
    type Err = String;
    fn from_str(text: &str) -> Result<Engine, String> {
        Engine::of_version(text).ok_or_else(|| {
            format!("`{text}` is not an engine version; known are 20.10, 26, 27, 28 and 29")
        })
    }
}

/// Which compose tool reads the file and starts the containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Dialect {
    /// docker-compose 1.29, the last Python one. It also reads fig.yml and v1 files.
    #[serde(rename = "1.29")]
    V1_29,
    /// Docker Compose 2 and later, written in Go.
    #[serde(rename = "2")]
    V2,
}

impl Dialect {
    /// The name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Dialect::V1_29 => "1.29",
            Dialect::V2 => "2",
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Dialect {
    type Err = String;
    fn from_str(text: &str) -> Result<Dialect, String> {
        match text.trim_start_matches('v').split('.').next() {
            Some("1") => Ok(Dialect::V1_29),
            Some("2" | "3" | "4" | "5") => Ok(Dialect::V2),
            _ => Err(format!(
                "`{text}` is not a compose version; known are 1.29 and 2"
            )),
        }
    }
}

/// The pair that decides everything version-dependent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Profile {
    /// The engine.
    pub engine: Engine,
    /// The compose tool.
    pub dialect: Dialect,
}

/// How an engine writes the environment block of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkEnv {
    /// Ports sorted by number; a range needs three ports and stands before the single ports. Engine 27 and older.
    ByNumber,
    /// Ports sorted by protocol; a range needs two ports of one protocol and stands after them. Engine 28.
    ByProtocol,
    /// No variables at all. Engine 29, unless its daemon is told otherwise.
    None,
}

/// Which position a variable keeps when a list names it twice: decided by the runc that the engine ships.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DuplicateVariable {
    /// First position, last value (runc 1.2 and older).
    KeepsFirstPlace,
    /// Last position, last value (runc 1.3 and newer).
    KeepsLastPlace,
}

/// How an engine chooses the subnet of a new network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubnetChoice {
    /// The next one after the last handed out.
    NextAfterLast,
    /// The lowest free one.
    LowestFree,
}

/// In which order a compose tool creates and starts containers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LaunchOrder {
    /// A service is created and started before its dependents are created.
    ServiceByService,
    /// All containers are created, then all are started.
    CreateAllThenStart,
}

impl Profile {
    /// What people who write such a file run: docker-compose 1.29 on Engine 20.10 for a v1 file, Compose 2 on Engine 28 otherwise.
    pub fn usual(is_v1: bool) -> Profile {
        if is_v1 {
            Profile {
                engine: Engine::V20_10,
                dialect: Dialect::V1_29,
            }
        } else {
            Profile {
                engine: Engine::V28,
                dialect: Dialect::V2,
            }
        }
    }

    /// How link variables are written.
    pub fn link_env(self) -> LinkEnv {
        match self.engine {
            Engine::V20_10 | Engine::V26 | Engine::V27 => LinkEnv::ByNumber,
            Engine::V28 => LinkEnv::ByProtocol,
            Engine::V29 => LinkEnv::None,
        }
    }

    /// The two IPv6 prefixes in `/etc/hosts` that were respelt in Engine 28.
    pub fn ipv6_hosts_prefixes(self) -> (&'static str, &'static str) {
        if self.engine >= Engine::V28 {
            ("fe00::", "ff00::")
        } else {
            ("fe00::0", "ff00::0")
        }
    }

    /// Whether the engine rewrites IPv6 addresses of `extra_hosts` in their shortest form.
    pub fn shortens_ipv6(self) -> bool {
        self.engine >= Engine::V28
    }

    /// What happens to a variable that is named twice.
    pub fn duplicate_variable(self) -> DuplicateVariable {
        if self.engine >= Engine::V28 {
            DuplicateVariable::KeepsLastPlace
        } else {
            DuplicateVariable::KeepsFirstPlace
        }
    }

    /// How subnets are chosen.
    pub fn subnet_choice(self) -> SubnetChoice {
        if self.engine >= Engine::V27 {
            SubnetChoice::LowestFree
        } else {
            SubnetChoice::NextAfterLast
        }
    }

    /// Whether start fails with the text of Engine 28 when a link source is not on the default bridge.
    pub fn names_default_bridge_in_link_errors(self) -> bool {
        self.engine >= Engine::V28
    }

    /// Whether a refusal over a host port names the address on which it is taken, and the step of the start that failed.
    pub fn names_port_holder_in_errors(self) -> bool {
        self.engine >= Engine::V28
    }

    /// Whether refusals begin with a small letter, and one to remove a container names its state. Read off Engines
    /// 20.10.24, 26.1.5 and 28.5.2.
    pub fn refuses_in_small_letters(self) -> bool {
        self.engine >= Engine::V26
    }

    /// How Engine 26 and older write a container's name in the refusal to remove it: with its slash.
    pub fn name_prefix_in_removal_errors(self) -> &'static str {
        if self.engine >= Engine::V28 { "" } else { "/" }
    }

    /// Whether the refusal to remove a network names the containers on it instead of the network's id.
    pub fn names_endpoints_in_network_errors(self) -> bool {
        self.engine >= Engine::V28
    }

    /// What Engine 28 puts before every refusal to set up a container's network.
    pub fn network_error_prefix(self) -> &'static str {
        if self.engine >= Engine::V28 {
            "failed to set up container networking: "
        } else {
            ""
        }
    }

    /// Whether leaving one network takes the container's own lines of all networks out of its `/etc/hosts`: the engine
    /// used to look for the host name alone.
    pub fn forgets_all_own_lines(self) -> bool {
        self.engine < Engine::V28
    }

    /// What newer engines put before the refusal of runc.
    pub fn runtime_error_prefix(self) -> &'static str {
        if self.engine >= Engine::V26 {
            "failed to create task for container: "
        } else {
            ""
        }
    }

    /// Whether what the engine says of an image has the field `ContainerConfig`, which docker-compose 1.29 reads when it
    /// replaces a container. Seen on 20.10.24, and missing on 28.5.2.
    pub fn images_have_container_config(self) -> bool {
        self.engine < Engine::V28
    }

    /// What stands between project, service and number in a container's name.
    pub fn name_separator(self) -> char {
        match self.dialect {
            Dialect::V1_29 => '_',
            Dialect::V2 => '-',
        }
    }

    /// In which order containers are created and started.
    pub fn launch_order(self) -> LaunchOrder {
        match self.dialect {
            Dialect::V1_29 => LaunchOrder::ServiceByService,
            Dialect::V2 => LaunchOrder::CreateAllThenStart,
        }
    }

    /// Whether the tool reads files without `services:` as format v1.
    pub fn reads_v1(self) -> bool {
        self.dialect == Dialect::V1_29
    }

    /// The YAML version whose rules decide what a plain scalar means.
    pub fn yaml(self) -> crate::syntax::YamlVersion {
        match self.dialect {
            Dialect::V1_29 => crate::syntax::YamlVersion::V1_1,
            Dialect::V2 => crate::syntax::YamlVersion::V1_2,
        }
    }
}
