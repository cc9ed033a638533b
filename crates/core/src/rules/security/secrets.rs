//! What looks like a secret, by its name and by its value. Knows nothing of compose files.

/// Endings of names that stand for a secret wherever they end a name.
const ENDINGS: &[&str] = &[
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "SECRET",
    "TOKEN",
    "APIKEY",
    "API_KEY",
    "API-KEY",
    "SECRET_KEY",
    "SECRET-KEY",
    "SECRETKEY",
    "SECRET_KEY_BASE",
    "PRIVATE_KEY",
    "PRIVATEKEY",
    "ACCESS_KEY",
    "ENCRYPTION_KEY",
    "SIGNING_KEY",
    "MASTER_KEY",
    "APP_KEY",
];

/// Endings that count only as a word of their own: `DB_PASS`, not `COMPASS`.
const WORDS: &[&str] = &["PASS", "PWD", "PW"];

/// Passwords that everybody tries first.
const WELL_KNOWN: &[&str] = &[
    "000000",
    "111111",
    "1234",
    "12345",
    "123456",
    "1234567",
    "12345678",
    "123456789",
    "1234567890",
    "abc123",
    "admin",
    "admin123",
    "administrator",
    "app",
    "bar",
    "change-me",
    "change-this",
    "change_me",
    "change_this",
    "changeit",
    "changeme",
    "changethis",
    "default",
    "demo",
    "dev",
    "docker",
    "drupal",
    "elastic",
    "example",
    "foo",
    "foobar",
    "gitea",
    "grafana",
    "guest",
    "hunter2",
    "insecure",
    "keycloak",
    "letmein",
    "mariadb",
    "minio",
    "minio123",
    "minioadmin",
    "mongo",
    "mongodb",
    "my-secret-pw",
    "my_password",
    "mypassword",
    "mysecretpassword",
    "mysql",
    "neo4j",
    "nextcloud",
    "p@ssw0rd",
    "p@ssword",
    "pa55word",
    "pass",
    "pass123",
    "passw0rd",
    "passwd",
    "password",
    "password1",
    "password123",
    "postgres",
    "postgresql",
    "pw",
    "pwd",
    "qwerty",
    "rabbitmq",
    "redis",
    "root",
    "rootpassword",
    "rootroot",
    "sa",
    "secret",
    "secret123",
    "sonar",
    "supersecret",
    "test",
    "test123",
    "testing",
    "toor",
    "topsecret",
    "user",
    "wordpress",
    "wp",
    "your-password",
    "your_password",
    "yourpassword",
];

fn ends_with(name: &str, ending: &str) -> Option<usize> {
    let at = name.len().checked_sub(ending.len())?;
    name.get(at..)
        .filter(|it| it.eq_ignore_ascii_case(ending))
        .map(|_| at)
}

/// Whether a variable or option of this name holds a secret.
pub(super) fn names_secret(name: &str) -> bool {
    let name = name.trim_end_matches(|it: char| it.is_ascii_digit() || it == '_');
    let is_word = |ending: &&&str| {
        ends_with(name, ending).is_some_and(|at| {
            let before = name.get(..at).unwrap_or_default();
            before.ends_with(['_', '-', '.'])
        })
    };
    ENDINGS.iter().any(|it| ends_with(name, it).is_some()) || WORDS.iter().any(|it| is_word(&it))
}

/// Whether a variable or option of this name holds a password: a secret that people type.
pub(super) fn names_password(name: &str) -> bool {
    let name = name.trim_end_matches(|it: char| it.is_ascii_digit() || it == '_');
    ["PASSWORD", "PASSWD", "_PASS", "_PWD", "_PW"]
        .iter()
        .any(|it| ends_with(name, it).is_some())
}

/// What stands before the word for a password in a name: `DB_` of `DB_PASSWORD`.
pub(super) fn before_password(name: &str) -> &str {
    ["PASSWORD", "PASSWD", "PASS", "PWD", "PW"]
        .iter()
        .find_map(|it| name.get(..ends_with(name, it)?))
        .unwrap_or(name)
}

