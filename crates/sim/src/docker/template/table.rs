//! Rows by a template, and tables.

use super::Template;
use crate::docker::Client;
use serde_json::{Map, Value};

/// Prints rows by a template, or as a table whose headers follow from the template's fields.
pub(crate) fn print_rows(
    client: &mut Client<'_>,
    format: &str,
    rows: &[Value],
    headers: &[(&str, &str)],
) {
    let (format, is_table) = match format.strip_prefix("table") {
        Some(it) => (it.trim_start(), true),
        None => (format, false),
    };
    let format = match format {
        "json" => "{{json .}}",
        it => it,
    };
    let template = match Template::parse(format) {
        Ok(it) => it,
        Err(why) => {
            client.fail(64, &format!("{why}\n"));
            return;
        }
    };
    let mut lines = Vec::new();
    if is_table {
        let names = rows.first().and_then(Value::as_object).cloned();
        let names = names.unwrap_or_else(|| fields_of(format));
        let header: Map<String, Value> = names
            .keys()
            .map(|key| (key.clone(), Value::String(header_of(key, headers))))
            .collect();
        lines.push(template.render(&Value::Object(header)));
    }
    lines.extend(rows.iter().map(|it| template.render(it)));
    let lines: Vec<String> = match lines.into_iter().collect() {
        Ok(it) => it,
        Err(why) => {
            client.fail(1, &format!("{why}\n"));
            return;
        }
    };
    let text = if is_table {
        columns(&lines)
    } else {
        lines.iter().map(|it| format!("{it}\n")).collect()
    };
    client.out.out(text);
}

/// The fields that a template names, for the header of a table without rows.
fn fields_of(format: &str) -> Map<String, Value> {
    format
        .split("{{")
        .filter_map(|it| it.trim_start().strip_prefix('.'))
        .map(|it| {
            let end = it
                .find(|it: char| !it.is_alphanumeric())
                .unwrap_or(it.len());
            (it.get(..end).unwrap_or_default().to_owned(), Value::Null)
        })
        .collect()
}

fn header_of(key: &str, headers: &[(&str, &str)]) -> String {
    match headers.iter().find(|it| it.0 == key) {
        Some((_, header)) => (*header).to_owned(),
        None => key.to_uppercase(),
    }
}

/// Lines of cells between tabs, each column as wide as its widest cell and three blanks, and at least ten wide. The last is
/// not filled.
fn columns(lines: &[String]) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        for (index, cell) in cells.iter().enumerate().take(cells.len().saturating_sub(1)) {
            let width = cell.chars().count();
            match widths.get_mut(index) {
                Some(it) => *it = (*it).max(width),
                None => widths.push(width),
            }
        }
    }
    let mut res = String::new();
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        for (index, cell) in cells.iter().enumerate() {
            res.push_str(cell);
            if index + 1 < cells.len() {
                let width = (widths.get(index).copied().unwrap_or(0) + 3).max(10);
                res.extend(std::iter::repeat_n(
                    ' ',
                    width.saturating_sub(cell.chars().count()),
                ));
            }
        }
        res.push('\n');
    }
    res
}
