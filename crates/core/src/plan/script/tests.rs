//! Scripts as text. That they make the same world is shown where the docker client is simulated.

use super::super::tests::analyse;
use super::script;
use crate::profile::Dialect;
use expect_test::{Expect, expect};

fn check(dialect: Dialect, text: &str, want: Expect) {
    let analysis = analyse(text, dialect, &[]);
    let plan = analysis.plan_up(&analysis.empty_world(), &[]);
    let labels = |line: &&str| !line.contains("com.docker.compose") && !line.contains("linkyard.");
    let text = script(&plan, "/home/me/app");
    let res: Vec<&str> = text.lines().filter(labels).collect();
    want.assert_eq(&(res.join("\n") + "\n"));
}

#[test]
fn a_project_of_links_is_run_service_by_service() {
    check(
        Dialect::V1_29,
        r#"
web:
  build: .
  command: python "app.py" $$HOME
  links: ["db:postgres"]
  ports: ["8000:8000", "127.0.0.1::53/udp", "90-91:90"]
  expose: [3000, 8000]
  environment: [A=1, "B=it's", HTTP_PROXY]
  volumes: ["./src:/src:ro", "/cache"]
  restart: "on-failure:3"
db:
  image: postgres
  entrypoint: /bin/sh -c
  hostname: store
  domainname: example.com
  extra_hosts: ["a:1.2.3.4"]
  user: me
  working_dir: /data dir
  privileged: true
  tty: true
  stdin_open: true
other:
  image: nginx
  net: "none"
  dockerfile: x
shared:
  image: nginx
  net: "container:other"
  volumes_from: [db]
"#,
        expect![[r#"
            #!/bin/sh
            # Project p, launched as Compose 1.29 does it, for Engine 20.10.
            set -e
            # The client sends the variables of several -e in an order that it draws at random.
            cd /home/me/app
            # A variable without a value takes that of the image away, unless this shell has one.
            unset HTTP_PROXY

            # the engine has no such image and `db` needs it
            docker pull postgres

            # service `db`
            docker run -d \
              --name p_db_1 \
              --hostname store \
              --domainname example.com \
              --add-host a:1.2.3.4 \
              --user me \
              --workdir '/data dir' \
              --privileged \
              --tty \
              --interactive \
              --entrypoint /bin/sh \
              postgres -c

            # the engine has no such image and `web` needs it
            docker build -t p_web .

            # service `web`
            docker run -d \
              --name p_web_1 \
              --link p_db_1:db_1 \
              --link p_db_1:p_db_1 \
              --link p_db_1:postgres \
              -e A=1 \
              -e 'B=it'\''s' \
              -e HTTP_PROXY \
              --expose 3000/tcp \
              -p 8000:8000/tcp \
              -p 127.0.0.1::53/udp \
              -p 90-91:90/tcp \
              -v /home/me/app/src:/src:ro \
              -v /cache \
              --restart on-failure:3 \
              p_web python app.py '$HOME'

            # the engine has no such image and `other` needs it
            docker pull nginx

            # service `other`
            docker run -d \
              --name p_other_1 \
              --network none \
              nginx

            # service `shared`
            docker run -d \
              --name p_shared_1 \
              --network container:p_other_1 \
              --volumes-from p_db_1:rw \
              nginx
        "#]],
    );
}

#[test]
fn networks_and_volumes_come_first_and_the_second_network_is_connected() {
    check(
        Dialect::V2,
        r#"
services:
  web:
    build: {context: ./web, dockerfile: Dockerfile.dev, args: {A: "1", B: }, target: run}
    networks:
      front: {aliases: [www], ipv4_address: 10.5.0.9}
      back:
    depends_on:
      db: {condition: service_healthy}
      setup: {condition: service_completed_successfully}
    volumes: ["data:/data"]
  db:
    image: postgres
    networks: [back]
    healthcheck:
      test: ["CMD", "pg_isready", "-U", "my user"]
      interval: 1m30s
      timeout: 500ms
      retries: 5
  setup:
    image: busybox
    command: "true"
    healthcheck: {test: NONE}
    networks: [back]
networks:
  front: {ipam: {config: [{subnet: 10.5.0.0/16}]}, internal: true}
  back: {driver_opts: {a: b}, labels: {x: y}}
volumes:
  data: {labels: {keep: "yes please"}}
"#,
        expect![[r##"
            #!/bin/sh
            # Project p, launched as Compose 2 does it, for Engine 20.10.
            set -e
            # The health check of p-db-1 runs without a shell in the project, and in one here.
            cd /home/me/app

            # `web` is on it
            docker network create \
              --subnet 10.5.0.0/16 \
              --internal \
              p_front

            # `db` is on it
            docker network create \
              --opt a=b \
              --label x=y \
              p_back

            # `web` mounts it
            docker volume create \
              --label 'keep=yes please' \
              p_data

            # the engine has no such image and `db` needs it
            docker pull postgres

            # service `db`
            docker create \
              --name p-db-1 \
              --network p_back \
              --network-alias p-db-1 \
              --network-alias db \
              --health-cmd 'pg_isready -U '\''my user'\''' \
              --health-interval 90s \
              --health-timeout 500ms \
              --health-retries 5 \
              postgres

            # the engine has no such image and `setup` needs it
            docker pull busybox

            # service `setup`
            docker create \
              --name p-setup-1 \
              --network p_back \
              --network-alias p-setup-1 \
              --network-alias setup \
              --health-cmd NONE \
              busybox true

            # the engine has no such image and `web` needs it
            docker build -t p-web -f ./web/Dockerfile.dev --build-arg A=1 --target run ./web

            # service `web`
            docker create \
              --name p-web-1 \
              --network p_front \
              --ip 10.5.0.9 \
              --network-alias p-web-1 \
              --network-alias web \
              --network-alias www \
              -v p_data:/data:rw \
              p-web
            docker network connect --alias p-web-1 --alias web p_back p-web-1

            # service `db`
            docker start p-db-1

            # service `setup`
            docker start p-setup-1

            # `web` waits until it is healthy
            until state=$(docker inspect -f '{{if .State.Running}}{{.State.Health.Status}}{{else}}stopped{{end}}' p-db-1); [ "$state" = healthy ]; do
              [ "$state" = starting ] || { echo 'p-db-1 is '"$state" >&2; exit 1; }
              sleep 1
            done

            # `web` waits until it has ended with code 0
            code=$(docker wait p-setup-1); [ "$code" = 0 ] || { echo 'p-setup-1 ended with code '"$code" >&2; exit 1; }

            # service `web`
            docker start p-web-1
        "##]],
    );
}

#[test]
fn labels_of_the_project_are_kept() {
    let analysis = analyse("web:\n  image: nginx\n", Dialect::V1_29, &[]);
    let plan = analysis.plan_up(&analysis.empty_world(), &[]);
    expect![[r#"
        #!/bin/sh
        # Project p, launched as Compose 1.29 does it, for Engine 20.10.
        set -e

        # the engine has no such image and `web` needs it
        docker pull nginx

        # service `web`
        docker run -d \
          --name p_web_1 \
          --label com.docker.compose.container-number=1 \
          --label com.docker.compose.oneoff=False \
          --label com.docker.compose.project=p \
          --label com.docker.compose.project.config_files=/home/me/app/docker-compose.yml \
          --label com.docker.compose.project.working_dir=/home/me/app \
          --label com.docker.compose.service=web \
          --label linkyard.config-hash=267aab6dfad62f66fd88fa005d43b26e \
          --label linkyard.project=p \
          nginx
    "#]]
    .assert_eq(&script(&plan, "/home/me/app"));
}

#[test]
fn what_is_there_already_is_stopped_and_removed() {
    let analysis = analyse("web:\n  image: nginx\n", Dialect::V1_29, &[]);
    let (_, prediction) = analysis.predict();
    let again = analyse("web:\n  image: redis\n", Dialect::V1_29, &[]);
    let plan = again.plan_up(&prediction.world, &[]);
    let text = script(&plan, "/home/me/app");
    let res: Vec<&str> = text.lines().filter(|it| it.starts_with("docker")).collect();
    expect![[r#"
        docker pull redis
        docker stop p_web_1
        docker rm -v p_web_1
        docker run -d \
    "#]]
    .assert_eq(&(res.join("\n") + "\n"));
}
