//! What the page can find out about images.

use linkyard_core::images::{ImageCatalog, canonical_reference};
use linkyard_core::op::Op;
use linkyard_core::plan::Plan;
use std::collections::BTreeSet;

/// The images of the plan's containers, each once.
pub fn images(plan: &Plan) -> Vec<String> {
    let images: BTreeSet<&str> = plan
        .steps
        .iter()
        .filter_map(|it| match &it.op {
            Op::CreateContainer { spec, .. } => Some(spec.image.as_str()),
            _ => None,
        })
        .collect();
    images.into_iter().map(str::to_owned).collect()
}

/// Reads what somebody pasted for `image`.
///
/// # Errors
/// A sentence for the user.
pub fn read(pasted: &str, image: &str) -> Result<ImageCatalog, String> {
    let catalog = ImageCatalog::from_inspect(pasted.trim())?;
    if catalog.get(image).is_none() {
        let wanted = canonical_reference(image);
        return Err(format!(
            "that output does not hold `{wanted}`: run `docker image inspect {image}`"
        ));
    }
    Ok(catalog)
}
