//! What the session itself is told in the terminal: `linkyard undo`, `redo`, `goto`, `log`, `branch`, `profile`, `help`.

use super::{Entry, Session, Step, StepId};
use crate::docker::nearest;
use crate::host_shell::faults;
use crate::output::Output;
use linkyard_core::profile::{Dialect, Engine, Profile};

/// Each word, what stands behind it, and what it does.
const WORDS: [(&str, &str, &str); 7] = [
    ("undo", "[N]", "go back one step, or N"),
    ("redo", "[N]", "go forward again"),
    (
        "goto",
        "STEP",
        "go to a step of any branch; 0 is the beginning",
    ),
    ("log", "", "the steps of this branch, and what each changed"),
    (
        "branch",
        "[N]",
        "the branches: one grows when something else is done after undo; or go to the tip of one",
    ),
    (
        "profile",
        "ENGINE [COMPOSE]",
        "imitate another engine from here on: 20.10, 26, 27, 28, 29; 1.29 or 2",
    ),
    ("help", "", "this"),
];

/// The words after `linkyard`, if the line is one for the session. `linkyard fault` is a command of the machine.
pub(super) fn parse(line: &str) -> Option<Vec<String>> {
    let line = line.trim();
    if !line.starts_with("linkyard") {
        return None;
    }
    let words = shlex::split(line)?;
    let (first, rest) = words.split_first()?;
    let is_fault = rest.first().is_some_and(|it| it == "fault");
    (first == "linkyard" && !is_fault).then(|| rest.to_vec())
}

/// Does what the words say.
pub(super) fn run(session: &mut Session, words: &[String]) -> Output {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut res = Output::new();
    match answer(session, &words) {
        Ok(text) => res.out(text),
        Err(why) => {
            res.err(format!("linkyard: {why}\n"));
            res.code = 1;
        }
    }
    res
}

fn answer(session: &mut Session, words: &[&str]) -> Result<String, String> {
    match *words {
        [] | ["help" | "--help" | "-h"] => Ok(help()),
        ["undo"] => go(session, 1, Session::undo, "undo"),
        ["undo", n] => go(session, number(n)?, Session::undo, "undo"),
        ["redo"] => go(session, 1, Session::redo, "redo"),
        ["redo", n] => go(session, number(n)?, Session::redo, "redo"),
        ["goto", id] => {
            let id = StepId(number(id)?);
            if session.goto(id) {
                Ok(here(session))
            } else {
                let n = session.steps().count();
                Err(format!("there is no step {id}; the last one is {n}"))
            }
        }
        ["log"] => Ok(log(session)),
        ["branch" | "branches"] => Ok(branches(session)),
        ["branch", n] => {
            let index = (number(n)? as usize).checked_sub(1);
            let branches = session.branches();
            let branch = index
                .and_then(|it| branches.get(it))
                .ok_or_else(|| format!("there is no branch {n}; `linkyard branch` lists them"))?;
            session.goto(branch.tip);
            Ok(here(session))
        }
        ["profile", engine] => profile(session, engine, None),
        ["profile", engine, compose] => profile(session, engine, Some(compose)),
        [word, ..] => Err(match WORDS.iter().find(|it| it.0 == word) {
            Some((word, arguments, _)) => {
                format!(
                    "it is written `{}`",
                    format!("linkyard {word} {arguments}").trim_end()
                )
            }
            None => match nearest(word, WORDS.map(|it| it.0).into_iter().chain(["fault"])) {
                Some(it) => format!("there is no `{word}` here; did you mean `{it}`?"),
                None => format!("there is no `{word}` here; `linkyard help` says what there is"),
            },
        }),
    }
}

fn number(text: &str) -> Result<u32, String> {
    text.parse()
        .map_err(|_| format!("`{text}` is not the number of a step"))
}

/// Goes so many steps, or as many as there are.
fn go(
    session: &mut Session,
    n: u32,
    one: fn(&mut Session) -> bool,
    word: &str,
) -> Result<String, String> {
    let n_gone = (0..n).take_while(|_| one(session)).count();
    if n_gone == 0 && n > 0 {
        return Err(format!("there is nothing to {word}"));
    }
    Ok(here(session))
}

