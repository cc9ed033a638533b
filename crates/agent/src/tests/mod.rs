//! The agent on a simulated engine: what it lets in, what it does, what it says.

mod execution;
mod fake_engine;
mod http;

use crate::context::{ProjectFolder, Reach};
use linkyard_core::analysis::{Analysis, Settings};
use linkyard_core::plan::Plan;
use linkyard_core::profile::{Dialect, Engine, Profile};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Two linked services.
const TWO: &str = "web:\n  image: app\n  links: [db]\ndb:\n  image: postgres\n";

fn analysis(text: &str) -> Analysis {
    let profile = Some(Profile {
        engine: Engine::V20_10,
        dialect: Dialect::V1_29,
    });
    let settings = Settings {
        project: "p".to_owned(),
        profile,
        ..Settings::default()
    };
    Analysis::new(text, &settings, &BTreeMap::<String, String>::new())
}

fn plan_up(text: &str) -> Plan {
    analysis(text).predict().0
}

fn folder() -> ProjectFolder {
    ProjectFolder {
        path: PathBuf::from(env!("CARGO_MANIFEST_DIR")),
        reach: Reach::Inside,
    }
}
