//! `POST /api/plans`: takes a plan and begins to carry it out. `POST /api/plans/{id}/stop`: breaks it off.

use crate::app::App;
use crate::engine::Engine;
use crate::error::Refusal;
use crate::execute::{Job, execute};
use crate::vet::{vet_objects, vet_plan};
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use linkyard_core::plan;
use linkyard_wire::{Accepted, Execute, FailureCode, PROTOCOL};
use std::sync::Arc;
use tokio::sync::mpsc;

pub(crate) async fn take<E: Engine>(
    State(app): State<App<E>>,
    request: Result<Json<Execute>, JsonRejection>,
) -> Result<(StatusCode, Json<Accepted>), Refusal> {
    let Json(request) = request.map_err(|err| Refusal::bad_request(err.body_text()))?;
    if request.protocol != PROTOCOL {
        return Err(Refusal::new(
            FailureCode::OtherProtocol,
            format!(
                "the page speaks protocol {}, this agent {PROTOCOL}",
                request.protocol
            ),
            "reload the page from the address that `linkyard serve` prints",
        ));
    }
    vet_plan(&request.plan, &app.folder)?;
    let mut risks = plan::risks(&request.plan, &app.folder.path.to_string_lossy());
    risks.retain(|it| !request.accepted_risks.contains(it));
    if !risks.is_empty() {
        return Err(Refusal::risks(risks));
    }
    vet_objects(&*app.engine, &request.plan).await?;
    let (id, run) = app.runs.begin().ok_or_else(|| {
        Refusal::new(
            FailureCode::Busy,
            "another plan of this agent is running".to_owned(),
            "wait for its end, or stop it",
        )
    })?;
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let history = Arc::clone(&run);
    let stop = run.stop.clone();
    let engine = Arc::clone(&app.engine);
    let folder = Arc::clone(&app.folder);
    let work = tokio::spawn(async move {
        let job = Job {
            plan: &request.plan,
            start: &request.start,
            folder: &folder,
        };
        execute(&*engine, &job, &sender, &stop).await;
    });
    tokio::spawn(async move {
        while let Some(event) = receiver.recv().await {
            history.push(event);
        }
        if let Err(err) = work.await {
            tracing::error!(%err, "a plan ended by a fault of ours");
        }
        history.finish();
    });
    Ok((StatusCode::ACCEPTED, Json(Accepted { id })))
}

pub(crate) async fn stop<E: Engine>(
    State(app): State<App<E>>,
    Path(id): Path<u32>,
) -> Result<StatusCode, Refusal> {
    let run = app.runs.get(id).ok_or_else(|| no_such_plan(id))?;
    run.stop.now();
    Ok(StatusCode::NO_CONTENT)
}

/// The number is not one of ours, or too old.
pub(crate) fn no_such_plan(id: u32) -> Refusal {
    Refusal::new(
        FailureCode::NoSuchPlan,
        format!("there is no plan {id}"),
        "the agent was started again since, or has carried out many plans: look at what is there now",
    )
}
