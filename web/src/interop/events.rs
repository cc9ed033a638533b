//! Server-sent events. Browsers cannot set headers on them, so the address carries what pairs the page.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{EventSource, MessageEvent};

/// An open stream; it closes when this goes away.
pub struct Stream {
    source: EventSource,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(web_sys::Event)>,
}

impl Stream {
    /// Opens `url`. `on_message` gets each text, `on_end` is called when the stream broke and will not come back.
    pub fn open(
        url: &str,
        mut on_message: impl FnMut(String) + 'static,
        mut on_end: impl FnMut() + 'static,
    ) -> Option<Stream> {
        let source = EventSource::new(url).ok()?;
        let on_message = Closure::new(move |it: MessageEvent| {
            if let Some(text) = it.data().as_string() {
                on_message(text);
            }
        });
        let watched = source.clone();
        let on_error = Closure::new(move |_: web_sys::Event| {
            // While it is only connecting again, the browser goes on by itself and asks for what it missed.
            if watched.ready_state() == EventSource::CLOSED {
                on_end();
            }
        });
        source.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        source.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Some(Stream {
            source,
            _on_message: on_message,
            _on_error: on_error,
        })
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.set_onmessage(None);
        self.source.set_onerror(None);
        self.source.close();
    }
}
