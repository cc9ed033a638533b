//! Stopping containers on the simulated engine: one, or several at the same time.

use super::{ContainerState, EngineError, Signal, Time, World};

/// Seconds between the stop signal and `SIGKILL`, where nobody says otherwise.
const STOP_TIMEOUT: u32 = 10;

/// A container that was told to stop.
struct Stopping {
    name: String,
    id: String,
    /// When it is killed.
    until: Time,
}

impl World {
    /// Sends the stop signal, and `SIGKILL` after `timeout` seconds; a container that does not run stays as it is.
    ///
    /// # Errors
    /// No such container.
    pub fn stop_container(&mut self, name: &str, timeout: Option<u32>) -> Result<(), EngineError> {
        self.stop_together(&[name.to_owned()], timeout).map(|_| ())
    }

    /// Stops several containers at the same time, as compose tools do. Gives their names in the order in which they were
    /// down.
    ///
    /// # Errors
    /// No such container; those before it were told to stop.
    pub fn stop_together(
        &mut self,
        names: &[String],
        timeout: Option<u32>,
    ) -> Result<Vec<String>, EngineError> {
        let mut down = Vec::with_capacity(names.len());
        let mut pending = Vec::new();
        for name in names {
            match self.begin_stop(name, timeout)? {
                Some(it) => pending.push(it),
                None => down.push(name.clone()),
            }
        }
        while let Some(until) = pending.iter().map(|it| it.until).min() {
            self.advance_until(until, |world| pending.iter().any(|it| !world.is_up(&it.id)));
            let now = self.now();
            let mut left = Vec::with_capacity(pending.len());
            for it in pending {
                if self.is_up(&it.id) {
                    if it.until > now {
                        left.push(it);
                        continue;
                    }
                    self.deliver(&it.name, Signal::KILL)?;
                }
                if self.containers.contains_key(&it.name) {
                    self.emit_container(&it.name, "stop", &[]);
                }
                down.push(it.name);
            }
            pending = left;
        }
        Ok(down)
    }

    /// Tells a container to stop; `None` if it is down at once.
    fn begin_stop(
        &mut self,
        name: &str,
        timeout: Option<u32>,
    ) -> Result<Option<Stopping>, EngineError> {
        let container = self.container(name)?;
        if !container.state.is_up() {
            return Ok(None);
        }
        let id = container.id.clone();
        let signal = self.stop_signal(container);
        let timeout = timeout
            .or(container.spec.stop_timeout)
            .unwrap_or(STOP_TIMEOUT);
        let was_restarting = container.state == ContainerState::Restarting;
        self.container_mut(name)?.life.is_stopped_by_hand = true;
        if was_restarting {
            let container = self.container_mut(name)?;
            container.life.restarts_at = None;
            let code = container.life.exit_code;
            container.state = ContainerState::Exited { code: Some(code) };
            self.emit_container(name, "stop", &[]);
            return Ok(None);
        }
        self.deliver(name, signal)?;
        Ok(Some(Stopping {
            name: name.to_owned(),
            id,
            until: self.now().plus(u64::from(timeout) * 1_000),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::images::ImageCatalog;
    use crate::op::ContainerSpec;
    use crate::profile::Profile;

    #[test]
    fn several_that_do_not_care_are_killed_at_the_same_time() {
        let mut world = World::simulated(Profile::usual(false), ImageCatalog::new());
        for (name, stop_timeout) in [("slow", None), ("slow-too", None), ("quick", Some(1))] {
            let spec = ContainerSpec {
                image: "busybox".to_owned(),
                command: Some(vec!["sleep".to_owned(), "1000".to_owned()]),
                stop_timeout,
                ..ContainerSpec::default()
            };
            world.create(Some(name), spec).unwrap();
            world.start_container(name).unwrap();
        }
        let names = ["slow", "slow-too", "quick"].map(str::to_owned);
        let down = world.stop_together(&names, None).unwrap();
        assert_eq!(down, ["quick", "slow", "slow-too"]);
        assert_eq!(world.now(), Time(10_000));
        assert_eq!(
            world.stop_together(&names, None).unwrap(),
            names,
            "they stay as they are"
        );
    }
}
