//! The hash by which the tool sees that the settings of a service changed.
//!
//! Its digits are not the tool's, whose hash covers objects of Python; what makes it change is the same.

use super::tool::Tool;
use linkyard_core::config::config;
use linkyard_core::plan::image_of;
use linkyard_core::profile::Dialect;
use linkyard_core::project::{NetworkModeRef, Service};
use serde_json::Value;
use siphasher::sip::SipHasher13;
use std::hash::Hasher;

/// 64 hexadecimal digits that depend on `text` alone.
pub(super) fn hex(text: &str) -> String {
    let part = |key: u64| {
        let mut hasher = SipHasher13::new_with_keys(0x11_4b_79_a4_d0, key);
        hasher.write(text.as_bytes());
        format!("{:016x}", hasher.finish())
    };
    (0..4).map(part).collect()
}

/// What does not count: how many containers there are to be, and what is sent to no container.
const NOT_COUNTED: [&str; 3] = ["scale", "deploy", "configs"];

impl Tool<'_> {
    /// The hash of the settings of a service, its image and its neighbours' names.
    pub fn config_hash(&self, service: &Service) -> String {
        let own = service.name.value.as_str();
        let analysis = &self.project.analysis;
        let document = self
            .document
            .get_or_init(|| config(&analysis.loaded, Dialect::V1_29));
        let mut options = document
            .get("services")
            .and_then(|it| it.get(own))
            .cloned()
            .unwrap_or_default();
        let deploy = options.get("deploy").cloned().unwrap_or_default();
        if let Value::Object(options) = &mut options {
            for key in NOT_COUNTED {
                options.remove(key);
            }
        }
        let of_deploy = [deploy.get("resources"), deploy.get("restart_policy")];
        let image = image_of(&analysis.project, service, analysis.profile);
        let world = &self.machine.world;
        let facts = world.images.get(&image).filter(|_| world.has_image(&image));
        let network = match service.network_mode.as_ref().map(|it| &it.value) {
            Some(NetworkModeRef::Container(name)) => {
                let found = world.resolve(name).ok();
                let found = found.and_then(|it| Some(world.containers.get(&it)?.id.clone()));
                found.unwrap_or_default()
            }
            _ => String::new(),
        };
        let networks: Vec<String> = self
            .networks_of(service)
            .into_iter()
            .map(|it| it.0)
            .collect();
        hex(&format!(
            "{options} {of_deploy:?} {facts:?} {network} {networks:?} {}",
            self.image_generation(&image)
        ))
    }

    /// Changes when another image gets the name.
    fn image_generation(&self, image: &str) -> String {
        let canonical = linkyard_core::images::canonical_reference(image);
        let simulation = self.machine.world.simulation.as_ref();
        let tag = simulation.and_then(|it| it.tags.get(&canonical)).cloned();
        tag.unwrap_or_default()
    }
}

/// The id of an image, in the digits that the client shows.
pub(super) fn image_id(reference: &str) -> String {
    let canonical = linkyard_core::images::canonical_reference(reference);
    let id = crate::docker::image_id(&canonical);
    id.strip_prefix("sha256:").unwrap_or(&id).to_owned()
}
