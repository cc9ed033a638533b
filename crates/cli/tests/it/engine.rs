//! Commands that need an engine, where none answers.

use crate::{Shop, slide};
use expect_test::expect;

#[test]
fn a_file_with_errors_is_refused_before_an_engine_is_asked_for() {
    slide().check(
        "up",
        expect![[r#"
            --- standard error
            error[M001]: unknown key `enviroment` in service `web`
             --> docker-compose.yml:4:5
              |
            4 |     enviroment:
              |     ^^^^^^^^^^
              |
              = help: did you mean `environment`?
            help: Rename `enviroment` to `environment`
              |
            4 |     environment:
              |           +

            error: docker-compose.yml has an error
             |
             = help: repair it; `linkyard check` shows every finding
            --- exit code 1
        "#]],
    );
}

#[test]
fn an_engine_that_does_not_answer_is_named() {
    let shop = Shop::new(&[("compose.yaml", "services:\n  web:\n    image: nginx\n")]);
    shop.check("up", expect![[r#"
        --- standard error
        error: the Docker Engine cannot be used
         |
         = note: no Docker Engine answers at tcp://127.0.0.1:9: Connection refused (os error 111)
         = help: start Docker (`sudo systemctl start docker`), or set DOCKER_HOST to where it listens; a user who is not root must be in the group `docker`
        --- exit code 1
    "#]]);
    shop.check("ps", expect![[r#"
        --- standard error
        error: the Docker Engine cannot be used
         |
         = note: no Docker Engine answers at tcp://127.0.0.1:9: Connection refused (os error 111)
         = help: start Docker (`sudo systemctl start docker`), or set DOCKER_HOST to where it listens; a user who is not root must be in the group `docker`
        --- exit code 1
    "#]]);
    shop.check("down", expect![[r#"
        --- standard error
        error: the Docker Engine cannot be used
         |
         = note: no Docker Engine answers at tcp://127.0.0.1:9: Connection refused (os error 111)
         = help: start Docker (`sudo systemctl start docker`), or set DOCKER_HOST to where it listens; a user who is not root must be in the group `docker`
        --- exit code 1
    "#]]);
}

#[test]
fn the_agent_is_not_served_to_other_machines() {
    Shop::new(&[]).check("serve --listen 0.0.0.0:0 --no-open", expect![[r#"
        --- standard error
        error: 0.0.0.0:0 can be reached from other machines, and whoever reaches the agent can start containers: use 127.0.0.1 or [::1], and `ssh -L` to come from elsewhere
        --- exit code 2
    "#]]);
}
