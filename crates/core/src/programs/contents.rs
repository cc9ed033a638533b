//! Which programs an image has, as far as that is known.

use super::applets;
use crate::images::canonical_reference;
use crate::world::World;

/// Whether an image certainly lacks a program.
pub(super) fn lacks(world: &World, image: &str, program: &str) -> bool {
    if program.is_empty() {
        return false;
    }
    let name = program.rsplit('/').next().unwrap_or(program);
    if let Some(programs) = world.images.get(image).and_then(|it| it.programs.as_ref()) {
        return !programs.contains(name);
    }
    let canonical = canonical_reference(image);
    let repository = canonical.split(':').next().unwrap_or_default();
    match repository {
        "busybox" | "alpine" => !applets::is_known(program) || name == "bash" || name == "curl",
        _ => false,
    }
}