/// Whether a value of such a name can be a secret: no switch, no path, no address, no number of tokens.
pub(super) fn is_secret(name: &str, value: &str) -> bool {
    let value = unquoted(value);
    let is_switch = [
        "yes", "no", "true", "false", "on", "off", "0", "1", "none", "null",
    ]
    .iter()
    .any(|it| value.eq_ignore_ascii_case(it));
    let is_number = value.bytes().all(|it| it.is_ascii_digit());
    let is_elsewhere = value.starts_with(['/', '.']) || value.contains("://");
    let counts = is_number && !names_password(name);
    let is_none = value.is_empty() || is_switch || is_elsewhere || counts;
    !is_none
}

/// Whether everybody tries this password first.
pub(super) fn is_well_known(value: &str) -> bool {
    let value = unquoted(value).to_ascii_lowercase();
    WELL_KNOWN.binary_search(&value.as_str()).is_ok()
}

/// A value without the quotes that a list entry keeps.
fn unquoted(value: &str) -> &str {
    value.trim().trim_matches(['"', '\''])
}

/// A password inside an address.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Credentials<'a> {
    /// `user:password@`, as written.
    pub(super) text: &'a str,
    /// Whether it stands in the default of a variable, as in `${URL:-…}`.
    pub(super) is_default: bool,
}

/// The first `scheme://user:password@host` of a text whose password is written out.
pub(super) fn credentials(text: &str) -> Option<Credentials<'_>> {
    let mut done = 0;
    while let Some(found) = text.get(done..)?.find("://") {
        let start = done + found + 3;
        done = start;
        let rest = text.get(start..)?;
        let end = rest
            .find(|it: char| it.is_whitespace() || matches!(it, '/' | '?' | '#' | '"' | '\'' | ','))
            .unwrap_or(rest.len());
        let Some(at) = rest.get(..end)?.rfind('@') else {
            continue;
        };
        let Some((_, password)) = rest.get(..at)?.split_once(':') else {
            continue;
        };
        let is_placeholder = password.starts_with(['<', '{', '[', '*'])
            || password.contains('$')
            || password.bytes().all(|it| matches!(it, b'x' | b'X' | b'.'));
        if password.is_empty() || is_placeholder {
            continue;
        }
        let before = text.get(..start)?;
        let is_default = before
            .rfind("${")
            .is_some_and(|it| before.get(it..).is_some_and(|it| !it.contains('}')));
        return Some(Credentials {
            text: rest.get(..=at)?,
            is_default,
        });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted() {
        assert!(WELL_KNOWN.is_sorted());
    }

    #[test]
    fn names_of_secrets() {
        for it in [
            "POSTGRES_PASSWORD",
            "PGPASSWORD",
            "DB_PASS",
            "smtp.password",
            "JWT_SECRET",
            "AWS_SECRET_ACCESS_KEY",
            "API_KEY_2",
            "requirepass-token",
        ] {
            assert!(names_secret(it), "{it}");
        }
        for it in [
            "POSTGRES_PASSWORD_FILE",
            "PASSWORD_RESET_TIMEOUT",
            "COMPASS",
            "PWD",
            "TOKEN_TTL",
            "PUBLIC_KEY",
            "SECRET_NAME",
        ] {
            assert!(!names_secret(it), "{it}");
        }
    }

    #[test]
    fn values_that_are_no_secrets() {
        assert!(is_secret("PASSWORD", "123456"));
        assert!(!is_secret("MAX_TOKEN", "4096"));
        assert!(!is_secret("RANDOM_PASSWORD", "yes"));
        assert!(!is_secret("PASSWORD", "\"\""));
        assert!(!is_secret("TOKEN", "/run/secrets/token"));
    }

    #[test]
    fn passwords_in_addresses() {
        let found = |it| credentials(it).map(|it| (it.text, it.is_default));
        assert_eq!(
            found("URL=postgres://app:s3cret@db/app"),
            Some(("app:s3cret@", false))
        );
        assert_eq!(
            found("${URL:-redis://:s3cret@cache}"),
            Some((":s3cret@", true))
        );
        assert_eq!(found("postgres://app:${PASSWORD}@db"), None);
        assert_eq!(found("postgres://app@db and http://a:80/x@y"), None);
        assert_eq!(found("git+ssh://git@host:22/x"), None);
    }
}
