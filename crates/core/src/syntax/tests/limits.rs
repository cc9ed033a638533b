//! Input that is too large or too deep ends quickly and says which limit it passed.

use expect_test::{Expect, expect};

use crate::language::Language;

use super::super::{
    MAX_ALIAS_BYTES, MAX_BYTES, MAX_DEPTH, MAX_NODES, Node, NodeValue, SyntaxErrorKind, parse,
};

#[expect(
    clippy::needless_pass_by_value,
    reason = "`expect!` is written in place"
)]
fn check_errors(text: &str, expect: Expect) -> Option<Node> {
    let tree = parse(text);
    let errors: String = tree
        .errors
        .iter()
        .map(|error| {
            let message = error.kind.message(Language::English);
            format!("{} {message}\n", super::span(error.range))
        })
        .collect();
    expect.assert_eq(&errors);
    tree.root
}

fn depth(node: &Node) -> usize {
    match &node.value {
        NodeValue::Sequence(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        NodeValue::Mapping(mapping) => {
            1 + mapping.iter().map(|e| depth(&e.value)).max().unwrap_or(0)
        }
        _ => 0,
    }
}

fn nodes(node: &Node) -> usize {
    1 + match &node.value {
        NodeValue::Sequence(items) => items.iter().map(nodes).sum(),
        NodeValue::Mapping(mapping) => mapping.iter().map(|e| nodes(&e.value)).sum(),
        _ => 0,
    }
}

#[test]
fn a_text_past_the_size_is_not_read() {
    let text = " ".repeat(MAX_BYTES + 1);
    assert!(
        check_errors(
            &text,
            expect![[r#"
                0..0 the file is larger than 4194304 bytes, which is the most that is read
            "#]]
        )
        .is_none()
    );
    assert!(check_errors(&text[1..], expect![[""]]).is_none());
}

#[test]
fn nesting_ends_at_the_limit() {
    let brackets = |n: usize| format!("a: 1\nb: {}x{}\nc: 2\n", "[".repeat(n), "]".repeat(n));
    let root = check_errors(&brackets(MAX_DEPTH - 1), expect![[""]]).unwrap();
    assert_eq!(depth(&root), MAX_DEPTH);
    let root = check_errors(
        &brackets(MAX_DEPTH),
        expect![[r#"
        135..135 nested deeper than 128 levels
    "#]],
    )
    .unwrap();
    assert_eq!(depth(&root), MAX_DEPTH);
    assert_eq!(
        root.as_mapping().unwrap().get("c").unwrap().value.as_str(),
        Some("2")
    );

    let lines: String = (0..200).map(|n| format!("{}k:\n", " ".repeat(n))).collect();
    assert_eq!(
        depth(
            &check_errors(
                &lines,
                expect![[r#"
        8640..8640 nested deeper than 128 levels
    "#]]
            )
            .unwrap()
        ),
        MAX_DEPTH
    );
    assert_eq!(
        depth(
            &check_errors(
                &"- ".repeat(5000),
                expect![[r#"
        256..256 nested deeper than 128 levels
    "#]]
            )
            .unwrap()
        ),
        MAX_DEPTH
    );
}

#[test]
fn aliases_cannot_nest_deeper_than_the_limit() {
    let half = "[".repeat(80);
    let close = "]".repeat(80);
    check_errors(
        &format!("a: &a {half}x{close}\nb: {half}*a{close}\n"),
        expect![[r#"
        251..253 nested deeper than 128 levels
    "#]],
    );
}

#[test]
fn brackets_without_end_are_an_error() {
    check_errors(
        &"[".repeat(MAX_BYTES),
        expect![[r#"
        256..256 nested deeper than 128 levels
    "#]],
    );
    check_errors(
        &"{".repeat(MAX_BYTES),
        expect![[r#"
        256..256 nested deeper than 128 levels
    "#]],
    );
    check_errors(
        &"[\n".repeat(MAX_BYTES / 2),
        expect![[r#"
        512..512 nested deeper than 128 levels
    "#]],
    );
}

#[test]
fn too_many_values_are_an_error() {
    let text = "- x\n".repeat(MAX_NODES + 10);
    let root = check_errors(
        &text,
        expect![[r#"
        399998..399998 more than 100000 values, counting each use of an alias
    "#]],
    )
    .unwrap();
    assert_eq!(nodes(&root), MAX_NODES);
}

#[test]
fn a_mapping_that_is_cut_off_keeps_whole_entries() {
    let text: String = (0..MAX_NODES + 10).map(|n| format!("k{n}: x\n")).collect();
    let root = check_errors(
        &text,
        expect![[r#"
        988888..988888 more than 100000 values, counting each use of an alias
    "#]],
    )
    .unwrap();
    let last = root.as_mapping().unwrap().entries.last().unwrap();
    assert_eq!(last.value.range.start(), last.key.range.end());
}

#[test]
fn an_alias_bomb_is_an_error() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for n in 1..20 {
        let use_it = format!("*a{}", n - 1);
        text += &format!("a{n}: &a{n} [{}]\n", vec![use_it; 9].join(", "));
    }
    text += "end: here\n";
    let root = check_errors(
        &text,
        expect![[r#"
        261..264 more than 100000 values, counting each use of an alias
    "#]],
    )
    .unwrap();
    assert!(nodes(&root) <= MAX_NODES);
    assert_eq!(
        root.as_mapping()
            .unwrap()
            .get("end")
            .unwrap()
            .value
            .as_str(),
        Some("here")
    );
}

#[test]
fn aliases_cannot_repeat_text_without_end() {
    let size = 1 << 20;
    let uses = vec!["*a"; MAX_ALIAS_BYTES / size + 2].join(", ");
    check_errors(
        &format!("a: &a \"{}\"\nb: [{uses}]\n", "x".repeat(size)),
        expect![[r#"
        1048653..1048655 aliases repeat more than 16777216 bytes of text
    "#]],
    );
}

#[test]
fn many_errors_end_the_reading() {
    for text in ["a: @\n", "\0\n", "a: 1\n", "*x : 1\n", "\t\"\n"] {
        let errors = parse(&text.repeat(20_000)).errors;
        assert!(errors.len() <= 501, "{text:?}: {}", errors.len());
        let last = errors
            .iter()
            .filter(|error| error.kind == SyntaxErrorKind::TooManyErrors)
            .count();
        assert_eq!(last, 1, "{text:?}");
    }
}

#[test]
fn one_long_line_of_forbidden_characters_is_read_once() {
    check_errors(
        &"\0".repeat(MAX_BYTES),
        expect![[r#"
        0..1 the character U+0000 (NUL) is not allowed here
    "#]],
    );
}

#[test]
fn many_comments_are_no_error() {
    let text = format!("a:\n{}  b: 1\n", "# c\n".repeat(20_000));
    assert!(check_errors(&text, expect![[""]]).is_some());
}
