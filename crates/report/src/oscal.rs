//! OSCAL assessment results 1.1.3 (NIST), for governance and audit tools: one result a framework.
//!
//! Identifiers are made from names (UUID version 5), so that the same control, object and finding have
//! the same one in every report.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use sekisho_compliance::{Assessed, Assessment, State};
use sekisho_finding::{CheckMeta, Finding, Lang, ObjectRef, Status};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::safe::clean;
use crate::{Report, words};

/// The version of OSCAL that documents are written in.
const OSCAL: &str = "1.1.3";

/// The namespace of our properties and names.
const SPACE: &str = "https://github.com/sekisho/sekisho/ns/oscal";

/// OSCAL asks for a time; a run that is given none (so that its bytes are the same) has this one.
const NO_TIME: &str = "1970-01-01T00:00:00Z";

pub(crate) fn write(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &document(report))?;
    out.write_all(b"\n")
}

fn document(report: &Report<'_>) -> Value {
    let time = report.options.time.as_deref().unwrap_or(NO_TIME);
    let worlds = report.outcome.counts.worlds.join("\0");
    let plan = uuid("plan", &[]);
    let assessments = report.assessments().asked_or_all();
    json!({"assessment-results": {
        "uuid": uuid("assessment-results", &[&worlds]),
        "metadata": {
            "title": words::REPORT.get(report.options.lang),
            "last-modified": time,
            "version": report.options.version,
            "oscal-version": OSCAL,
        },
        "import-ap": {"href": format!("#{plan}")},
        "results": assessments.iter().map(|it| result(it, time, report)).collect::<Vec<_>>(),
        "back-matter": {"resources": [{
            "uuid": plan,
            "title": "sekisho scan",
            "description": "There is no separate assessment plan: the checks of this version of \
                Sekisho were asked, and each control is judged as `sekisho frameworks` lists it.",
        }]},
    }})
}

fn result(assessment: &Assessment, time: &str, report: &Report<'_>) -> Value {
    let lang = report.options.lang;
    let framework = assessment.framework;
    let control_id = |assessed: &Assessed| token(framework.name, assessed.control.id);
    let (judged, excluded): (Vec<&Assessed>, Vec<&Assessed>) = assessment
        .controls
        .iter()
        .partition(|it| !matches!(it.state, State::NotJudged(_) | State::NotApplicable));
    let ids = |controls: &[&Assessed]| -> Vec<Value> {
        controls.iter().map(|it| json!({"control-id": control_id(it)})).collect()
    };
    let mut selection = json!({"include-all": {}});
    set_list(&mut selection, "exclude-controls", ids(&excluded));

    let evidence = Evidence::of(assessment, report);
    let mut result = json!({
        "uuid": uuid("result", &[framework.name]),
        "title": format!("{} {}", framework.title.get(lang), framework.version),
        "description": format!("{} {}", framework.about.get(lang), words::UNTOLD.get(lang)),
        "start": time,
        "end": time,
        "props": [
            prop("score", &words::score(assessment.score())),
            prop("coverage", &words::covered(assessment, Lang::En)),
        ],
        "reviewed-controls": {"control-selections": [selection]},
    });
    let objects = evidence.objects.iter().map(|(id, object)| inventory_item(id, object, report));
    let objects: Vec<Value> = objects.collect();
    if !objects.is_empty() {
        set(&mut result, "local-definitions", json!({"inventory-items": objects}));
    }
    let observations = evidence.findings.iter().filter_map(|nth| report.outcome.findings.get(*nth));
    let observations = observations.map(|finding| observation(finding, time, report)).collect();
    set_list(&mut result, "observations", observations);
    let risks = evidence.checks.values();
    set_list(&mut result, "risks", risks.map(|it| risk(it, framework.name, report)).collect());
    let findings = judged.iter().map(|it| finding(it, assessment, report)).collect();
    set_list(&mut result, "findings", findings);
    result
}

/// What the findings of a framework's controls rest on, each once and in a fixed order.
struct Evidence<'a> {
    findings: BTreeSet<usize>,
    objects: BTreeMap<Uuid, &'a ObjectRef>,
    checks: BTreeMap<&'static str, Risk<'a>>,
}

/// A check with what it found.
struct Risk<'a> {
    check: &'static CheckMeta,
    findings: Vec<&'a Finding>,
}

impl<'a> Evidence<'a> {
    fn of(assessment: &Assessment, report: &'a Report<'_>) -> Self {
        let failing = assessment.controls.iter().flat_map(|it| it.findings.iter().copied());
        let mut evidence =
            Self { findings: failing.collect(), objects: BTreeMap::new(), checks: BTreeMap::new() };
        // What is waived fails no control and is told all the same.
        let judging: BTreeSet<&str> =
            assessment.controls.iter().flat_map(|it| &it.checks).map(|check| check.id).collect();
        for (nth, finding) in report.outcome.findings.iter().enumerate() {
            if matches!(finding.status, Status::Waived(_)) && judging.contains(finding.check.id) {
                evidence.findings.insert(nth);
            }
        }
        for nth in &evidence.findings {
            let Some(finding) = report.outcome.findings.get(*nth) else { continue };
            evidence.objects.insert(object_id(&finding.place.object), &finding.place.object);
            let first = Risk { check: finding.check, findings: Vec::new() };
            evidence.checks.entry(finding.check.id).or_insert(first).findings.push(finding);
        }
        evidence
    }
}

fn inventory_item(id: &Uuid, object: &ObjectRef, report: &Report<'_>) -> Value {
    json!({
        "uuid": id,
        "description": clean(&object.label()),
        "props": [
            prop("kind", &format!("{} {}", object.api_version, object.kind)),
            prop("world", &object.world),
            prop("place", &report.whereabouts(object)),
        ],
    })
}

