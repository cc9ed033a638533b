//! Scripts and what they do. Each was run by busybox as well, with the same outcome.

use crate::images::ImageCatalog;
use crate::op::ContainerSpec;
use crate::profile::Profile;
use crate::world::{ExecSpec, World};

/// Runs a script in a container; what it writes, and its code if that is not 0.
fn check(script: &str, want: &str) {
    let mut world = World::simulated(Profile::usual(true), ImageCatalog::new());
    let spec = ContainerSpec {
        image: "app".to_owned(),
        hostname: Some("web".to_owned()),
        ..ContainerSpec::default()
    };
    world.create(Some("web"), spec).unwrap();
    world.start_container("web").unwrap();
    let outcome = world
        .exec(
            "web",
            &ExecSpec {
                command: ["sh", "-c", script].map(str::to_owned).to_vec(),
                env: vec!["A=one two".to_owned()],
                ..ExecSpec::default()
            },
        )
        .unwrap();
    let mut got: String = outcome.output.iter().map(|it| it.1.as_ref()).collect();
    match outcome.code {
        None => got.push_str("(endless)"),
        Some(0) => {}
        Some(code) => got.push_str(&format!("({code})")),
    }
    assert_eq!(got, want, "{script}");
}

#[test]
fn words_are_quoted_and_expanded() {
    check("echo a   b 'c   d' \"e   $A\"", "a b c   d e   one two\n");
    check(
        "echo $A; echo \"$A\" ${B:-none} ${A:+set} ${#}",
        "one two\none two none set 0\n",
    );
    check(
        "B=1; C=\"$B$B\"; echo $C `echo x` $(echo y | tr y z)",
        "11 x z\n",
    );
    check("echo \\$A '$A' \"\\$A\"", "$A $A $A\n");
    check("set -- ; echo $0", "sh\n");
    check("printf '%s=%d\\n' a 1 b 2", "a=1\nb=2\n");
}

#[test]
fn commands_are_joined() {
    check("true && echo yes || echo no", "yes\n");
    check("false && echo yes || echo no", "no\n");
    check("false; echo $?; ! true; echo $?", "1\n1\n");
    check("echo b; echo a | cat; (exit 3); echo $?", "b\na\n3\n");
    check("exit 4; echo never", "(4)");
    check("set -e; false; echo never", "(1)");
    check("echo out; echo err >&2; exit 3", "out\nerr\n(3)");
}

#[test]
fn scripts_branch_and_loop() {
    check(
        "if [ \"$A\" = x ]; then echo x; elif test -n \"$A\"; then echo some; else echo none; fi",
        "some\n",
    );
    check("for i in 1 2 3; do echo $i; done", "1\n2\n3\n");
    check(
        "i=; while [ \"$i\" != xxx ]; do i=x$i; done; echo $i",
        "xxx\n",
    );
    check(
        "for i in a b c; do [ $i = b ] && continue; echo $i; done",
        "a\nc\n",
    );
    check("until true; do echo x; done; echo end", "end\n");
    check("while :; do sleep 1000 & wait; done", "(endless)");
    check(
        "while true; do echo tick; sleep 50000; done | head -n 1",
        "tick\n(endless)",
    );
}

#[test]
fn output_goes_where_it_is_sent() {
    check("echo a >/dev/null; echo b 2>/dev/null", "b\n");
    check(
        "cat /missing 2>&1 | sed 's/can.t/cannot/'",
        "cat: cannot open '/missing': No such file or directory\n",
    );
    check(
        "echo one > /tmp/f; echo two >> /tmp/f; cat /tmp/f | wc -l",
        "2\n",
    );
    check("grep -c . < /etc/hostname", "1\n");
}

#[test]
fn text_is_filtered() {
    check("printf 'b\\na\\nb\\n' | sort -u", "a\nb\n");
    check("printf 'a b\\nc d\\n' | awk '{print $2}'", "b\nd\n");
    check("printf 'x=1\\ny=2\\n' | grep ^y | cut -d= -f2", "2\n");
    check("echo hello | grep -q ell && echo found", "found\n");
    check("seq 5 | tail -n 2 | head -n 1", "4\n");
    check("echo aXb | tr X '\\n'", "a\nb\n");
}

#[test]
fn what_is_wrong_is_refused_in_the_shells_words() {
    check(
        "echo 'a",
        "sh: syntax error: unterminated quoted string\n(2)",
    );
    check(
        "if true; then echo",
        "sh: syntax error: unexpected end of file (expecting \"fi\")\n(2)",
    );
    check("echo ${NOPE:?must be set}", "sh: NOPE: must be set\n(2)");
    check(
        "case x in x) echo;; esac",
        "sh: `case` is not simulated\n(2)",
    );
}
