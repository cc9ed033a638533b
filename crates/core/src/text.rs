//! Places in texts and edits of them. Knows nothing of YAML.

use crate::sort::SortOnce;
pub use line_index::{LineCol, LineIndex, WideEncoding, WideLineCol};
use serde::{Deserialize, Serialize};
pub use text_size::{TextRange, TextSize};

/// Which file of the project a range belongs to: its index in the list the project was read from.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct FileId(pub u16);

impl FileId {
    /// The compose file itself.
    pub const COMPOSE: FileId = FileId(0);
}

/// A range of bytes in one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileRange {
    /// The file.
    pub file: FileId,
    /// Start and end in bytes.
    pub start: TextSize,
    /// One past the last byte.
    pub end: TextSize,
}

impl FileRange {
    /// `range` of `file`.
    pub fn new(file: FileId, range: TextRange) -> FileRange {
        FileRange {
            file,
            start: range.start(),
            end: range.end(),
        }
    }

    /// The bytes inside the file.
    pub fn range(self) -> TextRange {
        TextRange::new(self.start, self.end.max(self.start))
    }
}

/// A value together with the text that wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub range: FileRange,
}

impl<T> Spanned<T> {
    /// `value`, written at `range`.
    pub fn new(value: T, range: FileRange) -> Spanned<T> {
        Spanned { value, range }
    }
}

impl<T> std::ops::Deref for Spanned<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

/// Replaces `range` of the old text by `insert`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextEdit {
    /// Bytes of the old text that go away.
    pub range: TextRange,
    /// What stands there afterwards.
    pub insert: String,
}

/// Applies `edits` to `text`.
///
/// Edits that overlap an earlier one, or lie outside the text or inside a character, are left out:
/// they were made for another text.
/// Returns the new text and how many edits were applied.
pub fn apply_edits(text: &str, edits: &[TextEdit]) -> (String, usize) {
    let mut sorted: Vec<&TextEdit> = edits.iter().collect();
    sorted.order_by_key(|it| (it.range.start(), it.range.end()));
    let mut res = String::with_capacity(text.len());
    let mut done = 0usize;
    let mut n_applied = 0;
    for edit in sorted {
        let (start, end) = (
            usize::from(edit.range.start()),
            usize::from(edit.range.end()),
        );
        let (true, Some(between), Some(_)) =
            (start >= done, text.get(done..start), text.get(start..end))
        else {
            continue;
        };
        res.push_str(between);
        res.push_str(&edit.insert);
        done = end;
        n_applied += 1;
    }
    res.push_str(text.get(done..).unwrap_or_default());
    (res, n_applied)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, edits: &[(u32, u32, &str)], want: &str) {
        let edits: Vec<TextEdit> = edits
            .iter()
            .map(|&(start, end, insert)| TextEdit {
                range: TextRange::new(start.into(), end.into()),
                insert: insert.to_owned(),
            })
            .collect();
        assert_eq!(apply_edits(text, &edits).0, want);
    }

    #[test]
    fn edits_apply_in_text_order_whatever_their_order_in_the_list() {
        check("abcdef", &[(4, 5, "E"), (0, 1, "A")], "AbcdEf");
    }

    #[test]
    fn an_overlapping_edit_or_one_outside_the_text_is_left_out() {
        check("abcdef", &[(0, 3, "x"), (2, 4, "y"), (90, 91, "z")], "xdef");
        check("é", &[(1, 2, "x")], "é");
    }
}
