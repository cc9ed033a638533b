//! The parts of the page, one folder each.

pub mod agent;
pub mod editor;
pub mod graph;
pub mod header;
pub mod inspector;
pub mod order;
pub mod problems;
