//! `POST /api/images`: what the engine knows of images.

use crate::app::App;
use crate::engine::Engine;
use crate::error::Refusal;
use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use linkyard_wire::{ImagesAnswer, ImagesRequest};

pub(crate) async fn images<E: Engine>(
    State(app): State<App<E>>,
    request: Result<Json<ImagesRequest>, JsonRejection>,
) -> Result<Json<ImagesAnswer>, Refusal> {
    let Json(request) = request.map_err(|err| Refusal::bad_request(err.body_text()))?;
    let inspect = crate::observe::image_facts(&*app.engine, &request.images).await?;
    Ok(Json(ImagesAnswer { inspect }))
}
