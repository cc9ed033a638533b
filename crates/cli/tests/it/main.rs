//! The command line as a stranger meets it: files and arguments in; standard output, standard error and exit code out.
//!
//! No engine is needed here: commands that use one are shown what they say when none answers.

mod config;
mod engine;
mod finding;
mod fixing;
mod input;
mod looking;
mod rules;
mod simulating;

use expect_test::Expect;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// The course's file as typed on its slide, with its mistakes.
const SLIDE: &str = r#"web:
    build: .
    command: python app.py
    enviroment:
    - LANG=C
    links:
    - db
    ports:
    - "8000:8000"
mycontainer:
    build: ./path
    expose:
    - "3000"
    volumes:
    - ~/configs:/etc/configs/:ro
    net: "none"
    user: me
db:
    image: postgres
    env_file: .env
"#;

/// What `docker image inspect` says of the images of [`SLIDE`], shortened.
const FACTS: &str = r#"[
  {"Id": "sha256:1", "RepoTags": ["postgres:latest"],
   "Config": {"Env": ["PATH=/usr/bin:/bin", "PGDATA=/data"], "ExposedPorts": {"5432/tcp": {}}}},
  {"Id": "sha256:2", "RepoTags": ["shop_web:latest"], "Config": {"Env": ["PATH=/usr/bin:/bin"]}}
]"#;

/// A folder `shop` with files in it, and what was typed there.
struct Shop {
    root: PathBuf,
    stdin: String,
    variables: Vec<(&'static str, &'static str)>,
}

impl Drop for Shop {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

impl Shop {
    /// With `files` by path relative to the folder.
    fn new(files: &[(&str, &str)]) -> Shop {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
            .join(format!("{}-{number}", std::process::id()));
        let res = Shop {
            root,
            stdin: String::new(),
            variables: Vec::new(),
        };
        fs::create_dir_all(res.folder()).unwrap();
        for (path, text) in files {
            let path = res.folder().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        res
    }

    fn stdin(mut self, text: &str) -> Shop {
        self.stdin = text.to_owned();
        self
    }

    fn variable(mut self, name: &'static str, value: &'static str) -> Shop {
        self.variables.push((name, value));
        self
    }

    fn folder(&self) -> PathBuf {
        self.root.join("shop")
    }

    /// Runs `linkyard ARGS`, words separated by blanks, and compares everything it says.
    fn check(&self, args: &str, want: Expect) {
        want.assert_eq(&self.run(args));
    }

    /// The text of a file as it is now.
    fn file(&self, path: &str) -> String {
        fs::read_to_string(self.folder().join(path)).unwrap()
    }

    fn run(&self, args: &str) -> String {
        let mut child = Command::new(env!("CARGO_BIN_EXE_linkyard"))
            .args(args.split_whitespace())
            .current_dir(self.folder())
            .env_clear()
            .env("HOME", "/home/me")
            // Nobody listens there, whatever runs on this machine.
            .env("DOCKER_HOST", "tcp://127.0.0.1:9")
            .envs(self.variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that does not read its input may have ended already.
        let _ = child.stdin.take().unwrap().write_all(self.stdin.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes: &[u8]| {
            String::from_utf8(bytes.to_vec())
                .unwrap()
                .replace(&*self.root.to_string_lossy(), "ROOT")
        };
        let mut res = text(&output.stdout);
        let stderr = text(&output.stderr);
        if !stderr.is_empty() {
            let _ = write!(res, "--- standard error\n{stderr}");
        }
        let _ = writeln!(res, "--- exit code {}", output.status.code().unwrap());
        res
    }
}

/// The folder of [`SLIDE`].
fn slide() -> Shop {
    Shop::new(&[
        ("docker-compose.yml", SLIDE),
        (".env", "POSTGRES_PASSWORD=open-sesame\n"),
        ("facts.json", FACTS),
        ("path/app.conf", ""),
    ])
}
