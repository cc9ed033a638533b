//! Where reality differs from the prediction.
//!
//! What only the engine can choose (ids, addresses, the first link it walks) is read off the observed world as [`Pin`]s.
//! The same plan is predicted again with them; after that every byte must match.

use crate::links;
use crate::plan::{Plan, predict};
use crate::world::{Container, DEFAULT_BRIDGE, HostsOrigin, Pin, World};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Aspect {
    /// Whether the container is there and runs.
    State,
    /// A variable.
    Env,
    /// A line of `/etc/hosts`.
    Hosts,
    /// Order of the variables or of the lines.
    Order,
    /// A published port.
    Ports,
}

/// How predicted and observed relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The same, and known beforehand.
    Same,
    /// As predicted once the engine had chosen an id, an address or a port.
    RunTimeValue,
    /// Both are there and differ.
    Differs,
    /// Predicted, and not there.
    OnlyPredicted,
    /// There, and not predicted.
    OnlyObserved,
    /// Could not be read.
    NotReadable,
}

impl Verdict {
    /// Whether reality is as predicted.
    pub fn is_match(self) -> bool {
        matches!(self, Verdict::Same | Verdict::RunTimeValue)
    }
}

/// One compared thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DriftRow {
    /// The container.
    pub container: String,
    /// What kind of thing.
    pub aspect: Aspect,
    /// Which one: the variable's name, the line's names, the port.
    pub key: String,
    /// What was predicted, before the run.
    pub predicted: Option<String>,
    /// What is there.
    pub observed: Option<String>,
    /// How they relate.
    pub verdict: Verdict,
}

/// The comparison of a prediction with an engine.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drift {
    /// Every compared thing, container by container.
    pub rows: Vec<DriftRow>,
}

impl Drift {
    /// Whether everything is as predicted.
    pub fn is_empty(&self) -> bool {
        self.rows.iter().all(|it| it.verdict.is_match())
    }

    /// The rows that differ.
    pub fn differences(&self) -> impl Iterator<Item = &DriftRow> {
        self.rows.iter().filter(|it| !it.verdict.is_match())
    }
}
