/// The controls of other scanners that only some findings of a check stand for: slug, framework, control.
const TABLE: &str = include_str!("../data/occasional.tsv");

/// The controls of a framework that only some findings of a check reference.
pub fn occasional<'a>(
    slug: &'a str,
    framework: &'a str,
) -> impl Iterator<Item = &'static str> + 'a {
    TABLE.lines().skip(1).filter_map(move |row| {
        let mut cells = row.split('\t');
        (cells.next() == Some(slug) && cells.next() == Some(framework)).then(|| cells.next())?
    })
}
