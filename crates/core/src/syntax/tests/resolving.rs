//! Plain scalars as the two tools read them.

use expect_test::{Expect, expect};

use super::super::{YamlVersion, parse};

/// Each text with its reading by PyYAML's rules and by those of Go's yaml package.
#[expect(
    clippy::needless_pass_by_value,
    reason = "`expect!` is written in place"
)]
fn check(texts: &str, expect: Expect) {
    let mut table = String::new();
    for text in texts.lines() {
        let root = parse(text).root.unwrap();
        let old = root.resolve(YamlVersion::V1_1).unwrap();
        let new = root.resolve(YamlVersion::V1_2).unwrap();
        let old = format!("{old:?}");
        let line = format!("{text:28} {old:22} {new:?}");
        table.push_str(line.trim_end());
        table.push('\n');
    }
    expect.assert_eq(&table);
}

#[test]
fn truth_values_and_null() {
    check(
        "\
yes
No
on
OFF
y
n
true
False
tRue
null
~
Null
nUll
",
        expect![[r#"
            yes                          Bool(true)             Str
            No                           Bool(false)            Str
            on                           Bool(true)             Str
            OFF                          Bool(false)            Str
            y                            Str                    Str
            n                            Str                    Str
            true                         Bool(true)             Bool(true)
            False                        Bool(false)            Bool(false)
            tRue                         Str                    Str
            null                         Null                   Null
            ~                            Null                   Null
            Null                         Null                   Null
            nUll                         Str                    Str
        "#]],
    );
}

#[test]
fn numbers_and_dates() {
    check(
        "\
1
-1
+1
0
00
0644
0o17
0x1F
0xg
0b101
-0b11
+0x10
1_000
_1
1__0
1_
089
22:22
1:30:00
0:30
01:30
60:60
1:2.5
1.5
-1.5
+.5
.5
-.5
5.
1e3
1.0e3
1.0e+3
1.e-2
1E+3
.inf
-.INF
+.Inf
.nan
-.nan
.
+
--
1.2.3
1.2.3.4
2001-01-01
2001-1-1
2001-13-45
2001-02-30
2001-12-14t21:59:43.10-05:00
2001-12-14T21:59:43Z
2001-12-14T21:59:43
9223372036854775807
9223372036854775808
-9223372036854775808
99999999999999999999999999999999999999999
0x_1
0_7
0b
0x
8080
80:80
127.0.0.1:80:80
1e
1_0.5
-0
-0o17
0b12
<<
=
.e1
5.e+3
12e03
1,000
2001-12-14 21:59:43.10 -5
2001-12-14 21:59:43
",
        expect![[r#"
            1                            Int(1)                 Int(1)
            -1                           Int(-1)                Int(-1)
            +1                           Int(1)                 Int(1)
            0                            Int(0)                 Int(0)
            00                           Int(0)                 Int(0)
            0644                         Int(420)               Int(420)
            0o17                         Str                    Int(15)
            0x1F                         Int(31)                Int(31)
            0xg                          Str                    Str
            0b101                        Int(5)                 Int(5)
            -0b11                        Int(-3)                Int(-3)
            +0x10                        Int(16)                Int(16)
            1_000                        Int(1000)              Int(1000)
            _1                           Str                    Str
            1__0                         Int(10)                Int(10)
            1_                           Int(1)                 Int(1)
            089                          Str                    Float(89.0)
            22:22                        Int(1342)              Str
            1:30:00                      Int(5400)              Str
            0:30                         Str                    Str
            01:30                        Str                    Str
            60:60                        Str                    Str
            1:2.5                        Float(62.5)            Str
            1.5                          Float(1.5)             Float(1.5)
            -1.5                         Float(-1.5)            Float(-1.5)
            +.5                          Str                    Float(0.5)
            .5                           Float(0.5)             Float(0.5)
            -.5                          Str                    Float(-0.5)
            5.                           Float(5.0)             Float(5.0)
            1e3                          Str                    Float(1000.0)
            1.0e3                        Str                    Float(1000.0)
            1.0e+3                       Float(1000.0)          Float(1000.0)
            1.e-2                        Float(0.01)            Float(0.01)
            1E+3                         Str                    Float(1000.0)
            .inf                         Float(inf)             Float(inf)
            -.INF                        Float(-inf)            Float(-inf)
            +.Inf                        Float(inf)             Float(inf)
            .nan                         Float(NaN)             Float(NaN)
            -.nan                        Str                    Str
            .                            Str                    Str
            +                            Str                    Str
            --                           Str                    Str
            1.2.3                        Str                    Str
            1.2.3.4                      Str                    Str
            2001-01-01                   Timestamp              Timestamp
            2001-1-1                     Str                    Timestamp
            2001-13-45                   Timestamp              Str
            2001-02-30                   Timestamp              Str
            2001-12-14t21:59:43.10-05:00 Timestamp              Timestamp
            2001-12-14T21:59:43Z         Timestamp              Timestamp
            2001-12-14T21:59:43          Timestamp              Str
            9223372036854775807          Int(9223372036854775807) Int(9223372036854775807)
            9223372036854775808          Float(9.223372036854776e18) Float(9.223372036854776e18)
            -9223372036854775808         Int(-9223372036854775808) Int(-9223372036854775808)
            99999999999999999999999999999999999999999 Float(1e41)            Float(1e41)
            0x_1                         Int(1)                 Int(1)
            0_7                          Int(7)                 Int(7)
            0b                           Str                    Str
            0x                           Str                    Str
            8080                         Int(8080)              Int(8080)
            80:80                        Str                    Str
            127.0.0.1:80:80              Str                    Str
            1e                           Str                    Str
            1_0.5                        Float(10.5)            Float(10.5)
            -0                           Int(0)                 Int(0)
            -0o17                        Str                    Int(-15)
            0b12                         Str                    Str
            <<                           Str                    Str
            =                            Str                    Str
            .e1                          Str                    Str
            5.e+3                        Float(5000.0)          Float(5000.0)
            12e03                        Str                    Float(12000.0)
            1,000                        Str                    Str
            2001-12-14 21:59:43.10 -5    Timestamp              Str
            2001-12-14 21:59:43          Timestamp              Timestamp
        "#]],
    );
}

#[test]
fn quotes_and_tags_make_a_text() {
    check(
        "'yes'\n\"1\"\n!!str 0644\n! 12\n!!str\n!other 5\n",
        expect![[r#"
        'yes'                        Str                    Str
        "1"                          Str                    Str
        !!str 0644                   Str                    Str
        ! 12                         Str                    Str
        !!str                        Str                    Str
        !other 5                     Int(5)                 Int(5)
    "#]],
    );
}
