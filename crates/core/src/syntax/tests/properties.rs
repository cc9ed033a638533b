//! What holds for every text, tried with random ones.

use proptest::prelude::*;
use saphyr_parser::{Event, Parser};

use super::super::events;
use super::super::go;
use super::super::raw::RawValue;
use super::super::{MAX_DEPTH, Node, NodeValue, ScalarStyle, TextRange, parse};
use crate::language::Language;

const FILE: &str = "\
# two services
x-base: &base
  restart: \"no\"
  environment: {LANG: C, 'TZ': \"Europe/Berlin\"} # both
services:
  web:
    <<: *base
    image: nginx:1.2
    command: [\"sh\", -c, 'echo ''hi''']
    ports:
    - \"80:80\"
    - 443
    labels:
      text: |
        first
          second
      folded: >-
        one
        two

  größe: &other !tagged
    depends_on:
      - web
      - *base
    empty:
    null: ~
    plain: over
      lines
";

/// Pieces that break YAML in interesting ways.
const PIECES: [&str; 34] = [
    "\"", "'", "[", "]", "{", "}", ":", ": ", "- ", "\n", "\n  ", "\t", "#", " # ", "&a ", "*a",
    "*base", "!", "|", ">", "?", "%", "@", "`", "---", "...", "\0", "\r\n", "\u{feff}", "🐳",
    "<<: ", "\\", ",", "\n- ",
];

/// What a text without errors of ours and without anything rare in it is to go-yaml.
fn check_plain(text: &str) {
    if go::is_plain(text) && parse(text).errors.is_empty() {
        assert_eq!(go::read(text), None, "{text:?}");
    }
}

/// Ranges lie in the text and on characters, children in their parents; the depth is limited.
fn check_laws(text: &str) {
    let tree = parse(text);
    let inside = |range: TextRange| {
        let (start, end) = (usize::from(range.start()), usize::from(range.end()));
        assert!(
            text.get(start..end).is_some(),
            "{range:?} is no part of {text:?}"
        );
    };
    for error in &tree.errors {
        inside(error.range);
        error.related.map(inside);
        let [english, french] =
            Language::ALL.map(|it| (error.kind.message(it), error.kind.help(it)));
        assert_ne!(english.0, french.0);
        assert_ne!(english.1, french.1);
    }
    assert!(tree.errors.is_sorted_by_key(|error| error.range.start()));
    for comment in &tree.comments {
        inside(*comment);
        assert!(
            text[*comment].starts_with('#'),
            "{:?} in {text:?}",
            &text[*comment]
        );
    }
    if let Some(root) = &tree.root {
        check_node(text, root, true, 0, &inside);
    }
}

/// `nested` is false where the node was defined elsewhere.
fn check_node(text: &str, node: &Node, nested: bool, depth: usize, inside: &dyn Fn(TextRange)) {
    inside(node.range);
    if let Some(tag) = &node.tag {
        inside(tag.range);
    }
    assert!(depth <= MAX_DEPTH);
    let is_alias = text[node.range].starts_with('*');
    let check_child = |child: &Node, merged: bool| {
        if nested && !is_alias && !merged {
            assert!(
                node.range.contains_range(child.range),
                "{:?} {:?} {text:?}",
                node.range,
                child.range
            );
        }
        check_node(
            text,
            child,
            nested && !is_alias && !merged,
            depth + 1,
            inside,
        );
    };
    match &node.value {
        NodeValue::Null | NodeValue::Scalar(_) => {}
        NodeValue::Sequence(items) => {
            let mut end = None;
            for item in items {
                check_child(item, false);
                assert!(
                    is_alias || !nested || end <= Some(item.range.start()),
                    "{text:?}"
                );
                end = Some(item.range.end());
            }
        }
        NodeValue::Mapping(mapping) => {
            for entry in mapping {
                inside(entry.range);
                assert!(entry.range.contains_range(entry.key.range));
                assert!(entry.range.contains_range(entry.value.range));
                assert!(
                    entry.key.range.end() <= entry.value.range.start(),
                    "{text:?}"
                );
                check_child(&entry.value, entry.merged);
            }
        }
    }
}

/// What both YAML crates must agree about.
#[derive(Debug, PartialEq)]
enum Part {
    Scalar(String, ScalarStyle),
    Sequence,
    Mapping,
    Alias,
}

fn ours(text: &str) -> Option<Vec<Part>> {
    let reading = events::read(text, false);
    if reading.failure.is_some() || !reading.errors.is_empty() {
        return None;
    }
    let part = |value: &RawValue<'_>| match value {
        RawValue::Scalar(text, style) => Part::Scalar(text.to_string(), *style),
        RawValue::Null => Part::Scalar(String::new(), ScalarStyle::Plain),
        RawValue::Sequence => Part::Sequence,
        RawValue::Mapping => Part::Mapping,
        RawValue::Alias(_) | RawValue::LostAlias(..) => Part::Alias,
    };
    Some(reading.nodes.iter().map(|node| part(&node.value)).collect())
}

fn theirs(text: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, span) = event.ok()?;
        parts.push(match event {
            Event::Scalar(value, style, ..) => {
                let style = match style {
                    saphyr_parser::ScalarStyle::Plain => ScalarStyle::Plain,
                    saphyr_parser::ScalarStyle::SingleQuoted => ScalarStyle::SingleQuoted,
                    saphyr_parser::ScalarStyle::DoubleQuoted => ScalarStyle::DoubleQuoted,
                    saphyr_parser::ScalarStyle::Literal => ScalarStyle::Literal,
                    saphyr_parser::ScalarStyle::Folded => ScalarStyle::Folded,
                };
                let missing = style == ScalarStyle::Plain && span.is_empty();
                Part::Scalar(
                    if missing {
                        String::new()
                    } else {
                        value.to_string()
                    },
                    style,
                )
            }
            Event::SequenceStart(..) => Part::Sequence,
            Event::MappingStart(..) => Part::Mapping,
            Event::Alias(_) => Part::Alias,
            _ => continue,
        });
    }
    Some(parts)
}

