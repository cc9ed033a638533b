//! Settings of a service that the model of the core leaves out, read from the loaded document.

use super::tool::Tool;
use linkyard_core::document::{Node, Value};
use linkyard_core::op::RestartPolicy;

impl Tool<'_> {
    /// `stop_grace_period` in seconds.
    pub fn stop_grace_period(&self, service: &str) -> Option<u32> {
        seconds(self.written(service, "stop_grace_period")?)
    }

    /// Seconds that stopping a container of a service may take: as asked for, as the file says, or 10.
    pub fn stop_timeout(&self, service: &str, asked: Option<u32>) -> u32 {
        asked
            .or_else(|| self.stop_grace_period(service))
            .unwrap_or(10)
    }

    /// The restart policy that `deploy` sets.
    pub fn policy_of_deploy(&self, service: &str) -> Option<RestartPolicy> {
        let policy = self.node(service, "deploy")?.get("restart_policy")?;
        let max_retries = match policy.get("max_attempts").map(|it| &it.value) {
            Some(Value::Int(it)) => u32::try_from(*it).unwrap_or(0),
            _ => 0,
        };
        match policy.get("condition").and_then(Node::as_str) {
            Some("none") => Some(RestartPolicy::No),
            Some("on-failure") => Some(RestartPolicy::OnFailure { max_retries }),
            _ => Some(RestartPolicy::Always),
        }
    }

    /// The keys of `deploy` that the tool leaves aside and says so.
    pub fn ignored_deploy_keys(&self, service: &str) -> Vec<String> {
        let Some(deploy) = self.node(service, "deploy") else {
            return Vec::new();
        };
        let mut res: Vec<String> = [
            "endpoint_mode",
            "labels",
            "update_config",
            "rollback_config",
        ]
        .into_iter()
        .filter(|it| deploy.get(it).is_some())
        .map(str::to_owned)
        .collect();
        let policy = deploy.get("restart_policy").and_then(Node::as_map);
        for entry in policy.into_iter().flatten() {
            if entry.key != "condition" && entry.key != "max_attempts" {
                res.push(format!("restart_policy.{}", entry.key));
            }
        }
        let reservations = deploy
            .get("resources")
            .and_then(|it| it.get("reservations"));
        if reservations.and_then(|it| it.get("cpus")).is_some() {
            res.push("resources.reservations.cpus".to_owned());
        }
        res
    }
}

/// `1m30s` in whole seconds. Source: timeparse.py.
pub(super) fn seconds(text: &str) -> Option<u32> {
    let mut total = 0.0;
    let mut number = String::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter.is_ascii_digit() || letter == '.' {
            number.push(letter);
            continue;
        }
        let mut unit = String::from(letter);
        while let Some(more) = letters.next_if(|it| it.is_ascii_alphabetic()) {
            unit.push(more);
        }
        let value: f64 = std::mem::take(&mut number).parse().ok()?;
        total += value
            * match unit.as_str() {
                "h" => 3_600.0,
                "m" => 60.0,
                "s" => 1.0,
                "ms" => 0.001,
                "us" => 0.000_001,
                _ => return None,
            };
    }
    let is_whole = number.is_empty() && !text.is_empty();
    // `as` saturates, and what is left of a second counts as none for the engine.
    is_whole.then_some(total as u32)
}
