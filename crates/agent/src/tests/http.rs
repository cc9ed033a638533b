//! The routes, without a socket.

use super::fake_engine::FakeEngine;
use super::{TWO, analysis, folder, plan_up};
use crate::app::{App, app};
use crate::guard::{Guard, Token};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use linkyard_core::plan::{Plan, risks};
use linkyard_wire::{
    Accepted, Event, Execute, Failure, FailureCode, Hello, PROTOCOL, TOKEN_HEADER, WorldAnswer,
};
use std::sync::Arc;
use tokio::sync::Notify;
use tower::ServiceExt;

const TOKEN: &str = "0123456789abcdef0123456789abcdef";
const HOST: &str = "127.0.0.1:7878";

fn agent(engine: FakeEngine) -> Router {
    let guard = Guard::new(Token::given(TOKEN).unwrap(), 7878, &[]);
    app(App::new(engine, guard, folder(), None))
}

fn empty_engine() -> FakeEngine {
    FakeEngine::new(analysis(TWO).empty_world())
}

async fn send(agent: &Router, request: Request<Body>) -> (StatusCode, String) {
    let answer = agent.clone().oneshot(request).await.unwrap();
    let status = answer.status();
    let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

/// Sends GET `path` with `headers`, and says the status and what kind of refusal it is.
async fn check_guard(path: &str, headers: &[(&str, &str)], status: u16, code: Option<FailureCode>) {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let (got, body) = send(&agent(empty_engine()), request.body(Body::empty()).unwrap()).await;
    assert_eq!(got.as_u16(), status, "{path} {headers:?}: {body}");
    assert_eq!(
        serde_json::from_str::<Failure>(&body)
            .ok()
            .map(|it| it.code),
        code,
        "{path} {headers:?}"
    );
}

#[tokio::test]
async fn only_who_knows_the_token_gets_an_answer() {
    let denied = Some(FailureCode::NotPaired);
    check_guard("/api/hello", &[("host", HOST)], 401, denied).await;
    check_guard(
        "/api/hello",
        &[("host", HOST), (TOKEN_HEADER, "wrong")],
        401,
        denied,
    )
    .await;
    check_guard(
        "/api/hello",
        &[("host", HOST), (TOKEN_HEADER, TOKEN)],
        200,
        None,
    )
    .await;
    check_guard("/api/no-such-call", &[("host", HOST)], 401, denied).await;
}

#[tokio::test]
async fn the_token_in_the_address_counts_for_the_event_stream_only() {
    let hello = format!("/api/hello?token={TOKEN}");
    check_guard(&hello, &[("host", HOST)], 401, Some(FailureCode::NotPaired)).await;
    let events = format!("/api/plans/9/events?token={TOKEN}");
    check_guard(
        &events,
        &[("host", HOST)],
        404,
        Some(FailureCode::NoSuchPlan),
    )
    .await;
}

#[tokio::test]
async fn pages_of_other_sites_get_nothing() {
    let denied = Some(FailureCode::ForeignOrigin);
    for origin in [
        "https://example.com",
        "http://127.0.0.1:8000",
        "http://localhost",
        "null",
        "http://127.0.0.1:7878.example.com",
    ] {
        check_guard(
            "/api/hello",
            &[("host", HOST), ("origin", origin), (TOKEN_HEADER, TOKEN)],
            403,
            denied,
        )
        .await;
    }
    for origin in [
        "http://127.0.0.1:7878",
        "http://localhost:7878",
        "http://[::1]:7878",
    ] {
        check_guard(
            "/api/hello",
            &[("host", HOST), ("origin", origin), (TOKEN_HEADER, TOKEN)],
            200,
            None,
        )
        .await;
    }
}

#[tokio::test]
async fn a_name_of_another_site_that_leads_here_gets_nothing_not_even_the_page() {
    let denied = Some(FailureCode::ForeignOrigin);
    for host in [
        "example.com:7878",
        "127.0.0.1",
        "127.0.0.1:80",
        "localhost.example.com:7878",
        "0.0.0.0:7878",
    ] {
        check_guard(
            "/api/hello",
            &[("host", host), (TOKEN_HEADER, TOKEN)],
            403,
            denied,
        )
        .await;
        check_guard("/", &[("host", host)], 403, denied).await;
    }
    check_guard("/api/hello", &[(TOKEN_HEADER, TOKEN)], 403, denied).await;
    check_guard("/", &[("host", "localhost:7878")], 200, None).await;
}

fn get(path: &str) -> Request<Body> {
    Request::get(path)
        .header("host", HOST)
        .header(TOKEN_HEADER, TOKEN)
        .body(Body::empty())
        .unwrap()
}

fn post(path: &str, body: String) -> Request<Body> {
    let request = Request::post(path)
        .header("host", HOST)
        .header(TOKEN_HEADER, TOKEN);
    request
        .header("content-type", "application/json")
        .body(Body::from(body))
        .unwrap()
}

fn execute(plan: &Plan) -> Execute {
    let accepted_risks = risks(plan, &folder().path.to_string_lossy());
    Execute {
        protocol: PROTOCOL,
        plan: plan.clone(),
        start: analysis(TWO).empty_world(),
        accepted_risks,
    }
}

async fn post_plan(agent: &Router, execute: &Execute) -> (StatusCode, String) {
    send(
        agent,
        post("/api/plans", serde_json::to_string(execute).unwrap()),
    )
    .await
}

fn failure(body: &str) -> Failure {
    serde_json::from_str(body).unwrap()
}

async fn events(agent: &Router, path: &str) -> Vec<Event> {
    let (status, body) = send(agent, get(path)).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let lines = body.lines().filter_map(|it| it.strip_prefix("data:"));
    lines
        .map(|it| serde_json::from_str(it.trim()).unwrap())
        .collect()
}

#[tokio::test]
async fn hello_says_which_engine_answers() {
    let (_, body) = send(&agent(empty_engine()), get("/api/hello")).await;
    let hello: Hello = serde_json::from_str(&body).unwrap();
    assert_eq!(
        (hello.protocol, hello.engine_version.as_str()),
        (PROTOCOL, "20.10.24+dfsg1")
    );
}

#[tokio::test]
async fn an_engine_that_does_not_answer_is_a_refusal_with_what_to_do() {
    let (status, body) = send(&agent(empty_engine().down()), get("/api/hello")).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    let failure = failure(&body);
    assert_eq!(failure.code, FailureCode::EngineUnreachable);
    assert!(failure.help.contains("start Docker"), "{failure:?}");
}

#[tokio::test]
async fn a_plan_runs_and_its_events_can_be_read_late_and_again() {
    let agent = agent(empty_engine());
    let plan = plan_up(TWO);
    let (status, body) = post_plan(&agent, &execute(&plan)).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{body}");
    let Accepted { id } = serde_json::from_str(&body).unwrap();
    let first = events(&agent, &format!("/api/plans/{id}/events")).await;
    let again = events(&agent, &format!("/api/plans/{id}/events")).await;
    assert_eq!(first, again);
    assert_eq!(
        first
            .iter()
            .filter(|it| matches!(it, Event::Ended { .. }))
            .count(),
        plan.steps.len()
    );
    let Some(Event::Finished { drift, .. }) = first.last() else {
        panic!("{first:?}")
    };
    assert!(drift.is_empty(), "{drift:?}");

    let (_, body) = send(&agent, get("/api/world?project=p")).await;
    let answer: WorldAnswer = serde_json::from_str(&body).unwrap();
    assert_eq!(
        answer.world.containers.keys().collect::<Vec<_>>(),
        ["p_db_1", "p_web_1"]
    );
}

#[tokio::test]
async fn one_plan_at_a_time_and_it_can_be_broken_off() {
    let begun = Arc::new(Notify::new());
    let agent = agent(empty_engine().hanging_at("start container p_db_1", Arc::clone(&begun)));
    let execute = execute(&plan_up(TWO));
    assert_eq!(post_plan(&agent, &execute).await.0, StatusCode::ACCEPTED);
    begun.notified().await;
    let (status, body) = post_plan(&agent, &execute).await;
    assert_eq!(status, StatusCode::CONFLICT);
    // The first one has begun to make things; they are ours, so only its running stands in the way.
    assert_eq!(failure(&body).code, FailureCode::Busy);
    let (status, _) = send(&agent, post("/api/plans/1/stop", String::new())).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let events = events(&agent, "/api/plans/1/events").await;
    let Some(Event::Finished { leftovers, .. }) = events.last() else {
        panic!("{events:?}")
    };
    assert_eq!(leftovers.len(), 1, "{leftovers:?}");
}

#[tokio::test]
async fn risks_that_nobody_accepted_are_listed() {
    let agent = agent(empty_engine());
    let plan = plan_up("a:\n  image: app\n  privileged: true\n  ports: [\"8000:80\"]\n");
    let mut execute = execute(&plan);
    execute.accepted_risks.clear();
    let (status, body) = post_plan(&agent, &execute).await;
    assert_eq!(status, StatusCode::CONFLICT);
    let failure = failure(&body);
    assert_eq!(failure.code, FailureCode::RisksNotAccepted);
    assert_eq!(
        failure.risks,
        risks(&plan, &folder().path.to_string_lossy())
    );
    execute.accepted_risks = failure.risks;
    assert_eq!(post_plan(&agent, &execute).await.0, StatusCode::ACCEPTED);
}

#[tokio::test]
async fn another_protocol_and_bad_bodies_are_refused_by_name() {
    let agent = agent(empty_engine());
    let mut other = execute(&plan_up(TWO));
    other.protocol = PROTOCOL + 1;
    assert_eq!(
        failure(&post_plan(&agent, &other).await.1).code,
        FailureCode::OtherProtocol
    );
    let (status, body) = send(&agent, post("/api/plans", "{".to_owned())).await;
    assert_eq!(
        (status, failure(&body).code),
        (StatusCode::BAD_REQUEST, FailureCode::BadRequest)
    );
    let (_, body) = send(&agent, get("/api/nothing")).await;
    assert_eq!(failure(&body).message, "there is no call `/api/nothing`");
}

#[tokio::test]
async fn a_build_outside_the_project_folder_is_refused() {
    let agent = agent(empty_engine());
    let execute = execute(&plan_up("a:\n  build: /etc\n"));
    let (_, body) = post_plan(&agent, &execute).await;
    assert!(
        failure(&body)
            .message
            .contains("outside the project folder"),
        "{body}"
    );
}

#[tokio::test]
async fn without_a_compose_file_the_project_call_says_so() {
    let (status, body) = send(&agent(empty_engine()), get("/api/project")).await;
    assert_eq!(
        (status, failure(&body).code),
        (StatusCode::NOT_FOUND, FailureCode::NoProjectFile)
    );
}
