//! The limits on the memory of a service, as they reach the engine.

use crate::document::{Map, Node};
use crate::profile::{Dialect, Profile};
use crate::rules::reading::{below, bytes};

/// A limit, and its number of bytes.
type Limit<'a> = Option<(&'a Node, u64)>;

/// The limits of one service.
pub(super) struct Limits<'a> {
    pub(super) memory: Limit<'a>,
    pub(super) reservation: Limit<'a>,
    pub(super) with_swap: Limit<'a>,
}

impl<'a> Limits<'a> {
    /// Those of `service`. docker-compose 1.29 does not apply what `deploy` says of them.
    pub(super) fn of(service: &'a Map, profile: Profile) -> Limits<'a> {
        let size = |node: Option<&'a Node>| node.and_then(|it| Some((it, bytes(it)?)));
        let deploy = |kind: &str| {
            let node = below(service, &["deploy", "resources", kind, "memory"]);
            size(node.filter(|_| profile.dialect == Dialect::V2))
        };
        Limits {
            memory: size(service.get("mem_limit")).or_else(|| deploy("limits")),
            reservation: size(service.get("mem_reservation")).or_else(|| deploy("reservations")),
            with_swap: size(service.get("memswap_limit")),
        }
    }

    /// What has to reach the least amount of memory.
    pub(super) fn memory_and_reservation(&self) -> impl Iterator<Item = (&'a Node, u64)> + use<'a> {
        self.memory.into_iter().chain(self.reservation)
    }
}
