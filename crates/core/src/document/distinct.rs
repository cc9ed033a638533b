//! Whether texts differ from each other: nearly all lists of a compose file have a few entries, all different.

use rustc_hash::FxHashSet;
use std::borrow::Cow;

/// Up to so many texts are compared pair by pair.
const FEW: usize = 8;

/// Whether the `n` texts are all there and all different. It stops at the first that is not.
pub(crate) fn all_differ<'t>(
    n: usize,
    texts: impl IntoIterator<Item = Option<Cow<'t, str>>>,
) -> bool {
    let mut few = [const { Cow::Borrowed("") }; FEW];
    let mut many = FxHashSet::default();
    for (at, text) in texts.into_iter().enumerate() {
        let Some(text) = text else {
            return false;
        };
        if n > FEW {
            if !many.insert(text) {
                return false;
            }
        } else if few.iter().take(at).any(|it| *it == text) {
            return false;
        } else if let Some(place) = few.get_mut(at) {
            *place = text;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_texts_are_told_apart() {
        for n in [0, 1, 2, FEW, FEW + 1, 50] {
            let texts = || (0..n).map(|it| Some(Cow::Owned(it.to_string())));
            assert!(all_differ(n, texts()), "{n}");
            assert!(!all_differ(n + 1, texts().chain([None])), "{n}");
            if n > 0 {
                let again = texts().chain([Some("0".into())]);
                assert!(!all_differ(n + 1, again), "{n}");
            }
        }
    }
}
