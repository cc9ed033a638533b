//! The envelopes between page and agent. Both ship from one commit; another protocol number is refused.
//!
//! | call | body | answer |
//! |---|---|---|
//! | `GET /api/hello` | | [`Hello`] |
//! | `POST /api/images` | [`ImagesRequest`] | [`ImagesAnswer`] |
//! | `GET /api/project` | | [`ProjectFiles`] |
//! | `GET /api/world?project=NAME&compose=1.29&also=NAME,NAME` | | [`WorldAnswer`] |
//! | `POST /api/plans` | [`Execute`] | [`Accepted`] |
//! | `GET /api/plans/{id}/events` | | server-sent [`Event`]s, from the first one on |
//! | `POST /api/plans/{id}/stop` | | nothing: the step in hand is broken off, the rest is skipped |
//!
//! Of the query of `world` only the project is needed: `compose` names the compose tool to imitate, `also` names
//! containers, networks and volumes outside the project that the plan will look for. Every refusal is a [`Failure`].
//!
//! Every call but the page's own files needs the header [`TOKEN_HEADER`]; the event stream, where a browser cannot set
//! headers, takes the query `token` instead.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::print_stdout,
        clippy::iter_over_hash_type
    )
)]

use linkyard_core::drift::Drift;
use linkyard_core::plan::{Plan, Risk, StepId, StepOutcome};
use linkyard_core::profile::Engine;
use linkyard_core::world::World;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Number of this protocol.
pub const PROTOCOL: u32 = 1;

/// The header that carries the token.
pub const TOKEN_HEADER: &str = "x-linkyard-token";

/// Who answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// [`PROTOCOL`] of the agent.
    pub protocol: u32,
    /// The engine's own version, such as `20.10.24+dfsg1`.
    pub engine_version: String,
    /// Its generation.
    pub engine: Engine,
    /// The folder whose files the agent may use for builds and binds.
    pub project_dir: String,
    /// The home folder of the user that the agent runs as, for `~` in paths; empty where there is none.
    pub home_dir: String,
}

/// Asks for the facts of images.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImagesRequest {
    /// References.
    pub images: Vec<String>,
}

/// The facts of the images that the engine has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImagesAnswer {
    /// As `docker image inspect` prints them.
    pub inspect: String,
}

/// The files of the project that the agent was started for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectFiles {
    /// Name of the compose file, a key of `files`.
    pub file_name: String,
    /// Texts by path relative to the project folder: the compose file, `.env`, and every env file it names.
    pub files: BTreeMap<String, String>,
    /// Name of the project.
    pub project: String,
}

/// What the engine holds of a project.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorldAnswer {
    /// The observed world.
    pub world: World,
    /// What could not be read, one sentence each.
    pub notes: Vec<String>,
}

/// Asks to carry a plan out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Execute {
    /// [`PROTOCOL`] of the page.
    pub protocol: u32,
    /// The plan.
    pub plan: Plan,
    /// The world the plan starts from: observed before, so that the prediction can be repeated with what the engine chose.
    pub start: World,
    /// The risks that the user has seen and accepted; the agent refuses a plan with others.
    pub accepted_risks: Vec<Risk>,
}

/// The plan was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// Its number, for the events.
    pub id: u32,
}

/// What happens while a plan is carried out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    /// A step began.
    Started {
        /// The step.
        step: StepId,
    },
    /// A step says something: a layer pulled, a line of a build.
    Progress {
        /// The step.
        step: StepId,
        /// One line.
        line: String,
    },
    /// A step ended.
    Ended {
        /// The step.
        step: StepId,
        /// How.
        outcome: StepOutcome,
    },
    /// All steps ended, and the engine was read.
    Finished {
        /// The observed world.
        world: Box<World>,
        /// The comparison with the prediction.
        drift: Drift,
        /// What is left half made, by name, and what to do about it.
        leftovers: Vec<String>,
        /// What could not be read, one sentence each.
        notes: Vec<String>,
    },
}

/// Which kind of refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailureCode {
    /// No token, or a wrong one.
    NotPaired,
    /// The request comes from another site.
    ForeignOrigin,
    /// Page and agent are of different versions.
    OtherProtocol,
    /// The plan has risks that were not accepted.
    RisksNotAccepted,
    /// The plan touches something that does not belong to the project.
    NotOurs,
    /// Another plan of this agent is running.
    Busy,
    /// The request cannot be understood.
    BadRequest,
    /// No such plan.
    NoSuchPlan,
    /// The agent was started without a compose file, or it cannot be read.
    NoProjectFile,
    /// The engine does not answer.
    EngineUnreachable,
    /// The engine refused.
    EngineRefused,
    /// Our own fault.
    Internal,
}

/// A refusal: what happened, why, what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Its kind.
    pub code: FailureCode,
    /// What happened and why.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The risks to accept, with [`FailureCode::RisksNotAccepted`].
    pub risks: Vec<Risk>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use serde::de::DeserializeOwned;

    /// Writes `value`, reads it back, and shows how it travels.
    fn check<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(
        value: T,
        want: Expect,
    ) {
        let json = serde_json::to_string(&value).unwrap();
        assert_eq!(serde_json::from_str::<T>(&json).unwrap(), value);
        want.assert_eq(&json);
    }

    #[test]
    fn events_travel_by_their_name() {
        check(
            Event::Started { step: StepId(1) },
            expect![[r#"{"started":{"step":1}}"#]],
        );
        let outcome = StepOutcome::Skipped { because: StepId(1) };
        check(
            Event::Ended {
                step: StepId(2),
                outcome,
            },
            expect![[r#"{"ended":{"step":2,"outcome":{"skipped":{"because":1}}}}"#]],
        );
        let outcome = StepOutcome::Failed {
            message: "no".to_owned(),
        };
        check(
            Event::Ended {
                step: StepId(3),
                outcome,
            },
            expect![[r#"{"ended":{"step":3,"outcome":{"failed":{"message":"no"}}}}"#]],
        );
    }

    #[test]
    fn a_refusal_travels_with_its_code_and_its_risks() {
        let failure = Failure {
            code: FailureCode::RisksNotAccepted,
            message: "m".to_owned(),
            help: "h".to_owned(),
            risks: vec![Risk {
                step: StepId(1),
                kind: linkyard_core::plan::RiskKind::Privileged,
                subject: "p_web_1".to_owned(),
            }],
        };
        check(
            failure,
            expect![[
                r#"{"code":"risks-not-accepted","message":"m","help":"h","risks":[{"step":1,"kind":"privileged","subject":"p_web_1"}]}"#
            ]],
        );
    }

    #[test]
    fn an_observed_world_survives_the_way() {
        let profile = linkyard_core::profile::Profile::usual(true);
        let world = World::new(profile, linkyard_core::images::ImageCatalog::well_known());
        let answer = WorldAnswer {
            world,
            notes: vec!["n".to_owned()],
        };
        let json = serde_json::to_string(&answer).unwrap();
        assert_eq!(serde_json::from_str::<WorldAnswer>(&json).unwrap(), answer);
    }
}
