//! What a Dockerfile says of its image.

use super::*;
use expect_test::{Expect, expect};

const INSPECTED: &str = r#"[{"Id":"sha256:1","RepoTags":["node:20"],"Config":{"Env":["PATH=/usr/bin","NODE_VERSION=20.1"],"ExposedPorts":{},"Entrypoint":["entry.sh"],"Cmd":["node"],"User":""}}]"#;

fn check_target(text: &str, target: Option<&str>, args: &[(&str, Option<&str>)], want: Expect) {
    let mut images = ImageCatalog::well_known();
    images.extend(ImageCatalog::from_inspect(INSPECTED).unwrap());
    let args = args
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.map(str::to_owned)))
        .collect();
    let facts = image_facts(
        text,
        &BuildInput {
            args: &args,
            variables: &BTreeMap::from([("SHELL_ARG".to_owned(), "s".to_owned())]),
            target,
            images: &images,
            has_buildkit: true,
        },
    );
    let Some(it) = facts else {
        want.assert_eq("no image\n");
        return;
    };
    let mut res = String::new();
    let more = |is_complete: bool| {
        if is_complete {
            ""
        } else {
            " and what the base has"
        }
    };
    for entry in &it.env {
        res.push_str(&format!("env {entry}\n"));
    }
    let ports: Vec<String> = it.exposed.iter().map(Port::to_string).collect();
    res.push_str(&format!(
        "variables: {}{}\n",
        it.env.len(),
        more(it.is_env_complete)
    ));
    res.push_str(&format!(
        "ports: {}{}\n",
        ports.join(" "),
        more(it.is_exposed_complete)
    ));
    res.push_str(&format!(
        "user {:?}, entrypoint {:?}, command {:?}, volumes {:?}, healthcheck {}\n",
        it.user,
        it.entrypoint,
        it.command,
        it.volumes,
        it.has_healthcheck()
    ));
    want.assert_eq(&res);
}

fn check(text: &str, want: Expect) {
    check_target(text, None, &[], want);
}

