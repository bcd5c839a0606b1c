//! `sekisho pss check`: every pod-bearing object at one level.

use std::io::Write;

use sekisho_finding::{Problem, ProblemKind, Sources};
use sekisho_inventory::{Object, Pod};
use sekisho_pss::{LevelVersion, Verdict};
use serde::Serialize;

use super::input::{self, Read};
use crate::Exit;
use crate::args::{PssCheckArgs, TextOrJson};
use crate::environment::{Environment, stdout};

/// The verdict on one object, as `--format json` prints it, one a line.
#[derive(Debug, Serialize)]
struct Line<'a> {
    file: &'a str,
    document: u32,
    kind: &'a str,
    namespace: Option<&'a str>,
    name: &'a str,
    level: &'static str,
    version: String,
    allowed: bool,
    message: String,
    failed: Vec<Failed>,
}

#[derive(Debug, Serialize)]
struct Failed {
    id: &'static str,
    reason: &'static str,
    detail: String,
}

/// Judges and prints; exit status 1 if any object would be rejected.
pub(crate) fn run(args: &PssCheckArgs, environment: &Environment) -> anyhow::Result<Exit> {
    let read = input::read(&args.input, environment)?;
    let policy = LevelVersion::new(args.level, args.version);
    let evaluator = input::evaluator(args.input.kubernetes_version);
    let version = args.input.kubernetes_version.unwrap_or_default();
    let judge = |pod: &Pod<'_>| {
        if args.no_defaults {
            evaluator.evaluate(policy, &pod.metadata, &pod.spec)
        } else {
            evaluator.evaluate(policy, &pod.metadata, &pod.defaulted_spec(version))
        }
    };
    let mut out = stdout();
    let mut rejected = 0_usize;
    let mut judged = 0_usize;
    let mut refused = Vec::new();
    for object in read.objects_in_order() {
        let pods = object.pods();
        if pods.is_empty() {
            continue;
        }
        let verdicts: Vec<Verdict> = pods.iter().map(judge).collect();
        refused.extend(pods.iter().filter_map(|pod| refusal(pod, &read)));
        let line = line(object, &verdicts, policy, &read);
        judged += 1;
        rejected += usize::from(!line.allowed);
        match args.format {
            TextOrJson::Json => {
                serde_json::to_writer(&mut out, &line)?;
                writeln!(out)?;
            }
            TextOrJson::Text => print(&mut out, &line, environment)?,
        }
    }
    if args.format == TextOrJson::Text {
        writeln!(out, "{}", summary(judged, rejected, policy, environment))?;
    }
    out.flush()?;
    let mut problems = read.problems;
    problems.extend(refused);
    let trouble = input::complain(&problems, environment)?;
    Ok(match (trouble, rejected) {
        (true, _) => Exit::Trouble,
        (false, 0) => Exit::Clean,
        (false, _) => Exit::Findings,
    })
}

/// A pod with a field that the API server refuses for its type: no verdict on it holds.
fn refusal(pod: &Pod<'_>, read: &Read) -> Option<Problem> {
    let misfit = pod.misfit()?;
    let object = pod.object;
    let document = object.id.document.as_ref()?;
    let path = read.sources.name(document.source);
    let message = format!(
        "{}: `{}` is not {}, so the API server refuses the object and the verdict is void",
        object.id.label(),
        misfit.route.field_path(),
        misfit.wanted
    );
    let problem = Problem::new(ProblemKind::Broken, path, message);
    Some(problem.in_document(document.index).help("correct the field"))
}

/// One line for an object, also if it makes several pods: it passes if all of them do.
fn line<'a>(
    object: &'a Object,
    verdicts: &[Verdict],
    policy: LevelVersion,
    read: &'a Read,
) -> Line<'a> {
    let document = object.id.document.as_ref();
    let failures = || verdicts.iter().flat_map(|verdict| &verdict.failures);
    let messages = verdicts.iter().filter(|verdict| !verdict.allowed()).map(Verdict::message);
    Line {
        file: document.map_or("", |document| read.sources.name(document.source)),
        document: document.map_or(0, |document| document.index),
        kind: object.kind(),
        namespace: object.namespace(),
        name: object.name(),
        level: policy.level.name(),
        version: policy.version.to_string(),
        allowed: verdicts.iter().all(Verdict::allowed),
        message: messages.collect::<Vec<_>>().join("; "),
        failed: failures()
            .map(|failure| Failed {
                id: failure.control.id,
                reason: failure.reason,
                detail: failure.detail.clone(),
            })
            .collect(),
    }
}

fn print(out: &mut impl Write, line: &Line<'_>, environment: &Environment) -> anyhow::Result<()> {
    let (style, verdict) = if line.allowed {
        (environment.style(anstyle::AnsiColor::Green.on_default()), "pass")
    } else {
        (environment.style(anstyle::AnsiColor::Red.on_default()), "FAIL")
    };
    let namespace = line.namespace.map(|namespace| format!("{namespace}/")).unwrap_or_default();
    writeln!(
        out,
        "{style}{verdict}{style:#}  {} {namespace}{}  ({}, document {})",
        line.kind, line.name, line.file, line.document
    )?;
    for failed in &line.failed {
        writeln!(out, "      {}: {}", failed.reason, failed.detail)?;
    }
    Ok(())
}

fn summary(
    judged: usize,
    rejected: usize,
    policy: LevelVersion,
    environment: &Environment,
) -> String {
    match environment.lang {
        sekisho_finding::Lang::En => format!(
            "{judged} {} with pods judged at {policy}: {} pass, {rejected} fail",
            if judged == 1 { "object" } else { "objects" },
            judged - rejected
        ),
        sekisho_finding::Lang::Ja => format!(
            "Pod を持つオブジェクト {judged} 件を {policy} で判定: 合格 {} 件、不合格 {rejected} 件",
            judged - rejected
        ),
    }
}
