//! The findings as the page's script reads them: short names, and every check once.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

use sekisho_finding::{CheckMeta, Edit, Finding, Lang, Severity, SourceId, Status};
use serde::Serialize;

use super::island::Island;
use crate::json::Stream;
use crate::quote::{Masks, Quote, quote};
use crate::resolve::{Spot, Spots};
use crate::safe::clean;
use crate::{Report, words};

/// Lines that are shown before and after the marked one.
const CONTEXT: u32 = 2;

#[derive(Serialize)]
struct Data<F> {
    /// Texts that the script needs.
    words: BTreeMap<&'static str, &'static str>,
    /// Names of severities in the language of the page, the lowest first.
    severities: Vec<(&'static str, &'static str)>,
    checks: Vec<Check>,
    findings: F,
}

#[derive(Serialize)]
struct Check {
    id: &'static str,
    slug: &'static str,
    title: &'static str,
    what: &'static str,
    why: &'static str,
    fix: &'static str,
    fine: &'static str,
}

/// A finding; fields without a value are left out.
#[derive(Serialize)]
struct Row<'a> {
    /// The check, as an index.
    c: usize,
    /// The severity, 0 to 4.
    s: u8,
    /// The confidence.
    sure: &'static str,
    /// The audience.
    au: &'static str,
    /// The status.
    st: &'static str,
    /// The world.
    w: Cow<'a, str>,
    /// The namespace.
    #[serde(skip_serializing_if = "str::is_empty")]
    ns: Cow<'a, str>,
    /// The kind.
    k: Cow<'a, str>,
    /// The name.
    n: Cow<'a, str>,
    /// The container.
    #[serde(skip_serializing_if = "Option::is_none")]
    ct: Option<Cow<'a, str>>,
    /// The file, or what stands for it.
    f: String,
    /// Line and column.
    #[serde(skip_serializing_if = "Option::is_none")]
    l: Option<(u32, u32)>,
    /// The message.
    m: String,
    /// The field path.
    p: String,
    /// The quoted lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    q: Option<Lines>,
    /// Related places.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    r: Vec<Other>,
    /// Further fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    al: Vec<String>,
    /// Controls.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rf: Vec<(&'static str, &'static str)>,
    /// Fixes: title, safety, edits.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fx: Vec<(&'static str, &'static str, Vec<String>)>,
    /// Why and until when it is waived.
    #[serde(skip_serializing_if = "Option::is_none")]
    wv: Option<String>,
    #[serde(skip_serializing_if = "str::is_empty")]
    fp: &'a str,
}

/// Quoted lines, cut at the mark.
#[derive(Serialize)]
struct Lines {
    /// The number of the first line.
    n: u32,
    /// The number of the marked line.
    at: u32,
    /// Before the mark, the mark, behind it.
    t: [String; 3],
}

/// A related place.
#[derive(Serialize)]
struct Other {
    m: String,
    f: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    l: Option<(u32, u32)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    q: Option<Lines>,
}

pub(super) fn write(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let lang = report.options.lang;
    let findings = &report.outcome.findings;
    let checks: BTreeMap<&str, &'static CheckMeta> =
        findings.iter().map(|finding| (finding.check.slug, finding.check)).collect();
    let index: BTreeMap<&str, usize> = checks.keys().copied().zip(0..).collect();
    let spots = report.spots();
    let places: Vec<Option<&Spot>> = spots
        .iter()
        .flat_map(|spots| std::iter::once(&spots.place).chain(&spots.related))
        .map(Option::as_ref)
        .collect();
    let shown: BTreeSet<SourceId> = places.iter().flatten().map(|spot| spot.source).collect();
    let masks = Masks::of(findings, report.sources, |source| shown.contains(&source));
    let mut quotes = quote(&places, CONTEXT, report.sources, &masks).into_iter();
    let rows = findings.iter().zip(spots).map(|(finding, spots)| {
        let first = quotes.next().flatten();
        let related = quotes.by_ref().take(spots.related.len()).collect();
        row(finding, spots, first, related, &index, report)
    });
    let data = Data {
        words: page_words(lang),
        severities: Severity::ALL
            .iter()
            .map(|severity| (severity.name(), words::severity(*severity, lang)))
            .collect(),
        checks: checks.values().map(|check| of_check(check, lang)).collect(),
        findings: Stream::new(rows),
    };
    data.serialize(&mut serde_json::Serializer::with_formatter(out, Island))?;
    Ok(())
}

fn of_check(check: &'static CheckMeta, lang: Lang) -> Check {
    Check {
        id: check.id,
        slug: check.slug,
        title: check.title.get(lang),
        what: check.what.get(lang),
        why: check.why.get(lang),
        fix: check.fix.get(lang),
        fine: check.fine.get(lang),
    }
}

