//! The order in which Compose 2 keeps the keys of a section: that of its own types.

use super::model::{SERVICE, Type};
use crate::document::Map;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;

/// More keys than any table has.
const MOST_KEYS: usize = 128;

/// The places in a table of the keys of a section.
pub(super) struct Order {
    pub ranks: [u8; MOST_KEYS],
    pub n_known: usize,
}

/// Puts the entries that the table has to the front, in its order.
pub(super) fn put_in_order(map: &mut Map, table: &'static [(&'static str, Type)]) -> Order {
    let mut res = Order {
        ranks: [0; MOST_KEYS],
        n_known: 0,
    };
    for from in 0..map.len() {
        let key = map.iter().nth(from).map_or("", |it| it.key.as_str());
        let Some(rank) = rank(table, key) else {
            continue;
        };
        let mut known = res.ranks.iter().take(res.n_known);
        let to = known.rposition(|it| *it < rank).map_or(0, |it| it + 1);
        map.bring(from, to);
        if let Some(moved) = res.ranks.get_mut(to..=res.n_known) {
            moved.rotate_right(1);
            if let Some(first) = moved.first_mut() {
                *first = rank;
            }
        }
        res.n_known += 1;
    }
    res
}

fn rank(table: &'static [(&'static str, Type)], key: &str) -> Option<u8> {
    static OF_SERVICE: OnceLock<FxHashMap<&str, u8>> = OnceLock::new();
    let ranked = || table.iter().map(|it| it.0).zip(0..);
    if std::ptr::eq(table, SERVICE) {
        // The one large table.
        return OF_SERVICE
            .get_or_init(|| ranked().collect())
            .get(key)
            .copied();
    }
    ranked().find(|it| it.0 == key).map(|it| it.1)
}
