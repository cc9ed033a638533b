//! `<<`, duplicate keys and keys that are none.

use expect_test::expect;

use super::check;

#[test]
fn merged_entries_come_first_and_own_keys_win() {
    check(
        "base: &b {image: x, tty: true, user: me}\nweb:\n  tty: false\n  <<: *b\n  cmd: run\n",
        expect![[r#"
            mapping 0..78
              base 0..4: mapping 9..40
                image 10..15: "x" 17..18
                tty 20..23: "true" 25..29
                user 31..35: "me" 37..39
              web 41..44: mapping 48..78
                << image 10..15: "x" 17..18
                tty 48..51: "false" 53..58
                << user 31..35: "me" 37..39
                cmd 70..73: "run" 75..78
        "#]],
    );
}

#[test]
fn of_a_list_of_mappings_the_earlier_wins() {
    check(
        "a: &a {k: 1, x: a}\nb: &b {k: 2, y: b}\nc:\n  <<: [*a, *b]\n  z: c\n",
        expect![[r#"
        mapping 0..62
          a 0..1: mapping 6..18
            k 7..8: "1" 10..11
            x 13..14: "a" 16..17
          b 19..20: mapping 25..37
            k 26..27: "2" 29..30
            y 32..33: "b" 35..36
          c 38..39: mapping 43..62
            << k 7..8: "1" 10..11
            << y 32..33: "b" 35..36
            << x 13..14: "a" 16..17
            z 58..59: "c" 61..62
    "#]],
    );
}

#[test]
fn merging_goes_through_several_levels() {
    check(
        "a: &a {k: 1}\nb: &b\n  <<: *a\n  l: 2\nc:\n  <<: *b\n  k: 3\n",
        expect![[r#"
        mapping 0..53
          a 0..1: mapping 6..12
            k 7..8: "1" 10..11
          b 13..14: mapping 21..34
            << k 7..8: "1" 10..11
            l 30..31: "2" 33..34
          c 35..36: mapping 40..53
            k 49..50: "3" 52..53
            << l 30..31: "2" 33..34
    "#]],
    );
}

#[test]
fn a_mapping_written_in_place_can_be_merged() {
    check(
        "a:\n  <<: {k: 1}\n  l: 2\n",
        expect![[r#"
        mapping 0..22
          a 0..1: mapping 5..22
            << k 10..11: "1" 13..14
            l 18..19: "2" 21..22
    "#]],
    );
}

#[test]
fn quoted_it_is_an_ordinary_key() {
    check(
        "a: &a {k: 1}\nb:\n  \"<<\": *a\n",
        expect![[r#"
        mapping 0..26
          a 0..1: mapping 6..12
            k 7..8: "1" 10..11
          b 13..14: mapping 18..26
            double << 18..22: mapping 24..26
              k 7..8: "1" 10..11
    "#]],
    );
}

#[test]
fn only_mappings_can_be_merged() {
    check(
        "a:\n  <<: text\n  k: 1\nb:\n  <<: [{l: 1}, 2]\nc:\n  <<:\n",
        expect![[r#"
        mapping 0..50
          a 0..1: mapping 5..20
            k 16..17: "1" 19..20
          b 21..22: mapping 26..41
            << l 32..33: "1" 35..36
          c 42..43: mapping 47..50
        error: `<<` needs a mapping or a list of mappings
          2 |   <<: text
            |       ^^^^
        error: `<<` needs a mapping or a list of mappings
          5 |   <<: [{l: 1}, 2]
            |                ^
        error: `<<` needs a mapping or a list of mappings
          7 |   <<:
            |      ^
    "#]],
    );
}

#[test]
fn merging_twice_is_a_duplicate_but_done() {
    check(
        "a:\n  <<: {k: 1}\n  <<: {k: 2, l: 3}\n",
        expect![[r#"
        mapping 0..34
          a 0..1: mapping 5..34
            << k 23..24: "2" 26..27
            << l 29..30: "3" 32..33
        error: the key `<<` is written twice
          3 |   <<: {k: 2, l: 3}
            |   ^^
          2 |   <<: {k: 1}
            |   --
    "#]],
    );
}

#[test]
fn of_two_equal_keys_the_last_value_is_kept_at_the_first_place() {
    check(
        "a: 1\nb: 2\n\"a\": 3\nc: 4\na: 5\n",
        expect![[r#"
        mapping 0..26
          a 22..23: "5" 25..26
          b 5..6: "2" 8..9
          c 17..18: "4" 20..21
        error: the key `a` is written twice
          3 | "a": 3
            | ^^^
          1 | a: 1
            | -
        error: the key `a` is written twice
          5 | a: 5
            | ^
          1 | a: 1
            | -
    "#]],
    );
}

#[test]
fn duplicates_are_found_among_many_keys() {
    let text: String = (0..40).map(|n| format!("k{}: {n}\n", n % 38)).collect();
    let tree = super::parse(&text);
    let places: Vec<_> = tree
        .errors
        .iter()
        .map(|e| (&text[e.range], e.related.map(super::span)))
        .collect();
    assert_eq!(
        places,
        [("k0", Some("0..2".into())), ("k1", Some("6..8".into()))]
    );
    let root = tree.root.unwrap();
    let mapping = root.as_mapping().unwrap();
    assert_eq!(mapping.entries.len(), 38);
    assert_eq!(mapping.entries[0].value.as_str(), Some("38"));
    assert_eq!(mapping.get("k1").unwrap().value.as_str(), Some("39"));
}

#[test]
fn a_fault_inside_an_anchor_is_reported_once() {
    check(
        "a: &x {k: 1, k: 2, l: *nope}\nb: *x\nc: *x\n",
        expect![[r#"
        mapping 0..40
          a 0..1: mapping 6..28
            k 13..14: "2" 16..17
            l 19..20: null 22..27
          b 29..30: mapping 32..34
            k 13..14: "2" 16..17
            l 19..20: null 22..27
          c 35..36: mapping 38..40
            k 13..14: "2" 16..17
            l 19..20: null 22..27
        error: the key `k` is written twice
          1 | a: &x {k: 1, k: 2, l: *nope}
            |              ^
          1 | a: &x {k: 1, k: 2, l: *nope}
            |        -
        error: no anchor `&nope` stands before this alias
          1 | a: &x {k: 1, k: 2, l: *nope}
            |                       ^^^^^
    "#]],
    );
}

#[test]
fn a_collection_cannot_be_a_key() {
    check(
        "a: {{ template }}\n? [x]\n: y\nb: 1\n",
        expect![[r#"
        mapping 0..32
          a 0..1: mapping 3..17
          b 28..29: "1" 31..32
        error: a mapping or a list cannot be a key
          1 | a: {{ template }}
            |     ^^^^^^^^^^^^
        error: a mapping or a list cannot be a key
          2 | ? [x]
            |   ^^^
    "#]],
    );
    check(
        "a: &x [1]\n*x : b\nc: d\n",
        expect![[r#"
        mapping 0..21
          a 0..1: list 6..9
            - "1" 7..8
          c 17..18: "d" 20..21
        error: a mapping or a list cannot be a key
          2 | *x : b
            | ^^
    "#]],
    );
}

#[test]
fn an_alias_needs_an_anchor_before_it() {
    check(
        "a: *later\nb: &later 1\n*gone : 2\nc: [*no, 3]\n",
        expect![[r#"
        mapping 0..43
          a 0..1: null 3..9
          b 10..11: "1" 20..21
          c 32..33: list 35..43
            - null 36..39
            - "3" 41..42
        error: no anchor `&later` stands before this alias
          1 | a: *later
            |    ^^^^^^
        error: no anchor `&gone` stands before this alias
          3 | *gone : 2
            | ^^^^^
        error: no anchor `&no` stands before this alias
          4 | c: [*no, 3]
            |     ^^^
    "#]],
    );
}

#[test]
fn an_alias_cannot_stand_in_its_own_value() {
    check(
        "a: &x\n  b: [*x, 1]\nc: *x\n",
        expect![[r#"
        mapping 0..24
          a 0..1: mapping 8..18
            b 8..9: list 11..18
              - null 12..14
              - "1" 16..17
          c 19..20: mapping 22..24
            b 8..9: list 11..18
              - null 12..14
              - "1" 16..17
        error: `*x` stands inside the value that it repeats
          2 |   b: [*x, 1]
            |       ^^
    "#]],
    );
}
