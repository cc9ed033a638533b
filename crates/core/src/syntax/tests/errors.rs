//! Wrong texts: every error is found where it is caused, and the rest of the tree survives.

use expect_test::expect;

use super::check;

#[test]
fn a_quote_that_is_never_closed() {
    check(
        "a: \"foo\nb: bar\n",
        expect![[r#"
        mapping 0..14
          a 0..1: null 2..2
          b 8..9: "bar" 11..14
        error: this quote is never closed
          1 | a: "foo
            |    ^
    "#]],
    );
    check(
        "a: 'foo\nb: 'bar'\nc: 1\n",
        expect![[r#"
        mapping 0..21
          a 0..1: null 2..2
          b 8..9: single "bar" 11..16
          c 17..18: "1" 20..21
        error: this quote is never closed
          1 | a: 'foo
            |    ^
    "#]],
    );
    check(
        "a:\n  - \"x\n  - y\nb: [1, \"2]\nc: 3\n",
        expect![[r#"
        mapping 0..31
          a 0..1: list 5..15
            - null 6..6
            - "y" 14..15
          c 27..28: "3" 30..31
        error: this quote is never closed
          2 |   - "x
            |     ^
        error: this quote is never closed
          4 | b: [1, "2]
            |        ^
    "#]],
    );
    check(
        "\"web:\n  image: x\ndb:\n  image: y\n",
        expect![[r#"
        mapping 17..31
          db 17..19: mapping 23..31
            image 23..28: "y" 30..31
        error: this quote is never closed
          1 | "web:
            | ^
    "#]],
    );
}

#[test]
fn a_bracket_that_is_never_closed() {
    check(
        "web:\n  ports: [\"80:80\"\n  image: x\n",
        expect![[r#"
        mapping 0..33
          web 0..3: mapping 7..33
            ports 7..12: null 13..13
            image 25..30: "x" 32..33
        error: this bracket is never closed
          2 |   ports: ["80:80"
            |          ^
    "#]],
    );
    check(
        "a: [1, 2\n",
        expect![[r#"
        mapping 0..2
          a 0..1: null 2..2
        error: this bracket is never closed
          1 | a: [1, 2
            |    ^
    "#]],
    );
    check(
        "a: {x: 1\nb: 3\nc: [4]\n",
        expect![[r#"
        mapping 0..20
          a 0..1: null 2..2
          b 9..10: "3" 12..13
          c 14..15: list 17..20
            - "4" 18..19
        error: this bracket is never closed
          1 | a: {x: 1
            |    ^
    "#]],
    );
    check(
        "a: [[1, 2]\nb: [1,\n  2,\n  3\nc: 4\n",
        expect![[r#"
        mapping 0..31
          a 0..1: null 2..2
          b 11..12: null 13..13
          c 27..28: "4" 30..31
        error: this bracket is never closed
          1 | a: [[1, 2]
            |    ^
        error: this bracket is never closed
          2 | b: [1,
            |    ^
    "#]],
    );
}

#[test]
fn brackets_that_do_not_match() {
    check(
        "a: [1, 2}\nb: 1\n",
        expect![[r#"
        mapping 0..14
          a 0..1: null 2..2
          b 10..11: "1" 13..14
        error: `}` cannot close `[`
          1 | a: [1, 2}
            |         ^
          1 | a: [1, 2}
            |    -
    "#]],
    );
    check(
        "a: ]\nb: 1\nc: {x]\nd: 2\n",
        expect![[r#"
        mapping 0..21
          a 0..1: null 2..2
          b 5..6: "1" 8..9
          c 10..11: null 12..12
          d 17..18: "2" 20..21
        error: this bracket closes nothing
          1 | a: ]
            |    ^
        error: `]` cannot close `{`
          3 | c: {x]
            |      ^
          3 | c: {x]
            |    -
    "#]],
    );
}

#[test]
fn wrong_text_in_brackets() {
    check(
        "a: [,]\nb: {x: y: z}\nc: [1 2, \"3\" 4]\nd: 1\n",
        expect![[r#"
        mapping 0..40
          a 0..1: null 2..2
          b 7..8: null 9..9
          c 20..21: null 22..22
          d 36..37: "1" 39..40
        error: between `[` and `]` this does not fit `item, item`
          1 | a: [,]
            |     ^
          1 | a: [,]
            |    -
        error: between `{` and `}` this does not fit `key: value, key: value`
          2 | b: {x: y: z}
            |         ^
          2 | b: {x: y: z}
            |    -
        error: there is more text after the closing quote
          3 | c: [1 2, "3" 4]
            |              ^^
    "#]],
    );
}

#[test]
fn tabs_that_indent() {
    check(
        "a:\n\tb: 1\n\tc: 2\n\td:\n\t\te: 3\nf: 4\n",
        expect![[r#"
        mapping 0..30
          a 0..1: mapping 4..25
            b 4..5: "1" 7..8
            c 10..11: "2" 13..14
            d 16..17: mapping 21..25
              e 21..22: "3" 24..25
          f 26..27: "4" 29..30
        error: a tab stands where only spaces may indent
          2 | ⇥b: 1
            | ^
        error: a tab stands where only spaces may indent
          3 | ⇥c: 2
            | ^
        error: a tab stands where only spaces may indent
          4 | ⇥d:
            | ^
        error: a tab stands where only spaces may indent
          5 | ⇥⇥e: 3
            | ^^
    "#]],
    );
    check(
        "a:\n  b: 1\n\tc: 2\nd: 3\n",
        expect![[r#"
        mapping 0..20
          a 0..1: mapping 5..9
            b 5..6: "1" 8..9
          d 16..17: "3" 19..20
        error: a tab stands where only spaces may indent
          3 | ⇥c: 2
            | ^
    "#]],
    );
    check(
        "a:\n\t- x\n\t- y\n",
        expect![[r#"
        mapping 0..12
          a 0..1: list 4..12
            - "x" 6..7
            - "y" 11..12
        error: a tab stands where only spaces may indent
          2 | ⇥- x
            | ^
        error: a tab stands where only spaces may indent
          3 | ⇥- y
            | ^
    "#]],
    );
    check(
        "\ta: 1\nb: 2\n",
        expect![[r#"
            mapping 1..5
              a 1..2: "1" 4..5
            error: a tab stands where only spaces may indent
              1 | ⇥a: 1
                | ^
            error: the indentation of this line fits no line above it
              2 | b: 2
                | ^^^^
        "#]],
    );
    check(
        "a: |\n\tx\n\ty\nb: 1\n",
        expect![[r#"
        mapping 0..15
          a 0..1: literal "x\ny\n" 3..10
          b 11..12: "1" 14..15
        error: a tab stands where only spaces may indent
          2 | ⇥x
            | ^
        error: a tab stands where only spaces may indent
          3 | ⇥y
            | ^
    "#]],
    );
}

#[test]
fn tabs_that_do_no_harm() {
    check(
        "a:\t1\nb: [1,\n\t2]\nc: |\n  \tx\n\t\nd: 2\n",
        expect![[r#"
        mapping 0..32
          a 0..1: "1" 3..4
          b 5..6: list 8..15
            - "1" 9..10
            - "2" 13..14
          c 16..17: literal "\tx\n" 19..25
          d 28..29: "2" 31..32
    "#]],
    );
}

#[test]
fn characters_that_yaml_forbids() {
    check(
        "a: x\0y\n\0b: 1\nc: \u{1b}[0m\nd: \u{7f}\u{ffff}\ne: 2\0\n",
        expect![[r#"
        mapping 0..33
          a 0..1: "x y" 3..6
          _b 7..9: "1" 11..12
          d 21..22: null 23..23
          e 29..30: "2" 32..33
        error: the character U+0000 (NUL) is not allowed here
          1 | a: x␀y
            |     ^
        error: the character U+0000 (NUL) is not allowed here
          2 | ␀b: 1
            | ^
        error: the character U+001B is not allowed here
          3 | c: [0m
            |    ^
        error: the character U+007F is not allowed here
          4 | d: ￿
            |    ^
        error: the character U+0000 (NUL) is not allowed here
          5 | e: 2␀
            |     ^
    "#]],
    );
    check(
        "a: 1\n\u{feff}b: 2\nc: \u{feff}3\n",
        expect![[r#"
        mapping 0..20
          a 0..1: "1" 3..4
          ﻿b 5..9: "2" 11..12
          c 13..14: "\u{feff}3" 16..20
        error: the character U+FEFF (byte order mark) is not allowed here
          2 | ﻿b: 2
            | ^
    "#]],
    );
}

#[test]
fn characters_that_cannot_begin_a_value() {
    check(
        "a: @foo\nb: `x` # c\nc: %d\n- e\n",
        expect![[r##"
        mapping 0..28
          a 0..1: null 2..2
          b 8..9: null 10..10
          c 19..20: list 25..28
            - "e" 27..28
        comment 15..18 "# c"
        error: a value without quotes cannot begin with `@`
          1 | a: @foo
            |    ^
        error: a value without quotes cannot begin with a backtick
          2 | b: `x` # c
            |    ^
        error: a value without quotes cannot begin with `%`
          3 | c: %d
            |    ^
    "##]],
    );
    check(
        "a: *\nb: & x\nc: **/*.js\nd: 1\n",
        expect![[r#"
        mapping 0..27
          a 0..1: null 2..2
          b 5..6: null 7..7
          c 12..13: null 15..22
          d 23..24: "1" 26..27
        error: `&` and `*` need a name
          1 | a: *
            |    ^
        error: `&` and `*` need a name
          2 | b: & x
            |    ^
        error: no anchor `&*/*.js` stands before this alias
          3 | c: **/*.js
            |    ^^^^^^^
    "#]],
    );
    check(
        "a: 1\n%foo\nb: 2\n",
        expect![[r#"
        mapping 0..14
          a 0..1: "1" 3..4
          b 10..11: "2" 13..14
        error: a value without quotes cannot begin with `%`
          2 | %foo
            | ^
    "#]],
    );
}

#[test]
fn text_behind_a_quote() {
    check(
        "a: \"foo\"bar # c\nb: 'it's'\nc: \"x\"#y\nd: 1\n",
        expect![[r##"
        mapping 0..39
          a 0..1: null 2..2
          b 16..17: null 18..18
          c 26..27: double "x" 29..32
          d 35..36: "1" 38..39
        comment 12..15 "# c"
        error: there is more text after the closing quote
          1 | a: "foo"bar # c
            |         ^^^
          1 | a: "foo"bar # c
            |    -----
        error: there is more text after the closing quote
          2 | b: 'it's'
            |        ^^
          2 | b: 'it's'
            |    ----
        error: a comment needs a space before its `#`
          3 | c: "x"#y
            |       ^
    "##]],
    );
}

#[test]
fn wrong_escapes() {
    check(
        "a: \"C:\\dir\\new\"\nb: \"\\xZZ\"\nc: \"\\U00110000é\"\nd: \"\\ud83d\"\ne: 1\n",
        expect![[r#"
        mapping 0..60
          a 0..1: null 2..2
          b 16..17: null 18..18
          c 26..27: null 28..28
          d 44..45: null 46..46
          e 56..57: "1" 59..60
        error: double quotes do not know this backslash sequence
          1 | a: "C:\dir\new"
            |       ^^
        error: double quotes do not know this backslash sequence
          2 | b: "\xZZ"
            |     ^^^^
        error: double quotes do not know this backslash sequence
          3 | c: "\U00110000é"
            |     ^^^^^^^^^^
        error: double quotes do not know this backslash sequence
          4 | d: "\ud83d"
            |     ^^^^^^
    "#]],
    );
}

#[test]
fn a_missing_colon() {
    check(
        "services:\n  web\n    image: x\n    ports:\n      - \"80\"\n  db:\n    image: y\n",
        expect![[r#"
            mapping 0..71
              services 0..8: mapping 55..71
                db 55..57: mapping 63..71
                  image 63..68: "y" 70..71
            error: this line has no `:` after its key
              2 |   web
                |   ^^^
        "#]],
    );
    check(
        "web:\n  image x\n  ports:\n    - \"80\"\n",
        expect![[r#"
        mapping 0..34
          web 0..3: mapping 17..34
            ports 17..22: list 28..34
              - double "80" 30..34
        error: this line has no `:` after its key
          2 |   image x
            |   ^^^^^^^
    "#]],
    );
    check(
        "web:\n  ports:\n    - \"80\"\n  image x\ndb: 1\n",
        expect![[r#"
        mapping 0..40
          web 0..3: mapping 7..24
            ports 7..12: list 18..24
              - double "80" 20..24
          db 35..37: "1" 39..40
        error: this line has no `:` after its key
          4 |   image x
            |   ^^^^^^^
    "#]],
    );
    check(
        "web:\n  image:x\n  tty: true\n",
        expect![[r#"
        mapping 0..26
          web 0..3: mapping 17..26
            tty 17..20: "true" 22..26
        error: there is no space after the `:`
          2 |   image:x
            |   ^^^^^^^
    "#]],
    );
    check(
        "foo\nbar: 1\n",
        expect![[r#"
        mapping 4..10
          bar 4..7: "1" 9..10
        error: this line has no `:` after its key
          1 | foo
            | ^^^
    "#]],
    );
}

#[test]
fn a_second_colon() {
    check(
        "a: b: c # d\ne: f\ng: [x: y: z]\n",
        expect![[r##"
        mapping 0..19
          a 0..1: null 2..2
          e 12..13: "f" 15..16
          g 17..18: null 19..19
        comment 8..11 "# d"
        error: a second `key: value` stands on the same line
          1 | a: b: c # d
            |     ^
        error: between `[` and `]` this does not fit `item, item`
          3 | g: [x: y: z]
            |         ^
          3 | g: [x: y: z]
            |    -
    "##]],
    );
    check(
        "command: echo hello: world\nx: 1\n",
        expect![[r#"
        mapping 0..31
          command 0..7: null 8..8
          x 27..28: "1" 30..31
        error: a second `key: value` stands on the same line
          1 | command: echo hello: world
            |                    ^
    "#]],
    );
}

#[test]
fn indentation_that_fits_nothing() {
    check(
        "web:\n    image: x\n   ports:\n    - \"80\"\n   tty: 1\ndb: 2\n",
        expect![[r#"
        mapping 0..54
          web 0..3: mapping 9..17
            image 9..14: "x" 16..17
          db 49..51: "2" 53..54
        error: the indentation of this line fits no line above it
          3 |    ports:
            |    ^^^^^^
        error: the indentation of this line fits no line above it
          5 |    tty: 1
            |    ^^^^^^
    "#]],
    );
    check(
        "web:\n    image: x\n     ports:\n    - \"80\"\n    tty: 1\ndb: 2\n",
        expect![[r#"
        mapping 0..57
          web 0..3: mapping 9..51
            image 9..14: "x" 16..17
            tty 45..48: "1" 50..51
          db 52..54: "2" 56..57
        error: the indentation of this line fits no line above it
          3 |      ports:
            |      ^^^^^
          2 |     image: x
            |     ------
    "#]],
    );
    check(
        "a:\n    b: 1\n  c: 2\nd: 3\n",
        expect![[r#"
        mapping 0..23
          a 0..1: mapping 7..11
            b 7..8: "1" 10..11
          d 19..20: "3" 22..23
        error: the indentation of this line fits no line above it
          3 |   c: 2
            |   ^^^^
    "#]],
    );
    check(
        "a: |\n    foo\n  bar\nb: 1\n",
        expect![[r#"
        mapping 0..23
          a 0..1: literal "foo\n" 3..12
          b 19..20: "1" 22..23
        error: the indentation of this line fits no line above it
          3 |   bar
            |   ^^^
    "#]],
    );
}

#[test]
fn lists_and_mappings_mixed() {
    check(
        "a:\n  - x\n  b: 1\n  - y\nc: 2\n",
        expect![[r#"
        mapping 0..26
          a 0..1: list 5..21
            - "x" 7..8
            - "y" 20..21
          c 22..23: "2" 25..26
        error: a `key: value` line stands among list items
          3 |   b: 1
            |   ^^^^
    "#]],
    );
    check(
        "a:\n  b: 1\n  - x\n  - y\n  c: 2\n",
        expect![[r#"
        mapping 0..28
          a 0..1: mapping 5..28
            b 5..6: "1" 8..9
            c 24..25: "2" 27..28
        error: a list item stands among `key: value` lines
          3 |   - x
            |   ^^^
    "#]],
    );
    check(
        "a: - b\nc: 1\n",
        expect![[r#"
        mapping 0..11
          a 0..1: null 2..2
          c 7..8: "1" 10..11
        error: a list cannot begin on the line of its key
          1 | a: - b
            |    ^
    "#]],
    );
}

#[test]
fn comments_at_wrong_places() {
    check(
        "a: foo # c\n  bar\nb: 1\n",
        expect![[r##"
        mapping 0..21
          a 0..1: "foo" 3..6
          b 17..18: "1" 20..21
        comment 7..10 "# c"
        error: a comment has ended the value that this line continues
          2 |   bar
            |   ^^^
    "##]],
    );
}

#[test]
fn blocks_of_text_that_begin_wrongly() {
    check(
        "a: |x\n  foo\nb: >0\n  bar\nc: 1\n",
        expect![[r#"
        mapping 0..28
          a 0..1: null 2..2
          b 12..13: null 14..14
          c 24..25: "1" 27..28
        error: this cannot stand after `|` or `>`
          1 | a: |x
            |    ^^
        error: this cannot stand after `|` or `>`
          3 | b: >0
            |    ^^
    "#]],
    );
}

#[test]
fn tags_that_cannot_be_read() {
    check(
        "a: !foo!bar x\nb: !<foo x\nc: 1\n",
        expect![[r#"
        mapping 0..29
          a 0..1: null 2..2
          b 14..15: null 16..16
          c 25..26: "1" 28..29
        error: this tag cannot be read
          1 | a: !foo!bar x
            |    ^^^^^^^^
        error: this tag cannot be read
          2 | b: !<foo x
            |    ^^^^^
    "#]],
    );
}

#[test]
fn a_second_document() {
    check(
        "a: 1\n---\nb: [\n",
        expect![[r#"
        mapping 0..4
          a 0..1: "1" 3..4
        error: a second document begins here, only the first is read
          2 | ---
            | ^^^
    "#]],
    );
    check(
        "a: 1\n...\nb: 2\n",
        expect![[r#"
        mapping 0..4
          a 0..1: "1" 3..4
        error: a second document begins here, only the first is read
          3 | b: 2
            | ^
    "#]],
    );
    check(
        "%YAML 1.1\n---\na: 1\n...\n",
        expect![[r#"
        mapping 14..18
          a 14..15: "1" 17..18
    "#]],
    );
    check(
        "a: 1\n... x\n",
        expect![[r#"
        mapping 0..4
          a 0..1: "1" 3..4
        error: nothing can stand after `...`
          2 | ... x
            |     ^
    "#]],
    );
}

#[test]
fn independent_errors_are_all_found() {
    check(
        "services:\n  web:\n    image: \"nginx\n    ports: [80, 81\n    command: @run\n  db:\n    image: postgres\n    env: {a: b: c}\n    tty: true\n    tty: *no\n",
        expect![[r#"
            mapping 0..143
              services 0..8: mapping 12..143
                web 12..15: mapping 21..66
                  image 21..26: null 27..27
                  ports 39..44: null 45..45
                  command 58..65: null 66..66
                db 74..76: mapping 82..143
                  image 82..87: "postgres" 89..97
                  env 102..105: null 106..106
                  tty 135..138: null 140..143
            error: this quote is never closed
              3 |     image: "nginx
                |            ^
            error: this bracket is never closed
              4 |     ports: [80, 81
                |            ^
            error: a value without quotes cannot begin with `@`
              5 |     command: @run
                |              ^
            error: between `{` and `}` this does not fit `key: value, key: value`
              8 |     env: {a: b: c}
                |               ^
              8 |     env: {a: b: c}
                |          -
            error: the key `tty` is written twice
             10 |     tty: *no
                |     ^^^
              9 |     tty: true
                |     ---
            error: no anchor `&no` stands before this alias
             10 |     tty: *no
                |          ^^^
        "#]],
    );
}
