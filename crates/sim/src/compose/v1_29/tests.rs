//! The tool as a specification: what is typed, and what it prints. Read off docker-compose 1.29.2 on Engine 20.10.24.

use super::run;
use crate::machine::Machine;
use expect_test::{Expect, expect};
use linkyard_core::images::ImageCatalog;
use linkyard_core::profile::{Dialect, Engine, Profile};

/// Three services in a chain, linked on the default bridge.
const CHAIN: &str = "\
db:
  image: db
  expose: ['5432']
web:
  image: busybox
  command: sleep 1000
  ports: ['18080:80']
  links: [db]
proxy:
  image: busybox
  command: sleep 1000
  links: [web]
";

/// The same on networks, with a volume.
const NETWORKS: &str = "\
version: '3.3'
services:
  db:
    image: db
    volumes: ['data:/data', /anonymous]
    networks: {back: {aliases: [database]}}
  web:
    image: busybox
    command: sleep 1000
    links: ['db:pg']
    networks: [front, back]
  proxy:
    image: busybox
    command: sleep 1000
    depends_on: [web]
    networks: [front]
networks:
  back:
  front:
    driver: bridge
volumes:
  data:
";

/// Images as a real engine had them: `db` ends at once when it is told to.
const IMAGES: &str = r#"[
{"RepoTags": ["busybox:latest"], "Config": {"Cmd": ["sh"], "Env": ["PATH=/bin"]}},
{"RepoTags": ["db:latest"], "Config": {
    "Cmd": ["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 1000 & wait; done"],
    "Env": ["PATH=/bin", "A=1"], "ExposedPorts": {"5432/tcp": {}}}}
]"#;

fn machine(file: &str) -> Machine {
    let profile = Profile {
        engine: Engine::V20_10,
        dialect: Dialect::V1_29,
    };
    let mut images = ImageCatalog::well_known();
    images.extend(ImageCatalog::from_inspect(IMAGES).unwrap());
    let mut res = Machine::new(profile, images);
    res.working_dir = "/home/me/p".to_owned();
    res.world.add_image("busybox");
    res.world.add_image("db");
    res.files
        .insert("docker-compose.yml".to_owned(), file.to_owned());
    res
}

/// What the lines print: standard output, then standard error behind `2>`, then the exit code if it is not 0.
fn transcript(machine: &mut Machine, script: &str) -> String {
    let mut res = String::new();
    for line in script.lines().map(str::trim).filter(|it| !it.is_empty()) {
        res.push_str(&format!("$ {line}\n"));
        machine.world.advance(100);
        let words = shlex::split(line).unwrap();
        let output = match words[0].as_str() {
            "docker" => crate::docker::run(machine, &words[1..]),
            "write" => {
                let text = words[2].replace("\\n", "\n");
                machine.files.insert(words[1].clone(), text);
                continue;
            }
            _ => run(machine, &words),
        };
        res.push_str(&output.stdout());
        for line in output.stderr().lines() {
            res.push_str(format!("2> {line}").trim_end());
            res.push('\n');
        }
        if output.code != 0 {
            res.push_str(&format!("exit code {}\n", output.code));
        }
    }
    mask(&res)
}

/// Ids are drawn.
fn mask(text: &str) -> String {
    let is_hex = |it: char| it.is_ascii_hexdigit() && !it.is_ascii_uppercase();
    let mut res = String::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let n = rest.find(|it| !is_hex(it)).unwrap_or(rest.len());
        if n == 12 || n == 64 {
            res.push_str("<id>");
            rest = &rest[n..];
        } else {
            let n = n.max(letter.len_utf8());
            res.push_str(&rest[..n]);
            rest = &rest[n..];
        }
    }
    let lines: Vec<&str> = res.lines().map(str::trim_end).collect();
    lines.join("\n").replace('\x1b', "<esc>") + "\n"
}

fn check(file: &str, script: &str, expected: Expect) {
    expected.assert_eq(&transcript(&mut machine(file), script));
}

