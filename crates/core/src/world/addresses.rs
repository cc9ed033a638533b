//! Addresses on a network: the lowest free one first, and free again when the container stops.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::net::Ipv4Addr;

/// The addresses of one network.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pool {
    base: Ipv4Addr,
    prefix: u8,
    taken: BTreeSet<u32>,
    /// No address below this one is free.
    lowest_candidate: u32,
}

impl Pool {
    /// The pool of the default bridge of an engine with its usual settings.
    pub fn of_bridge() -> Pool {
        Pool::new(Ipv4Addr::new(172, 17, 0, 0), 16)
    }

    /// The addresses of `base/prefix`. The first one is the gateway's.
    pub fn new(base: Ipv4Addr, prefix: u8) -> Pool {
        let prefix = prefix.min(30);
        let mask = u32::MAX.checked_shl(32 - u32::from(prefix)).unwrap_or(0);
        Pool {
            base: Ipv4Addr::from(u32::from(base) & mask),
            prefix,
            taken: BTreeSet::new(),
            lowest_candidate: 2,
        }
    }

    /// Reads `172.20.0.0/16`.
    pub fn parse(cidr: &str) -> Option<Pool> {
        let (base, prefix) = cidr.split_once('/')?;
        let prefix: u8 = prefix.parse().ok()?;
        (prefix <= 30).then_some(())?;
        Some(Pool::new(base.parse().ok()?, prefix))
    }

    /// `172.17.0.0/16`.
    pub fn subnet(&self) -> String {
        format!("{}/{}", self.base, self.prefix)
    }

    /// `172.17.0.1`.
    pub fn gateway(&self) -> Ipv4Addr {
        self.address(1)
    }

    /// Whether it shares an address with `other`.
    pub fn overlaps(&self, other: &Pool) -> bool {
        let prefix = u32::from(self.prefix.min(other.prefix));
        let mask = u32::MAX.checked_shl(32 - prefix).unwrap_or(0);
        u32::from(self.base) & mask == u32::from(other.base) & mask
    }

    /// Takes the lowest free address, or `None` when the network is full.
    pub fn take(&mut self) -> Option<Ipv4Addr> {
        let broadcast = (1u32 << (32 - u32::from(self.prefix))) - 1;
        let mut index = self.lowest_candidate;
        for &taken in self.taken.range(index..) {
            if taken != index {
                break;
            }
            index += 1;
        }
        if index >= broadcast {
            return None;
        }
        self.taken.insert(index);
        self.lowest_candidate = index + 1;
        Some(self.address(index))
    }

    /// Takes a given address. Taking one twice, or one of another network, changes nothing.
    pub fn take_exactly(&mut self, address: Ipv4Addr) {
        if let Some(index) = u32::from(address).checked_sub(u32::from(self.base)) {
            self.taken.insert(index);
        }
    }

    /// Gives an address back.
    pub fn release(&mut self, address: Ipv4Addr) {
        if let Some(index) = u32::from(address).checked_sub(u32::from(self.base))
            && self.taken.remove(&index)
            && index >= 2
        {
            self.lowest_candidate = self.lowest_candidate.min(index);
        }
    }

    /// Whether nobody holds an address.
    pub fn is_unused(&self) -> bool {
        self.taken.is_empty()
    }

    fn address(&self, index: u32) -> Ipv4Addr {
        Ipv4Addr::from(u32::from(self.base).wrapping_add(index))
    }
}

/// The networks that engines hand out by themselves, in their order: 172.17 to 172.31 of 16 bits, then 192.168 in blocks of 20 bits.
pub(super) fn default_subnets() -> impl Iterator<Item = (u8, Pool)> {
    let wide = (17..=31u8).map(|it| Pool::new(Ipv4Addr::new(172, it, 0, 0), 16));
    let narrow = (0..16u8).map(|it| Pool::new(Ipv4Addr::new(192, 168, it * 16, 0), 20));
    (0u8..).zip(wide.chain(narrow))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_free_address_is_handed_out_and_comes_back() {
        let mut pool = Pool::of_bridge();
        let first = pool.take().unwrap();
        assert_eq!(first.to_string(), "172.17.0.2");
        assert_eq!(pool.take().unwrap().to_string(), "172.17.0.3");
        pool.release(first);
        assert_eq!(pool.take().unwrap().to_string(), "172.17.0.2");
        assert_eq!(pool.take().unwrap().to_string(), "172.17.0.4");
    }

    #[test]
    fn a_full_network_has_no_address_left() {
        let mut pool = Pool::parse("10.0.0.0/30").unwrap();
        assert_eq!(pool.take().unwrap().to_string(), "10.0.0.2");
        assert_eq!(pool.take(), None);
    }

    #[test]
    fn networks_overlap_when_one_holds_the_other() {
        let wide = Pool::parse("172.16.0.0/12").unwrap();
        assert!(wide.overlaps(&Pool::of_bridge()));
        assert!(
            !Pool::parse("10.0.0.0/8")
                .unwrap()
                .overlaps(&Pool::of_bridge())
        );
    }
}
