//! A session: what is typed, undone, done again, and written down.

use super::{Entry, Session, Step, StepId};
use expect_test::{Expect, expect};
use linkyard_core::images::ImageCatalog;
use linkyard_core::profile::Profile;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn session() -> Session {
    let files = BTreeMap::from([(
        "docker-compose.yml".to_owned(),
        "web:\n  image: nginx\n  links: [db]\ndb:\n  image: redis\n".to_owned(),
    )]);
    Session::new(Profile::usual(true), ImageCatalog::official(), files)
}

/// Types the lines, and compares what the session's own words answer.
fn check(lines: &str, want: Expect) {
    let mut session = session();
    let mut res = String::new();
    for line in lines.lines().map(str::trim).filter(|it| !it.is_empty()) {
        let output = session.run(line);
        if line.contains("linkyard") {
            res.push_str(&format!("$ {line}\n{}", output.text()));
            if output.code != 0 {
                res.push_str(&format!("exit code {}\n", output.code));
            }
        }
    }
    want.assert_eq(&res);
}

#[test]
fn a_log_says_what_each_step_changed() {
    check(
        "docker run -d --name db redis
         docker run -d --name web --link db nginx
         docker stop db
         docker start db
         docker exec web cat /nope
         docker rename db cache
         docker network create front
         docker network connect front web
         docker pause web
         docker rm -f web cache
         echo hello > note.txt
         linkyard log",
        expect![[r#"
            $ linkyard log
                 0  the beginning
                 1  docker run -d --name db redis
                       image redis:latest is here, volume 204f7a7edaa0 created, db created, db started
                 2  docker run -d --name web --link db nginx
                       image nginx:latest is here, web created, web started
                 3  docker stop db
                       db ended with code 0
                 4  docker start db
                       db started
                 5  docker exec web cat /nope
                       exit code 1
                 6  docker rename db cache
                       db is called cache
                 7  docker network create front
                       network front created
                 8  docker network connect front web
                       web is on bridge, front, /etc/hosts of web changed
                 9  docker pause web
                       web paused
                10  docker rm -f web cache
                       cache removed, web removed
            *   11  echo hello > note.txt
                       note.txt written
        "#]],
    );
}

#[test]
fn something_else_after_undo_grows_a_branch() {
    check(
        "docker run -d --name db redis
         docker stop db
         docker rm db
         linkyard undo 2
         docker kill db
         linkyard branch
         linkyard branch 1
         linkyard log
         linkyard undo
         linkyard redo
         linkyard redo
         linkyard goto 4
         linkyard goto 0
         linkyard undo
         linkyard goto 9",
        expect![[r#"
            $ linkyard undo 2
            now after step 1: docker run -d --name db redis
            $ linkyard branch
                1  from the beginning to step 3: docker rm db
            *   2  from step 1 to step 4: docker kill db
            $ linkyard branch 1
            now after step 3: docker rm db
            $ linkyard log
                 0  the beginning
                 1  docker run -d --name db redis
                       image redis:latest is here, volume 204f7a7edaa0 created, db created, db started
                 2  docker stop db
                       db ended with code 0
            *    3  docker rm db
                       db removed
            $ linkyard undo
            now after step 2: docker stop db
            $ linkyard redo
            now after step 3: docker rm db
            $ linkyard redo
            linkyard: there is nothing to redo
            exit code 1
            $ linkyard goto 4
            now after step 4: docker kill db
            $ linkyard goto 0
            now at the beginning: an empty engine
            $ linkyard undo
            linkyard: there is nothing to undo
            exit code 1
            $ linkyard goto 9
            linkyard: there is no step 9; the last one is 4
            exit code 1
        "#]],
    );
}

#[test]
fn faults_are_commands_of_the_machine() {
    check(
        "docker run -d --name db --restart always redis
         docker network create back
         linkyard fault kill db
         linkyard fault crash db 3
         linkyard fault slow cache 5s
         linkyard fault cut db bridge
         linkyard fault cut db back
         linkyard fault port 8080
         linkyard fault image postgres
         linkyard fault health db fail
         linkyard fault kil db
         linkyard fault kill
         linkyard fault list
         docker run -d -p 8080:80 nginx
         docker run postgres
         linkyard log",
        expect![[r#"
            $ linkyard fault kill db
            fault: db was killed from outside
            $ linkyard fault crash db 3
            fault: db ends with code 3 soon after every start
            $ linkyard fault slow cache 5s
            fault: cache gets ready 5000 ms later after every start
            $ linkyard fault cut db bridge
            fault: db and network bridge do not reach each other
            $ linkyard fault cut db back
            linkyard fault: db is not on network back
            exit code 1
            $ linkyard fault port 8080
            fault: something else on the host holds port 8080
            $ linkyard fault image postgres
            fault: the registry does not have postgres:latest
            $ linkyard fault health db fail
            linkyard fault: db has no health check that runs
            exit code 1
            $ linkyard fault kil db
            linkyard fault: there is no fault `kil`; did you mean `kill`?
            exit code 1
            $ linkyard fault kill
            linkyard fault: it is written `linkyard fault kill CONTAINER`
            exit code 1
            $ linkyard fault list
            db ends with code 3 soon after every start
            cache gets ready 5000 ms later after every start
            db and network bridge do not reach each other
            something else on the host holds port 8080
            the registry does not have postgres:latest
            $ linkyard log
                 0  the beginning
                 1  docker run -d --name db --restart always redis
                       image redis:latest is here, volume 204f7a7edaa0 created, db created, db started
                 2  docker network create back
                       network back created
                 3  linkyard fault kill db
                       db started again
                 4  linkyard fault crash db 3
                       db started again
                 5  linkyard fault slow cache 5s
                       db waits to be started again
                 6  linkyard fault cut db bridge
                       db started again
                 7  linkyard fault cut db back
                       db waits to be started again
                       exit code 1
                 8  linkyard fault port 8080
                       db started again
                 9  linkyard fault image postgres
                10  linkyard fault health db fail
                       db waits to be started again
                       exit code 1
                11  linkyard fault kil db
                       exit code 1
                12  linkyard fault kill
                       exit code 1
                13  linkyard fault list
                       db started again
                14  docker run -d -p 8080:80 nginx
                       image nginx:latest is here, db waits to be started again, daring_fermi created
                       exit code 125
            *   15  docker run postgres
                       exit code 125
        "#]],
    );
}

#[test]
fn the_words_of_the_session_are_explained() {
    check(
        "linkyard help
         linkyard udno
         linkyard goto home
         linkyard profile 28 2
         linkyard profile 17
         true && linkyard undo",
        expect![[r#"
            $ linkyard help
            What cannot be said in Docker's words:
              linkyard undo [N]                          go back one step, or N
              linkyard redo [N]                          go forward again
              linkyard goto STEP                         go to a step of any branch; 0 is the beginning
              linkyard log                               the steps of this branch, and what each changed
              linkyard branch [N]                        the branches: one grows when something else is done after undo; or go to the tip of one
              linkyard profile ENGINE [COMPOSE]          imitate another engine from here on: 20.10, 26, 27, 28, 29; 1.29 or 2
              linkyard help                              this
              linkyard fault kill CONTAINER              its process gets SIGKILL from outside
              linkyard fault crash CONTAINER [CODE]      it ends soon after every start, with CODE or 1
              linkyard fault slow CONTAINER TIME         it gets ready so much later after every start: 5s, 500ms
              linkyard fault cut CONTAINER NETWORK       the two lose each other: nobody reaches the other side
              linkyard fault port PORT                   something else holds this port of the host
              linkyard fault image IMAGE                 the registry does not have it
              linkyard fault health CONTAINER pass|fail  every further health check says so
              linkyard fault list                        what was made to go wrong
            $ linkyard udno
            linkyard: there is no `udno` here; did you mean `undo`?
            exit code 1
            $ linkyard goto home
            linkyard: `home` is not the number of a step
            exit code 1
            $ linkyard profile 28 2
            Engine 28 and Compose 2 are imitated from here on
            $ linkyard profile 17
            Engine 20.10 and Compose 2 are imitated from here on
            $ true && linkyard undo
            linkyard: `undo` stands on a line of its own, or is no word of this terminal
            exit code 1
        "#]],
    );
}

#[test]
fn files_and_faults_of_the_page_are_steps_too() {
    let mut session = session();
    session.apply(Entry::Edit {
        path: "a.txt".to_owned(),
        text: Some("one\n".to_owned()),
    });
    assert_eq!(session.run("cat a.txt").text(), "one\n");
    session.goto(StepId(1));
    session.apply(Entry::Edit {
        path: "a.txt".to_owned(),
        text: None,
    });
    assert_eq!(session.run("cat a.txt").code, 1);
    session.goto(StepId(2));
    assert_eq!(session.run("cat a.txt").text(), "one\n");
}

/// Writes a log down, and reads it again with one piece of its text replaced.
fn check_read(from: &str, to: &str, want: Expect) {
    let mut session = session();
    session.run("docker run -d --name db redis");
    session.run("docker stop db");
    session.run("linkyard undo");
    session.run("docker kill db");
    let text = session.to_json();
    assert!(text.contains(from), "{text}");
    let res = match Session::from_json(&text.replacen(from, to, 1)) {
        Ok(it) => {
            let steps = it
                .steps()
                .map(|it| format!("{} after {}: {:?}\n", it.id, it.parent, it.entry));
            format!("{}now at {}\n", steps.collect::<String>(), it.current())
        }
        Err(err) => format!("{err}\n"),
    };
    want.assert_eq(&res);
}

#[test]
fn a_log_is_written_down_and_read_again() {
    let mut session = session();
    session.run("docker run -d --name db redis");
    session.run("linkyard undo");
    session.apply(Entry::Edit {
        path: "a.txt".to_owned(),
        text: None,
    });
    expect![[r#"{"linkyard-session":1,"engine":"20.10","compose":"1.29","folder":"/home/me/project","files":{"docker-compose.yml":"web:\n  image: nginx\n  links: [db]\ndb:\n  image: redis\n"},"steps":[{"do":{"line":"docker run -d --name db redis"}},{"after":0,"do":{"edit":{"path":"a.txt","text":null}}}],"current":2}"#]].assert_eq(&session.to_json());
    check_read(
        "docker",
        "docker",
        expect![[r#"
        1 after 0: Line("docker run -d --name db redis")
        2 after 1: Line("docker stop db")
        3 after 1: Line("docker kill db")
        now at 3
    "#]],
    );
}

#[test]
fn what_is_no_log_is_told_by_name() {
    check_read(
        "{",
        "[",
        expect![[r#"
        this is not the log of a session: invalid type: string "linkyard-session", expected u32 at line 1 column 19
    "#]],
    );
    check_read(
        "session\":1",
        "session\":2",
        expect![[r#"
        the log is written in form 2, and this Linkyard reads form 1
    "#]],
    );
    check_read(
        "\"after\":1",
        "\"after\":3",
        expect![[r#"
        step 3 comes after step 3, which is not before it in the log
    "#]],
    );
    check_read(
        "\"current\":3",
        "\"current\":4",
        expect![[r#"
        the session stands at step 4, which is not in the log
    "#]],
    );
    check_read(
        "docker-compose.yml",
        "../passwd",
        expect![[r#"
        the file `../passwd` lies outside of the folder
    "#]],
    );
    check_read(
        "/home/me",
        "home/me",
        expect![[r#"
        the folder `home/me/project` is not an absolute path
    "#]],
    );
    check_read(
        "\"line\"",
        "\"word\"",
        expect![[r#"
        this is not the log of a session: unknown variant `word`, expected one of `line`, `edit`, `fault`, `profile` at line 1 column 198
    "#]],
    );
    check_read(
        "\"steps\"",
        "\"stops\"",
        expect![[r#"
        this is not the log of a session: unknown field `stops`, expected one of `linkyard-session`, `engine`, `compose`, `folder`, `terminal`, `files`, `variables`, `images`, `steps`, `current` at line 1 column 183
    "#]],
    );
}

/// What somebody may do.
#[derive(Clone, Debug)]
enum Move {
    Type(&'static str),
    Undo,
    Redo,
    Goto(u32),
}

const LINES: [&str; 16] = [
    "docker run -d --name db redis",
    "docker run -d --name web --link db -p 8080:80 nginx",
    "docker run -d --restart always --name shell busybox false",
    "docker stop db",
    "docker start db",
    "docker rm -f web",
    "docker exec web env",
    "docker ps -a",
    "docker-compose up -d",
    "docker-compose up -d --scale db=2",
    "docker-compose down",
    "sleep 3",
    "linkyard fault kill db",
    "linkyard fault crash web",
    "echo $A; A=$A.",
    "echo x >> note.txt",
];

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        6 => prop::sample::select(LINES.to_vec()).prop_map(Move::Type),
        2 => Just(Move::Undo),
        1 => Just(Move::Redo),
        1 => (0..40u32).prop_map(Move::Goto),
    ];
    prop::collection::vec(one, 1..60)
}

fn played(moves: &[Move]) -> Session {
    let mut res = session();
    for it in moves {
        match it {
            Move::Type(line) => drop(res.run(line)),
            Move::Undo => drop(res.undo()),
            Move::Redo => drop(res.redo()),
            Move::Goto(id) => drop(res.goto(StepId(*id))),
        }
    }
    res
}

fn steps(session: &Session) -> Vec<Step> {
    session.steps().cloned().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_log_folds_to_the_same_steps_whenever_it_is_replayed(moves in moves()) {
        let session = played(&moves);
        let again = session.replay();
        prop_assert_eq!(steps(&session), steps(&again));
        prop_assert_eq!(session.machine(), again.machine());
        prop_assert_eq!(session.current(), again.current());
        let read = Session::from_json(&session.to_json()).unwrap();
        prop_assert_eq!(steps(&session), steps(&read));
        prop_assert_eq!(session.machine(), read.machine());
    }

    #[test]
    fn undo_then_redo_changes_nothing(moves in moves()) {
        let mut session = played(&moves);
        let (machine, at) = (session.machine().clone(), session.current());
        let n_undone = (0..5).take_while(|_| session.undo()).count();
        let n_redone = (0..n_undone).take_while(|_| session.redo()).count();
        prop_assert_eq!(n_undone, n_redone);
        prop_assert_eq!(session.current(), at);
        prop_assert_eq!(session.machine(), &machine);
    }

    #[test]
    fn any_step_is_the_fold_of_those_before_it(moves in moves(), wanted in any::<prop::sample::Index>()) {
        let mut session = played(&moves);
        let ids: Vec<StepId> = session.steps().map(|it| it.id).collect();
        prop_assume!(!ids.is_empty());
        let id = *wanted.get(&ids);
        prop_assert!(session.goto(id));
        let mut fold = Session::at(session.start().clone());
        for step in session.path_to(id) {
            let output = fold.apply(step.entry.clone());
            prop_assert_eq!(&output, &step.output);
        }
        prop_assert_eq!(session.machine(), fold.machine());
    }

    #[test]
    fn no_step_is_lost_and_every_branch_ends_at_a_tip(moves in moves()) {
        let session = played(&moves);
        let mut reached = std::collections::BTreeSet::new();
        let branches = session.branches();
        for branch in &branches {
            reached.extend(session.path_to(branch.tip).iter().map(|it| it.id));
        }
        prop_assert_eq!(reached.len(), session.steps().count());
        let n_current = branches.iter().filter(|it| it.is_current).count();
        prop_assert_eq!(n_current, usize::from(!branches.is_empty()));
    }
}
