//! The output of `docker image inspect`.

use super::{FactsSource, ImageCatalog, ImageFacts};
use crate::op::Healthcheck;
use indexmap::IndexMap;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::Arc;

pub(super) fn read(json: &str) -> Result<ImageCatalog, String> {
    let images: Vec<InspectedImage> = serde_json::from_str(json)
        .map_err(|err| format!("not the output of `docker image inspect`: {err}"))?;
    let mut res = ImageCatalog::new();
    for image in images {
        let config = image.config.unwrap_or_default();
        let exposed = config.exposed_ports.unwrap_or_default();
        let facts = Arc::new(ImageFacts {
            source: FactsSource::Inspect,
            taken: None,
            exposed: exposed.keys().filter_map(|it| it.parse().ok()).collect(),
            is_exposed_complete: true,
            env: config.env.unwrap_or_default(),
            is_env_complete: true,
            user: config.user.unwrap_or_default(),
            working_dir: config.working_dir.unwrap_or_default(),
            command: config.cmd.unwrap_or_default(),
            entrypoint: config.entrypoint.unwrap_or_default(),
            volumes: config.volumes.unwrap_or_default().into_keys().collect(),
            healthcheck: config.healthcheck.map(|it| Healthcheck {
                test: it.test.unwrap_or_default(),
                interval: it.interval,
                timeout: it.timeout,
                retries: it.retries,
                start_period: it.start_period,
            }),
            stop_signal: config.stop_signal.filter(|it| !it.is_empty()),
            home: image.home,
            programs: image.programs,
        });
        let id = image.id.unwrap_or_default();
        let names = image
            .repo_tags
            .unwrap_or_default()
            .into_iter()
            .chain(image.repo_digests.unwrap_or_default());
        for name in names.chain((!id.is_empty()).then_some(id)) {
            res.insert(&name, Arc::clone(&facts));
        }
    }
    Ok(res)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct InspectedImage {
    id: Option<String>,
    repo_tags: Option<Vec<String>>,
    repo_digests: Option<Vec<String>>,
    config: Option<InspectedConfig>,
    /// Not in Docker's output: the agent adds what it read in the image's `/etc/passwd`.
    #[serde(rename = "LinkyardHome")]
    home: Option<String>,
    /// Not in Docker's output: the programs that somebody found in the image.
    #[serde(rename = "LinkyardPrograms")]
    programs: Option<BTreeSet<String>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct InspectedConfig {
    env: Option<Vec<String>>,
    exposed_ports: Option<IndexMap<String, serde_json::Value>>,
    user: Option<String>,
    working_dir: Option<String>,
    cmd: Option<Vec<String>>,
    entrypoint: Option<Vec<String>>,
    volumes: Option<IndexMap<String, serde_json::Value>>,
    healthcheck: Option<InspectedHealthcheck>,
    stop_signal: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", default)]
#[derive(Default)]
struct InspectedHealthcheck {
    test: Option<Vec<String>>,
    interval: i64,
    timeout: i64,
    retries: u32,
    start_period: i64,
}
