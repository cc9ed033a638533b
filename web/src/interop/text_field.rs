//! The editor's text field: caret, and edits that the browser's own undo takes back.

use crate::offsets::{to_bytes, to_wide};
use linkyard_core::text::{TextEdit, TextRange};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDocument, HtmlTextAreaElement};

/// The byte offset of the caret.
pub fn caret(field: &HtmlTextAreaElement) -> usize {
    let wide = field.selection_start().ok().flatten().unwrap_or(0);
    to_bytes(&field.value(), wide as usize)
}

/// Sets the caret to the start of `range`, or marks all of it.
pub fn select(field: &HtmlTextAreaElement, range: TextRange, marks: bool) {
    let text = field.value();
    let start = to_wide(&text, range.start().into()) as u32;
    let end = if marks {
        to_wide(&text, range.end().into()) as u32
    } else {
        start
    };
    let _ = field.set_selection_range(start, end);
}

/// Edits the text as if it were typed, so that undo works and the field says that it changed.
/// Returns false where the browser cannot; the text is then as it was.
pub fn edit(field: &HtmlTextAreaElement, edits: &[TextEdit]) -> bool {
    let Some(document) = super::browser::window().and_then(|it| it.document()) else {
        return false;
    };
    let Ok(document) = document.dyn_into::<HtmlDocument>() else {
        return false;
    };
    if field.focus().is_err() {
        return false;
    }
    let mut edits: Vec<&TextEdit> = edits.iter().collect();
    // From the end, so that the offsets of the others stay right.
    edits.sort_by_key(|it| std::cmp::Reverse((it.range.start(), it.range.end())));
    edits.into_iter().all(|edit| {
        select(field, edit.range, true);
        let done = if edit.insert.is_empty() {
            document.exec_command("delete")
        } else {
            document.exec_command_with_show_ui_and_value("insertText", false, &edit.insert)
        };
        done.unwrap_or(false)
    })
}

/// Scrolls the frame of the field so that the line `number` (from 1) is seen, if it is not.
pub fn reveal_line(frame: &Element, number: usize, line_height: f64) {
    let top = (number.saturating_sub(1)) as f64 * line_height;
    let (start, height) = (
        f64::from(frame.scroll_top()),
        f64::from(frame.client_height()),
    );
    if top < start + line_height || top > start + height - 3.0 * line_height {
        frame.set_scroll_top((top - height / 3.0).max(0.0) as i32);
    }
}
