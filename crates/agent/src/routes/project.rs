//! `GET /api/project`: the files that the agent was started for.

use crate::app::App;
use crate::engine::Engine;
use crate::error::Refusal;
use axum::Json;
use axum::extract::State;
use linkyard_wire::{FailureCode, ProjectFiles};

pub(crate) async fn project<E: Engine>(
    State(app): State<App<E>>,
) -> Result<Json<ProjectFiles>, Refusal> {
    let none = |message: String| {
        Refusal::new(
            FailureCode::NoProjectFile,
            message,
            "start it with `linkyard serve -f FILE`, or paste the file",
        )
    };
    let source = app
        .project
        .ok_or_else(|| none("the agent was started without a compose file".to_owned()))?;
    source.read().map(Json).map_err(none)
}
