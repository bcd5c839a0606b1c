//! From the model to the contract, field by field.

use std::borrow::Cow;

use sekisho_finding::{
    Audience, CheckMeta, Compared, Confidence, Configured, Counts, DocumentRef, Edit, Finding, Fix,
    Lang, MendState, Mending, ObjectRef, Origin, Outcome, Owner, Place, Problem, ProblemKind,
    Reference, Related, Safety, Scanner, Severity, Status, Tally, Waiver, WaiverSource, aliases,
};
use sekisho_value::Route;

use super::{frameworks, v1};
use crate::Report;
use crate::resolve::{Spot, Spots};

pub(super) fn report<'a, F>(report: &'a Report<'_>, findings: F) -> v1::Report<'a, F> {
    let Outcome { findings: model, problems, tallies, counts, configured, compared } =
        report.outcome;
    v1::Report {
        schema: v1::SCHEMA,
        tool: v1::Tool { name: "sekisho", version: &report.options.version },
        time: report.options.time.as_deref(),
        lang: match report.options.lang {
            Lang::En => v1::Lang::En,
            Lang::Ja => v1::Lang::Ja,
        },
        findings,
        // The text that they were found in is not there any more.
        mended: report.mended.map(|mended| {
            mended.iter().map(|gone| finding(gone, &Spots::default(), report)).collect()
        }),
        checks: tallies.iter().map(check).collect(),
        frameworks: frameworks::frameworks(report),
        errors: problems.iter().map(error).collect(),
        configuration: configuration(configured),
        compared: compared.iter().map(comparison).collect(),
        summary: summary(counts, configured, model, report),
    }
}

pub(super) fn finding<'a>(
    finding: &'a Finding,
    spots: &Spots,
    report: &'a Report<'_>,
) -> v1::Finding<'a> {
    let lang = report.options.lang;
    let Finding {
        check,
        severity: level,
        confidence: sure,
        message,
        place: Place { object: on, route },
        line: _,
        container,
        also,
        related: others,
        fixes,
        references: _,
        sensitive: _,
        subject: _,
        status: became,
        fingerprint,
        mending,
    } = finding;
    let also_spots = spots.also.iter().map(Option::as_ref).chain(std::iter::repeat(None));
    let related_spots = spots.related.iter().map(Option::as_ref).chain(std::iter::repeat(None));
    v1::Finding {
        check: check.slug,
        id: check.id,
        severity: severity(*level),
        confidence: confidence(*sure),
        audience: audience(check.audience),
        title: check.title.get(lang),
        message: message.render(lang),
        status: status(became),
        waiver: waiver(became),
        fingerprint,
        world: &on.world,
        object: object(on, container.as_deref()),
        pointer: route.to_string(),
        location: location(on, route, spots.place.as_ref(), report),
        origin: on.origin.as_deref().map(origin),
        also: also
            .iter()
            .zip(also_spots)
            .map(|(route, spot)| v1::Also {
                pointer: route.to_string(),
                location: location(on, route, spot, report),
            })
            .collect(),
        related: others
            .iter()
            .zip(related_spots)
            .map(|(other, spot)| related(other, spot, report))
            .collect(),
        references: finding.all_references().flat_map(references).collect(),
        fixes: fixes
            .iter()
            .enumerate()
            .map(|(number, change)| {
                let mending = mending.as_deref().filter(|mending| mending.fix == number);
                fix(change, mending, lang)
            })
            .collect(),
    }
}

pub(super) fn object<'a>(object: &'a ObjectRef, container: Option<&'a str>) -> v1::Object<'a> {
    let ObjectRef {
        api_version,
        kind,
        namespace,
        name,
        uid,
        owner,
        world: _,
        document: _,
        origin: _,
    } = object;
    v1::Object {
        api_version,
        kind,
        namespace: namespace.as_deref(),
        name,
        container,
        owner: owner.as_ref().map(|Owner { api_version, kind, name }| v1::Owner {
            api_version,
            kind,
            name,
        }),
        uid: uid.as_deref(),
    }
}

