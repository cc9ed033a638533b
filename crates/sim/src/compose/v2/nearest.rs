//! The flag or command that somebody may have meant.

use crate::args::Flag;
use crate::docker::nearest;

/// A refusal of words, with the flag that is nearest to an unknown one on a line of its own.
pub(super) fn with_nearest_flag(text: String, flags: &[Flag]) -> String {
    let Some(name) = text.strip_prefix("unknown flag: --") else {
        return text;
    };
    let names = flags.iter().filter(|it| !it.long.is_empty());
    match nearest(name, names.map(|it| it.long)) {
        Some(it) => format!("{text}\nDid you mean --{it}?"),
        None => text,
    }
}
