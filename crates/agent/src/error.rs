//! The one place where errors become refusals for the page, with their HTTP status.

use crate::engine::EngineProblem;
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use linkyard_core::plan::Risk;
use linkyard_wire::{Failure, FailureCode};

/// A refusal as an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub Failure);

impl Refusal {
    /// What happened and why, and what to do.
    pub fn new(code: FailureCode, message: String, help: &str) -> Refusal {
        Refusal(Failure {
            code,
            message,
            help: help.to_owned(),
            risks: Vec::new(),
        })
    }

    /// The plan has risks that nobody accepted.
    pub(crate) fn risks(risks: Vec<Risk>) -> Refusal {
        let sentences: Vec<String> = risks.iter().map(Risk::to_string).collect();
        Refusal(Failure {
            code: FailureCode::RisksNotAccepted,
            message: format!(
                "the plan has risks that were not accepted: {}",
                sentences.join("; ")
            ),
            help: "read them, and accept them if that is what you want".to_owned(),
            risks,
        })
    }

    /// The request cannot be understood.
    pub(crate) fn bad_request(message: String) -> Refusal {
        Refusal::new(
            FailureCode::BadRequest,
            message,
            "reload the page: it and the agent may be of different versions",
        )
    }

    fn status(&self) -> StatusCode {
        match self.0.code {
            FailureCode::NotPaired => StatusCode::UNAUTHORIZED,
            FailureCode::ForeignOrigin => StatusCode::FORBIDDEN,
            FailureCode::OtherProtocol
            | FailureCode::RisksNotAccepted
            | FailureCode::NotOurs
            | FailureCode::Busy => StatusCode::CONFLICT,
            FailureCode::BadRequest => StatusCode::BAD_REQUEST,
            FailureCode::NoSuchPlan | FailureCode::NoProjectFile => StatusCode::NOT_FOUND,
            FailureCode::EngineUnreachable => StatusCode::SERVICE_UNAVAILABLE,
            FailureCode::EngineRefused => StatusCode::BAD_GATEWAY,
            FailureCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<EngineProblem> for Refusal {
    fn from(problem: EngineProblem) -> Refusal {
        let code = match &problem {
            EngineProblem::Unreachable { .. } | EngineProblem::UnsupportedAddress { .. } => {
                FailureCode::EngineUnreachable
            }
            EngineProblem::NotOurs { .. } => FailureCode::NotOurs,
            EngineProblem::Refused { .. }
            | EngineProblem::Missing { .. }
            | EngineProblem::InUse { .. }
            | EngineProblem::NeverReady { .. }
            | EngineProblem::NotPulled { .. }
            | EngineProblem::NotBuilt { .. }
            | EngineProblem::Unreadable { .. }
            | EngineProblem::BrokenOff => FailureCode::EngineRefused,
        };
        Refusal::new(code, problem.to_string(), &problem.help())
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status(), Json(self.0)).into_response()
    }
}
