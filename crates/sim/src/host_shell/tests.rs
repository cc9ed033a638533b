//! Lines typed at the machine.

use super::run_line;
use crate::Machine;
use expect_test::{Expect, expect};
use linkyard_core::images::ImageCatalog;
use linkyard_core::profile::Profile;

fn check(lines: &str, want: Expect) {
    let mut machine = Machine::new(Profile::usual(true), ImageCatalog::official());
    machine
        .files
        .insert("notes.txt".to_owned(), "one\ntwo\n".to_owned());
    let mut res = String::new();
    for line in lines.lines().map(str::trim).filter(|it| !it.is_empty()) {
        let output = run_line(&mut machine, line);
        res.push_str(&format!("$ {line}\n{}", output.text()));
        if output.code != 0 {
            res.push_str(&format!("exit code {}\n", output.code));
        }
    }
    want.assert_eq(&res);
}

#[test]
fn clients_and_everyday_programs_work_together() {
    check(
        "docker pull -q redis && docker run -d --name db redis > id.txt
         docker ps --format '{{.Names}} {{.Ports}}' | grep db
         sleep 2; docker logs db 2>&1 | tail -n 1
         docker rm -f $(docker ps -aq) | wc -l
         for i in 1 2; do docker run -d --name web$i -p 808$i:80 nginx >/dev/null 2>&1; done; docker ps -q | wc -l
         sleep 3; curl -s localhost:8081 | grep -c Welcome
         curl localhost:9999
         cat notes.txt | sort -r; ls
         NAME=web1; docker stop $NAME; echo $?",
        expect![[r#"
            $ docker pull -q redis && docker run -d --name db redis > id.txt
            docker.io/library/redis:latest
            $ docker ps --format '{{.Names}} {{.Ports}}' | grep db
            db 6379/tcp
            $ sleep 2; docker logs db 2>&1 | tail -n 1
            1:M * Ready to accept connections tcp
            $ docker rm -f $(docker ps -aq) | wc -l
            1
            $ for i in 1 2; do docker run -d --name web$i -p 808$i:80 nginx >/dev/null 2>&1; done; docker ps -q | wc -l
            2
            $ sleep 3; curl -s localhost:8081 | grep -c Welcome
            2
            $ curl localhost:9999
            curl: (7) Failed to connect to localhost port 9999: Connection refused
            exit code 7
            $ cat notes.txt | sort -r; ls
            two
            one
            id.txt
            notes.txt
            $ NAME=web1; docker stop $NAME; echo $?
            web1
            0
        "#]],
    );
}

#[test]
fn what_is_no_command_says_so() {
    check(
        "dokcer ps
         cat nope.txt
         cat /etc/shadow
         cd /elsewhere
         echo 'open",
        expect![[r#"
            $ dokcer ps
            sh: dokcer: command not found
            linkyard: did you mean `docker`?
            exit code 127
            $ cat nope.txt
            cat: can't open 'nope.txt': No such file or directory
            exit code 1
            $ cat /etc/shadow
            cat: can't open '/etc/shadow': No such file or directory
            exit code 1
            $ cd /elsewhere
            linkyard: there is one folder here, /home/me/project, and no /elsewhere
            exit code 1
            $ echo 'open
            sh: syntax error: unterminated quoted string
            exit code 2
        "#]],
    );
}
