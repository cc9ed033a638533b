//! The only place that speaks HTTP: the calls of the agent, as `linkyard-wire` describes them.

use crate::interop::events::Stream;
use crate::state::Problem;
use gloo::net::http::{Request, RequestBuilder, Response};
use linkyard_core::profile::Dialect;
use linkyard_wire::{
    Accepted, Event, Execute, Failure, FailureCode, Hello, ImagesAnswer, ImagesRequest, PROTOCOL,
    ProjectFiles, TOKEN_HEADER, WorldAnswer,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Why a call gave nothing.
#[derive(Debug)]
pub enum ApiError {
    /// Nobody answered.
    Unreachable,
    /// The agent refused, in its own words.
    Refused(Failure),
    /// The answer is not one of the protocol.
    Unreadable(String),
}

impl ApiError {
    /// What the banner says.
    pub fn problem(&self) -> Problem {
        match self {
            ApiError::Unreachable => Problem {
                message: "The agent does not answer any more.".to_owned(),
                help: "Look at the terminal in which `linkyard serve` ran, start it again, and open the address it prints."
                    .to_owned(),
            },
            ApiError::Refused(it) => Problem { message: it.message.clone(), help: it.help.clone() },
            ApiError::Unreadable(why) => Problem {
                message: format!("The agent's answer cannot be read: {why}."),
                help: "Page and agent must be of one version: start `linkyard serve` again and open the address it prints."
                    .to_owned(),
            },
        }
    }

    /// Whether the pairing is gone with it.
    pub fn is_lost(&self) -> bool {
        match self {
            ApiError::Unreachable => true,
            ApiError::Refused(it) => {
                matches!(it.code, FailureCode::NotPaired | FailureCode::OtherProtocol)
            }
            ApiError::Unreadable(_) => false,
        }
    }

    /// Whether the agent just has no file to open.
    pub fn is_without_project(&self) -> bool {
        matches!(self, ApiError::Refused(it) if it.code == FailureCode::NoProjectFile || it.code == FailureCode::BadRequest)
    }
}

/// An agent on the page's own origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    token: String,
}

impl Agent {
    /// The agent that gave `token`.
    pub fn new(token: String) -> Agent {
        Agent { token }
    }

    /// Asks who is there, and refuses one of another protocol.
    pub async fn hello(&self) -> Result<Hello, ApiError> {
        let hello: Hello = self.get("/api/hello").await?;
        if hello.protocol != PROTOCOL {
            let why = format!(
                "it speaks protocol {}, this page speaks {PROTOCOL}",
                hello.protocol
            );
            return Err(ApiError::Unreadable(why));
        }
        Ok(hello)
    }

    /// The files that the agent was started for.
    pub async fn project(&self) -> Result<ProjectFiles, ApiError> {
        self.get("/api/project").await
    }

    /// The facts of images, as `docker image inspect` prints them.
    pub async fn images(&self, images: Vec<String>) -> Result<ImagesAnswer, ApiError> {
        self.post("/api/images", &ImagesRequest { images }).await
    }

    /// What the engine holds of a project, and of the objects outside it that `also` names.
    pub async fn world(
        &self,
        project: &str,
        dialect: Dialect,
        also: &[String],
    ) -> Result<WorldAnswer, ApiError> {
        let also = also.join(",");
        let query = [
            ("project", project),
            ("compose", dialect.as_str()),
            ("also", also.as_str()),
        ];
        read(
            self.paired(Request::get("/api/world").query(query))
                .send()
                .await,
        )
        .await
    }

    /// Has a plan carried out.
    pub async fn execute(&self, request: &Execute) -> Result<Accepted, ApiError> {
        self.post("/api/plans", request).await
    }

    /// Breaks a plan off: the step in hand is given up, the rest is skipped.
    pub async fn stop(&self, id: u32) -> Result<(), ApiError> {
        let answer = self
            .paired(Request::post(&format!("/api/plans/{id}/stop")))
            .send()
            .await;
        refusal(answer).await.map(|_| ())
    }

    /// Follows a plan from its first step on.
    pub fn follow(
        &self,
        id: u32,
        mut on_event: impl FnMut(Event) + 'static,
        on_end: impl FnMut() + 'static,
    ) -> Option<Stream> {
        let url = format!("/api/plans/{id}/events?token={}", self.token);
        let on_message = move |text: String| {
            // An event of a newer agent that this page does not know says nothing to it.
            if let Ok(event) = serde_json::from_str(&text) {
                on_event(event);
            }
        };
        Stream::open(&url, on_message, on_end)
    }

    fn paired(&self, request: RequestBuilder) -> RequestBuilder {
        request.header(TOKEN_HEADER, &self.token)
    }

    async fn get<T: DeserializeOwned>(&self, url: &str) -> Result<T, ApiError> {
        read(self.paired(Request::get(url)).send().await).await
    }

    async fn post<T: DeserializeOwned>(
        &self,
        url: &str,
        body: &impl Serialize,
    ) -> Result<T, ApiError> {
        let request = self
            .paired(Request::post(url))
            .json(body)
            .map_err(|err| ApiError::Unreadable(err.to_string()))?;
        read(request.send().await).await
    }
}

async fn refusal(answer: Result<Response, gloo::net::Error>) -> Result<Response, ApiError> {
    let answer = answer.map_err(|_| ApiError::Unreachable)?;
    if answer.ok() {
        return Ok(answer);
    }
    let status = answer.status();
    let failure = answer.json::<Failure>().await;
    Err(failure.map_or_else(
        |_| ApiError::Unreadable(format!("status {status}")),
        ApiError::Refused,
    ))
}

async fn read<T: DeserializeOwned>(
    answer: Result<Response, gloo::net::Error>,
) -> Result<T, ApiError> {
    refusal(answer)
        .await?
        .json()
        .await
        .map_err(|err| ApiError::Unreadable(err.to_string()))
}
