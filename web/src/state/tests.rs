//! The page as a specification: what happens, and what is then on the screen.

use super::*;
use crate::live::Purpose;
use expect_test::{Expect, expect};
use linkyard_core::plan::{StepId, StepOutcome};
use linkyard_core::profile::{Dialect, Engine};
use linkyard_wire::Event;
use std::collections::BTreeMap;

const FILE: &str = "docker-compose.yml";
const TWO: &str = "web:\n  image: nginx\n  links: [db]\ndb:\n  image: postgres\n";

fn page(text: &str) -> State {
    let files = BTreeMap::from([(FILE.to_owned(), text.to_owned())]);
    State::new(
        Draft::new("shop", FILE, files),
        Choice::default(),
        Theme::System,
        Language::English,
    )
}

fn typed(text: &str) -> Action {
    Action::Type {
        file: FILE.to_owned(),
        text: text.to_owned(),
    }
}

/// What somebody sees, in a few lines.
fn screen(state: &State) -> String {
    let graph = &state.shown.analysis.graph;
    let names: Vec<&str> = graph.services.iter().map(String::as_str).collect();
    let selected = state.selection.as_ref().map_or("nothing", |it| &it.service);
    let request = match &state.request {
        None => "nothing".to_owned(),
        Some(EditorRequest {
            file,
            kind: EditorRequestKind::Show { range, .. },
            ..
        }) => {
            format!("show {file} {range:?}")
        }
        Some(EditorRequest {
            file,
            kind: EditorRequestKind::Edit(edits),
            ..
        }) => format!("edit {file} {} times", edits.len()),
    };
    format!(
        "services: {}{}\nselected: {selected}\neditor: {}, asked to {request}\n",
        names.join(" "),
        if state.is_stale() {
            " (of an earlier text)"
        } else {
            ""
        },
        state.active_file,
    )
}

fn check(text: &str, actions: impl IntoIterator<Item = Action>, want: Expect) -> State {
    let mut state = page(text);
    for action in actions {
        state.apply(action);
    }
    want.assert_eq(&screen(&state));
    state
}

