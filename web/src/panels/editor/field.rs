//! One file's text field. The field itself is the browser's; what is coloured lies behind it, line for line.

use super::findings;
use super::highlight::{Look, Mark, pieces};
use crate::app::use_page;
use crate::interop::text_field;
use crate::offsets::line_number;
use crate::state::{Action, EditorRequestKind, State};
use linkyard_core::diagnostics::Severity;
use std::collections::BTreeMap;
use web_sys::{Element, HtmlTextAreaElement};
use yew::{
    AttrValue, Html, Properties, TargetCast, component, html, use_effect_with, use_node_ref,
};

/// Height of a line in CSS pixels, as in the style.
const LINE_HEIGHT: f64 = 20.0;
/// Past so many lines nothing is coloured or underlined: the browser would be slower than the typing.
const MAX_COLOURED_LINES: usize = 3_000;

/// Properties of [`Field`].
#[derive(Properties, PartialEq)]
pub struct FieldProps {
    /// The file.
    pub file: AttrValue,
    /// Whether its tab is open.
    pub is_active: bool,
}

/// The text field of a file.
#[component]
pub fn Field(props: &FieldProps) -> Html {
    let page = use_page();
    let field = use_node_ref();
    let frame = use_node_ref();
    let file = props.file.clone();
    let text = page
        .draft
        .files
        .get(file.as_str())
        .cloned()
        .unwrap_or_default();

    {
        // Does what the page asks for, once, when the text is there.
        let (page, field, frame, file) = (page.clone(), field.clone(), frame.clone(), file.clone());
        let serial = page
            .request
            .as_ref()
            .filter(|it| it.file == file.as_str())
            .map(|it| it.serial);
        use_effect_with(serial, move |serial| {
            let (Some(_), Some(request)) = (serial, page.request.clone()) else {
                return;
            };
            let (Some(field), Some(frame)) =
                (field.cast::<HtmlTextAreaElement>(), frame.cast::<Element>())
            else {
                return;
            };
            match request.kind {
                EditorRequestKind::Show { range, takes_focus } => {
                    text_field::select(&field, range, takes_focus);
                    if takes_focus {
                        let _ = field.focus();
                    }
                    let line = line_number(&field.value(), range.start().into());
                    text_field::reveal_line(&frame, line, LINE_HEIGHT);
                }
                EditorRequestKind::Edit(edits) => {
                    let before = field.value();
                    if !text_field::edit(&field, &edits) && field.value() == before {
                        page.dispatch(Action::EditDirectly {
                            file: file.to_string(),
                            edits,
                        });
                    }
                }
            }
        });
    }

    let on_input = {
        let (page, file) = (page.clone(), file.clone());
        move |it: yew::InputEvent| {
            let field: HtmlTextAreaElement = it.target_unchecked_into();
            page.dispatch(Action::Type {
                file: file.to_string(),
                text: field.value(),
            });
        }
    };
    let is_compose = file.as_str() == page.draft.file_name;
    let follow = {
        let page = page.clone();
        move |field: HtmlTextAreaElement| {
            if is_compose {
                page.dispatch(Action::MoveCaret(text_field::caret(&field)));
            }
        }
    };
    let on_click = {
        let follow = follow.clone();
        move |it: yew::MouseEvent| follow(it.target_unchecked_into())
    };
    let on_key = move |it: yew::KeyboardEvent| {
        let moves = ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"];
        if moves.contains(&it.key().as_str()) {
            follow(it.target_unchecked_into());
        }
    };
    let n_lines = text.bytes().filter(|it| *it == b'\n').count() + 1;
    let is_coloured = props.is_active && n_lines <= MAX_COLOURED_LINES;
    let behind = if is_coloured {
        coloured(&page, &file, &text)
    } else {
        html! { { text.clone() + "\n" } }
    };
    html! {
        <div class="field" hidden={!props.is_active} ref={frame}>
            <div class="field__grid">
                { numbers(&page, &file, n_lines) }
                <div class="field__text">
                    <pre class={if is_coloured { "field__behind" } else { "field__behind is-plain" }} aria-hidden="true">
                        { behind }
                    </pre>
                    <textarea ref={field} value={text} spellcheck="false" autocomplete="off" autocapitalize="off"
                        wrap="off" aria-label={format!("Text of {file}")} data-test={format!("text-{file}")}
                        oninput={on_input} onclick={on_click} onkeyup={on_key} />
                </div>
            </div>
        </div>
    }
}

