//! The routes and what they share. Nothing listens here: see [`crate::serve()`].

use crate::context::ProjectFolder;
use crate::engine::Engine;
use crate::guard::{Guard, guard};
use crate::project_files::ProjectSource;
use crate::routes;
use crate::runs::Runs;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use std::sync::Arc;

/// Largest request: a plan of the largest project fits in.
const MAX_BODY: usize = 32 << 20;

/// What the routes share.
#[derive(Debug)]
pub struct App<E> {
    /// The engine.
    pub(crate) engine: Arc<E>,
    /// Who may speak to us.
    pub(crate) guard: Arc<Guard>,
    /// The folder that plans may use.
    pub(crate) folder: Arc<ProjectFolder>,
    /// The compose file, where one was given.
    pub(crate) project: Option<Arc<ProjectSource>>,
    /// The plans that were taken.
    pub(crate) runs: Arc<Runs>,
}

impl<E> Clone for App<E> {
    fn clone(&self) -> App<E> {
        App {
            engine: Arc::clone(&self.engine),
            guard: Arc::clone(&self.guard),
            folder: Arc::clone(&self.folder),
            project: self.project.clone(),
            runs: Arc::clone(&self.runs),
        }
    }
}

impl<E: Engine> App<E> {
    /// An agent for `engine` that serves whom `guard` lets in.
    pub fn new(
        engine: E,
        guard: Guard,
        folder: ProjectFolder,
        project: Option<ProjectSource>,
    ) -> App<E> {
        App {
            engine: Arc::new(engine),
            guard: Arc::new(guard),
            folder: Arc::new(folder),
            project: project.map(Arc::new),
            runs: Arc::new(Runs::new()),
        }
    }
}

/// All routes, behind the guard.
pub fn app<E: Engine>(state: App<E>) -> Router {
    Router::new()
        .route("/api/hello", get(routes::hello::hello))
        .route("/api/project", get(routes::project::project))
        .route("/api/images", post(routes::images::images))
        .route("/api/world", get(routes::world::world))
        .route("/api/plans", post(routes::plans::take))
        .route("/api/plans/{id}/events", get(routes::events::events))
        .route("/api/plans/{id}/stop", post(routes::plans::stop))
        .route("/api/{*path}", get(routes::unknown).post(routes::unknown))
        .fallback(routes::page::page)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(from_fn_with_state(state.clone(), guard::<E>))
        .with_state(state)
}
