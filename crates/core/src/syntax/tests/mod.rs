//! The specification of `syntax` as examples: a text, and what reading it gives.

mod errors;
mod limits;
mod merging;
mod properties;
mod resolving;
mod shapes;

use std::fmt::Write as _;

use expect_test::Expect;

use super::{Node, NodeValue, ScalarStyle, SyntaxTree, TextRange, parse};
use crate::language::Language;

/// Reads a text and compares the tree, the errors and the comments, all with their ranges.
#[expect(
    clippy::needless_pass_by_value,
    reason = "`expect!` is written in place"
)]
fn check(text: &str, expect: Expect) {
    expect.assert_eq(&show(text, &parse(text)));
}

fn show(text: &str, tree: &SyntaxTree) -> String {
    let mut out = String::new();
    match &tree.root {
        Some(root) => show_node(&mut out, root, 0),
        None => out.push_str("nothing\n"),
    }
    for comment in &tree.comments {
        writeln!(out, "comment {} {:?}", span(*comment), &text[*comment]).unwrap();
    }
    for error in &tree.errors {
        let message = error.kind.message(Language::English);
        writeln!(out, "error: {message}").unwrap();
        show_place(&mut out, text, error.range, '^');
        if let Some(related) = error.related {
            show_place(&mut out, text, related, '-');
        }
    }
    out
}

fn show_node(out: &mut String, node: &Node, indent: usize) {
    let tag = node
        .tag
        .as_ref()
        .map(|tag| format!(" {} {}", tag.text, span(tag.range)));
    let tag = tag.unwrap_or_default();
    let place = span(node.range);
    match &node.value {
        NodeValue::Null => writeln!(out, "null {place}{tag}").unwrap(),
        NodeValue::Scalar(scalar) => {
            writeln!(out, "{}{:?} {place}{tag}", style(scalar.style), scalar.text).unwrap();
        }
        NodeValue::Sequence(items) => {
            writeln!(out, "list {place}{tag}").unwrap();
            for item in items {
                write!(out, "{:indent$}- ", "", indent = indent + 2).unwrap();
                show_node(out, item, indent + 2);
            }
        }
        NodeValue::Mapping(mapping) => {
            writeln!(out, "mapping {place}{tag}").unwrap();
            for entry in mapping {
                let merged = if entry.merged { "<< " } else { "" };
                let (key, place) = (&entry.key, span(entry.key.range));
                write!(
                    out,
                    "{:indent$}{merged}{}{} {place}: ",
                    "",
                    style(key.style),
                    key.text,
                    indent = indent + 2
                )
                .unwrap();
                show_node(out, &entry.value, indent + 2);
            }
        }
    }
}

fn style(style: ScalarStyle) -> &'static str {
    match style {
        ScalarStyle::Plain => "",
        ScalarStyle::SingleQuoted => "single ",
        ScalarStyle::DoubleQuoted => "double ",
        ScalarStyle::Literal => "literal ",
        ScalarStyle::Folded => "folded ",
    }
}

fn span(range: TextRange) -> String {
    format!("{}..{}", u32::from(range.start()), u32::from(range.end()))
}

/// The line of a range with marks under it; tabs and other characters one column wide.
fn show_place(out: &mut String, text: &str, range: TextRange, mark: char) {
    let (start, end) = (usize::from(range.start()), usize::from(range.end()));
    let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let line: String = text[line_start..line_end].chars().take(60).collect();
    let number = text[..start].matches('\n').count() + 1;
    let line = line
        .replace('\t', "⇥")
        .replace('\r', "␍")
        .replace('\0', "␀");
    writeln!(out, "{number:3} | {line}").unwrap();
    let column = text[line_start..start].chars().count();
    let width = text[start..end.min(line_end).max(start)]
        .chars()
        .count()
        .max(1);
    writeln!(
        out,
        "    | {}{}",
        " ".repeat(column),
        String::from(mark).repeat(width)
    )
    .unwrap();
}
