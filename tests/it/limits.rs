//! Texts that mean harm, or look as if they did: each ends in findings, soon, and never in a panic.

use expect_test::{Expect, expect};
use linkyard_core::analysis::{Analysis, Settings};
use linkyard_core::diagnostics::Severity;
use linkyard_core::profile::{Dialect, Engine, Profile};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What both tools' ways make of `text`: how many services, and the first errors.
fn check(text: &str, want: Expect) {
    let mut res = String::new();
    for dialect in [Dialect::V1_29, Dialect::V2] {
        let settings = Settings {
            profile: Some(Profile {
                engine: Engine::V20_10,
                dialect,
            }),
            ..Settings::default()
        };
        let analysis = Analysis::new(text, &settings, &BTreeMap::new());
        let (_, prediction) = analysis.predict();
        let errors: Vec<_> = analysis
            .diagnostics
            .iter()
            .filter(|it| it.severity == Severity::Error)
            .collect();
        // Writing to a string cannot fail.
        let _ = writeln!(
            res,
            "{dialect}: {} services, {} containers, {} errors",
            analysis.project.services.len(),
            prediction.world.containers.len(),
            errors.len()
        );
        for it in errors.iter().take(3) {
            let place = analysis.lines.line_col(it.range.start);
            let message: String = it.message.chars().take(100).collect();
            let _ = writeln!(
                res,
                "  {}:{} {}: {message}",
                place.line + 1,
                place.col + 1,
                it.code
            );
        }
    }
    want.assert_eq(&res);
}

