//! One file per route. A route reads the request, calls the library, and answers; it knows no more.

pub(crate) mod events;
pub(crate) mod hello;
pub(crate) mod images;
pub(crate) mod page;
pub(crate) mod plans;
pub(crate) mod project;
pub(crate) mod world;

use crate::error::Refusal;
use axum::http::Uri;

/// A call that this agent does not know.
pub(crate) async fn unknown(uri: Uri) -> Refusal {
    Refusal::bad_request(format!("there is no call `{}`", uri.path()))
}
