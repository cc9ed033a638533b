//! `config`: the canonical model.

use crate::{Shop, slide};
use expect_test::expect;

#[test]
fn the_slide_as_docker_compose_1_29_would_print_it() {
    slide().check(
        "config",
        expect![[r#"
            services:
              db:
                environment:
                  POSTGRES_PASSWORD: open-sesame
                image: postgres
                network_mode: bridge
              mycontainer:
                build:
                  context: ROOT/shop/path
                expose:
                - "3000"
                network_mode: none
                user: me
                volumes:
                - /home/me/configs:/etc/configs:ro
              web:
                build:
                  context: ROOT/shop
                command: python app.py
                links:
                - db
                network_mode: bridge
                ports:
                - 8000:8000/tcp
            version: "1"
            --- standard error
            note: docker-compose.yml has 1 error, and `up` would refuse it; `linkyard check` shows them
            --- exit code 1
        "#]],
    );
}

#[test]
fn values_that_old_yaml_readers_would_take_for_something_else_are_quoted() {
    let text = "services:\n  web:\n    image: 'y'\n    environment: {A: 'on', B: '22:22', C: '1_000', D: '0x1F', E: '~', F: $$HOME}\n";
    Shop::new(&[("compose.yaml", text)]).check(
        "config",
        expect![[r#"
        name: shop
        services:
          web:
            environment:
              A: "on"
              B: "22:22"
              C: "1_000"
              D: "0x1F"
              E: "~"
              F: $$HOME
            image: "y"
            networks:
              default: null
        networks:
          default:
            name: shop_default
        --- exit code 0
    "#]],
    );
}

#[test]
fn the_names_of_the_services_alone() {
    slide().check(
        "config --services",
        expect![[r#"
            web
            mycontainer
            db
            --- standard error
            note: docker-compose.yml has 1 error, and `up` would refuse it; `linkyard check` shows them
            --- exit code 1
        "#]],
    );
}

#[test]
fn json_is_the_same_model() {
    Shop::new(&[("compose.yaml", "services:\n  web:\n    image: nginx\n")]).check(
        "config --format json",
        expect![[r#"
        {
          "name": "shop",
          "services": {
            "web": {
              "image": "nginx",
              "networks": {
                "default": null
              }
            }
          },
          "networks": {
            "default": {
              "name": "shop_default"
            }
          }
        }
        --- exit code 0
    "#]],
    );
}
