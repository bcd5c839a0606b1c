use memchr::memchr2_iter;

/// Turns byte offsets of a text into lines and columns, both counted from 1, columns in characters.
///
/// Lines end with `\n`, `\r\n` or a lone `\r`, as in YAML. Going forward costs what lies between.
#[derive(Clone, Debug)]
pub(crate) struct Lines<'t> {
    text: &'t str,
    line: u32,
    /// The last place that was asked for, in this line, and the characters before it.
    last: usize,
    before: u32,
}

impl<'t> Lines<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        let start = bom_len(text);
        Self { text, line: 1, last: start, before: 0 }
    }

    /// The line and column of a byte. Offsets that go backwards start over.
    pub(crate) fn seek(&mut self, at: usize) -> (u32, u32) {
        let at = at.min(self.text.len());
        if at < self.last {
            *self = Self::new(self.text);
        }
        let bytes = self.text.as_bytes();
        let between = bytes.get(self.last..at).unwrap_or_default();
        let from = self.last;
        for end in memchr2_iter(b'\n', b'\r', between) {
            let end = from + end;
            if bytes.get(end) == Some(&b'\r') && bytes.get(end + 1) == Some(&b'\n') {
                continue;
            }
            self.line = self.line.saturating_add(1);
            (self.last, self.before) = (end + 1, 0);
        }
        let between = bytes.get(self.last..at).unwrap_or_default();
        // Continuation bytes of UTF-8 are no characters of their own.
        let characters = between.iter().filter(|&&b| b & 0xc0 != 0x80).count();
        self.before = self.before.saturating_add(characters as u32);
        self.last = at.max(self.last);
        (self.line, self.before.saturating_add(1))
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

    #[test]
    fn going_on_in_a_line_is_going_there_at_once() {
        let text = "\u{feff}あ, b\r\n\nc い d\re";
        for first in 0..=text.len() {
            let mut lines = Lines::new(text);
            lines.seek(first);
            for at in first..=text.len() {
                assert_eq!(lines.seek(at), Lines::new(text).seek(at), "{first} {at}");
            }
        }
    }
}
