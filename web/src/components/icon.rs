//! The icon set: strokes on a grid of 16 pixels.

use yew::{AttrValue, Html, Properties, component, html};

/// What an icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    /// The project's mark: two links.
    Mark,
    /// A cross in a circle.
    Error,
    /// A triangle with an exclamation mark.
    Warning,
    /// An i in a circle.
    Hint,
    /// A tick.
    Tick,
    /// A cross.
    Cross,
    /// A play triangle.
    Up,
    /// A square.
    Down,
    /// A sheet.
    File,
    /// Three joined dots.
    Graph,
    /// A box.
    Box,
    /// A list.
    Steps,
    /// Sun and moon.
    Theme,
    /// Two sheets.
    Copy,
    /// A plus.
    Plus,
    /// A minus.
    Minus,
    /// Four corners.
    Fit,
    /// A browser window.
    Browser,
    /// A wheel.
    Gear,
    /// A queue.
    Queue,
    /// A cylinder.
    Cylinder,
    /// A wrench.
    Fix,
    /// A dashed ring.
    Waiting,
    /// A bar in a circle.
    Skipped,
    /// A clock.
    Clock,
}

impl Glyph {
    /// Its strokes.
    pub fn path(self) -> &'static str {
        match self {
            Glyph::Mark => "M2 5.5h5v5H2zM9 5.5h5v5H9zM5 8h6",
            Glyph::Error => {
                "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM5.7 5.7l4.6 4.6M10.3 5.7l-4.6 4.6"
            }
            Glyph::Warning => "M8 2.2 14.4 13.5H1.6zM8 6.4v3.4M8 11.6v.2",
            Glyph::Hint => "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 7.4v3.8M8 4.8V5",
            Glyph::Tick => "m2.8 8.6 3.4 3.4 7-8",
            Glyph::Cross => "m3.5 3.5 9 9M12.5 3.5l-9 9",
            Glyph::Up => "M4.5 2.8v10.4L12.8 8z",
            Glyph::Down => "M3.8 3.8h8.4v8.4H3.8z",
            Glyph::File => "M3.5 1.8h5.8l3.2 3.2v9.2h-9zM9.2 1.8V5h3.2M5.6 8h4.8M5.6 10.8h4.8",
            Glyph::Graph => {
                "M2 3h4v3H2zM10 2h4v3h-4zM10 11h4v3h-4zM6 4.5h1.5c1 0 1-1 2.5-1M6 4.5c2.6 0 1.6 8 4 8"
            }
            Glyph::Box => "m8 1.6 6 3v6.8l-6 3-6-3V4.6zM2 4.6l6 3 6-3M8 7.6v6.8",
            Glyph::Steps => "M6 3.5h8M6 8h8M6 12.5h8M2 3.5h1.2M2 8h1.2M2 12.5h1.2",
            Glyph::Theme => "M8 1.8a6.2 6.2 0 1 0 0 12.4zM8 1.8a6.2 6.2 0 0 1 0 12.4",
            Glyph::Copy => "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
            Glyph::Plus => "M8 3v10M3 8h10",
            Glyph::Minus => "M3 8h10",
            Glyph::Fit => "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
            Glyph::Browser => "M1.8 2.8h12.4v10.4H1.8zM1.8 6h12.4M4 4.4h.2M6 4.4h.2",
            Glyph::Gear => {
                "M8 5.6a2.4 2.4 0 1 0 0 4.8 2.4 2.4 0 0 0 0-4.8zM8 1.6v2M8 12.4v2M1.6 8h2M12.4 8h2M3.5 3.5l1.4 1.4M11.1 11.1l1.4 1.4M12.5 3.5l-1.4 1.4M4.9 11.1l-1.4 1.4"
            }
            Glyph::Queue => "M1.8 4h3v8h-3zM6.5 4h3v8h-3zM11.2 8h3M12.6 6.4 14.2 8l-1.6 1.6",
            Glyph::Cylinder => {
                "M2.8 3.9c0-1.1 2.3-2 5.2-2s5.2.9 5.2 2-2.3 2-5.2 2-5.2-.9-5.2-2zM2.8 3.9v8.2c0 1.1 2.3 2 5.2 2s5.2-.9 5.2-2V3.9M2.8 8c0 1.1 2.3 2 5.2 2s5.2-.9 5.2-2"
            }
            Glyph::Fix => {
                "M10.2 2.2a3.6 3.6 0 0 0-3.3 5L2.2 12l1.9 1.9 4.7-4.7a3.6 3.6 0 0 0 4.8-4.6l-2.2 2.2-1.9-.4-.4-1.9 2.2-2.2a3.6 3.6 0 0 0-1.1-.1z"
            }
            Glyph::Waiting => "M8 2.2v2M8 11.8v2M2.2 8h2M11.8 8h2",
            Glyph::Skipped => "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM5 8h6",
            Glyph::Clock => "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 4.6V8l2.4 1.6",
        }
    }
}

/// Properties of [`Icon`].
#[derive(Properties, PartialEq)]
pub struct IconProps {
    /// What it shows.
    pub glyph: Glyph,
    /// More classes.
    #[prop_or_default]
    pub class: AttrValue,
}

/// An icon beside words: it says nothing to a screen reader.
#[component]
pub fn Icon(props: &IconProps) -> Html {
    html! {
        <svg class={format!("icon {}", props.class)} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
            <path d={props.glyph.path()} />
        </svg>
    }
}
