use std::io;

use sekisho_finding::{Audience, Compared, Lang, Severity, Status, Tally, Text};

use super::frameworks;
use super::layout::{left, right, width, wrap};
use super::paint::Paint;
use crate::{Report, Verbosity, words};

/// How many kinds are named.
const KINDS: usize = 8;

/// The table by severity, what was read and what was not.
pub(super) fn write(report: &Report<'_>, paint: Paint, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = report.options.lang;
    writeln!(out, "{}\n", paint.heading(words::SUMMARY.get(lang)))?;
    table(report, paint, out)?;
    writeln!(out)?;
    read(report, paint, out)?;
    let others = unheard(report);
    let unsure = unsure(report);
    if !others.is_empty() || unsure > 0 {
        writeln!(out)?;
        let line = words::not_shown(&others, unsure, lang);
        for line in wrap(&line, report.options.width.max(24)) {
            writeln!(out, "{line}")?;
        }
    }
    if report
        .outcome
        .findings
        .iter()
        .any(|finding| finding.is_open() && report.options.shows(finding))
    {
        writeln!(out, "{}", paint.faint(words::EXPLAIN.get(lang)))?;
    }
    Ok(())
}

/// The same in one line.
pub(super) fn short(report: &Report<'_>, paint: Paint, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = report.options.lang;
    let counts = Counted::of(report);
    let mut parts: Vec<String> = Severity::ALL
        .iter()
        .rev()
        .map(|severity| (*severity, counts.open(*severity)))
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| {
            let name = words::severity(severity, lang);
            let text = match lang {
                Lang::En => format!("{count} {name}"),
                Lang::Ja => format!("{name}{count}件"),
            };
            paint.severity(severity, &text)
        })
        .collect();
    if parts.is_empty() {
        let nothing_read = report.outcome.counts.objects == 0;
        let words = if nothing_read { words::NOTHING_READ } else { words::NOTHING_FOUND };
        parts.push(words.get(lang).to_owned());
    }
    let problems = report.outcome.problems.len() as u64;
    for (count, [one, many], ja) in [
        (counts.waived(), ["waived"; 2], words::WAIVED.ja),
        (counts.baseline(), ["baseline"; 2], words::BASELINE.ja),
        (problems, ["problem", "problems"], words::PROBLEMS.ja),
    ] {
        if count > 0 {
            parts.push(match lang {
                Lang::En => words::counted(count, one, many, "", lang),
                Lang::Ja => format!("{ja}{count}件"),
            });
        }
    }
    let comma = match lang {
        Lang::En => ", ",
        Lang::Ja => "、",
    };
    writeln!(out, "{}", parts.join(comma))
}

/// How many open findings of the shown audiences are not sure enough to be shown.
fn unsure(report: &Report<'_>) -> usize {
    let options = &report.options;
    let findings = report.outcome.findings.iter().filter(|finding| finding.is_open());
    findings.filter(|it| options.hears(it.audience()) && !options.shows(it)).count()
}

/// Findings of the shown audiences by severity and status.
#[derive(Default)]
struct Counted {
    /// Lowest severity first; open, waived, baseline.
    rows: [[u64; 3]; 5],
}

impl Counted {
    fn of(report: &Report<'_>) -> Self {
        let mut counted = Self::default();
        for finding in &report.outcome.findings {
            if !report.options.shows(finding) {
                continue;
            }
            let column = match finding.status {
                Status::Open => 0,
                Status::Waived(_) => 1,
                Status::Baseline => 2,
            };
            let row = counted.rows.get_mut(finding.severity as usize);
            if let Some(count) = row.and_then(|row| row.get_mut(column)) {
                *count += 1;
            }
        }
        counted
    }

    fn row(&self, severity: Severity) -> [u64; 3] {
        self.rows.get(severity as usize).copied().unwrap_or_default()
    }

    fn open(&self, severity: Severity) -> u64 {
        let [open, _, _] = self.row(severity);
        open
    }

    fn sums(&self) -> [u64; 3] {
        self.rows.iter().fold([0; 3], |[a, b, c], [x, y, z]| [a + x, b + y, c + z])
    }

    fn waived(&self) -> u64 {
        let [_, waived, _] = self.sums();
        waived
    }

    fn baseline(&self) -> u64 {
        let [_, _, baseline] = self.sums();
        baseline
    }
}

fn table(report: &Report<'_>, paint: Paint, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = report.options.lang;
    let counted = Counted::of(report);
    let heads = [words::OPEN, words::WAIVED, words::BASELINE].map(|text| text.get(lang));
    let total = words::TOTAL.get(lang);
    let names = Severity::ALL.iter().map(|severity| words::severity(*severity, lang));
    let first = names.chain([total]).map(width).max().unwrap_or(0);
    let line = |numbers: [u64; 3], paint_number: &dyn Fn(&str) -> String| {
        let mut line = String::new();
        for (nth, (number, head)) in numbers.into_iter().zip(heads).enumerate() {
            let columns = width(head).max(6);
            let cell = right(&words::grouped(number), columns);
            line.push_str("  ");
            line.push_str(&match (nth, number) {
                (_, 0) => paint.faint(&cell),
                (0, _) => paint_number(&cell),
                (_, _) => cell,
            });
        }
        line
    };
    let mut head = left("", first);
    for name in heads {
        head.push_str("  ");
        head.push_str(&right(name, width(name).max(6)));
    }
    writeln!(out, "  {}", paint.faint(&head))?;
    for severity in Severity::ALL.iter().rev() {
        let name = left(words::severity(*severity, lang), first);
        let numbers = line(counted.row(*severity), &|text| paint.severity(*severity, text));
        writeln!(out, "  {}{numbers}", paint.severity(*severity, &name))?;
    }
    let numbers = line(counted.sums(), &|text| paint.strong(text));
    writeln!(out, "  {}{numbers}", left(total, first))
}

