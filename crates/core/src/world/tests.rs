//! What containers see, as text. The same cases run against a real engine in the oracle tests.

use crate::analysis::{Analysis, Settings};
use crate::images::ImageCatalog;
use crate::op::Op;
use crate::profile::{Dialect, Engine, Profile};
use expect_test::{Expect, expect};
use std::collections::BTreeMap;

const IMAGES: &str = r#"[
    {"Id": "sha256:1", "RepoTags": ["db:latest"], "Config": {"Env": ["PATH=/db/bin", "Z=1"], "ExposedPorts": {"5432/tcp": {}, "53/udp": {}}}},
    {"Id": "sha256:2", "RepoTags": ["app:latest"], "Config": {"Env": ["A=image", "B=image"], "User": "me"}}
]"#;

fn analyse(engine: Engine, text: &str) -> Analysis {
    let settings = Settings {
        project: "p".to_owned(),
        profile: Some(Profile {
            engine,
            dialect: Dialect::V1_29,
        }),
        images: ImageCatalog::from_inspect(IMAGES).unwrap(),
        variables: BTreeMap::from([("FROM_SHELL".to_owned(), "s".to_owned())]),
        ..Settings::default()
    };
    Analysis::new(text, &settings, &BTreeMap::new())
}

/// Prints environment and hosts of one container after `up`.
fn check(engine: Engine, text: &str, container: &str, want: Expect) {
    let analysis = analyse(engine, text);
    let (_, prediction) = analysis.predict();
    assert_eq!(prediction.first_error, None);
    let it = &prediction.world.containers[container];
    let gaps: String = it
        .gaps
        .iter()
        .map(|it| format!("missing: {}, because {}\n", it.missing, it.why.sentence()))
        .collect();
    want.assert_eq(&format!(
        "{}---\n{}---\n{gaps}",
        it.env_text(),
        it.hosts_text()
    ));
}

const LINKED: &str = "web:\n  image: app\n  links: [\"db:my-db\"]\n  environment:\n    P_DB_1_NAME: mine\n    MY_DB_PORT:\n    FROM_SHELL:\n    B: user\ndb:\n  image: db\n  expose: [54/udp]\n";

