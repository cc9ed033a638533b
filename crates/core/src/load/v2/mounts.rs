//! The short form of a mount.
//!
//! Source: `format.ParseVolume` of compose-go 2.9.1.

use crate::document::{Map, Node, Value};
use crate::text::FileRange;

/// A mount in its parts.
#[derive(Default)]
pub(super) struct Mount<'a> {
    source: &'a str,
    pub(super) target: &'a str,
    is_read_only: bool,
    propagation: &'a str,
    selinux: &'a str,
    is_bind: bool,
    has_volume: bool,
    nocopy: bool,
}

/// Reads `[SOURCE:]TARGET[:OPTIONS]`.
///
/// # Errors
/// The tool's words.
pub(super) fn parse(spec: &str) -> Result<Mount<'_>, String> {
    let mut res = Mount::default();
    match spec.len() {
        0 => return Err("invalid empty volume spec".to_owned()),
        1 | 2 => {
            res.target = spec;
            return Ok(res);
        }
        _ => {}
    }
    let wrong = |why: &str| format!("invalid spec: {spec}: {why}");
    let mut rest = spec;
    let mut from = 0;
    while let Some(found) = rest.get(from..).and_then(|it| it.find(':')) {
        let at = from + found;
        let part = rest.get(..at).unwrap_or_default();
        let is_drive = {
            let mut chars = part.chars();
            chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
        };
        if is_drive {
            from = at + 1;
            continue;
        }
        res.take(part, false).map_err(wrong)?;
        rest = rest.get(at + 1..).unwrap_or_default();
        from = 0;
    }
    res.take(rest, true).map_err(wrong)?;
    res.is_bind = is_file_path(res.source);
    res.has_volume = !res.is_bind;
    Ok(res)
}

impl<'a> Mount<'a> {
    fn take(&mut self, part: &'a str, is_last: bool) -> Result<(), &'static str> {
        if part.is_empty() {
            return Err("empty section between colons");
        }
        if self.source.is_empty() {
            if is_last {
                self.target = part;
            } else {
                self.source = part;
            }
            return Ok(());
        }
        if self.target.is_empty() {
            self.target = part;
            return Ok(());
        }
        if !is_last {
            return Err("too many colons");
        }
        for option in part.split(',') {
            match option {
                "ro" => self.is_read_only = true,
                "rw" => self.is_read_only = false,
                "nocopy" => self.nocopy = true,
                "rprivate" | "private" | "rshared" | "shared" | "rslave" | "slave" => {
                    self.propagation = option;
                }
                "z" | "Z" => self.selinux = option,
                _ => {}
            }
        }
        Ok(())
    }

    /// The long form.
    pub(super) fn into_node(self, range: FileRange) -> Node {
        let node = |value| Node::new(value, range);
        let text = |it: &str| node(Value::str(it));
        let mut map = Map::with_capacity(5);
        map.set("type", text(if self.is_bind { "bind" } else { "volume" }));
        if !self.source.is_empty() {
            map.set("source", text(self.source));
        }
        if !self.target.is_empty() {
            map.set("target", text(&super::clean(self.target)));
        }
        if self.is_read_only {
            map.set("read_only", node(Value::Bool(true)));
        }
        let mut bind = Map::with_capacity(1);
        if !self.selinux.is_empty() {
            bind.set("selinux", text(self.selinux));
        }
        if !self.propagation.is_empty() {
            bind.set("propagation", text(self.propagation));
        }
        if self.is_bind {
            bind.set("create_host_path", node(Value::Bool(true)));
        }
        if !bind.is_empty() {
            map.set("bind", node(Value::Map(bind)));
        }
        if self.has_volume || self.nocopy {
            let mut volume = Map::new();
            if self.nocopy {
                volume.set("nocopy", node(Value::Bool(true)));
            }
            map.set("volume", node(Value::Map(volume)));
        }
        node(Value::Map(map))
    }
}

fn is_file_path(source: &str) -> bool {
    if source.starts_with(['.', '/', '~']) || source.starts_with(r"\\") {
        return true;
    }
    let mut chars = source.chars();
    chars.next().is_some_and(char::is_alphabetic) && chars.next() == Some(':')
}
