//! Fixtures: what the tool says of a file, without an engine.

fn main() {}
