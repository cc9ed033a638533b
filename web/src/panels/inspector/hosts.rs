//! `/etc/hosts`, byte for byte.

use super::{gaps, origin};
use crate::app::Page;
use crate::components::CopyButton;
use crate::words::{certainty, hosts_why};
use linkyard_core::world::{Container, HostsLine};
use yew::{Html, html};

/// The file of `container`.
pub fn hosts(page: &Page, container: &Container) -> Html {
    let lines = container.hosts.iter().map(|it| line(page, it));
    html! {
        <>
            <div class="inspector__tools">
                <CopyButton label="Copy the file" text={container.hosts_text()} />
            </div>
            { gaps::of_hosts(container) }
            <ol class="hosts" data-test="hosts" aria-label="Lines of /etc/hosts">{ for lines }</ol>
        </>
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
