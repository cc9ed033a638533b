//! `rules`, `explain`, and how findings are levelled, worded and printed for programs.

use crate::{Shop, slide};
use expect_test::expect;

const PRIVILEGED: &str =
    "services:\n  web:\n    image: nginx:1.27\n    enviroment: [A=1]\n    privileged: true\n";

/// A shop whose own `.linkyard.yml` leaves two rules to look at.
fn shop() -> Shop {
    Shop::new(&[("compose.yaml", PRIVILEGED)])
}

#[test]
fn under_a_finding_stands_what_the_compose_tool_prints() {
    shop().check("check --explain --rule privileged=off", expect![[r#"
        error[M001]: unknown key `enviroment` in service `web`
         --> compose.yaml:4:5
          |
        4 |     enviroment: [A=1]
          |     ^^^^^^^^^^
          |
          = help: did you mean `environment`?
          = note: docker compose 2 stops with:
                  validating ROOT/shop/compose.yaml: services.web additional properties 'enviroment' not allowed
        help: Rename `enviroment` to `environment`
          |
        4 |     environment: [A=1]
          |           +

        compose.yaml: 1 error; `linkyard check --fix` repairs 1 of them
        --- exit code 1
    "#]]);
}

#[test]
fn findings_are_told_in_french_where_that_is_wanted() {
    shop().check("check --lang fr", expect![[r#"
        erreur[M001]: clé inconnue `enviroment` dans le service `web`
         --> compose.yaml:4:5
          |
        4 |     enviroment: [A=1]
          |     ^^^^^^^^^^
          |
          = aide: vouliez-vous dire `environment` ?
        aide: Renommer `enviroment` en `environment`
          |
        4 |     environment: [A=1]
          |           +

        avertissement[S001]: `web` reçoit tous les droits sur l'hôte
         --> compose.yaml:5:17
          |
        5 |     privileged: true
          |                 ^^^^
          |
          = aide: donnez-lui les capacités nécessaires avec `cap_add` et les périphériques avec `devices`

        compose.yaml : 1 erreur, 1 avertissement ; `linkyard check --fix` en corrige 1
        --- exit code 1
    "#]]);
    let french = shop().variable("LANG", "fr_CH.UTF-8");
    assert_eq!(french.run("check"), shop().run("check --lang fr"));
    let english = shop()
        .variable("LANG", "fr_CH.UTF-8")
        .variable("LC_ALL", "C");
    assert_eq!(english.run("check"), shop().run("check"));
}

#[test]
fn github_gets_a_command_for_each_finding() {
    shop().check("check --format github", expect![[r#"
        ::error file=compose.yaml,line=4,endLine=4,col=5,endColumn=15,title=M001 unknown-key::unknown key `enviroment` in service `web`%0Adid you mean `environment`?
        ::warning file=compose.yaml,line=5,endLine=5,col=17,endColumn=21,title=S001 privileged::`web` gets every right over the host%0Agive it the capabilities it needs with `cap_add`, and the devices with `devices`
        --- exit code 1
    "#]]);
}

#[test]
fn code_scanning_gets_sarif() {
    shop().check(
        "check --format sarif --rule privileged=off",
        expect![[r#"
            {
              "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
              "version": "2.1.0",
              "runs": [
                {
                  "tool": {
                    "driver": {
                      "name": "linkyard",
                      "version": "0.0.0",
                      "informationUri": "https://github.com/linkyard/linkyard",
                      "rules": [
                        {
                          "id": "M001",
                          "name": "unknown-key",
                          "shortDescription": {
                            "text": "a key that the format does not have"
                          },
                          "fullDescription": {
                            "text": "The compose tools check every key against a schema and refuse the whole file over one that they do not know, so a single misspelt key stops everything. Keys that begin with `x-` are left to their author."
                          },
                          "help": {
                            "text": "The compose tools check every key against a schema and refuse the whole file over one that they do not know, so a single misspelt key stops everything. Keys that begin with `x-` are left to their author.\n\nservices:\n  web:\n    image: nginx:1.27\n    environment:\n      LANG: C.UTF-8\n"
                          },
                          "defaultConfiguration": {
                            "enabled": true,
                            "level": "error"
                          }
                        }
                      ]
                    }
                  },
                  "language": "en",
                  "columnKind": "unicodeCodePoints",
                  "results": [
                    {
                      "ruleId": "M001",
                      "ruleIndex": 0,
                      "level": "error",
                      "message": {
                        "text": "unknown key `enviroment` in service `web`\ndid you mean `environment`?"
                      },
                      "locations": [
                        {
                          "physicalLocation": {
                            "artifactLocation": {
                              "uri": "compose.yaml"
                            },
                            "region": {
                              "startLine": 4,
                              "startColumn": 5,
                              "endLine": 4,
                              "endColumn": 15
                            }
                          }
                        }
                      ],
                      "fixes": [
                        {
                          "description": {
                            "text": "Rename `enviroment` to `environment`"
                          },
                          "artifactChanges": [
                            {
                              "artifactLocation": {
                                "uri": "compose.yaml"
                              },
                              "replacements": [
                                {
                                  "deletedRegion": {
                                    "startLine": 4,
                                    "startColumn": 5,
                                    "endLine": 4,
                                    "endColumn": 15
                                  },
                                  "insertedContent": {
                                    "text": "environment"
                                  }
                                }
                              ]
                            }
                          ]
                        }
                      ]
                    }
                  ]
                }
              ]
            }
            --- exit code 1
        "#]],
    );
}

#[test]
fn a_rule_has_its_level_from_the_project_and_from_the_command() {
    let shop = Shop::new(&[
        ("compose.yaml", PRIVILEGED),
        (".linkyard.yml", "rules:\n  privileged: hint\n"),
    ]);
    assert!(shop.run("check").contains("hint[S001]"));
    assert!(shop.run("check --rule S001=error").contains("error[S001]"));
    shop.check("check --rule unknown-key=off", expect![[r#"
        --- standard error
        error: invalid value 'unknown-key=off' for '--rule <RULE=LEVEL>': `unknown-key` cannot be off: the compose tool refuses the file because of what it finds

        For more information, try '--help'.
        --- exit code 2
    "#]]);
    shop.check("check --rule priviledged=off", expect![[r#"
        --- standard error
        error: invalid value 'priviledged=off' for '--rule <RULE=LEVEL>': no rule is called `priviledged`; `linkyard rules` lists them

        For more information, try '--help'.
        --- exit code 2
    "#]]);
}

#[test]
fn a_rule_explains_itself() {
    shop().check("explain S001", expect![[r#"
        S001 privileged
        ===============

        A privileged container.

        Family: Security
        Level: warning

        A privileged container has every capability and every device of the host, without the filters that
        keep other containers in: whoever gets into it has the machine.

        Wrong:

            services:
              vpn:
                image: alpine:3.20
                privileged: true

        Right:

            services:
              vpn:
                image: alpine:3.20
                cap_add: [NET_BIND_SERVICE]

        --- exit code 0
    "#]]);
    shop().check(
        "explain priviledged",
        expect![[r#"
        --- standard error
        error: no rule is called `priviledged`
         |
         = help: did you mean `privileged`, S001?
        --- exit code 2
    "#]],
    );
}

#[test]
fn every_rule_is_listed_with_its_family() {
    let listed = shop().run("rules");
    for rule in linkyard_core::rules::rules() {
        assert!(
            listed.contains(rule.code) && listed.contains(rule.name),
            "{}",
            rule.code
        );
    }
    assert!(
        shop()
            .run("rules --format json")
            .contains("\"code\": \"S001\"")
    );
}

#[test]
fn every_file_of_the_project_is_repaired() {
    let shop = Shop::new(&[
        ("compose.yaml", "services:\n  web:\n    image: nginx:1.27\n"),
        (
            "compose.override.yaml",
            "services:\n  web:\n    enviroment: [A=1] # kept\n",
        ),
    ]);
    shop.check(
        "check --fix",
        expect![[r#"
            fixed: compose.override.yaml, line 3: Rename `enviroment` to `environment` (M001)

            compose.yaml: 1 service, no findings
            --- exit code 0
        "#]],
    );
    assert_eq!(
        shop.file("compose.override.yaml"),
        "services:\n  web:\n    environment: [A=1] # kept\n"
    );
}

#[test]
fn a_fix_that_needs_a_look_is_written_only_when_asked_for() {
    let text = "services:\n  web:\n    image: nginx:1.27\n    links: [dbb]\n  db:\n    image: postgres:17\n";
    let shop = Shop::new(&[("compose.yaml", text)]);
    shop.run("check --fix");
    assert_eq!(shop.file("compose.yaml"), text);
    assert!(shop.run("check --fix --unsafe-fixes").contains("to `db`"));
    assert!(shop.file("compose.yaml").contains("links: [db]"));
}

#[test]
fn the_slide_reads_the_same_in_both_languages() {
    let n_lines = |text: &str| text.lines().filter(|it| it.contains("-->")).count();
    assert_eq!(
        n_lines(&slide().run("check")),
        n_lines(&slide().run("check --lang fr"))
    );
}
