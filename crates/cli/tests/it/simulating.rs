//! `sim`: commands on a simulated engine.

use crate::{Shop, slide};
use expect_test::expect;

const SCRIPT: &str = "\
# what people type first
docker-compose up -d 2>/dev/null
docker exec shop_web_1 cat /etc/hosts | tail -n 2
docker stop nope
docker ps -q | wc -l
";

const LINKED: &str = "web:\n  image: nginx\n  links: [db]\ndb:\n  image: redis\n";

fn linked() -> Shop {
    Shop::new(&[
        ("docker-compose.yml", LINKED),
        ("script.sh", SCRIPT),
        ("nested/other.yml", LINKED),
    ])
}

#[test]
fn a_script_runs_until_a_command_fails() {
    linked().check(
        "sim -e script.sh",
        expect![[r#"
            $ docker-compose up -d 2>/dev/null
            latest: Pulling from library/redis
            Digest: sha256:0da746aa0b7788c5be7cf59fde19234c98c72d60cfb78501cf512659434ee0e6
            Status: Downloaded newer image for redis:latest
            latest: Pulling from library/nginx
            Digest: sha256:76bcbde5e6f73be8a6c3b725beadbfe7fcfb84cee14eb89829b8d984aa1d4f1f
            Status: Downloaded newer image for nginx:latest
            $ docker exec shop_web_1 cat /etc/hosts | tail -n 2
            172.17.0.2	shop_db_1 785b7928daf0
            172.17.0.3	d4f37d892d99
            $ docker stop nope
            Error response from daemon: No such container: nope
            exit code 1
            --- exit code 1
        "#]],
    );
}

#[test]
fn a_script_goes_on_after_a_command_that_fails() {
    linked()
        .stdin("docker stop nope\ndocker network create \\\n  back\nlinkyard undo\nfor i in 1 2\ndo echo $i\ndone\n")
        .check("sim", expect![[r#"
            $ docker stop nope
            Error response from daemon: No such container: nope
            exit code 1
            $ docker network create \
              back
            785b7928daf029d716970f1a79f319216a1ad24d4a440deb705f18de8303a083
            $ linkyard undo
            now after step 1: docker stop nope
            $ for i in 1 2
            do echo $i
            done
            1
            2
            --- exit code 0
        "#]]);
}

#[test]
fn a_step_is_an_object_for_programs() {
    linked()
        .stdin("docker run -d --name db redis\ndocker kill db\n")
        .check("sim - --format json --engine 28", expect![[r#"
            {"line":"docker run -d --name db redis","stdout":"785b7928daf029d716970f1a79f319216a1ad24d4a440deb705f18de8303a083\n","stderr":"Unable to find image 'redis:latest' locally\nlatest: Pulling from library/redis\neebd04a50a19: Pulling fs layer\nba8a69a996cb: Pulling fs layer\nb365cbda564c: Pulling fs layer\neebd04a50a19: Verifying Checksum\nba8a69a996cb: Verifying Checksum\nb365cbda564c: Verifying Checksum\neebd04a50a19: Download complete\nba8a69a996cb: Download complete\nb365cbda564c: Download complete\neebd04a50a19: Pull complete\nba8a69a996cb: Pull complete\nb365cbda564c: Pull complete\nDigest: sha256:d858a09ef26e3f85d3f6b07b0949d007df112774cfe0b5c2df4778e3d88405bd\nStatus: Downloaded newer image for redis:latest\n","code":0,"changes":["image redis:latest is here","volume 204f7a7edaa0 created","db created","db started"],"world":{"engine":"28","compose":"1.29","project":"shop","containers":[{"name":"db","service":"","index":1,"image":"redis","state":"running","env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin","HOSTNAME=785b7928daf0","REDIS_VERSION=7.4.11","HOME=/root"],"hosts":"127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::\tip6-localnet\nff00::\tip6-mcastprefix\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n172.17.0.2\t785b7928daf0\n","links":[],"networks":{"bridge":{"ip":"172.17.0.2","aliases":[]}},"ports":[],"started":1}],"networks":[],"volumes":[{"name":"204f7a7edaa0abffe1ceab5aeb25ac3a5f4835a1f6fad4b376c8ae32a86ea360"}]}}
            {"line":"docker kill db","stdout":"db\n","stderr":"","code":0,"changes":["db ended with code 137"],"world":{"engine":"28","compose":"1.29","project":"shop","containers":[{"name":"db","service":"","index":1,"image":"redis","state":"exited","exit_code":137,"env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin","HOSTNAME=785b7928daf0","REDIS_VERSION=7.4.11","HOME=/root"],"hosts":"127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::\tip6-localnet\nff00::\tip6-mcastprefix\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n172.17.0.2\t785b7928daf0\n","links":[],"networks":{"bridge":{"ip":null,"aliases":[]}},"ports":[],"started":1}],"networks":[],"volumes":[{"name":"204f7a7edaa0abffe1ceab5aeb25ac3a5f4835a1f6fad4b376c8ae32a86ea360"}]}}
            --- exit code 0
        "#]]);
}

#[test]
fn the_exit_code_is_that_of_the_last_command() {
    linked().stdin("exit 3\n").check(
        "sim",
        expect![[r#"
        $ exit 3
        exit code 3
        --- exit code 3
    "#]],
    );
    linked().stdin("nonsense\n").check(
        "sim",
        expect![[r#"
        $ nonsense
        sh: nonsense: command not found
        exit code 127
        --- exit code 127
    "#]],
    );
    linked().stdin("").check(
        "sim",
        expect![[r#"
        --- exit code 0
    "#]],
    );
}

#[test]
fn shared_flags_are_variables_of_the_machine() {
    linked()
        .stdin("echo $COMPOSE_FILE $COMPOSE_PROJECT_NAME\ndocker-compose ps -q\n")
        .check(
            "sim -p other -f nested/other.yml",
            expect![[r#"
            $ echo $COMPOSE_FILE $COMPOSE_PROJECT_NAME
            other.yml other
            $ docker-compose ps -q
            --- exit code 0
        "#]],
        );
    linked().stdin("docker-compose ps -q\n").check(
        "sim --env-file docker-compose.yml",
        expect![[r#"
            --- standard error
            error: `--env-file` cannot be given for all commands
             |
             = note: docker-compose 1.29 takes it from its own command line only
             = help: write `docker-compose --env-file FILE …` in the script
            --- exit code 2
        "#]],
    );
}

#[test]
fn a_file_with_mistakes_is_told_by_the_tool() {
    slide().stdin("docker-compose config -q\n").check(
        "sim",
        expect![[r#"
            $ docker-compose config -q
            The Compose file './docker-compose.yml' is invalid because:
            Unsupported config option for web: 'enviroment'
            exit code 1
            --- exit code 1
        "#]],
    );
}

#[test]
fn what_cannot_be_read_is_told() {
    linked().check(
        "sim nope.sh",
        expect![[r#"
        --- standard error
        error: the script `nope.sh` cannot be read
         |
         = note: there is no such file
        --- exit code 2
    "#]],
    );
    linked().check(
        "sim -f -",
        expect![[r#"
        --- standard error
        error: standard input cannot be a compose file here
         |
         = note: the commands name the file, and look for it in the folder
         = help: save it as docker-compose.yml
        --- exit code 2
    "#]],
    );
    linked().check(
        "sim -f nope.yml script.sh",
        expect![[r#"
            --- standard error
            error: the compose file `nope.yml` cannot be read
             |
             = note: there is no such file
            --- exit code 2
        "#]],
    );
    linked().check(
        "sim --env-file .env",
        expect![[r#"
        --- standard error
        error: the file of variables `.env` cannot be read
         |
         = note: there is no such file
        --- exit code 2
    "#]],
    );
    linked().check(
        "sim --images - -",
        expect![[r#"
        --- standard error
        error: standard input cannot be both the script and the image facts
         |
         = help: name a file for one of them
        --- exit code 2
    "#]],
    );
    linked().check(
        "sim --project-directory nested -f docker-compose.yml script.sh",
        expect![[r#"
            --- standard error
            error: the compose file `docker-compose.yml` lies outside of the simulated machine's folder
             |
             = note: the folder is ROOT/shop/nested
             = help: name a folder that has all files with `--project-directory`
            --- exit code 2
        "#]],
    );
}

#[test]
fn the_disk_stays_as_it_is() {
    let shop = linked();
    let res = shop.run("sim -e script.sh");
    assert!(res.contains("$ docker-compose up -d 2>"));
    let shop = shop.stdin("echo changed > docker-compose.yml; cat docker-compose.yml\n");
    shop.check(
        "sim",
        expect![[r#"
        $ echo changed > docker-compose.yml; cat docker-compose.yml
        changed
        --- exit code 0
    "#]],
    );
    assert_eq!(shop.file("docker-compose.yml"), LINKED);
}
