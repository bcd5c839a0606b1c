//! SARIF 2.1.0 for code scanning services: the parts of the format that findings need.

mod fixes;
mod rules;
mod types;

use std::fmt::Write as _;
use std::io;

use sekisho_finding::{Finding, ObjectRef, Problem, Severity, SourceId, Status, WaiverSource};
use sekisho_value::Route;
use serde::Serialize;

use self::rules::Rules;
use self::types::{
    Artifact, Component, FileLocation, Invocation, Location, Log, LogicalLocation, Message,
    Notification, PhysicalLocation, Properties, Region, RelatedLocation, RuleId, Run, SarifResult,
    Suppression, Tool,
};
use crate::Report;
use crate::format::origin_path;
use crate::json::Stream;
use crate::resolve::{Spot, Spots};

/// Where the published schema is.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

pub(crate) fn write(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let rules = Rules::of(report);
    let compared = report.options.compared;
    let findings = report.outcome.findings.iter().zip(report.spots());
    let results = findings.map(|(finding, spots)| result(finding, spots, compared, &rules, report));
    let failed = report.outcome.problems.iter().any(|p| p.kind.is_error());
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Component {
                    name: "Sekisho",
                    version: &report.options.version,
                    semantic_version: &report.options.version,
                    information_uri: "https://github.com/sekisho/sekisho",
                    rules: rules.descriptors(report.options.lang),
                },
            },
            invocations: [Invocation {
                execution_successful: !failed,
                end_time_utc: report.options.time.as_deref(),
                tool_execution_notifications: report
                    .outcome
                    .problems
                    .iter()
                    .map(notification)
                    .collect(),
            }],
            language: match report.options.lang {
                sekisho_finding::Lang::En => "en",
                sekisho_finding::Lang::Ja => "ja",
            },
            column_kind: "unicodeCodePoints",
            taxonomies: rules.taxonomies(),
            results: Stream::new(results),
        }],
    };
    let mut serializer = serde_json::Serializer::new(&mut *out);
    log.serialize(&mut serializer)?;
    out.write_all(b"\n")
}

fn result<'a>(
    finding: &'a Finding,
    spots: &Spots,
    compared: bool,
    rules: &Rules,
    report: &'a Report<'_>,
) -> SarifResult<'a> {
    let lang = report.options.lang;
    let object = &finding.place.object;
    let first = location(object, &finding.place.route, spots.place.as_ref(), report);
    let further = finding.also.iter().zip(&spots.also);
    let further = further.map(|(route, spot)| location(object, route, spot.as_ref(), report));
    let related = finding.related.iter().zip(&spots.related).enumerate();
    let fingerprint = Some(finding.fingerprint.as_str()).filter(|text| !text.is_empty());
    SarifResult {
        rule_id: finding.check.id,
        rule_index: rules.index(finding.check),
        level: level(finding.severity),
        message: Message::text(finding.message.render(lang)),
        locations: std::iter::once(first).chain(further).collect(),
        related_locations: related
            .map(|(id, (related, spot))| RelatedLocation {
                id: id + 1,
                message: Message::text(related.note.render(lang)),
                location: location(
                    &related.place.object,
                    &related.place.route,
                    spot.as_ref(),
                    report,
                ),
            })
            .collect(),
        partial_fingerprints: fingerprint
            .map(|text| types::Fingerprints { sekisho: text, primary_location_line_hash: text }),
        suppressions: suppressions(&finding.status),
        baseline_state: match finding.status {
            Status::Baseline => Some("unchanged"),
            Status::Open if compared => Some("new"),
            Status::Open | Status::Waived(_) => None,
        },
        taxa: finding.references.iter().filter_map(|r| rules.taxon(r)).collect(),
        fixes: fixes::of(finding, report),
        properties: Properties {
            severity: finding.severity.name(),
            confidence: finding.confidence.name(),
            audience: finding.audience().name(),
            status: finding.status.name(),
            world: &object.world,
            container: finding.container.as_deref(),
        },
    }
}

fn suppressions(status: &Status) -> Vec<Suppression<'_>> {
    let Status::Waived(waiver) = status else {
        return Vec::new();
    };
    let kind = match waiver.source {
        WaiverSource::Comment { .. } | WaiverSource::Annotation { .. } => "inSource",
        WaiverSource::Config { .. } | WaiverSource::File { .. } => "external",
    };
    vec![Suppression { kind, status: "accepted", justification: waiver.reason.as_deref() }]
}

/// The place in a file and in the object. For a rendered object the file is the template, without
/// lines: those of the rendering are not its own.
fn location<'a>(
    object: &'a ObjectRef,
    route: &Route,
    spot: Option<&Spot>,
    report: &Report<'_>,
) -> Location<'a> {
    let source: Option<SourceId> = object.document.as_ref().map(|document| document.source);
    let file = source.and_then(|source| report.file(source));
    let physical = match (file, object.origin.as_deref().and_then(origin_path)) {
        (Some(file), _) => Some(PhysicalLocation {
            artifact_location: Artifact { uri: uri(file) },
            region: spot.and_then(|spot| spot.span.as_ref()).map(|span| Region {
                start_line: span.line,
                start_column: Some(span.column),
                end_line: Some(span.line),
                end_column: Some(span.end_column),
            }),
        }),
        (None, Some(template)) => Some(PhysicalLocation {
            artifact_location: Artifact { uri: uri(&template) },
            region: None,
        }),
        (None, None) => None,
    };
    Location {
        physical_location: physical,
        logical_locations: [LogicalLocation {
            name: &object.name,
            fully_qualified_name: format!("{} {}{route}", object.api_version, object.label()),
            kind: "object",
        }],
    }
}

fn notification(problem: &Problem) -> Notification<'_> {
    let text = match &problem.help {
        Some(help) => format!("{}; {help}", problem.message),
        None => problem.message.clone(),
    };
    Notification {
        descriptor: RuleId { id: problem.kind.name() },
        level: if problem.kind.is_error() { "error" } else { "warning" },
        message: Message::text(text),
        locations: problem
            .path
            .iter()
            .map(|path| FileLocation {
                physical_location: PhysicalLocation {
                    artifact_location: Artifact { uri: uri(path) },
                    region: problem.line.map(|line| Region {
                        start_line: line,
                        start_column: problem.column,
                        end_line: None,
                        end_column: None,
                    }),
                },
            })
            .collect(),
    }
}

pub(super) const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// A path as a relative reference (RFC 3986), or as a `file` URI if it is absolute.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    if path.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in path.strip_prefix("./").unwrap_or(path).bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                uri.push(char::from(byte));
            }
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("./a b/c#1.yaml"), "a%20b/c%231.yaml");
        assert_eq!(uri("/srv/日.yaml"), "file:///srv/%E6%97%A5.yaml");
        assert_eq!(uri("a:b"), "a%3Ab");
    }
}
