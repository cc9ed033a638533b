//! Window, address, clipboard, theme.

use crate::state::Theme;
use linkyard_core::language::Language;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlDialogElement, HtmlElement, ResizeObserver, Window};

pub(super) fn window() -> Option<Window> {
    web_sys::window()
}

/// Takes the token out of the address (`#token=…`), so that it is not bookmarked or shared by accident.
pub fn take_token() -> Option<String> {
    let window = window()?;
    let location = window.location();
    let hash = location.hash().ok()?;
    let token = hash.strip_prefix("#token=")?.to_owned();
    let address = format!("{}{}", location.pathname().ok()?, location.search().ok()?);
    let history = window.history().ok()?;
    history
        .replace_state_with_url(&JsValue::NULL, "", Some(&address))
        .ok()?;
    (!token.is_empty()).then_some(token)
}

/// The first language that the browser asks for and that is spoken here.
pub fn language() -> Option<Language> {
    let wanted = window()?.navigator().languages();
    wanted
        .iter()
        .find_map(|it| Language::of_locale(&it.as_string()?))
}

/// Shows the page light or dark.
pub fn set_theme(theme: Theme) {
    let root = window()
        .and_then(|it| it.document())
        .and_then(|it| it.document_element());
    let Some(root) = root else { return };
    // A theme that cannot be set leaves the system's, which is readable too.
    let _ = match theme {
        Theme::System => root.remove_attribute("data-theme"),
        Theme::Light => root.set_attribute("data-theme", "light"),
        Theme::Dark => root.set_attribute("data-theme", "dark"),
    };
}

/// Puts `text` on the clipboard. Returns whether the browser let us.
pub async fn copy(text: &str) -> bool {
    let Some(window) = window() else { return false };
    // Outside https and loopback there is no clipboard.
    let clipboard = js_sys::Reflect::get(&window.navigator(), &"clipboard".into());
    if clipboard.is_ok_and(|it| it.is_undefined()) {
        return false;
    }
    JsFuture::from(window.navigator().clipboard().write_text(text))
        .await
        .is_ok()
}

/// Width and height of an element on the screen, in CSS pixels.
pub fn size_of(element: &Element) -> (f64, f64) {
    let area = element.get_bounding_client_rect();
    (area.width(), area.height())
}

/// Calls back when an element gets another size; until this goes away.
pub struct SizeWatch {
    observer: ResizeObserver,
    _on_change: Closure<dyn FnMut()>,
}

impl SizeWatch {
    /// Watches `element`. The first call comes at once.
    pub fn new(element: &Element, on_change: impl FnMut() + 'static) -> Option<SizeWatch> {
        let on_change = Closure::<dyn FnMut()>::new(on_change);
        let observer = ResizeObserver::new(on_change.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(SizeWatch {
            observer,
            _on_change: on_change,
        })
    }
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Where an element begins on the screen, in CSS pixels.
pub fn place_of(element: &Element) -> (f64, f64) {
    let area = element.get_bounding_client_rect();
    (area.left(), area.top())
}

/// Gives the keyboard to an element.
pub fn focus(element: &Element) {
    let html = element.dyn_ref::<HtmlElement>().map(HtmlElement::focus);
    let svg = element
        .dyn_ref::<web_sys::SvgElement>()
        .map(web_sys::SvgElement::focus);
    let _ = (html, svg);
}

/// Opens a dialog over the page, which keeps the keyboard inside it; Escape closes it.
pub fn show_modal(dialog: &HtmlDialogElement) {
    if !dialog.open() {
        let _ = dialog.show_modal();
    }
}

/// Follows the pointer even outside the element until the button is let go.
pub fn capture_pointer(element: &Element, pointer_id: i32) {
    let _ = element.set_pointer_capture(pointer_id);
}
