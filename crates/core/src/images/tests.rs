//! Names of images, and the tables of well-known ones.

use super::*;
use expect_test::{Expect, expect};

#[test]
fn one_image_has_one_name_however_it_is_written() {
    for it in [
        "postgres",
        "postgres:latest",
        "library/postgres",
        "docker.io/library/postgres:latest",
    ] {
        assert_eq!(canonical_reference(it), "postgres:latest", "{it}");
    }
    assert_eq!(
        canonical_reference("localhost:5000/app"),
        "localhost:5000/app:latest"
    );
    assert_eq!(canonical_reference("app@sha256:1"), "app@sha256:1");
}

#[test]
fn the_output_of_inspect_is_read_as_it_is() {
    let json = r#"[{"Id":"sha256:9","RepoTags":["postgres:16"],"Config":{"Env":["A=1"],"ExposedPorts":{"5432/tcp":{},"53/udp":{}},"Cmd":["postgres"]}}]"#;
    let catalog = ImageCatalog::from_inspect(json).unwrap();
    let facts = catalog.get("docker.io/library/postgres:16").unwrap();
    let ports: Vec<String> = facts.exposed.iter().map(Port::to_string).collect();
    assert_eq!(ports, ["53/udp", "5432/tcp"]);
    assert_eq!(facts.env, ["A=1"]);
    assert!(
        catalog.get("postgres").is_none(),
        "another tag is another image"
    );
}

#[test]
fn text_that_is_no_inspect_output_is_refused_with_a_sentence() {
    assert!(
        ImageCatalog::from_inspect("{")
            .unwrap_err()
            .starts_with("not the output of")
    );
}

#[test]
fn a_well_known_image_is_known_under_every_tag() {
    assert!(
        ImageCatalog::well_known()
            .get("postgres:9.4-alpine")
            .is_some()
    );
}

#[test]
fn a_variant_of_an_image_is_another_image() {
    let catalog = ImageCatalog::well_known();
    let ports = |reference: &str| {
        let facts = catalog.get(reference)?;
        Some(facts.exposed.iter().map(|it| it.number).collect::<Vec<_>>())
    };
    assert_eq!(ports("wordpress:6"), Some(vec![80]));
    assert_eq!(ports("wordpress:6-php8.3-fpm-alpine"), Some(vec![9000]));
    assert_eq!(ports("php:8.4-cli"), Some(vec![]));
    assert_eq!(ports("php:apache@sha256:1"), Some(vec![80]));
    assert_eq!(ports("bitnami/postgresql"), None);
    assert_eq!(ports("postgres-exporter"), None);
    assert!(
        catalog.get("elasticsearch:8").is_none(),
        "not the same in every release"
    );
}

#[test]
fn the_facts_of_an_inspected_image_are_whole() {
    let json = r#"[{"RepoTags":["app:1"],"Config":{"WorkingDir":"/srv","StopSignal":"SIGQUIT","Healthcheck":{"Test":["CMD","true"],"Interval":5000000000,"Retries":2}}},
        {"RepoTags":["off:1"],"Config":{"StopSignal":"","Healthcheck":{"Test":["NONE"]}}}]"#;
    let catalog = ImageCatalog::from_inspect(json).unwrap();
    let facts = catalog.get("app:1").unwrap();
    assert_eq!(facts.working_dir, "/srv");
    assert_eq!(facts.stop_signal.as_deref(), Some("SIGQUIT"));
    let check = facts.healthcheck.as_ref().unwrap();
    assert_eq!((check.interval, check.retries), (5_000_000_000, 2));
    assert!(facts.has_healthcheck());
    let facts = catalog.get("off:1").unwrap();
    assert_eq!(facts.stop_signal, None);
    assert!(!facts.has_healthcheck());
}

