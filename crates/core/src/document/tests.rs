//! What the two tools make of the same text.

use super::*;
use expect_test::{Expect, expect};

fn check(text: &str, yaml: YamlVersion, want: Expect) {
    let tree = syntax::parse(text);
    let node = Node::from_syntax(&tree.root.expect("a value"), FileId::COMPOSE, yaml);
    want.assert_eq(&print(&node));
}

fn print(node: &Node) -> String {
    let mark = match node.mark {
        Some(Mark::Reset) => "reset ",
        Some(Mark::Override) => "override ",
        None => "",
    };
    let value = match &node.value {
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(print).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(map) => {
            let entries = map.iter().map(|it| match it.key_kind {
                Kind::Str => format!("{}: {}", it.key, print(&it.value)),
                kind => format!("({kind:?}) {}: {}", it.key, print(&it.value)),
            });
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        other => format!("{other:?}"),
    };
    format!("{mark}{value}")
}

const HAZARDS: &str =
    "{a: 22:22, b: yes, c: 010, d: 1_000, e: '1', f: 1.0, 1: x, g: 2026-11-24, h: !reset null}";

#[test]
fn docker_compose_1_29_reads_yaml_1_1() {
    check(
        HAZARDS,
        YamlVersion::V1_1,
        expect![[
            r#"{a: Int(1342), b: Bool(true), c: Int(8), d: Int(1000), e: Str("1"), f: Float(1.0), (Int) 1: Str("x"), g: Date("2026-11-24"), h: reset Null}"#
        ]],
    );
}

#[test]
fn current_compose_reads_yaml_1_2() {
    check(
        HAZARDS,
        YamlVersion::V1_2,
        expect![[
            r#"{a: Str("22:22"), b: Str("yes"), c: Int(8), d: Int(1000), e: Str("1"), f: Float(1.0), (Int) 1: Str("x"), g: Date("2026-11-24"), h: reset Null}"#
        ]],
    );
}

#[test]
fn a_large_mapping_finds_its_keys_after_every_change() {
    let node = |n: i64| Node::new(Value::Int(n), nowhere());
    let mut map = Map::new();
    for n in 0..100 {
        map.set(&format!("k{n}"), node(n));
    }
    map.remove("k3");
    map.set("k50", node(-1));
    map.retain(|it| !it.key.ends_with('9'));
    map.sort();
    assert_eq!(map.len(), 89);
    assert!(map.iter().all(|it| map.get(&it.key) == Some(&it.value)));
    assert_eq!(map.get("k50"), Some(&node(-1)));
    assert!(!map.contains_key("k3"));
}
