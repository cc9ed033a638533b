//! Plans as text, and the laws that every plan keeps.

use super::{DownOptions, predict};
use crate::analysis::{Analysis, Settings};
use crate::drift;
use crate::op::Op;
use crate::profile::{Dialect, Engine, Profile};
use expect_test::{Expect, expect};
use proptest::prelude::*;
use std::collections::BTreeMap;

pub(super) fn analyse(text: &str, dialect: Dialect, scale: &[(&str, u32)]) -> Analysis {
    let settings = Settings {
        project: "p".to_owned(),
        profile: Some(Profile {
            engine: Engine::V20_10,
            dialect,
        }),
        scale: scale
            .iter()
            .map(|&(name, n)| (name.to_owned(), n))
            .collect(),
        working_dir: "/home/me/app".to_owned(),
        home: "/home/me".to_owned(),
        ..Settings::default()
    };
    Analysis::new(text, &settings, &BTreeMap::new())
}

fn check(dialect: Dialect, text: &str, want: Expect) {
    let analysis = analyse(text, dialect, &[]);
    let plan = analysis.plan_up(&analysis.empty_world(), &[]);
    want.assert_eq(&plan.to_string());
}

const SLIDE: &str = r#"web:
    build: .
    links:
    - db
mycontainer:
    build: ./path
    net: "none"
db:
    image: postgres
"#;

