//! Images: pull, build, facts.

use super::DockerEngine;
use crate::context::{BuildFiles, ProjectFolder, not_built};
use crate::engine::{EngineProblem, EngineResult, Progress};
use bollard::body_try_stream;
use bollard::models::{ContainerCreateBody, HostConfig};
use bollard::query_parameters::{
    BuildImageOptionsBuilder, CreateContainerOptions, CreateImageOptionsBuilder,
    ListContainersOptionsBuilder, RemoveContainerOptionsBuilder,
};
use futures_util::StreamExt;
use linkyard_core::op::BuildSpec;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};
use std::sync::PoisonError;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio_stream::wrappers::ReceiverStream;

/// Label of the containers that are made only to read a file of their image, and never started.
const PROBE: &str = "linkyard.probe";

/// A probe older than this was left behind by a process that ended in the middle.
const PROBE_AGE: Duration = Duration::from_secs(60);

impl DockerEngine {
    pub(super) async fn pull(&self, image: &str, progress: &Progress) -> EngineResult<()> {
        let (name, tag) = name_and_tag(image);
        let mut options = CreateImageOptionsBuilder::default().from_image(name);
        if let Some(tag) = tag {
            options = options.tag(tag);
        }
        let mut stream = self
            .client()?
            .create_image(Some(options.build()), None, None);
        let not_pulled = |message: String| EngineProblem::NotPulled {
            image: image.to_owned(),
            message,
        };
        while let Some(info) = stream.next().await {
            let info = info.map_err(|err| match self.problem(err) {
                EngineProblem::Refused { message, .. } => not_pulled(message),
                other => other,
            })?;
            if let Some(message) = info.error_detail.and_then(|it| it.message) {
                return Err(not_pulled(message));
            }
            // Bytes counted many times a second are no news.
            let is_counting = info.progress_detail.is_some_and(|it| it.current.is_some());
            if let (Some(status), false) = (info.status, is_counting) {
                progress.line(match info.id {
                    Some(id) if !id.is_empty() => format!("{id}: {status}"),
                    _ => status,
                });
            }
        }
        Ok(())
    }

    pub(super) async fn build(
        &self,
        image: &str,
        build: &BuildSpec,
        folder: &ProjectFolder,
        progress: &Progress,
    ) -> EngineResult<()> {
        let files = folder
            .build_files(build)
            .map_err(|message| not_built(image, message))?;
        let args: HashMap<String, String> = build
            .args
            .iter()
            .filter_map(|(name, value)| {
                let value = value.clone().or_else(|| folder.build_argument(name))?;
                Some((name.clone(), value))
            })
            .collect();
        let mut options = BuildImageOptionsBuilder::default()
            .t(image)
            .rm(true)
            .forcerm(true)
            .buildargs(&args);
        if let Some(target) = &build.target {
            options = options.target(target);
        }
        let (options, body) = match files {
            BuildFiles::Remote {
                address,
                dockerfile,
            } => (options.remote(&address).dockerfile(&dockerfile), None),
            BuildFiles::Local(context) => {
                let options = options.dockerfile(&context.dockerfile);
                (
                    options,
                    Some(body_try_stream(ReceiverStream::new(context.stream()))),
                )
            }
        };
        let mut stream = self.client()?.build_image(options.build(), None, body);
        let mut line = String::new();
        while let Some(info) = stream.next().await {
            let info = info.map_err(|err| match self.problem(err) {
                EngineProblem::Refused { message, .. } => not_built(image, message),
                other => other,
            })?;
            if let Some(message) = info.error_detail.and_then(|it| it.message) {
                return Err(not_built(image, message));
            }
            line.push_str(info.stream.as_deref().unwrap_or_default());
            while let Some((whole, rest)) = line.split_once('\n') {
                if !whole.trim().is_empty() {
                    progress.line(whole.trim_end());
                }
                line = rest.to_owned();
            }
        }
        if !line.trim().is_empty() {
            progress.line(line.trim_end());
        }
        Ok(())
    }

    pub(super) async fn facts_of(&self, images: &[String]) -> EngineResult<Vec<Value>> {
        let mut res = Vec::new();
        let mut seen = HashSet::new();
        for image in images {
            let Some(facts) = self.found(self.client()?.inspect_image(image).await)? else {
                continue;
            };
            let id = facts.id.clone().unwrap_or_default();
            if !seen.insert(id.clone()) {
                continue;
            }
            let user = facts
                .config
                .as_ref()
                .and_then(|it| it.user.clone())
                .unwrap_or_default();
            let mut facts =
                serde_json::to_value(facts).map_err(|err| EngineProblem::Unreadable {
                    what: format!("the facts of image `{image}`"),
                    why: err.to_string(),
                })?;
            if let (Some(home), Some(facts)) = (self.home(&id, &user).await?, facts.as_object_mut())
            {
                facts.insert("LinkyardHome".to_owned(), json!(home));
            }
            res.push(facts);
        }
        Ok(res)
    }