/// The file with one piece put in, or a part cut out.
fn mutated() -> impl Strategy<Value = String> {
    let cut = (
        0..FILE.len(),
        0..20_usize,
        prop::sample::select(&PIECES[..]),
    );
    prop::collection::vec(cut, 1..4).prop_map(|cuts| {
        let mut text = FILE.to_owned();
        for (at, length, piece) in cuts {
            let start = text.floor_char_boundary(at);
            let end = text
                .floor_char_boundary((start + length / 2).min(text.len()))
                .max(start);
            text.replace_range(start..end, piece);
        }
        text
    })
}

/// Lines of a little grammar, mostly correct.
fn assembled() -> impl Strategy<Value = String> {
    let line = (
        0..4_usize,
        any::<bool>(),
        "[a-c]",
        prop::sample::select(vec![
            "",
            "x",
            "'it''s'",
            "\"a\\tb\"",
            "[1, {k: v}, ]",
            "{a: , b}",
            "|\n        t\n       u",
            ">-\n        f\n\n        g",
            "a b # c",
            "~",
            "two\n        lines",
            "!t v",
            "&n v",
            "http://x",
            "a#b",
            "\"x\n        y\"",
            "- 1",
            "? k",
        ]),
    );
    prop::collection::vec(line, 0..8).prop_map(|lines| {
        let lines = lines.iter().map(|(indent, dash, key, value)| {
            let dash = if *dash { "- " } else { "" };
            format!("{:indent$}{dash}{key}: {value}\n", "", indent = indent * 2)
        });
        lines.collect()
    })
}

/// Texts of which most are plain: lines of keys and items at all sorts of places.
fn plain() -> impl Strategy<Value = String> {
    const PARTS: [&str; 16] = [
        "a:", "b: ", "c: d", "- ", "- e", "-", "\"f\": g", "'h'", "[i, j]", "{k: l}", "# m", "n#o",
        ": p", "q: r: s", "---", "...",
    ];
    let line = (
        0usize..7,
        prop::collection::vec(prop::sample::select(&PARTS[..]), 0..3),
    )
        .prop_map(|(indent, parts)| format!("{}{}\n", " ".repeat(indent), parts.concat()));
    prop::collection::vec(line, 0..8).prop_map(|it| it.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        check_laws(&text);
    }

    #[test]
    fn any_pieces_are_read(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40)) {
        check_laws(&pieces.concat());
    }

    #[test]
    fn a_damaged_file_is_read(text in mutated()) {
        check_laws(&text);
    }

    #[test]
    fn a_plain_text_needs_no_second_look(text in prop_oneof![plain(), mutated(), assembled()]) {
        check_plain(&text);
    }

    #[test]
    fn both_yaml_crates_agree(text in prop_oneof![mutated(), assembled()]) {
        if let (Some(ours), Some(theirs)) = (ours(&text), theirs(&text)) {
            prop_assert_eq!(ours, theirs);
        }
    }
}

#[test]
fn the_file_has_no_errors() {
    assert_eq!(parse(FILE).errors, []);
    check_laws(FILE);
    assert!(ours(FILE).is_some_and(|parts| parts.len() > 40));
    assert_eq!(ours(FILE), theirs(FILE));
}
