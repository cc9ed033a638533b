//! `web`: builds the page into `dist/` with trunk, and weighs it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result, bail};

use crate::needs::wasm::WebToolchain;
use crate::needs::{npm, tools};
use crate::process::{command, output_bytes, root, run};

/// What a visitor may have to download of WebAssembly, compressed by gzip.
const WASM_BUDGET_KIB: u64 = 920;

/// What the page is made of. A change in none of them leaves the page as it is.
const INPUTS: [&str; 8] = [
    "web",
    "crates/core",
    "crates/wire",
    "index.html",
    "Trunk.toml",
    "Cargo.toml",
    "Cargo.lock",
    "crates/xtask/src/web.rs",
];

/// Builds the page, for use or (with `release` false) quickly and large. Does nothing where the page in
/// `dist/` was built in the same way from the same files.
///
/// # Errors
/// A tool lacks and cannot be got, or the page does not compile.
pub fn build(release: bool) -> Result<()> {
    let stamp = root().join("target/page-inputs");
    let inputs = format!("release {release}\n{}", inputs()?);
    let built = |inputs: &str| {
        Some(format!(
            "{inputs}{}",
            line(&root().join("dist/index.html"))?
        ))
    };
    if built(&inputs).is_some_and(|it| fs::read_to_string(&stamp).is_ok_and(|stamp| stamp == it)) {
        return Ok(());
    }
    let toolchain = WebToolchain::ensure()?;
    let mut folders = tools::ensure()?;
    folders.push(npm::ensure(npm::WEB)?);
    // Trunk would be offline for cargo too, so what cargo needs is fetched before.
    run(toolchain.apply(&mut command("cargo", &["fetch", "--locked"]), &folders)?)?;
    // Offline, trunk says which tool it lacks; online it would fetch one from somewhere else.
    let mut trunk = command(
        "trunk",
        &["build", "--offline", "true", "--skip-version-check"],
    );
    if release {
        trunk.arg("--release");
    }
    // Trunk takes NO_COLOR=1 for a wrong word where it expects `true`.
    trunk
        .env_remove("NO_COLOR")
        .env("TRUNK_COLOR", "never")
        .env_remove("RUST_BACKTRACE");
    run(toolchain.apply(&mut trunk, &folders)?)?;
    fs::create_dir_all(root().join("target"))?;
    // The inputs as they were before the build: a file saved meanwhile makes the next call build again. With them
    // the page that came of it: another's `trunk build` makes the next call build again too.
    let built = built(&inputs).context("trunk made no dist/index.html")?;
    Ok(fs::write(stamp, built)?)
}

/// Every input file with its size and time, one a line.
fn inputs() -> Result<String> {
    let mut files = Vec::new();
    for input in INPUTS {
        let path = root().join(input);
        if path.is_dir() {
            walk(&path, &mut files)?
        } else {
            files.push(path)
        }
    }
    files.sort();
    Ok(files.iter().filter_map(|it| line(it)).collect())
}

/// A file's name, size and time; nothing where there is no such file.
fn line(file: &Path) -> Option<String> {
    let meta = fs::metadata(file).ok()?;
    let age = meta
        .modified()
        .ok()?
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Some(format!(
        "{} {} {}\n",
        file.display(),
        meta.len(),
        age.as_nanos()
    ))
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    for entry in
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let path = entry?.path();
        if !path.is_dir() {
            files.push(path);
        } else if path
            .file_name()
            .is_some_and(|it| it != "node_modules" && it != "target")
        {
            walk(&path, files)?;
        }
    }
    Ok(())
}

/// One file of the page.
struct Weight {
    name: String,
    bytes: u64,
    gzip_bytes: u64,
}

/// Prints the weight of every file of the page.
///
/// # Errors
/// There is no page, or its WebAssembly is over the budget.
pub fn weigh() -> Result<()> {
    let dist = root().join("dist");
    let mut files = Vec::new();
    walk(&dist, &mut files)?;
    files.sort();
    let mut weights = Vec::new();
    for file in &files {
        let gzip = output_bytes(&mut command("gzip", &["-9", "-c", &file.to_string_lossy()]))?;
        weights.push(Weight {
            name: file.strip_prefix(&dist)?.display().to_string(),
            bytes: fs::metadata(file)?.len(),
            gzip_bytes: gzip.len() as u64,
        });
    }
    print!("{}", table(&weights));
    check_budget(&weights)
}

fn table(weights: &[Weight]) -> String {
    let wide = weights
        .iter()
        .map(|it| it.name.len())
        .max()
        .unwrap_or_default();
    let line = |name: &str, bytes: u64, gzip: u64| {
        format!(
            "{name:wide$} {:>9.1} KiB {:>9.1} KiB gzip\n",
            bytes as f64 / 1024.0,
            gzip as f64 / 1024.0
        )
    };
    let mut res: String = weights
        .iter()
        .map(|it| line(&it.name, it.bytes, it.gzip_bytes))
        .collect();
    let sum = |part: fn(&Weight) -> u64| weights.iter().map(part).sum();
    res.push_str(&line("all", sum(|it| it.bytes), sum(|it| it.gzip_bytes)));
    res
}

fn check_budget(weights: &[Weight]) -> Result<()> {
    let wasm: u64 = weights
        .iter()
        .filter(|it| it.name.ends_with(".wasm"))
        .map(|it| it.gzip_bytes)
        .sum();
    if wasm == 0 {
        bail!("the page has no WebAssembly");
    }
    if wasm > WASM_BUDGET_KIB * 1024 {
        bail!(
            "the page's WebAssembly is {} KiB after gzip, the budget is {WASM_BUDGET_KIB} KiB",
            wasm.div_ceil(1024)
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(wasm_kib: u64) -> [Weight; 2] {
        let file = |name: &str, kib: u64| Weight {
            name: name.to_owned(),
            bytes: kib * 3 * 1024,
            gzip_bytes: kib * 1024,
        };
        [file("index.html", 1), file("web_bg.wasm", wasm_kib)]
    }

    #[test]
    fn the_table_has_a_row_per_file_and_the_sum() {
        assert_eq!(
            table(&page(100)),
            "index.html        3.0 KiB       1.0 KiB gzip\n\
             web_bg.wasm     300.0 KiB     100.0 KiB gzip\n\
             all             303.0 KiB     101.0 KiB gzip\n"
        );
    }

    #[test]
    fn a_page_up_to_the_budget_passes_and_one_above_says_by_how_much() {
        check_budget(&page(WASM_BUDGET_KIB)).unwrap();
        let above = WASM_BUDGET_KIB + 1;
        let error = check_budget(&page(above)).unwrap_err().to_string();
        assert_eq!(
            error,
            format!(
                "the page's WebAssembly is {above} KiB after gzip, the budget is {WASM_BUDGET_KIB} KiB"
            )
        );
        assert_eq!(
            check_budget(&page(0)).unwrap_err().to_string(),
            "the page has no WebAssembly"
        );
    }
}
