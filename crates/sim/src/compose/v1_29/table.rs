//! Tables as the tool draws them.
//!
//! Source: texttable.py, with a line under the heads and no other.

/// Draws a table; every row has as many cells as there are heads.
pub(super) fn table(heads: &[&str], rows: &[Vec<String>]) -> String {
    let heads: Vec<String> = heads.iter().map(|it| (*it).to_owned()).collect();
    let mut widths = vec![0usize; heads.len()];
    for row in std::iter::once(&heads).chain(rows) {
        for (width, cell) in widths.iter_mut().zip(row) {
            let longest = cell.lines().map(|it| it.chars().count()).max();
            *width = (*width).max(longest.unwrap_or(0));
        }
    }
    let mut res = String::new();
    // Heads stand in the middle.
    let middle = |text: &str, width: usize| {
        let space = width.saturating_sub(text.chars().count());
        let before = space / 2;
        format!("{}{text}{}", " ".repeat(before), " ".repeat(space - before))
    };
    let line: Vec<String> = heads
        .iter()
        .zip(&widths)
        .map(|(head, width)| middle(head, *width))
        .collect();
    res.push_str(&line.join("   "));
    res.push('\n');
    let total = widths.iter().sum::<usize>() + 3 * widths.len().saturating_sub(1);
    res.push_str(&"-".repeat(total));
    for row in rows {
        let height = row.iter().map(|it| it.lines().count().max(1)).max();
        for at in 0..height.unwrap_or(1) {
            let line: Vec<String> = row
                .iter()
                .zip(&widths)
                .map(|(cell, width)| {
                    let text = cell.lines().nth(at).unwrap_or_default();
                    format!("{text:<width$}")
                })
                .collect();
            res.push('\n');
            res.push_str(&line.join("   "));
        }
    }
    res.push('\n');
    res
}