fn observation(finding: &Finding, time: &str, report: &Report<'_>) -> Value {
    let lang = report.options.lang;
    let place = report.whereabouts(&finding.place.object);
    let field = finding.place.route.field_path();
    json!({
        "uuid": observation_id(finding),
        "title": finding.check.title.get(lang),
        "description": clean(&finding.message.render(lang)),
        "props": [
            prop("check", finding.check.slug),
            prop("severity", finding.severity.name()),
            prop("confidence", finding.confidence.name()),
            prop("status", finding.status.name()),
        ],
        "methods": ["TEST"],
        "types": ["finding"],
        "subjects": [{"subject-uuid": object_id(&finding.place.object), "type": "inventory-item"}],
        "relevant-evidence": [{"description": clean(&format!("{place}: {field}"))}],
        "collected": time,
    })
}

fn risk(risk: &Risk<'_>, framework: &str, report: &Report<'_>) -> Value {
    let lang = report.options.lang;
    let Risk { check, findings } = risk;
    let accepted = findings.iter().all(|it| matches!(it.status, Status::Waived(_)));
    let related: Vec<Value> =
        findings.iter().map(|it| json!({"observation-uuid": observation_id(it)})).collect();
    json!({
        "uuid": risk_id(framework, check),
        "title": check.title.get(lang),
        "description": check.what.get(lang),
        "statement": check.why.get(lang),
        "status": if accepted { "deviation-approved" } else { "open" },
        "props": [prop("check", check.slug)],
        "remediations": [{
            "uuid": uuid("remediation", &[framework, check.id]),
            "lifecycle": "recommendation",
            "title": words::FIX.get(lang),
            "description": check.fix.get(lang),
        }],
        "related-observations": related,
    })
}

fn finding(assessed: &Assessed, assessment: &Assessment, report: &Report<'_>) -> Value {
    let lang = report.options.lang;
    let name = assessment.framework.name;
    let id = token(name, assessed.control.id);
    let (state, reason) = match assessed.state {
        State::Passed => ("satisfied", "pass"),
        State::Failed => ("not-satisfied", "fail"),
        // Neither is shown to be met; OSCAL knows no third state.
        State::Unknown | State::Waived | State::NotApplicable | State::NotJudged(_) => {
            ("not-satisfied", "other")
        }
    };
    let of = &assessed.verdicts;
    let remarks = format!(
        "{}: {} passed, {} failed, {} unknown, {} waived",
        words::state(assessed.state, lang),
        of.passed,
        of.failed,
        of.unknown,
        of.waived
    );
    let mut finding = json!({
        "uuid": uuid("finding", &[&id]),
        "title": format!("{} {}", assessed.control.id, assessed.control.title.get(lang)),
        "description": remarks,
        "target": {
            "type": "objective-id",
            "target-id": id,
            "status": {"state": state, "reason": reason},
        },
    });
    let findings = || assessed.findings.iter().filter_map(|nth| report.outcome.findings.get(*nth));
    let observed = findings().map(|it| json!({"observation-uuid": observation_id(it)}));
    set_list(&mut finding, "related-observations", observed.collect());
    let risks: BTreeSet<Uuid> = findings().map(|it| risk_id(name, it.check)).collect();
    let risks = risks.into_iter().map(|risk| json!({"risk-uuid": risk})).collect();
    set_list(&mut finding, "related-risks", risks);
    finding
}

fn observation_id(finding: &Finding) -> Uuid {
    let object = object_id(&finding.place.object).to_string();
    // Without a fingerprint (no scan gave one) the place tells findings apart.
    let place = finding.place.route.to_string();
    let known = Some(finding.fingerprint.as_str()).filter(|it| !it.is_empty()).unwrap_or(&place);
    uuid("observation", &[finding.check.id, &object, known])
}

fn object_id(object: &ObjectRef) -> Uuid {
    let namespace = object.namespace.as_deref().unwrap_or_default();
    uuid("object", &[&object.world, object.group(), &object.kind, namespace, &object.name])
}

fn risk_id(framework: &str, check: &CheckMeta) -> Uuid {
    uuid("risk", &[framework, check.id])
}

/// The same for the same names.
fn uuid(what: &str, names: &[&str]) -> Uuid {
    let name = std::iter::once(&what).chain(names).fold(SPACE.to_owned(), |mut text, part| {
        text.push('\0');
        text.push_str(part);
        text
    });
    Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes())
}

/// An OSCAL token: begins with a letter, holds letters, digits, dots, dashes and underscores.
fn token(framework: &str, control: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let dotted = |c: char| if fits(c) { c } else { '.' };
    let control = control.trim_end_matches(')').replace(")(", "(");
    format!("{framework}_{}", control.chars().map(dotted).collect::<String>())
}

/// A property of ours; values are never empty and begin and end with something visible.
fn prop(name: &str, value: &str) -> Value {
    let value = clean(value);
    let value = Some(value.trim()).filter(|value| !value.is_empty()).unwrap_or("-");
    json!({"name": name, "ns": SPACE, "value": value})
}

fn set(value: &mut Value, key: &str, field: Value) {
    if let Some(fields) = value.as_object_mut() {
        fields.insert(key.to_owned(), field);
    }
}

/// Lists of OSCAL have one element or more, or are not there.
fn set_list(value: &mut Value, key: &str, list: Vec<Value>) {
    if !list.is_empty() {
        set(value, key, Value::Array(list));
    }
}
