//! Relative paths become absolute.
//!
//! Source: `paths` of compose-go 2.9.1.

use super::finish::{each, items};
use super::{clean, joined};
use crate::document::{Node, Value};
use crate::load::Loader;
use std::borrow::Cow;

impl Loader<'_> {
    /// Relative paths start from `folder`; `~` is the user's home.
    pub(super) fn make_paths_absolute(&mut self, model: &mut Node, folder: &str) {
        let home = self.settings.home.clone();
        let resolve = |node: &mut Node| {
            if let Value::Str(text) = &node.value
                && !text.is_empty()
            {
                let text = expand_home(text, &home);
                node.value = Value::str(&joined(folder, &text));
            }
        };
        let context = |node: &mut Node| {
            let is_elsewhere = node.as_str().is_none_or(|it| {
                it.contains("://")
                    || ["service:", "github.com/", "git@"]
                        .iter()
                        .any(|prefix| it.starts_with(prefix))
            });
            if !is_elsewhere {
                resolve(node);
            }
        };
        let unix = |node: &mut Node| {
            let is_windows = node.as_str().is_some_and(is_windows_absolute);
            if node.as_str() == Some("") {
                node.value = Value::str(&clean(if folder.is_empty() { "." } else { folder }));
            } else if !is_windows {
                resolve(node);
            }
        };
        each(model, "services", |_, service| {
            if let Some(build) = service.get_mut("build").and_then(Node::as_map_mut) {
                if let Some(node) = build.get_mut("context") {
                    context(node);
                }
                if let Some(map) = build
                    .get_mut("additional_contexts")
                    .and_then(Node::as_map_mut)
                {
                    map.values_mut().for_each(|(_, node)| context(node));
                }
                if let Some(map) = build.get_mut("ssh").and_then(Node::as_map_mut) {
                    map.values_mut()
                        .filter(|(_, node)| !node.is_null())
                        .for_each(|(_, node)| unix(node));
                }
            }
            items(service, "env_file", |it| {
                if let Some(node) = it.as_map_mut().and_then(|it| it.get_mut("path")) {
                    resolve(node);
                }
            });
            items(service, "label_file", resolve);
            if let Some(file) = service
                .get_mut("extends")
                .and_then(Node::as_map_mut)
                .and_then(|it| it.get_mut("file"))
            {
                resolve(file);
            }
            if let Some(develop) = service.get_mut("develop").and_then(Node::as_map_mut) {
                items(develop, "watch", |it| {
                    if let Some(node) = it.as_map_mut().and_then(|it| it.get_mut("path")) {
                        resolve(node);
                    }
                });
            }
            items(service, "volumes", |it| {
                let is_bind = it.get("type").and_then(Node::as_str) == Some("bind");
                if let Some(source) = it
                    .as_map_mut()
                    .filter(|_| is_bind)
                    .and_then(|it| it.get_mut("source"))
                {
                    unix(source);
                }
            });
        });
        for section in ["configs", "secrets"] {
            each(model, section, |_, resource| {
                if let Some(file) = resource.get_mut("file") {
                    unix(file);
                }
            });
        }
        each(model, "volumes", |_, volume| {
            let is_local = volume.get("driver").and_then(Node::as_str) == Some("local");
            let options = volume.get_mut("driver_opts").and_then(Node::as_map_mut);
            let Some(options) = options.filter(|_| is_local) else {
                return;
            };
            let is_bind = options.get("o").and_then(Node::as_str) == Some("bind");
            if let Some(device) = options.get_mut("device").filter(|_| is_bind) {
                unix(device);
            }
        });
    }
}

fn expand_home<'t>(text: &'t str, home: &str) -> Cow<'t, str> {
    match text.strip_prefix('~') {
        Some(rest) if !home.is_empty() => Cow::Owned(clean(&format!("{home}/{rest}")).into_owned()),
        _ => Cow::Borrowed(text),
    }
}

/// `C:\…` or `\\server\share`.
fn is_windows_absolute(text: &str) -> bool {
    let bytes = text.as_bytes();
    let has_drive =
        matches!(bytes, [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic());
    has_drive || text.starts_with(r"\\")
}
