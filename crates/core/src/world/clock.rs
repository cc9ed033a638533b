//! Time on the simulated engine: processes go on, containers are started again, health is checked.

use super::{
    ContainerState, Event, Fault, Health, Process, ProgramStep, Reach, Simulation, Stream, Time,
    World,
};
use siphasher::sip::SipHasher13;
use std::collections::BTreeMap;
use std::hash::Hasher;
use std::sync::Arc;

/// No process does more than this at one moment: a program that loops without ever sleeping would never end.
const MOST_STEPS_AT_ONCE: usize = 10_000;

impl World {
    /// The virtual clock; 0 where there is none.
    pub fn now(&self) -> Time {
        self.simulation
            .as_ref()
            .map(|it| it.now)
            .unwrap_or_default()
    }

    /// Lets time pass.
    pub fn advance(&mut self, ms: u64) {
        let until = self.now().plus(ms);
        self.advance_until(until, |_| false);
    }

    /// Lets time pass until `is_done`, and at most until `deadline`. Says whether it is done.
    pub fn advance_until(&mut self, deadline: Time, is_done: impl Fn(&World) -> bool) -> bool {
        loop {
            if is_done(self) {
                return true;
            }
            let Some((due, name)) = self.next_due().filter(|(due, _)| *due <= deadline) else {
                if let Some(it) = &mut self.simulation {
                    it.now = it.now.max(deadline);
                }
                return is_done(self);
            };
            if let Some(it) = &mut self.simulation {
                it.now = it.now.max(due);
            }
            self.happen(&name);
        }
    }

    /// When something happens next by itself, if ever. Health checks count only while they can change something.
    pub fn next_event(&self) -> Option<Time> {
        self.next_due().map(|it| it.0)
    }

    fn next_due(&self) -> Option<(Time, String)> {
        self.simulation.as_ref()?;
        self.containers
            .values()
            .filter_map(|it| Some((due(it)?, it)))
            .min_by_key(|(due, _)| *due)
            .map(|(due, it)| (due, it.name.clone()))
    }

    /// Does what is due for one container.
    fn happen(&mut self, name: &str) {
        let now = self.now();
        let Some(container) = self.containers.get_mut(name) else {
            return;
        };
        let is_due = |it: Option<Time>| it.is_some_and(|it| it <= now);
        let life = &mut container.life;
        if is_due(life.restarts_at) {
            life.restarts_at = None;
            life.restart_count += 1;
            container.state = ContainerState::Exited {
                code: Some(container.life.exit_code),
            };
            // Why it could not start stands in its life.
            let _ = self.start(name);
        } else if let Some((_, code)) = life
            .process
            .as_ref()
            .and_then(|it| it.ending)
            .filter(|(at, _)| *at <= now)
        {
            self.exit(name, code);
        } else if is_due(life.process.as_ref().and_then(|it| it.due)) {
            self.run_process(name);
        } else if is_due(life.next_check) {
            self.check_health(name);
        }
    }

    /// Gives a container that just started its process.
    pub(super) fn launch(&mut self, name: &str) {
        let now = self.now();
        let Some(container) = self.containers.get(name) else {
            return;
        };
        let mut program = crate::programs::first_process(self, container);
        let slow_ms = self.slow_start_ms(name);
        if slow_ms > 0 {
            program.steps.insert(
                0,
                ProgramStep::Sleep {
                    ms: slow_ms,
                    is_deaf: false,
                },
            );
        }
        if self.crashes(name) {
            program.steps.push(ProgramStep::Sleep {
                ms: 500,
                is_deaf: false,
            });
            program.steps.retain(|it| *it != ProgramStep::SleepForever);
        }
        let check_after = self.check_interval_ms(name);
        let Some(simulation) = &mut self.simulation else {
            return;
        };
        simulation.last_pid = simulation.last_pid.max(1_000) + 37;
        let pid = simulation.last_pid;
        let Some(container) = self.containers.get_mut(name) else {
            return;
        };
        let life = &mut container.life;
        life.started = Some(now);
        life.exit_code = 0;
        life.error.clear();
        life.pid = pid;
        life.failing_streak = 0;
        life.next_check = check_after.map(|it| now.plus(it));
        life.process = Some(Process {
            program: Arc::new(program),
            next: 0,
            due: Some(now),
            tries_left: None,
            ending: None,
            is_ready: false,
            listens: std::collections::BTreeSet::new(),
        });
        self.emit_container(name, "start", &[]);
        self.run_process(name);
    }

