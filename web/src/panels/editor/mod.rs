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
    let missing = page.session.missing_files.iter().map(|it| {
        let (page, name) = (page.clone(), it.clone());
        html! {
            <button type="button" class="button is-quiet" data-test={format!("create-{it}")}
                onclick={move |_| page.dispatch(Action::CreateFile(name.clone()))}>
                <Icon glyph={Glyph::Plus} />{ format!("Create {it}") }
            </button>
        }
    });
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
                { for missing }
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