/// The facts of an image and its script, as text.
fn check(reference: &str, want: Expect) {
    let catalog = ImageCatalog::official();
    let facts = catalog.get(reference).unwrap();
    let ports: Vec<String> = facts.exposed.iter().map(Port::to_string).collect();
    let mut res = format!(
        "ports: {:?}\nruns: {:?} {:?} as {:?} in {:?}\nvolumes: {:?}\nstop signal: {:?}, home: {:?}\n",
        ports,
        facts.entrypoint,
        facts.command,
        facts.user,
        facts.working_dir,
        facts.volumes,
        facts.stop_signal,
        facts.home,
    );
    if let Some(it) = &facts.taken {
        res.push_str(&format!("{}: {}, {}\n", it.tag, it.repository, it.date));
    }
    for it in &facts.env {
        res.push_str(&format!("  {it}\n"));
    }
    let behaviour = behaviour(reference).unwrap();
    let mut at = 0;
    for it in behaviour.moments {
        at += it.after_ms;
        let what = match it.what {
            What::Out(line) => format!("out {line}"),
            What::Err(line) => format!("err {line}"),
            What::Ready => "ready".to_owned(),
            What::NeedsVariable { any_of, code, .. } => format!("exit {code} without {any_of:?}"),
            What::NeedsFile { path, code, .. } => format!("exit {code} without {path}"),
            What::NeedsHost {
                variable,
                default_host,
                port,
                tries,
                code,
                ..
            } => format!(
                "exit {code} if {variable:?} or {default_host:?}, port {port}, does not answer {tries} times"
            ),
            What::Exit(code) => format!("exit {code}"),
        };
        res.push_str(&format!("{at:>6} ms {what}\n"));
    }
    let stop = behaviour.stop;
    res.push_str(&format!(
        "stop: {:?} after {} ms\n",
        stop.code, stop.after_ms
    ));
    want.assert_eq(&res);
}

