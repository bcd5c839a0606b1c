use std::collections::BTreeMap;

use sekisho_finding::{Finding, Lang, Severity};

use crate::group::groups;
use crate::safe::clean;
use crate::{Report, words};

/// How many bars a chart has.
const BARS: usize = 10;

/// A part of the ring, in hundredths of it.
pub(super) struct Slice {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    /// How much of the ring it takes.
    pub(super) share: String,
    /// Where it begins, counted backwards, as SVG dashes want it.
    pub(super) offset: String,
}

/// A row of a bar chart.
pub(super) struct Bar {
    pub(super) label: String,
    pub(super) title: String,
    pub(super) count: String,
    /// One part per severity, the worst first.
    pub(super) parts: Vec<Part>,
}

/// A part of a bar, in hundredths of the longest bar.
pub(super) struct Part {
    pub(super) name: &'static str,
    pub(super) start: String,
    pub(super) width: String,
}

/// The open findings as a ring.
pub(super) fn donut(count: impl Fn(Severity) -> u64, lang: Lang) -> Vec<Slice> {
    let total: u64 = Severity::ALL.iter().map(|severity| count(*severity)).sum();
    let mut before = 0.0;
    let mut slices = Vec::new();
    for severity in Severity::ALL.iter().rev() {
        let share = match (count(*severity), total) {
            (0, _) | (_, 0) => continue,
            (part, whole) => part as f64 / whole as f64 * 100.0,
        };
        slices.push(Slice {
            name: severity.name(),
            label: words::severity(*severity, lang),
            share: format!("{share:.3}"),
            offset: format!("{:.3}", -before),
        });
        before += share;
    }
    slices
}

/// The checks with most open findings.
pub(super) fn by_check(report: &Report<'_>) -> Vec<Bar> {
    let lang = report.options.lang;
    let findings = &report.outcome.findings;
    let mut groups = groups(findings, Finding::is_open);
    groups.sort_by_key(|group| std::cmp::Reverse(group.findings.len()));
    let rows = groups.iter().take(BARS).map(|group| {
        let mut counts = [0; 5];
        for finding in group.findings.iter().filter_map(|i| findings.get(*i)) {
            add(&mut counts, finding.severity);
        }
        let title = group.check.title.get(lang).to_owned();
        (group.check.slug.to_owned(), title, counts)
    });
    bars(rows.collect())
}

/// The worlds with most open findings.
pub(super) fn by_world(report: &Report<'_>) -> Vec<Bar> {
    let mut worlds: BTreeMap<&str, [u64; 5]> = BTreeMap::new();
    for finding in report.outcome.findings.iter().filter(|f| f.is_open()) {
        let counts = worlds.entry(&finding.place.object.world).or_default();
        add(counts, finding.severity);
    }
    let mut worlds: Vec<_> = worlds.into_iter().collect();
    worlds.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.iter().sum::<u64>()));
    let rows = worlds
        .into_iter()
        .take(BARS)
        .map(|(world, counts)| (clean(world).into_owned(), clean(world).into_owned(), counts));
    bars(rows.collect())
}

fn add(counts: &mut [u64; 5], severity: Severity) {
    if let Some(count) = counts.get_mut(severity as usize) {
        *count += 1;
    }
}

fn bars(rows: Vec<(String, String, [u64; 5])>) -> Vec<Bar> {
    let longest = rows.iter().map(|(_, _, counts)| counts.iter().sum::<u64>());
    let longest = longest.max().unwrap_or(1).max(1) as f64;
    rows.into_iter()
        .map(|(label, title, counts)| {
            let mut start = 0.0;
            let mut parts = Vec::new();
            for severity in Severity::ALL.iter().rev() {
                let count = counts.get(*severity as usize).copied().unwrap_or(0);
                if count == 0 {
                    continue;
                }
                let width = count as f64 / longest * 100.0;
                parts.push(Part {
                    name: severity.name(),
                    start: format!("{start:.2}"),
                    width: format!("{width:.2}"),
                });
                start += width;
            }
            Bar { label, title, count: words::grouped(counts.iter().sum()), parts }
        })
        .collect()
}
