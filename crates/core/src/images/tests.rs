//! Names of images, and the tables of well-known ones.

use super::*;

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