fn row<'a>(
    finding: &'a Finding,
    spots: &Spots,
    first: Option<Quote>,
    related: Vec<Option<Quote>>,
    index: &BTreeMap<&str, usize>,
    report: &Report<'_>,
) -> Row<'a> {
    let lang = report.options.lang;
    let object = &finding.place.object;
    Row {
        c: index.get(finding.check.slug).copied().unwrap_or(0),
        s: finding.severity as u8,
        sure: words::confidence(finding.confidence, lang),
        au: words::audience(finding.audience(), lang),
        st: finding.status.name(),
        w: clean(&object.world),
        ns: clean(object.namespace.as_deref().unwrap_or_default()),
        k: clean(&object.kind),
        n: clean(&object.name),
        ct: finding.container.as_deref().map(clean),
        f: report.whereabouts(object),
        l: position(spots.place.as_ref()),
        m: clean(&finding.message.render(lang)).into_owned(),
        p: clean(&finding.place.route.field_path()).into_owned(),
        q: first.map(lines),
        r: finding
            .related
            .iter()
            .zip(&spots.related)
            .zip(related)
            .map(|((related, spot), quote)| Other {
                m: clean(&related.note.render(lang)).into_owned(),
                f: report.whereabouts(&related.place.object),
                l: position(spot.as_ref()),
                q: quote.map(lines),
            })
            .collect(),
        al: finding
            .also
            .iter()
            .zip(&spots.also)
            .map(|(route, spot)| {
                let line = position(spot.as_ref());
                let line =
                    line.map_or(String::new(), |(line, column)| format!(" ({line}:{column})"));
                format!("{}{line}", clean(&route.field_path()))
            })
            .collect(),
        rf: finding
            .all_references()
            .map(|reference| (reference.framework, reference.control))
            .collect(),
        fx: finding
            .fixes
            .iter()
            .map(|fix| {
                let safe = match fix.safety {
                    sekisho_finding::Safety::Safe => words::SAFE,
                    sekisho_finding::Safety::Unsafe => words::UNSAFE,
                };
                let edits = fix.edits.iter().map(edit).collect();
                (fix.title.get(lang), safe.get(lang), edits)
            })
            .collect(),
        wv: match &finding.status {
            Status::Waived(waiver) => {
                let reason = clean(waiver.reason.as_deref().unwrap_or("–"));
                let until = waiver.until.as_deref();
                let until = until.map_or(String::new(), |day| format!(" (≤ {})", clean(day)));
                Some(format!("{reason}{until}"))
            }
            Status::Open | Status::Baseline => None,
        },
        fp: &finding.fingerprint,
    }
}

fn edit(edit: &Edit) -> String {
    match edit {
        Edit::Set { route, value } => {
            let value = serde_json::to_string(value).unwrap_or_default();
            format!("+ {}: {}", clean(&route.field_path()), clean(&value))
        }
        Edit::Remove { route } => format!("- {}", clean(&route.field_path())),
        Edit::KeepLast { route } => format!("1 × {}", clean(&route.field_path())),
        Edit::Rename { route, to } => {
            format!("{} → {}", clean(&route.field_path()), clean(to))
        }
    }
}

fn position(spot: Option<&Spot>) -> Option<(u32, u32)> {
    let span = spot?.span.as_ref()?;
    Some((span.line, span.column))
}

fn lines(quote: Quote) -> Lines {
    let mark = quote.mark;
    let part = |range: std::ops::Range<usize>| quote.text.get(range).unwrap_or_default().to_owned();
    Lines {
        n: quote.first_line,
        at: quote.line,
        t: [part(0..mark.start), part(mark.clone()), part(mark.end..quote.text.len())],
    }
}

fn page_words(lang: Lang) -> BTreeMap<&'static str, &'static str> {
    [
        ("all", words::ALL),
        ("open", words::OPEN),
        ("waived", words::WAIVED),
        ("baseline", words::BASELINE),
        ("what", words::WHAT),
        ("why", words::WHY),
        ("fix", words::FIX),
        ("fine", words::FINE),
        ("fixes", words::FIXES),
        ("related", words::RELATED),
        ("references", words::REFERENCES),
        ("waiver", words::WAIVER),
        ("fingerprint", words::FINGERPRINT),
        ("confidence", words::CONFIDENCE),
        ("audience", words::AUDIENCE),
        ("container", words::CONTAINER),
        ("more", words::MORE),
        ("shown", words::SHOWN),
        ("none", words::NO_MATCH),
    ]
    .map(|(name, text)| (name, text.get(lang)))
    .into()
}
