use std::ops::Range;

use sekisho_source::{Located, Locator};
use sekisho_value::Route;

/// A stretch of one line of a text.
///
/// It is what an editor should mark: the field with its value where they stand on one line, else
/// the key alone, else the first line of the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// First byte, counted from 0.
    pub(crate) start: usize,
    /// The byte behind the last one.
    pub(crate) end: usize,
    /// The line, counted from 1.
    pub(crate) line: u32,
    /// The column of the first character in characters, counted from 1.
    pub(crate) column: u32,
    /// The column behind the last character.
    pub(crate) end_column: u32,
    /// The bytes of the whole value, which may go over many lines.
    pub(crate) value: Range<usize>,
    /// Whether the place itself is there; else this is the nearest place around it.
    pub(crate) found: bool,
}

/// The stretches that the routes lead to, each with its document counted from 1.
pub(crate) fn spans(text: &str, wanted: &[(u32, Route)]) -> Vec<Option<Span>> {
    let wanted: Vec<(u32, &Route)> = wanted.iter().map(|(index, route)| (*index, route)).collect();
    Locator::new(text)
        .locate(&wanted)
        .into_iter()
        .map(|located| Span::new(text, located?))
        .collect()
}

impl Span {
    /// A line, counted from 1, without the blanks around what it says.
    pub(crate) fn of_line(text: &str, line: u32) -> Option<Self> {
        let skipped = line.checked_sub(1)? as usize;
        let whole = text.split_inclusive('\n').nth(skipped)?;
        let before: usize = text.split_inclusive('\n').take(skipped).map(str::len).sum();
        let said = whole.trim();
        let indent = whole.len() - whole.trim_start().len();
        let (start, end) = (before + indent, before + indent + said.len());
        let column = whole.chars().take_while(|c| c.is_whitespace()).count() as u32 + 1;
        let end_column = column + said.chars().count() as u32;
        Some(Self { start, end, line, column, end_column, value: start..end, found: true })
    }

    fn new(text: &str, located: Located) -> Option<Self> {
        let Located { key, value, alias: _, missing } = located;
        let whole = value.start..value.end;
        let one_line = |start: sekisho_source::Span, end: usize, end_column: u32| Self {
            start: start.start,
            end,
            line: start.line,
            column: start.column,
            end_column,
            value: whole.clone(),
            found: missing == 0,
        };
        let is_short = value.line == value.end_line;
        Some(match key {
            Some(key) if is_short && value.line == key.line && value.start >= key.end => {
                one_line(key, value.end, value.end_column)
            }
            Some(key) if key.line == key.end_line => one_line(key, key.end, key.end_column),
            _ if is_short => one_line(value, value.end, value.end_column),
            _ => {
                let first = text.get(value.start..value.end)?.lines().next()?.trim_end();
                let columns = first.chars().count() as u32;
                one_line(value, value.start + first.len(), value.column + columns)
            }
        })
    }
}

#[cfg(test)]
#[expect(clippy::string_slice, reason = "a test fails where a boundary is missed")]
mod tests {
    use super::*;

    const TEXT: &str = "\
spec:
  hostNetwork: true
  containers:
    - name: 日本
      args: [a,
        b]
      command: |
        run
        stop
";

    fn marked(route: &Route) -> (&'static str, u32, u32, u32) {
        let span = spans(TEXT, &[(1, route.clone())]).remove(0).unwrap();
        (&TEXT[span.start..span.end], span.line, span.column, span.end_column)
    }

    #[test]
    fn a_field_is_marked_with_its_value_on_one_line() {
        let container = Route::keys(["spec", "containers"]).then(0);
        assert_eq!(marked(&Route::keys(["spec", "hostNetwork"])), ("hostNetwork: true", 2, 3, 20));
        assert_eq!(marked(&container.then("name")), ("name: 日本", 4, 7, 15));
    }

    #[test]
    fn a_value_over_several_lines_is_marked_at_its_key_or_first_line() {
        let container = Route::keys(["spec", "containers"]).then(0);
        assert_eq!(marked(&Route::keys(["spec", "containers"])), ("containers", 3, 3, 13));
        assert_eq!(marked(&container), ("name: 日本", 4, 7, 15));
        assert_eq!(marked(&container.then("args")), ("args", 5, 7, 11));
        assert_eq!(marked(&container.then("command")), ("command", 7, 7, 14));
    }

    #[test]
    fn a_missing_field_is_marked_at_what_is_around_it() {
        let container = Route::keys(["spec", "containers"]).then(0);
        assert_eq!(
            marked(&container.then("securityContext").then("privileged")),
            ("name: 日本", 4, 7, 15)
        );
        assert_eq!(marked(&Route::keys(["spec", "hostPID"])), ("spec", 1, 1, 5));
        assert_eq!(spans(TEXT, &[(2, Route::root())]), [None]);
    }

    #[test]
    fn a_line_is_marked_without_its_indentation() {
        let span = Span::of_line(TEXT, 4).unwrap();
        assert_eq!(&TEXT[span.start..span.end], "- name: 日本");
        assert_eq!((span.line, span.column, span.end_column), (4, 5, 15));
        assert_eq!(Span::of_line(TEXT, 99), None);
        assert_eq!(Span::of_line(TEXT, 0), None);
    }

    #[test]
    fn the_whole_value_is_known_for_masks() {
        let command = Route::keys(["spec", "containers"]).then(0).then("command");
        let span = spans(TEXT, &[(1, command)]).remove(0).unwrap();
        assert_eq!(&TEXT[span.value], "|\n        run\n        stop");
    }
}
