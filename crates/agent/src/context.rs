//! The files of a build, packed for the engine: which folder may be read, what `.dockerignore` leaves out.

use crate::dockerignore::Ignore;
use crate::engine::EngineProblem;
use axum::body::Bytes;
use linkyard_core::op::BuildSpec;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tokio::sync::mpsc;
use walkdir::WalkDir;

/// The project folder, and how far a plan may read around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectFolder {
    /// Absolute path.
    pub path: PathBuf,
    /// How far a plan may reach.
    pub reach: Reach,
}

/// How far a plan may read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Only inside the project folder, symbolic links followed: for plans that came over HTTP. Build arguments without a
    /// value stay unset, because the environment of the agent is not the page's business.
    Inside,
    /// Wherever the user may read: for plans of the command line. Build arguments without a value take the user's.
    Anywhere,
}

/// Where the files of a build come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BuildFiles {
    /// The engine fetches them itself.
    Remote {
        /// A Git address or the address of an archive.
        address: String,
        /// Dockerfile inside.
        dockerfile: String,
    },
    /// A folder on this machine.
    Local(LocalContext),
}

/// A folder to be packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalContext {
    root: PathBuf,
    /// Name of the Dockerfile in the archive.
    pub dockerfile: String,
    /// The Dockerfile's own path, where it lies outside the context.
    outside: Option<PathBuf>,
    ignore: Ignore,
}

/// Name in the archive of a Dockerfile that lies outside the context.
const OUTSIDE_DOCKERFILE: &str = ".linkyard.dockerfile";

impl ProjectFolder {
    /// Finds the files of a build and checks that they may be read.
    ///
    /// # Errors
    /// A sentence: the folder or the Dockerfile is missing, lies where it may not be read, or `.dockerignore` is broken.
    pub fn build_files(&self, build: &BuildSpec) -> Result<BuildFiles, String> {
        let dockerfile = build
            .dockerfile
            .clone()
            .unwrap_or_else(|| "Dockerfile".to_owned());
        if is_remote(&build.context) {
            return Ok(BuildFiles::Remote {
                address: build.context.clone(),
                dockerfile,
            });
        }
        let root = self.resolve(&self.path.join(&build.context))?;
        if !root.is_dir() {
            return Err(format!(
                "the build context `{}` is not a folder",
                root.display()
            ));
        }
        let dockerfile_path = self.resolve(&root.join(&dockerfile))?;
        let mut ignore = match std::fs::read_to_string(root.join(".dockerignore")) {
            Ok(text) => Ignore::parse(&text)
                .map_err(|err| format!("`{}`, {err}", root.join(".dockerignore").display()))?,
            Err(err) if err.kind() == io::ErrorKind::NotFound => Ignore::default(),
            Err(err) => return Err(format!("`{}`: {err}", root.join(".dockerignore").display())),
        };
        // The engine needs both, whatever the patterns say; what is not to be copied it leaves out itself.
        if ignore.excludes(".dockerignore") {
            ignore.keep(".dockerignore");
        }
        let local = match dockerfile_path.strip_prefix(&root) {
            Ok(inside) => {
                let dockerfile = slashed(inside);
                if ignore.excludes(&dockerfile) {
                    ignore.keep(&dockerfile);
                }
                LocalContext {
                    root,
                    dockerfile,
                    outside: None,
                    ignore,
                }
            }
            Err(_) => LocalContext {
                root,
                dockerfile: OUTSIDE_DOCKERFILE.to_owned(),
                outside: Some(dockerfile_path),
                ignore,
            },
        };
        Ok(BuildFiles::Local(local))
    }

    /// The real path of `path`, if it may be read.
    fn resolve(&self, path: &Path) -> Result<PathBuf, String> {
        let real = path
            .canonicalize()
            .map_err(|err| format!("`{}`: {err}", path.display()))?;
        if self.reach == Reach::Inside {
            let folder = self
                .path
                .canonicalize()
                .map_err(|err| format!("`{}`: {err}", self.path.display()))?;
            if !real.starts_with(&folder) {
                return Err(format!(
                    "`{}` lies outside the project folder `{}`, and a plan from the page may not read there",
                    real.display(),
                    folder.display()
                ));
            }
        }
        Ok(real)
    }

