//! Loading as Docker Compose 2 does it.

use super::Loader;
use crate::document::Node;
use crate::interpolate::Syntax;

pub(super) fn load(loader: &mut Loader<'_>) -> Node {
    let mut document = loader.main_document();
    loader.interpolate(&mut document, Syntax::Nested);
    loader.resolve_environments(&mut document);
    document
}
