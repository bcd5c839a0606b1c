/// A finding that a fixture expects on a line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expectation {
    /// The line, counted from 1.
    pub line: usize,
    /// The check's slug.
    pub slug: String,
}

/// The findings that a fixture expects: `privileged: true  # expect: privileged-container`, several
/// slugs separated by commas.
pub fn expectations(text: &str) -> Vec<Expectation> {
    let mut expected = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let Some((_, slugs)) = line.split_once("# expect:") else {
            continue;
        };
        for slug in slugs.split(',') {
            expected.push(Expectation { line: index + 1, slug: slug.trim().to_owned() });
        }
    }
    expected
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expectations_carry_their_line() {
        let text = "a: 1\nb: 2  # expect: one, two\n";
        let expected = expectations(text);
        assert_eq!(expected.len(), 2);
        assert_eq!(expected[1], Expectation { line: 2, slug: "two".into() });
    }
}