#[test]
fn docker_compose_starts_a_service_before_it_creates_the_next() {
    check(
        Dialect::V1_29,
        SLIDE,
        expect![[r#"
            1  build image p_mycontainer from ./path  after -    the engine has no such image and `mycontainer` needs it
            2  create container p_mycontainer_1       after 1    service `mycontainer`
            3  start container p_mycontainer_1        after 2    service `mycontainer`
            4  pull image postgres                    after -    the engine has no such image and `db` needs it
            5  create container p_db_1                after 4    service `db`
            6  start container p_db_1                 after 5    service `db`
            7  build image p_web from .               after -    the engine has no such image and `web` needs it
            8  create container p_web_1               after 6,7  service `web`
            9  start container p_web_1                after 8    service `web`
        "#]],
    );
}

#[test]
fn compose_2_creates_all_then_starts_all() {
    check(
        Dialect::V2,
        "services:\n  web:\n    image: a\n    depends_on: {db: {condition: service_healthy}}\n    volumes: [\"data:/x\"]\n  db:\n    image: b\nvolumes:\n  data: {}\n",
        expect![[r#"
            1  create network p_default                after -        `db` is on it
            2  create volume p_data                    after -        `web` mounts it
            3  pull image b                            after -        the engine has no such image and `db` needs it
            4  create container p-db-1                 after 1,3      service `db`
            5  pull image a                            after -        the engine has no such image and `web` needs it
            6  create container p-web-1                after 1,2,4,5  service `web`
            7  start container p-db-1                  after 4        service `db`
            8  wait until container p-db-1 is healthy  after 7        `web` waits until it is healthy
            9  start container p-web-1                 after 6,8      service `web`
        "#]],
    );
}

#[test]
fn only_the_services_asked_for_and_what_they_need() {
    let analysis = analyse(SLIDE, Dialect::V1_29, &[]);
    let plan = analysis.plan_up(&analysis.empty_world(), &["db".to_owned()]);
    assert!(
        plan.steps
            .iter()
            .all(|it| !it.op.to_string().contains("web")),
        "{plan}"
    );
}

#[test]
fn a_changed_service_is_replaced_and_its_recipient_keeps_running_with_a_dead_link() {
    let before = analyse(
        "web:\n  image: a\n  links: [db]\ndb:\n  image: b\n",
        Dialect::V1_29,
        &[],
    );
    let (_, prediction) = before.predict();
    let after = analyse(
        "web:\n  image: a\n  links: [db]\ndb:\n  image: b\n  environment: [A=1]\n",
        Dialect::V1_29,
        &[],
    );
    let plan = after.plan_up(&prediction.world, &[]);
    expect![[r#"
        1  stop container p_db_1    after -  the file says something else for `db` now
        2  remove container p_db_1  after 1  the file says something else for `db` now
        3  create container p_db_1  after 2  the file says something else for `db` now
        4  start container p_db_1   after 3  the file says something else for `db` now
    "#]]
    .assert_eq(&plan.to_string());
}

#[test]
fn fewer_replicas_remove_the_last_ones() {
    let text = "db:\n  image: b\n";
    let (_, prediction) = analyse(text, Dialect::V1_29, &[("db", 3)]).predict();
    let plan = analyse(text, Dialect::V1_29, &[("db", 1)]).plan_up(&prediction.world, &[]);
    expect![[r#"
        1  stop container p_db_3    after -  `db` has more containers than wanted
        2  remove container p_db_3  after 1  `db` has more containers than wanted
        3  stop container p_db_2    after -  `db` has more containers than wanted
        4  remove container p_db_2  after 3  `db` has more containers than wanted
    "#]]
    .assert_eq(&plan.to_string());
}

#[test]
fn down_removes_recipients_first_and_only_what_carries_our_label() {
    let analysis = analyse(
        "services:\n  web:\n    image: a\n    links: [db]\n  db:\n    image: b\n    volumes: [\"data:/x\"]\nvolumes:\n  data: {}\n",
        Dialect::V2,
        &[],
    );
    let mut world = analysis.predict().1.world;
    world.assume_container("stranger");
    expect![[r#"
        1  stop container p-web-1    after -    the project goes down
        2  stop container p-db-1     after -    the project goes down
        3  remove container p-web-1  after 1    the project goes down
        4  remove container p-db-1   after 2    the project goes down
        5  remove network p_default  after 3,4  the project goes down
        6  remove volume p_data      after 4    the project goes down
    "#]]
    .assert_eq(
        &analysis
            .plan_down(&world, DownOptions { volumes: true })
            .to_string(),
    );
}

#[test]
fn a_failed_step_skips_what_waits_for_it() {
    let analysis = analyse(
        "web:\n  image: a\n  links: [db]\ndb:\n  image: b\n  ports: [\"80:80\"]\nproxy:\n  image: c\n  ports: [\"80:80\"]\n  links: [db]\n",
        Dialect::V1_29,
        &[],
    );
    let (plan, prediction) = analysis.predict();
    let lines: String = plan
        .steps
        .iter()
        .zip(&prediction.outcomes)
        .map(|(step, it)| format!("{}: {it:?}\n", step.op))
        .collect();
    expect![[r#"
        pull image b: Done
        create container p_db_1: Done
        start container p_db_1: Done
        pull image a: Done
        create container p_web_1: Done
        start container p_web_1: Done
        pull image c: Done
        create container p_proxy_1: Done
        start container p_proxy_1: Failed { message: "driver failed programming external connectivity on endpoint p_proxy_1: Bind for 0.0.0.0:80 failed: port is already allocated" }
    "#]].assert_eq(&lines);
}

#[test]
fn risks_name_what_could_touch_the_machine() {
    let analysis = analyse(
        "web:\n  build: ../elsewhere\n  privileged: true\n  net: host\n  volumes: [\"/var/run/docker.sock:/s\", \"~/x:/x\", \"./mine:/m\", \"data:/d\"]\n  ports: [\"80:80\", \"127.0.0.1:81:81\"]\n",
        Dialect::V1_29,
        &[],
    );
    let plan = analysis.plan_up(&analysis.empty_world(), &[]);
    let lines: String = super::risks(&plan, "/home/me/app")
        .iter()
        .map(|it| format!("{it}\n"))
        .collect();
    expect![[r#"
        a build reads /home/me/elsewhere, which is outside the project folder
        container p_web_1 is privileged: it may do everything that this machine can
        container p_web_1 gets the Docker socket and so controls this machine
        a container can use /home/me/x, which is outside the project folder
        container p_web_1 uses this machine's own network
        port 0.0.0.0:80->80/tcp can be reached from other machines
    "#]]
    .assert_eq(&lines);
}

/// A v1 file of services that may link to any that come before them, so that there is no cycle.
fn project() -> impl Strategy<Value = String> {
    let service = (any::<u8>(), any::<u8>(), 0u16..4, any::<bool>());
    proptest::collection::vec(service, 1..12).prop_map(|services| {
        let mut res = String::new();
        for (index, (a, b, port, has_env)) in services.iter().enumerate() {
            res.push_str(&format!(
                "s{index}:\n  image: i{port}\n  expose: [{}]\n",
                80 + port
            ));
            if *has_env {
                res.push_str("  environment: [A=1, HOME=/x]\n");
            }
            let mut sources: Vec<usize> = [*a, *b]
                .iter()
                .filter(|_| index > 0)
                .map(|it| *it as usize % index.max(1))
                .collect();
            sources.sort_unstable();
            sources.dedup();
            if !sources.is_empty() {
                let links: Vec<String> = sources.iter().map(|it| format!("s{it}")).collect();
                res.push_str(&format!("  links: [{}]\n", links.join(", ")));
            }
        }
        res
    })
}

proptest! {
    #[test]
    fn planning_again_from_where_a_plan_leads_gives_nothing_to_do(text in project()) {
        let analysis = analyse(&text, Dialect::V1_29, &[]);
        let (_, prediction) = analysis.predict();
        prop_assert_eq!(prediction.first_error, None);
        prop_assert_eq!(analysis.plan_up(&prediction.world, &[]).to_string(), "");
    }

    #[test]
    fn steps_wait_for_earlier_ones_only_and_sources_start_before_recipients(text in project()) {
        let analysis = analyse(&text, Dialect::V1_29, &[]);
        let (plan, prediction) = analysis.predict();
        for step in &plan.steps {
            prop_assert!(step.after.iter().all(|it| *it < step.id));
        }
        for container in prediction.world.containers.values() {
            for link in &container.links {
                prop_assert!(prediction.world.containers[&link.source].started < container.started);
            }
        }
    }

    #[test]
    fn a_world_does_not_drift_from_itself_and_going_down_leaves_nothing(text in project()) {
        let analysis = analyse(&text, Dialect::V1_29, &[]);
        let (plan, prediction) = analysis.predict();
        let drift = drift::compare(&plan, &analysis.empty_world(), &prediction.world);
        let differences: Vec<_> = drift.differences().collect();
        prop_assert!(differences.is_empty(), "{:?}", differences);
        let down = analysis.plan_down(&prediction.world, DownOptions::default());
        let after = predict(&down, prediction.world);
        prop_assert_eq!(after.first_error, None);
        prop_assert_eq!(after.world.containers.len(), 0);
    }

    #[test]
    fn a_plan_survives_being_sent(text in project()) {
        let analysis = analyse(&text, Dialect::V1_29, &[]);
        let (plan, prediction) = analysis.predict();
        let sent = serde_json::to_string(&(&plan, &prediction.world)).unwrap();
        let (plan_back, world_back): (super::Plan, crate::world::World) = serde_json::from_str(&sent).unwrap();
        prop_assert_eq!(plan_back, plan);
        prop_assert_eq!(world_back, prediction.world);
    }
}

#[test]
fn the_same_text_gives_the_same_bytes() {
    let bytes = || {
        let analysis = analyse(SLIDE, Dialect::V1_29, &[]);
        let (plan, prediction) = analysis.predict();
        serde_json::to_string(&(&plan, &prediction.world, &analysis.diagnostics)).unwrap()
    };
    assert_eq!(bytes(), bytes());
    let first: Vec<Op> = analyse(SLIDE, Dialect::V1_29, &[])
        .predict()
        .0
        .steps
        .into_iter()
        .map(|it| it.op)
        .collect();
    assert!(!first.is_empty());
}
