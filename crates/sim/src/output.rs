//! What a command prints, and how it ends.

use linkyard_core::world::Stream;

/// What a command printed on both streams, in order, and its exit code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// Pieces in the order in which they were written.
    pub pieces: Vec<(Stream, String)>,
    /// Exit code.
    pub code: i32,
}

impl Output {
    /// Nothing printed, code 0.
    pub fn new() -> Output {
        Output::default()
    }

    /// Writes to standard output.
    pub fn out(&mut self, text: impl AsRef<str>) {
        self.write(Stream::Out, text.as_ref());
    }

    /// Writes to standard error.
    pub fn err(&mut self, text: impl AsRef<str>) {
        self.write(Stream::Err, text.as_ref());
    }

    /// Writes to one of both.
    pub fn write(&mut self, stream: Stream, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.pieces.last_mut() {
            Some((last, it)) if *last == stream => it.push_str(text),
            _ => self.pieces.push((stream, text.to_owned())),
        }
    }

    /// Everything on standard output.
    pub fn stdout(&self) -> String {
        self.of(Stream::Out)
    }

    /// Everything on standard error.
    pub fn stderr(&self) -> String {
        self.of(Stream::Err)
    }

    /// Both streams as a terminal shows them.
    pub fn text(&self) -> String {
        self.pieces.iter().map(|it| it.1.as_str()).collect()
    }

    /// Goes on with what another command printed; its code counts.
    pub fn extend(&mut self, other: Output) {
        for (stream, text) in other.pieces {
            self.write(stream, &text);
        }
        self.code = other.code;
    }

    fn of(&self, stream: Stream) -> String {
        self.pieces
            .iter()
            .filter(|it| it.0 == stream)
            .map(|it| it.1.as_str())
            .collect()
    }
}