#[test]
fn the_container_with_the_most_links_is_looked_at_first() {
    check(
        TWO,
        [],
        expect![[r#"
        services: web db
        selected: web
        editor: docker-compose.yml, asked to nothing
    "#]],
    );
}

#[test]
fn typing_changes_the_picture_at_once() {
    check(
        TWO,
        [typed("api:\n  image: node\n")],
        expect![[r#"
        services: api
        selected: api
        editor: docker-compose.yml, asked to nothing
    "#]],
    );
}

#[test]
fn while_the_text_is_broken_the_last_picture_stays() {
    check(
        TWO,
        [typed("web: [\n")],
        expect![[r#"
        services: web db (of an earlier text)
        selected: web
        editor: docker-compose.yml, asked to nothing
    "#]],
    );
    check(
        TWO,
        [typed("web: [\n"), typed("web:\n  image: nginx\n")],
        expect![[r#"
        services: web
        selected: web
        editor: docker-compose.yml, asked to nothing
    "#]],
    );
}

#[test]
fn a_long_text_is_analysed_when_typing_pauses() {
    let long = format!("{TWO}# {}\n", "x".repeat(IMMEDIATE_BYTES));
    let long = long.replace("web", "app");
    let state = check(
        TWO,
        [typed(&long)],
        expect![[r#"
        services: web db
        selected: web
        editor: docker-compose.yml, asked to nothing
    "#]],
    );
    assert!(state.is_behind);
    let state = check(
        TWO,
        [typed(&long), Action::Analyse],
        expect![[r#"
        services: app db
        selected: app
        editor: docker-compose.yml, asked to nothing
    "#]],
    );
    assert!(!state.is_behind);
}

#[test]
fn choosing_a_container_shows_its_text_and_the_caret_chooses_a_container() {
    let select = |service: &str| Action::Select {
        selection: Some(Selection {
            service: service.to_owned(),
            number: 1,
        }),
        shows_text: true,
    };
    check(
        TWO,
        [select("db")],
        expect![[r#"
        services: web db
        selected: db
        editor: docker-compose.yml, asked to show docker-compose.yml 34..36
    "#]],
    );
    let in_db = TWO.find("postgres").unwrap();
    check(
        TWO,
        [Action::MoveCaret(in_db)],
        expect![[r#"
        services: web db
        selected: db
        editor: docker-compose.yml, asked to nothing
    "#]],
    );
}

#[test]
fn a_fix_is_asked_of_the_editor_so_that_undo_takes_it_back() {
    let edits = vec![TextEdit {
        range: TextRange::new(0.into(), 3.into()),
        insert: "app".to_owned(),
    }];
    let fix = Action::Fix {
        file: FILE.to_owned(),
        edits: edits.clone(),
    };
    let state = check(
        TWO,
        [fix],
        expect![[r#"
        services: web db
        selected: web
        editor: docker-compose.yml, asked to edit docker-compose.yml 1 times
    "#]],
    );
    assert_eq!(state.draft.text(), TWO, "the editor has not answered yet");
    // Where the editor cannot, the state does it.
    check(
        TWO,
        [Action::EditDirectly {
            file: FILE.to_owned(),
            edits,
        }],
        expect![[r#"
        services: app db
        selected: app
        editor: docker-compose.yml, asked to nothing
    "#]],
    );
}

#[test]
fn an_env_file_that_is_named_and_missing_can_be_made() {
    let text = "web:\n  image: nginx\n  env_file: ./web.env\n";
    let mut state = page(text);
    assert_eq!(state.session.missing_files, ["web.env"]);
    state.apply(Action::CreateFile("web.env".to_owned()));
    state.apply(Action::Type {
        file: "web.env".to_owned(),
        text: "A=1\n".to_owned(),
    });
    assert!(state.session.missing_files.is_empty());
    let env = state.session.containers("web")[0].env_text();
    assert!(env.contains("A=1\n"), "{env}");
}

#[test]
fn a_replaced_draft_can_be_taken_back_until_somebody_types() {
    let other = Draft::new(
        "other",
        "compose.yml",
        BTreeMap::from([(
            "compose.yml".to_owned(),
            "services:\n  a:\n    image: x\n".to_owned(),
        )]),
    );
    check(
        TWO,
        [Action::Load(other.clone())],
        expect![[r#"
        services: a
        selected: a
        editor: compose.yml, asked to nothing
    "#]],
    );
    check(
        TWO,
        [Action::Load(other.clone()), Action::TakeBack],
        expect![[r#"
        services: web db
        selected: web
        editor: docker-compose.yml, asked to nothing
    "#]],
    );
    let mut state = page(TWO);
    state.apply(Action::Load(other));
    state.apply(Action::Type {
        file: "compose.yml".to_owned(),
        text: String::new(),
    });
    assert!(state.replaced.is_none());
}

#[test]
fn turning_the_engine_switch_says_what_changes() {
    let mut state = page(TWO);
    state.apply(Action::ChooseEngine(Some(Engine::V29)));
    let sentence = |it: &State| {
        it.consequences
            .as_ref()
            .map(|it| it.sentence.clone())
            .unwrap_or_default()
    };
    expect!["Engine 29 instead of 20.10: 18 variables vanish, 4 hosts lines differ."]
        .assert_eq(&sentence(&state));
    state.apply(Action::ChooseEngine(Some(Engine::V29)));
    assert_eq!(sentence(&state), "", "nothing was turned");
    state.apply(Action::ChooseDialect(Some(Dialect::V2)));
    expect!["Compose 2 instead of 1.29: 2 variables change their values, 5 hosts lines differ, 2 containers have other names."].assert_eq(&sentence(&state));
}

fn reviewed() -> State {
    let mut state = page(TWO);
    let plan = state.session.plan.clone();
    let start = state.session.analysis.empty_world();
    let risks = linkyard_core::plan::risks(&plan, "/project");
    state.apply(Action::AskForReview {
        purpose: Purpose::Up,
        plan,
        start,
        risks,
    });
    state
}

#[test]
fn a_launch_is_followed_step_by_step() {
    let mut state = reviewed();
    state.apply(Action::Begin);
    state.apply(Action::Taken(1));
    assert!(state.is_running());
    state.apply(Action::Happen(Event::Started { step: StepId(1) }));
    state.apply(Action::Happen(Event::Ended {
        step: StepId(1),
        outcome: StepOutcome::Done,
    }));
    assert_eq!(state.run.as_ref().map(|it| it.n_done()), Some(1));
    let world = Box::new(state.session.world().clone());
    let drift = linkyard_core::drift::compare(
        &state.session.plan,
        &state.session.analysis.empty_world(),
        &world,
    );
    state.apply(Action::Happen(Event::Finished {
        world,
        drift,
        leftovers: Vec::new(),
        notes: Vec::new(),
    }));
    assert!(!state.is_running());
    let end = state.run.as_ref().and_then(|it| it.end.clone()).unwrap();
    expect!["Everything as predicted: 2 containers, 24 variables, 17 hosts lines"]
        .assert_eq(&crate::live::verdict_sentence(&end.drift));
}

#[test]
fn a_plan_that_the_agent_refuses_never_began() {
    let mut state = reviewed();
    state.apply(Action::Begin);
    let problem = Problem {
        message: "another plan is running".to_owned(),
        help: "wait".to_owned(),
    };
    state.apply(Action::Fail {
        problem,
        is_lost: false,
    });
    assert!(state.run.is_none());
    assert!(state.problem.is_some());
}

#[test]
fn a_connection_that_breaks_ends_the_launch_and_says_so() {
    let mut state = reviewed();
    state.apply(Action::Begin);
    state.apply(Action::Taken(1));
    state.apply(Action::CutOff);
    assert!(!state.is_running());
    assert!(state.run.as_ref().is_some_and(|it| it.is_cut));
}

#[test]
fn every_risk_must_be_ticked() {
    let text = "web:\n  image: nginx\n  privileged: true\n  volumes: ['/etc:/etc']\n";
    let mut state = page(text);
    let plan = state.session.plan.clone();
    let start = state.session.analysis.empty_world();
    let risks = linkyard_core::plan::risks(&plan, "/project");
    let n_risks = risks.len();
    assert!(n_risks >= 2);
    state.apply(Action::AskForReview {
        purpose: Purpose::Up,
        plan,
        start,
        risks,
    });
    for risk_index in 0..n_risks {
        assert!(!state.review.as_ref().unwrap().is_accepted());
        state.apply(Action::Accept {
            risk_index,
            is_accepted: true,
        });
    }
    assert!(state.review.as_ref().unwrap().is_accepted());
}

#[test]
fn no_text_that_can_be_typed_stops_the_page() {
    let texts = [
        "",
        "\0",
        "{{{{",
        "a: &a [*a]",
        "services: services",
        "web: {links: [web]}",
        "\u{feff}- - -",
        "é: \u{1F433}",
    ];
    let mut state = page(TWO);
    for text in texts {
        state.apply(typed(text));
        for offset in 0..=text.len() + 2 {
            state.apply(Action::MoveCaret(offset));
        }
    }
    state.apply(typed(TWO));
    assert_eq!(state.shown.analysis.graph.services.len(), 2);
}
