//! What is known of images: exposed ports, environment, command. Given as data; nothing is looked up here.

use crate::port::Port;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Where the facts of an image come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactsSource {
    /// `docker image inspect` of the very image.
    Inspect,
    /// The Dockerfile that it is to be built from.
    Dockerfile,
    /// The built-in table of well-known images: its ports are right for every release, the rest is left out.
    BuiltIn,
}

/// The facts of one image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageFacts {
    /// Where they come from.
    pub source: FactsSource,
    /// `EXPOSE`.
    pub exposed: BTreeSet<Port>,
    /// Whether `exposed` is all: a base image that nobody knows may expose more.
    pub is_exposed_complete: bool,
    /// `ENV`, as `K=V`, in the image's order.
    pub env: Vec<String>,
    /// Whether `env` is all.
    pub is_env_complete: bool,
    /// `USER`; empty means root.
    pub user: String,
    /// `CMD`.
    pub command: Vec<String>,
    /// `ENTRYPOINT`.
    pub entrypoint: Vec<String>,
    /// `VOLUME`.
    pub volumes: BTreeSet<String>,
    /// Whether there is a `HEALTHCHECK`.
    pub has_healthcheck: bool,
    /// Home directory of the image's user in its `/etc/passwd`, where somebody has looked.
    pub home: Option<String>,
}

/// Facts by image reference.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageCatalog {
    by_reference: BTreeMap<String, Arc<ImageFacts>>,
}

impl ImageCatalog {
    /// Facts of nothing.
    pub fn new() -> ImageCatalog {
        ImageCatalog::default()
    }

    /// The ports of images that everybody uses, for when no engine can be asked.
    ///
    /// Only what is the same in every release is in it, so the environment of these images stays unknown.
    /// Source: `EXPOSE` and `USER` lines of the public Dockerfiles.
    pub fn well_known() -> ImageCatalog {
        const PORTS: &[(&str, &[u16])] = &[
            ("postgres", &[5432]),
            ("redis", &[6379]),
            ("mysql", &[3306, 33060]),
            ("mariadb", &[3306]),
            ("mongo", &[27017]),
            ("memcached", &[11211]),
            ("nginx", &[80]),
            ("httpd", &[80]),
            ("wordpress", &[80]),
        ];
        let mut res = ImageCatalog::new();
        for (name, ports) in PORTS {
            let facts = ImageFacts {
                source: FactsSource::BuiltIn,
                exposed: ports
                    .iter()
                    .map(|&it| Port::new(it, crate::port::Protocol::Tcp))
                    .collect(),
                is_exposed_complete: true,
                env: Vec::new(),
                is_env_complete: false,
                user: if *name == "memcached" {
                    "memcache".to_owned()
                } else {
                    String::new()
                },
                command: Vec::new(),
                entrypoint: Vec::new(),
                volumes: BTreeSet::new(),
                has_healthcheck: false,
                home: None,
            };
            res.by_reference.insert((*name).to_owned(), Arc::new(facts));
        }
        res
    }

    /// Reads the output of `docker image inspect IMAGE…` as it is.
    ///
    /// # Errors
    /// A sentence for the user when the text is not such an output.
    pub fn from_inspect(json: &str) -> Result<ImageCatalog, String> {
        let images: Vec<InspectedImage> = serde_json::from_str(json)
            .map_err(|err| format!("not the output of `docker image inspect`: {err}"))?;
        let mut res = ImageCatalog::new();
        for image in images {
            let config = image.config.unwrap_or_default();
            let exposed = config.exposed_ports.unwrap_or_default();
            let facts = Arc::new(ImageFacts {
                source: FactsSource::Inspect,
                exposed: exposed.keys().filter_map(|it| it.parse().ok()).collect(),
                is_exposed_complete: true,
                env: config.env.unwrap_or_default(),
                is_env_complete: true,
                user: config.user.unwrap_or_default(),
                command: config.cmd.unwrap_or_default(),
                entrypoint: config.entrypoint.unwrap_or_default(),
                volumes: config.volumes.unwrap_or_default().into_keys().collect(),
                has_healthcheck: config.healthcheck.is_some_and(|it| !it.is_null()),
                home: image.home,
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

    /// Adds or replaces the facts of `reference`.
    pub fn insert(&mut self, reference: &str, facts: Arc<ImageFacts>) {
        self.by_reference
            .insert(canonical_reference(reference), facts);
    }

    /// Adds everything in `other`, which wins over what is here.
    pub fn extend(&mut self, other: ImageCatalog) {
        self.by_reference.extend(other.by_reference);
    }

    /// The facts of `reference`: of that very tag, or of a well-known image whatever its tag.
    pub fn get(&self, reference: &str) -> Option<&Arc<ImageFacts>> {
        let canonical = canonical_reference(reference);
        self.by_reference.get(&canonical).or_else(|| {
            let (name, _) = canonical.rsplit_once(':')?;
            self.by_reference
                .get(name)
                .filter(|it| it.source == FactsSource::BuiltIn)
        })
    }
}

/// `postgres`, `library/postgres:latest` and `docker.io/library/postgres` are one image: `postgres:latest`.
pub fn canonical_reference(reference: &str) -> String {
    let mut name = reference;
    for prefix in ["docker.io/", "index.docker.io/", "library/"] {
        name = name.strip_prefix(prefix).unwrap_or(name);
    }
    let has_tag = name.rsplit('/').next().is_some_and(|it| it.contains(':')) || name.contains('@');
    if has_tag {
        name.to_owned()
    } else {
        format!("{name}:latest")
    }
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
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct InspectedConfig {
    env: Option<Vec<String>>,
    exposed_ports: Option<IndexMap<String, serde_json::Value>>,
    user: Option<String>,
    cmd: Option<Vec<String>>,
    entrypoint: Option<Vec<String>>,
    volumes: Option<IndexMap<String, serde_json::Value>>,
    healthcheck: Option<serde_json::Value>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_image_has_one_name_however_it_is_written() {
        for it in [
            "postgres",
            "postgres:latest",
            "library/postgres",
            "docker.io/library/postgres:latest",
        ] {
            assert_eq!(canonical_reference(it), "postgres:latest", "{it}");
        }
        assert_eq!(
            canonical_reference("localhost:5000/app"),
            "localhost:5000/app:latest"
        );
        assert_eq!(canonical_reference("app@sha256:1"), "app@sha256:1");
    }

    #[test]
    fn the_output_of_inspect_is_read_as_it_is() {
        let json = r#"[{"Id":"sha256:9","RepoTags":["postgres:16"],"Config":{"Env":["A=1"],"ExposedPorts":{"5432/tcp":{},"53/udp":{}},"Cmd":["postgres"]}}]"#;
        let catalog = ImageCatalog::from_inspect(json).unwrap();
        let facts = catalog.get("docker.io/library/postgres:16").unwrap();
        let ports: Vec<String> = facts.exposed.iter().map(Port::to_string).collect();
        assert_eq!(ports, ["53/udp", "5432/tcp"]);
        assert_eq!(facts.env, ["A=1"]);
        assert!(
            catalog.get("postgres").is_none(),
            "another tag is another image"
        );
    }

    #[test]
    fn text_that_is_no_inspect_output_is_refused_with_a_sentence() {
        assert!(
            ImageCatalog::from_inspect("{")
                .unwrap_err()
                .starts_with("not the output of")
        );
    }

    #[test]
    fn a_well_known_image_is_known_under_every_tag() {
        assert!(
            ImageCatalog::well_known()
                .get("postgres:9.4-alpine")
                .is_some()
        );
    }
}
