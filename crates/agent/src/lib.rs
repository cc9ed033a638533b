//! The agent: carries plans out on a Docker Engine, reads the result back, and serves both to the page.
//!
//! It takes no decision of its own: what to do stands in the plan, what it means stands in `linkyard_core`.
//! For the command line: [`connect`], [`observe`], [`execute`], [`image_facts`]. For the page: [`serve`], [`app`].

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::print_stdout,
        clippy::iter_over_hash_type
    )
)]

mod app;
mod context;
mod dockerignore;
mod engine;
mod error;
mod execute;
mod guard;
mod observe;
mod project_files;
mod routes;
mod runs;
mod serve;
mod vet;

#[cfg(test)]
mod tests;

pub use app::{App, app};
pub use context::{BuildFiles, LocalContext, ProjectFolder, Reach};
pub use dockerignore::Ignore;
pub use engine::{
    DockerEngine, Engine, EngineProblem, EngineResult, FoundContainer, FoundNetwork, Labels,
    Object, Progress, ProjectObjects, connect,
};
pub use error::Refusal;
pub use execute::{Job, Report, Stop, execute};
pub use guard::{Guard, Token};
pub use observe::{Scope, image_facts, observe};
pub use project_files::ProjectSource;
pub use serve::{OnReady, Ready, ServeError, ServeOptions, serve};
pub use vet::{vet_objects, vet_plan};
