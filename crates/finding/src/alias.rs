use crate::alias_table::ALIASES;

/// Other spellings of a scanner's control that its users write: former ids and readable names.
pub fn aliases(framework: &str, control: &str) -> &'static [&'static str] {
    ALIASES
        .binary_search_by(|(of, id, _)| (*of, *id).cmp(&(framework, control)))
        .ok()
        .and_then(|found| ALIASES.get(found))
        .map_or(&[], |(.., aliases)| aliases)
}

/// The control of a scanner that a spelling stands for, in whichever case it is written; none where the
/// spelling is no alias. Some names were given twice, so there may be several.
pub fn controls_named<'a>(
    framework: &'a str,
    spelling: &'a str,
) -> impl Iterator<Item = &'static str> + 'a {
    ALIASES
        .iter()
        .filter(move |(of, ..)| *of == framework)
        .filter(move |(_, id, aliases)| {
            let named = |name: &&str| name.eq_ignore_ascii_case(spelling);
            named(id) || aliases.iter().any(named)
        })
        .map(|(_, id, _)| *id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_read_both_ways() {
        assert!(ALIASES.is_sorted_by(|a, b| (a.0, a.1) < (b.0, b.1)));
        assert!(aliases("trivy", "KSV-0014").contains(&"KSV014"));
        assert_eq!(controls_named("trivy", "avd-ksv-0014").collect::<Vec<_>>(), ["KSV-0014"]);
        assert_eq!(controls_named("trivy", "KSV-9999").count(), 0);
        assert_eq!(aliases("polaris", "hostIPCSet"), [""; 0]);
    }
}