    /// Runs a container's first process until it sleeps or ends.
    fn run_process(&mut self, name: &str) {
        for _ in 0..MOST_STEPS_AT_ONCE {
            let now = self.now();
            let Some(container) = self.containers.get_mut(name) else {
                return;
            };
            let exposed = container.exposed.clone();
            let Some(process) = &mut container.life.process else {
                return;
            };
            let Some(step) = process.program.steps.get(process.next).cloned() else {
                self.exit(name, 0);
                return;
            };
            process.next += 1;
            process.due = Some(now);
            match step {
                ProgramStep::Write { stream, text } => container.write(now, stream, &text),
                ProgramStep::Sleep { ms, .. } => {
                    process.due = Some(now.plus(ms));
                    if ms > 0 {
                        return;
                    }
                }
                ProgramStep::SleepForever => {
                    process.due = None;
                    return;
                }
                ProgramStep::Listen { port } => {
                    process.listens.insert(port);
                }
                ProgramStep::Ready => {
                    process.is_ready = true;
                    process.listens.extend(exposed);
                }
                ProgramStep::AwaitHost {
                    host,
                    port,
                    tries,
                    every_ms,
                    waiting,
                    failed,
                    code,
                } => {
                    let tries_left = process.tries_left.take().unwrap_or(tries);
                    if self.reach_by_name(name, &host, port) == Reach::Open {
                        continue;
                    }
                    let Some(container) = self.containers.get_mut(name) else {
                        return;
                    };
                    container.write(now, Stream::Err, &waiting);
                    if tries_left <= 1 {
                        container.write(now, Stream::Err, &failed);
                        self.exit(name, code);
                        return;
                    }
                    let Some(process) = &mut container.life.process else {
                        return;
                    };
                    process.tries_left = Some(tries_left - 1);
                    process.next -= 1;
                    process.due = Some(now.plus(every_ms.max(1)));
                    return;
                }
                ProgramStep::Exit { code } => {
                    self.exit(name, code);
                    return;
                }
            }
        }
        // It would go on for ever without time passing: let it rest a second.
        let now = self.now();
        if let Some(process) = self
            .containers
            .get_mut(name)
            .and_then(|it| it.life.process.as_mut())
        {
            process.due = Some(now.plus(1_000));
        }
    }

    /// Milliseconds between two health checks, if the container has any.
    fn check_interval_ms(&self, name: &str) -> Option<u64> {
        const USUAL_MS: u64 = 30_000;
        let container = self.containers.get(name)?;
        container.health?;
        let interval = container
            .spec
            .healthcheck
            .as_ref()
            .map_or(0, |it| it.interval);
        Some(match interval / 1_000_000 {
            0 => USUAL_MS,
            it => u64::try_from(it).unwrap_or(USUAL_MS).max(1),
        })
    }

