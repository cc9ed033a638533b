//! Images: `pull`, `build`, and what `up` does about those that are missing.

use super::docopt::Args;
use super::hash::hex;
use super::progress::{Failure, Item, go_on};
use super::tool::{Stop, Tool};
use super::up::Build;
use crate::compose::project::Folder;
use crate::machine::DockerCli;
use linkyard_core::images::canonical_reference;
use linkyard_core::op::BuildSpec;
use linkyard_core::plan::image_of;
use linkyard_core::project::Service;
use linkyard_core::world::EngineError;

impl<'a> Tool<'a> {
    /// The image that a service runs.
    fn image_name(&self, service: &Service) -> String {
        let analysis = &self.project.analysis;
        image_of(&analysis.project, service, analysis.profile)
    }

    /// Pulls or builds the image of a service, if it is missing or if that is wanted.
    ///
    /// # Errors
    /// There is no such image, or it may not be built.
    pub fn ensure_image(
        &mut self,
        service: &Service,
        build: Build,
        is_quiet: bool,
    ) -> Result<(), Stop> {
        let own = service.name.value.as_str();
        let can_be_built = service.build.is_some();
        if can_be_built && build == Build::All {
            return self.build_one(service, false);
        }
        let image = self.image_name(service);
        if self.machine.world.has_image(&image) {
            return Ok(());
        }
        if !can_be_built {
            return self.pull_missing(service, is_quiet);
        }
        if build == Build::Nothing {
            return Err(Stop::Error(format!(
                "Service '{own}' needs to be built, but --no-build was passed."
            )));
        }
        self.build_one(service, false)?;
        self.warn(&format!("Image for service {own} was built because it did not already exist. To rebuild this image you must use `docker-compose build` or `docker-compose up --build`."));
        Ok(())
    }

    fn pull_missing(&mut self, service: &Service, is_quiet: bool) -> Result<(), Stop> {
        match self.pull_one(service, is_quiet) {
            Ok(()) => Ok(()),
            Err(err @ EngineError::PullDenied { .. }) => {
                self.error("The image for the service you're trying to recreate has been removed. If you continue, volume data could be lost. Consider backing up your data before continuing.\n");
                self.out.out("Continue with the new image? [yN]");
                Err(err.into())
            }
            Err(err) => Err(err.into()),
        }
    }

    /// Pulls an image as `up` and `pull --no-parallel` do, line by line.
    fn pull_one(&mut self, service: &Service, is_quiet: bool) -> Result<(), EngineError> {
        let own = &service.name.value;
        let image = self.image_name(service);
        let (name, separator, tag) = parts_of(&image);
        if !is_quiet {
            self.info(&format!("Pulling {own} ({name}{separator}{tag})..."));
        }
        let was_there = self.machine.world.has_image(&image);
        self.machine.world.pull(&image)?;
        if is_quiet {
            return Ok(());
        }
        let tag = if tag.is_empty() { "latest" } else { tag };
        let path = if name.contains('/') {
            name.to_owned()
        } else {
            format!("library/{name}")
        };
        let what = if was_there {
            "Image is up to date"
        } else {
            "Downloaded newer image"
        };
        let digest = hex(&format!("digest {}", canonical_reference(&image)));
        self.out.out(format!(
            "{tag}: Pulling from {path}\nDigest: sha256:{digest}\nStatus: {what} for {name}:{tag}\n"
        ));
        Ok(())
    }

