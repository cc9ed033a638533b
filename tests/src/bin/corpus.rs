//! Compares our `config` with that of the real compose tools on every compose file of a folder.
//!
//! `cargo xtask corpus` gets the tools and runs this.

use anyhow::{Context, Result, bail};
use clap::Parser;
use linkyard_core::profile::Dialect;
use linkyard_tests::config::{Answer, Difference, Files, Ours, Tool, difference, ours};
use siphasher::sip128::{Hasher128, SipHasher13};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::hash::Hash;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

#[derive(Parser)]
struct Args {
    /// The folder that is searched for compose files.
    dir: PathBuf,
    /// The program docker-compose 1.29.
    #[arg(long)]
    compose_1_29: Option<PathBuf>,
    /// The program of Docker Compose 2.
    #[arg(long)]
    compose_2: Option<PathBuf>,
    /// Where the tools' answers are kept.
    #[arg(long)]
    cache: PathBuf,
    /// Look at this many files at most.
    #[arg(long)]
    limit: Option<usize>,
    /// Look only at files whose path contains this.
    #[arg(long)]
    only: Option<String>,
    /// Look at every file that ends in .yml or .yaml.
    #[arg(long)]
    all: bool,
    /// Ask the tools again.
    #[arg(long)]
    fresh: bool,
}

/// Files above this size are taken by their size alone: no tool reads them.
const MOST_HASHED_BYTES: u64 = 1 << 20;
/// A project folder with more files than this is taken by its first ones.
const MOST_HASHED_FILES: usize = 2_000;

fn main() -> ExitCode {
    match run(&Args::parse()) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(err) => {
            eprintln!("error: {err:#}");
            ExitCode::FAILURE
        }
    }
}

/// Gives the number of disagreements.
fn run(args: &Args) -> Result<usize> {
    fs::create_dir_all(&args.cache)
        .with_context(|| format!("cannot make {}", args.cache.display()))?;
    let mut files = Vec::new();
    find(&args.dir, args, &mut files)?;
    files.truncate(args.limit.unwrap_or(usize::MAX));
    if files.is_empty() {
        bail!("there is no compose file in {}", args.dir.display());
    }
    let mut tools = Vec::new();
    for (program, dialect) in [
        (&args.compose_1_29, Dialect::V1_29),
        (&args.compose_2, Dialect::V2),
    ] {
        if let Some(program) = program {
            tools.push(Tool::new(program.clone(), dialect)?);
        }
    }
    let mut disagreements = 0;
    for tool in &tools {
        let report = compare(tool, &files, args);
        disagreements += report.n_disagreements();
        print!("{}", report.text(&tool.version));
    }
    Ok(disagreements)
}

/// Compose files below `folder`, by path.
fn find(folder: &Path, args: &Args, res: &mut Vec<PathBuf>) -> Result<()> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut entries = entries
        .map(|it| Ok(it?.path()))
        .collect::<Result<Vec<_>>>()?;
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() && !path.is_symlink() {
            if name != ".git" && name != "node_modules" {
                find(&path, args, res)?;
            }
        } else if path.is_file()
            && is_compose_file(&name, args.all)
            && args
                .only
                .as_ref()
                .is_none_or(|it| path.to_string_lossy().contains(it))
        {
            res.push(path);
        }
    }
    Ok(())
}

fn is_compose_file(name: &str, all: bool) -> bool {
    let Some((stem, "yml" | "yaml")) = name.rsplit_once('.') else {
        return false;
    };
    let named = ["docker-compose", "compose", "fig"];
    all || named.iter().any(|it| stem.starts_with(it))
}

/// What came of one tool's files.
#[derive(Default)]
struct Report {
    n_files: usize,
    n_accepted: usize,
    n_same_documents: usize,
    n_same_words: usize,
    differences: Vec<(PathBuf, Difference)>,
    /// Rules that found errors in files that the tool accepts; the files.
    errors: BTreeMap<String, Vec<PathBuf>>,
    /// Files about which the tool or we could not be asked.
    failures: Vec<(PathBuf, String)>,
}

impl Report {
    fn add(&mut self, path: &Path, outcome: Result<(Ours, Answer)>) {
        self.n_files += 1;
        let (ours, theirs) = match outcome {
            Ok(it) => it,
            Err(err) => {
                self.failures.push((path.to_owned(), format!("{err:#}")));
                return;
            }
        };
        let is_accepted = matches!(theirs, Answer::Accepted(_));
        self.n_accepted += usize::from(is_accepted);
        match difference(&ours, &theirs) {
            Some(it) => self.differences.push((path.to_owned(), it)),
            None if is_accepted => self.n_same_documents += 1,
            None => self.n_same_words += 1,
        }
        if is_accepted && matches!(ours.answer, Answer::Accepted(_)) {
            for rule in ours.errors {
                self.errors.entry(rule).or_default().push(path.to_owned());
            }
        }
    }

