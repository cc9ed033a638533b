//! Between the byte offsets of the core and the UTF-16 offsets of the browser.

/// The byte offset of the UTF-16 offset `wide` in `text`; the end of the text for one past it.
pub fn to_bytes(text: &str, wide: usize) -> usize {
    let mut seen = 0;
    for (byte, it) in text.char_indices() {
        if seen >= wide {
            return byte;
        }
        seen += it.len_utf16();
    }
    text.len()
}

/// The UTF-16 offset of the byte offset `byte` in `text`.
pub fn to_wide(text: &str, byte: usize) -> usize {
    text.char_indices()
        .take_while(|it| it.0 < byte)
        .map(|it| it.1.len_utf16())
        .sum()
}

/// The number of the line that holds `byte`, from 1.
pub fn line_number(text: &str, byte: usize) -> usize {
    let byte = byte.min(text.len());
    text.as_bytes()
        .iter()
        .take(byte)
        .filter(|it| **it == b'\n')
        .count()
        + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_go_there_and_back_on_every_character() {
        let text = "a: é\n\u{1F433}: 漢 # x\n";
        for (byte, _) in text.char_indices() {
            assert_eq!(to_bytes(text, to_wide(text, byte)), byte);
        }
        assert_eq!(to_wide(text, text.len()), text.encode_utf16().count());
        assert_eq!(to_bytes(text, 1_000), text.len());
    }

    #[test]
    fn lines_are_counted_from_one() {
        assert_eq!(line_number("a\nb\n", 0), 1);
        assert_eq!(line_number("a\nb\n", 2), 2);
        assert_eq!(line_number("a\nb\n", 99), 3);
    }
}