fn location<'a>(
    object: &ObjectRef,
    route: &Route,
    spot: Option<&Spot>,
    report: &'a Report<'_>,
) -> Option<v1::Location<'a>> {
    let DocumentRef { source, index, base: _ } = object.document.as_ref()?;
    let span = spot.and_then(|spot| spot.span.as_ref());
    Some(v1::Location {
        file: report.file(*source)?,
        document: *index,
        line: span.map(|span| span.line),
        column: span.map(|span| span.column),
        end_line: span.map(|span| span.line),
        end_column: span.map(|span| span.end_column),
        pointer: route.to_string(),
    })
}

fn related<'a>(
    related: &'a Related,
    spot: Option<&Spot>,
    report: &'a Report<'_>,
) -> v1::Related<'a> {
    let Related { place: Place { object: on, route }, note } = related;
    v1::Related {
        message: note.render(report.options.lang),
        object: object(on, None),
        pointer: route.to_string(),
        location: location(on, route, spot, report),
    }
}

fn origin(origin: &Origin) -> v1::Origin<'_> {
    let Origin { chart, template, base, release, manager } = origin;
    v1::Origin {
        chart: chart.as_deref(),
        template: template.as_deref(),
        base: base.as_deref(),
        release: release.as_deref(),
        manager: manager.as_deref(),
    }
}

/// A control and its other spellings, so that whoever looks for one of them finds it.
fn references(reference: Reference) -> impl Iterator<Item = v1::Reference<'static>> {
    let Reference { framework, control } = reference;
    let spellings = aliases(framework, control).iter().copied();
    std::iter::once(control)
        .chain(spellings)
        .map(move |control| v1::Reference { framework, control })
}

fn fix<'a>(fix: &'a Fix, mending: Option<&Mending>, lang: Lang) -> v1::Fix<'a> {
    let Fix { title, safety, edits } = fix;
    v1::Fix {
        title: title.get(lang),
        safety: match safety {
            Safety::Safe => v1::Safety::Safe,
            Safety::Unsafe => v1::Safety::Unsafe,
        },
        edits: edits
            .iter()
            .map(|edit| match edit {
                Edit::Set { route, value } => v1::Edit::Set { pointer: route.to_string(), value },
                Edit::Remove { route } => v1::Edit::Remove { pointer: route.to_string() },
                Edit::KeepLast { route } => v1::Edit::KeepLast { pointer: route.to_string() },
                Edit::Rename { route, to } => v1::Edit::Rename { pointer: route.to_string(), to },
            })
            .collect(),
        mending: mending.map(|mending| match &mending.state {
            MendState::Applied => v1::Mending { state: v1::MendState::Applied, reason: None },
            MendState::NotAsked(reason) => {
                v1::Mending { state: v1::MendState::NotAsked, reason: Some(reason.render(lang)) }
            }
            MendState::Refused(reason) => {
                v1::Mending { state: v1::MendState::Refused, reason: Some(reason.render(lang)) }
            }
        }),
    }
}

fn status(status: &Status) -> v1::Status {
    match status {
        Status::Open => v1::Status::Open,
        Status::Waived(_) => v1::Status::Waived,
        Status::Baseline => v1::Status::Baseline,
    }
}

fn waiver(status: &Status) -> Option<v1::Waiver<'_>> {
    let Status::Waived(waiver) = status else {
        return None;
    };
    let Waiver { check, scanner, reason, until, source } = &**waiver;
    let (kind, line, file, annotation) = match source {
        WaiverSource::Comment { line } => (v1::WaiverSource::Comment, Some(*line), None, None),
        WaiverSource::Annotation { key } => {
            (v1::WaiverSource::Annotation, None, None, Some(key.as_str()))
        }
        WaiverSource::Config { file, line } => {
            (v1::WaiverSource::Config, Some(*line), Some(file.as_str()), None)
        }
        WaiverSource::File { file, line } => {
            (v1::WaiverSource::File, *line, Some(file.as_str()), None)
        }
    };
    Some(v1::Waiver {
        reason: reason.as_deref(),
        until: until.as_deref(),
        source: kind,
        line,
        file,
        annotation,
        names: check,
        scanner: scanner.map(Scanner::name),
    })
}

