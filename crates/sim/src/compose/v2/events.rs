//! `events`.
//!
//! Source: `pkg/compose/events.go`, `cmd/compose/events.go`.

use super::ps::go_json;
use super::{Compose, Failure, labels};
use crate::args::Parsed;
use serde_json::{Map, Value};

impl Compose<'_> {
    /// `events`: what happened to the project so far, since nobody can watch while something happens; then it is as if
    /// somebody pressed Ctrl-C.
    ///
    /// # Errors
    /// There is no project, or a time is asked for; always in the end.
    pub(super) fn show_events(&mut self, args: &Parsed) -> Result<(), Failure> {
        for flag in ["since", "until"] {
            if args.value(flag).is_some_and(|it| !it.is_empty()) {
                return Err(super::commands::unsupported(&format!("events --{flag}")));
            }
        }
        let project = self.project_name()?;
        let mut text = String::new();
        let simulation = self.machine.world.simulation.as_ref();
        for event in simulation.into_iter().flat_map(|it| &it.events) {
            let label = |key: &str| {
                event
                    .attributes
                    .get(key)
                    .map(String::as_str)
                    .unwrap_or_default()
            };
            let service = label(labels::SERVICE);
            if event.kind != "container"
                || label(labels::PROJECT) != project
                || label(labels::ONEOFF) == "True"
                || !(args.words.is_empty() || args.words.iter().any(|it| it == service))
            {
                continue;
            }
            let attributes: Vec<(&String, &String)> = event
                .attributes
                .iter()
                .filter(|(key, _)| !key.starts_with("com.docker.compose."))
                .collect();
            if args.is_on("json") {
                let mut object = Map::new();
                object.insert("action".to_owned(), Value::from(event.action.clone()));
                let map: Map<String, Value> = attributes
                    .iter()
                    .map(|(key, value)| ((*key).clone(), Value::from((*value).clone())))
                    .collect();
                object.insert("attributes".to_owned(), Value::Object(map));
                object.insert("id".to_owned(), Value::from(event.actor.clone()));
                object.insert("service".to_owned(), Value::from(service));
                object.insert("time".to_owned(), Value::from(event.at.rfc3339()));
                object.insert("type".to_owned(), Value::from("container"));
                text.push_str(&go_json(&Value::Object(object)));
                text.push('\n');
                continue;
            }
            let shown: Vec<String> = attributes
                .iter()
                .map(|(key, value)| format!("{key}={value}"))
                .collect();
            let time = event.at.rfc3339();
            let time = time.replace('T', " ");
            let time = time.get(..26).unwrap_or(&time);
            text.push_str(&format!(
                "{time} container {} {} ({})\n\n",
                event.action,
                event.actor,
                shown.join(", ")
            ));
        }
        self.output.out(text);
        Err(self.interrupted())
    }
}
