//! The only place that touches the browser by hand. Everything here does nothing where the browser lacks the thing.

pub mod browser;
pub mod crash;
pub mod events;
pub mod store;
pub mod text_field;
