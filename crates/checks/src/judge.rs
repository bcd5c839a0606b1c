use sekisho_api::{KubeVersion, Violation};
use sekisho_finding::{CheckMeta, Finding, Tally};
use sekisho_inventory::{Container, ContainerKind, Object, Pod, Snapshot};
use sekisho_pss::Evaluator;
use sekisho_pss::admission::Configuration;

use crate::configured::{self, Configured};
use crate::kinds::ByKind;
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
    index: Index,
}

/// Which of the checks are called for what, by their place among all: known before the first object is
/// seen, so that a check that has nothing to say of an object takes no time for it.
#[derive(Debug, Default)]
struct Index {
    objects: ByKind,
    schemas: Vec<usize>,
    /// Those of pods and containers.
    pods: Vec<usize>,
    components: Vec<usize>,
}

/// The checks while they are called for one object after the other.
struct Called<'s> {
    contexts: Vec<(&'static Check, Cx<'s>)>,
    /// Those that found something about the object.
    spoke: Vec<usize>,
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
        let checks: Vec<&'static Check> =
            CHECKS.iter().copied().filter(|check| selected(&check.meta)).collect();
        let index = Index::new(&checks);
        Self { settings, checks, index }
    }

    /// The selected checks that are called for an object because of its kind: not those of its pods,
    /// its schema and the components that it configures.
    pub fn of_kind(&self, group: &str, kind: &str) -> impl Iterator<Item = &'static Check> {
        self.index.objects.of(group, kind).filter_map(|at| self.checks.get(at).copied())
    }

    /// Runs the checks of containers, pods and objects over some objects of a world. Slices of one
    /// world may be judged in parallel and [merged](Judged::merge).
    pub fn objects(&self, snapshot: &Snapshot, objects: &[Object]) -> Judged {
        let mut called = Called { contexts: self.contexts(snapshot), spoke: Vec::new() };
        let mut judged = Judged::default();
        let version = self.settings.version;
        let index = &self.index;
        let mut schemas = (!index.schemas.is_empty()).then(|| Schemas::new(snapshot, version));
        for object in objects {
            if snapshot.is_stood_for(object) {
                called.by_added_containers(index, object, snapshot.added_containers(object));
                called.move_findings(&mut judged.findings);
                continue;
            }
            called.by_kind(index, object);
            if let Some(violations) = schemas.as_mut().and_then(|it| it.violations(object)) {
                called.by_schema(index, object, &violations);
            }
            if !index.pods.is_empty() || !index.components.is_empty() {
                let pods = object.pods();
                let pods: Vec<(&Pod<'_>, Vec<Container<'_>>)> =
                    pods.iter().map(|pod| (pod, pod.containers().collect())).collect();
                called.by_pods(index, &pods);
                if !index.components.is_empty() {
                    let embedded = configured::embedded(object);
                    let containers = pods.iter().flat_map(|(_, containers)| containers);
                    let configured =
                        configured::all(snapshot, object, &embedded, containers, version);
                    called.by_components(index, &configured);
                }
            }
            called.move_findings(&mut judged.findings);
        }
        judged.tallies = called.contexts.iter().map(|(_, cx)| tally(cx)).collect();
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
        if self.findings.is_empty() && self.tallies.is_empty() {
            *self = other;
            return;
        }
        for finding in other.findings.iter_mut().filter(|finding| finding.subject > 0) {
            let known = self.tallies.iter().find(|tally| std::ptr::eq(tally.check, finding.check));
            finding.subject += known.map_or(0, |tally| tally.judged);
        }
        // Of many findings the list is the largest part: it shall not grow by doubling.
        self.findings.reserve_exact(other.findings.len());
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

impl Index {
    fn new(checks: &[&Check]) -> Self {
        let mut index = Self::default();
        let mut of_objects = Vec::new();
        for (at, check) in checks.iter().enumerate() {
            match check.run {
                Run::Object { of, .. } => of_objects.push((at, of)),
                Run::Schema(_) => index.schemas.push(at),
                Run::Container(_) | Run::ContainerExcept { .. } | Run::Pod(_) => {
                    index.pods.push(at);
                }
                Run::Component { .. } => index.components.push(at),
                Run::World(_) => {}
            }
        }
        Self { objects: ByKind::new(&of_objects), ..index }
    }
}

impl<'s> Called<'s> {
    fn by_kind(&mut self, index: &Index, object: &Object) {
        for at in index.objects.of(object.group(), object.kind()) {
            self.call(at, |run, cx| {
                if let Run::Object { run, .. } = run {
                    cx.subject(|cx| run(cx, object));
                }
            });
        }
    }

    fn by_schema(&mut self, index: &Index, object: &Object, violations: &[Violation]) {
        for at in &index.schemas {
            self.call(*at, |run, cx| match run {
                Run::Schema(run) if !violations.is_empty() => {
                    cx.subject(|cx| run(cx, object, violations));
                }
                _ => cx.subject(|_| {}),
            });
        }
    }

    fn by_pods(&mut self, index: &Index, pods: &[(&Pod<'_>, Vec<Container<'_>>)]) {
        if pods.is_empty() {
            return;
        }
        for at in &index.pods {
            self.call(*at, |of, cx| match of {
                Run::Container(run) => containers(cx, pods, |_| true, *run),
                Run::ContainerExcept { run, .. } => {
                    containers(cx, pods, |kind| of.visits(kind), *run);
                }
                Run::Pod(run) => {
                    for (pod, _) in pods {
                        cx.subject(|cx| run(cx, pod));
                    }
                }
                _ => {}
            });
        }
    }

    /// Only the containers that the object's controller does not speak for.
    fn by_added_containers(&mut self, index: &Index, object: &Object, added: &[Box<str>]) {
        if added.is_empty() {
            return;
        }
        for pod in object.pods() {
            let names = added.iter();
            let pods = [(&pod, names.filter_map(|name| pod.container(name)).collect())];
            for at in &index.pods {
                self.call(*at, |of, cx| match of {
                    Run::Container(run) => containers(cx, &pods, |_| true, *run),
                    Run::ContainerExcept { run, .. } => {
                        containers(cx, &pods, |kind| of.visits(kind), *run);
                    }
                    _ => {}
                });
            }
        }
    }

    fn by_components(&mut self, index: &Index, configured: &[Configured<'_>]) {
        if configured.is_empty() {
            return;
        }
        for at in &index.components {
            self.call(*at, |run, cx| {
                let Run::Component { of, run } = run else { return };
                for configured in configured.iter().filter(|it| of.contains(&it.component())) {
                    cx.subject(|cx| run(cx, configured));
                }
            });
        }
    }

    fn call(&mut self, at: usize, visit: impl FnOnce(&Run, &mut Cx<'s>)) {
        if let Some((check, cx)) = self.contexts.get_mut(at) {
            visit(&check.run, cx);
            if !cx.findings.is_empty() {
                self.spoke.push(at);
            }
        }
    }

    /// Hands over what was found about an object, by the checks' ids, in which order they stand.
    fn move_findings(&mut self, findings: &mut Vec<Finding>) {
        self.spoke.sort_unstable();
        for at in self.spoke.drain(..) {
            if let Some((_, cx)) = self.contexts.get_mut(at) {
                findings.append(&mut cx.findings);
            }
        }
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
