//! Parts that several panels use. They know nothing of compose files.

mod copy_button;
mod icon;
mod segmented;
mod tabs;

pub use copy_button::CopyButton;
pub use icon::{Glyph, Icon};
pub use segmented::{Segment, Segmented};
pub use tabs::{Tab, Tabs};
