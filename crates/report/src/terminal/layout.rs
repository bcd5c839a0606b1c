//! Columns and lines in the widths of a terminal, where a Japanese character takes two columns.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Characters that begin no line.
const NO_BEGIN: &str = "、。，．・：；！？）」』】〉》ゃゅょっャュョッーァィゥェォ…)]}.,:;!?`";

/// Characters that end no line.
const NO_END: &str = "（「『【〈《([{`";

/// How many columns `text` takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// `text` with spaces behind it up to `columns`.
pub(super) fn left(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// `text` with spaces before it up to `columns`.
pub(super) fn right(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

/// The lines of `text`, none wider than `columns` unless a single word is: broken at spaces, and
/// between Japanese characters save before those that may not begin a line.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for piece in pieces(text) {
        let word = piece.trim_end();
        if !line.is_empty() && width(&line) + width(word) > columns {
            lines.push(line.trim_end().to_owned());
            line.clear();
        }
        line.push_str(piece);
    }
    if !line.trim_end().is_empty() || lines.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// The pieces between which a line may be broken, each with the spaces behind it.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        if before.is_some_and(|before| may_break(before, c)) {
            pieces.extend(text.get(start..at));
            start = at;
        }
        before = Some(c);
    }
    pieces.extend(text.get(start..));
    pieces
}

fn may_break(before: char, after: char) -> bool {
    if after.is_whitespace() {
        return false;
    }
    let wide = |c: char| c.width() == Some(2);
    before.is_whitespace()
        || ((wide(before) || wide(after)) && !NO_BEGIN.contains(after) && !NO_END.contains(before))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_wide_characters_twice() {
        assert_eq!(left("緊急", 6), "緊急  ");
        assert_eq!(right("12", 4), "  12");
    }

    #[test]
    fn lines_break_at_spaces_and_between_japanese_characters() {
        assert_eq!(wrap("run it as a user", 9), ["run it as", "a user"]);
        assert_eq!(wrap("特権を外します。次に", 14), ["特権を外しま", "す。次に"]);
        assert_eq!(wrap("incomprehensibility", 4), ["incomprehensibility"]);
        assert_eq!(wrap("", 4), [""]);
    }
}
