//! The environment, grouped by where it comes from.

use super::{gaps, origin, warning};
use crate::app::Page;
use crate::components::CopyButton;
use crate::words::{EnvGroup, certainty, env_range, env_why};
use linkyard_core::links::LinkRule;
use linkyard_core::text::FileRange;
use linkyard_core::world::{Container, EnvOrigin, EnvVar};
use yew::{Html, html};

/// The variables of `container`.
pub fn env(page: &Page, container: &Container) -> Html {
    let mut groups: Vec<(EnvGroup, Vec<&EnvVar>)> = Vec::new();
    let vars = container.env();
    for var in &vars {
        let group = EnvGroup::of(&var.origin);
        match groups.iter_mut().find(|it| it.0 == group) {
            Some(it) => it.1.push(var),
            None => groups.push((group, vec![var])),
        }
    }
    // What the links bring is what people come for; the engine's own variables are the same everywhere.
    let written = written_aliases(page, container);
    let is_written = |it: &EnvGroup| match it {
        EnvGroup::Link { alias, .. } => written.contains(alias),
        _ => true,
    };
    groups.sort_by_key(|it| (rank(&it.0), !is_written(&it.0)));
    let real = page
        .observed
        .as_ref()
        .and_then(|it| it.containers.get(&container.name))
        .map(Container::env);
    let views = groups
        .into_iter()
        .map(|(group, vars)| view(page, real.as_deref(), &group, &vars, is_written(&group)));
    let has_star = real.is_none() && vars.iter().any(|it| certainty(&it.certainty).is_some());
    html! {
        <>
            <div class="inspector__tools">
                <CopyButton label="Copy as env file" text={container.env_text()} />
                if has_star { <span class="inspector__note">{ "* chosen at run time" }</span> }
            </div>
            { gaps::of_env(page, container) }
            <div data-test="env">{ for views }</div>
        </>
    }
}

/// The aliases as the file has them. Compose adds others, under which everything is there once more.
fn written_aliases(page: &Page, container: &Container) -> Vec<String> {
    let service = page
        .shown
        .analysis
        .project
        .services
        .get(&container.spec.service);
    let links = service
        .into_iter()
        .flat_map(|it| it.links.iter().chain(&it.external_links));
    links.map(|it| it.alias().to_owned()).collect()
}

fn rank(group: &EnvGroup) -> u8 {
    match group {
        EnvGroup::Link { .. } => 0,
        EnvGroup::File => 1,
        EnvGroup::Image(_) => 2,
        EnvGroup::Engine => 3,
        EnvGroup::Observed => 4,
    }
}

fn view(
    page: &Page,
    real: Option<&[EnvVar]>,
    group: &EnvGroup,
    vars: &[&EnvVar],
    is_open: bool,
) -> Html {
    // One link has one place in the text: it stands in the heading and not on every row.
    let shared: Option<FileRange> = match group {
        EnvGroup::Link { .. } => vars.first().and_then(|it| env_range(&it.origin)),
        _ => None,
    };
    let rows = vars.iter().map(|it| row(page, real, it, shared.is_none()));
    let leaks = vars.iter().any(|it| {
        matches!(
            it.origin,
            EnvOrigin::Link {
                rule: LinkRule::CopiedVariable,
                ..
            }
        ) && is_secret(&it.name)
    });
    html! {
        <div class="group" key={group.title()}>
            <details open={is_open}>
                <summary class="group__title">
                    <span class="group__name">{ group.title() }</span>
                    <span class="group__count">{ vars.len().to_string() }</span>
                </summary>
                if leaks { { warning("Copies a secret of the source into this container.") } }
                <ul class="vars">{ for rows }</ul>
            </details>
            // Beside the heading and not in it: a button inside a button cannot be reached.
            <span class="group__origin">{ origin(page, shared) }</span>
        </div>
    }
}

/// Whether a name suggests that nobody else should read the value.
fn is_secret(name: &str) -> bool {
    ["PASSWORD", "SECRET", "TOKEN", "PASSWD", "API_KEY"]
        .iter()
        .any(|it| name.contains(it))
}

fn row(page: &Page, real: Option<&[EnvVar]>, var: &EnvVar, shows_place: bool) -> Html {
    let (class, mark, title) = certainty(&var.certainty).unwrap_or(("is-known", "", String::new()));
    // Where the container runs, what was chosen at run time has been read from inside it.
    let real = real
        .filter(|_| !mark.is_empty())
        .and_then(|it| it.iter().find(|it| it.name == var.name));
    let (value, class, mark, title) = match real {
        Some(it) => (
            it.value.to_string(),
            "is-known",
            "",
            "Read from inside the running container".to_owned(),
        ),
        None => (var.value.to_string(), class, mark, title),
    };
    html! {
        <li class="var" data-test={format!("var-{}", var.name)}>
            <span class="var__name">{ var.name.as_str() }</span>
            <span class={format!("var__value {class}")} title={title.clone()}>
                { value }
                if !mark.is_empty() {
                    <span class="var__mark" aria-hidden="true">{ mark }</span>
                    <span class="for-readers">{ title }</span>
                }
            </span>
            <span class="var__why">
                { env_why(&var.origin) }{ " " }
                if shows_place { { origin(page, env_range(&var.origin)) } }
            </span>
        </li>
    }
}
