//! `sekisho pss plan`: per namespace, what passes today and how to get further.

use std::collections::BTreeMap;
use std::io::Write;

use sekisho_finding::{Lang, Sources as _};
use sekisho_inventory::{Object, Pod, Snapshot};
use sekisho_pss::admission::Configuration;
use sekisho_pss::{Blocker, Evaluator, Namespace, Plan, Workload};
use sekisho_value::{Route, Value};
use serde::Serialize;

use super::input::{self, Read};
use crate::Exit;
use crate::args::{PssPlanArgs, TextOrJson};
use crate::environment::{Environment, stdout};

/// A namespace's pods with the API server's defaults, and where they came from.
struct Tenant<'a> {
    world: &'a str,
    name: Option<&'a str>,
    /// None where the Namespace itself was not read, so that its labels are not known.
    labels: Option<&'a Value>,
    pods: Vec<(Pod<'a>, Value)>,
}

/// Plans every namespace and prints.
pub(crate) fn run(args: &PssPlanArgs, environment: &Environment) -> anyhow::Result<Exit> {
    let configuration = match &args.admission_config {
        Some(path) => input::admission_config(path)?,
        None => Configuration::default(),
    };
    let read = input::read(&args.input, environment)?;
    let version = args.input.kubernetes_version.unwrap_or_default();
    // Labels are pinned to a version that a cluster has: the newest policy may be ahead of it.
    let evaluator = Evaluator::for_kubernetes(version.minor().into());
    let mut out = stdout();
    for tenant in read.snapshots.iter().flat_map(|snapshot| tenants(snapshot, version)) {
        let workloads: Vec<Workload<'_>> = tenant
            .pods
            .iter()
            .map(|(pod, spec)| Workload { metadata: &pod.metadata, spec })
            .collect();
        let namespace = Namespace {
            name: tenant.name.unwrap_or("NAMESPACE"),
            labels: tenant.labels.unwrap_or(&Value::Null),
            workloads: &workloads,
        };
        let plan = evaluator.plan(&namespace, args.version, &configuration);
        match args.format {
            TextOrJson::Json => {
                serde_json::to_writer(&mut out, &line(&tenant, &plan, &read, environment.lang))?;
                writeln!(out)?;
            }
            TextOrJson::Text => print(&mut out, &tenant, &plan, &read, environment)?,
        }
    }
    out.flush()?;
    let trouble = input::complain(&read.problems, environment)?;
    Ok(if trouble { Exit::Trouble } else { Exit::Clean })
}

/// The namespaces of a world: those with an object of their own and those that something names.
/// What names none is kept apart, because only whoever applies it knows where it goes.
fn tenants(snapshot: &Snapshot, version: sekisho_api::KubeVersion) -> Vec<Tenant<'_>> {
    let mut tenants: BTreeMap<Option<&str>, Tenant<'_>> = BTreeMap::new();
    let world: &str = &snapshot.world.name;
    let new = |name| Tenant { world, name, labels: None, pods: Vec::new() };
    for object in snapshot.objects() {
        if object.is("", "Namespace") {
            let name = Some(object.name());
            tenants.entry(name).or_insert_with(|| new(name)).labels = Some(object.labels());
        }
        for pod in object.pods().into_iter().filter(|pod| !pod.partial) {
            let mut spec = pod.spec.clone().into_owned();
            sekisho_api::default_pod_spec(&mut spec, version);
            let name = object.namespace();
            tenants.entry(name).or_insert_with(|| new(name)).pods.push((pod, spec));
        }
    }
    tenants.into_values().collect()
}

/// The plan of one namespace, as `--format json` prints it, one a line.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    world: &'a str,
    namespace: Option<&'a str>,
    version: String,
    /// None where the Namespace was not read.
    enforced: Option<String>,
    /// Pods and templates that were judged; where it is 0, nothing is known of what would pass.
    judged: usize,
    exempt: bool,
    passes: Option<&'static str>,
    rejected: Vec<Blocked<'a>>,
    next: Option<Next<'a>>,
    label_errors: Vec<String>,
    stages: Vec<Stage<'a>>,
}

#[derive(Debug, Serialize)]
struct Next<'a> {
    level: &'static str,
    blockers: Vec<Blocked<'a>>,
}

#[derive(Debug, Serialize)]
struct Blocked<'a> {
    file: &'a str,
    kind: &'a str,
    name: &'a str,
    failed: Vec<Failed>,
}

#[derive(Debug, Serialize)]
struct Failed {
    id: &'static str,
    reason: &'static str,
    detail: String,
    pointers: Vec<String>,
    fix: &'static str,
}

#[derive(Debug, Serialize)]
struct Stage<'a> {
    title: &'static str,
    command: &'a str,
}

fn line<'a>(tenant: &Tenant<'a>, plan: &'a Plan, read: &'a Read, lang: Lang) -> Line<'a> {
    let blocked = |blockers: &[Blocker]| -> Vec<Blocked<'a>> {
        let pods = blockers.iter().filter_map(|blocker| {
            let (pod, _) = tenant.pods.get(blocker.workload)?;
            Some(Blocked {
                file: file(pod.object, read),
                kind: pod.object.kind(),
                name: pod.object.name(),
                failed: failed(blocker, pod, lang),
            })
        });
        pods.collect()
    };
    Line {
        world: tenant.world,
        namespace: tenant.name,
        version: plan.version.to_string(),
        enforced: tenant.labels.map(|_| plan.policy.enforce.to_string()),
        judged: plan.judged,
        exempt: plan.exempt,
        passes: (plan.judged > 0).then(|| plan.passes.name()),
        rejected: blocked(&plan.rejected),
        next: plan
            .next
            .as_ref()
            .map(|next| Next { level: next.level.name(), blockers: blocked(&next.blockers) }),
        label_errors: plan
            .label_errors
            .iter()
            .map(|e| format!("{}: {}", e.field(), e.body()))
            .collect(),
        stages: plan
            .stages
            .iter()
            .map(|stage| Stage { title: stage.kind.title().get(lang), command: &stage.command })
            .collect(),
    }
}

