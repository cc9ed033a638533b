//! How results look. Nothing is computed here that the core could compute.

pub mod diagnostics;
pub mod drift;
pub mod findings_json;
pub mod github;
pub mod notes;
pub mod progress;
pub mod sarif;
pub mod world_json;