    /// `pull`.
    ///
    /// # Errors
    /// The registry does not have one.
    pub fn pull(&mut self, args: &Args) -> Result<(), Stop> {
        if args.has("--parallel") {
            self.warn("--parallel option is deprecated and will be removed in future versions.");
        }
        let services = self.wanted(&args.words, args.has("--include-deps"))?;
        let is_quiet = args.has("--quiet");
        let mut must_build: Vec<&str> = Vec::new();
        if args.has("--no-parallel") {
            for service in services {
                if service.image.is_none() {
                    continue;
                }
                match self.pull_one(service, is_quiet) {
                    Ok(()) => {}
                    Err(_) if service.build.is_some() => must_build.push(&service.name.value),
                    Err(err) if args.has("--ignore-pull-failures") => {
                        self.error(&err.to_string());
                    }
                    Err(err) => return Err(err.into()),
                }
            }
            self.tell_must_build(&must_build);
            return Ok(());
        }
        let message = (!is_quiet).then_some("Pulling");
        let items: Vec<Item> = services
            .iter()
            .map(|it| Item::new(it.name.value.as_str()))
            .collect();
        let outcome = self.each(message, &items, |tool, at| {
            let Some(service) = services.get(at) else {
                return Ok(());
            };
            if service.image.is_none() {
                return Ok(());
            }
            let own = service.name.value.as_str();
            let image = tool.image_name(service);
            let was_there = tool.machine.world.has_image(&image);
            match tool.machine.world.pull(&image) {
                Ok(()) => {}
                Err(_) if service.build.is_some() => {
                    must_build.push(own);
                    return Ok(());
                }
                Err(err) => {
                    let text = err.to_string();
                    return Err(Failure { stops: None, text });
                }
            }
            let (name, _, tag) = parts_of(&image);
            let tag = if tag.is_empty() { "latest" } else { tag };
            let path = if name.contains('/') {
                name.to_owned()
            } else {
                format!("library/{name}")
            };
            let what = if was_there {
                "image is up to date"
            } else {
                "downloaded newer image"
            };
            for status in [
                format!("pulling from {path}"),
                format!(
                    "digest: sha256:{}",
                    hex(&format!("digest {}", canonical_reference(&image)))
                ),
                format!("status: {what} for {name}:{tag}"),
            ] {
                tool.tell(message, own, &truncated(&status));
            }
            Ok(())
        });
        let outcome = go_on(outcome)?;
        self.tell_must_build(&must_build);
        if outcome.errors.is_empty() || args.has("--ignore-pull-failures") {
            return Ok(());
        }
        let texts: Vec<String> = outcome.errors.into_iter().map(|it| it.1.text).collect();
        Err(Stop::Error(texts.join("\n")))
    }

    fn tell_must_build(&mut self, names: &[&str]) {
        if !names.is_empty() {
            self.warn(&format!(
                "Some service image(s) must be built from source by running:\n    docker-compose build {}",
                names.join(" ")
            ));
        }
    }

    /// `build`.
    ///
    /// # Errors
    /// No such service, or the build fails.
    pub fn build(&mut self, args: &Args) -> Result<(), Stop> {
        let is_quiet = args.has("--quiet");
        let mut services = Vec::new();
        for service in self.wanted(&args.words, false)? {
            if service.build.is_some() {
                services.push(service);
            } else if !is_quiet {
                self.info(&format!("{} uses an image, skipping", service.name.value));
            }
        }
        for service in services {
            self.build_one(service, is_quiet)?;
        }
        Ok(())
    }

    /// Builds the image of a service: its facts follow from the Dockerfile.
    fn build_one(&mut self, service: &Service, is_quiet: bool) -> Result<(), Stop> {
        let own = &service.name.value;
        let Some(build) = &service.build else {
            return Ok(());
        };
        if !is_quiet {
            self.info(&format!("Building {own}"));
        }
        let image = self.image_name(service);
        let failed = || Stop::Error(format!("Service '{own}' failed to build : Build failed"));
        if build.value.is_remote() {
            self.out.err(format!(
                "a build from {} is not simulated: nothing is fetched\n",
                build.value.context
            ));
            return Err(failed());
        }
        let spec = BuildSpec {
            context: self.absolute(&build.value.context),
            ..build.value.clone()
        };
        let names = [image];
        let built = match crate::building::build(self.machine, &spec, &names, false) {
            Ok(built) => built,
            Err(text) => {
                self.out.err(format!("{text}\n"));
                return Err(failed());
            }
        };
        // The tool leaves it to the client, which has another builder in newer versions.
        if self.machine.docker_cli > DockerCli::V20_10 {
            self.out.err(built.plain_text());
        } else if !is_quiet {
            self.out.out(built.classic_text());
        }
        Ok(())
    }

    fn absolute(&self, path: &str) -> String {
        Folder::of(self.machine, &self.project.working_dir).absolute(path)
    }
}

/// Name, separator and tag of a reference. Source: `parse_repository_tag` of service.py.
fn parts_of(image: &str) -> (&str, &'static str, &str) {
    if let Some((name, digest)) = image.rsplit_once('@') {
        return (name, "@", digest);
    }
    match image.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, ":", tag),
        _ => (image, ":", ""),
    }
}

/// A status, cut. Source: `truncate_string` of utils.py.
fn truncated(text: &str) -> String {
    const MOST: usize = 35;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let begin: String = text.chars().take(MOST - 2).collect();
    format!("{begin}...")
}
