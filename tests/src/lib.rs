//! What the tests share: a real engine, images for it, a probe, and the comparison of a prediction with reality.
//!
//! Nothing of it is part of the product.

pub mod case;
pub mod compare;
pub mod config;
pub mod differential;
pub mod engine;
pub mod images;
pub mod picture;
pub mod probe;
pub mod script;
