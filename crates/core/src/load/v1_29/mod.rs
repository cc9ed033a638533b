//! Loading as docker-compose 1.29 does it.

use super::{Format, Loader};
use crate::document::Node;
use crate::interpolate::Syntax;

pub(super) fn load(loader: &mut Loader<'_>) -> Node {
    let mut document = loader.main_document();
    let syntax = match loader.format {
        Format::V1 => Syntax::Plain,
        Format::Compose => Syntax::Defaults,
    };
    loader.interpolate(&mut document, syntax);
    loader.resolve_environments(&mut document);
    document
}
