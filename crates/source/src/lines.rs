use memchr::memchr2_iter;

/// Turns byte offsets of a text into lines and columns, both counted from 1, columns in characters.
///
/// Lines end with `\n`, `\r\n` or a lone `\r`, as in YAML. Going forward costs what lies between.
#[derive(Clone, Debug)]
pub(crate) struct Lines<'t> {
    text: &'t str,
    line: u32,
    /// Where the line starts.
    start: usize,
}

impl<'t> Lines<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, line: 1, start: bom_len(text) }
    }

    /// The line and column of a byte. Offsets that go backwards start over.
    pub(crate) fn seek(&mut self, at: usize) -> (u32, u32) {
        let at = at.min(self.text.len());
        if at < self.start {
            *self = Self::new(self.text);
        }
        let bytes = self.text.as_bytes();
        let between = bytes.get(self.start..at).unwrap_or_default();
        let from = self.start;
        for end in memchr2_iter(b'\n', b'\r', between) {
            let end = from + end;
            if bytes.get(end) == Some(&b'\r') && bytes.get(end + 1) == Some(&b'\n') {
                continue;
            }
            self.line = self.line.saturating_add(1);
            self.start = end + 1;
        }
        let before = bytes.get(self.start..at).unwrap_or_default();
        // Continuation bytes of UTF-8 are no characters of their own.
        let column = before.iter().filter(|&&b| b & 0xc0 != 0x80).count();
        (self.line, column as u32 + 1)
    }
}

/// The length of the byte order mark at the start.
pub(crate) fn bom_len(text: &str) -> usize {
    if text.starts_with('\u{feff}') { 3 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_in_three_ways_and_columns_count_characters() {
        let mut lines = Lines::new("\u{feff}a\r\nb\rc\nあい");
        assert_eq!(lines.seek(3), (1, 1));
        assert_eq!(lines.seek(6), (2, 1));
        assert_eq!(lines.seek(8), (3, 1));
        assert_eq!(lines.seek(13), (4, 2));
        assert_eq!(lines.seek(3), (1, 1));
    }
}
