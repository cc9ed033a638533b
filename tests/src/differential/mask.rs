//! Taking out of a text what only chance and the clock decide.

use std::sync::LazyLock;

use regex_lite::Regex;

/// A pattern that is known to be right.
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is fixed")
}

static IDS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b([0-9a-f]{64}|[0-9a-f]{12})\b"));
static ID_PREFIXES: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b[0-9a-f]{12}_"));
static RUN_IDS: LazyLock<Regex> = LazyLock::new(|| pattern(r"_run_[0-9a-f]{12}"));
/// Of several links that do not work, the engine reports any.
static DEAD_LINKS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(non running container: \S+ AS /[^/ ]+)/\S+"));
static TIMES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(Less than a second|About a minute|About an hour|[0-9]+ (second|minute|hour)s?)( ago)?|\d{4}-\d\d-\d\dT[0-9:.]+Z",
    )
});
static BLANKS: LazyLock<Regex> = LazyLock::new(|| pattern(r"[ \t]{2,}"));
static DASHES: LazyLock<Regex> = LazyLock::new(|| pattern(r"-{5,}"));
static CELL_ENDS: LazyLock<Regex> = LazyLock::new(|| pattern(r" +\n"));

/// Masks ids, times, and the widths of columns that follow from them.
pub fn text(text: &str) -> String {
    let text = ID_PREFIXES.replace_all(text, "<id>_");
    let text = RUN_IDS.replace_all(&text, "_run_<id>");
    let text = DEAD_LINKS.replace_all(&text, "$1/<alias>");
    let text = IDS.replace_all(&text, "<id>");
    let text = TIMES.replace_all(&text, "<time>");
    let text = BLANKS.replace_all(&text, "  ");
    let text = DASHES.replace_all(&text, "-----");
    let text = CELL_ENDS.replace_all(&text, "\n");
    // The client of 20.10 sometimes notices that it waits for nothing any more, and sometimes ends before.
    let lines = text.split_inclusive('\n');
    let kept = lines.filter(|it| !it.contains("error waiting for container: context canceled"));
    kept.collect::<String>().replace('\r', "")
}

/// The lines in alphabetical order: for what comes in an order that chance decides.
pub fn sorted_lines(text: &str) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    lines.sort_unstable();
    lines.concat()
}
