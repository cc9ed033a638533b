//! `GET /api/plans/{id}/events`: everything that happened to a plan from its first step on, then what happens now.

use super::plans::no_such_plan;
use crate::app::App;
use crate::engine::Engine;
use crate::error::Refusal;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::{Stream, stream};

pub(crate) async fn events<E: Engine>(
    State(app): State<App<E>>,
    Path(id): Path<u32>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, axum::Error>>>, Refusal> {
    let run = app.runs.get(id).ok_or_else(|| no_such_plan(id))?;
    // A browser that lost the connection says how far it had come.
    let last = headers
        .get("last-event-id")
        .and_then(|it| it.to_str().ok())
        .and_then(|it| it.parse::<usize>().ok());
    let first = last.map_or(0, |it| it + 1);
    let events = stream::unfold((run, first), |(run, index)| async move {
        let event = run.event(index).await?;
        let event = Event::default().id(index.to_string()).json_data(event);
        Some((event, (run, index + 1)))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()))
}