#[test]
fn variables_ports_user_and_commands() {
    check(
        "FROM node:20\nENV A=1 B=\"two words\" C=$A-${NODE_VERSION:-x}\nENV OLD the rest of it\nEXPOSE 80 53/udp 8000-8001/TCP\nUSER app\nVOLUME [\"/data\"]\nVOLUME /a /b\nHEALTHCHECK --interval=5s CMD true\nCMD npm start\n",
        expect![[r#"
            env PATH=/usr/bin
            env NODE_VERSION=20.1
            env A=1
            env B=two words
            env C=-20.1
            env OLD=the rest of it
            variables: 6
            ports: 53/udp 80/tcp 8000/tcp 8001/tcp
            user "app", entrypoint ["entry.sh"], command ["/bin/sh", "-c", "npm start"], volumes {"/a", "/b", "/data"}, healthcheck true
        "#]],
    );
}

#[test]
fn an_entrypoint_takes_the_command_of_the_base_away() {
    check(
        "FROM node:20\nENTRYPOINT [\"app\"]\nHEALTHCHECK NONE\n",
        expect![[r#"
            env PATH=/usr/bin
            env NODE_VERSION=20.1
            variables: 2
            ports: 
            user "", entrypoint ["app"], command [], volumes {}, healthcheck false
        "#]],
    );
}

#[test]
fn what_an_unknown_base_brings_is_missing() {
    check(
        "FROM example.org/base\nENV A=1\nEXPOSE 80\n",
        expect![[r#"
            env A=1
            variables: 1 and what the base has
            ports: 80/tcp and what the base has
            user "", entrypoint [], command [], volumes {}, healthcheck false
        "#]],
    );
    check(
        "FROM postgres:16\nENV A=1\n",
        expect![[r#"
            env A=1
            variables: 1 and what the base has
            ports: 5432/tcp
            user "", entrypoint [], command [], volumes {}, healthcheck false
        "#]],
    );
}

#[test]
fn stages_build_on_each_other_and_one_can_be_asked_for() {
    let text = "ARG TAG=20\nFROM --platform=$BUILDPLATFORM node:${TAG} AS build\nENV STAGE=build\nFROM build AS test\nENV TEST=1\nFROM scratch\nCOPY --from=build /x /x\nEXPOSE 1\n";
    check(
        text,
        expect![[r#"
            env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
            variables: 1
            ports: 1/tcp
            user "", entrypoint [], command [], volumes {}, healthcheck false
        "#]],
    );
    check_target(
        text,
        Some("TEST"),
        &[],
        expect![[r#"
            env PATH=/usr/bin
            env NODE_VERSION=20.1
            env STAGE=build
            env TEST=1
            variables: 4
            ports: 
            user "", entrypoint ["entry.sh"], command ["node"], volumes {}, healthcheck false
        "#]],
    );
    check_target(
        text,
        Some("nosuch"),
        &[],
        expect![[r#"
        no image
    "#]],
    );
}

#[test]
fn arguments_come_from_the_build_then_from_their_default() {
    check_target(
        "ARG GLOBAL=g\nFROM scratch\nARG GLOBAL\nARG A=1\nARG B=2 C SHELL_ARG\nENV X=$A$B$C-$GLOBAL-$SHELL_ARG\nENV PATH=/x:$PATH\n",
        None,
        &[("B", Some("b")), ("SHELL_ARG", None)],
        expect![[r#"
            env PATH=/x:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
            env X=1b-g-s
            variables: 2
            ports: 
            user "", entrypoint [], command [], volumes {}, healthcheck false
        "#]],
    );
}

#[test]
fn continued_lines_comments_and_texts_between_markers() {
    check(
        "# syntax=docker/dockerfile:1\nFROM scratch\nRUN <<EOF\nENV NOT=this\nEXPOSE 1\nEOF\nENV A=1 \\\n  # a note\n\n  B=2\nfrom scratch\nEXPOSE 5\n",
        expect![[r#"
            env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
            variables: 1
            ports: 5/tcp
            user "", entrypoint [], command [], volumes {}, healthcheck false
        "#]],
    );
    check(
        "# escape=`\nFROM scratch\nENV A=1 `\n  B=c:\\x\n",
        expect![[r#"
            env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
            env A=1
            env B=c:\x
            variables: 3
            ports: 
            user "", entrypoint [], command [], volumes {}, healthcheck false
        "#]],
    );
}

#[test]
fn quotes_keep_variables_and_blanks() {
    check(
        "FROM scratch\nENV A=x B='$A' C=\"$A \\\"q\\\"\" D=a\\ b E=${A:+set}${NO:+no}${NO-d}\n",
        expect![[r#"
            env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
            env A=x
            env B=$A
            env C= "q"
            env D=a b
            env E=d
            variables: 6
            ports: 
            user "", entrypoint [], command [], volumes {}, healthcheck false
        "#]],
    );
}

#[test]
fn a_file_without_a_base_builds_nothing() {
    check(
        "EXPOSE 80\n",
        expect![[r#"
        no image
    "#]],
    );
    check(
        "",
        expect![[r#"
        no image
    "#]],
    );
}

#[test]
fn a_link_shows_what_the_dockerfile_of_its_source_says() {
    let files = BTreeMap::from([(
        "db/Dockerfile".to_owned(),
        "FROM scratch\nENV POSTGRES_DB=shop\nEXPOSE 5432\n".to_owned(),
    )]);
    let text = "web:\n  image: app\n  links: [db]\ndb:\n  build: ./db\n";
    let settings = crate::analysis::Settings::default();
    let (_, prediction) = crate::analysis::Analysis::new(text, &settings, &files).predict();
    let web = prediction.world.containers.get("project_web_1").unwrap();
    let env: Vec<String> = web
        .env()
        .iter()
        .map(|it| format!("{}={}\n", it.name, it.value))
        .filter(|it| it.starts_with("DB_ENV") || it.starts_with("DB_PORT="))
        .collect();
    expect![[r#"
        DB_PORT=tcp://172.17.0.2:5432
        DB_ENV_POSTGRES_DB=shop
    "#]]
    .assert_eq(&env.concat());
}

#[test]
fn the_folder_the_check_and_the_stop_signal() {
    let facts = |text: &str| {
        let facts = image_facts(
            text,
            &BuildInput {
                args: &IndexMap::new(),
                variables: &BTreeMap::new(),
                target: None,
                images: &ImageCatalog::new(),
                has_buildkit: true,
            },
        );
        facts.unwrap()
    };
    let it = facts(
        "FROM a\nWORKDIR /srv\nWORKDIR app\nSTOPSIGNAL SIGQUIT\nHEALTHCHECK --interval=5s --retries=2 CMD [\"curl\", \"localhost\"]\n",
    );
    assert_eq!(it.working_dir, "/srv/app");
    assert_eq!(it.stop_signal.as_deref(), Some("SIGQUIT"));
    let check = it.healthcheck.unwrap();
    assert_eq!(check.test, ["CMD", "curl", "localhost"]);
    assert_eq!((check.interval, check.retries), (5_000_000_000, 2));
    let it = facts("FROM a\nHEALTHCHECK CMD curl  -f localhost || exit 1\n");
    assert_eq!(
        it.healthcheck.unwrap().test,
        ["CMD-SHELL", "curl  -f localhost || exit 1"]
    );
    assert!(!facts("FROM a\nHEALTHCHECK NONE\n").has_healthcheck());
}