fn profile(session: &mut Session, engine: &str, compose: Option<&str>) -> Result<String, String> {
    let engine: Engine = engine.parse()?;
    let dialect = match compose {
        Some(it) => it.parse::<Dialect>()?,
        None => session.machine().world.profile.dialect,
    };
    session.apply(Entry::Profile(Profile { engine, dialect }));
    Ok(format!(
        "Engine {engine} and Compose {dialect} are imitated from here on\n"
    ))
}

/// Where the session stands.
fn here(session: &Session) -> String {
    match session.step(session.current()) {
        Some(step) => format!("now after step {}: {}\n", step.id, entry_text(&step.entry)),
        None => "now at the beginning: an empty engine\n".to_owned(),
    }
}

/// What was done, on one line.
fn entry_text(entry: &Entry) -> String {
    match entry {
        Entry::Line(line) => line.trim().replace('\n', "\\n"),
        Entry::Edit {
            path,
            text: Some(_),
        } => format!("edit {path}"),
        Entry::Edit { path, text: None } => format!("delete {path}"),
        Entry::Fault(fault) => format!("fault {}", faults::sentence(fault)),
        Entry::Profile(it) => format!("profile {} {}", it.engine, it.dialect),
    }
}

fn log(session: &Session) -> String {
    let current = session.current();
    let tip = session
        .branches()
        .iter()
        .find(|it| it.is_current)
        .map_or(current, |it| it.tip);
    let mark = |id: StepId| if id == current { '*' } else { ' ' };
    let mut res = format!(
        "{} {:>4}  the beginning\n",
        mark(StepId::START),
        StepId::START
    );
    for step in session.path_to(tip) {
        res.push_str(&format!(
            "{} {:>4}  {}\n",
            mark(step.id),
            step.id,
            entry_text(&step.entry)
        ));
        for it in outcome(step) {
            res.push_str(&format!("           {it}\n"));
        }
    }
    res
}

/// What came of a step, in short.
fn outcome(step: &Step) -> Vec<String> {
    /// More are not named: `docker rm` of fifty containers is one line of a log.
    const MOST: usize = 8;
    let mut words: Vec<String> = step
        .changes
        .iter()
        .take(MOST)
        .map(ToString::to_string)
        .collect();
    if step.changes.len() > MOST {
        words.push(format!("{} more", step.changes.len() - MOST));
    }
    let mut res = Vec::new();
    if !words.is_empty() {
        res.push(words.join(", "));
    }
    if step.output.code != 0 {
        res.push(format!("exit code {}", step.output.code));
    }
    res
}

fn branches(session: &Session) -> String {
    let mut res = String::new();
    for (index, branch) in session.branches().iter().enumerate() {
        let mark = if branch.is_current { '*' } else { ' ' };
        let tip = session.step(branch.tip);
        let last = tip.map(|it| entry_text(&it.entry)).unwrap_or_default();
        let from = match branch.from {
            StepId::START => "from the beginning".to_owned(),
            it => format!("from step {it}"),
        };
        res.push_str(&format!(
            "{mark} {:>3}  {from} to step {}: {last}\n",
            index + 1,
            branch.tip
        ));
    }
    if res.is_empty() {
        res.push_str("nothing was done yet\n");
    }
    res
}

fn help() -> String {
    let mut res = "What cannot be said in Docker's words:\n".to_owned();
    let faults =
        faults::WORDS.map(|(word, arguments, about)| (format!("fault {word} {arguments}"), about));
    let own = WORDS.map(|(word, arguments, about)| (format!("{word} {arguments}"), about));
    let list = ("fault list".to_owned(), "what was made to go wrong");
    let lines: Vec<_> = own.into_iter().chain(faults).chain([list]).collect();
    let width = lines.iter().map(|it| it.0.len()).max().unwrap_or(0);
    for (words, about) in lines {
        res.push_str(&format!("  linkyard {words:width$}  {about}\n"));
    }
    res
}
