//! `security_opt`: its form, and the profile that it names.
//!
//! Source: `SecurityOpt` of types.py.

use super::paths::normal;
use crate::document::{Map, Value};
use crate::fault::{FaultKind, Refusal};
use crate::files::ReadError;
use crate::load::Loader;

impl Loader<'_> {
    /// Takes options out that are none. A profile is printed under the path that names it.
    pub(super) fn check_security(&mut self, service: &mut Map) {
        let Some(Value::List(items)) = service.get_mut("security_opt").map(|it| &mut it.value)
        else {
            return;
        };
        let mut kept = Vec::with_capacity(items.len());
        for mut item in std::mem::take(items) {
            let text = item.as_str().unwrap_or_default();
            match self.security_option(text) {
                Ok(text) => {
                    item.value = Value::str(&text);
                    kept.push(item);
                }
                Err((refusal, said)) => {
                    self.fault(item.range, FaultKind::Refused(refusal))
                        .said(said);
                }
            }
        }
        *items = kept;
    }

    fn security_option(&mut self, text: &str) -> Result<String, (Refusal, String)> {
        let parts = match text.split_once('=') {
            None if text != "no-new-privileges" => match text.split_once(':') {
                Some(parts) => Some(parts),
                None => {
                    let said = format!("Invalid security_opt: {text}");
                    return Err((Refusal::Other { text: said.clone() }, said));
                }
            },
            parts => parts,
        };
        let Some(("seccomp", rest)) = parts else {
            return Ok(text.to_owned());
        };
        // A third part, which nobody writes, is cut off as the tool does.
        let separator = if text.contains('=') { '=' } else { ':' };
        let path = rest.split(separator).next().unwrap_or(rest);
        if path == "unconfined" {
            return Ok(text.to_owned());
        }
        let plain = path
            .strip_prefix('"')
            .and_then(|it| it.strip_suffix('"'))
            .unwrap_or(path);
        let prefix = "Error reading seccomp profile:";
        let asked = self.asked_path(&normal(plain)).to_owned();
        match self.open_text(&asked) {
            Ok(id) => {
                let source = self.sources.get(usize::from(id.0));
                let source = source.map(|it| it.text.as_str()).unwrap_or_default();
                if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(source) {
                    let said = format!("{prefix} {error}");
                    return Err((Refusal::Other { text: said.clone() }, said));
                }
                Ok(format!("seccomp:{path}"))
            }
            Err(error) => {
                let said = match &error {
                    ReadError::NotFound => {
                        format!("{prefix} [Errno 2] No such file or directory: '{plain}'")
                    }
                    _ => format!("{prefix} [Errno 13] Permission denied: '{plain}'"),
                };
                Err((Refusal::File { path: asked, error }, said))
            }
        }
    }
}
