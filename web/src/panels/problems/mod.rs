//! The findings as a list that leads to their places and mends what can be mended.

use crate::app::use_page;
use crate::components::{Glyph, Icon};
use crate::live::counted;
use crate::offsets::line_number;
use crate::state::Action;
use linkyard_core::diagnostics::{Applicability, Diagnostic, Severity};
use linkyard_core::fault::ToolMessage;
use linkyard_core::language::Language;
use linkyard_core::profile::Dialect;
use yew::{Html, Properties, component, html};

/// More findings than these are counted, not listed.
const MAX_LISTED: usize = 200;

/// The list of findings.
#[component]
pub fn Problems() -> Html {
    let page = use_page();
    let [n_errors, n_warnings, n_hints] = page.session.counts();
    let summary = match n_errors + n_warnings + n_hints {
        0 => "No problems".to_owned(),
        _ => [
            (n_errors, "error"),
            (n_warnings, "warning"),
            (n_hints, "hint"),
        ]
        .into_iter()
        .filter(|it| it.0 > 0)
        .map(|(n, word)| counted(n, word))
        .collect::<Vec<_>>()
        .join(", "),
    };
    let findings = &page.session.analysis.diagnostics;
    let rows = findings
        .iter()
        .take(MAX_LISTED)
        .enumerate()
        .map(|(index, it)| {
            html! { <Finding key={index} finding={it.clone()} /> }
        });
    html! {
        <section class="problems" aria-label="Problems">
            <header class="problems__bar">
                <h2>{ "Problems" }</h2>
                <span role="status" aria-live="polite" data-test="problem-count">{ summary }</span>
            </header>
            if findings.is_empty() {
                <p class="problems__none"><Icon glyph={Glyph::Tick} />{ "The file reads well." }</p>
            } else {
                <ol class="problems__list" tabindex="0" aria-label="Problems in the files">{ for rows }</ol>
                if findings.len() > MAX_LISTED {
                    <p class="problems__none">{ format!("and {} more", findings.len() - MAX_LISTED) }</p>
                }
            }
        </section>
    }
}

/// Properties of [`Finding`].
#[derive(Properties, PartialEq)]
struct FindingProps {
    finding: Diagnostic,
}

#[component]
fn Finding(props: &FindingProps) -> Html {
    let page = use_page();
    let it = &props.finding;
    let file = page.session.file_of(it.range).to_owned();
    let text = page
        .session
        .draft
        .files
        .get(&file)
        .map(String::as_str)
        .unwrap_or_default();
    let line = line_number(text, it.range.start.into());
    let place = if file == page.session.draft.file_name {
        format!("line {line}")
    } else {
        format!("{file}:{line}")
    };
    let language = page.around.language;
    let glyph = match it.severity {
        Severity::Error => Glyph::Error,
        Severity::Warning => Glyph::Warning,
        Severity::Hint => Glyph::Hint,
    };
    let on_show = {
        let (page, file, range) = (page.clone(), file.clone(), it.range.range());
        move |_| {
            page.dispatch(Action::Show {
                file: file.clone(),
                range,
                takes_focus: true,
            })
        }
    };
    let fixes = it.fixes.iter().map(|fix| {
        let (page, file, edits) = (page.clone(), file.clone(), fix.edits.clone());
        let title = match fix.applicability {
            Applicability::Safe => "Changes nothing but this. Ctrl+Z takes it back.",
            Applicability::Unsafe => "Right in most cases: look at it afterwards. Ctrl+Z takes it back.",
        };
        html! {
            <button type="button" class="button is-fix" {title} data-test="fix"
                onclick={move |_| page.dispatch(Action::Fix { file: file.clone(), edits: edits.clone() })}>
                <Icon glyph={Glyph::Fix} />{ in_words(&fix.title) }
            </button>
        }
    });
    html! {
        <li class={format!("finding is-{}", it.severity.as_str())} data-test={it.code.clone()} lang={language.as_str()}>
            <button type="button" class="finding__show" onclick={on_show}>
                <span class="finding__head">
                    <Icon {glyph} class="finding__icon" />
                    <span class="finding__severity">{ it.severity.words().in_language(language) }</span>
                    <span class="finding__code" title={it.name.clone()}>{ it.code.clone() }</span>
                    <span class="finding__place">{ place }</span>
                </span>
                <span class="finding__message">{ in_words(&it.message) }</span>
            </button>
            if let Some(help) = &it.help { <p class="finding__help">{ in_words(help) }</p> }
            if let Some(said) = &it.tool { { said_by_tool(said, page.session.analysis.profile.dialect, language) } }
            if !it.fixes.is_empty() { <p class="finding__fixes">{ for fixes }</p> }
        </li>
    }
}

/// What the compose tool itself prints about a finding, to be unfolded.
fn said_by_tool(said: &ToolMessage, dialect: Dialect, language: Language) -> Html {
    let tool = match dialect {
        Dialect::V1_29 => "docker-compose 1.29",
        Dialect::V2 => "docker compose 2",
    };
    let summary = match (language, said.is_refusal) {
        (Language::English, true) => format!("{tool} stops with…"),
        (Language::English, false) => format!("{tool} warns…"),
        (Language::French, true) => format!("{tool} s'arrête avec…"),
        (Language::French, false) => format!("{tool} avertit…"),
    };
    html! {
        <details class="finding__tool" data-test="tool">
            <summary>{ summary }</summary>
            <pre lang="en" tabindex="0">{ said.text.clone() }</pre>
        </details>
    }
}

/// A sentence of the core: what stands in backticks is code.
pub fn in_words(sentence: &str) -> Html {
    let parts = sentence.split('`').enumerate().map(|(index, it)| {
        if index % 2 == 1 {
            html! { <code>{ it.to_owned() }</code> }
        } else {
            html! { { it.to_owned() } }
        }
    });
    html! { <>{ for parts }</> }
}