#[test]
fn a_launch_creates_and_starts_service_by_service() {
    check(
        CHAIN,
        "
        up -d
        up -d
        ps
        ps -q
        ps --services
        exec -T web cat /etc/hosts
        port web 80
        port db 80
        ",
        expect![[r#"
            $ up -d
            2> Creating p_db_1 ...
            2> Creating p_db_1 ... done
            2> Creating p_web_1 ...
            2> Creating p_web_1 ... done
            2> Creating p_proxy_1 ...
            2> Creating p_proxy_1 ... done
            $ up -d
            2> p_db_1 is up-to-date
            2> p_web_1 is up-to-date
            2> p_proxy_1 is up-to-date
            $ ps
              Name                 Command               State                   Ports
            -------------------------------------------------------------------------------------------
            p_db_1      sh -c trap 'exit 0' TERM;  ...   Up      5432/tcp
            p_proxy_1   sleep 1000                       Up
            p_web_1     sleep 1000                       Up      0.0.0.0:18080->80/tcp,:::18080->80/tcp
            $ ps -q
            <id>
            <id>
            <id>
            $ ps --services
            db
            web
            proxy
            $ exec -T web cat /etc/hosts
            127.0.0.1	localhost
            ::1	localhost ip6-localhost ip6-loopback
            fe00::0	ip6-localnet
            ff00::0	ip6-mcastprefix
            ff02::1	ip6-allnodes
            ff02::2	ip6-allrouters
            172.17.0.2	db <id> p_db_1
            172.17.0.2	db_1 <id> p_db_1
            172.17.0.2	p_db_1 <id>
            172.17.0.3	<id>
            $ port web 80
            0.0.0.0:18080
            $ port db 80

        "#]],
    );
}

#[test]
fn lines_of_progress_end_as_on_a_typewriter() {
    let output = run(
        &mut machine("a: {image: busybox}\n"),
        &["up".into(), "-d".into()],
    );
    let expected = "Creating p_a_1 ... \r\nCreating p_a_1 ... done\r\n";
    assert_eq!(output.stderr(), expected);
}

#[test]
fn networks_and_volumes_come_first_and_links_are_names_on_networks() {
    check(
        NETWORKS,
        "
        up -d
        docker inspect -f '{{json .NetworkSettings.Networks.p_back.Links}} {{json .HostConfig.Links}}' p_web_1
        docker network ls --format '{{.Name}}'
        up -d --force-recreate --no-deps db
        docker inspect -f '{{json .HostConfig.Binds}} {{json .Config.Env}}' p_db_1
        down -v -t 0
        down -v
        ",
        expect![[r#"
            $ up -d
            2> Creating network "p_back" with the default driver
            2> Creating network "p_front" with driver "bridge"
            2> Creating volume "p_data" with default driver
            2> Creating p_db_1 ...
            2> Creating p_db_1 ... done
            2> Creating p_web_1 ...
            2> Creating p_web_1 ... done
            2> Creating p_proxy_1 ...
            2> Creating p_proxy_1 ... done
            $ docker inspect -f '{{json .NetworkSettings.Networks.p_back.Links}} {{json .HostConfig.Links}}' p_web_1
            ["p_db_1:db_1","p_db_1:p_db_1","p_db_1:pg"] null
            $ docker network ls --format '{{.Name}}'
            bridge
            host
            none
            p_back
            p_front
            $ up -d --force-recreate --no-deps db
            2> Recreating p_db_1 ...
            2> Recreating p_db_1 ... done
            $ docker inspect -f '{{json .HostConfig.Binds}} {{json .Config.Env}}' p_db_1
            ["p_data:/data:rw","<id>:/anonymous:rw"] ["affinity:container==<id>","PATH=/bin","A=1"]
            $ down -v -t 0
            2> Stopping p_db_1    ...
            2> Stopping p_proxy_1 ...
            2> Stopping p_web_1   ...
            2> Stopping p_proxy_1 ... done
            2> Stopping p_web_1   ... done
            2> Stopping p_db_1    ... done
            2> Removing p_db_1    ...
            2> Removing p_proxy_1 ...
            2> Removing p_web_1   ...
            2> Removing p_db_1    ... done
            2> Removing p_proxy_1 ... done
            2> Removing p_web_1   ... done
            2> Removing network p_back
            2> Removing network p_front
            2> Removing volume p_data
            $ down -v
            2> Removing network p_back
            2> Network p_back not found.
            2> Removing network p_front
            2> Network p_front not found.
            2> Removing volume p_data
            2> Volume p_data not found.
        "#]],
    );
}

#[test]
fn a_recipient_of_a_replaced_source_keeps_a_dead_link() {
    check(
        CHAIN,
        "
        up -d
        up -d -t 0 --force-recreate --no-deps db
        exec -T web true
        up -d
        restart -t 0 web
        up -d -t 0 --force-recreate
        exec -T web true
        ",
        expect![[r#"
            $ up -d
            2> Creating p_db_1 ...
            2> Creating p_db_1 ... done
            2> Creating p_web_1 ...
            2> Creating p_web_1 ... done
            2> Creating p_proxy_1 ...
            2> Creating p_proxy_1 ... done
            $ up -d -t 0 --force-recreate --no-deps db
            2> Recreating p_db_1 ...
            2> Recreating p_db_1 ... done
            $ exec -T web true
            2> Error response from daemon: Cannot link to a non running container: /<id>_p_db_1 AS /p_web_1/db
            exit code 1
            $ up -d
            2> p_db_1 is up-to-date
            2> p_web_1 is up-to-date
            2> p_proxy_1 is up-to-date
            $ restart -t 0 web
            2> Restarting p_web_1 ...
            2> Restarting p_web_1 ... error
            2>
            2> ERROR: for p_web_1  Cannot restart container <id>: Cannot link to a non running container: /<id>_p_db_1 AS /p_web_1/db
            $ up -d -t 0 --force-recreate
            2> Recreating p_db_1 ...
            2> Recreating p_db_1 ... done
            2> Recreating p_web_1 ...
            2> Recreating p_web_1 ... done
            2> Recreating p_proxy_1 ...
            2> Recreating p_proxy_1 ... done
            $ exec -T web true
        "#]],
    );
}

#[test]
fn stopping_begins_with_dependents_and_starting_with_sources() {
    check(
        CHAIN,
        "
        up -d
        stop -t 0
        ps
        start web
        start
        restart -t 0
        kill -s TERM db
        kill web
        start nosuch
        pause proxy
        pause proxy
        ps proxy
        unpause proxy
        rm -f
        rm -fsv proxy
        start proxy
        down
        restart
        ",
        expect![[r#"
            $ up -d
            2> Creating p_db_1 ...
            2> Creating p_db_1 ... done
            2> Creating p_web_1 ...
            2> Creating p_web_1 ... done
            2> Creating p_proxy_1 ...
            2> Creating p_proxy_1 ... done
            $ stop -t 0
            2> Stopping p_proxy_1 ...
            2> Stopping p_web_1   ...
            2> Stopping p_db_1    ...
            2> Stopping p_proxy_1 ... done
            2> Stopping p_web_1   ... done
            2> Stopping p_db_1    ... done
            $ ps
              Name                 Command                State     Ports
            -------------------------------------------------------------
            p_db_1      sh -c trap 'exit 0' TERM;  ...   Exit 0
            p_proxy_1   sleep 1000                       Exit 137
            p_web_1     sleep 1000                       Exit 137
            $ start web
            2> Starting web ...
            2> Starting web ... error
            2>
            2> ERROR: for web  Cannot start service web: Cannot link to a non running container: /p_db_1 AS /p_web_1/db
            2> No containers to start
            2> 1
            exit code 1
            $ start
            2> Starting db    ...
            2> Starting web   ...
            2> Starting proxy ...
            2> Starting db    ... done
            2> Starting web   ... done
            2> Starting proxy ... done
            $ restart -t 0
            2> Restarting p_proxy_1 ...
            2> Restarting p_web_1   ...
            2> Restarting p_db_1    ...
            2> Restarting p_db_1    ... done
            2> Restarting p_web_1   ... done
            2> Restarting p_proxy_1 ... done
            $ kill -s TERM db
            2> Killing p_db_1 ...
            2> Killing p_db_1 ... done
            $ kill web
            2> Killing p_web_1 ...
            2> Killing p_web_1 ... done
            $ start nosuch
            2> No such service: nosuch
            exit code 1
            $ pause proxy
            2> Pausing p_proxy_1 ...
            2> Pausing p_proxy_1 ... done
            $ pause proxy
            2> Pausing p_proxy_1 ...
            2> Pausing p_proxy_1 ... error
            2>
            2> ERROR: for p_proxy_1  Container <id> is already paused
            $ ps proxy
              Name       Command     State    Ports
            ---------------------------------------
            p_proxy_1   sleep 1000   Paused
            $ unpause proxy
            2> Unpausing p_proxy_1 ...
            2> Unpausing p_proxy_1 ... done
            $ rm -f
            Going to remove p_web_1, p_db_1
            2> Removing p_web_1 ...
            2> Removing p_db_1  ...
            2> Removing p_web_1 ... done
            2> Removing p_db_1  ... done
            $ rm -fsv proxy
            Going to remove p_proxy_1
            2> Stopping p_proxy_1 ...
            2> Stopping p_proxy_1 ... done
            2> Removing p_proxy_1 ...
            2> Removing p_proxy_1 ... done
            $ start proxy
            2> Starting proxy ...
            2> Starting proxy ... failed
            2> No containers to start
            2> 1
            exit code 1
            $ down
            $ restart
            2> No containers to restart
            2> 1
            exit code 1
        "#]],
    );
}

#[test]
fn services_are_scaled() {
    check(
        CHAIN,
        "
        up -d --no-deps --scale db=3 db
        up -d proxy
        ps
        up -d --scale web=2 web
        scale db=1
        scale db
        up -d --scale db=x
        up -d --scale db=100000
        ",
        expect![[r#"
            $ up -d --no-deps --scale db=3 db
            2> Creating p_db_1 ...
            2> Creating p_db_2 ...
            2> Creating p_db_3 ...
            2> Creating p_db_1 ... done
            2> Creating p_db_2 ... done
            2> Creating p_db_3 ... done
            $ up -d proxy
            2> Stopping and removing p_db_2 ...
            2> Stopping and removing p_db_3 ...
            2> Stopping and removing p_db_2 ... done
            2> Stopping and removing p_db_3 ... done
            2> Creating p_web_1             ...
            2> Creating p_web_1             ... done
            2> Creating p_proxy_1           ...
            2> Creating p_proxy_1           ... done
            $ ps
              Name                 Command               State                   Ports
            -------------------------------------------------------------------------------------------
            p_db_1      sh -c trap 'exit 0' TERM;  ...   Up      5432/tcp
            p_proxy_1   sleep 1000                       Up
            p_web_1     sleep 1000                       Up      0.0.0.0:18080->80/tcp,:::18080->80/tcp
            $ up -d --scale web=2 web
            2> p_db_1 is up-to-date
            2> The "web" service specifies a port on the host. If multiple containers for this service are created on a single host, the port will clash.
            2> Creating p_web_2 ...
            2> Host is already in use by another container
            2> Creating p_web_2 ... error
            2>
            2> ERROR: for p_web_2  Cannot start service web: driver failed programming external connectivity on endpoint p_web_2 (<id>): Bind for 0.0.0.0:18080 failed: port is already allocated
            2>
            2> ERROR: for web  Cannot start service web: driver failed programming external connectivity on endpoint p_web_2 (<id>): Bind for 0.0.0.0:18080 failed: port is already allocated
            2> Encountered errors while bringing up the project.
            exit code 1
            $ scale db=1
            2> The scale command is deprecated. Use the up command with the --scale flag instead.
            2> Desired container number already achieved
            $ scale db
            2> The scale command is deprecated. Use the up command with the --scale flag instead.
            2> Arguments to scale should be in the form service=num
            exit code 1
            $ up -d --scale db=x
            2> Number of containers for service "db" is not a number
            exit code 1
            $ up -d --scale db=100000
            2> more than 1000 containers of service db are not simulated
            exit code 1
        "#]],
    );
}

#[test]
fn one_off_containers_have_links_to_their_own_service() {
    check(
        CHAIN,
        "
        up -d web
        run --rm -T -e B=2 web sh -c 'echo $B; cut -d . -f 4 /etc/hosts | tail -n 10'
        run --no-deps --name once -T web sh -c 'exit 3'
        run --no-deps --name once -T web true
        ps
        ps -a
        run -d web
        run --rm -T nosuch true
        rm -f
        ",
        expect![[r#"
            $ up -d web
            2> Creating p_db_1 ...
            2> Creating p_db_1 ... done
            2> Creating p_web_1 ...
            2> Creating p_web_1 ... done
            $ run --rm -T -e B=2 web sh -c 'echo $B; cut -d . -f 4 /etc/hosts | tail -n 10'
            2
            ff00::0	ip6-mcastprefix
            ff02::1	ip6-allnodes
            ff02::2	ip6-allrouters
            2	db <id> p_db_1
            2	db_1 <id> p_db_1
            2	p_db_1 <id>
            3	p_web_1 <id>
            3	web <id> p_web_1
            3	web_1 <id> p_web_1
            4	<id>
            2> Creating p_web_run ...
            2> Creating p_web_run ... done
            $ run --no-deps --name once -T web sh -c 'exit 3'
            2> Creating p_web_run ...
            2> Creating p_web_run ... done
            2> 3
            exit code 3
            $ run --no-deps --name once -T web true
            2> Creating p_web_run ...
            2> Creating p_web_run ... error
            2>
            2> ERROR: for p_web_run  Cannot create container for service web: Conflict. The container name "/once" is already in use by container "<id>". You have to remove (or rename) that container to be able to reuse that name.
            2>
            2> ERROR: for web  Cannot create container for service web: Conflict. The container name "/once" is already in use by container "<id>". You have to remove (or rename) that container to be able to reuse that name.
            2> Encountered errors while bringing up the project.
            exit code 1
            $ ps
             Name                Command               State                   Ports
            -----------------------------------------------------------------------------------------
            p_db_1    sh -c trap 'exit 0' TERM;  ...   Up      5432/tcp
            p_web_1   sleep 1000                       Up      0.0.0.0:18080->80/tcp,:::18080->80/tcp
            $ ps -a
             Name                Command               State                    Ports
            ------------------------------------------------------------------------------------------
            once      sh -c exit 3                     Exit 3
            p_db_1    sh -c trap 'exit 0' TERM;  ...   Up       5432/tcp
            p_web_1   sleep 1000                       Up       0.0.0.0:18080->80/tcp,:::18080->80/tcp
            $ run -d web
            p_web_run_<id>
            2> Creating p_web_run ...
            2> Creating p_web_run ... done
            $ run --rm -T nosuch true
            2> No such service: nosuch
            exit code 1
            $ rm -f
            Going to remove once
            2> Removing once ...
            2> Removing once ... done
        "#]],
    );
}

#[test]
fn logs_carry_the_names_of_containers() {
    check(
        "job:\n  image: busybox\n  command: sh -c 'echo one; echo two; exit 3'\n",
        "
        up
        up --no-color
        logs --no-color
        logs --no-color --tail 1
        logs --no-color --no-log-prefix job
        up --exit-code-from job
        logs --tail x
        start
        start job
        ",
        expect![[r#"
            $ up
            Attaching to p_job_1
            <esc>[36mjob_1  |<esc>[0m one
            <esc>[36mjob_1  |<esc>[0m two
            <esc>[36mp_job_1 exited with code 3
            <esc>[0m2> Creating p_job_1 ...
            2> Creating p_job_1 ... done
            $ up --no-color
            Attaching to p_job_1
            job_1  | one
            job_1  | two
            p_job_1 exited with code 3
            2> Starting p_job_1 ...
            2> Starting p_job_1 ... done
            $ logs --no-color
            Attaching to p_job_1
            job_1  | one
            job_1  | two
            job_1  | one
            job_1  | two
            $ logs --no-color --tail 1
            Attaching to p_job_1
            job_1  | two
            $ logs --no-color --no-log-prefix job
            Attaching to p_job_1
            one
            two
            one
            two
            $ up --exit-code-from job
            Attaching to p_job_1
            <esc>[36mjob_1  |<esc>[0m one
            <esc>[36mjob_1  |<esc>[0m two
            <esc>[36mp_job_1 exited with code 3
            <esc>[0mAborting on container exit...
            2> using --exit-code-from implies --abort-on-container-exit
            2> Starting p_job_1 ...
            2> Starting p_job_1 ... done
            2> 3
            exit code 3
            $ logs --tail x
            2> tail flag must be all or a number
            exit code 1
            $ start
            2> Starting job ...
            2> Starting job ... done
            $ start job
            2> Starting job ...
            2> Starting job ... done
        "#]],
    );
}

#[test]
fn what_is_attached_to_ends_when_nothing_more_happens() {
    check(
        "db:\n  image: db\n",
        "
        up
        ps
        logs -f
        events
        ",
        expect![[r#"
            $ up
            Attaching to p_db_1
            Gracefully stopping... (press Ctrl+C again to force)
            2> Creating p_db_1 ...
            2> Creating p_db_1 ... done
            2> Stopping p_db_1 ...
            2> Stopping p_db_1 ... done
            $ ps
             Name               Command               State    Ports
            --------------------------------------------------------
            p_db_1   sh -c trap 'exit 0' TERM;  ...   Exit 0
            $ logs -f
            Attaching to p_db_1
            <esc>[36mp_db_1 exited with code 0
            <esc>[0m$ events
            2> Aborting.
            exit code 1
        "#]],
    );
}

#[test]
fn containers_of_services_that_are_gone_are_orphans() {
    check(
        CHAIN,
        "
        up -d db
        write docker-compose.yml 'web: {image: busybox, command: sleep 9}'
        up -d
        ps
        up -d --remove-orphans
        down
        ",
        expect![[r#"
            $ up -d db
            2> Creating p_db_1 ...
            2> Creating p_db_1 ... done
            $ write docker-compose.yml 'web: {image: busybox, command: sleep 9}'
            $ up -d
            2> Found orphan containers (p_db_1) for this project. If you removed or renamed this service in your compose file, you can run this command with the --remove-orphans flag to clean it up.
            2> Creating p_web_1 ...
            2> Creating p_web_1 ... done
            $ ps
             Name     Command   State   Ports
            ---------------------------------
            p_web_1   sleep 9   Up
            $ up -d --remove-orphans
            2> Removing orphan container "p_db_1"
            2> p_web_1 is up-to-date
            $ down
            2> Stopping p_web_1 ...
            2> Stopping p_web_1 ... done
            2> Removing p_web_1 ...
            2> Removing p_web_1 ... done
        "#]],
    );
}

#[test]
fn a_changed_service_is_replaced_and_what_links_to_it_is_not() {
    check(
        CHAIN,
        "
        up -d
        write docker-compose.yml 'db: {image: db, environment: [B=1]}\\nweb: {image: busybox, command: sleep 1000, ports: [\"18080:80\"], links: [db]}\\nproxy: {image: busybox, command: sleep 1000, links: [web]}'
        up -d
        config --services
        ",
        expect![[r#"
            $ up -d
            2> Creating p_db_1 ...
            2> Creating p_db_1 ... done
            2> Creating p_web_1 ...
            2> Creating p_web_1 ... done
            2> Creating p_proxy_1 ...
            2> Creating p_proxy_1 ... done
            $ write docker-compose.yml 'db: {image: db, environment: [B=1]}\nweb: {image: busybox, command: sleep 1000, ports: ["18080:80"], links: [db]}\nproxy: {image: busybox, command: sleep 1000, links: [web]}'
            $ up -d
            2> Recreating p_db_1 ...
            2> Recreating p_db_1 ... done
            2> p_web_1 is up-to-date
            2> p_proxy_1 is up-to-date
            $ config --services
            db
            web
            proxy
        "#]],
    );
}

#[test]
fn what_cannot_be_is_refused_in_the_tools_words() {
    check(
        CHAIN,
        "
        foo
        up --foo
        up nosuch
        up -d --force-recreate --no-recreate
        up -d --abort-on-container-exit
        up --no-start -d
        down --rmi foo
        exec -T web true
        exec web true
        -f nosuch.yml ps
        --env-file nosuch ps
        --ansi red ps
        --log-level loud ps
        -H tcp://1.2.3.4:2375 ps
        push
        version --short
        kill -s FOO
        ",
        expect![[r#"
            $ foo
            2> No such command: foo
            2>
            2> Commands:
            2>   build              Build or rebuild services
            2>   config             Validate and view the Compose file
            2>   create             Create services
            2>   down               Stop and remove resources
            2>   events             Receive real time events from containers
            2>   exec               Execute a command in a running container
            2>   help               Get help on a command
            2>   images             List images
            2>   kill               Kill containers
            2>   logs               View output from containers
            2>   pause              Pause services
            2>   port               Print the public port for a port binding
            2>   ps                 List containers
            2>   pull               Pull service images
            2>   push               Push service images
            2>   restart            Restart services
            2>   rm                 Remove stopped containers
            2>   run                Run a one-off command
            2>   scale              Set number of containers for a service
            2>   start              Start services
            2>   stop               Stop services
            2>   top                Display the running processes
            2>   unpause            Unpause services
            2>   up                 Create and start containers
            2>   version            Show version information and quit
            exit code 1
            $ up --foo
            2> Builds, (re)creates, starts, and attaches to containers for a service.
            2>
            2> Unless they are already running, this command also starts any linked services.
            2>
            2> The `docker-compose up` command aggregates the output of each container. When
            2> the command exits, all containers are stopped. Running `docker-compose up -d`
            2> starts the containers in the background and leaves them running.
            2>
            2> If there are existing containers for a service, and the service's configuration
            2> or image was changed after the container's creation, `docker-compose up` picks
            2> up the changes by stopping and recreating the containers (preserving mounted
            2> volumes). To prevent Compose from picking up changes, use the `--no-recreate`
            2> flag.
            2>
            2> If you want to force Compose to stop and recreate all containers, use the
            2> `--force-recreate` flag.
            2>
            2> Usage: up [options] [--scale SERVICE=NUM...] [--] [SERVICE...]
            2>
            2> Options:
            2>     -d, --detach               Detached mode: Run containers in the background,
            2>                                print new container names. Incompatible with
            2>                                --abort-on-container-exit.
            2>     --no-color                 Produce monochrome output.
            2>     --quiet-pull               Pull without printing progress information
            2>     --no-deps                  Don't start linked services.
            2>     --force-recreate           Recreate containers even if their configuration
            2>                                and image haven't changed.
            2>     --always-recreate-deps     Recreate dependent containers.
            2>                                Incompatible with --no-recreate.
            2>     --no-recreate              If containers already exist, don't recreate
            2>                                them. Incompatible with --force-recreate and -V.
            2>     --no-build                 Don't build an image, even if it's missing.
            2>     --no-start                 Don't start the services after creating them.
            2>     --build                    Build images before starting containers.
            2>     --abort-on-container-exit  Stops all containers if any container was
            2>                                stopped. Incompatible with -d.
            2>     --attach-dependencies      Attach to dependent containers.
            2>     -t, --timeout TIMEOUT      Use this timeout in seconds for container
            2>                                shutdown when attached or when containers are
            2>                                already running. (default: 10)
            2>     -V, --renew-anon-volumes   Recreate anonymous volumes instead of retrieving
            2>                                data from the previous containers.
            2>     --remove-orphans           Remove containers for services not defined
            2>                                in the Compose file.
            2>     --exit-code-from SERVICE   Return the exit code of the selected service
            2>                                container. Implies --abort-on-container-exit.
            2>     --scale SERVICE=NUM        Scale SERVICE to NUM instances. Overrides the
            2>                                `scale` setting in the Compose file if present.
            2>     --no-log-prefix            Don't print prefix in logs.
            $ up nosuch
            2> No such service: nosuch
            exit code 1
            $ up -d --force-recreate --no-recreate
            2> --force-recreate and --no-recreate cannot be combined.
            exit code 1
            $ up -d --abort-on-container-exit
            2> -d cannot be combined with --abort-on-container-exit or --attach-dependencies.
            exit code 1
            $ up --no-start -d
            2> --no-start and --detach cannot be combined.
            exit code 1
            $ down --rmi foo
            2> --rmi flag must be one of: all, local
            exit code 1
            $ exec -T web true
            exit code 1
            $ exec web true
            exit code 1
            $ -f nosuch.yml ps
            2> .FileNotFoundError: [Errno 2] No such file or directory: './nosuch.yml'
            exit code 1
            $ --env-file nosuch ps
            2> Couldn't find env file: /home/me/p/nosuch
            exit code 1
            $ --ansi red ps
            2> Invalid value for --ansi: red. Expected one of never, always, auto.
            exit code 1
            $ --log-level loud ps
            2> Invalid value for --log-level. Expected one of DEBUG, INFO, WARNING, ERROR, CRITICAL.
            exit code 1
            $ -H tcp://1.2.3.4:2375 ps
            2> --host is not simulated
            exit code 1
            $ push
            2> push is not simulated: there is no registry to push to
            exit code 1
            $ version --short
            1.29.2
            $ kill -s FOO
        "#]],
    );
}

#[test]
fn a_port_that_is_taken_fails_the_launch() {
    check(
        "a: {image: db, ports: ['80:80']}\nb: {image: db, ports: ['80:81'], links: [a]}\n",
        "
        up -d
        ps
        ",
        expect![[r#"
            $ up -d
            2> Creating p_a_1 ...
            2> Creating p_a_1 ... done
            2> Creating p_b_1 ...
            2> Host is already in use by another container
            2> Creating p_b_1 ... error
            2>
            2> ERROR: for p_b_1  Cannot start service b: driver failed programming external connectivity on endpoint p_b_1 (<id>): Bind for 0.0.0.0:80 failed: port is already allocated
            2>
            2> ERROR: for b  Cannot start service b: driver failed programming external connectivity on endpoint p_b_1 (<id>): Bind for 0.0.0.0:80 failed: port is already allocated
            2> Encountered errors while bringing up the project.
            exit code 1
            $ ps
            Name               Command                State                       Ports
            ----------------------------------------------------------------------------------------------
            p_a_1   sh -c trap 'exit 0' TERM;  ...   Up         5432/tcp, 0.0.0.0:80->80/tcp,:::80->80/tcp
            p_b_1   sh -c trap 'exit 0' TERM;  ...   Exit 128
        "#]],
    );
}

#[test]
fn a_file_that_is_wrong_stops_every_command() {
    let check = |file: &str, expected: Expect| check(file, "ps", expected);
    check(
        "web:\n  imge: a\n  links: x\ndb:\n  image: [b]\n",
        expect![[r#"
            $ ps
            2> The Compose file './docker-compose.yml' is invalid because:
            2> web.links contains an invalid type, it should be an array
            2> Unsupported config option for web: 'imge'
            2> db.image contains an invalid type, it should be a string
            exit code 1
        "#]],
    );
    check(
        "web:\n  image: a: b\n",
        expect![[r#"
        $ ps
        2> yaml.scanner.ScannerError: mapping values are not allowed here
        2>   in "./docker-compose.yml", line 2, column 11
        exit code 1
    "#]],
    );
    check(
        "web:\n  image: 'a\n",
        expect![[r#"
        $ ps
        2> yaml.scanner.ScannerError: while scanning a quoted scalar
        2>   in "./docker-compose.yml", line 2, column 10
        2> found unexpected end of stream
        2>   in "./docker-compose.yml", line 3, column 1
        exit code 1
    "#]],
    );
    check(
        "web:\n  image: [b, c}\n",
        expect![[r#"
        $ ps
        2> yaml.parser.ParserError: while parsing a flow sequence
        2>   in "./docker-compose.yml", line 2, column 10
        2> expected ',' or ']', but got '}'
        2>   in "./docker-compose.yml", line 2, column 15
        exit code 1
    "#]],
    );
    check(
        "web:\n  image: b\n  links: [web]\n",
        expect![[r#"
        $ ps
        2> A service can not link to itself: web
        exit code 1
    "#]],
    );
    check(
        "web:\n  image: b\n  net: container:q\n",
        expect![[r#"
        $ ps
        2> Service 'web' uses the network stack of container 'q' which does not exist.
        exit code 1
    "#]],
    );
    check(
        "web:\n  image: b\n  volumes_from: [q]\n",
        expect![[r#"
        $ ps
        2> Service "web" mounts volumes from "q", which is not the name of a service or container.
        exit code 1
    "#]],
    );
    check(
        "version: '3'\nservices:\n  web:\n    image: b\n    networks: [q]\n",
        expect![[r#"
            $ ps
            2> Service "web" uses an undefined network "q"
            exit code 1
        "#]],
    );
}

#[test]
fn the_project_is_found_as_the_tool_finds_it() {
    check(
        CHAIN,
        "
        write docker-compose.yml 'db: {image: db, environment: [\"A=$A\"]}'
        write docker-compose.override.yml 'db: {environment: [\"B=2\"]}'
        write .env 'A=of-the-file\\nCOMPOSE_PROJECT_NAME=My.Name'
        config
        -p other up -d
        ps
        write sub/x.yml 'a: {image: db}'
        -f sub/x.yml up -d
        -f sub/x.yml --project-directory . ps
        ",
        expect![[r#"
            $ write docker-compose.yml 'db: {image: db, environment: ["A=$A"]}'
            $ write docker-compose.override.yml 'db: {environment: ["B=2"]}'
            $ write .env 'A=of-the-file\nCOMPOSE_PROJECT_NAME=My.Name'
            $ config
            services:
              db:
                environment:
                  A: of-the-file
                  B: '2'
                image: db
                network_mode: bridge
            version: '1'

            $ -p other up -d
            2> Creating other_db_1 ...
            2> Creating other_db_1 ... done
            $ ps
            Name   Command   State   Ports
            ------------------------------
            $ write sub/x.yml 'a: {image: db}'
            $ -f sub/x.yml up -d
            2> Creating sub_a_1 ...
            2> Creating sub_a_1 ... done
            $ -f sub/x.yml --project-directory . ps
            Name   Command   State   Ports
            ------------------------------
        "#]],
    );
}

#[test]
fn configuration_is_written_as_by_pyyaml() {
    check(
        "version: '3.8'\nservices:\n  db:\n    image: busybox\n    environment:\n      LONG: aaaaaaaaaa bbbbbbbbbbbbbbb cccccccccccccccc ddddddddddddd eeeeeeeeeeeeee ffffffffffffff\n      QUOTE: \"it's: a # test\"\n      TAB: \"a\\tb\"\n      LINES: \"line1\\nline2\\n\\nline4\\n\"\n      Y: 'yes'\n      N: '123'\n      E: ''\n      NOTHING:\n      DOLLAR: $$x\n      SMILE: '😀x'\n    ports: ['80:80', '127.0.0.1:81:81/udp']\nvolumes: {data: {}}\n",
        "config\nconfig --volumes\nconfig -q",
        expect![[r#"
            $ config
            services:
              db:
                environment:
                  DOLLAR: $$x
                  E: ''
                  LINES: 'line1

                    line2


                    line4

                    '
                  LONG: aaaaaaaaaa bbbbbbbbbbbbbbb cccccccccccccccc ddddddddddddd eeeeeeeeeeeeee
                    ffffffffffffff
                  "N": '123'
                  NOTHING: null
                  QUOTE: 'it''s: a # test'
                  SMILE: 😀x
                  TAB: "a\tb"
                  "Y": "yes"
                image: busybox
                ports:
                - published: 80
                  target: 80
                - 127.0.0.1:81:81/udp
            version: '3.8'
            volumes:
              data: {}

            $ config --volumes
            data
            $ config -q
        "#]],
    );
}
