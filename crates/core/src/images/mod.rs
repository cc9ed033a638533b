//! What is known of images: exposed ports, environment, command. Given as data; nothing is looked up here.

mod behaviour;
mod inspect;
mod official;

#[cfg(test)]
mod tests;

pub use behaviour::{Behaviour, Moment, Stop, What, behaviour, behaviour_with, holds};
pub use official::OfficialImage;

use crate::op::Healthcheck;
use crate::port::Port;
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
    /// The built-in table of well-known images: all facts of the tag that was read.
    Official,
}

/// The facts of one image.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImageFacts {
    /// Where they come from.
    pub source: FactsSource,
    /// Which tag was read, and when, where the source is the built-in table.
    pub taken: Option<Taken>,
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
    /// `WORKDIR`; empty means `/`.
    pub working_dir: String,
    /// `CMD`.
    pub command: Vec<String>,
    /// `ENTRYPOINT`.
    pub entrypoint: Vec<String>,
    /// `VOLUME`.
    pub volumes: BTreeSet<String>,
    /// `HEALTHCHECK`.
    pub healthcheck: Option<Healthcheck>,
    /// `STOPSIGNAL`; `None` means `SIGTERM`.
    pub stop_signal: Option<String>,
    /// Home directory of the image's user in its `/etc/passwd`, where somebody has looked.
    pub home: Option<String>,
    /// Names of the programs in it, where somebody has looked.
    pub programs: Option<BTreeSet<String>>,
}

impl ImageFacts {
    /// Whether there is a `HEALTHCHECK`.
    pub fn has_healthcheck(&self) -> bool {
        let test = self.healthcheck.as_ref().map(|it| it.test.first());
        test.is_some_and(|it| it.is_none_or(|it| it != "NONE"))
    }
}

/// The tag that facts of the built-in table were read from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// As in `postgres:17`.
    pub tag: String,
    /// The public repository that says so, as in `docker-library/postgres`.
    pub repository: String,
    /// The month of what was read there, as in `2026-05`.
    pub date: String,
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
        let mut res = ImageCatalog::new();
        for image in official::all().filter(|it| it.is_same_in_every_release) {
            res.insert_for_every_tag(image, Arc::new(image.facts_of_every_release()));
        }
        res
    }

    /// All facts of images that everybody uses, of one recorded tag each, for when no engine can be asked.
    ///
    /// They are given for every tag of an image, of which another release may differ in its environment.
    /// [`ImageFacts::taken`] says which tag it was, and when.
    pub fn official() -> ImageCatalog {
        let mut res = ImageCatalog::new();
        for image in official::all() {
            res.insert_for_every_tag(image, Arc::new(image.facts()));
        }
        res
    }

    /// Reads the output of `docker image inspect IMAGE…` as it is.
    ///
    /// # Errors
    /// A sentence for the user when the text is not such an output.
    pub fn from_inspect(json: &str) -> Result<ImageCatalog, String> {
        inspect::read(json)
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
            let image = official::find(&canonical)?;
            self.by_reference.get(&image.every_tag())
        })
    }

    fn insert_for_every_tag(&mut self, image: &OfficialImage, facts: Arc<ImageFacts>) {
        self.by_reference.insert(image.every_tag(), facts);
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

/// Sets a variable as `ENV` does: one that is there keeps its place.
pub(crate) fn put_variable(env: &mut Vec<String>, name: &str, value: &str) {
    let entry = format!("{name}={value}");
    let is_named = |it: &&mut String| it.split_once('=').is_some_and(|(it, _)| it == name);
    match env.iter_mut().find(is_named) {
        Some(old) => *old = entry,
        None => env.push(entry),
    }
}
