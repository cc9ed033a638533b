//! `linkyard fault …`: what goes wrong because somebody wants to see what follows. Docker has no words for it.

use crate::docker::nearest;
use crate::machine::Machine;
use crate::output::Output;
use linkyard_core::images::canonical_reference;
use linkyard_core::world::{ContainerState, Fault};

/// What may go wrong: its word, what stands behind it, and what it does.
pub const WORDS: [(&str, &str, &str); 7] = [
    ("kill", "CONTAINER", "its process gets SIGKILL from outside"),
    (
        "crash",
        "CONTAINER [CODE]",
        "it ends soon after every start, with CODE or 1",
    ),
    (
        "slow",
        "CONTAINER TIME",
        "it gets ready so much later after every start: 5s, 500ms",
    ),
    (
        "cut",
        "CONTAINER NETWORK",
        "the two lose each other: nobody reaches the other side",
    ),
    ("port", "PORT", "something else holds this port of the host"),
    ("image", "IMAGE", "the registry does not have it"),
    (
        "health",
        "CONTAINER pass|fail",
        "every further health check says so",
    ),
];

/// Runs `linkyard fault WORDS`.
pub fn run(machine: &mut Machine, words: &[String]) -> Output {
    let mut res = Output::new();
    match parse(machine, words) {
        Ok(None) => res.out(list(machine)),
        Ok(Some(fault)) => {
            res.out(format!("fault: {}\n", sentence(&fault)));
            machine.world.inject(fault);
        }
        Err(why) => {
            res.err(format!("linkyard fault: {why}\n"));
            res.code = 1;
        }
    }
    res
}

/// Reads it; `None` asks for the faults that are there.
fn parse(machine: &Machine, words: &[String]) -> Result<Option<Fault>, String> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let Some((&kind, rest)) = words.split_first() else {
        return Ok(None);
    };
    Ok(Some(match (kind, rest) {
        ("list", []) => return Ok(None),
        ("kill", [container]) => {
            let container = existing(machine, container)?;
            let state = machine.world.containers.get(&container).map(|it| it.state);
            if !matches!(
                state,
                Some(ContainerState::Running | ContainerState::Paused)
            ) {
                return Err(format!("{container} does not run"));
            }
            Fault::Kill { container }
        }
        ("crash", [container]) => Fault::CrashLoop {
            container: known_or_future(machine, container),
            code: 1,
        },
        ("crash", [container, code]) => Fault::CrashLoop {
            container: known_or_future(machine, container),
            code: code
                .parse::<u8>()
                .map(i64::from)
                .map_err(|_| format!("`{code}` is no exit code: they go from 0 to 255"))?,
        },
        ("slow", [container, time]) => Fault::SlowStart {
            container: known_or_future(machine, container),
            ms: milliseconds(time)?,
        },
        ("cut", [container, network]) => {
            let container = existing(machine, container)?;
            let is_on = machine
                .world
                .containers
                .get(&container)
                .is_some_and(|it| it.endpoints.contains_key(*network));
            if !is_on {
                return Err(format!("{container} is not on network {network}"));
            }
            Fault::NetworkCut {
                container,
                network: (*network).to_owned(),
            }
        }
        ("port", [port]) => Fault::PortTaken {
            port: port
                .parse::<u16>()
                .ok()
                .filter(|it| *it > 0)
                .ok_or_else(|| format!("`{port}` is no port: they go from 1 to 65535"))?,
        },
        ("image", [image]) => Fault::ImageMissing {
            image: canonical_reference(image),
        },
        ("health", [container, verdict]) => {
            let container = existing(machine, container)?;
            let it = machine.world.containers.get(&container);
            if it.is_none_or(|it| it.health.is_none()) {
                return Err(format!("{container} has no health check that runs"));
            }
            Fault::Health {
                container,
                passes: match *verdict {
                    "pass" => true,
                    "fail" => false,
                    other => return Err(format!("`{other}` is neither `pass` nor `fail`")),
                },
            }
        }
        _ => return Err(usage(kind)),
    }))
}

fn usage(kind: &str) -> String {
    if let Some((word, arguments, _)) = WORDS.iter().find(|it| it.0 == kind) {
        return format!("it is written `linkyard fault {word} {arguments}`");
    }
    let words = WORDS.map(|it| it.0);
    match nearest(kind, words) {
        Some(it) => format!("there is no fault `{kind}`; did you mean `{it}`?"),
        None => format!("there is no fault `{kind}`; there are {}", words.join(", ")),
    }
}

/// The name of a container that is there.
fn existing(machine: &Machine, reference: &str) -> Result<String, String> {
    machine
        .world
        .resolve(reference)
        .map_err(|err| err.to_string())
}

/// The name of a container that is there or will be.
fn known_or_future(machine: &Machine, reference: &str) -> String {
    existing(machine, reference).unwrap_or_else(|_| reference.to_owned())
}

/// `5s`, `500ms`, `2m`, or seconds without a unit.
fn milliseconds(text: &str) -> Result<u64, String> {
    let (number, factor) = [("ms", 1), ("s", 1_000), ("m", 60_000)]
        .into_iter()
        .find_map(|(unit, factor)| Some((text.strip_suffix(unit)?, factor)))
        .unwrap_or((text, 1_000));
    let number: u32 = number
        .parse()
        .map_err(|_| format!("`{text}` is no time: write 5s or 500ms"))?;
    Ok(u64::from(number) * factor)
}

fn list(machine: &Machine) -> String {
    let faults = machine.world.simulation.as_ref().map(|it| &it.faults);
    let mut res: String = faults
        .into_iter()
        .flatten()
        .map(|it| format!("{}\n", sentence(it)))
        .collect();
    for container in machine.world.containers.values() {
        if let Some(passes) = container.life.forced_health() {
            res.push_str(&sentence(&Fault::Health {
                container: container.name.clone(),
                passes,
            }));
            res.push('\n');
        }
    }
    if res.is_empty() {
        res.push_str("nothing was made to go wrong\n");
    }
    res
}

/// What goes wrong, as a sentence fragment.
pub fn sentence(fault: &Fault) -> String {
    match fault {
        Fault::Kill { container } => format!("{container} was killed from outside"),
        Fault::CrashLoop { container, code } => {
            format!("{container} ends with code {code} soon after every start")
        }
        Fault::SlowStart { container, ms } => {
            format!("{container} gets ready {ms} ms later after every start")
        }
        Fault::NetworkCut { container, network } => {
            format!("{container} and network {network} do not reach each other")
        }
        Fault::PortTaken { port } => format!("something else on the host holds port {port}"),
        Fault::ImageMissing { image } => format!("the registry does not have {image}"),
        Fault::Health { container, passes } => format!(
            "every health check of {container} {}",
            if *passes { "passes" } else { "fails" }
        ),
    }
}