/// The worst finding of each line.
fn worst_by_line(page: &State, file: &str) -> BTreeMap<usize, Severity> {
    let text = page
        .draft
        .files
        .get(file)
        .map(String::as_str)
        .unwrap_or_default();
    let mut res = BTreeMap::new();
    for it in findings(&page.session, file) {
        let line = line_number(text, it.range.start.into());
        let worst = res.entry(line).or_insert(it.severity);
        *worst = it.severity.min(*worst);
    }
    res
}

fn numbers(page: &State, file: &str, n_lines: usize) -> Html {
    let worst = if n_lines <= MAX_COLOURED_LINES {
        worst_by_line(page, file)
    } else {
        BTreeMap::new()
    };
    if worst.is_empty() {
        let text: String = (1..=n_lines).map(|it| format!("{it}\n")).collect();
        return html! { <pre class="field__numbers" aria-hidden="true">{ text }</pre> };
    }
    let lines = (1..=n_lines).map(|it| match worst.get(&it) {
        None => html! { { format!("{it}\n") } },
        Some(severity) => html! {
            <><span class={format!("number is-{}", severity.as_str())}>{ it.to_string() }</span>{ "\n" }</>
        },
    });
    html! { <pre class="field__numbers" aria-hidden="true">{ for lines }</pre> }
}

fn coloured(page: &State, file: &str, text: &str) -> Html {
    let marks = marks(page, file);
    let separator = if file.ends_with(".yml") || file.ends_with(".yaml") {
        ':'
    } else {
        '='
    };
    let band = selected_lines(page, file, text);
    let mut start = 0;
    let lines = text.split('\n').enumerate().map(|(index, line)| {
        let pieces = pieces(line, start, separator, &marks);
        start += line.len() + 1;
        let spans = pieces.into_iter().map(|it| {
            let content = text.get(it.range).unwrap_or_default().to_owned();
            let look = match it.look {
                Look::Plain => "",
                Look::Key => "look-key",
                Look::Quoted => "look-quoted",
                Look::Comment => "look-comment",
            };
            if look.is_empty() && it.marks.is_empty() {
                return html! { { content } };
            }
            html! { <span class={format!("{look} {}", it.marks.join(" "))}>{ content }</span> }
        });
        let is_selected = band.as_ref().is_some_and(|it| it.contains(&(index + 1)));
        html! { <span class={if is_selected { "line is-selected" } else { "line" }}>{ for spans }</span> }
    });
    html! { <>{ for lines }</> }
}

fn marks(page: &State, file: &str) -> Vec<Mark> {
    let class = |severity| match severity {
        Severity::Error => "mark-error",
        Severity::Warning => "mark-warning",
        Severity::Hint => "mark-hint",
    };
    let mark = |range: linkyard_core::text::FileRange, class| Mark {
        range: range.start.into()..usize::from(range.end).max(usize::from(range.start) + 1),
        class,
    };
    let mut res: Vec<Mark> = findings(&page.session, file)
        .map(|it| mark(it.range, class(it.severity)))
        .collect();
    if let Some(range) = page
        .highlight
        .filter(|it| page.session.file_of(*it) == file)
    {
        res.push(mark(range, "mark-origin"));
    }
    res
}

/// The lines of the selected service, numbered from 1.
fn selected_lines(page: &State, file: &str, text: &str) -> Option<std::ops::RangeInclusive<usize>> {
    if page.is_behind {
        return None;
    }
    let selection = page.selection.as_ref()?;
    let service = page
        .session
        .analysis
        .project
        .services
        .get(&selection.service)?;
    if page.session.file_of(service.range) != file {
        return None;
    }
    let end = usize::from(service.range.end).saturating_sub(1);
    Some(line_number(text, service.name.range.start.into())..=line_number(text, end))
}