    /// The value of a build argument that the file leaves to the environment.
    pub fn build_argument(&self, name: &str) -> Option<String> {
        (self.reach == Reach::Anywhere)
            .then(|| std::env::var(name).ok())
            .flatten()
    }
}

/// What the engine fetches by itself.
fn is_remote(context: &str) -> bool {
    [
        "http://",
        "https://",
        "git://",
        "git@",
        "ssh://",
        "github.com/",
    ]
    .iter()
    .any(|it| context.starts_with(it))
}

impl LocalContext {
    /// Packs the folder while it is being sent, so that its size does not matter.
    /// A fault ends the stream with an error, which breaks the build off.
    pub fn stream(self) -> mpsc::Receiver<io::Result<Bytes>> {
        let (sender, receiver) = mpsc::channel(8);
        tokio::task::spawn_blocking(move || {
            let mut out = ChunkWriter {
                sender: sender.clone(),
                chunk: Vec::with_capacity(CHUNK),
            };
            if let Err(err) = self.pack(&mut out).and_then(|()| out.flush()) {
                let _ = sender.blocking_send(Err(err));
            }
        });
        receiver
    }

    /// Writes the folder as an archive, in the order of names. Owners become root, as the client does it.
    fn pack(&self, out: &mut impl Write) -> io::Result<()> {
        let mut archive = tar::Builder::new(out);
        let mut walk = WalkDir::new(&self.root)
            .min_depth(1)
            .sort_by_file_name()
            .into_iter();
        while let Some(entry) = walk.next() {
            let entry = entry?;
            let Ok(relative) = entry.path().strip_prefix(&self.root) else {
                continue;
            };
            let name = slashed(relative);
            if self.ignore.excludes(&name) {
                if entry.file_type().is_dir() && !self.ignore.has_exceptions() {
                    walk.skip_current_dir();
                }
                continue;
            }
            append(&mut archive, entry.path(), &name, &entry.metadata()?)?;
        }
        if let Some(path) = &self.outside {
            append(
                &mut archive,
                path,
                OUTSIDE_DOCKERFILE,
                &std::fs::metadata(path)?,
            )?;
        }
        archive.finish()
    }
}

fn append(
    archive: &mut tar::Builder<&mut impl Write>,
    path: &Path,
    name: &str,
    metadata: &std::fs::Metadata,
) -> io::Result<()> {
    let mut header = tar::Header::new_gnu();
    header.set_metadata(metadata);
    header.set_uid(0);
    header.set_gid(0);
    let kind = metadata.file_type();
    if kind.is_symlink() {
        header.set_size(0);
        archive.append_link(&mut header, name, std::fs::read_link(path)?)
    } else if kind.is_dir() {
        archive.append_data(&mut header, name, io::empty())
    } else if kind.is_file() {
        archive.append_data(&mut header, name, std::fs::File::open(path)?)
    } else {
        // Sockets, pipes and devices mean nothing to a build.
        Ok(())
    }
}

