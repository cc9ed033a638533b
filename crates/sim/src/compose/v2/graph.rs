//! Doing something for every service, in the order in which they need each other.

use super::model::Model;
use super::{Compose, Failure};
use std::collections::BTreeMap;

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Each service after what it needs.
    Up,
    /// Each service after those that need it.
    Down,
}

impl Compose<'_> {
    /// Calls `visit` for every service of the project. After a failure those that would have begun at the same time
    /// are still visited, and no others.
    ///
    /// # Errors
    /// The first failure, or a service that is needed and is not there.
    pub(super) fn for_each_service(
        &mut self,
        model: &Model,
        way: Way,
        mut visit: impl FnMut(&mut Self, &str) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        check_needs(model)?;
        let mut order: Vec<String> = model.in_order().iter().map(|it| it.name.clone()).collect();
        if way == Way::Down {
            order.reverse();
        }
        let depths = depths(model, &order, way);
        let depth = |name: &str| depths.get(name).copied().unwrap_or_default();
        let mut failed: Option<(usize, Failure)> = None;
        for name in &order {
            if failed.as_ref().is_some_and(|(at, _)| depth(name) > *at) {
                continue;
            }
            if let Err(failure) = visit(self, name) {
                failed.get_or_insert((depth(name), failure));
            }
        }
        match failed {
            Some((_, failure)) => Err(failure),
            None => Ok(()),
        }
    }
}

fn check_needs(model: &Model) -> Result<(), Failure> {
    for service in model.services.values() {
        for (name, dep) in &service.depends_on {
            if model.services.contains_key(name) || !dep.required {
                continue;
            }
            return Err(Failure::new(match model.disabled.get(name) {
                Some(it) => format!(
                    "service {name} is required by {} but is disabled. Can be enabled by profiles [{}]",
                    service.name,
                    it.profiles.join(" ")
                ),
                None => format!("could not find {name}: not found"),
            }));
        }
    }
    Ok(())
}

/// How many others must be visited before each, one after the other.
fn depths(model: &Model, order: &[String], way: Way) -> BTreeMap<String, usize> {
    let mut res: BTreeMap<String, usize> = BTreeMap::new();
    for name in order {
        let before: Vec<&str> = match way {
            Way::Up => model
                .services
                .get(name)
                .into_iter()
                .flat_map(|it| it.depends_on.keys())
                .map(String::as_str)
                .collect(),
            Way::Down => model
                .services
                .values()
                .filter(|it| it.depends_on.contains_key(name))
                .map(|it| it.name.as_str())
                .collect(),
        };
        let depth = before
            .iter()
            .filter_map(|it| res.get(*it))
            .map(|it| it + 1)
            .max()
            .unwrap_or(0);
        res.insert(name.clone(), depth);
    }
    res
}
