//! The script of a plan, typed at the simulated machine, makes the world that the plan makes.

#![expect(clippy::disallowed_methods, reason = "a test reads its fixtures")]

use linkyard_core::analysis::{Analysis, Settings};
use linkyard_core::images::ImageCatalog;
use linkyard_core::op::{NetworkMode, Op};
use linkyard_core::plan::script;
use linkyard_core::profile::{Dialect, Engine, Profile};
use linkyard_core::programs::command_line;
use linkyard_core::world::{Container, World};
use linkyard_sim::machine::TYPING_MS;
use linkyard_sim::{Machine, host_shell};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

const FOLDER: &str = "/home/me/shop";

/// Every text file of a folder by its path in it.
fn files_of(folder: &Path, prefix: &str, res: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            files_of(&path, &format!("{prefix}{name}/"), res);
        } else if let Ok(text) = fs::read_to_string(&path) {
            res.insert(format!("{prefix}{name}"), text);
        }
    }
}

fn check_folder(folder: &str) {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = BTreeMap::new();
    files_of(&root.join(folder), "", &mut files);
    let text = files["docker-compose.yml"].clone();
    check_everywhere(&text, &files);
}

/// With every engine and both tools, as far as they accept the file.
fn check_everywhere(text: &str, files: &BTreeMap<String, String>) {
    let mut n_launched = 0;
    for engine in [Engine::V20_10, Engine::V26, Engine::V28] {
        for dialect in [Dialect::V1_29, Dialect::V2] {
            n_launched += usize::from(check(text, files, Profile { engine, dialect }));
        }
    }
    assert!(n_launched > 0, "nobody launches this:\n{text}");
}

fn check(text: &str, files: &BTreeMap<String, String>, profile: Profile) -> bool {
    let settings = Settings {
        project: "shop".to_owned(),
        profile: Some(profile),
        images: ImageCatalog::official(),
        working_dir: FOLDER.to_owned(),
        home: "/home/me".to_owned(),
        ..Settings::default()
    };
    let analysis = Analysis::new(text, &settings, files);
    if !analysis.is_launchable() {
        return false;
    }
    let facts = analysis.empty_world().images;
    let plan = analysis.plan_up(&World::new(profile, facts.clone()), &[]);

    let mut machine = Machine::new(profile, facts);
    machine.working_dir = FOLDER.to_owned();
    machine.files = files.clone();
    if text.contains("external_links") {
        host_shell::run_line(&mut machine, "docker run -d --name outside redis");
    }
    let mut by_plan = machine.world.clone();
    let mut refusal = None;
    for step in &plan.steps {
        if let Err(err) = by_plan.apply(&step.op) {
            refusal = Some(format!("{}: {err}", step.op));
            break;
        }
        let is_one_command = matches!(step.op, Op::CreateContainer { .. });
        if !is_one_command {
            by_plan.advance(TYPING_MS);
        }
    }

    let text = script(&plan, FOLDER);
    for line in host_shell::commands(&text) {
        let output = host_shell::run_line(&mut machine, &line);
        if output.code != 0 {
            assert!(
                refusal.is_some(),
                "{profile:?}\n$ {line}\n{}",
                output.text()
            );
            break;
        }
    }
    // What still goes on comes to its end.
    by_plan.advance(120_000);
    machine.world.advance(120_000);
    similar(
        &picture(&by_plan),
        &picture(&machine.world),
        &format!("{profile:?}\n{text}"),
    );
    true
}

#[track_caller]
fn similar(by_plan: &str, by_script: &str, context: &str) {
    if by_plan == by_script {
        return;
    }
    let first = by_plan
        .lines()
        .zip(by_script.lines())
        .find(|(a, b)| a != b)
        .unwrap_or(("more or fewer lines", ""));
    panic!(
        "{context}\nthe plan makes\n{by_plan}\nthe script makes\n{by_script}\nfirst difference:\n{}\n{}",
        first.0, first.1
    );
}

/// Everything that can be seen of a world, with ids masked.
fn picture(world: &World) -> String {
    let mut res = String::new();
    for (name, it) in &world.networks {
        let subnet = it.pool.as_ref().map(|it| it.subnet());
        let mut spec = it.spec.clone();
        if spec.driver.is_empty() {
            spec.driver = "bridge".to_owned();
        }
        let _ = writeln!(res, "network {name} {subnet:?} {spec:?}");
    }
    for (name, it) in &world.volumes {
        let _ = writeln!(res, "volume {} {:?}", masked(world, name), it.labels);
    }
    let _ = writeln!(res, "images {:?}", world.present_images);
    for it in world.containers.values() {
        let _ = writeln!(res, "{}", masked(world, &container(world, it)));
    }
    res
}