    fn check_health(&mut self, name: &str) {
        const USUAL_RETRIES: u32 = 3;
        let now = self.now();
        let next = self.check_interval_ms(name).map(|it| now.plus(it));
        let passes = match self.containers.get(name) {
            Some(it) => it
                .life
                .forced_health
                .unwrap_or_else(|| crate::programs::passes_health_check(self, it)),
            None => return,
        };
        let Some(container) = self.containers.get_mut(name) else {
            return;
        };
        let check = container.spec.healthcheck.as_ref();
        let retries = check.map_or(0, |it| it.retries);
        let retries = if retries == 0 { USUAL_RETRIES } else { retries };
        let start_ms = check.map_or(0, |it| it.start_period / 1_000_000);
        let life = &mut container.life;
        life.next_check = next;
        let in_start = u128::from(now.since(life.started.unwrap_or_default()))
            < u128::try_from(start_ms).unwrap_or(0);
        let before = container.health;
        if passes {
            life.failing_streak = 0;
            container.health = Some(Health::Healthy);
        } else if !(in_start && before == Some(Health::Starting)) {
            life.failing_streak += 1;
            if life.failing_streak >= retries {
                container.health = Some(Health::Unhealthy);
            }
        }
        let after = container.health;
        if after != before {
            let word = match after {
                Some(Health::Healthy) => "health_status: healthy",
                Some(Health::Unhealthy) => "health_status: unhealthy",
                _ => "health_status: starting",
            };
            self.emit_container(name, word, &[]);
        }
    }

    /// Makes something go wrong.
    pub fn inject(&mut self, fault: Fault) {
        match &fault {
            Fault::Kill { container } => {
                let name = container.clone();
                if self
                    .containers
                    .get(&name)
                    .is_some_and(|it| it.state.is_up() && it.state != ContainerState::Restarting)
                {
                    self.exit(&name, 137);
                }
                return;
            }
            Fault::Health { container, passes } => {
                if let Some(it) = self.containers.get_mut(container) {
                    it.life.forced_health = Some(*passes);
                }
                return;
            }
            Fault::CrashLoop { container, code } => {
                let (name, code) = (container.clone(), *code);
                if let Some(simulation) = &mut self.simulation {
                    simulation.faults.push(fault);
                }
                if self
                    .containers
                    .get(&name)
                    .is_some_and(|it| it.state.is_up())
                {
                    self.exit(&name, code);
                }
                return;
            }
            Fault::SlowStart { .. }
            | Fault::NetworkCut { .. }
            | Fault::PortTaken { .. }
            | Fault::ImageMissing { .. } => {}
        }
        if let Some(simulation) = &mut self.simulation {
            simulation.faults.push(fault);
        }
    }

    fn slow_start_ms(&self, name: &str) -> u64 {
        let faults = self.simulation.as_ref().map(|it| it.faults.as_slice());
        let slow = faults.into_iter().flatten().rev().find_map(|it| match it {
            Fault::SlowStart { container, ms } if container == name => Some(*ms),
            _ => None,
        });
        slow.unwrap_or(0)
    }

    fn crashes(&self, name: &str) -> bool {
        let faults = self.simulation.as_ref().map(|it| it.faults.as_slice());
        faults
            .into_iter()
            .flatten()
            .any(|it| matches!(it, Fault::CrashLoop { container, .. } if container == name))
    }

    /// Draws an id of 64 hexadecimal digits: the same commands draw the same ids.
    pub(super) fn draw_id(&mut self) -> String {
        let Some(simulation) = &mut self.simulation else {
            return String::new();
        };
        simulation.n_ids += 1;
        (0..4u64)
            .map(|part| {
                let mut hasher = SipHasher13::new_with_keys(simulation.n_ids, part);
                hasher.write_u64(0x11_4b_79_a4_d0);
                format!("{:016x}", hasher.finish())
            })
            .collect()
    }

    pub(super) fn emit(
        &mut self,
        kind: &'static str,
        action: &str,
        actor: String,
        attributes: BTreeMap<String, String>,
    ) {
        if let Some(simulation) = &mut self.simulation {
            let Simulation { now, events, .. } = simulation.as_mut();
            events.push(Event {
                at: *now,
                kind,
                action: action.to_owned(),
                actor,
                attributes,
            });
        }
    }
}

/// When something happens next to a container by itself.
fn due(container: &super::Container) -> Option<Time> {
    let life = &container.life;
    match container.state {
        ContainerState::Restarting => life.restarts_at,
        ContainerState::Running => {
            let process = life.process.as_ref();
            let step = process.and_then(|it| it.due);
            let end = process.and_then(|it| it.ending).map(|it| it.0);
            [step, end, life.next_check].into_iter().flatten().min()
        }
        _ => None,
    }
}
