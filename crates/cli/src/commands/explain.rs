//! `explain`: the page of one rule.

use crate::Outcome;
use crate::args::{ExplainArgs, Shared};
use crate::language;
use crate::output;
use crate::problem::Problem;
use linkyard_core::language::{Language, Words};
use linkyard_core::rules::{Page, find_rule, nearest_rule, pages};
use std::fmt::Write as _;

/// The widest line of prose.
const WIDTH: usize = 100;

/// Runs the command.
///
/// # Errors
/// There is no such rule.
pub fn run(args: &ExplainArgs, shared: &Shared) -> Result<Outcome, Problem> {
    let language = language::of(shared);
    let page = find_rule(&args.rule).and_then(|rule| pages().find(|it| it.rule.code == rule.code));
    let Some(page) = page else {
        let problem = Problem::usage(format!("no rule is called `{}`", args.rule));
        return Err(match nearest_rule(&args.rule) {
            Some(near) => problem.help(format!("did you mean `{}`, {}?", near.name, near.code)),
            None => problem.help("`linkyard rules` lists them all"),
        });
    };
    output::print(&text(page, language))?;
    Ok(Outcome::Good)
}

fn text(page: &Page, language: Language) -> String {
    let say = |en, fr| Words { en, fr }.in_language(language);
    let rule = page.rule;
    let mut res = String::new();
    let title = format!("{} {}", rule.code, rule.name);
    // Writing to a string cannot fail.
    let _ = writeln!(
        res,
        "{title}\n{}\n\n{}",
        "=".repeat(title.chars().count()),
        wrapped(&capitalised(rule.summary.in_language(language)))
    );
    let family = rule.family.title().in_language(language);
    let level = rule.level.as_str();
    let _ = writeln!(
        res,
        "\n{}: {family}\n{}: {level}",
        say("Family", "Famille "),
        say("Level", "Niveau ")
    );
    let _ = writeln!(res, "\n{}", wrapped(page.why.in_language(language)));
    let _ = writeln!(
        res,
        "\n{}\n\n{}",
        say("Wrong:", "Incorrect :"),
        indented(page.wrong)
    );
    let _ = writeln!(
        res,
        "{}\n\n{}",
        say("Right:", "Correct :"),
        indented(page.right)
    );
    if let Some(fix) = page.fix {
        let _ = writeln!(
            res,
            "{}",
            wrapped(&format!(
                "{} {}",
                say("Fix:", "Correction :"),
                fix.in_language(language)
            ))
        );
    }
    res
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).chain(['.']).collect(),
        None => String::new(),
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|it| format!("    {it}\n")).collect()
}

/// Prose in lines of at most [`WIDTH`] characters.
fn wrapped(text: &str) -> String {
    let mut res = String::new();
    let mut width = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if width > 0 && width + 1 + length > WIDTH {
            res.push('\n');
            width = 0;
        } else if width > 0 {
            res.push(' ');
            width += 1;
        }
        res.push_str(word);
        width += length;
    }
    res
}
