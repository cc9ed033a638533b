//! Correct texts: values, ranges, comments.

use expect_test::expect;

use super::super::parse;
use super::check;

#[test]
fn values_of_every_kind() {
    check(
        "web:\n  image: nginx\n  ports:\n    - \"80:80\"\n    - 443\n  empty:\n  tilde: ~\n  flow: {a: [1, 'x'], b}\n",
        expect![[r#"
            mapping 0..97
              web 0..3: mapping 7..97
                image 7..12: "nginx" 14..19
                ports 22..27: list 33..52
                  - double "80:80" 35..42
                  - "443" 49..52
                empty 55..60: null 61..61
                tilde 64..69: null 71..72
                flow 75..79: mapping 81..97
                  a 82..83: list 85..93
                    - "1" 86..87
                    - single "x" 89..92
                  b 95..96: null 96..96
        "#]],
    );
}

#[test]
fn ranges_count_bytes_behind_wide_characters() {
    check(
        "名前: \"値\" # 注\n🐳: 'café'\nx: é🎈 # y\n",
        expect![[r##"
        mapping 0..43
          名前 0..6: double "値" 8..13
          🐳 20..24: single "café" 26..33
          x 34..35: "é🎈" 37..43
        comment 14..19 "# 注"
        comment 44..47 "# y"
    "##]],
    );
}

#[test]
fn line_ends_of_windows_are_no_part_of_a_value() {
    check(
        "a: 1\r\nb:\r\n  - x # c\r\n  -\r\nc: |\r\n  l1\r\n  l2\r\nd: e\r\n f\r\n",
        expect![[r##"
        mapping 0..52
          a 0..1: "1" 3..4
          b 6..7: list 12..24
            - "x" 14..15
            - null 24..24
          c 26..27: literal "l1\nl2\n" 29..42
          d 44..45: "e f" 47..52
        comment 16..19 "# c"
    "##]],
    );
}

#[test]
fn a_byte_order_mark_is_counted_but_not_read() {
    check(
        "\u{feff}a: 1\nb: [x]\n",
        expect![[r#"
        mapping 3..14
          a 3..4: "1" 6..7
          b 8..9: list 11..14
            - "x" 12..13
    "#]],
    );
}

#[test]
fn an_empty_value_stands_behind_its_colon_or_dash() {
    check(
        "a:\nb:   # c\nc: !reset\nd: &x\ne:\n-\n- # c\n-   \nf: {g: , h, \"i\":}\n? j\n? k\n: l\n",
        expect![[r##"
            mapping 0..73
              a 0..1: null 2..2
              b 3..4: null 5..5
              c 12..13: null 21..21 !reset 15..21
              d 22..23: null 24..24
              e 28..29: list 31..40
                - null 32..32
                - null 34..34
                - null 40..40
              f 44..45: mapping 47..61
                g 48..49: null 50..50
                h 53..54: null 54..54
                double i 56..59: null 60..60
              j 64..65: null 65..65
              k 68..69: "l" 72..73
            comment 8..11 "# c"
            comment 35..38 "# c"
        "##]],
    );
}

#[test]
fn lists_begin_at_their_first_dash() {
    check(
        "a:\n- x\n- - y\n  - z\n-\n  - 1\nb: &l !t\n  - 1\n",
        expect![[r#"
        mapping 0..41
          a 0..1: list 3..26
            - "x" 5..6
            - list 9..18
              - "y" 11..12
              - "z" 17..18
            - list 23..26
              - "1" 25..26
          b 27..28: list 38..41 !t 33..35
            - "1" 40..41
    "#]],
    );
}

#[test]
fn tags_are_kept_as_written() {
    check(
        "ports: !override\n  - 1\nenv: !reset null\nn: !!str 12\nv: !<tag:yaml.org,2002:str> 1\ne: !!str\n",
        expect![[r#"
            mapping 0..90
              ports 0..5: list 19..22 !override 7..16
                - "1" 21..22
              env 23..26: null 35..39 !reset 28..34
              n 40..41: "12" 49..51 !!str 43..48
              v 52..53: "1" 80..81 !<tag:yaml.org,2002:str> 55..79
              e 82..83: "" 90..90 !!str 85..90
        "#]],
    );
}

#[test]
fn blocks_of_text_begin_at_their_bar() {
    check(
        "a: |\n  foo\n    bar\n\nb: >-  # folded\n\n  x\n  y\n\n  z\n\n- nope: |\n",
        expect![[r##"
            mapping 0..49
              a 0..1: literal "foo\n  bar\n" 3..18
              b 20..21: folded "\nx y\nz" 23..49
            comment 27..35 "# folded"
            error: a list item stands among `key: value` lines
             12 | - nope: |
                | ^^^^^^^^^
        "##]],
    );
    check(
        "a: &x !!str |2-\n   foo\nb:\n  - >\n   x\n  - y\nc: |\n  last",
        expect![[r#"
        mapping 0..54
          a 0..1: literal " foo" 12..22 !!str 6..11
          b 23..24: list 28..42
            - folded "x\n" 30..36
            - "y" 41..42
          c 43..44: literal "last" 46..54
    "#]],
    );
}

#[test]
fn a_plain_value_may_go_over_lines() {
    check(
        "a: one\n  two\n\n  three\nb: 'x\n\n  y'\n",
        expect![[r#"
        mapping 0..33
          a 0..1: "one two\nthree" 3..21
          b 22..23: single "x\ny" 25..33
    "#]],
    );
}

#[test]
fn comments_are_found_and_quotes_hide_them() {
    check(
        "# top\na: b # c \nb: 'x # y' # \"z\nc: d#e\n# \"unclosed\n",
        expect![[r##"
        mapping 6..38
          a 6..7: "b" 9..10
          b 16..17: single "x # y" 19..26
          c 32..33: "d#e" 35..38
        comment 0..5 "# top"
        comment 11..15 "# c "
        comment 27..31 "# \"z"
        comment 39..50 "# \"unclosed"
    "##]],
    );
}

#[test]
fn a_text_without_content_has_no_root() {
    check(
        "",
        expect![[r#"
        nothing
    "#]],
    );
    check(
        "\n  \n# only\n\n",
        expect![[r##"
        nothing
        comment 4..10 "# only"
    "##]],
    );
    check(
        "---\n",
        expect![[r#"
        null 3..3
    "#]],
    );
}

#[test]
fn a_text_may_be_one_scalar() {
    check(
        "hello world # c\n",
        expect![[r##"
        "hello world" 0..11
        comment 12..15 "# c"
    "##]],
    );
}

#[test]
fn aliases_repeat_the_value_at_their_own_place() {
    check(
        "a: &x !t {k: [1]}\nb: *x\nc: [*x]\nk: &s text\n*s : v\n",
        expect![[r#"
        mapping 0..49
          a 0..1: mapping 9..17 !t 6..8
            k 10..11: list 13..16
              - "1" 14..15
          b 18..19: mapping 21..23 !t 6..8
            k 10..11: list 13..16
              - "1" 14..15
          c 24..25: list 27..31
            - mapping 28..30 !t 6..8
              k 10..11: list 13..16
                - "1" 14..15
          k 32..33: "text" 38..42
          text 43..45: "v" 48..49
    "#]],
    );
}

#[test]
fn a_later_anchor_of_the_same_name_counts() {
    check(
        "a: &x 1\nb: *x\nc: &x 2\nd: *x\n",
        expect![[r#"
        mapping 0..27
          a 0..1: "1" 6..7
          b 8..9: "1" 11..13
          c 14..15: "2" 20..21
          d 22..23: "2" 25..27
    "#]],
    );
}

#[test]
fn an_entry_covers_its_key_and_value() {
    let text = "a: 1\nb:\n  c: [2,\n    3] # no\nd:\n";
    let tree = parse(text);
    let root = tree.root.unwrap();
    let entries: Vec<&str> = root
        .as_mapping()
        .unwrap()
        .iter()
        .map(|entry| &text[entry.range])
        .collect();
    assert_eq!(entries, ["a: 1", "b:\n  c: [2,\n    3]", "d:"]);
}

#[test]
fn nodes_name_their_kind() {
    let tree = parse(
        "[{}, [], x, '1', 1, 1.5, true, yes, , ~, 2001-01-01, !!str 1]"
            .replace(" , ", " ~, ")
            .as_str(),
    );
    let root = tree.root.unwrap();
    let names: Vec<&str> = root
        .as_sequence()
        .unwrap()
        .iter()
        .map(super::super::Node::kind_name)
        .collect();
    assert_eq!(
        names,
        [
            "a mapping",
            "a list",
            "a string",
            "a string",
            "a number",
            "a number",
            "true or false",
            "a string",
            "nothing",
            "nothing",
            "a string",
            "a string"
        ]
    );
}