#[test]
fn a_database() {
    check(
        "docker.io/library/postgres:16-alpine",
        expect![[r#"
            ports: ["5432/tcp"]
            runs: ["docker-entrypoint.sh"] ["postgres"] as "" in ""
            volumes: {"/var/lib/postgresql/data"}
            stop signal: Some("SIGINT"), home: Some("/root")
            postgres:17: docker-library/postgres, 2026-02
              PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/postgresql/17/bin
              GOSU_VERSION=1.19
              LANG=en_US.utf8
              PG_MAJOR=17
              PG_VERSION=17.9-1.pgdg12+1
              PGDATA=/var/lib/postgresql/data
               200 ms exit 1 without ["POSTGRES_PASSWORD", "POSTGRES_PASSWORD_FILE", "POSTGRES_HOST_AUTH_METHOD=trust"]
               250 ms out The files belonging to this database system will be owned by user "postgres".
              1150 ms out Success. You can now start the database server using:
              1850 ms out PostgreSQL init process complete; ready for start up.
              1910 ms err LOG:  listening on IPv4 address "0.0.0.0", port 5432
              1950 ms err LOG:  database system is ready to accept connections
              1950 ms ready
            stop: Some(0) after 150 ms
        "#]],
    );
}

#[test]
fn an_application_on_a_base_image() {
    check(
        "drupal",
        expect![[r#"
            ports: ["80/tcp"]
            runs: ["docker-php-entrypoint"] ["apache2-foreground"] as "" in "/opt/drupal"
            volumes: {}
            stop signal: Some("SIGWINCH"), home: Some("/root")
            drupal:11: docker-library/drupal, 2026-07
              PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/drupal/vendor/bin
              PHPIZE_DEPS=autoconf 		dpkg-dev 		file 		g++ 		gcc 		libc-dev 		make 		pkg-config 		re2c
              PHP_INI_DIR=/usr/local/etc/php
              APACHE_CONFDIR=/etc/apache2
              APACHE_ENVVARS=/etc/apache2/envvars
              PHP_CFLAGS=-fstack-protector-strong -fpic -fpie -O2 -D_LARGEFILE_SOURCE -D_FILE_OFFSET_BITS=64
              PHP_CPPFLAGS=-fstack-protector-strong -fpic -fpie -O2 -D_LARGEFILE_SOURCE -D_FILE_OFFSET_BITS=64
              PHP_LDFLAGS=-Wl,-O1 -pie
              GPG_KEYS=AFD8691FDAEDF03BDF6E460563F15A9B715376CA 9D7F99A0CB8F05C8A6958D6256A97AF7600A39A6 0616E93D95AF471243E26761770426E17EBBB3DD
              PHP_VERSION=8.4.24
              PHP_URL=https://www.php.net/distributions/php-8.4.24.tar.xz
              PHP_ASC_URL=https://www.php.net/distributions/php-8.4.24.tar.xz.asc
              PHP_SHA256=e127be09a8506f4327c5cfa78a614b00d210714484ec215ce0011b4a03c00731
              DRUPAL_VERSION=11.4.4
              COMPOSER_ALLOW_SUPERUSER=1
               300 ms err [mpm_prefork:notice] [pid 1] AH00163: Apache/2.4 (Debian) PHP configured -- resuming normal operations
               300 ms err [core:notice] [pid 1] AH00094: Command line: 'apache2 -D FOREGROUND'
               300 ms ready
            stop: Some(0) after 150 ms
        "#]],
    );
}

#[test]
fn an_application_that_waits_for_a_database() {
    check(
        "mongo-express",
        expect![[r#"
            ports: ["8081/tcp"]
            runs: ["/sbin/tini", "--", "/docker-entrypoint.sh"] ["mongo-express"] as "" in "/app"
            volumes: {}
            stop signal: None, home: Some("/root")
            mongo-express:1.0: mongo-express/mongo-express-docker, 2024-04
              PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
              NODE_VERSION=20.11.1
              YARN_VERSION=1.22.19
              ME_CONFIG_MONGODB_URL=mongodb://mongo:27017
              ME_CONFIG_MONGODB_ENABLE_ADMIN=true
              ME_CONFIG_SITE_SESSIONSECRET=secret
              ME_CONFIG_BASICAUTH=true
              VCAP_APP_HOST=0.0.0.0
                50 ms out Waiting for mongo:27017...
                70 ms exit 1 if Some("ME_CONFIG_MONGODB_URL") or "mongo", port 27017, does not answer 10 times
               970 ms out Welcome to mongo-express 1.0.2
              1270 ms out Mongo Express server listening at http://0.0.0.0:8081
              1270 ms ready
            stop: Some(143) after 50 ms
        "#]],
    );
}

#[test]
fn an_image_that_ends_at_once() {
    check(
        "hello-world",
        expect![[r#"
            ports: []
            runs: [] ["/hello"] as "" in ""
            volumes: {}
            stop signal: None, home: Some("/root")
            hello-world:latest: docker-library/hello-world, 2025-11
              PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
                30 ms out Hello from Docker!
                60 ms out This message shows that your installation appears to be working correctly.
                90 ms exit 0
            stop: None after 0 ms
        "#]],
    );
}

#[test]
fn a_script_is_played_with_the_images_own_program_only() {
    let plays = |reference: &str, command: &[&str]| {
        let command: Vec<String> = command.iter().map(|&it| it.to_owned()).collect();
        behaviour_with(reference, &command).is_some()
    };
    assert!(plays("postgres", &[]));
    assert!(plays("postgres", &["postgres", "-c", "fsync=off"]));
    assert!(plays("traefik", &["--api.insecure=true"]));
    assert!(plays("minio/minio", &["server", "/data"]));
    assert!(!plays("postgres", &["sh", "-c", "sleep 1"]));
    assert!(plays("python", &["python3"]));
    assert!(!plays("python", &["python3", "app.py"]));
}

#[test]
fn conditions_of_scripts() {
    let value_of = |name: &str| match name {
        "A" => Some("1"),
        "EMPTY" => Some(""),
        _ => None,
    };
    for (condition, want) in [
        ("A", true),
        ("EMPTY", false),
        ("OTHER", false),
        ("A=1", true),
        ("A=2", false),
        ("!A", false),
        ("!A=2", true),
        ("!OTHER", true),
    ] {
        assert_eq!(holds(condition, value_of), want, "{condition}");
    }
}

/// Every line of a script, and whether it may have `{host}` and `{port}` in it.
fn lines(image: &OfficialImage) -> Vec<(&'static str, bool)> {
    let mut res: Vec<(&'static str, bool)> = Vec::new();
    for it in image.behaviour.moments {
        match it.what {
            What::Out(line) | What::Err(line) => res.push((line, false)),
            What::NeedsVariable { lines, .. } | What::NeedsFile { lines, .. } => {
                res.extend(lines.iter().map(|&it| (it, false)));
            }
            What::NeedsHost {
                waiting, failed, ..
            } => {
                res.push((waiting, true));
                res.extend(failed.iter().map(|&it| (it, true)));
            }
            What::Ready | What::Exit(_) => {}
        }
    }
    res.extend(image.behaviour.stop.lines.iter().map(|&it| (it, false)));
    res
}

#[test]
fn laws_of_the_table() {
    let mut names = BTreeSet::new();
    for image in official::all() {
        let name = image.every_tag();
        for it in image.aliases.iter().chain([&image.name]) {
            assert!(names.insert((*it, image.variant)), "{it} stands twice");
            assert!(!it.starts_with("library/") && !it.contains(':'), "{it}");
        }
        let tagged = format!("{}:{}", image.name, image.tag);
        assert_eq!(
            official::find(&tagged).map(OfficialImage::every_tag),
            Some(name.clone())
        );
        assert_eq!(
            image.taken.is_empty(),
            image.repository.is_empty(),
            "{name}"
        );
        if !image.taken.is_empty() {
            let (year, month) = image.taken.split_once('-').unwrap();
            assert!(
                (2014..2100).contains(&year.parse::<u32>().unwrap()),
                "{name}"
            );
            assert!((1..=12).contains(&month.parse::<u32>().unwrap()), "{name}");
        }
        for &(port, _) in image.exposed {
            assert!(port > 0, "{name}");
        }
        let facts = image.facts();
        assert_eq!(facts.exposed.len(), image.exposed.len(), "{name}");
        let mut variables = BTreeSet::new();
        for it in &facts.env {
            let (variable, _) = it.split_once('=').unwrap();
            assert!(variables.insert(variable.to_owned()), "{name}: {it}");
        }
        assert_eq!(facts.is_env_complete, variables.contains("PATH"), "{name}");
        if image.is_same_in_every_release {
            assert_eq!(facts.healthcheck, None, "{name}");
        }
        for (line, has_holes) in lines(image) {
            assert!(line.chars().count() < 120, "{name}: {line}");
            let holes = line.replace("{host}", "").replace("{port}", "");
            assert!(has_holes || holes == line, "{name}: {line}");
        }
        let moments = image.behaviour.moments;
        let is_ready = moments.iter().any(|it| it.what == What::Ready);
        let ends = moments.iter().any(|it| matches!(it.what, What::Exit(_)));
        assert!(is_ready != ends, "{name} either serves or ends");
        assert!(
            image.exposed.is_empty() || is_ready,
            "{name} never serves its ports"
        );
        let time: u64 = moments.iter().map(|it| u64::from(it.after_ms)).sum();
        assert!(time < 120_000, "{name} takes {time} ms");
        for it in moments {
            if let What::NeedsHost {
                variable,
                default_host,
                port,
                ..
            } = it.what
            {
                assert!(port > 0, "{name}");
                assert!(variable.is_some() || !default_host.is_empty(), "{name}");
            }
        }
    }
    let n_official = official::all()
        .filter(|it| it.variant.is_empty() && !it.name.contains('/'))
        .count();
    assert!(n_official >= 60, "{n_official}");
}

#[test]
fn each_file_of_the_table_is_sorted() {
    for table in official::TABLES {
        assert!(table.is_sorted_by_key(|it| (it.name, it.variant)));
    }
}
