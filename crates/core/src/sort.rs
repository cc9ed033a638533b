//! Sorting that is compiled once.
//!
//! The standard library compiles its sort anew for every type and comparison, several kilobytes each time: a tenth of the
//! page. Here only numbers are sorted, and the items are then put into their order.

use std::cmp::Ordering;

/// Stable sorts of the standard library's, under names of their own.
pub(crate) trait SortOnce<T> {
    /// As `sort_by`.
    fn order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    /// As `sort_by_key`.
    fn order_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.order_by(|a, b| key(a).cmp(&key(b)));
    }

    /// As `sort`.
    fn order(&mut self)
    where
        T: Ord,
    {
        self.order_by(T::cmp);
    }
}

impl<T> SortOnce<T> for [T] {
    fn order_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        if self.len() < 2 {
            return;
        }
        let mut places = sorted_places(self.len(), &mut |a, b| match (self.get(a), self.get(b)) {
            (Some(a), Some(b)) => compare(a, b),
            _ => Ordering::Equal,
        });
        // Each circle of the permutation, swap by swap; a place that is done points to itself.
        for start in 0..places.len() {
            let mut at = start;
            while let Some(from) = places.get(at).copied() {
                if let Some(place) = places.get_mut(at) {
                    *place = at;
                }
                if from == start {
                    break;
                }
                self.swap(at, from);
                at = from;
            }
        }
    }
}

/// For each place of the sorted list, where its item stands now.
fn sorted_places(n: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..n).collect();
    places.sort_by(|a, b| compare(*a, *b));
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_the_sort_of_the_standard_library(items in prop::collection::vec((0u8..9, any::<u8>()), 0..40)) {
            let mut ours = items.clone();
            ours.order_by_key(|it| it.0);
            let mut theirs = items;
            theirs.sort_by_key(|it| it.0);
            prop_assert_eq!(ours, theirs);
        }
    }
}
