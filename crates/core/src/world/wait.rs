//! Waiting on the simulated engine until a container is as its dependents want it.

use super::{Container, EngineError, Health, World};
use crate::op::Condition;

/// Nobody waits longer: a check that never says anything would hold everything up for ever.
const MOST_MS: u64 = 600_000;

impl World {
    /// Lets time pass until `until` holds.
    ///
    /// # Errors
    /// It will not hold.
    pub(super) fn wait_in_time(&mut self, name: &str, until: Condition) -> Result<(), EngineError> {
        let id = self.container(name)?.id.clone();
        let deadline = self.now().plus(MOST_MS);
        let is_settled = |world: &World| {
            let container = world.containers.get(name).filter(|it| it.id == id);
            container.is_none_or(|it| is_settled(it, until))
        };
        let is_in_time = self.advance_until(deadline, is_settled);
        // One that removes itself is remembered for a while.
        let removed = self
            .simulation
            .as_ref()
            .and_then(|it| it.last_removed.as_deref());
        let here = self.containers.get(name).filter(|it| it.id == id);
        let container = here.or(removed.filter(|it| it.id == id));
        let what = match container {
            Some(it) => why_not(it, until, is_in_time),
            None => Some("was removed".to_owned()),
        };
        match what {
            None => Ok(()),
            Some(what) => Err(EngineError::AwaitedInVain {
                name: name.to_owned(),
                what,
            }),
        }
    }
}

/// Whether nothing more is to be waited for.
fn is_settled(container: &Container, until: Condition) -> bool {
    match until {
        Condition::Started => true,
        Condition::Healthy => {
            !container.state.is_up() || container.health != Some(Health::Starting)
        }
        Condition::CompletedSuccessfully => !container.state.is_up(),
    }
}

/// What keeps `until` from holding.
fn why_not(container: &Container, until: Condition, is_in_time: bool) -> Option<String> {
    if until == Condition::Started {
        return None;
    }
    if !is_in_time {
        return Some(format!(
            "is still {} after {} minutes",
            match until {
                Condition::Healthy => "starting",
                _ => container.state.as_str(),
            },
            MOST_MS / 60_000
        ));
    }
    let code = container.life.exit_code;
    match (until, container.health) {
        (Condition::CompletedSuccessfully, _) if code == 0 => None,
        _ if !container.state.is_up() => Some(format!("ended with code {code}")),
        (_, Some(Health::Healthy)) => None,
        (_, Some(_)) => Some("is unhealthy".to_owned()),
        (_, None) => Some("has no health check".to_owned()),
    }
}
