use std::borrow::Cow;

/// Text of the user made safe for a terminal and a page: control characters could move the cursor
/// or colour what follows, and direction marks could make a line read differently from what it is.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if text.contains(is_unsafe) {
        Cow::Owned(text.replace(is_unsafe, "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// As [`clean`], but tabs stay: in a quoted line they are indentation.
pub(crate) fn clean_line(text: &str) -> Cow<'_, str> {
    let is_unsafe = |c: char| c != '\t' && is_unsafe(c);
    if text.contains(is_unsafe) {
        Cow::Owned(text.replace(is_unsafe, "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(c, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_direction_marks_are_taken_out() {
        assert_eq!(clean("a\u{1b}[31mb\u{202e}c\n"), "a\u{fffd}[31mb\u{fffd}c\u{fffd}");
        assert_eq!(clean("日本語 web"), "日本語 web");
        assert_eq!(clean_line("\ta\u{9b}b"), "\ta\u{fffd}b");
    }
}
