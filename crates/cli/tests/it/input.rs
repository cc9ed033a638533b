//! Which file is read, which variables count, what the project is called.

use crate::Shop;
use expect_test::expect;

const WEB: &str = "services:\n  web:\n    image: nginx:${TAG}\n";

#[test]
fn no_file_anywhere_says_what_was_looked_for() {
    Shop::new(&[]).check(
        "check --project-directory / -f none.yml",
        expect![[r#"
        --- standard error
        error: the compose file `none.yml` cannot be read
         |
         = note: there is no such file
        --- exit code 2
    "#]],
    );
}

#[test]
fn the_nearest_file_above_is_found_and_names_are_taken_in_the_tools_order() {
    let shop = Shop::new(&[
        ("compose.yaml", WEB),
        ("docker-compose.yml", WEB),
        ("fig.yml", WEB),
    ]);
    shop.check(
        "check",
        expect![[r#"
        warning[M016]: variable `TAG` is not set; nothing is put in its place
         --> compose.yaml:3:12
          |
        3 |     image: nginx:${TAG}
          |            ^^^^^^^^^^^^
          |
          = help: set it in `.env`, or give it a default: `${TAG:-…}`

        compose.yaml: 1 warning
        --- exit code 0
    "#]],
    );
    shop.check(
        "check --compose 1.29",
        expect![[r#"
        warning[M016]: variable `TAG` is not set; nothing is put in its place
         --> docker-compose.yml:3:12
          |
        3 |     image: nginx:${TAG}
          |            ^^^^^^^^^^^^
          |
          = help: set it in `.env`, or give it a default: `${TAG:-…}`

        docker-compose.yml: 1 warning
        --- exit code 0
    "#]],
    );
}

#[test]
fn variables_come_from_the_shell_before_env_files() {
    let files = [
        ("compose.yaml", WEB),
        (".env", "TAG=dotenv"),
        ("other.env", "TAG=other"),
    ];
    let image = |out: String| {
        out.lines()
            .find(|it| it.contains("image:"))
            .unwrap()
            .trim()
            .to_owned()
    };
    assert_eq!(
        image(Shop::new(&files).run("config")),
        "image: nginx:dotenv"
    );
    assert_eq!(
        image(Shop::new(&files).run("config --env-file other.env")),
        "image: nginx:other"
    );
    assert_eq!(
        image(Shop::new(&files).variable("TAG", "shell").run("config")),
        "image: nginx:shell"
    );
}

#[test]
fn the_projects_name_is_given_or_in_the_environment_or_the_folders() {
    let shop = || Shop::new(&[("compose.yaml", WEB)]).variable("TAG", "1");
    let name = |out: String| out.lines().next().unwrap().to_owned();
    assert_eq!(name(shop().run("config")), "name: shop");
    assert_eq!(
        name(shop().variable("COMPOSE_PROJECT_NAME", "env").run("config")),
        "name: env"
    );
    assert_eq!(
        name(
            shop()
                .variable("COMPOSE_PROJECT_NAME", "env")
                .run("-p arg config")
        ),
        "name: arg"
    );
    shop().check("-p Shop config", expect![[r#"
        --- standard error
        error: `Shop` cannot be the name of a project
         |
         = note: Compose 2 accepts lower-case letters, digits, `-` and `_`, and a letter or digit first
         = help: choose another name with `-p NAME`
        --- exit code 2
    "#]]);
}

#[test]
fn a_file_that_is_no_text_is_an_input_error() {
    let shop = Shop::new(&[]);
    std::fs::write(shop.folder().join("compose.yaml"), [b'a', 0xff]).unwrap();
    shop.check(
        "check",
        expect![[r#"
        --- standard error
        error: the compose file `compose.yaml` cannot be read
         |
         = note: it is not UTF-8 text: byte 2 does not fit
         = help: save it as UTF-8
        --- exit code 2
    "#]],
    );
}

#[test]
fn image_facts_that_are_none_are_refused() {
    Shop::new(&[("compose.yaml", WEB), ("facts.json", "{}")]).check("plan --images facts.json", expect![[r#"
        --- standard error
        error: the image facts `facts.json` cannot be used
         |
         = note: not the output of `docker image inspect`: invalid type: map, expected a sequence at line 1 column 0
         = help: write them with `docker image inspect IMAGE… > FACTS.json`
        --- exit code 2
    "#]]);
}

#[test]
fn a_broken_file_has_no_plan() {
    Shop::new(&[("compose.yaml", "- 1\n")]).check(
        "plan",
        expect![[r#"
        --- standard error
        error[M008]: the file must be a mapping of services, but it is a list
         --> compose.yaml:1:1
          |
        1 | - 1
          | ^^^
          |
          = help: write `NAME:` and put the service's keys below it

        error: compose.yaml has an error
         |
         = help: repair it; `linkyard check` shows every finding
        --- exit code 1
    "#]],
    );
}

#[test]
fn a_reader_that_went_away_is_no_fault() {
    use std::process::{Command, Stdio};
    let text: String = (0..3000)
        .map(|it| format!("s{it}: {{image: x}}\n"))
        .collect();
    let shop = Shop::new(&[("fig.yml", &text)]);
    let mut child = Command::new(env!("CARGO_BIN_EXE_linkyard"))
        .args(["predict"])
        .current_dir(shop.folder())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        (
            output.status.code(),
            String::from_utf8(output.stderr).unwrap()
        ),
        (Some(0), String::new())
    );
}

#[test]
fn the_shell_says_which_env_files_count() {
    let image = |variables: &[(&'static str, &'static str)], args: &str| {
        let mut shop = Shop::new(&[
            (
                "compose.yaml",
                "services:\n  web:\n    image: nginx:${TAG:-none}\n",
            ),
            (".env", "TAG=dotenv\n"),
            ("a.env", "TAG=a\n"),
            ("b.env", "TAG=b\n"),
        ]);
        for (name, value) in variables {
            shop = shop.variable(name, value);
        }
        let config = shop.run(args);
        let tag = config.split_once("nginx:").unwrap().1;
        tag.lines().next().unwrap().to_owned()
    };
    assert_eq!(image(&[], "config"), "dotenv");
    assert_eq!(
        image(&[("COMPOSE_ENV_FILES", "a.env,b.env")], "config"),
        "b"
    );
    assert_eq!(
        image(&[("COMPOSE_DISABLE_ENV_FILE", "1")], "config"),
        "none"
    );
    assert_eq!(
        image(
            &[("COMPOSE_DISABLE_ENV_FILE", "1")],
            "config --env-file a.env"
        ),
        "a"
    );
    // docker-compose 1.29 knows neither variable.
    assert_eq!(
        image(&[("COMPOSE_ENV_FILES", "a.env")], "config --compose 1.29"),
        "dotenv"
    );
}
