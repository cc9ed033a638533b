//! What the tool prints.

use super::run;
use crate::Machine;
use expect_test::{Expect, expect};
use linkyard_core::images::ImageCatalog;
use linkyard_core::profile::{Dialect, Engine, Profile};
use linkyard_core::world::Stream;

/// A machine with the images `busybox` and `db`, and a project of a chain of three.
fn machine(text: &str) -> Machine {
    const IMAGES: &str = r#"[
        {"Id":"sha256:1","RepoTags":["busybox:latest"],"Config":{"Cmd":["sh"]}},
        {"Id":"sha256:2","RepoTags":["db:latest"],"Config":{"Cmd":["sh","-c","trap 'exit 0' TERM; while :; do sleep 1000 & wait; done"],"ExposedPorts":{"5432/tcp":{}},"Env":["A=1"]}}
    ]"#;
    let profile = Profile {
        engine: Engine::V20_10,
        dialect: Dialect::V2,
    };
    let images = ImageCatalog::from_inspect(IMAGES).unwrap();
    let mut res = Machine::new(profile, images);
    res.working_dir = "/home/me/p".to_owned();
    res.files.insert("compose.yaml".to_owned(), text.to_owned());
    for image in ["busybox", "db"] {
        res.world.add_image(image);
    }
    res
}

const CHAIN: &str = "
services:
  db:
    image: db
  web:
    image: busybox
    command: sleep 1000
    links: [db]
  proxy:
    image: db
    depends_on: [web]
    ports: ['8080:80']
";

/// Runs commands one after the other, a line each, and shows what they print: standard error behind a bar.
fn check(text: &str, script: &str, expected: Expect) {
    expected.assert_eq(&transcript(&mut machine(text), script));
}

fn transcript(machine: &mut Machine, script: &str) -> String {
    let mut res = String::new();
    for line in script.lines().map(str::trim).filter(|it| !it.is_empty()) {
        res.push_str(&format!("$ {line}\n"));
        if let Some(edit) = line.strip_prefix("edit ") {
            let (from, to) = edit.split_once(" => ").unwrap();
            let file = machine.files.get_mut("compose.yaml").unwrap();
            *file = file.replace(&from.replace("\\n", "\n"), &to.replace("\\n", "\n"));
            continue;
        }
        if let Some(ms) = line.strip_prefix("advance ") {
            machine.world.advance(ms.parse().unwrap());
            continue;
        }
        let words = shlex::split(line).unwrap();
        let output = run(machine, &words);
        for (stream, text) in &output.pieces {
            let bar = if *stream == Stream::Err { "| " } else { "" };
            for line in text
                .replace('\r', "\\r")
                .replace('\x1b', "\\e")
                .split_inclusive('\n')
            {
                res.push_str(&format!("{bar}{line}"));
            }
            if !text.ends_with('\n') {
                res.push('\n');
            }
        }
        if output.code != 0 {
            res.push_str(&format!("exit {}\n", output.code));
        }
    }
    masked(&res)
}

/// Ids are drawn; one that is shown is replaced by its length.
fn masked(text: &str) -> String {
    let mut res = String::new();
    let mut digits = String::new();
    for letter in text.chars().chain(['\n']) {
        if letter.is_ascii_digit() || matches!(letter, 'a'..='f') {
            digits.push(letter);
            continue;
        }
        match digits.len() {
            12 => res.push_str("<id>"),
            64 => res.push_str("<long id>"),
            _ => res.push_str(&digits),
        }
        digits.clear();
        res.push(letter);
    }
    res.pop();
    res
}

