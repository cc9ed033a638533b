//! Walking a plan: order, failures, what is skipped and what is left.

use super::fake_engine::FakeEngine;
use super::{TWO, analysis, folder, plan_up};
use crate::engine::EngineProblem;
use crate::execute::{Job, Stop, execute};
use crate::observe::{Scope, observe};
use crate::vet::{vet_objects, vet_plan};
use expect_test::{Expect, expect};
use linkyard_core::op::{NetworkSpec, Op, labels};
use linkyard_core::plan::{DownOptions, Plan, StepOutcome};
use linkyard_core::profile::Dialect;
use linkyard_core::world::World;
use linkyard_wire::Event;
use std::sync::Arc;
use tokio::sync::{Notify, mpsc};

/// Carries `plan` out on `engine` and prints what is said meanwhile, the differences and what is left.
async fn run(engine: &FakeEngine, plan: &Plan, start: &World, stop: &Stop) -> String {
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let report = execute(
        engine,
        &Job {
            plan,
            start,
            folder: &folder(),
        },
        &sender,
        stop,
    )
    .await;
    drop(sender);
    let mut text = String::new();
    while let Some(event) = receiver.recv().await {
        text.push_str(&match event {
            Event::Started { step } => {
                format!(
                    "{step} {}\n",
                    plan.steps.iter().find(|it| it.id == step).unwrap().op
                )
            }
            Event::Progress { step, line } => format!("{step}   {line}\n"),
            Event::Ended {
                step,
                outcome: StepOutcome::Done,
            } => format!("{step} done\n"),
            Event::Ended {
                step,
                outcome: StepOutcome::Failed { message },
            } => format!("{step} failed: {message}\n"),
            Event::Ended {
                step,
                outcome: StepOutcome::Skipped { because },
            } => {
                format!("{step} skipped because of {because}\n")
            }
            Event::Finished {
                world,
                drift,
                leftovers,
                notes,
            } => {
                assert_eq!(*world, report.world);
                let differences: String = drift
                    .differences()
                    .map(|it| {
                        format!(
                            "differs: {} {:?} {} {:?}\n",
                            it.container, it.aspect, it.key, it.verdict
                        )
                    })
                    .collect();
                let lines = leftovers.iter().map(|it| format!("left: {it}\n"));
                let notes = notes.iter().map(|it| format!("note: {it}\n"));
                format!(
                    "finished\n{differences}{}",
                    lines.chain(notes).collect::<String>()
                )
            }
        });
    }
    text
}

async fn check(text: &str, refused: &[&str], want: Expect) {
    let analysis = analysis(text);
    let start = analysis.empty_world();
    let plan = analysis.plan_up(&start, &[]);
    let engine = FakeEngine::new(start.clone()).refusing(refused);
    want.assert_eq(&run(&engine, &plan, &start, &Stop::new()).await);
}

