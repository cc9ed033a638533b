//! Takes a script apart into the lines that somebody would type.

use linkyard_core::programs::shell;

/// The commands of a script, in order. What a shell reads together is one: lines that end in `\`, open quotes, loops
/// over several lines. Empty lines and comments are none.
pub fn commands(text: &str) -> Vec<String> {
    let mut res = Vec::new();
    let mut open = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if open.is_empty() && (line.trim().is_empty() || line.trim_start().starts_with('#')) {
            continue;
        }
        open.push_str(line);
        if lines.peek().is_some() && goes_on(&open) {
            open.push('\n');
            continue;
        }
        res.push(std::mem::take(&mut open).trim().to_owned());
    }
    res
}

/// Whether the shell would wait for another line.
pub fn goes_on(text: &str) -> bool {
    if text.ends_with('\\') {
        return true;
    }
    match shell::parse(text) {
        Ok(_) => false,
        Err(why) => why.contains("end of file") || why.contains("unterminated"),
    }
}

#[cfg(test)]
mod tests {
    use super::commands;

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        assert_eq!(commands(text), want);
    }

    #[test]
    fn a_line_is_a_command() {
        check(
            "#!/bin/sh\n\n# a comment\ndocker ps\n  docker images  # all\n",
            &["docker ps", "docker images  # all"],
        );
    }

    #[test]
    fn what_a_shell_reads_together_is_one_command() {
        check(
            "docker run -d \\\n  nginx\nfor i in 1 2\ndo\n  echo $i\ndone\necho 'a\nb'\ndocker ps",
            &[
                "docker run -d \\\n  nginx",
                "for i in 1 2\ndo\n  echo $i\ndone",
                "echo 'a\nb'",
                "docker ps",
            ],
        );
    }

    #[test]
    fn what_is_never_closed_is_told_by_the_shell() {
        check(
            "docker ps\necho 'open\ndocker ps",
            &["docker ps", "echo 'open\ndocker ps"],
        );
    }
}