#[test]
fn a_chain_goes_up_and_down() {
    check(
        CHAIN,
        "up -d
        ps
        ls
        images
        top
        up -d
        up -d --force-recreate db
        stop -t 0 web
        start
        restart web
        kill proxy
        ps -a
        logs
        exec web env
        port proxy 80
        pause db
        ps
        unpause
        down
        ps -a
        down",
        expect![[r#"
            $ up -d
            |  Network p_default  Creating
            |  Network p_default  Created
            |  Container p-db-1  Creating
            |  Container p-db-1  Created
            |  Container p-web-1  Creating
            |  Container p-web-1  Created
            |  Container p-proxy-1  Creating
            |  Container p-proxy-1  Created
            |  Container p-db-1  Starting
            |  Container p-db-1  Started
            |  Container p-web-1  Starting
            |  Container p-web-1  Started
            |  Container p-proxy-1  Starting
            |  Container p-proxy-1  Started
            $ ps
            NAME        IMAGE     COMMAND                  SERVICE   CREATED                  STATUS                  PORTS
            p-db-1      db        "sh -c 'trap 'exit 0…"   db        Less than a second ago   Up Less than a second   5432/tcp
            p-proxy-1   db        "sh -c 'trap 'exit 0…"   proxy     Less than a second ago   Up Less than a second   5432/tcp, 0.0.0.0:8080->80/tcp, [::]:8080->80/tcp
            p-web-1     busybox   "sleep 1000"             web       Less than a second ago   Up Less than a second   
            $ ls
            NAME                STATUS              CONFIG FILES
            p                   running(3)          /home/me/p/compose.yaml
            $ images
            CONTAINER           REPOSITORY          TAG                 PLATFORM            IMAGE ID            SIZE                CREATED
            p-db-1              db                  latest              linux/amd64         <id>        56MB                Less than a second ago
            p-proxy-1           db                  latest              linux/amd64         <id>        56MB                Less than a second ago
            p-web-1             busybox             latest              linux/amd64         <id>        56MB                Less than a second ago
            $ top
            SERVICE  #   UID   PID   PPID  C   STIME  TTY  TIME      CMD
            db       1   root  1037  1016  0   00:00  ?    00:00:00  sh -c trap 'exit 0' TERM; while :; do sleep 1000 & wait; done
            proxy    1   root  1111  1090  0   00:00  ?    00:00:00  sh -c trap 'exit 0' TERM; while :; do sleep 1000 & wait; done
            web      1   root  1074  1053  0   00:00  ?    00:00:00  sleep 1000
            $ up -d
            |  Container p-db-1  Running
            |  Container p-web-1  Running
            |  Container p-proxy-1  Running
            $ up -d --force-recreate db
            |  Container p-db-1  Recreate
            |  Container p-db-1  Recreated
            |  Container p-db-1  Starting
            |  Container p-db-1  Started
            $ stop -t 0 web
            |  Container p-web-1  Stopping
            |  Container p-web-1  Stopped
            $ start
            |  Container p-web-1  Starting
            |  Container p-web-1  Started
            $ restart web
            |  Container p-web-1  Restarting
            |  Container p-web-1  Started
            $ kill proxy
            |  Container p-proxy-1  Killing
            |  Container p-proxy-1  Killed
            $ ps -a
            NAME        IMAGE     COMMAND                  SERVICE   CREATED          STATUS                                PORTS
            p-db-1      db        "sh -c 'trap 'exit 0…"   db        10 seconds ago   Up 10 seconds                         5432/tcp
            p-proxy-1   db        "sh -c 'trap 'exit 0…"   proxy     10 seconds ago   Exited (137) Less than a second ago   
            p-web-1     busybox   "sleep 1000"             web       10 seconds ago   Up Less than a second                 
            $ logs
            $ exec web env
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
            HOSTNAME=<id>
            HOME=/root
            $ port proxy 80
            | service "proxy" is not running
            exit 1
            $ pause db
            |  Container p-db-1  Paused
            $ ps
            NAME      IMAGE     COMMAND                  SERVICE   CREATED          STATUS                   PORTS
            p-db-1    db        "sh -c 'trap 'exit 0…"   db        10 seconds ago   Up 10 seconds (Paused)   5432/tcp
            p-web-1   busybox   "sleep 1000"             web       10 seconds ago   Up Less than a second    
            $ unpause
            |  Container p-db-1  Unpaused
            | Error response from daemon: Container <long id> is not paused
            exit 1
            $ down
            |  Container p-proxy-1  Stopping
            |  Container p-proxy-1  Stopped
            |  Container p-proxy-1  Removing
            |  Container p-proxy-1  Removed
            |  Container p-web-1  Stopping
            |  Container p-web-1  Stopped
            |  Container p-web-1  Removing
            |  Container p-web-1  Removed
            |  Container p-db-1  Stopping
            |  Container p-db-1  Stopped
            |  Container p-db-1  Removing
            |  Container p-db-1  Removed
            |  Network p_default  Removing
            |  Network p_default  Removed
            $ ps -a
            NAME      IMAGE     COMMAND   SERVICE   CREATED   STATUS    PORTS
            $ down
        "#]],
    );
}
