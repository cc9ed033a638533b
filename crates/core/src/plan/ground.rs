//! What containers stand on: networks, volumes and images that are not there yet.

use super::CauseKind;
use super::StepId;
use super::spec::{
    DEFAULT_NETWORK, full_network_name, full_volume_name, image_of, object_labels, service_networks,
};
use super::up::Planner;
use crate::graph::ServiceIndex;
use crate::images::canonical_reference;
use crate::load::Format;
use crate::op::{NetworkSpec, Op, labels};
use crate::profile::Dialect;
use crate::project::{MountKind, Service};
use indexmap::IndexMap;
use std::collections::BTreeMap;

impl<'a> Planner<'a> {
    /// Networks that services sit on and that are not there.
    ///
    /// docker-compose 1.29 makes them in the order in which services, in start order, first name them. Source:
    /// `ProjectNetworks.from_services` in `compose/network.py`. Compose 2 leaves the order to chance; here the default
    /// one comes first, then file order.
    pub(super) fn networks(&mut self, services: &[(ServiceIndex, &'a Service)]) {
        let project = self.input.project;
        if project.format == Format::V1 {
            return;
        }
        let mut first_user: IndexMap<String, &str> = IndexMap::new();
        for (_, service) in services.iter().filter(|(_, it)| it.network_mode.is_none()) {
            for network in service_networks(service) {
                first_user
                    .entry(network.name)
                    .or_insert(&service.name.value);
            }
        }
        if self.profile.dialect == Dialect::V2 {
            first_user.sort_by_key(|key, _| {
                (
                    key != DEFAULT_NETWORK,
                    project.networks.get_index_of(key).unwrap_or(usize::MAX),
                )
            });
        }
        for (key, service) in &first_user {
            let declared = project.networks.get(key);
            if declared.is_none() && key != DEFAULT_NETWORK {
                continue;
            }
            let name = full_network_name(project, key);
            if declared.is_some_and(|it| it.external)
                || self.input.world.networks.contains_key(&name)
            {
                continue;
            }
            let declared = declared.cloned().unwrap_or_default();
            let mut all_labels = declared.labels;
            all_labels.extend(object_labels(project));
            all_labels.insert(labels::NETWORK.to_owned(), key.clone());
            let spec = NetworkSpec {
                driver: declared.driver,
                driver_opts: declared.driver_opts,
                subnet: declared.subnet,
                internal: declared.internal,
                attachable: declared.attachable || self.profile.dialect == Dialect::V1_29,
                labels: all_labels,
            };
            let cause = CauseKind::NetworkIsUsed {
                service: (*service).to_owned(),
            };
            let id = self.push(
                Op::CreateNetwork {
                    name: name.clone(),
                    spec,
                },
                Vec::new(),
                cause,
                declared.range,
            );
            self.networks.insert(name, id);
        }
    }

    /// Declared volumes that services mount and that are not there.
    pub(super) fn volumes(&mut self, services: &[(ServiceIndex, &'a Service)]) {
        let project = self.input.project;
        let mut first_user: BTreeMap<&str, &str> = BTreeMap::new();
        for (_, service) in services {
            for mount in service
                .mounts
                .iter()
                .filter(|it| it.kind == MountKind::Volume)
            {
                first_user
                    .entry(&mount.source)
                    .or_insert(&service.name.value);
            }
        }
        for (key, volume) in &project.volumes {
            let Some(service) = first_user.get(key.as_str()) else {
                continue;
            };
            let name = full_volume_name(project, key);
            if volume.external || self.input.world.volumes.contains_key(&name) {
                continue;
            }
            let mut all_labels = volume.labels.clone();
            all_labels.extend(object_labels(project));
            all_labels.insert(labels::VOLUME.to_owned(), key.clone());
            let cause = CauseKind::VolumeIsUsed {
                service: (*service).to_owned(),
            };
            let op = Op::CreateVolume {
                name: name.clone(),
                labels: all_labels,
            };
            let id = self.push(op, Vec::new(), cause, volume.range);
            self.volumes.insert(name, id);
        }
    }

    pub(super) fn image(&mut self, service: &Service) -> Option<StepId> {
        let image = image_of(self.input.project, service, self.profile);
        let key = canonical_reference(&image);
        if let Some(known) = self.images.get(&key) {
            return *known;
        }
        let id = if self.input.world.present_images.contains(&key) {
            None
        } else {
            let cause = CauseKind::ImageIsMissing {
                service: service.name.value.clone(),
            };
            let (op, range) = match &service.build {
                Some(build) => (
                    Op::BuildImage {
                        image,
                        build: build.value.clone(),
                    },
                    Some(build.range),
                ),
                None => (
                    Op::PullImage { image },
                    service.image.as_ref().map(|it| it.range),
                ),
            };
            Some(self.push(op, Vec::new(), cause, range))
        };
        self.images.insert(key, id);
        id
    }
}
