//! What a predicted container's environment and hosts leave open, in words for standard error.

use indexmap::IndexMap;
use linkyard_core::world::{Certainty, Gap, Why};
use std::fmt::Write as _;

/// What `gaps` leave out, and how to get it. Always printed: without it the output looks complete and is not.
pub fn of_gaps<'a>(gaps: impl Iterator<Item = &'a Gap>) -> String {
    let mut by_reason: IndexMap<String, Vec<&str>> = IndexMap::new();
    let mut images: Vec<&str> = Vec::new();
    for gap in gaps {
        by_reason
            .entry(gap.why.sentence())
            .or_default()
            .push(&gap.missing);
        if let Why::ImageNotInspected(image) = &gap.why
            && !images.contains(&image.as_str())
        {
            images.push(image);
        }
    }
    let mut res = String::new();
    for (why, missing) in by_reason {
        // Writing to a string cannot fail.
        let _ = writeln!(res, "note: missing: {}: {why}", missing.join(", "));
    }
    if !images.is_empty() {
        let _ = writeln!(
            res,
            "help: add `--images <(docker image inspect {})`",
            images.join(" ")
        );
    }
    res
}

/// Which of the printed values are not certain, one reason a line.
pub fn of_values<'a>(values: impl Iterator<Item = (&'a str, &'a Certainty)>) -> String {
    let mut by_reason: IndexMap<(&str, String), Vec<&str>> = IndexMap::new();
    for (name, certainty) in values {
        let (word, why) = match certainty {
            Certainty::Known => continue,
            Certainty::Assumed(why) => ("assumed", why),
            Certainty::Unknown(why) => ("not known yet", why),
        };
        by_reason
            .entry((word, why.sentence()))
            .or_default()
            .push(name);
    }
    let mut res = String::new();
    for ((word, why), names) in by_reason {
        let _ = writeln!(res, "note: {word}: {}: {why}", names.join(", "));
    }
    res
}
