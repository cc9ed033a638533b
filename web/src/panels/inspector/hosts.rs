//! `/etc/hosts`, byte for byte.

use super::{gaps, origin};
use crate::app::Page;
use crate::components::CopyButton;
use crate::words::{certainty, hosts_why};
use linkyard_core::world::{Container, HostsLine, HostsOrigin};
use yew::{Html, html};

/// The file of `container`.
pub fn hosts(page: &Page, container: &Container) -> Html {
    let real = page
        .observed
        .as_ref()
        .and_then(|it| it.containers.get(&container.name))
        .filter(|it| !it.hosts.is_empty());
    let shown: Vec<HostsLine> = match real {
        Some(real) => real
            .hosts
            .iter()
            .map(|it| explained(it, container))
            .collect(),
        None => container.hosts.clone(),
    };
    let text: String = shown.iter().map(HostsLine::to_string).collect();
    let lines = shown.iter().map(|it| line(page, it));
    html! {
        <>
            <div class="inspector__tools">
                <CopyButton label="Copy the file" text={text} />
            </div>
            { gaps::of_hosts(container) }
            <ol class="hosts" data-test="hosts" aria-label="Lines of /etc/hosts">{ for lines }</ol>
        </>
    }
}

/// A line read from inside, with the reason that the prediction has for it: the line of the same first name, or else,
/// because that name is an id, the container's own.
fn explained(real: &HostsLine, predicted: &Container) -> HostsLine {
    let first = |it: &HostsLine| it.names.split(' ').next().map(str::to_owned);
    let same = predicted.hosts.iter().find(|it| first(it) == first(real));
    let own = || {
        let is_id = !real.names.contains(' ') && real.names.len() == 12;
        let is_own = |it: &&HostsLine| matches!(it.origin, HostsOrigin::Own { .. });
        predicted.hosts.iter().find(is_own).filter(|_| is_id)
    };
    HostsLine {
        origin: same
            .or_else(own)
            .map_or(HostsOrigin::Observed, |it| it.origin.clone()),
        ..real.clone()
    }
}

fn line(page: &Page, line: &HostsLine) -> Html {
    let (why, range) = hosts_why(&line.origin);
    let (class, mark, title) =
        certainty(&line.certainty).unwrap_or(("is-known", "", String::new()));
    html! {
        <li class="hosts__line">
            <code class={format!("hosts__text {class}")} title={title.clone()}>
                { format!("{}\t{}", line.address, line.names) }
            </code>
            <span class="hosts__why">
                if !mark.is_empty() {
                    <span class="var__mark" aria-hidden="true">{ mark }</span>
                    <span class="for-readers">{ title }</span>
                }
                { why }{ " " }{ origin(page, range) }
            </span>
        </li>
    }
}