fn read(report: &Report<'_>, paint: Paint, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = report.options.lang;
    let heads = [
        words::READ,
        words::NOT_READ,
        words::NOT_JUDGED,
        words::COMPARED,
        words::FRAMEWORKS,
        words::LEADS_TO,
    ]
    .map(|text| text.get(lang));
    let first = heads.into_iter().map(width).max().unwrap_or(0);
    let columns = report.options.width.saturating_sub(first + 4).max(24);
    let [read, unread, unjudged, compared, measured, leads_to] = heads;
    for (head, lines) in [
        (read, what_was_read(report)),
        (unread, what_was_not_read(report)),
        (unjudged, what_was_not_judged(report)),
        (compared, what_was_compared(report)),
        (measured, frameworks::glance(report)),
        (leads_to, frameworks::consequences(report)),
    ] {
        let mut lead = paint.strong(&left(head, first));
        for line in lines.iter().flat_map(|line| wrap(line, columns)) {
            writeln!(out, "  {lead}  {line}")?;
            lead = " ".repeat(first);
        }
    }
    Ok(())
}

fn what_was_read(report: &Report<'_>) -> Vec<String> {
    let lang = report.options.lang;
    let counts = &report.outcome.counts;
    let files = words::counted(counts.files, "file", "files", "ファイル", lang);
    let documents = words::counted(counts.documents, "document", "documents", "ドキュメント", lang);
    let objects = words::counted(counts.objects, "object", "objects", "オブジェクト", lang);
    let kinds = words::counted(counts.kinds.len() as u64, "kind", "kinds", "種類", lang);
    let worlds = words::counted(counts.worlds.len() as u64, "world", "worlds", "ワールド", lang);
    let bytes = words::bytes(counts.bytes);
    let mut lines = vec![match lang {
        Lang::En => format!("{files} ({bytes}), {documents}, {objects} of {kinds} in {worlds}"),
        Lang::Ja => format!("{files}（{bytes}）、{documents}、{kinds}の{objects}、{worlds}"),
    }];
    if counts.objects == 0 {
        lines.push(words::NOTHING_READ.get(lang).to_owned());
    }
    let mut kinds: Vec<(&str, u64)> =
        counts.kinds.iter().map(|(kind, count)| (kind.as_str(), *count)).collect();
    kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let shown = match report.options.verbosity {
        Verbosity::Verbose => kinds.len(),
        Verbosity::Quiet | Verbosity::Normal => KINDS,
    };
    let mut named: Vec<String> = kinds
        .iter()
        .take(shown)
        .map(|(kind, count)| {
            let short = kind.rsplit(' ').next().unwrap_or(kind);
            format!("{} {}", crate::safe::clean(short), words::grouped(*count))
        })
        .collect();
    if kinds.len() > shown {
        named.push("…".to_owned());
    }
    if !named.is_empty() {
        lines.push(named.join(", "));
    }
    lines.extend(listed(
        &[
            (counts.rendered, words::RENDERED),
            (counts.empty, words::EMPTY),
            (counts.other, words::OTHER),
            (counts.strays, words::STRAYS),
            (counts.ignored, words::IGNORED),
        ],
        lang,
    ));
    lines
}

fn what_was_compared(report: &Report<'_>) -> Vec<String> {
    let lang = report.options.lang;
    let one =
        |it: &Compared| words::compared(&crate::safe::clean(&it.with), it.known, it.gone, lang);
    report.outcome.compared.iter().map(one).collect()
}

fn what_was_not_read(report: &Report<'_>) -> Vec<String> {
    let counts = &report.outcome.counts;
    listed(
        &[(counts.unread, words::UNREAD), (counts.unrendered, words::UNRENDERED)],
        report.options.lang,
    )
}

fn what_was_not_judged(report: &Report<'_>) -> Vec<String> {
    let lang = report.options.lang;
    let configured = &report.outcome.configured;
    let mut lines = Vec::new();
    if !configured.disabled.is_empty() {
        let slugs: Vec<&str> = configured.disabled.iter().map(|check| check.slug).collect();
        lines.push(words::disabled(&slugs, lang));
    }
    let mut unsure: Vec<&Tally> =
        report.outcome.tallies.iter().filter(|tally| tally.unknown > 0).collect();
    if unsure.is_empty() {
        return lines;
    }
    let unknown = unsure.iter().map(|tally| tally.unknown).sum();
    lines.push(words::not_judged(unknown, unsure.len(), lang));
    if report.options.verbosity == Verbosity::Verbose {
        unsure.sort_by_key(|tally| std::cmp::Reverse(tally.unknown));
        lines.extend(
            unsure
                .iter()
                .map(|tally| format!("{} {}", tally.check.slug, words::grouped(tally.unknown))),
        );
    }
    lines
}

fn listed(counts: &[(u64, Text)], lang: Lang) -> Vec<String> {
    counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, text)| format!("{}: {}", text.get(lang), words::grouped(*count)))
        .collect()
}

/// How many open findings each audience has that is not shown.
fn unheard(report: &Report<'_>) -> Vec<(Audience, usize)> {
    Audience::ALL
        .iter()
        .filter(|audience| !report.options.hears(**audience))
        .map(|audience| {
            let findings = report.outcome.findings.iter();
            let count = findings
                .filter(|finding| finding.is_open() && finding.audience() == *audience)
                .count();
            (*audience, count)
        })
        .filter(|(_, count)| *count > 0)
        .collect()
}
