//! Building an image from a folder of the machine: for `docker build` and the compose tools alike.

use crate::machine::Machine;
use linkyard_core::dockerfile::{self, BuildInput};
use linkyard_core::images::canonical_reference;
use linkyard_core::op::BuildSpec;
use std::sync::Arc;

/// An image that was built.
pub(crate) struct Built {
    /// Its id.
    pub id: String,
    names: Vec<String>,
    instructions: Vec<String>,
}

/// Builds. `is_named` says whether the Dockerfile's name was given relative to where the command is typed, as `docker
/// build --file` has it, and not relative to the context.
///
/// # Errors
/// Why it cannot be built, as the client prints it.
pub(crate) fn build(
    machine: &mut Machine,
    spec: &BuildSpec,
    names: &[String],
    is_named: bool,
) -> Result<Built, String> {
    let folder = relative(&spec.context, &machine.working_dir);
    let file = spec.dockerfile.as_deref().unwrap_or("Dockerfile");
    let path = if is_named || folder.is_empty() {
        file.trim_start_matches("./").to_owned()
    } else {
        format!("{folder}/{file}")
    };
    let text = machine.files.get(&path).cloned().ok_or_else(|| {
        format!(
            "unable to prepare context: unable to evaluate symlinks in Dockerfile path: lstat {}/{path}: no such file or directory",
            machine.working_dir
        )
    })?;
    let instructions: Vec<String> = text
        .lines()
        .map(str::trim)
        .filter(|it| !it.is_empty() && !it.starts_with('#'))
        .map(str::to_owned)
        .collect();
    let facts = dockerfile::image_facts(
        &text,
        &BuildInput {
            args: &spec.args,
            target: spec.target.as_deref(),
            variables: &machine.variables,
            images: &machine.world.images,
            has_buildkit: machine.docker_cli > crate::machine::DockerCli::V20_10,
        },
    );
    let Some(facts) = facts else {
        return Err(format!(
            "Error response from daemon: the Dockerfile ({path}) has no stage that could be built"
        ));
    };
    let facts = Arc::new(facts);
    let id = crate::docker::image_id(&format!("{text}{}", names.join(",")));
    for name in names {
        machine.world.images.insert(name, Arc::clone(&facts));
        machine.world.add_image(name);
    }
    machine
        .world
        .advance(1_000 * u64::try_from(instructions.len()).unwrap_or(1));
    Ok(Built {
        id,
        names: names.iter().map(|it| canonical_reference(it)).collect(),
        instructions,
    })
}

/// A path inside the folder in which commands are typed.
fn relative(path: &str, working_dir: &str) -> String {
    let inside = path.strip_prefix(working_dir).unwrap_or(path);
    inside
        .trim_matches('/')
        .trim_start_matches("./")
        .trim_end_matches("/.")
        .trim_matches('.')
        .to_owned()
}

impl Built {
    /// What the classic builder prints.
    pub(crate) fn classic_text(&self) -> String {
        let n = self.instructions.len();
        let mut res = String::from("Sending build context to Docker daemon  2.048kB\n");
        for (index, it) in self.instructions.iter().enumerate() {
            let layer: String = crate::docker::image_id(&format!("{}{index}", self.id))
                .chars()
                .skip(7)
                .take(12)
                .collect();
            res.push_str(&format!("Step {}/{n} : {it}\n ---> {layer}\n", index + 1));
        }
        let short: String = self.id.chars().skip(7).take(12).collect();
        res.push_str(&format!("Successfully built {short}\n"));
        for name in &self.names {
            res.push_str(&format!("Successfully tagged {name}\n"));
        }
        res
    }

    /// What BuildKit prints where no terminal is.
    pub(crate) fn plain_text(&self) -> String {
        let n = self.instructions.len();
        let mut res =
            String::from("#1 [internal] load build definition from Dockerfile\n#1 DONE 0.0s\n");
        for (index, it) in self.instructions.iter().enumerate() {
            let step = index + 2;
            res.push_str(&format!(
                "\n#{step} [{}/{n}] {it}\n#{step} DONE 0.1s\n",
                index + 1
            ));
        }
        let step = n + 2;
        res.push_str(&format!(
            "\n#{step} exporting to image\n#{step} writing image {} done\n",
            self.id
        ));
        for name in &self.names {
            res.push_str(&format!(
                "#{step} naming to docker.io/library/{name} done\n"
            ));
        }
        res.push_str(&format!("#{step} DONE 0.1s\n"));
        res
    }
}
