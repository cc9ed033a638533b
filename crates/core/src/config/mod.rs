//! The canonical model as a document: what `config` of the imitated compose tool prints.
//!
//! Every short form is written out, variables are filled in, env files are part of `environment`.
//! The document is itself a compose file, so a dollar sign stands doubled in it.
//!
//! It is printed from the loaded document, which has everything that the tool keeps: see [`crate::load`].

#[cfg(test)]
mod tests;
mod v1_29;
mod v2;

use crate::load::Loaded;
use crate::profile::Dialect;
use serde_json::Value;

/// The document, keys in the order in which it is to be written.
///
/// Source: output of `docker-compose config` 1.29.2 and of `docker compose config` 2.40.3.
pub fn config(loaded: &Loaded, dialect: Dialect) -> Value {
    match dialect {
        Dialect::V1_29 => v1_29::document(&loaded.document, loaded.format),
        Dialect::V2 => v2::document(&loaded.document),
    }
}

/// A duration as Go prints it.
pub(crate) fn duration_text(nanoseconds: i64) -> String {
    v2::duration(nanoseconds)
}

/// Text of the user: a dollar sign is doubled, because the document is interpolated when it is read again.
fn text(it: &str) -> Value {
    Value::String(it.replace('$', "$$"))
}
