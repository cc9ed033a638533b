//! `GET /api/world`: what the engine holds of a project.

use crate::app::App;
use crate::engine::Engine;
use crate::error::Refusal;
use crate::observe::{Scope, observe};
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use linkyard_core::profile::Dialect;
use linkyard_core::project::is_valid_project_name;
use linkyard_wire::WorldAnswer;
use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct Asked {
    project: String,
    #[serde(default)]
    compose: Option<String>,
    #[serde(default)]
    also: String,
}

pub(crate) async fn world<E: Engine>(
    State(app): State<App<E>>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<WorldAnswer>, Refusal> {
    let Query(asked) = asked.map_err(|err| Refusal::bad_request(err.body_text()))?;
    if !is_valid_project_name(&asked.project) {
        return Err(Refusal::bad_request(format!(
            "`{}` is not a project name",
            asked.project
        )));
    }
    let dialect: Dialect = asked
        .compose
        .as_deref()
        .unwrap_or("1.29")
        .parse()
        .map_err(Refusal::bad_request)?;
    let also: Vec<String> = asked
        .also
        .split(',')
        .filter(|it| !it.is_empty())
        .map(str::to_owned)
        .collect();
    let scope = Scope {
        project: &asked.project,
        dialect,
        also: &also,
    };
    Ok(Json(observe(&*app.engine, &scope).await?))
}