    fn n_disagreements(&self) -> usize {
        self.differences.len() + self.failures.len()
    }

    fn text(&self, version: &str) -> String {
        let mut res = String::new();
        // Writing to a string cannot fail.
        for (path, it) in &self.differences {
            let _ = writeln!(res, "{}\n  {it}", path.display());
        }
        for (path, it) in &self.failures {
            let _ = writeln!(res, "{}\n  not compared: {it}", path.display());
        }
        for (rule, files) in &self.errors {
            let _ = writeln!(
                res,
                "{rule}: an error in {} accepted files, such as {}",
                files.len(),
                files[0].display()
            );
        }
        let n_refused = self.n_files - self.n_accepted - self.failures.len();
        let n_verdicts = self.differences.iter().filter(|(_, it)| {
            matches!(
                it,
                Difference::WronglyAccepted(_) | Difference::WronglyRefused(_)
            )
        });
        let n_same_verdicts = self.n_files - self.failures.len() - n_verdicts.count();
        let _ = writeln!(
            res,
            "compose {version}: {} files, {n_same_verdicts} with the same verdict; \
             of {} accepted {} with the same document, of {n_refused} refused {} in the same words",
            self.n_files, self.n_accepted, self.n_same_documents, self.n_same_words,
        );
        res
    }
}

/// Asks tool and core about every file, on every processor.
fn compare(tool: &Tool, files: &[PathBuf], args: &Args) -> Report {
    let next = AtomicUsize::new(0);
    let outcomes = Mutex::new(Vec::new());
    let n_threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..n_threads {
            scope.spawn(|| {
                while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let outcome = ask(tool, path, args);
                    let mut outcomes = outcomes.lock().unwrap_or_else(|it| it.into_inner());
                    outcomes.push((path, outcome));
                }
            });
        }
    });
    let mut outcomes = outcomes.into_inner().unwrap_or_else(|it| it.into_inner());
    outcomes.sort_by_key(|(path, _)| *path);
    let mut res = Report::default();
    for (path, outcome) in outcomes {
        res.add(path, outcome);
    }
    res
}

fn ask(tool: &Tool, path: &Path, args: &Args) -> Result<(Ours, Answer)> {
    let files = Files::of(path)?;
    let kept = args.cache.join(key(tool, &files)?);
    let known = fs::read(&kept).ok().filter(|_| !args.fresh);
    let theirs = match known.and_then(|it| serde_json::from_slice(&it).ok()) {
        Some(known) => known,
        None => {
            let answer = tool.answer(&files)?;
            fs::write(&kept, serde_json::to_vec(&answer)?)?;
            answer
        }
    };
    Ok((ours(&files, tool.dialect)?, theirs))
}

/// What the answer depends on, as the name of a file. A file outside of the project folder is not part of it.
fn key(tool: &Tool, files: &Files) -> Result<String> {
    let mut hasher = SipHasher13::new();
    (&tool.version, &files.folder, &files.names).hash(&mut hasher);
    let mut left = MOST_HASHED_FILES;
    hash_folder(&files.folder, &mut hasher, &mut left)?;
    for name in &files.names {
        fs::read(files.folder.join(name))?.hash(&mut hasher);
    }
    Ok(format!("{:032x}.json", hasher.finish128().as_u128()))
}

fn hash_folder(folder: &Path, hasher: &mut SipHasher13, left: &mut usize) -> Result<()> {
    let mut entries = fs::read_dir(folder)?
        .map(|it| Ok(it?.path()))
        .collect::<Result<Vec<_>>>()?;
    entries.sort();
    for path in entries {
        if *left == 0 {
            return Ok(());
        }
        if path.is_dir() && !path.is_symlink() {
            hash_folder(&path, hasher, left)?;
        } else if let Ok(metadata) = fs::metadata(&path)
            && metadata.is_file()
        {
            *left -= 1;
            (&path, metadata.len()).hash(hasher);
            if metadata.len() <= MOST_HASHED_BYTES {
                fs::read(&path)?.hash(hasher);
            }
        }
    }
    Ok(())
}
