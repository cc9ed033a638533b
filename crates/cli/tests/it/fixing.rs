//! `check --fix`: what is safe to repair is written into the file, in one step.

use crate::{SLIDE, Shop, slide};
use expect_test::expect;

#[test]
fn the_slide_is_repaired_in_its_file() {
    let shop = slide();
    shop.check("check --fix", expect![[r#"
        fixed: line 4: Rename `enviroment` to `environment` (M001)

        warning[N003]: nobody can reach port 3000/tcp of `mycontainer`, which has no network
          --> docker-compose.yml:13:7
           |
        13 |     - "3000"
           |       ^^^^^^
        ...
        16 |     net: "none"
           |          ------ the network is switched off here
           |
           = help: take the port out, or give the service a network

        hint[V002]: `~/configs` depends on who runs this
          --> docker-compose.yml:15:7
           |
        15 |     - ~/configs:/etc/configs/:ro
           |       ^^^^^^^^^^^^^^^^^^^^^^^^^^
           |
           = help: the engine makes an empty folder where there is none; a path in the project, such as `./configs`, is the same for everybody

        docker-compose.yml: 1 warning, 1 hint
        --- exit code 0
    "#]]);
    assert_eq!(
        shop.file("docker-compose.yml"),
        SLIDE.replace("enviroment", "environment")
    );
    shop.check("check --fix", expect![[r#"
        warning[N003]: nobody can reach port 3000/tcp of `mycontainer`, which has no network
          --> docker-compose.yml:13:7
           |
        13 |     - "3000"
           |       ^^^^^^
        ...
        16 |     net: "none"
           |          ------ the network is switched off here
           |
           = help: take the port out, or give the service a network

        hint[V002]: `~/configs` depends on who runs this
          --> docker-compose.yml:15:7
           |
        15 |     - ~/configs:/etc/configs/:ro
           |       ^^^^^^^^^^^^^^^^^^^^^^^^^^
           |
           = help: the engine makes an empty folder where there is none; a path in the project, such as `./configs`, is the same for everybody

        docker-compose.yml: 1 warning, 1 hint
        --- exit code 0
    "#]]);
}

#[test]
fn standard_input_is_repaired_to_standard_output() {
    Shop::new(&[])
        .stdin("web:\n  image: x\n  enviroment: [A=1]\n")
        .check(
            "check --fix -f -",
            expect![[r#"
        web:
          image: x
          environment: [A=1]
        --- standard error
        fixed: line 3: Rename `enviroment` to `environment` (M001)

        <standard input>: 1 service, no findings
        --- exit code 0
    "#]],
        );
}

#[test]
fn what_was_repaired_is_in_the_json_too() {
    Shop::new(&[("fig.yml", "web:\n  image: x\n  comand: [a]\n")]).check(
        "check --fix --format json",
        expect![[r#"
        {
          "file": "fig.yml",
          "errors": 0,
          "warnings": 0,
          "hints": 0,
          "fixed": [
            "line 3: Rename `comand` to `command` (M001)"
          ],
          "diagnostics": []
        }
        --- exit code 0
    "#]],
    );
}

#[cfg(unix)]
#[test]
fn permissions_and_symbolic_links_survive() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let shop = Shop::new(&[("real/fig.yml", "web:\n  image: x\n  comand: [a]\n")]);
    let real = shop.folder().join("real/fig.yml");
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real/fig.yml", shop.folder().join("fig.yml")).unwrap();
    shop.run("check --fix");
    assert!(shop.file("real/fig.yml").contains("command"));
    assert!(shop.folder().join("fig.yml").is_symlink());
    assert_eq!(
        std::fs::metadata(&real).unwrap().permissions().mode() & 0o777,
        0o640
    );
    let names: Vec<_> = std::fs::read_dir(shop.folder().join("real"))
        .unwrap()
        .map(|it| it.unwrap().file_name())
        .collect();
    assert_eq!(names, ["fig.yml"], "no temporary file is left");
}
