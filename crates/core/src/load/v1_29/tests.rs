//! What is told of broken files: each mistake at its place, in the tool's words, and all of them at once.

use crate::analysis::{Analysis, Settings};
use crate::profile::{Dialect, Engine, Profile};
use expect_test::{Expect, expect};
use std::collections::BTreeMap;

fn check(text: &str, more: &[(&str, &str)], want: Expect) {
    let settings = Settings {
        profile: Some(Profile {
            engine: Engine::V20_10,
            dialect: Dialect::V1_29,
        }),
        working_dir: "/srv/shop".to_owned(),
        home: "/home/me".to_owned(),
        ..Settings::default()
    };
    let files: BTreeMap<String, String> = more
        .iter()
        .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
        .collect();
    let analysis = Analysis::new(text, &settings, &files);
    let mut got = String::new();
    for fault in &analysis.loaded.faults {
        let source = &analysis.loaded.sources[usize::from(fault.range.file.0)];
        let shown = &source.text[fault.range.range()];
        let shown = shown.lines().next().unwrap_or_default();
        let said = fault.said.as_ref().map_or("nothing", |it| &it.text);
        got.push_str(&format!("{}: `{shown}`: {said}\n", source.path));
    }
    want.assert_eq(&got);
}

#[test]
fn every_mistake_is_told_at_once() {
    check(
        "web:\n  image: a\n  build: .\n  enviroment: [A=1]\n  links: [nosuch]\n  ports: ['80:abc', '81']\n  restart: a:b:c\ndb:\n  command: x\n",
        &[],
        expect![[r#"
            docker-compose.yml: `'80:abc'`: The Compose file './docker-compose.yml' is invalid because:
            web.ports is invalid: Invalid port "80:abc", should be [[remote_ip:]remote_port[-remote_port]:]port[/protocol]
            docker-compose.yml: `enviroment`: The Compose file './docker-compose.yml' is invalid because:
            Unsupported config option for web: 'enviroment'
            docker-compose.yml: `.`: The Compose file is invalid because:
            Service web has both an image and build path specified. A service can either be built to image or use an existing image, not both.
            docker-compose.yml: `nosuch`: Service 'web' has a link to service 'nosuch' which is undefined.
            docker-compose.yml: `a:b:c`: Restart a:b:c has incorrect format, should be mode[:max_retry]
            docker-compose.yml: `db`: The Compose file is invalid because:
            Service db has neither an image nor a build context specified. At least one must be provided.
        "#]],
    );
}

#[test]
fn what_could_not_be_read_is_not_told_again_as_missing() {
    check(
        "version: '3'\nservices:\n  web:\n    image: 5\n  db:\n    image: \"${NAME:?say which}\"\n",
        &[],
        expect![[r#"
            docker-compose.yml: `"${NAME:?say which}"`: Missing mandatory value for "image" option interpolating ${NAME:?say which} in service "db": say which
            docker-compose.yml: `5`: The Compose file './docker-compose.yml' is invalid because:
            services.web.image contains an invalid type, it should be a string
        "#]],
    );
}

#[test]
fn a_base_is_looked_through_once() {
    check(
        "a:\n  extends: {file: base.yml, service: base}\nb:\n  extends: {file: base.yml, service: base}\n",
        &[(
            "base.yml",
            "base:\n  image: x\n  env_file: nope.env\n  links: [other]\n  enviroment: [A]\nother:\n  image: y\n",
        )],
        expect![[r#"
            base.yml: `enviroment`: The Compose file '/srv/shop/base.yml' is invalid because:
            Unsupported config option for base: 'enviroment'
            docker-compose.yml: `{file: base.yml, service: base}`: Cannot extend service 'base' in /srv/shop/base.yml: services with 'links' cannot be extended
            base.yml: `nope.env`: Couldn't find env file: /srv/shop/nope.env
            docker-compose.yml: `{file: base.yml, service: base}`: Cannot extend service 'base' in /srv/shop/base.yml: services with 'links' cannot be extended
        "#]],
    );
}

#[test]
fn circles_of_services() {
    check(
        "a:\n  image: x\n  links: [b]\nb:\n  image: x\n  volumes_from: [c]\nc:\n  image: x\n  net: container:a\nd:\n  image: x\n  links: [d]\n",
        &[],
        expect![[r#"
            docker-compose.yml: `d`: A service can not link to itself: d
            docker-compose.yml: `container:a`: Circular dependency between c and b and a
        "#]],
    );
}

#[test]
fn a_folder_of_the_project_is_no_volume_where_the_place_of_the_project_is_not_known() {
    for text in [
        "web:\n  image: a\n  volumes: [./data/x:/x, .:/y, './/z/:/z']\n",
        "version: '3'\nservices:\n  web:\n    image: a\n    volumes: [./data/x:/x, .:/y, './/z/:/z']\n",
    ] {
        let settings = Settings {
            profile: Some(Profile {
                engine: Engine::V20_10,
                dialect: Dialect::V1_29,
            }),
            ..Settings::default()
        };
        let analysis = Analysis::new(text, &settings, &BTreeMap::<String, String>::new());
        let mounts = analysis.project.services["web"].mounts.iter();
        let mounts: Vec<String> = mounts
            .map(|it| format!("{:?} {}", it.kind, it.source))
            .collect();
        assert_eq!(mounts, ["Bind ./data/x", "Bind .", "Bind ./z"]);
        assert!(analysis.is_launchable(), "{:?}", analysis.diagnostics);
    }
}
