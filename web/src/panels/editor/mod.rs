//! The texts: a tab a file, and a text field with numbers and colours.

mod field;
mod highlight;

use crate::app::use_page;
use crate::components::{Glyph, Icon, Tab, Tabs};
use crate::state::Action;
use field::Field;
use web_sys::HtmlInputElement;
use yew::{Callback, Html, TargetCast, component, html};

/// The editor.
#[component]
pub fn Editor() -> Html {
    let page = use_page();
    let names: Vec<String> = page.draft.names().into_iter().map(str::to_owned).collect();
    let open = names
        .iter()
        .position(|it| *it == page.active_file)
        .unwrap_or(0);
    let tabs: Vec<Tab> = names
        .iter()
        .map(|it| {
            let n_findings = findings(&page.session, it).count();
            let count = if n_findings == 0 {
                String::new()
            } else {
                n_findings.to_string()
            };
            Tab {
                label: it.clone().into(),
                count: count.into(),
                test: format!("file-{it}").into(),
            }
        })
        .collect();
    let on_open = {
        let (page, names) = (page.clone(), names.clone());
        Callback::from(move |index: usize| {
            if let Some(name) = names.get(index) {
                page.dispatch(Action::OpenFile(name.clone()));
            }
        })
    };
    let on_rename = {
        let page = page.clone();
        move |it: yew::InputEvent| {
            let field: HtmlInputElement = it.target_unchecked_into();
            page.dispatch(Action::RenameProject(field.value()));
        }
    };
    let fields = names.iter().map(|it| {
        html! { <Field key={it.clone()} file={it.clone()} is_active={*it == page.active_file} /> }
    });
    html! {
        <section class="editor" aria-label="Files">
            <div class="editor__bar">
                <Tabs label="Files" controls="editor-panel" {tabs} {open} {on_open} />
                <MissingFiles />
                <label class="project">
                    <span>{ "Project" }</span>
                    <input type="text" value={page.draft.project.clone()} spellcheck="false" autocomplete="off"
                        data-test="project" oninput={on_rename} />
                </label>
            </div>
            <div class="editor__panel" id="editor-panel" role="tabpanel" aria-label={page.active_file.clone()}>
                { for fields }
            </div>
        </section>
    }
}

/// The files that the project names and that are not here yet: each can be made.
#[component]
fn MissingFiles() -> Html {
    let page = use_page();
    let menu = yew::use_node_ref();
    let names = &page.session.missing_files;
    let create = |name: &String, class: &'static str, label: String| {
        let (page, menu, name) = (page.clone(), menu.clone(), name.clone());
        let test = format!("create-{name}");
        let onclick = move |_| {
            page.dispatch(Action::CreateFile(name.clone()));
            if let Some(menu) = menu.cast::<web_sys::Element>() {
                let _ = menu.remove_attribute("open");
            }
        };
        html! {
            <button type="button" {class} data-test={test} {onclick}>
                <Icon glyph={Glyph::Plus} />{ label }
            </button>
        }
    };
    match names.as_slice() {
        [] => Html::default(),
        [name] => create(name, "button is-quiet", format!("Create {name}")),
        names => {
            let items = names
                .iter()
                .map(|it| html! { <li>{ create(it, "menu__item", it.clone()) }</li> });
            html! {
                <details class="menu" ref={menu.clone()}>
                    <summary class="button is-quiet" data-test="create"><Icon glyph={Glyph::Plus} />{ "Create" }</summary>
                    <div class="menu__sheet"><ul>{ for items }</ul></div>
                </details>
            }
        }
    }
}

/// The findings in `file`.
fn findings<'a>(
    session: &'a crate::session::Session,
    file: &'a str,
) -> impl Iterator<Item = &'a linkyard_core::diagnostics::Diagnostic> {
    session
        .analysis
        .diagnostics
        .iter()
        .filter(move |it| session.file_of(it.range) == file)
}
