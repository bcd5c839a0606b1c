//! One page that holds everything it needs: it opens from a disk, an attachment or a build's
//! artifacts, loads nothing and sends nothing.

mod charts;
mod data;
mod frameworks;
mod island;

use std::io;

use askama::Template;
use sekisho_finding::{Lang, Problem, Severity, Tally, Text};
use sha2::{Digest, Sha256};

use self::charts::{Bar, Slice};
use crate::safe::clean;
use crate::{Report, words};

const SCRIPT: &str = include_str!("../../templates/report.js");
const STYLE: &str = include_str!("../../templates/report.css");

/// Stands in the page where the findings go, which are too many to be put through the template.
/// Nothing of the user's can look like it: the template escapes the angle bracket.
const MARK: &str = "<!--findings-->";

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    lang: &'static str,
    words: Words,
    version: &'a str,
    time: Option<&'a str>,
    policy: String,
    style: &'static str,
    script: &'static str,
    mark: &'static str,
    total: String,
    severities: Vec<Card>,
    donut: Vec<Slice>,
    checks: Vec<Bar>,
    worlds: Vec<Bar>,
    frameworks: Vec<frameworks::Framework>,
    set_aside: Vec<(&'static str, String)>,
    problems: Vec<Row>,
    coverage: Vec<(&'static str, String, bool)>,
    kinds: Vec<(String, String)>,
    verdicts: Vec<Verdict>,
}

/// A severity with its number of open findings.
struct Card {
    name: &'static str,
    label: &'static str,
    count: String,
}

/// A problem.
struct Row {
    place: String,
    kind: &'static str,
    is_error: bool,
    message: String,
    help: String,
}

/// A check with its counts.
struct Verdict {
    id: &'static str,
    slug: &'static str,
    title: &'static str,
    judged: u64,
    failed: u64,
    unknown: u64,
}

/// The fixed texts, in the language of the page.
struct Words(Lang);

impl Words {
    fn get(&self, text: Text) -> &'static str {
        text.get(self.0)
    }
}

pub(crate) fn write(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let page = page(report).render().map_err(io::Error::other)?;
    let (before, after) = page.split_once(MARK).unwrap_or((page.as_str(), ""));
    out.write_all(before.as_bytes())?;
    data::write(report, out)?;
    out.write_all(after.as_bytes())
}

fn page<'a>(report: &'a Report<'_>) -> Page<'a> {
    let options = &report.options;
    let lang = options.lang;
    let open = report.outcome.findings.iter().filter(|f| f.is_open());
    let mut by_severity = [0_u64; 5];
    for finding in open {
        if let Some(count) = by_severity.get_mut(finding.severity as usize) {
            *count += 1;
        }
    }
    let count = |severity: Severity| by_severity.get(severity as usize).copied().unwrap_or(0);
    let with_status = |name: &str| {
        let findings = report.outcome.findings.iter();
        findings.filter(|f| f.status.name() == name).count() as u64
    };
    Page {
        lang: match lang {
            Lang::En => "en",
            Lang::Ja => "ja",
        },
        words: Words(lang),
        version: &options.version,
        time: options.time.as_deref(),
        policy: policy(),
        style: STYLE,
        script: SCRIPT,
        mark: MARK,
        total: words::grouped(by_severity.iter().sum()),
        severities: Severity::ALL
            .iter()
            .rev()
            .map(|severity| Card {
                name: severity.name(),
                label: words::severity(*severity, lang),
                count: words::grouped(count(*severity)),
            })
            .collect(),
        donut: charts::donut(count, lang),
        checks: charts::by_check(report),
        worlds: charts::by_world(report),
        frameworks: frameworks::frameworks(report),
        set_aside: [("waived", words::WAIVED), ("baseline", words::BASELINE)]
            .into_iter()
            .map(|(name, label)| (label.get(lang), words::grouped(with_status(name))))
            .collect(),
        problems: report.outcome.problems.iter().map(|p| row(p, lang)).collect(),
        coverage: coverage(report),
        kinds: kinds(report),
        verdicts: report.outcome.tallies.iter().map(|tally| verdict(tally, lang)).collect(),
    }
}

/// Only the script and the style that this page was made with may run, whatever a manifest has
/// smuggled in; nothing may be loaded.
fn policy() -> String {
    let hash = |text: &str| island::base64(&Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(SCRIPT),
        hash(STYLE),
    )
}

fn row(problem: &Problem, lang: Lang) -> Row {
    let path = problem.path.as_deref().unwrap_or_default();
    let place = match (problem.line, problem.column) {
        (Some(line), Some(column)) => format!("{path}:{line}:{column}"),
        _ => path.to_owned(),
    };
    Row {
        place: clean(&place).into_owned(),
        kind: words::problem(problem.kind, lang),
        is_error: problem.kind.is_error(),
        message: clean(&problem.message).into_owned(),
        help: clean(problem.help.as_deref().unwrap_or_default()).into_owned(),
    }
}

fn verdict(tally: &Tally, lang: Lang) -> Verdict {
    Verdict {
        id: tally.check.id,
        slug: tally.check.slug,
        title: tally.check.title.get(lang),
        judged: tally.judged,
        failed: tally.failed,
        unknown: tally.unknown,
    }
}

/// Each count with its name, and whether it is a gap.
fn coverage(report: &Report<'_>) -> Vec<(&'static str, String, bool)> {
    let lang = report.options.lang;
    let counts = &report.outcome.counts;
    let unknown = report.outcome.tallies.iter().map(|tally| tally.unknown).sum();
    let mut rows = vec![
        (words::FILES, counts.files, false),
        (words::DOCUMENTS, counts.documents, false),
        (words::OBJECTS, counts.objects, false),
        (words::KINDS, counts.kinds.len() as u64, false),
        (words::WORLDS, counts.worlds.len() as u64, false),
        (words::RENDERED, counts.rendered, false),
        (words::EMPTY, counts.empty, false),
        (words::OTHER, counts.other, false),
        (words::STRAYS, counts.strays, false),
        (words::IGNORED, counts.ignored, false),
        (words::UNREAD, counts.unread, true),
        (words::UNRENDERED, counts.unrendered, true),
        (words::UNKNOWN, unknown, true),
    ]
    .into_iter()
    .map(|(text, count, gap)| (text.get(lang), words::grouped(count), gap && count > 0))
    .collect::<Vec<_>>();
    rows.insert(1, (words::BYTES.get(lang), words::bytes(counts.bytes), false));
    rows
}

fn kinds(report: &Report<'_>) -> Vec<(String, String)> {
    let mut kinds: Vec<(&String, &u64)> = report.outcome.counts.kinds.iter().collect();
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    kinds
        .into_iter()
        .map(|(kind, count)| (clean(kind).into_owned(), words::grouped(*count)))
        .collect()
}
