//! Keys and entries: unknown, missing, twice, or contradicting each other.

use super::check;
use expect_test::expect;

#[test]
fn keys_unknown_misplaced_or_not_applied() {
    check(
        "version: '3'\nservice:\n  a: {image: a}\nservices:\n  a:\n    image: a\n    net: host\n    mem_limit: 1g\n    imagee: b\n    x-own: 1\n    build: {contxt: .}\n",
        expect![[r#"
            version: '3'
                     ^^^ warning[M006]: `version` is obsolete and ignored
              help: current Compose reads every file by one specification; take the line out
              fix: Remove the line
            service:
            ^^^^^^^ error[M001]: unknown key `service` at the top level
              help: did you mean `services`? it is there already: keep one of the two
              a: {image: a}
            services:
              a:
                image: a
                net: host
                ^^^ error[M001]: unknown key `net` in service `a`
              help: did you mean `network_mode`?
              fix: Rename `net` to `network_mode`
                mem_limit: 1g
                ^^^^^^^^^ warning[M012]: `mem_limit` is not applied by Linkyard yet
              help: the file is right; the prediction and a launch from here go without it
                imagee: b
                ^^^^^^ error[M001]: unknown key `imagee` in service `a`
              help: did you mean `image`? it is there already: keep one of the two
                x-own: 1
                build: {contxt: .}
                        ^^^^^^ error[M001]: unknown key `contxt` under `build`
              help: did you mean `context`?
              unsafe fix: Rename `contxt` to `context`
        "#]],
    );
}

#[test]
fn images_and_entries_that_stand_twice() {
    check(
        "a:\n  image: x\n  build: .\n  links:\n  - b\n  - b\nb:\n  command: x\nb:\n  image: y\n",
        expect![[r#"
            a:
              image: x
              build: .
                     ^ error[M004]: service `a` has both an image and a build context
              label, line 2: the image is here
              help: keep one of the two; only files with `services:` may have both
              links:
              - b
              - b
                ^ error[M014]: `b` stands twice in `links`
              label, line 5: first here
              help: take one of the two out
              fix: Remove the second one
            b:
              command: x
            b:
            ^ warning[Y002]: key `b` stands twice
              label, line 7: first here
              help: docker-compose takes the last one and says nothing; put both under one key, or take one out
              image: y
        "#]],
    );
}

#[test]
fn what_the_tool_refuses_for_a_reason_of_its_own() {
    check(
        "services:\n  web:\n    image: nginx\n    ports: [{published: 80}]\n    volumes: ['./a:/x', './b:/x']\n  1:\n    image: a\n  b:\n    image: a\n    extends: nosuch\n",
        expect![[r#"
            services:
              web:
                image: nginx
                ports: [{published: 80}]
                        ^^^^^^^^^^^^^^^ error[M018]: `ports` lacks `target`
              help: add `target`
                volumes: ['./a:/x', './b:/x']
              1:
              ^ error[M018]: the key `1` is not a string
              help: put it in quotes: `"1"`
              fix: Put `1` in quotes
                image: a
              b:
                image: a
                extends: nosuch
                         ^^^^^^ error[M019]: `b` extends `nosuch`, which is not there
              help: correct the name, or the `file` that it is looked for in
        "#]],
    );
}

#[test]
fn entries_that_can_be_taken_out() {
    check(
        "a:\n  image: x\n  links: [b, \"c\", b]\n  volumes_from:\n  - b\n  - b # again\nb:\n  image: x\nc:\n  image: x\n",
        expect![[r#"
            a:
              image: x
              links: [b, "c", b]
                              ^ error[M014]: `b` stands twice in `links`
              label, line 3: first here
              help: take one of the two out
              fix: Remove the second one
              volumes_from:
              - b
              - b # again
                ^ error[M014]: `b` stands twice in `volumes_from`
              label, line 5: first here
              help: take one of the two out
            b:
              image: x
            c:
              image: x
        "#]],
    );
}

#[test]
fn keys_far_from_any_that_is_known() {
    check(
        "services:\n  a:\n    image: x\n    quux: 1\n    build: {quux: 1}\n    depends_on: {b: {quux: 1}}\n  b:\n    image: x\nquux: 1\n",
        expect![[r#"
            services:
              a:
                image: x
                quux: 1
                ^^^^ error[M001]: unknown key `quux` in service `a`
              help: the compose tool refuses the file because of it; take it out, or correct it
                build: {quux: 1}
                        ^^^^ error[M001]: unknown key `quux` under `build`
              help: the compose tool refuses the file because of it; take it out, or correct it
                depends_on: {b: {quux: 1}}
                                ^^^^^^^^^ error[M018]: `b` lacks `condition`
              help: add `condition`
                                 ^^^^ error[M001]: unknown key `quux` under `b`
              help: take it out, or write `restart`, `required` or `condition`
              b:
                image: x
            quux: 1
            ^^^^ error[M001]: unknown key `quux` at the top level
              help: if `quux` is a service, put it under `services`; the keys here are `configs`, `include`, `models`, `name`, `networks`, `secrets`, `services`, `version` and `volumes`
        "#]],
    );
}

#[test]
fn what_only_the_tool_has_words_for() {
    check(
        "Web:\n  build: .\ndb:\n  image: x\n  volumes_from: [nope]\n",
        expect![[r#"
            Web:
            ^^^ error[M019]: the image that is built for `Web` cannot be called like it: names of images have no capitals
              help: name the service `web`, or give the image a name with `image`
              build: .
            db:
              image: x
              volumes_from: [nope]
        "#]],
    );
}
