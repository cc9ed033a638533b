//! Which part of the picture is seen, and how large.

use linkyard_core::layout::Size;

/// The nearest and the farthest.
const ZOOM_LIMITS: (f64, f64) = (0.1, 3.0);
/// A small picture is not blown up beyond this.
const MAX_FIT: f64 = 1.15;

/// The view: the middle of what is seen, in units of the picture, and screen pixels per unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// Across.
    pub x: f64,
    /// Down.
    pub y: f64,
    /// Screen pixels per unit.
    pub zoom: f64,
}

impl Camera {
    /// All of `picture` in `screen`.
    pub fn fit(picture: Size, screen: Size) -> Camera {
        let zoom =
            (screen.width / picture.width.max(1.0)).min(screen.height / picture.height.max(1.0));
        Camera {
            x: picture.width / 2.0,
            y: picture.height / 2.0,
            zoom: zoom.clamp(ZOOM_LIMITS.0, MAX_FIT),
        }
    }

    /// Closer or farther by `factor`, keeping the point of the screen at (`x`, `y`) pixels from its middle in place.
    pub fn zoomed(self, factor: f64, x: f64, y: f64) -> Camera {
        let zoom = (self.zoom * factor).clamp(ZOOM_LIMITS.0, ZOOM_LIMITS.1);
        let shift = 1.0 / self.zoom - 1.0 / zoom;
        Camera {
            x: self.x + x * shift,
            y: self.y + y * shift,
            zoom,
        }
    }

    /// Moved by so many screen pixels.
    pub fn moved(self, x: f64, y: f64) -> Camera {
        Camera {
            x: self.x - x / self.zoom,
            y: self.y - y / self.zoom,
            ..self
        }
    }

    /// As the `viewBox` of an SVG that fills `screen`.
    pub fn view_box(self, screen: Size) -> String {
        let (width, height) = (
            screen.width.max(1.0) / self.zoom,
            screen.height.max(1.0) / self.zoom,
        );
        format!(
            "{:.2} {:.2} {width:.2} {height:.2}",
            self.x - width / 2.0,
            self.y - height / 2.0
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCREEN: Size = Size {
        width: 400.0,
        height: 200.0,
    };

    #[test]
    fn a_large_picture_is_made_small_enough_and_a_small_one_is_not_blown_up() {
        assert_eq!(
            Camera::fit(
                Size {
                    width: 800.0,
                    height: 100.0
                },
                SCREEN
            )
            .zoom,
            0.5
        );
        assert_eq!(
            Camera::fit(
                Size {
                    width: 40.0,
                    height: 20.0
                },
                SCREEN
            )
            .zoom,
            MAX_FIT
        );
    }

    #[test]
    fn zooming_keeps_the_point_under_the_pointer() {
        let before = Camera {
            x: 100.0,
            y: 50.0,
            zoom: 1.0,
        };
        let after = before.zoomed(2.0, 80.0, -40.0);
        let under = |it: Camera| (it.x + 80.0 / it.zoom, it.y - 40.0 / it.zoom);
        assert_eq!(under(before), under(after));
    }

    #[test]
    fn the_view_box_holds_what_the_screen_shows() {
        assert_eq!(
            Camera {
                x: 100.0,
                y: 50.0,
                zoom: 2.0
            }
            .view_box(SCREEN),
            "0.00 0.00 200.00 100.00"
        );
    }
}