fn container(world: &World, it: &Container) -> String {
    let spec = &it.spec;
    let mut res = format!(
        "{} {} {:?}\n",
        it.name,
        it.state.as_str(),
        (it.health, it.started, &it.life.error)
    );
    let health = spec.healthcheck.clone().map(|mut it| {
        // The client has no word for a check without a shell.
        if it.test.first().is_some_and(|it| it == "CMD") {
            let words = it.test.iter().skip(1).map(String::as_str);
            it.test = vec!["CMD-SHELL".to_owned(), shlex::try_join(words).unwrap()];
        }
        it
    });
    let mode = match &spec.network {
        NetworkMode::User { networks } => format!("{:?}", networks.keys().next()),
        it => format!("{it:?}"),
    };
    let facts = [
        format!("image {}", spec.image),
        format!("command {:?}", command_line(world, it)),
        format!(
            "env {:?}",
            it.config_env.iter().map(|it| &it.entry).collect::<Vec<_>>()
        ),
        format!("process env {}", it.env_text()),
        format!("hosts {}", it.hosts_text()),
        format!("exposed {:?}", it.exposed),
        format!("published {:?}", it.published),
        format!("ports {:?}", spec.ports),
        format!(
            "links {:?}",
            it.links
                .iter()
                .map(|it| (&it.source, &it.alias))
                .collect::<Vec<_>>()
        ),
        format!("network {mode} {:?}", it.endpoints),
        format!("names {:?} {:?}", spec.hostname, spec.domainname),
        format!(
            "extra hosts {:?}",
            spec.extra_hosts
                .iter()
                .map(|it| (&it.host, &it.address))
                .collect::<Vec<_>>()
        ),
        format!("user {:?} in {:?}", spec.user, spec.working_dir),
        format!(
            "mounts {:?} {:?} {:?}",
            spec.binds, spec.volumes, spec.volumes_from
        ),
        format!("mounted {:?}", it.life.mounts),
        format!("restart {:?} health {health:?}", spec.restart),
        format!("labels {:?}", spec.labels),
        format!(
            "switches {:?}",
            (spec.tty, spec.stdin_open, spec.privileged)
        ),
        format!("stop {:?} {:?}", spec.stop_signal, spec.stop_timeout),
        format!("log {}", it.life.log_text()),
    ];
    for it in facts {
        let _ = writeln!(res, "  {}", it.trim_end().replace('\n', "\n    "));
    }
    res
}

/// Ids are drawn in another order where a builder or a network comes in between.
fn masked(world: &World, text: &str) -> String {
    let mut res = text.to_owned();
    for it in world.containers.values() {
        res = res.replace(&it.id, &format!("<{}.id>", it.name));
        res = res.replace(it.short_id(), &format!("<{}.id>", it.name));
    }
    let mut anonymous = 0;
    for it in world.volumes.keys().filter(|it| it.len() == 64) {
        anonymous += 1;
        res = res.replace(it, &format!("<volume {anonymous}>"));
    }
    res
}

#[test]
fn fixtures_and_examples() {
    check_folder("tests/fixtures/odd-links");
    check_folder("tests/fixtures/replicas");
    check_folder("tests/fixtures/two-networks");
    check_folder("examples/four-tier");
}

#[test]
fn every_setting_of_a_container() {
    check_everywhere(
        r#"
services:
  web:
    build: {context: ./web, dockerfile: Dockerfile.dev, target: run}
    command: python "app.py" $$HOME
    links: ["db:postgres"]
    ports: ["8000:8000", "127.0.0.1::53/udp", "90-91:90"]
    expose: ["3000", "8000"]
    environment: [A=1, "B=it's", NGINX_VERSION]
    volumes: ["./src:/src:ro", "/cache", "data:/data"]
    restart: "on-failure:3"
    networks:
      front: {aliases: [www], ipv4_address: 10.5.0.9}
      back:
    depends_on: [db, setup]
  db:
    image: postgres
    entrypoint: ["/bin/sh", "-c"]
    command: ["echo $$A; sleep 1000"]
    environment: {A: "two words"}
    hostname: store
    domainname: example.com
    extra_hosts: ["a:1.2.3.4"]
    user: postgres
    working_dir: /data dir
    privileged: true
    tty: true
    stdin_open: true
    stop_signal: SIGINT
    networks: [back]
    labels: {a: "b c", d: ""}
    healthcheck:
      test: ["CMD", "pg_isready", "-U", "my user"]
      interval: 1m30s
      timeout: 500ms
      retries: 5
      start_period: 2s
  setup:
    image: busybox
    command: ["sh", "-c", "echo done"]
    networks: [back]
    volumes_from: [db]
  hosted:
    image: nginx
    network_mode: host
  alone:
    image: nginx
    network_mode: none
  shared:
    image: busybox
    command: sleep 1000
    network_mode: "service:db"
networks:
  front: {ipam: {config: [{subnet: 10.5.0.0/16}]}, internal: true}
  back: {driver_opts: {a: b}, labels: {x: y}}
volumes:
  data: {labels: {keep: "yes please"}}
"#,
        &BTreeMap::from([(
            "web/Dockerfile.dev".to_owned(),
            "FROM nginx AS run\nEXPOSE 81\n".to_owned(),
        )]),
    );
}

#[test]
fn a_dependent_waits() {
    check_everywhere(
        r#"
services:
  web:
    image: nginx
    depends_on:
      db: {condition: service_healthy}
      setup: {condition: service_completed_successfully}
  db:
    image: redis
    healthcheck: {test: "redis-cli ping", interval: 2s}
  setup:
    image: busybox
    command: sh -c 'sleep 3; echo done'
"#,
        &BTreeMap::new(),
    );
}