fn slashed(path: &Path) -> String {
    path.components()
        .map(|it| it.as_os_str().to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

/// Size of a piece that is sent.
const CHUNK: usize = 64 * 1024;

/// Sends what is written in pieces.
struct ChunkWriter {
    sender: mpsc::Sender<io::Result<Bytes>>,
    chunk: Vec<u8>,
}

impl Write for ChunkWriter {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.chunk.extend_from_slice(buf);
        if self.chunk.len() >= CHUNK {
            self.flush()?;
        }
        Ok(buf.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.chunk.is_empty() {
            return Ok(());
        }
        let chunk = std::mem::replace(&mut self.chunk, Vec::with_capacity(CHUNK));
        self.sender
            .blocking_send(Ok(Bytes::from(chunk)))
            .map_err(|_| {
                io::Error::new(io::ErrorKind::BrokenPipe, "the engine has stopped reading")
            })
    }
}

/// Turns a fault of the files into the failure of a build.
pub(crate) fn not_built(image: &str, message: String) -> EngineProblem {
    EngineProblem::NotBuilt {
        image: image.to_owned(),
        message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    /// A folder of its own for each test, removed at its end.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str, files: &[(&str, &str)]) -> Folder {
            let path = std::env::temp_dir()
                .join(format!("linkyard-context-{}-{name}", std::process::id()));
            std::fs::create_dir_all(&path).unwrap();
            let path = path.canonicalize().unwrap();
            for (file, text) in files {
                let file = path.join(file);
                std::fs::create_dir_all(file.parent().unwrap()).unwrap();
                std::fs::write(file, text).unwrap();
            }
            Folder(path)
        }

        fn build(
            &self,
            folder: &str,
            reach: Reach,
            build: &BuildSpec,
        ) -> Result<BuildFiles, String> {
            ProjectFolder {
                path: self.0.join(folder),
                reach,
            }
            .build_files(build)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    fn spec(context: &str, dockerfile: Option<&str>) -> BuildSpec {
        BuildSpec {
            context: context.to_owned(),
            dockerfile: dockerfile.map(str::to_owned),
            ..BuildSpec::default()
        }
    }

    fn check_packed(files: BuildFiles, want: Expect) {
        let BuildFiles::Local(context) = files else {
            panic!("not local")
        };
        let mut bytes = Vec::new();
        context.pack(&mut bytes).unwrap();
        let mut archive = tar::Archive::new(bytes.as_slice());
        let mut text = String::new();
        for entry in archive.entries().unwrap() {
            let mut entry = entry.unwrap();
            let mut content = String::new();
            io::Read::read_to_string(&mut entry, &mut content).unwrap();
            let name = entry.path().unwrap().display().to_string();
            text.push_str(&format!(
                "{name} uid={} {content:?}\n",
                entry.header().uid().unwrap()
            ));
        }
        want.assert_eq(&format!("dockerfile {}\n{text}", context.dockerfile));
    }

    #[test]
    fn the_folder_is_packed_without_what_dockerignore_names() {
        let folder = Folder::new(
            "packed",
            &[
                ("Dockerfile", "FROM a"),
                (".dockerignore", "*\n!app\napp/*.pyc\n"),
                ("app/main.py", "x"),
                ("app/main.pyc", "y"),
                ("secret", "z"),
            ],
        );
        check_packed(
            folder.build("", Reach::Inside, &spec(".", None)).unwrap(),
            expect![[r#"
            dockerfile Dockerfile
            .dockerignore uid=0 "*\n!app\napp/*.pyc\n"
            Dockerfile uid=0 "FROM a"
            app uid=0 ""
            app/main.py uid=0 "x"
        "#]],
        );
    }

    #[test]
    fn a_dockerfile_outside_the_context_travels_under_a_name_of_its_own() {
        let folder = Folder::new("outside", &[("Dockerfile.web", "FROM a"), ("web/a", "1")]);
        check_packed(
            folder
                .build("", Reach::Inside, &spec("web", Some("../Dockerfile.web")))
                .unwrap(),
            expect![[r#"
                dockerfile .linkyard.dockerfile
                a uid=0 "1"
                .linkyard.dockerfile uid=0 "FROM a"
            "#]],
        );
    }

    #[test]
    fn a_plan_from_the_page_may_not_leave_the_project_folder() {
        let folder = Folder::new(
            "reach",
            &[("project/x", ""), ("other/Dockerfile", "FROM a")],
        );
        let err = folder
            .build("project", Reach::Inside, &spec("../other", None))
            .unwrap_err();
        assert!(err.contains("lies outside the project folder"), "{err}");
        assert!(
            folder
                .build("project", Reach::Anywhere, &spec("../other", None))
                .is_ok()
        );
    }

    #[cfg(unix)]
    #[test]
    fn not_even_through_a_symbolic_link() {
        let folder = Folder::new("link", &[("project/x", ""), ("other/Dockerfile", "FROM a")]);
        std::os::unix::fs::symlink(folder.0.join("other"), folder.0.join("project/way-out"))
            .unwrap();
        let err = folder
            .build("project", Reach::Inside, &spec("way-out", None))
            .unwrap_err();
        assert!(err.contains("lies outside the project folder"), "{err}");
    }

    #[test]
    fn a_git_address_is_left_to_the_engine() {
        let folder = Folder::new("git", &[]);
        let files = folder
            .build("", Reach::Inside, &spec("https://example.com/a.git", None))
            .unwrap();
        assert!(matches!(files, BuildFiles::Remote { .. }));
    }
}
