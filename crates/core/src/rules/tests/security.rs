//! What the rules of security find, and where they keep silent.

use super::check_rule;
use expect_test::expect;

#[test]
fn a_socket_of_an_engine_is_one_wherever_it_lies() {
    check_rule(
        "docker-socket",
        r#"
services:
  a:
    image: alpine:3.20
    volumes:
      - /run/user/1000/podman/podman.sock:/var/run/docker.sock:ro
      - type: bind
        source: /run/containerd/containerd.sock
        target: /run/containerd.sock
      - sock:/var/run/app.sock
      - ./docker.sock.md:/docs/docker.sock.md
  b:
    image: alpine:3.20
    use_api_socket: true
volumes:
  sock:
"#,
        expect![[r#"

            services:
              a:
                image: alpine:3.20
                volumes:
                  - /run/user/1000/podman/podman.sock:/var/run/docker.sock:ro
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[S002]: `a` holds the engine's socket, and with it the host
              help: put a proxy between them that lets only the needed requests through; read-only does not help
                  - type: bind
                    ^^^^^^^^^^^ warning[S002]: `a` holds the engine's socket, and with it the host
              help: put a proxy between them that lets only the needed requests through; read-only does not help
                    source: /run/containerd/containerd.sock
                    target: /run/containerd.sock
                  - sock:/var/run/app.sock
                  - ./docker.sock.md:/docs/docker.sock.md
              b:
                image: alpine:3.20
                use_api_socket: true
                                ^^^^ warning[S002]: `b` holds the engine's socket, and with it the host
              help: put a proxy between them that lets only the needed requests through; read-only does not help
            volumes:
              sock:
        "#]],
    );
}

#[test]
fn a_v1_file_may_mount_the_socket_too() {
    check_rule(
        "docker-socket",
        "a:\n  image: alpine:3.20\n  volumes:\n    - /var/run/docker.sock:/var/run/docker.sock\n",
        expect![[r#"
            a:
              image: alpine:3.20
              volumes:
                - /var/run/docker.sock:/var/run/docker.sock
                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[S002]: `a` holds the engine's socket, and with it the host
              help: put a proxy between them that lets only the needed requests through; read-only does not help
        "#]],
    );
}

#[test]
fn the_network_of_the_host_in_both_formats() {
    check_rule(
        "host-network",
        "services:\n  a:\n    image: alpine:3.20\n    network_mode: host\n  b:\n    image: alpine:3.20\n    network_mode: none\n",
        expect![[r#"
            services:
              a:
                image: alpine:3.20
                network_mode: host
                              ^^^^ hint[S003]: `a` stands on the network of the host, without a wall between them
              help: give it a network of its own and publish the ports it needs with `ports`
              b:
                image: alpine:3.20
                network_mode: none
        "#]],
    );
    check_rule(
        "host-network",
        "a:\n  image: alpine:3.20\n  net: host\n",
        expect![[r#"
            a:
              image: alpine:3.20
              net: host
                   ^^^^ hint[S003]: `a` stands on the network of the host, without a wall between them
              help: give it a network of its own and publish the ports it needs with `ports`
        "#]],
    );
}

#[test]
fn each_namespace_has_its_words() {
    check_rule(
        "host-namespace",
        r#"
services:
  a:
    image: alpine:3.20
    pid: host
    ipc: host
    uts: host
    userns_mode: host
    cgroup: host
  b:
    image: alpine:3.20
    ipc: service:a
    pid: service:a
"#,
        expect![[r#"

            services:
              a:
                image: alpine:3.20
                pid: host
                     ^^^^ warning[S004]: `a` sees all processes of the host
              help: leave `pid` out, or share it with one service: `service:NAME`
                ipc: host
                     ^^^^ warning[S004]: `a` shares the memory of the host's programs
              help: leave `ipc` out, or share it with one service: `service:NAME`
                uts: host
                     ^^^^ hint[S004]: `a` may rename the host
              help: leave `uts` out, or share it with one service: `service:NAME`
                userns_mode: host
                             ^^^^ hint[S004]: root of `a` is root of the host, even where the engine keeps them apart
              help: leave `userns_mode` out, or share it with one service: `service:NAME`
                cgroup: host
                        ^^^^ hint[S004]: `a` sees the control groups of the host
              help: leave `cgroup` out, or share it with one service: `service:NAME`
              b:
                image: alpine:3.20
                ipc: service:a
                pid: service:a
        "#]],
    );
}

#[test]
fn capabilities_count_with_and_without_their_prefix() {
    check_rule(
        "dangerous-capability",
        r#"
services:
  a:
    image: alpine:3.20
    cap_add: [all, CAP_SYS_ADMIN, NET_ADMIN, NET_BIND_SERVICE]
  b:
    image: alpine:3.20
    network_mode: host
    cap_add: [NET_ADMIN]
"#,
        expect![[r#"

            services:
              a:
                image: alpine:3.20
                cap_add: [all, CAP_SYS_ADMIN, NET_ADMIN, NET_BIND_SERVICE]
                          ^^^ warning[S005]: `ALL` leads out of `a` into the host
              help: leave it out, or give the one weaker capability that is needed
                               ^^^^^^^^^^^^^ warning[S005]: `SYS_ADMIN` leads out of `a` into the host
              help: leave it out, or give the one weaker capability that is needed
              b:
                image: alpine:3.20
                network_mode: host
                cap_add: [NET_ADMIN]
                          ^^^^^^^^^ warning[S005]: `NET_ADMIN` leads out of `b` into the host
              help: leave it out, or give the one weaker capability that is needed
        "#]],
    );
}

#[test]
fn folders_of_the_host_count_by_what_is_done_in_them() {
    check_rule(
        "host-path",
        r#"
services:
  a:
    image: alpine:3.20
    volumes:
      - /:/host:ro
      - /etc:/e
      - /etc/localtime:/etc/localtime:ro
      - /etc/passwd:/etc/passwd:ro
      - /etc/passwd:/p
      - /etc/nginx:/n
      - /proc:/p:ro
      - /var/lib/docker/containers:/c:ro
      - /home/alice/site:/s
      - ~/.ssh:/s:ro
      - ~:/home
      - /home/alice/.aws/credentials:/aws:ro
      - ./.docker:/d
      - ./keys/id_rsa:/k
      - type: bind
        source: /sys/
        target: /sys
        read_only: true
      - etc:/etc
volumes:
  etc:
"#,
        expect![[r#"

            services:
              a:
                image: alpine:3.20
                volumes:
                  - /:/host:ro
                    ^^^^^^^^^^ warning[S006]: `a` can read `/` of the host
              help: mount only the folder or file it needs, with `:ro` where it only reads
                  - /etc:/e
                    ^^^^^^^ warning[S006]: `a` can change `/etc` of the host
              help: mount only the folder or file it needs, with `:ro` where it only reads
                  - /etc/localtime:/etc/localtime:ro
                  - /etc/passwd:/etc/passwd:ro
                  - /etc/passwd:/p
                  - /etc/nginx:/n
                  - /proc:/p:ro
                    ^^^^^^^^^^^ hint[S006]: `a` can read `/proc` of the host
              help: mount only the folder or file it needs, with `:ro` where it only reads
                  - /var/lib/docker/containers:/c:ro
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint[S006]: `a` can read `/var/lib/docker/containers` of the host
              help: mount only the folder or file it needs, with `:ro` where it only reads
                  - /home/alice/site:/s
                  - ~/.ssh:/s:ro
                    ^^^^^^^^^^^^ warning[S006]: `a` can read `~/.ssh` of the host
              help: mount only the folder or file it needs, with `:ro` where it only reads
                  - ~:/home
                    ^^^^^^^ warning[S006]: `a` can change `~` of the host
              help: mount only the folder or file it needs, with `:ro` where it only reads
                  - /home/alice/.aws/credentials:/aws:ro
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[S006]: `a` can read `/home/alice/.aws/credentials` of the host
              help: mount only the folder or file it needs, with `:ro` where it only reads
                  - ./.docker:/d
                  - ./keys/id_rsa:/k
                    ^^^^^^^^^^^^^^^^ warning[S006]: `a` can change `keys/id_rsa` of the host
              help: mount only the folder or file it needs, with `:ro` where it only reads
                  - type: bind
                    ^^^^^^^^^^^ hint[S006]: `a` can read `/sys/` of the host
              help: mount only the folder or file it needs, with `:ro` where it only reads
                    source: /sys/
                    target: /sys
                    read_only: true
                  - etc:/etc
            volumes:
              etc:
        "#]],
    );
}

#[test]
fn filters_are_turned_off_with_either_sign() {
    check_rule(
        "unconfined",
        r#"
services:
  a:
    image: alpine:3.20
    security_opt:
      - seccomp=unconfined
      - apparmor:unconfined
      - label:disable
      - label:type:svirt_apache_t
      - systempaths=unconfined
      - no-new-privileges:false
      - no-new-privileges:true
      - seccomp:./profile.json
"#,
        expect![[r#"

            services:
              a:
                image: alpine:3.20
                security_opt:
                  - seccomp=unconfined
                    ^^^^^^^^^^^^^^^^^^ warning[S007]: seccomp does not hold `a` back
              help: leave the line out, or name a profile that permits what is needed and no more
                  - apparmor:unconfined
                    ^^^^^^^^^^^^^^^^^^^ warning[S007]: AppArmor does not hold `a` back
              help: leave the line out, or name a profile that permits what is needed and no more
                  - label:disable
                    ^^^^^^^^^^^^^ warning[S007]: SELinux does not hold `a` back
              help: leave the line out, or name a profile that permits what is needed and no more
                  - label:type:svirt_apache_t
                  - systempaths=unconfined
                    ^^^^^^^^^^^^^^^^^^^^^^ warning[S007]: systempaths does not hold `a` back
              help: leave the line out, or name a profile that permits what is needed and no more
                  - no-new-privileges:false
                    ^^^^^^^^^^^^^^^^^^^^^^^ hint[S007]: no-new-privileges does not hold `a` back
              help: leave the line out, or name a profile that permits what is needed and no more
                  - no-new-privileges:true
                  - seccomp:./profile.json
        "#]],
    );
}

#[test]
fn disks_and_memory_are_the_host_and_other_devices_are_not() {
    check_rule(
        "host-device",
        r#"
services:
  a:
    image: alpine:3.20
    devices:
      - /dev/nvme0n1
      - /dev/mem:/dev/mem
      - /dev/mapper/root:/dev/root:r
      - source: /dev/xvda
        target: /dev/disk
      - /dev/snd
      - /dev/dri
      - /dev/net/tun
      - /dev/ttyUSB0
      - vendor.com/class=device
    device_cgroup_rules:
      - a *:* rwm
      - c 188:* rw
      - b *:* r
"#,
        expect![[r#"

            services:
              a:
                image: alpine:3.20
                devices:
                  - /dev/nvme0n1
                    ^^^^^^^^^^^^ warning[S008]: `/dev/nvme0n1` gives the whole host to `a`
              help: give it the one device it needs, or mount the file system of the disk read-only instead
                  - /dev/mem:/dev/mem
                    ^^^^^^^^^^^^^^^^^ warning[S008]: `/dev/mem` gives the whole host to `a`
              help: give it the one device it needs, or mount the file system of the disk read-only instead
                  - /dev/mapper/root:/dev/root:r
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[S008]: `/dev/mapper/root` gives the whole host to `a`
              help: give it the one device it needs, or mount the file system of the disk read-only instead
                  - source: /dev/xvda
                    ^^^^^^^^^^^^^^^^^^ warning[S008]: `/dev/xvda` gives the whole host to `a`
              help: give it the one device it needs, or mount the file system of the disk read-only instead
                    target: /dev/disk
                  - /dev/snd
                  - /dev/dri
                  - /dev/net/tun
                  - /dev/ttyUSB0
                  - vendor.com/class=device
                device_cgroup_rules:
                  - a *:* rwm
                    ^^^^^^^^^ warning[S008]: `a *:* rwm` opens every device of the host to `a`
              help: name the numbers of the devices it needs, such as `c 188:* rw`
                  - c 188:* rw
                  - b *:* r
                    ^^^^^^^ warning[S008]: `b *:* r` opens every device of the host to `a`
              help: name the numbers of the devices it needs, such as `c 188:* rw`
        "#]],
    );
}

#[test]
fn a_secret_counts_where_it_is_written_out() {
    check_rule(
        "secret-in-environment",
        r#"
x-common: &common
  API_KEY: 5f2c81ab
services:
  a:
    image: alpine:3.20
    environment:
      <<: *common
      DB_PASSWORD: Kx8-vRt-203
      DB_PASSWORD_FILE: /run/secrets/password
      TOKEN: ${TOKEN:-}
      SECRET: ""
      MAX_TOKEN: 4096
      RANDOM_ROOT_PASSWORD: "yes"
      COMPASS: north
      DOLLAR_PASS: pa$$word8
  b:
    image: alpine:3.20
    environment:
      <<: *common
  c:
    image: alpine:3.20
    environment:
      - SMTP_PASS=Kx8-vRt-203
      - SMTP_PASSWORD
      - ADMIN_PASSWORD=admin
"#,
        expect![[r#"

            x-common: &common
              API_KEY: 5f2c81ab
              ^^^^^^^^^^^^^^^^^ warning[S009]: whoever reads this file knows `API_KEY` of `a`
              help: write `${API_KEY}` here and the value in `.env`, or hand it over as a file with `secrets`
            services:
              a:
                image: alpine:3.20
                environment:
                  <<: *common
                  DB_PASSWORD: Kx8-vRt-203
                  ^^^^^^^^^^^^^^^^^^^^^^^^ warning[S009]: whoever reads this file knows `DB_PASSWORD` of `a`
              help: write `${DB_PASSWORD}` here and the value in `.env`, or hand it over as a file with `secrets`
                  DB_PASSWORD_FILE: /run/secrets/password
                  TOKEN: ${TOKEN:-}
                  SECRET: ""
                  MAX_TOKEN: 4096
                  RANDOM_ROOT_PASSWORD: "yes"
                  COMPASS: north
                  DOLLAR_PASS: pa$$word8
                  ^^^^^^^^^^^^^^^^^^^^^^ warning[S009]: whoever reads this file knows `DOLLAR_PASS` of `a`
              help: write `${DOLLAR_PASS}` here and the value in `.env`, or hand it over as a file with `secrets`
              b:
                image: alpine:3.20
                environment:
                  <<: *common
              c:
                image: alpine:3.20
                environment:
                  - SMTP_PASS=Kx8-vRt-203
                    ^^^^^^^^^^^^^^^^^^^^^ warning[S009]: whoever reads this file knows `SMTP_PASS` of `c`
              help: write `${SMTP_PASS}` here and the value in `.env`, or hand it over as a file with `secrets`
                  - SMTP_PASSWORD
                  - ADMIN_PASSWORD=admin
        "#]],
    );
}

#[test]
fn a_secret_in_an_env_file_is_where_it_belongs() {
    check_rule(
        "secret-in-environment",
        "services:\n  a:\n    image: alpine:3.20\n    env_file: secret.env\n",
        expect![[r#"
            services:
              a:
                image: alpine:3.20
                env_file: secret.env
        "#]],
    );
}

#[test]
fn a_link_on_the_bridge_copies_secrets_under_its_alias() {
    check_rule(
        "secret-through-link",
        r#"
db:
  image: postgres:16
  environment:
    - POSTGRES_USER=app
    - POSTGRES_PASSWORD=Kx8-vRt-203
    - ADMIN_TOKEN=5f2c81ab
web:
  image: nginx:1.27
  links:
    - db:my-db
knows:
  image: nginx:1.27
  environment:
    - A=Kx8-vRt-203
    - B=5f2c81ab
  links:
    - db
away:
  image: nginx:1.27
  net: none
  links:
    - db
"#,
        expect![[r#"

            db:
              image: postgres:16
              environment:
                - POSTGRES_USER=app
                - POSTGRES_PASSWORD=Kx8-vRt-203
                - ADMIN_TOKEN=5f2c81ab
            web:
              image: nginx:1.27
              links:
                - db:my-db
                  ^^^^^^^^ warning[S010]: this link copies a secret of `db` into `web`, as `MY_DB_ENV_POSTGRES_PASSWORD`
              label, line 6: set here
              label, line 7: copied as `MY_DB_ENV_ADMIN_TOKEN`
              help: let `db` read it from a file that is mounted
            knows:
              image: nginx:1.27
              environment:
                - A=Kx8-vRt-203
                - B=5f2c81ab
              links:
                - db
            away:
              image: nginx:1.27
              net: none
              links:
                - db
        "#]],
    );
}

#[test]
fn a_link_on_another_network_copies_nothing() {
    check_rule(
        "secret-through-link",
        r#"
services:
  db:
    image: postgres:16
    environment:
      POSTGRES_PASSWORD: Kx8-vRt-203
  web:
    image: nginx:1.27
    links: [db]
"#,
        expect![[r#"

            services:
              db:
                image: postgres:16
                environment:
                  POSTGRES_PASSWORD: Kx8-vRt-203
              web:
                image: nginx:1.27
                links: [db]
        "#]],
    );
}

#[test]
fn arguments_of_a_build_count_wherever_their_value_comes_from() {
    check_rule(
        "secret-in-build-args",
        r#"
services:
  a:
    build:
      context: .
      args:
        - NPM_TOKEN=${NPM_TOKEN:-x}
        - VERSION=1
  b:
    build:
      context: .
      args:
        GIT_PASSWORD: x
        TOKEN_URL: http://localhost
"#,
        expect![[r#"

            services:
              a:
                build:
                  context: .
                  args:
                    - NPM_TOKEN=${NPM_TOKEN:-x}
                      ^^^^^^^^^^^^^^^^^^^^^^^^^ warning[S011]: `NPM_TOKEN` stays in the history of the image
              help: hand it over with `build.secrets`, and read it in the Dockerfile with `RUN --mount=type=secret`
                    - VERSION=1
              b:
                build:
                  context: .
                  args:
                    GIT_PASSWORD: x
                    ^^^^^^^^^^^^^^^ warning[S011]: `GIT_PASSWORD` stays in the history of the image
              help: hand it over with `build.secrets`, and read it in the Dockerfile with `RUN --mount=type=secret`
                    TOKEN_URL: http://localhost
        "#]],
    );
}

#[test]
fn commands_give_secrets_away_by_many_options() {
    check_rule(
        "secret-in-command",
        r#"
services:
  a:
    image: redis:7
    command: redis-server --requirepass Kx8-vRt-203 --appendonly yes
  b:
    image: redis:7
    command: [redis-server, --requirepass, "${REDIS_PASSWORD:-Kx8-vRt-203}"]
  c:
    image: mysql:8
    command: --password-policy=0
    healthcheck:
      test: mysqladmin ping -uroot -pKx8-vRt-203
  d:
    image: alpine:3.20
    command: ["server", "--token=5f2c81ab", "--password", "$$PASSWORD", "--secret-file=/x", "-p8080"]
  e:
    image: alpine:3.20
    entrypoint: sh -c "run --api-key 'k-5f2c81ab'"
  f:
    image: alpine:3.20
    command: "run --token ${UNSET_TOKEN:-} serve && done --secret ${UNSET_TOKEN:-} && exit"
  g:
    image: redis:7
    command:
      - redis-server
      - --requirepass
      - Kx8-vRt-203
"#,
        expect![[r#"

            services:
              a:
                image: redis:7
                command: redis-server --requirepass Kx8-vRt-203 --appendonly yes
                                                    ^^^^^^^^^^^ warning[S012]: the value of `--requirepass` of `a` shows in the list of processes
              help: let the program read it from a file or from a variable that is set in `.env`
              b:
                image: redis:7
                command: [redis-server, --requirepass, "${REDIS_PASSWORD:-Kx8-vRt-203}"]
              c:
                image: mysql:8
                command: --password-policy=0
                healthcheck:
                  test: mysqladmin ping -uroot -pKx8-vRt-203
                                                 ^^^^^^^^^^^ warning[S012]: the value of `-p` of `c` shows in the list of processes
              help: let the program read it from a file or from a variable that is set in `.env`
              d:
                image: alpine:3.20
                command: ["server", "--token=5f2c81ab", "--password", "$$PASSWORD", "--secret-file=/x", "-p8080"]
                                             ^^^^^^^^ warning[S012]: the value of `--token` of `d` shows in the list of processes
              help: let the program read it from a file or from a variable that is set in `.env`
              e:
                image: alpine:3.20
                entrypoint: sh -c "run --api-key 'k-5f2c81ab'"
                                                  ^^^^^^^^^^ warning[S012]: the value of `--api-key` of `e` shows in the list of processes
              help: let the program read it from a file or from a variable that is set in `.env`
              f:
                image: alpine:3.20
                command: "run --token ${UNSET_TOKEN:-} serve && done --secret ${UNSET_TOKEN:-} && exit"
              g:
                image: redis:7
                command:
                  - redis-server
                  - --requirepass
                  - Kx8-vRt-203
                    ^^^^^^^^^^^ warning[S012]: the value of `--requirepass` of `g` shows in the list of processes
              help: let the program read it from a file or from a variable that is set in `.env`
        "#]],
    );
}

#[test]
fn well_known_passwords_and_names_of_users_are_guessed_first() {
    check_rule(
        "default-password",
        r#"
services:
  a:
    image: postgres:16
    environment:
      POSTGRES_USER: alice
      POSTGRES_PASSWORD: alice
      ADMIN_PASSWORD: ${ADMIN_PASSWORD:-ChangeMe}
      ROOT_PASSWORD: ${ROOT_PASSWORD:?}
      SMTP_PASSWORD: Kx8-vRt-203
      TEST_TOKEN: test
  b:
    image: alpine:3.20
    environment:
      - PASSWORD="password"
      - USER=bob
"#,
        expect![[r#"

            services:
              a:
                image: postgres:16
                environment:
                  POSTGRES_USER: alice
                  POSTGRES_PASSWORD: alice
                  ^^^^^^^^^^^^^^^^^^^^^^^^ warning[S013]: `alice` is one of the first guesses for `POSTGRES_PASSWORD` of `a`
              help: write `${POSTGRES_PASSWORD:?}`, which refuses to run without one, and set a random value in `.env`
                  ADMIN_PASSWORD: ${ADMIN_PASSWORD:-ChangeMe}
                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint[S013]: `ADMIN_PASSWORD` of `a` is `ChangeMe` unless somebody sets it
              help: write `${ADMIN_PASSWORD:?}`, which refuses to run without one, and set a random value in `.env`
                  ROOT_PASSWORD: ${ROOT_PASSWORD:?}
                  SMTP_PASSWORD: Kx8-vRt-203
                  TEST_TOKEN: test
              b:
                image: alpine:3.20
                environment:
                  - PASSWORD="password"
                    ^^^^^^^^^^^^^^^^^^^ warning[S013]: `"password"` is one of the first guesses for `PASSWORD` of `b`
              help: write `${PASSWORD:?}`, which refuses to run without one, and set a random value in `.env`
                  - USER=bob
        "#]],
    );
}

#[test]
fn ports_are_open_unless_they_have_an_address() {
    check_rule(
        "port-on-all-interfaces",
        r#"
services:
  web:
    image: nginx:1.27
    ports:
      - "80:80"
      - 443:443
      - "127.0.0.1:9000:9000"
      - "8080:8080"
      - 8081:8081
      - "3000-3001:3000-3001"
      - "9999"
      - target: 5000
        published: "5000"
  db:
    image: postgres:16
    ports:
      - "15432:5432"
      - "0.0.0.0:25432:5432"
      - "[::1]:35432:5432"
  host:
    image: postgres:16
    network_mode: host
    ports:
      - "5432:5432"
"#,
        expect![[r#"

            services:
              web:
                image: nginx:1.27
                ports:
                  - "80:80"
                  - 443:443
                  - "127.0.0.1:9000:9000"
                  - "8080:8080"
                    ^^^^^^^^^^^ hint[S014]: port 8080 of `web`, and 4 more, are open to every network of the host
              help: put `127.0.0.1:` before what only this machine needs
              unsafe fix: Publish on 127.0.0.1 only
                  - 8081:8081
                  - "3000-3001:3000-3001"
                  - "9999"
                  - target: 5000
                    published: "5000"
              db:
                image: postgres:16
                ports:
                  - "15432:5432"
                    ^^^^^^^^^^^^ warning[S014]: port 5432 (PostgreSQL) of `db` is open to every network of the host
              help: the services of the project reach it without `ports`; for this machine alone, put `127.0.0.1:` before it
              unsafe fix: Publish on 127.0.0.1 only
                  - "0.0.0.0:25432:5432"
                    ^^^^^^^^^^^^^^^^^^^^ warning[S014]: port 5432 (PostgreSQL) of `db` is open to every network of the host
              help: the services of the project reach it without `ports`; for this machine alone, put `127.0.0.1:` before it
                  - "[::1]:35432:5432"
              host:
                image: postgres:16
                network_mode: host
                ports:
                  - "5432:5432"
        "#]],
    );
}

#[test]
fn root_has_two_names() {
    check_rule(
        "root-user",
        r#"
services:
  a:
    image: alpine:3.20
    user: "0"
  b:
    image: alpine:3.20
    user: root:root
  c:
    image: alpine:3.20
    user: "1000:0"
"#,
        expect![[r#"

            services:
              a:
                image: alpine:3.20
                user: "0"
                      ^^^ hint[S015]: `a` runs as root
              help: name the user of the image, or a number such as `1000:1000`
              b:
                image: alpine:3.20
                user: root:root
                      ^^^^^^^^^ hint[S015]: `b` runs as root
              help: name the user of the image, or a number such as `1000:1000`
              c:
                image: alpine:3.20
                user: "1000:0"
        "#]],
    );
}

#[test]
fn only_shared_mounts_reach_the_host() {
    check_rule(
        "shared-propagation",
        r#"
services:
  a:
    image: alpine:3.20
    volumes:
      - /mnt:/a:ro,rshared
      - /mnt:/b:rslave
      - type: bind
        source: /mnt
        target: /c
        bind:
          propagation: shared
"#,
        expect![[r#"

            services:
              a:
                image: alpine:3.20
                volumes:
                  - /mnt:/a:ro,rshared
                    ^^^^^^^^^^^^^^^^^^ hint[S016]: what `a` mounts here appears on the host, because of `rshared`
              help: `rslave` shows the host's mounts in the container and not the other way round
                  - /mnt:/b:rslave
                  - type: bind
                    ^^^^^^^^^^^ hint[S016]: what `a` mounts here appears on the host, because of `shared`
              help: `rslave` shows the host's mounts in the container and not the other way round
                    source: /mnt
                    target: /c
                    bind:
                      propagation: shared
        "#]],
    );
}

#[test]
fn addresses_give_passwords_away_unless_a_variable_stands_there() {
    check_rule(
        "credentials-in-url",
        r#"
services:
  a:
    image: alpine:3.20
    command: serve --db postgres://app:Kx8-vRt-203@db/app
    environment:
      A: redis://:Kx8-vRt-203@cache:6379/0
      B: postgres://app:${PASSWORD:-x}@db/app
      C: ${C:-amqp://guest:guest@queue}
      D: https://example.com/a:b@c
      E: postgres://user:<password>@db
"#,
        expect![[r#"

            services:
              a:
                image: alpine:3.20
                command: serve --db postgres://app:Kx8-vRt-203@db/app
                                               ^^^^^^^^^^^^^^^^ warning[S017]: this address of `a` has a password in it
              help: write a variable in its place, such as `${DB_PASSWORD:?}`, and set it in `.env`
                environment:
                  A: redis://:Kx8-vRt-203@cache:6379/0
                             ^^^^^^^^^^^^^ warning[S017]: this address of `a` has a password in it
              help: write a variable in its place, such as `${DB_PASSWORD:?}`, and set it in `.env`
                  B: postgres://app:${PASSWORD:-x}@db/app
                  C: ${C:-amqp://guest:guest@queue}
                                 ^^^^^^^^^^^^ hint[S017]: this address of `a` has a password in it
              help: write a variable in its place, such as `${DB_PASSWORD:?}`, and set it in `.env`
                  D: https://example.com/a:b@c
                  E: postgres://user:<password>@db
        "#]],
    );
}

#[test]
fn remote_builds_are_held_to_a_commit_or_told() {
    check_rule(
        "unpinned-remote",
        r#"
include:
  - https://github.com/example/base.git
  - ./other.yml
services:
  a:
    build: git@github.com:example/app.git#main
  b:
    build:
      context: http://example.com/context.tar.gz
  c:
    build: https://github.com/example/app.git#0123456789abcdef0123456789abcdef01234567:docker
  d:
    build: ./app
"#,
        expect![[r#"

            include:
              - https://github.com/example/base.git
                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint[S018]: what this address gives can change from one day to the next
              help: use `https://`, and end it with `#` and the full number of a commit
              - ./other.yml
            services:
              a:
                build: git@github.com:example/app.git#main
                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ hint[S018]: what this address gives can change from one day to the next
              help: use `https://`, and end it with `#` and the full number of a commit
              b:
                build:
                  context: http://example.com/context.tar.gz
                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[S018]: what this address gives can be replaced on the way
              help: use `https://`, and end it with `#` and the full number of a commit
              c:
                build: https://github.com/example/app.git#0123456789abcdef0123456789abcdef01234567:docker
              d:
                build: ./app
        "#]],
    );
}

#[test]
fn output_that_is_thrown_away() {
    check_rule(
        "logging-disabled",
        "services:\n  a:\n    image: alpine:3.20\n    logging: {driver: none}\n  b:\n    image: alpine:3.20\n    logging: {driver: journald}\n",
        expect![[r#"
            services:
              a:
                image: alpine:3.20
                logging: {driver: none}
                                  ^^^^ hint[S019]: nothing is kept of what `a` says
              help: `local` keeps the last 100 MB and no more
              b:
                image: alpine:3.20
                logging: {driver: journald}
        "#]],
    );
    check_rule(
        "logging-disabled",
        "a:\n  image: alpine:3.20\n  log_driver: none\n",
        expect![[r#"
            a:
              image: alpine:3.20
              log_driver: none
                          ^^^^ hint[S019]: nothing is kept of what `a` says
              help: `local` keeps the last 100 MB and no more
        "#]],
    );
}

#[test]
fn without_a_limit_the_host_itself_stands_still() {
    check_rule(
        "oom-kill-disabled",
        r#"
services:
  a:
    image: alpine:3.20
    oom_kill_disable: true
  b:
    image: alpine:3.20
    oom_kill_disable: true
    deploy:
      resources:
        limits: {memory: 1g}
  c:
    image: alpine:3.20
    oom_kill_disable: false
"#,
        expect![[r#"

            services:
              a:
                image: alpine:3.20
                oom_kill_disable: true
                                  ^^^^ warning[S020]: when memory runs out, others than `a` are ended
              help: leave it out and limit its memory with `mem_limit`
              b:
                image: alpine:3.20
                oom_kill_disable: true
                                  ^^^^ hint[S020]: when memory runs out, others than `b` are ended
              help: leave it out and limit its memory with `mem_limit`
                deploy:
                  resources:
                    limits: {memory: 1g}
              c:
                image: alpine:3.20
                oom_kill_disable: false
        "#]],
    );
}

#[test]
fn builds_with_rights_over_the_host() {
    check_rule(
        "privileged-build",
        r#"
services:
  a:
    build:
      context: .
      privileged: true
      network: host
  b:
    build:
      context: .
      entitlements: [security.insecure, network.host]
      network: none
"#,
        expect![[r#"

            services:
              a:
                build:
                  context: .
                  privileged: true
                              ^^^^ warning[S021]: the build of `a` gets every right over the host
              help: leave it out, and do what needs it when the container starts
                  network: host
                           ^^^^ hint[S021]: the build of `a` stands on the network of the host
              help: leave it out: builds reach the internet without it
              b:
                build:
                  context: .
                  entitlements: [security.insecure, network.host]
                                 ^^^^^^^^^^^^^^^^^ warning[S021]: the build of `b` gets every right over the host
              help: leave it out, and do what needs it when the container starts
                                                    ^^^^^^^^^^^^ hint[S021]: the build of `b` stands on the network of the host
              help: leave it out: builds reach the internet without it
                  network: none
        "#]],
    );
}

#[test]
fn services_that_let_everybody_in() {
    check_rule(
        "no-authentication",
        r#"
services:
  a:
    image: mysql:8
    environment:
      MYSQL_ALLOW_EMPTY_PASSWORD: "yes"
    ports:
      - "3306:3306"
  b:
    image: redis:7
    command: redis-server --protected-mode no
  c:
    image: traefik:v3.1
    command: [--api.insecure=true, --providers.docker]
    ports:
      - "127.0.0.1:8080:8080"
  d:
    image: mysql:8
    environment:
      - MYSQL_ALLOW_EMPTY_PASSWORD=no
      - xpack.security.enabled=true
"#,
        expect![[r#"

            services:
              a:
                image: mysql:8
                environment:
                  MYSQL_ALLOW_EMPTY_PASSWORD: "yes"
                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[S022]: `MYSQL_ALLOW_EMPTY_PASSWORD` lets everybody into `a` who reaches it
              help: give it a password, and hand it over with `.env` or `secrets`
                ports:
                  - "3306:3306"
              b:
                image: redis:7
                command: redis-server --protected-mode no
                                      ^^^^^^^^^^^^^^^^ hint[S022]: `--protected-mode` lets everybody into `b` who reaches it
              help: give it a password, and hand it over with `.env` or `secrets`
              c:
                image: traefik:v3.1
                command: [--api.insecure=true, --providers.docker]
                          ^^^^^^^^^^^^^^^^^^^ hint[S022]: `--api.insecure=true` lets everybody into `c` who reaches it
              help: give it a password, and hand it over with `.env` or `secrets`
                ports:
                  - "127.0.0.1:8080:8080"
              d:
                image: mysql:8
                environment:
                  - MYSQL_ALLOW_EMPTY_PASSWORD=no
                  - xpack.security.enabled=true
        "#]],
    );
}

#[test]
fn certificates_that_are_not_looked_at() {
    check_rule(
        "tls-check-off",
        "services:\n  a:\n    image: node:22\n    environment:\n      - NODE_TLS_REJECT_UNAUTHORIZED=0\n      - GIT_SSL_NO_VERIFY=false\n      - PYTHONHTTPSVERIFY=1\n",
        expect![[r#"
            services:
              a:
                image: node:22
                environment:
                  - NODE_TLS_REJECT_UNAUTHORIZED=0
                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[S023]: `NODE_TLS_REJECT_UNAUTHORIZED` makes `a` trust whoever answers
              help: mount the certificate of your own authority and name it to the program
                  - GIT_SSL_NO_VERIFY=false
                  - PYTHONHTTPSVERIFY=1
        "#]],
    );
}

#[test]
fn what_is_asked_for_is_told_once_per_service() {
    let text = r#"
services:
  a:
    image: alpine:3.20
  b:
    image: alpine:3.20
    read_only: true
    cap_drop: [all]
    security_opt: [no-new-privileges]
  c:
    image: alpine:3.20
    read_only: false
    cap_drop: [NET_RAW]
    security_opt: ["no-new-privileges:false"]
"#;
    check_rule(
        "new-privileges",
        text,
        expect![[r#"

        services:
          a:
          ^ hint[S024]: programs of `a` may gain rights
          help: add `security_opt: [no-new-privileges:true]`
            image: alpine:3.20
          b:
            image: alpine:3.20
            read_only: true
            cap_drop: [all]
            security_opt: [no-new-privileges]
          c:
          ^ hint[S024]: programs of `c` may gain rights
          help: add `security_opt: [no-new-privileges:true]`
            image: alpine:3.20
            read_only: false
            cap_drop: [NET_RAW]
            security_opt: ["no-new-privileges:false"]
    "#]],
    );
    check_rule(
        "default-capabilities",
        text,
        expect![[r#"

        services:
          a:
          ^ hint[S025]: `a` keeps capabilities that it may not need
          help: add `cap_drop: [ALL]`, and the needed ones under `cap_add`
            image: alpine:3.20
          b:
            image: alpine:3.20
            read_only: true
            cap_drop: [all]
            security_opt: [no-new-privileges]
          c:
          ^ hint[S025]: `c` keeps capabilities that it may not need
          help: add `cap_drop: [ALL]`, and the needed ones under `cap_add`
            image: alpine:3.20
            read_only: false
            cap_drop: [NET_RAW]
            security_opt: ["no-new-privileges:false"]
    "#]],
    );
    check_rule(
        "writable-root",
        text,
        expect![[r#"

        services:
          a:
          ^ hint[S026]: `a` can change the files of its image
          help: add `read_only: true`, and `tmpfs` for the folders it writes
            image: alpine:3.20
          b:
            image: alpine:3.20
            read_only: true
            cap_drop: [all]
            security_opt: [no-new-privileges]
          c:
          ^ hint[S026]: `c` can change the files of its image
          help: add `read_only: true`, and `tmpfs` for the folders it writes
            image: alpine:3.20
            read_only: false
            cap_drop: [NET_RAW]
            security_opt: ["no-new-privileges:false"]
    "#]],
    );
}