#[test]
fn an_alias_bomb() {
    let mut text = "x-0: &a0 {image: nginx}\n".to_owned();
    for level in 1..12 {
        let inner = vec![format!("*a{}", level - 1); 10].join(", ");
        let _ = writeln!(text, "x-{level}: &a{level} [{inner}]");
    }
    text.push_str("services:\n  web: {image: nginx, command: *a11}\n");
    check(
        &text,
        expect![[r#"
        1.29: 1 services, 1 containers, 2 errors
          6:26 Y001: more than 100000 values, counting each use of an alias
          14:32 M002: `command` must be a list or a string, but nothing stands here
        2: 1 services, 1 containers, 1 errors
          6:26 Y001: more than 100000 values, counting each use of an alias
    "#]],
    );
}

#[test]
fn four_mebibytes_of_brackets() {
    check(
        &"[".repeat(4 << 20),
        expect![[r#"
        1.29: 0 services, 0 containers, 1 errors
          1:257 Y001: nested deeper than 128 levels
        2: 0 services, 0 containers, 1 errors
          1:257 Y001: nested deeper than 128 levels
    "#]],
    );
    check(
        &"{".repeat(4 << 20),
        expect![[r#"
        1.29: 0 services, 0 containers, 1 errors
          1:257 Y001: nested deeper than 128 levels
        2: 0 services, 0 containers, 1 errors
          1:257 Y001: nested deeper than 128 levels
    "#]],
    );
}

#[test]
fn more_than_four_mebibytes() {
    check(
        &"#".repeat((4 << 20) + 1),
        expect![[r#"
        1.29: 0 services, 0 containers, 1 errors
          1:1 Y001: the file is larger than 4194304 bytes, which is the most that is read
        2: 0 services, 0 containers, 1 errors
          1:1 Y001: the file is larger than 4194304 bytes, which is the most that is read
    "#]],
    );
}

#[test]
fn tabs_for_spaces() {
    check(
        "services:\n\tweb:\n\t\timage: nginx\n",
        expect![[r#"
        1.29: 1 services, 1 containers, 2 errors
          2:1 Y001: a tab stands where only spaces may indent
          3:1 Y001: a tab stands where only spaces may indent
        2: 1 services, 1 containers, 2 errors
          2:1 Y001: a tab stands where only spaces may indent
          3:1 Y001: a tab stands where only spaces may indent
    "#]],
    );
}

#[test]
fn line_ends_of_windows_and_of_old_macs() {
    check(
        "services:\r\n  web:\r\n    image: nginx\r\n    ports:\r\n    - \"80:80\"\r\n",
        expect![[r#"
            1.29: 1 services, 1 containers, 0 errors
            2: 1 services, 1 containers, 0 errors
        "#]],
    );
    check(
        "services:\r  web:\r    image: nginx\r",
        expect![[r#"
        1.29: 1 services, 1 containers, 0 errors
        2: 1 services, 1 containers, 0 errors
    "#]],
    );
}

#[test]
fn a_byte_order_mark() {
    check(
        "\u{feff}services:\n  web:\n    image: nginx\n",
        expect![[r#"
            1.29: 1 services, 1 containers, 0 errors
            2: 1 services, 1 containers, 0 errors
        "#]],
    );
    check(
        "\u{feff}\r\nservices:\r\n  web:\r\n    image: nginx\r\n",
        expect![[r#"
            1.29: 1 services, 1 containers, 0 errors
            2: 1 services, 1 containers, 0 errors
        "#]],
    );
}

#[test]
fn a_nul_character() {
    check(
        "services:\n  web:\n    image: ngi\0nx\n",
        expect![[r#"
        1.29: 1 services, 1 containers, 1 errors
          3:15 Y001: the character U+0000 (NUL) is not allowed here
        2: 1 services, 1 containers, 1 errors
          3:15 Y001: the character U+0000 (NUL) is not allowed here
    "#]],
    );
    check(
        &"\0".repeat(1 << 20),
        expect![[r#"
        1.29: 0 services, 0 containers, 2 errors
          1:1 M008: the file must be a mapping of services, but it is a string
          1:1 Y001: the character U+0000 (NUL) is not allowed here
        2: 0 services, 0 containers, 2 errors
          1:1 M008: the file must be a mapping of services, but it is a string
          1:1 Y001: the character U+0000 (NUL) is not allowed here
    "#]],
    );
}

#[test]
fn deep_nesting() {
    let mut text = "services:\n  web:\n    image: nginx\nx-deep:\n".to_owned();
    for depth in 1..2_000 {
        let _ = writeln!(text, "{}a:", " ".repeat(depth));
    }
    check(
        &text,
        expect![[r#"
        1.29: 1 services, 1 containers, 1 errors
          132:129 Y001: nested deeper than 128 levels
        2: 1 services, 1 containers, 1 errors
          132:129 Y001: nested deeper than 128 levels
    "#]],
    );
    check(
        &format!("services: {}{}", "{a: ".repeat(5_000), "}".repeat(5_000)),
        expect![[r#"
            1.29: 1 services, 1 containers, 2 errors
              1:16 M001: unknown key `a` in service `a`
              1:519 Y001: nested deeper than 128 levels
            2: 1 services, 1 containers, 2 errors
              1:16 M001: unknown key `a` in service `a`
              1:519 Y001: nested deeper than 128 levels
        "#]],
    );
}

#[test]
fn ten_thousand_services_and_one_more() {
    let services = |n: usize| -> String {
        let services =
            (0..n).map(|it| format!("  s{it}: {{image: nginx, container_name: c{it}}}\n"));
        format!("services:\n{}", services.collect::<String>())
    };
    check(
        &services(10_000),
        expect![[r#"
        1.29: 10000 services, 10000 containers, 0 errors
        2: 10000 services, 10000 containers, 0 errors
    "#]],
    );
    check(
        &services(10_001),
        expect![[r#"
        1.29: 10000 services, 10000 containers, 1 errors
          10002:3 M008: more than 10000 services; this one and those after it are left out
        2: 10000 services, 10000 containers, 1 errors
          10002:3 M008: more than 10000 services; this one and those after it are left out
    "#]],
    );
}

#[test]
fn ten_thousand_services_in_one_chain() {
    let mut text = "services:\n  s0: {image: nginx}\n".to_owned();
    for it in 1..10_000 {
        let _ = writeln!(text, "  s{it}: {{image: nginx, depends_on: [s{}]}}", it - 1);
    }
    check(
        &text,
        expect![[r#"
        1.29: 10000 services, 10000 containers, 0 errors
        2: 10000 services, 10000 containers, 0 errors
    "#]],
    );
}

#[test]
fn a_circle_of_ten_thousand_services() {
    let mut text = "services:\n".to_owned();
    for it in 0..10_000 {
        let next = (it + 1) % 10_000;
        let _ = writeln!(text, "  s{it}: {{image: nginx, depends_on: [s{next}]}}");
    }
    check(
        &text,
        expect![[r#"
            1.29: 10000 services, 10000 containers, 1 errors
              2:35 G002: services wait for each other: s0 → s1 → s2 → s3 → s4 → s5 → s6 → s7 → s8 → s9 → s10 → s11 → s12 → s1
            2: 10000 services, 10000 containers, 1 errors
              2:35 G002: services wait for each other: s0 → s1 → s2 → s3 → s4 → s5 → s6 → s7 → s8 → s9 → s10 → s11 → s12 → s1
        "#]],
    );
}

#[test]
fn five_thousand_unknown_keys() {
    let mut text = "services:\n".to_owned();
    for it in 0..5_000 {
        let _ = writeln!(text, "  s{it}: {{image: nginx, imge{it}: 1}}");
    }
    check(
        &text,
        expect![[r#"
        1.29: 5000 services, 5000 containers, 5000 errors
          2:22 M001: unknown key `imge0` in service `s0`
          3:22 M001: unknown key `imge1` in service `s1`
          4:22 M001: unknown key `imge2` in service `s2`
        2: 5000 services, 5000 containers, 5000 errors
          2:22 M001: unknown key `imge0` in service `s0`
          3:22 M001: unknown key `imge1` in service `s1`
          4:22 M001: unknown key `imge2` in service `s2`
    "#]],
    );
}

#[test]
fn variables_inside_each_other() {
    check(
        "services:\n  web:\n    image: ${A:-${B:-${C:-${D:-${A}}}}}\n    command: \"${${${\"\n",
        expect![[r#"
            1.29: 1 services, 1 containers, 1 errors
              4:14 M017: a `${…}` here is of a form that the tool does not know
            2: 1 services, 1 containers, 2 errors
              2:3 M019: the service has neither an image nor a build context
              4:14 M017: a `${…}` here is of a form that the tool does not know
        "#]],
    );
    let nested = "${A:-".repeat(10_000);
    check(
        &format!("services:\n  web:\n    image: \"{nested}\"\n"),
        expect![[r#"
            1.29: 1 services, 1 containers, 1 errors
              3:12 M017: a `${…}` here is of a form that the tool does not know
            2: 1 services, 1 containers, 1 errors
              3:12 M017: a `${…}` here is of a form that the tool does not know
        "#]],
    );
}

#[test]
fn ports_and_containers_without_end() {
    check(
        "services:\n  web:\n    image: nginx\n    ports: [\"1-65535:1-65535\"]\n    expose: [\"1-65535\", \"99999999999999999999\"]\n    scale: 4000000000\n",
        expect![[r#"
            1.29: 1 services, 1 containers, 2 errors
              5:25 P001: `99999999999999999999` is no port: ports end at 65535
              6:12 M015: 4000000000 containers of service `web` are wanted, the most that are planned is 1
            2: 1 services, 1 containers, 2 errors
              5:25 P001: `99999999999999999999` is no port: ports end at 65535
              6:12 M015: 4000000000 containers of service `web` are wanted, the most that are planned is 1
        "#]],
    );
}
