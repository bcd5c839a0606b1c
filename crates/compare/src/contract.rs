use sekisho_finding::{CheckMeta, Lang, ObjectRef};
use serde::Serialize;

use crate::{Claim, Comparison, Outcome, Reason, Row, Spot, Unjudged};

/// The version of the JSON; raised when a field changes its meaning or goes.
pub const VERSION: u32 = 1;

/// A comparison as programs read it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Contract {
    version: u32,
    tool: &'static str,
    tool_version: Option<String>,
    counts: Counts,
    missed: Vec<RowOut>,
    raised_falsely: Vec<RowOut>,
    held_back: Vec<RowOut>,
    not_judged: Vec<UnjudgedOut>,
    beyond: Vec<Beyond>,
    unplaced: Vec<Unplaced>,
}

/// How many pairs of a control and an object there are of each sort.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Counts {
    agreed: u64,
    both_good: u64,
    skipped: u64,
    missed: u64,
    raised_falsely: u64,
    held_back: u64,
    /// Failed pairs whose control no check stands for.
    not_judged: u64,
    /// Findings that no control of the scanner stands for.
    beyond: u64,
    /// Failed claims about objects that were not read here.
    unplaced: u64,
    /// Entries of the report that could not be understood.
    unread: u64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct RowOut {
    controls: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    title: String,
    object: ObjectOut,
    file: Option<String>,
    line: Option<u32>,
    checks: Vec<CheckOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ours: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    theirs: String,
    reason: ReasonOut,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ObjectOut {
    api_version: String,
    kind: String,
    namespace: Option<String>,
    name: String,
    world: String,
}

#[derive(Debug, Serialize)]
struct CheckOut {
    id: &'static str,
    slug: &'static str,
    /// What it looks for.
    what: &'static str,
}

#[derive(Debug, Serialize)]
struct ReasonOut {
    code: &'static str,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'static str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct UnjudgedOut {
    control: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    title: String,
    failed: Vec<PlaceOut>,
    passed: u64,
}

#[derive(Debug, Serialize)]
struct PlaceOut {
    object: ObjectOut,
    file: Option<String>,
    line: Option<u32>,
}

#[derive(Debug, Serialize)]
struct Beyond {
    check: CheckOut,
    findings: u64,
}

#[derive(Debug, Serialize)]
struct Unplaced {
    control: String,
    kind: Option<String>,
    namespace: Option<String>,
    name: Option<String>,
    file: Option<String>,
    line: Option<u32>,
    message: String,
}

/// The JSON of a comparison; sentences are in one language.
pub fn contract(comparison: &Comparison, lang: Lang) -> Contract {
    let Comparison {
        tool,
        version,
        agreed,
        both_good,
        skipped,
        rows: _,
        unjudged,
        beyond,
        unplaced,
        unread,
    } = comparison;
    let rows = |outcome: Outcome| -> Vec<RowOut> {
        comparison.rows(outcome).map(|it| row(it, lang)).collect()
    };
    let (missed, raised_falsely, held_back) =
        (rows(Outcome::Missed), rows(Outcome::RaisedFalsely), rows(Outcome::HeldBack));
    Contract {
        version: VERSION,
        tool: tool.name(),
        tool_version: version.clone(),
        counts: Counts {
            agreed: *agreed,
            both_good: *both_good,
            skipped: *skipped,
            missed: missed.len() as u64,
            raised_falsely: raised_falsely.len() as u64,
            held_back: held_back.len() as u64,
            not_judged: unjudged.iter().map(|it| it.failed.len() as u64).sum(),
            beyond: beyond.iter().map(|(_, count)| count).sum(),
            unplaced: unplaced.len() as u64,
            unread: *unread,
        },
        missed,
        raised_falsely,
        held_back,
        not_judged: unjudged.iter().map(not_judged).collect(),
        beyond: beyond
            .iter()
            .map(|(meta, findings)| Beyond { check: check(meta, lang), findings: *findings })
            .collect(),
        unplaced: unplaced.iter().map(unplaced_claim).collect(),
    }
}

fn row(it: &Row, lang: Lang) -> RowOut {
    let Row { outcome: _, controls, title, object: at, spot, checks, ours, theirs, reason } = it;
    let Spot { file, line } = spot;
    RowOut {
        controls: controls.clone(),
        title: title.clone(),
        object: object(at),
        file: file.clone(),
        line: *line,
        checks: checks.iter().map(|meta| check(meta, lang)).collect(),
        ours: ours.as_ref().map(|message| message.render(lang)),
        theirs: theirs.clone(),
        reason: ReasonOut {
            code: reason.name(),
            text: reason.sentence(lang),
            source: match reason {
                Reason::Differs(difference) => Some(difference.source),
                _ => None,
            },
        },
    }
}

fn check(meta: &CheckMeta, lang: Lang) -> CheckOut {
    CheckOut { id: meta.id, slug: meta.slug, what: meta.what.get(lang) }
}

fn object(it: &ObjectRef) -> ObjectOut {
    ObjectOut {
        api_version: it.api_version.clone(),
        kind: it.kind.clone(),
        namespace: it.namespace.clone(),
        name: it.name.clone(),
        world: it.world.to_string(),
    }
}

fn not_judged(it: &Unjudged) -> UnjudgedOut {
    let Unjudged { control, title, failed, passed } = it;
    let place = |(at, spot): &(_, Spot)| {
        let at: &std::sync::Arc<ObjectRef> = at;
        PlaceOut { object: object(at), file: spot.file.clone(), line: spot.line }
    };
    UnjudgedOut {
        control: control.clone(),
        title: title.clone(),
        failed: failed.iter().map(place).collect(),
        passed: *passed,
    }
}

fn unplaced_claim(claim: &Claim) -> Unplaced {
    let Claim { control, title: _, rules: _, subject, verdict: _, message } = claim;
    Unplaced {
        control: control.clone(),
        kind: subject.kind.clone(),
        namespace: subject.namespace.clone(),
        name: subject.name.clone(),
        file: subject.file.clone(),
        line: subject.line,
        message: message.clone(),
    }
}