#[tokio::test]
async fn steps_run_in_the_order_of_the_plan_and_the_result_is_as_predicted() {
    check(
        TWO,
        &[],
        expect![[r#"
            1 pull image postgres
            1   Pulling from postgres
            1 done
            4 pull image app
            4   Pulling from app
            4 done
            2 create container p_db_1
            2 done
            3 start container p_db_1
            3 done
            5 create container p_web_1
            5 done
            6 start container p_web_1
            6 done
            finished
        "#]],
    )
    .await;
}

#[tokio::test]
async fn what_depends_on_a_failure_is_skipped_and_what_is_left_is_named() {
    check(TWO, &["start container p_db_1"], expect![[r#"
        1 pull image postgres
        1   Pulling from postgres
        1 done
        4 pull image app
        4   Pulling from app
        4 done
        2 create container p_db_1
        2 done
        3 start container p_db_1
        3 failed: the test refuses to start container p_db_1
        5 skipped because of 3
        6 skipped because of 5
        finished
        differs: p_db_1 State state Differs
        differs: p_web_1 State state OnlyPredicted
        left: container `p_db_1` is there and does not run (created): `linkyard down --project p` removes it
    "#]]).await;
}

#[tokio::test]
async fn what_does_not_depend_on_a_failure_goes_on() {
    check(
        &format!("{TWO}other:\n  image: app\n"),
        &["pull image postgres"],
        expect![[r#"
            1 pull image postgres
            1   Pulling from postgres
            1 failed: the test refuses to pull image postgres
            2 skipped because of 1
            3 skipped because of 2
            5 skipped because of 3
            6 skipped because of 5
            4 pull image app
            4   Pulling from app
            4 done
            7 create container p_other_1
            7 done
            8 start container p_other_1
            8 done
            finished
            differs: p_db_1 State state OnlyPredicted
            differs: p_web_1 State state OnlyPredicted
        "#]],
    )
    .await;
}

#[tokio::test]
async fn a_network_that_nobody_came_to_is_named() {
    let text = "services:\n  a:\n    image: app\n";
    check(text, &["create container p_a_1"], expect![[r#"
        1 create network p_default
        1 done
        2 pull image app
        2   Pulling from app
        2 done
        3 create container p_a_1
        3 failed: the test refuses to create container p_a_1
        4 skipped because of 3
        finished
        differs: p_a_1 State state OnlyPredicted
        left: network `p_default` was made and nobody is on it: `linkyard down --project p` removes it
    "#]]).await;
}

#[tokio::test]
async fn a_plan_that_is_broken_off_says_where_and_what_is_there() {
    let plan = plan_up(TWO);
    let start = analysis(TWO).empty_world();
    let begun = Arc::new(Notify::new());
    let engine =
        FakeEngine::new(start.clone()).hanging_at("start container p_db_1", Arc::clone(&begun));
    let stop = Stop::new();
    let breaker = async {
        begun.notified().await;
        stop.now();
    };
    let (text, ()) = tokio::join!(run(&engine, &plan, &start, &stop), breaker);
    expect![[r#"
        1 pull image postgres
        1   Pulling from postgres
        1 done
        4 pull image app
        4   Pulling from app
        4 done
        2 create container p_db_1
        2 done
        3 start container p_db_1
        3 failed: it was broken off before the engine had answered
        5 skipped because of 3
        6 skipped because of 3
        finished
        differs: p_db_1 State state Differs
        differs: p_web_1 State state OnlyPredicted
        left: container `p_db_1` is there and does not run (created): `linkyard down --project p` removes it
    "#]].assert_eq(&text);
}

async fn world_of(engine: &FakeEngine) -> World {
    observe(
        engine,
        &Scope {
            project: "p",
            dialect: Dialect::V1_29,
            also: &[],
        },
    )
    .await
    .unwrap()
    .world
}

#[tokio::test]
async fn down_leaves_nothing_of_the_project_and_everything_else() {
    let text = "services:\n  a:\n    image: app\n    volumes: [data:/data]\nvolumes:\n  data:\n";
    let analysis = analysis(text);
    let mut before = analysis.empty_world();
    before
        .apply(&Op::CreateNetwork {
            name: "foreign".to_owned(),
            spec: NetworkSpec::default(),
        })
        .unwrap();
    let engine = FakeEngine::new(before.clone());
    let up = analysis.plan_up(&world_of(&engine).await, &[]);
    run(&engine, &up, &before, &Stop::new()).await;
    let observed = world_of(&engine).await;
    let down = analysis.plan_down(&observed, DownOptions { volumes: true });
    expect![[r#"
        1 stop container p_a_1
        1 done
        2 remove container p_a_1
        2 done
        3 remove network p_default
        3 done
        4 remove volume p_data
        4 done
        finished
    "#]]
    .assert_eq(&run(&engine, &down, &observed, &Stop::new()).await);
    let world = engine.world();
    assert!(world.containers.is_empty() && world.volumes.is_empty());
    assert_eq!(
        world.networks.keys().collect::<Vec<_>>(),
        ["bridge", "foreign"]
    );
}

#[tokio::test]
async fn what_is_gone_already_need_not_be_removed() {
    let analysis = analysis(TWO);
    let start = analysis.empty_world();
    let engine = FakeEngine::new(start.clone());
    run(
        &engine,
        &analysis.plan_up(&start, &[]),
        &start,
        &Stop::new(),
    )
    .await;
    let observed = world_of(&engine).await;
    let down = analysis.plan_down(&observed, DownOptions { volumes: false });
    for op in ["p_web_1", "p_db_1"] {
        engine
            .world()
            .apply(&Op::StopContainer {
                container: op.to_owned(),
            })
            .unwrap();
    }
    engine
        .world()
        .apply(&Op::RemoveContainer {
            container: "p_web_1".to_owned(),
        })
        .unwrap();
    let text = run(&engine, &down, &observed, &Stop::new()).await;
    assert!(
        engine.world().containers.is_empty() && !text.contains("failed"),
        "{text}"
    );
}

/// The engine with a container called like ours that somebody else made.
fn with_foreign_container(owner: Option<&str>) -> FakeEngine {
    let mut world = analysis(TWO).empty_world();
    for step in plan_up("services:\n  web:\n    image: app\n    network_mode: bridge\n    container_name: p_web_1\n").steps {
        let op = match step.op {
            Op::CreateContainer { name, spec } => {
                let mut spec = (*spec).clone();
                spec.labels.remove(labels::OWNER);
                if let Some(owner) = owner {
                    spec.labels.insert(labels::OWNER.to_owned(), owner.to_owned());
                }
                Op::CreateContainer { name, spec: Arc::new(spec) }
            }
            other => other,
        };
        world.apply(&op).unwrap();
    }
    FakeEngine::new(world)
}

#[tokio::test]
async fn a_container_of_somebody_else_is_never_touched() {
    let plan = plan_up(TWO);
    for (owner, want) in [
        (
            None,
            expect![
                "container `p_web_1` was not made by project `p` of Linkyard, so it is not touched"
            ],
        ),
        (
            Some("q"),
            expect![
                "container `p_web_1` belongs to project `q`, not to project `p` of Linkyard, so it is not touched"
            ],
        ),
    ] {
        let engine = with_foreign_container(owner);
        let before = engine.world().clone();
        let problem = vet_objects(&engine, &plan).await.unwrap_err();
        assert!(matches!(problem, EngineProblem::NotOurs { .. }));
        want.assert_eq(&problem.to_string());
        // Nor when nobody has looked before, or it came in the middle.
        let start = analysis(TWO).empty_world();
        run(&engine, &plan, &start, &Stop::new()).await;
        assert_eq!(
            engine.world().containers["p_web_1"],
            before.containers["p_web_1"]
        );
    }
}

#[tokio::test]
async fn a_network_with_guests_is_not_removed_and_the_guests_are_named() {
    let text = "services:\n  a:\n    image: app\n";
    let analysis = analysis(text);
    let start = analysis.empty_world();
    let engine = FakeEngine::new(start.clone());
    run(
        &engine,
        &analysis.plan_up(&start, &[]),
        &start,
        &Stop::new(),
    )
    .await;
    let observed = world_of(&engine).await;
    {
        let mut world = engine.world();
        let mut guest = (*world.containers["p_a_1"].spec).clone();
        guest.labels.clear();
        world
            .apply(&Op::CreateContainer {
                name: "guest".to_owned(),
                spec: Arc::new(guest),
            })
            .unwrap();
        world
            .apply(&Op::StartContainer {
                container: "guest".to_owned(),
            })
            .unwrap();
    }
    let down = analysis.plan_down(&observed, DownOptions { volumes: false });
    expect![[r#"
        1 stop container p_a_1
        1 done
        2 remove container p_a_1
        2 done
        3 remove network p_default
        3 failed: network `p_default` is still used by container `guest`: stop or disconnect them first
        finished
        left: network `p_default` is still there: run the same command again
    "#]]
    .assert_eq(&run(&engine, &down, &observed, &Stop::new()).await);
}

#[test]
fn a_plan_that_would_make_things_without_our_label_is_refused() {
    let mut plan = plan_up("services:\n  a:\n    image: app\n");
    for step in &mut plan.steps {
        if let Op::CreateNetwork { spec, .. } = &mut step.op {
            spec.labels.clear();
        }
    }
    let refusal = vet_plan(&plan, &folder()).unwrap_err();
    assert!(
        refusal
            .0
            .message
            .contains("without the labels of project `p`"),
        "{}",
        refusal.0.message
    );
}

#[test]
fn a_plan_whose_steps_wait_for_later_ones_is_refused() {
    let mut plan = plan_up(TWO);
    plan.steps.reverse();
    assert!(vet_plan(&plan, &folder()).is_err());
}

#[tokio::test]
async fn an_engine_that_is_gone_at_the_end_is_not_taken_for_a_match() {
    let plan = plan_up(TWO);
    let start = analysis(TWO).empty_world();
    let engine = FakeEngine::new(start.clone()).down();
    let (sender, _receiver) = mpsc::unbounded_channel();
    let report = execute(
        &engine,
        &Job {
            plan: &plan,
            start: &start,
            folder: &folder(),
        },
        &sender,
        &Stop::new(),
    )
    .await;
    assert!(!report.drift.is_empty());
    assert!(
        report.notes[0].contains("no Docker Engine answers"),
        "{:?}",
        report.notes
    );
}