fn failed(blocker: &Blocker, pod: &Pod<'_>, lang: Lang) -> Vec<Failed> {
    let one = |failure: &sekisho_pss::Failure| Failed {
        id: failure.control.id,
        reason: failure.reason,
        detail: failure.detail.clone(),
        pointers: failure.places.iter().map(|p| pod.route(&p.route()).to_string()).collect(),
        fix: failure.control.meta.fix.get(lang),
    };
    blocker.failures.iter().map(one).collect()
}

fn file<'a>(object: &Object, read: &'a Read) -> &'a str {
    let document = object.id.document.as_ref();
    document.map_or("", |document| read.sources.name(document.source))
}

/// The words of the plan in one language.
struct Words {
    in_world: &'static str,
    no_namespace: &'static str,
    today: &'static str,
    not_read: &'static str,
    no_pods: &'static str,
    passes: &'static str,
    exempt: &'static str,
    rejected: &'static str,
    in_the_way: &'static str,
    fix: &'static str,
    done: &'static str,
}

const EN: Words = Words {
    in_world: "in",
    no_namespace: "objects that name no namespace",
    today: "enforced today",
    not_read: "not known, the Namespace was not read",
    no_pods: "no pods were read, so nothing can be said of levels",
    passes: "strictest level that passes",
    exempt: "exempt by the admission configuration: labels have no effect",
    rejected: "rejected by what is enforced today",
    in_the_way: "in the way of",
    fix: "fix",
    done: "nothing left to do",
};

const JA: Words = Words {
    in_world: "ワールド",
    no_namespace: "名前空間を指定していないオブジェクト",
    today: "現在の強制レベル",
    not_read: "不明（Namespace が読み込まれていません）",
    no_pods: "Pod が読み込まれていないため、レベルについては判断できません",
    passes: "現時点で満たす最も厳しいレベル",
    exempt: "アドミッション設定により適用除外です（ラベルは効果がありません）",
    rejected: "現在の強制レベルで拒否されるもの",
    in_the_way: "次のレベルを妨げているもの",
    fix: "修正",
    done: "残りの作業はありません",
};

fn print(
    out: &mut impl Write,
    tenant: &Tenant<'_>,
    plan: &Plan,
    read: &Read,
    environment: &Environment,
) -> anyhow::Result<()> {
    let words = match environment.lang {
        Lang::En => &EN,
        Lang::Ja => &JA,
    };
    let bold = environment.style(anstyle::Style::new().bold());
    let dim = environment.style(anstyle::Style::new().dimmed());
    let name = tenant.name.unwrap_or(words.no_namespace);
    writeln!(out, "{bold}{name}{bold:#}  {dim}({} {}){dim:#}", words.in_world, tenant.world)?;
    match tenant.labels {
        Some(_) => writeln!(out, "  {}: {}", words.today, plan.policy.enforce)?,
        None => writeln!(out, "  {}: {}", words.today, words.not_read)?,
    }
    if plan.judged == 0 {
        writeln!(out, "  {}\n", words.no_pods)?;
        return Ok(());
    }
    writeln!(out, "  {}: {}:{}", words.passes, plan.passes, plan.version)?;
    for error in &plan.label_errors {
        writeln!(out, "  ! {}: {}", error.field(), error.body())?;
    }
    if plan.exempt {
        writeln!(out, "  {}", words.exempt)?;
    }
    if !plan.rejected.is_empty() {
        writeln!(out, "  {} ({})", words.rejected, plan.policy.enforce)?;
        blockers(out, tenant, &plan.rejected, read, words, environment.lang)?;
    }
    if let Some(next) = plan.next.as_ref() {
        writeln!(out, "  {} {}", words.in_the_way, next.level)?;
        blockers(out, tenant, &next.blockers, read, words, environment.lang)?;
    }
    for (index, stage) in plan.stages.iter().enumerate() {
        writeln!(out, "  {}. {}", index + 1, stage.kind.title().get(environment.lang))?;
        writeln!(out, "       {}", stage.command)?;
    }
    if plan.stages.is_empty() && plan.next.is_none() {
        writeln!(out, "  {}", words.done)?;
    }
    writeln!(out)?;
    Ok(())
}

fn blockers(
    out: &mut impl Write,
    tenant: &Tenant<'_>,
    blockers: &[Blocker],
    read: &Read,
    words: &Words,
    lang: Lang,
) -> anyhow::Result<()> {
    for blocker in blockers {
        let Some((pod, _)) = tenant.pods.get(blocker.workload) else { continue };
        let object = pod.object;
        writeln!(out, "    {} {}  ({})", object.kind(), object.name(), file(object, read))?;
        for failure in &blocker.failures {
            writeln!(out, "      {}: {}", failure.reason, failure.detail)?;
            let routes: Vec<String> = failure
                .places
                .iter()
                .map(|place| pod.route(&place.route()))
                .map(|route: Route| route.field_path())
                .collect();
            writeln!(out, "        {}", routes.join(", "))?;
            let fix = failure.control.meta.fix.get(lang);
            writeln!(out, "        {}: {}", words.fix, fix.lines().next().unwrap_or_default())?;
        }
    }
    Ok(())
}
