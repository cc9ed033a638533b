//! The plans that the agent has taken: one at a time, each with everything that happened, so that a page can come late.

use crate::execute::Stop;
use linkyard_wire::Event;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// How many finished plans are remembered.
const REMEMBERED: usize = 16;

/// The plans.
#[derive(Debug, Default)]
pub(crate) struct Runs {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    last_id: u32,
    runs: BTreeMap<u32, Arc<Run>>,
}

/// One plan and its history.
#[derive(Debug)]
pub(crate) struct Run {
    /// Breaks it off.
    pub(crate) stop: Stop,
    events: Mutex<Vec<Event>>,
    /// How far the history goes.
    progress: watch::Sender<Mark>,
}

/// How far a history goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    /// How many events there are.
    pub(crate) n_events: usize,
    /// Whether there will be no more.
    pub(crate) is_over: bool,
}

impl Runs {
    pub(crate) fn new() -> Runs {
        Runs::default()
    }

    /// Takes a plan, or `None` while another one is running.
    pub(crate) fn begin(&self) -> Option<(u32, Arc<Run>)> {
        let mut inner = lock(&self.inner);
        if inner.runs.values().any(|it| !it.mark().is_over) {
            return None;
        }
        while inner.runs.len() >= REMEMBERED {
            inner.runs.pop_first();
        }
        inner.last_id += 1;
        let id = inner.last_id;
        let run = Arc::new(Run {
            stop: Stop::new(),
            events: Mutex::default(),
            progress: watch::Sender::default(),
        });
        inner.runs.insert(id, Arc::clone(&run));
        Some((id, run))
    }

    /// A plan by its number.
    pub(crate) fn get(&self, id: u32) -> Option<Arc<Run>> {
        lock(&self.inner).runs.get(&id).cloned()
    }

    /// Breaks off what is running and waits for its end.
    pub(crate) async fn stop_all(&self) {
        let running: Vec<Arc<Run>> = lock(&self.inner).runs.values().cloned().collect();
        for run in running {
            run.stop.now();
            let mut progress = run.progress.subscribe();
            let _ = progress.wait_for(|it| it.is_over).await;
        }
    }
}

impl Run {
    /// Adds to the history.
    pub(crate) fn push(&self, event: Event) {
        let mut events = lock(&self.events);
        events.push(event);
        let n_events = events.len();
        drop(events);
        self.progress.send_modify(|it| it.n_events = n_events);
    }

    /// Ends the history.
    pub(crate) fn finish(&self) {
        self.progress.send_modify(|it| it.is_over = true);
    }

    /// How far the history goes.
    pub(crate) fn mark(&self) -> Mark {
        *self.progress.borrow()
    }

    /// Event number `index`, from 0, waiting for it if it has not happened yet; `None` after the last one.
    pub(crate) async fn event(&self, index: usize) -> Option<Event> {
        let mut progress = self.progress.subscribe();
        progress
            .wait_for(|it| it.n_events > index || it.is_over)
            .await
            .ok()?;
        lock(&self.events).get(index).cloned()
    }
}

/// A panic elsewhere leaves nothing half written here, so its mark on the lock is passed over.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
