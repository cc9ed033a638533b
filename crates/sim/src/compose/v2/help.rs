//! The help texts, as the tool prints them.

/// Of the tool itself.
pub(super) const ROOT: &str = include_str!("help/root.txt");

/// Of a command; `None` if there is no such command.
pub(super) fn of(command: &str) -> Option<&'static str> {
    Some(match command {
        "attach" => include_str!("help/attach.txt"),
        "build" => include_str!("help/build.txt"),
        "commit" => include_str!("help/commit.txt"),
        "config" => include_str!("help/config.txt"),
        "cp" => include_str!("help/cp.txt"),
        "create" => include_str!("help/create.txt"),
        "down" => include_str!("help/down.txt"),
        "events" => include_str!("help/events.txt"),
        "exec" => include_str!("help/exec.txt"),
        "export" => include_str!("help/export.txt"),
        "images" => include_str!("help/images.txt"),
        "kill" => include_str!("help/kill.txt"),
        "logs" => include_str!("help/logs.txt"),
        "ls" => include_str!("help/ls.txt"),
        "pause" => include_str!("help/pause.txt"),
        "port" => include_str!("help/port.txt"),
        "ps" => include_str!("help/ps.txt"),
        "publish" => include_str!("help/publish.txt"),
        "pull" => include_str!("help/pull.txt"),
        "push" => include_str!("help/push.txt"),
        "restart" => include_str!("help/restart.txt"),
        "rm" => include_str!("help/rm.txt"),
        "run" => include_str!("help/run.txt"),
        "scale" => include_str!("help/scale.txt"),
        "start" => include_str!("help/start.txt"),
        "stats" => include_str!("help/stats.txt"),
        "stop" => include_str!("help/stop.txt"),
        "top" => include_str!("help/top.txt"),
        "unpause" => include_str!("help/unpause.txt"),
        "up" => include_str!("help/up.txt"),
        "version" => include_str!("help/version.txt"),
        "volumes" => include_str!("help/volumes.txt"),
        "wait" => include_str!("help/wait.txt"),
        "watch" => include_str!("help/watch.txt"),
        _ => return None,
    })
}

/// The commands that there are.
pub(super) const COMMANDS: &[&str] = &[
    "attach", "build", "commit", "config", "cp", "create", "down", "events", "exec", "export",
    "images", "kill", "logs", "ls", "pause", "port", "ps", "publish", "pull", "push", "restart",
    "rm", "run", "scale", "start", "stats", "stop", "top", "unpause", "up", "version", "volumes",
    "wait", "watch",
];
