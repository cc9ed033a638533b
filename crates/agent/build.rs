//! Makes a release build notice that the page was built again: its files are compiled into the binary.
//!
//! Not in a debug build, which reads them from `dist/` when they are asked for.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("PROFILE").is_ok_and(|it| it == "release") {
        println!("cargo:rerun-if-changed=../../dist");
    }
}
