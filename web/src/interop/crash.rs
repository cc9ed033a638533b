//! What is shown when our own code fails: the text is kept, and it is said whose fault it is.

use super::store;
use std::panic::PanicHookInfo;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Document, Element};

/// Shows a notice instead of a dead page when the page panics.
pub fn install() {
    std::panic::set_hook(Box::new(|info| {
        console_error_panic_hook::hook(info);
        // Without a document there is nobody to show it to.
        let _ = show(info);
    }));
}

fn show(info: &PanicHookInfo<'_>) -> Option<()> {
    let document = super::browser::window()?.document()?;
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    let text = store::draft()
        .map(|it| it.text().to_owned())
        .unwrap_or_default();
    let notice = add(&document, document.body()?.as_ref(), "section", "")?;
    notice.set_attribute("class", "crash").ok()?;
    notice.set_attribute("role", "alert").ok()?;
    add(&document, &notice, "h1", "Linkyard has a fault and stopped")?;
    let sentence = format!(
        "This is our bug, not a mistake in your file. Your text is safe: it is below, and it is still here after a reload. \
         Place of the fault: {place}"
    );
    add(&document, &notice, "p", &sentence)?;
    let bar = add(&document, &notice, "p", "")?;
    let copy = add(&document, &bar, "button", "Copy the text")?;
    let reload = add(&document, &bar, "a", "Reload the page")?;
    reload.set_attribute("href", "").ok()?;
    let field = add(&document, &notice, "textarea", &text)?;
    field.set_attribute("readonly", "").ok()?;
    field.set_attribute("aria-label", "Your text").ok()?;
    let on_click = Closure::<dyn FnMut()>::new(move || {
        if let Some(window) = super::browser::window() {
            let _ = window.navigator().clipboard().write_text(&text);
        }
    });
    copy.add_event_listener_with_callback("click", on_click.as_ref().unchecked_ref())
        .ok()?;
    // The notice stays until the page is left.
    on_click.forget();
    Some(())
}

fn add(document: &Document, parent: &Element, tag: &str, text: &str) -> Option<Element> {
    let res = document.create_element(tag).ok()?;
    res.set_text_content(Some(text));
    parent.append_child(&res).ok()?;
    Some(res)
}