fn configuration(configured: &Configured) -> v1::Configuration<'_> {
    let Configured { file, disabled, severities, overrides } = configured;
    let set = |(check, level): &(&'static CheckMeta, Severity)| (check.slug, severity(*level));
    v1::Configuration {
        file: file.as_deref(),
        disabled: disabled.iter().map(|check| check.slug).collect(),
        severities: severities.iter().map(set).collect(),
        overrides: *overrides,
    }
}

fn comparison(compared: &Compared) -> v1::Compared<'_> {
    let Compared { with, known, gone } = compared;
    v1::Compared { with, known: *known, gone: *gone }
}

pub(super) fn severity(severity: Severity) -> v1::Severity {
    match severity {
        Severity::Info => v1::Severity::Info,
        Severity::Low => v1::Severity::Low,
        Severity::Medium => v1::Severity::Medium,
        Severity::High => v1::Severity::High,
        Severity::Critical => v1::Severity::Critical,
    }
}

fn confidence(confidence: Confidence) -> v1::Confidence {
    match confidence {
        Confidence::Low => v1::Confidence::Low,
        Confidence::Medium => v1::Confidence::Medium,
        Confidence::High => v1::Confidence::High,
    }
}

fn audience(audience: Audience) -> v1::Audience {
    match audience {
        Audience::Security => v1::Audience::Security,
        Audience::Reliability => v1::Audience::Reliability,
        Audience::Audit => v1::Audience::Audit,
    }
}

fn check(tally: &Tally) -> v1::Check<'_> {
    let Tally { check, judged, failed, unknown } = tally;
    v1::Check {
        id: check.id,
        slug: check.slug,
        judged: *judged,
        failed: *failed,
        unknown: *unknown,
    }
}

fn error(problem: &Problem) -> v1::Error<'_> {
    let Problem { kind, path, document, line, column, message, help } = problem;
    v1::Error {
        kind: match kind {
            ProblemKind::Unreadable => v1::ErrorKind::Unreadable,
            ProblemKind::Broken => v1::ErrorKind::Broken,
            ProblemKind::Limit => v1::ErrorKind::Limit,
            ProblemKind::Unrendered => v1::ErrorKind::Unrendered,
            ProblemKind::Configuration => v1::ErrorKind::Configuration,
            ProblemKind::Waiver => v1::ErrorKind::Waiver,
            ProblemKind::Note => v1::ErrorKind::Note,
        },
        file: path.as_deref(),
        document: *document,
        line: *line,
        column: *column,
        message,
        help: help.as_deref(),
    }
}

fn summary<'a>(
    counts: &'a Counts,
    configured: &Configured,
    findings: &[Finding],
    report: &'a Report<'_>,
) -> v1::Summary<'a> {
    let Counts {
        files,
        bytes,
        documents,
        empty,
        other,
        strays,
        objects,
        kinds,
        unread,
        rendered,
        unrendered,
        ignored,
        worlds,
    } = counts;
    let mut counted = v1::FindingCounts::default();
    for finding in findings {
        let by_severity = match finding.status {
            Status::Open => &mut counted.open,
            Status::Waived(_) => &mut counted.waived,
            Status::Baseline => &mut counted.baseline,
        };
        *match finding.severity {
            Severity::Critical => &mut by_severity.critical,
            Severity::High => &mut by_severity.high,
            Severity::Medium => &mut by_severity.medium,
            Severity::Low => &mut by_severity.low,
            Severity::Info => &mut by_severity.info,
        } += 1;
    }
    v1::Summary {
        files: *files,
        bytes: *bytes,
        documents: *documents,
        empty: *empty,
        other: *other,
        strays: *strays,
        objects: *objects,
        kinds,
        unread: *unread,
        rendered: *rendered,
        unrendered: *unrendered,
        ignored: *ignored,
        worlds: worlds.iter().map(|name| Cow::Borrowed(name.as_str())).collect(),
        disabled_checks: configured.disabled.len() as u64,
        findings: counted,
        frameworks: frameworks::glance(report),
        consequences: frameworks::consequences(report.outcome),
    }
}