#[test]
fn a_recipient_on_an_old_engine() {
    check(
        Engine::V20_10,
        LINKED,
        "p_web_1",
        expect![[r#"
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
        HOSTNAME=<p_web_1.id>
        DB_1_PORT=udp://172.17.0.2:53
        DB_1_PORT_53_UDP=udp://172.17.0.2:53
        DB_1_PORT_53_UDP_ADDR=172.17.0.2
        DB_1_PORT_53_UDP_PORT=53
        DB_1_PORT_53_UDP_PROTO=udp
        DB_1_PORT_54_UDP=udp://172.17.0.2:54
        DB_1_PORT_54_UDP_ADDR=172.17.0.2
        DB_1_PORT_54_UDP_PORT=54
        DB_1_PORT_54_UDP_PROTO=udp
        DB_1_PORT_5432_TCP=tcp://172.17.0.2:5432
        DB_1_PORT_5432_TCP_ADDR=172.17.0.2
        DB_1_PORT_5432_TCP_PORT=5432
        DB_1_PORT_5432_TCP_PROTO=tcp
        DB_1_NAME=/p_web_1/db_1
        DB_1_ENV_Z=1
        MY_DB_PORT_53_UDP=udp://172.17.0.2:53
        MY_DB_PORT_53_UDP_ADDR=172.17.0.2
        MY_DB_PORT_53_UDP_PORT=53
        MY_DB_PORT_53_UDP_PROTO=udp
        MY_DB_PORT_54_UDP=udp://172.17.0.2:54
        MY_DB_PORT_54_UDP_ADDR=172.17.0.2
        MY_DB_PORT_54_UDP_PORT=54
        MY_DB_PORT_54_UDP_PROTO=udp
        MY_DB_PORT_5432_TCP=tcp://172.17.0.2:5432
        MY_DB_PORT_5432_TCP_ADDR=172.17.0.2
        MY_DB_PORT_5432_TCP_PORT=5432
        MY_DB_PORT_5432_TCP_PROTO=tcp
        MY_DB_NAME=/p_web_1/my-db
        MY_DB_ENV_Z=1
        P_DB_1_PORT=udp://172.17.0.2:53
        P_DB_1_PORT_53_UDP=udp://172.17.0.2:53
        P_DB_1_PORT_53_UDP_ADDR=172.17.0.2
        P_DB_1_PORT_53_UDP_PORT=53
        P_DB_1_PORT_53_UDP_PROTO=udp
        P_DB_1_PORT_54_UDP=udp://172.17.0.2:54
        P_DB_1_PORT_54_UDP_ADDR=172.17.0.2
        P_DB_1_PORT_54_UDP_PORT=54
        P_DB_1_PORT_54_UDP_PROTO=udp
        P_DB_1_PORT_5432_TCP=tcp://172.17.0.2:5432
        P_DB_1_PORT_5432_TCP_ADDR=172.17.0.2
        P_DB_1_PORT_5432_TCP_PORT=5432
        P_DB_1_PORT_5432_TCP_PROTO=tcp
        P_DB_1_NAME=mine
        P_DB_1_ENV_Z=1
        FROM_SHELL=s
        B=user
        A=image
        HOME=<p_web_1.home>
        ---
        127.0.0.1	localhost
        ::1	localhost ip6-localhost ip6-loopback
        fe00::0	ip6-localnet
        ff00::0	ip6-mcastprefix
        ff02::1	ip6-allnodes
        ff02::2	ip6-allrouters
        172.17.0.2	db_1 <p_db_1.id> p_db_1
        172.17.0.2	my-db <p_db_1.id> p_db_1
        172.17.0.2	p_db_1 <p_db_1.id>
        172.17.0.3	<p_web_1.id>
        ---
    "#]],
    );
}

#[test]
fn the_same_recipient_on_engine_28_and_29() {
    let env = |engine| {
        let (_, prediction) = analyse(engine, LINKED).predict();
        prediction.world.containers["p_web_1"].clone()
    };
    let (v28, v29) = (env(Engine::V28), env(Engine::V29));
    assert!(
        v28.env_text()
            .contains("MY_DB_PORT_53_UDP_START=udp://172.17.0.2:53\n")
    );
    assert!(!v29.env_text().contains("MY_DB"), "{}", v29.env_text());
    assert_eq!(v28.hosts_text(), v29.hosts_text());
    assert!(v28.hosts_text().contains("fe00::\tip6-localnet\n"));
}

#[test]
fn host_names_domains_and_extra_hosts() {
    check(
        Engine::V20_10,
        "web:\n  image: app\n  hostname: me\n  domainname: dom.tld\n  extra_hosts: [\"a:1.2.3.4\", \"gw:host-gateway\", \"six:2001:0db8::1\"]\n  tty: true\n  environment: [HOME=]\n",
        "p_web_1",
        expect![[r#"
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
            HOSTNAME=me
            TERM=xterm
            HOME=<p_web_1.home>
            A=image
            B=image
            ---
            127.0.0.1	localhost
            ::1	localhost ip6-localhost ip6-loopback
            fe00::0	ip6-localnet
            ff00::0	ip6-mcastprefix
            ff02::1	ip6-allnodes
            ff02::2	ip6-allrouters
            1.2.3.4	a
            172.17.0.1	gw
            2001:0db8::1	six
            172.17.0.2	me.dom.tld me
            ---
        "#]],
    );
}

#[test]
fn an_image_that_nobody_knows_leaves_gaps_that_are_named() {
    check(
        Engine::V20_10,
        "web:\n  image: unheard-of\n  links: [db]\ndb:\n  image: unknown-too\n",
        "p_web_1",
        expect![[r#"
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
        HOSTNAME=<p_web_1.id>
        DB_NAME=/p_web_1/db
        DB_1_NAME=/p_web_1/db_1
        P_DB_1_NAME=/p_web_1/p_db_1
        HOME=/root
        ---
        127.0.0.1	localhost
        ::1	localhost ip6-localhost ip6-loopback
        fe00::0	ip6-localnet
        ff00::0	ip6-mcastprefix
        ff02::1	ip6-allnodes
        ff02::2	ip6-allrouters
        172.17.0.2	db <p_db_1.id> p_db_1
        172.17.0.2	db_1 <p_db_1.id> p_db_1
        172.17.0.2	p_db_1 <p_db_1.id>
        172.17.0.3	<p_web_1.id>
        ---
        missing: DB_PORT*, because image `unknown-too` has not been inspected
        missing: DB_ENV_*, because image `unknown-too` has not been inspected
        missing: DB_1_PORT*, because image `unknown-too` has not been inspected
        missing: DB_1_ENV_*, because image `unknown-too` has not been inspected
        missing: P_DB_1_PORT*, because image `unknown-too` has not been inspected
        missing: P_DB_1_ENV_*, because image `unknown-too` has not been inspected
        missing: variables of the image, because image `unheard-of` has not been inspected
    "#]],
    );
}

#[test]
fn other_network_modes() {
    check(
        Engine::V20_10,
        "a:\n  image: app\n  net: none\n",
        "p_a_1",
        expect![[r#"
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
        HOSTNAME=<p_a_1.id>
        A=image
        B=image
        HOME=<p_a_1.home>
        ---
        127.0.0.1	localhost
        ::1	localhost ip6-localhost ip6-loopback
        fe00::0	ip6-localnet
        ff00::0	ip6-mcastprefix
        ff02::1	ip6-allnodes
        ff02::2	ip6-allrouters
        ---
    "#]],
    );
    check(
        Engine::V20_10,
        "a:\n  image: app\n  net: host\n",
        "p_a_1",
        expect![[r#"
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
        HOSTNAME=<p_a_1.hostname>
        A=image
        B=image
        HOME=<p_a_1.home>
        ---
        ---
        missing: all of /etc/hosts, because it is the host's own
    "#]],
    );
    check(
        Engine::V20_10,
        "a:\n  image: app\n  net: \"container:b\"\nb:\n  image: app\n  hostname: bee\n",
        "p_a_1",
        expect![[r#"
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
        HOSTNAME=bee
        A=image
        B=image
        HOME=<p_a_1.home>
        ---
        127.0.0.1	localhost
        ::1	localhost ip6-localhost ip6-loopback
        fe00::0	ip6-localnet
        ff00::0	ip6-mcastprefix
        ff02::1	ip6-allnodes
        ff02::2	ip6-allrouters
        172.17.0.2	bee
        ---
    "#]],
    );
}

#[test]
fn on_a_user_defined_network_a_link_leaves_no_trace_in_the_container() {
    check(
        Engine::V20_10,
        "services:\n  web:\n    image: app\n    links: [db]\n  db:\n    image: db\n",
        "p_web_1",
        expect![[r#"
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
            HOSTNAME=<p_web_1.id>
            A=image
            B=image
            HOME=<p_web_1.home>
            ---
            127.0.0.1	localhost
            ::1	localhost ip6-localhost ip6-loopback
            fe00::0	ip6-localnet
            ff00::0	ip6-mcastprefix
            ff02::1	ip6-allnodes
            ff02::2	ip6-allrouters
            172.18.0.3	<p_web_1.id>
            ---
        "#]],
    );
}

#[test]
fn a_source_that_starts_again_changes_hosts_but_not_the_environment() {
    let (_, prediction) = analyse(Engine::V20_10, LINKED).predict();
    let mut world = prediction.world;
    let web_before = world.containers["p_web_1"].clone();
    let stop = |it: &str| Op::StopContainer {
        container: it.to_owned(),
    };
    let start = |it: &str| Op::StartContainer {
        container: it.to_owned(),
    };
    world.apply(&stop("p_db_1")).unwrap();
    world.assume_container("late");
    world.apply(&start("p_db_1")).unwrap();
    let web = &world.containers["p_web_1"];
    assert_eq!(
        world.containers["p_db_1"].bridge_address(),
        Some("172.17.0.4")
    );
    assert_eq!(web.env(), web_before.env());
    assert!(
        web.hosts_text().contains("172.17.0.4\tmy-db"),
        "{}",
        web.hosts_text()
    );
}

#[test]
fn the_engine_refuses_in_its_own_words() {
    let (_, prediction) = analyse(Engine::V20_10, LINKED).predict();
    let mut world = prediction.world;
    let refused = |world: &mut super::World, op: Op| world.apply(&op).unwrap_err().to_string();
    for name in ["p_web_1", "p_db_1"] {
        world
            .apply(&Op::StopContainer {
                container: name.to_owned(),
            })
            .unwrap();
    }
    let spec = world.containers["p_web_1"].spec.clone();
    let lines = [
        refused(
            &mut world,
            Op::StartContainer {
                container: "p_web_1".to_owned(),
            },
        ),
        refused(
            &mut world,
            Op::CreateContainer {
                name: "p_web_1".to_owned(),
                spec: spec.clone(),
            },
        ),
        refused(
            &mut world,
            Op::CreateContainer {
                name: "a b".to_owned(),
                spec: spec.clone(),
            },
        ),
        {
            world
                .apply(&Op::RemoveContainer {
                    container: "p_db_1".to_owned(),
                })
                .unwrap();
            refused(
                &mut world,
                Op::CreateContainer {
                    name: "other".to_owned(),
                    spec,
                },
            )
        },
        refused(
            &mut world,
            Op::RemoveNetwork {
                name: "nope".to_owned(),
            },
        ),
    ];
    expect![[r#"
        Cannot link to a non running container: /p_db_1 AS /p_web_1/db_1
        Conflict. The container name "/p_web_1" is already in use by container "<p_web_1.id>". You have to remove (or rename) that container to be able to reuse that name.
        Invalid container name (a b), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed
        could not get container for p_db_1: No such container: p_db_1
        network nope not found
    "#]].assert_eq(&format!("{}\n", lines.join("\n")));
}

#[test]
fn subnets_are_reused_only_by_newer_engines() {
    let third = |engine| {
        let mut world = super::World::new(
            Profile {
                engine,
                dialect: Dialect::V2,
            },
            ImageCatalog::new(),
        );
        let create = |name: &str| Op::CreateNetwork {
            name: name.to_owned(),
            spec: Default::default(),
        };
        world.apply(&create("one")).unwrap();
        world
            .apply(&Op::RemoveNetwork {
                name: "one".to_owned(),
            })
            .unwrap();
        world.apply(&create("two")).unwrap();
        world.networks["two"].pool.as_ref().unwrap().subnet()
    };
    assert_eq!(third(Engine::V26), "172.19.0.0/16");
    assert_eq!(third(Engine::V27), "172.18.0.0/16");
}

#[test]
fn published_ports_of_a_range_take_the_first_free_one() {
    let (_, prediction) = analyse(
        Engine::V20_10,
        "a:\n  image: app\n  ports: [\"8000-8001:80\"]\nb:\n  image: app\n  ports: [\"8000-8001:80\"]\n",
    )
    .predict();
    let ports: Vec<String> = prediction
        .world
        .containers
        .values()
        .flat_map(|it| &it.published)
        .map(ToString::to_string)
        .collect();
    assert_eq!(ports, ["0.0.0.0:8000->80/tcp", "0.0.0.0:8001->80/tcp"]);
}

#[test]
fn a_link_does_not_lead_to_a_new_container_of_the_old_name() {
    let (_, prediction) = analyse(Engine::V20_10, LINKED).predict();
    let mut world = prediction.world;
    let spec = world.containers["p_db_1"].spec.clone();
    let container = "p_db_1".to_owned();
    for op in [
        Op::StopContainer {
            container: "p_web_1".to_owned(),
        },
        Op::StopContainer {
            container: container.clone(),
        },
        Op::RemoveContainer {
            container: container.clone(),
        },
        Op::CreateContainer {
            name: container.clone(),
            spec,
        },
        Op::StartContainer { container },
    ] {
        world.apply(&op).unwrap();
    }
    let start = world.apply(&Op::StartContainer {
        container: "p_web_1".to_owned(),
    });
    expect!["Cannot link to a non running container: /p_db_1 AS /p_web_1/db_1"]
        .assert_eq(&start.unwrap_err().to_string());
}

#[test]
fn each_engine_has_its_own_words_for_a_host_port_that_is_taken_on_another_address() {
    let refusal = |engine| {
        let text = "a:\n  image: app\n  ports: [\"127.0.0.1:80:80\"]\nb:\n  image: app\n  links: [a]\n  ports: [\"80:80\"]\n";
        let (_, prediction) = analyse(engine, text).predict();
        prediction.first_error.map(|(_, it)| format!("{it}\n"))
    };
    expect![[r#"
        driver failed programming external connectivity on endpoint p_b_1: Error starting userland proxy: listen tcp4 0.0.0.0:80: bind: address already in use
    "#]]
    .assert_eq(&refusal(Engine::V20_10).unwrap());
    expect![[r#"
        failed to set up container networking: driver failed programming external connectivity on endpoint p_b_1: Bind for 127.0.0.1:80 failed: port is already allocated
    "#]]
    .assert_eq(&refusal(Engine::V28).unwrap());
}
