//! `GET /api/hello`: who answers.

use crate::app::App;
use crate::engine::{Engine, EngineProblem};
use crate::error::Refusal;
use axum::Json;
use axum::extract::State;
use linkyard_core::profile;
use linkyard_wire::{Hello, PROTOCOL};

pub(crate) async fn hello<E: Engine>(State(app): State<App<E>>) -> Result<Json<Hello>, Refusal> {
    let engine_version = app.engine.version().await?;
    let engine =
        profile::Engine::of_version(&engine_version).ok_or_else(|| EngineProblem::Unreadable {
            what: "the engine's version".to_owned(),
            why: format!("`{engine_version}` is not one"),
        })?;
    let project_dir = app.folder.path.display().to_string();
    Ok(Json(Hello {
        protocol: PROTOCOL,
        engine_version,
        engine,
        project_dir,
        home_dir: std::env::var("HOME").unwrap_or_default(),
    }))
}
