//! The images that a project builds.

use super::{BuildInput, image_facts};
use crate::analysis::Settings;
use crate::files::Files;
use crate::images::{FactsSource, ImageCatalog};
use crate::load::Loaded;
use crate::profile::{Dialect, Profile};
use crate::project::{Project, Service, below, image_name};
use std::sync::Arc;

/// What is known of images, and what the Dockerfiles of the project say of those that it builds.
/// An image that somebody has inspected is known better than from its Dockerfile.
pub(crate) fn images(
    project: &Project,
    loaded: &Loaded,
    profile: Profile,
    settings: &Settings,
    files: &dyn Files,
) -> ImageCatalog {
    let mut res = settings.images.clone();
    for service in project.services.values() {
        let Some(build) = &service.build else {
            continue;
        };
        let name = match &service.image {
            Some(image) => image.value.clone(),
            None => image_name(&project.name, &service.name.value, profile),
        };
        let is_inspected = settings
            .images
            .get(&name)
            .is_some_and(|it| it.source == FactsSource::Inspect);
        let text = dockerfile(service, loaded, settings, files);
        let Some(text) = text.filter(|_| !is_inspected) else {
            continue;
        };
        let input = BuildInput {
            args: &build.value.args,
            variables: &settings.variables,
            target: build.value.target.as_deref(),
            images: &settings.images,
            has_buildkit: profile.dialect == Dialect::V2,
        };
        if let Some(facts) = image_facts(&text, &input) {
            res.insert(&name, Arc::new(facts));
        }
    }
    res
}

/// The path of a service's Dockerfile, relative to the project folder where it lies in that; `None` if the service is
/// not built, or from an address.
pub fn path(service: &Service, settings: &Settings) -> Option<String> {
    let build = &service.build.as_ref()?.value;
    if build.is_remote() {
        return None;
    }
    let name = build.dockerfile.as_deref().unwrap_or("Dockerfile");
    let folder = build.context.trim_end_matches('/');
    let path = match folder.trim_start_matches("./") {
        _ if name.starts_with('/') => name.to_owned(),
        "" | "." => name.to_owned(),
        folder => format!("{folder}/{name}"),
    };
    Some(match below(&path, &settings.working_dir) {
        Some(path) => path.to_owned(),
        None => path,
    })
}

/// The text of a service's Dockerfile, where it lies in the project.
fn dockerfile(
    service: &Service,
    loaded: &Loaded,
    settings: &Settings,
    files: &dyn Files,
) -> Option<String> {
    let inline = loaded
        .document
        .get("services")
        .and_then(|it| it.get(&service.name.value))
        .and_then(|it| it.get("build"))
        .and_then(|it| it.get("dockerfile_inline"))
        .and_then(|it| it.as_str());
    if let Some(text) = inline {
        return Some(text.to_owned());
    }
    let path = path(service, settings)?;
    files.read(&path).ok().map(std::borrow::Cow::into_owned)
}
