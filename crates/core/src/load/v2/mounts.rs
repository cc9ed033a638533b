//! The short form of a mount.
//!
//! Source: `format.ParseVolume` of compose-go 2.9.1.

use crate::document::{Map, Node, Value};
use crate::text::FileRange;

/// A mount in its parts.
#[derive(Default)]
pub(super) struct Mount {
    source: String,
    pub(super) target: String,
    is_read_only: bool,
    propagation: String,
    selinux: String,
    is_bind: bool,
    has_volume: bool,
    nocopy: bool,
}

/// Reads `[SOURCE:]TARGET[:OPTIONS]`.
///
/// # Errors
/// The tool's words.
pub(super) fn parse(spec: &str) -> Result<Mount, String> {
    let mut res = Mount::default();
    match spec.len() {
        0 => return Err("invalid empty volume spec".to_owned()),
        1 | 2 => {
            spec.clone_into(&mut res.target);
            return Ok(res);
        }
        _ => {}
    }
    let wrong = |why: &str| format!("invalid spec: {spec}: {why}");
    let mut part = String::new();
    for it in spec.chars() {
        let is_drive = it == ':' && {
            let mut chars = part.chars();
            chars.next().is_some_and(char::is_alphabetic) && chars.next().is_none()
        };
        if it != ':' || is_drive {
            part.push(it);
            continue;
        }
        res.take(&part, false).map_err(wrong)?;
        part.clear();
    }
    res.take(&part, true).map_err(wrong)?;
    res.is_bind = is_file_path(&res.source);
    res.has_volume = !res.is_bind;
    Ok(res)
}

impl Mount {
    fn take(&mut self, part: &str, is_last: bool) -> Result<(), &'static str> {
        if part.is_empty() {
            return Err("empty section between colons");
        }
        if self.source.is_empty() {
            let place = if is_last {
                &mut self.target
            } else {
                &mut self.source
            };
            part.clone_into(place);
            return Ok(());
        }
        if self.target.is_empty() {
            part.clone_into(&mut self.target);
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
                    option.clone_into(&mut self.propagation);
                }
                "z" | "Z" => option.clone_into(&mut self.selinux),
                _ => {}
            }
        }
        Ok(())
    }

    /// The long form.
    pub(super) fn into_node(self, range: FileRange) -> Node {
        let node = |value| Node::new(value, range);
        let text = |it: &str| node(Value::str(it));
        let mut map = Map::new();
        map.set("type", text(if self.is_bind { "bind" } else { "volume" }));
        if !self.source.is_empty() {
            map.set("source", text(&self.source));
        }
        if !self.target.is_empty() {
            map.set("target", text(&super::clean(&self.target)));
        }
        if self.is_read_only {
            map.set("read_only", node(Value::Bool(true)));
        }
        let mut bind = Map::new();
        if !self.selinux.is_empty() {
            bind.set("selinux", text(&self.selinux));
        }
        if !self.propagation.is_empty() {
            bind.set("propagation", text(&self.propagation));
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
