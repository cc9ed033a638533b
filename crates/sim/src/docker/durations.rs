//! Times as people say them.

/// `Less than a second`, `3 seconds`, `About a minute`: as the engine and its clients shorten a time.
///
/// Source: `HumanDuration` of docker/go-units.
pub fn human_duration(ms: u64) -> String {
    let seconds = ms / 1_000;
    let minutes = seconds / 60;
    let hours = (minutes + 30) / 60;
    match (seconds, minutes, hours) {
        (0, _, _) => "Less than a second".to_owned(),
        (1, _, _) => "1 second".to_owned(),
        (s, _, _) if s < 60 => format!("{s} seconds"),
        (_, 1, _) => "About a minute".to_owned(),
        (_, m, _) if m < 60 => format!("{m} minutes"),
        (_, _, 1) => "About an hour".to_owned(),
        (_, _, h) if h < 48 => format!("{h} hours"),
        (_, _, h) if h < 24 * 7 * 2 => format!("{} days", h / 24),
        (_, _, h) if h < 24 * 30 * 2 => format!("{} weeks", h / 24 / 7),
        (_, _, h) if h < 24 * 365 * 2 => format!("{} months", h / 24 / 30),
        (_, _, h) => format!("{} years", h / 24 / 365),
    }
}

/// The same, in the past.
pub fn human_ago(ms: u64) -> String {
    format!("{} ago", human_duration(ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_shortened_as_people_say_them() {
        let seconds = [0, 1, 59, 60, 119, 120, 3_599, 3_600, 7_200, 200_000];
        let texts: Vec<String> = seconds
            .iter()
            .map(|it| human_duration(it * 1_000))
            .collect();
        assert_eq!(
            texts.join(", "),
            "Less than a second, 1 second, 59 seconds, About a minute, About a minute, 2 minutes, 59 minutes, About an hour, 2 hours, 2 days"
        );
    }
}
