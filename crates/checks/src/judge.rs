use sekisho_api::{KubeVersion, Violation};
use sekisho_finding::{CheckMeta, Finding, Tally};
use sekisho_inventory::{Container, ContainerKind, Object, Pod, Snapshot};
use sekisho_pss::Evaluator;
use sekisho_pss::admission::Configuration;

use crate::configured::{self, Configured};
use crate::schemas::Schemas;
use crate::{CHECKS, Check, Cx, Parameters, Run};

/// What the user asked for, as far as checks need to know. No clock and no environment.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The version of Kubernetes that the manifests are for.
    pub version: KubeVersion,
    /// The defaults and exemptions of Pod Security admission; none where the cluster's configuration
    /// was not given.
    pub pod_security: Option<Configuration>,
    /// Which versions of the Pod Security Standards are known, and what `latest` is.
    pub evaluator: Evaluator,
    /// What users may set of checks.
    pub parameters: Parameters,
}

/// A selection of checks, ready to judge any number of objects.
#[derive(Debug)]
pub struct Judge<'a> {
    settings: &'a Settings,
    checks: Vec<&'static Check>,
}

/// What checks found, and how much they judged.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// In the order of the objects, and for each of them by the check's id.
    pub findings: Vec<Finding>,
    /// Of every selected check, by id.
    pub tallies: Vec<Tally>,
}

impl<'a> Judge<'a> {
    /// The checks that are selected.
    pub fn new(settings: &'a Settings, selected: impl Fn(&CheckMeta) -> bool) -> Self {
        let checks = CHECKS.iter().copied().filter(|check| selected(&check.meta)).collect();
        Self { settings, checks }
    }

    /// Runs the checks of containers, pods and objects over some objects of a world. Slices of one
    /// world may be judged in parallel and [merged](Judged::merge).
    pub fn objects(&self, snapshot: &Snapshot, objects: &[Object]) -> Judged {
        let mut contexts = self.contexts(snapshot);
        let mut judged = Judged::default();
        let asks_schemas = self.checks.iter().any(|check| matches!(check.run, Run::Schema(_)));
        let mut schemas = asks_schemas.then(|| Schemas::new(snapshot, self.settings.version));
        let version = self.settings.version;
        let is_about_components =
            self.checks.iter().any(|check| matches!(check.run, Run::Component { .. }));
        for object in objects.iter().filter(|object| !snapshot.is_stood_for(object)) {
            let violations = schemas.as_mut().and_then(|schemas| schemas.violations(object));
            let pods = object.pods();
            let pods: Vec<(&Pod<'_>, Vec<Container<'_>>)> =
                pods.iter().map(|pod| (pod, pod.containers().collect())).collect();
            let embedded =
                if is_about_components { configured::embedded(object) } else { Vec::new() };
            let configured = if is_about_components {
                let containers = pods.iter().flat_map(|(_, containers)| containers);
                configured::all(snapshot, object, &embedded, containers, version)
            } else {
                Vec::new()
            };
            for (check, cx) in &mut contexts {
                visit(check, cx, object, &pods, violations.as_deref(), &configured);
                judged.findings.append(&mut cx.findings);
            }
        }
        judged.tallies = contexts.iter().map(|(_, cx)| tally(cx)).collect();
        judged
    }

    /// Runs the checks of whole worlds.
    pub fn world(&self, snapshot: &Snapshot) -> Judged {
        let mut judged = Judged::default();
        for (check, mut cx) in self.contexts(snapshot) {
            if let Run::World(run) = check.run {
                run(&mut cx, snapshot);
            }
            judged.findings.append(&mut cx.findings);
            judged.tallies.push(tally(&cx));
        }
        judged
    }

    fn contexts<'s>(&'s self, snapshot: &'s Snapshot) -> Vec<(&'static Check, Cx<'s>)> {
        let context =
            |check: &&'static Check| (*check, Cx::new(self.settings, snapshot, &check.meta));
        self.checks.iter().map(context).collect()
    }
}

impl Judged {
    /// Adds what was judged elsewhere; its subjects are counted on from those that are here.
    pub fn merge(&mut self, mut other: Self) {
        for finding in other.findings.iter_mut().filter(|finding| finding.subject > 0) {
            let known = self.tallies.iter().find(|tally| std::ptr::eq(tally.check, finding.check));
            finding.subject += known.map_or(0, |tally| tally.judged);
        }
        self.findings.append(&mut other.findings);
        // Worlds are many and checks too: both lists mostly have the same checks in the same order.
        let mut next = 0;
        for tally in other.tallies {
            let is_same = |known: &Tally| std::ptr::eq(known.check, tally.check);
            let ahead = self.tallies.iter().skip(next).position(is_same).map(|at| next + at);
            let at = ahead.or_else(|| self.tallies.iter().take(next).position(is_same));
            match at.and_then(|at| self.tallies.get_mut(at)) {
                Some(known) => {
                    known.judged += tally.judged;
                    known.failed += tally.failed;
                    known.unknown += tally.unknown;
                    next = at.map_or(next, |at| at + 1);
                }
                None => self.tallies.push(tally),
            }
        }
    }
}

fn visit(
    check: &Check,
    cx: &mut Cx<'_>,
    object: &Object,
    pods: &[(&Pod<'_>, Vec<Container<'_>>)],
    violations: Option<&[Violation]>,
    configured: &[Configured<'_>],
) {
    match check.run {
        Run::Container(run) => containers(cx, pods, |_| true, run),
        Run::ContainerExcept { run, .. } => {
            containers(cx, pods, |kind| check.run.visits(kind), run);
        }
        Run::Pod(run) => {
            for (pod, _) in pods {
                cx.subject(|cx| run(cx, pod));
            }
        }
        Run::Object { applies, run } => {
            if applies(object) {
                cx.subject(|cx| run(cx, object));
            }
        }
        Run::Schema(run) => {
            if let Some(violations) = violations {
                cx.subject(|cx| run(cx, object, violations));
            }
        }
        Run::Component { of, run } => {
            for configured in configured {
                if of.contains(&configured.component()) {
                    cx.subject(|cx| run(cx, configured));
                }
            }
        }
        Run::World(_) => {}
    }
}

fn containers(
    cx: &mut Cx<'_>,
    pods: &[(&Pod<'_>, Vec<Container<'_>>)],
    visits: impl Fn(ContainerKind) -> bool,
    run: fn(&mut Cx<'_>, &Pod<'_>, &Container<'_>),
) {
    for (pod, containers) in pods {
        for container in containers {
            if visits(container.kind) {
                cx.subject(|cx| run(cx, pod, container));
            }
        }
    }
}

fn tally(cx: &Cx<'_>) -> Tally {
    Tally {
        check: cx.check,
        judged: cx.counts.judged,
        failed: cx.counts.failed,
        unknown: cx.counts.unknown,
    }
}