    /// The home directory that runc gives to the image's user, or `None` if it cannot be found out.
    async fn home(&self, id: &str, user: &str) -> EngineResult<Option<String>> {
        let known = self
            .homes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(id)
            .cloned();
        if let Some(home) = known {
            return Ok(home);
        }
        let home = match self.probe(id).await {
            Ok(passwd) => home_in(&passwd, user),
            Err(problem @ EngineProblem::Unreachable { .. }) => return Err(problem),
            Err(problem) => {
                tracing::debug!(id, %problem, "the home of an image's user stays unknown");
                None
            }
        };
        self.homes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id.to_owned(), home.clone());
        Ok(home)
    }

    /// The text of an image's `/etc/passwd`; empty if it has none. An image gives no files, so a container is made of it,
    /// read without being started, and removed.
    async fn probe(&self, id: &str) -> EngineResult<String> {
        self.remove_old_probes().await?;
        let client = self.client()?;
        let body = ContainerCreateBody {
            image: Some(id.to_owned()),
            // Some images name no program, and then the engine wants one. It is never run.
            cmd: Some(vec!["never-started".to_owned()]),
            labels: Some(HashMap::from([(PROBE.to_owned(), "home".to_owned())])),
            network_disabled: Some(true),
            host_config: Some(HostConfig {
                network_mode: Some("none".to_owned()),
                ..HostConfig::default()
            }),
            ..ContainerCreateBody::default()
        };
        let probe = client
            .create_container(None::<CreateContainerOptions>, body)
            .await
            .map_err(|err| self.problem(err))?
            .id;
        let read = self.file_of(&probe, "/etc/passwd").await;
        self.remove_probe(&probe).await?;
        Ok(read?
            .map(|it| String::from_utf8_lossy(&it).into_owned())
            .unwrap_or_default())
    }

    async fn remove_probe(&self, id: &str) -> EngineResult<()> {
        let options = RemoveContainerOptionsBuilder::default()
            .v(true)
            .force(true)
            .build();
        self.done(
            self.client()?.remove_container(id, Some(options)).await,
            404,
        )
    }

    async fn remove_old_probes(&self) -> EngineResult<()> {
        let filters = HashMap::from([("label", vec![PROBE]), ("status", vec!["created"])]);
        let options = ListContainersOptionsBuilder::default()
            .all(true)
            .filters(&filters)
            .build();
        let probes = self
            .client()?
            .list_containers(Some(options))
            .await
            .map_err(|err| self.problem(err))?;
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        for probe in probes {
            let created = probe
                .created
                .and_then(|it| u64::try_from(it).ok())
                .unwrap_or_default();
            if let Some(id) = probe.id
                && now.saturating_sub(Duration::from_secs(created)) > PROBE_AGE
            {
                self.remove_probe(&id).await?;
            }
        }
        Ok(())
    }
}

/// Splits a reference. Without a tag the engine would pull every tag there is; a digest is part of the name.
fn name_and_tag(image: &str) -> (&str, Option<&str>) {
    if image.contains('@') {
        return (image, None);
    }
    match image.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
        _ => (image, Some("latest")),
    }
}

/// What runc makes `HOME`: the home of the first line with the user's name or number; `/` if the number has no line.
/// An unknown name is `None`: the container will not start.
fn home_in(passwd: &str, user: &str) -> Option<String> {
    let user = user
        .split(':')
        .next()
        .filter(|it| !it.is_empty())
        .unwrap_or("0");
    let found = passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        let number = fields.nth(1)?;
        let home = fields.nth(2)?;
        (name == user || number == user).then(|| home.to_owned())
    });
    match found {
        Some(home) if home.is_empty() => Some("/".to_owned()),
        Some(home) => Some(home),
        None => user
            .bytes()
            .all(|it| it.is_ascii_digit())
            .then(|| "/".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_split_at_its_tag() {
        assert_eq!(name_and_tag("redis"), ("redis", Some("latest")));
        assert_eq!(
            name_and_tag("localhost:5000/app"),
            ("localhost:5000/app", Some("latest"))
        );
        assert_eq!(
            name_and_tag("localhost:5000/app:1"),
            ("localhost:5000/app", Some("1"))
        );
        assert_eq!(name_and_tag("app@sha256:12"), ("app@sha256:12", None));
    }

    #[test]
    fn the_home_is_that_of_the_first_line_that_fits() {
        let passwd = "root:x:0:0:root:/root:/bin/sh\nredis:x:999:999::/home/redis:/bin/sh\n";
        assert_eq!(home_in(passwd, ""), Some("/root".to_owned()));
        assert_eq!(
            home_in(passwd, "redis:redis"),
            Some("/home/redis".to_owned())
        );
        assert_eq!(home_in(passwd, "999"), Some("/home/redis".to_owned()));
        assert_eq!(
            home_in(passwd, "1000"),
            Some("/".to_owned()),
            "no line: the root folder"
        );
        assert_eq!(home_in(passwd, "nobody"), None);
        assert_eq!(home_in("", ""), Some("/".to_owned()), "no file");
    }
}
