//! Pod Security Standards as posture: what a pod fails whatever its namespace allows. What the
//! namespace's labels make of it is a check of its own, `pod-rejected-by-namespace`.

use sekisho_checks::Judged;
use sekisho_finding::{Confidence, Evidence, Finding, Message, Severity, Tally, Text};
use sekisho_inventory::{Object, Pod, Snapshot};
use sekisho_pss::{CONTROLS, Evaluator, Failure, Fault, Level, LevelVersion, Version};
use sekisho_value::Route;

use crate::{Request, harmless};

/// Judges pods by every control, each control being a check.
#[derive(Debug)]
pub(crate) struct Posture<'a> {
    request: &'a Request,
    evaluator: Evaluator,
    /// By index into [`CONTROLS`]: whether it is asked.
    asked: Vec<bool>,
}

/// Upstream's sentence, as the API server prints it.
const VIOLATION: Text = Text { en: "{reason}: {detail}", ja: "{title}: {detail}" };

impl<'a> Posture<'a> {
    pub(crate) fn new(request: &'a Request) -> Self {
        let evaluator = request.settings.evaluator;
        let applies = |id: &str| {
            let policies = [Level::Baseline, Level::Restricted]
                .map(|level| LevelVersion::new(level, Version::Latest));
            policies
                .iter()
                .any(|policy| evaluator.controls(*policy).any(|control| control.id == id))
        };
        let asked = CONTROLS
            .iter()
            .map(|control| request.selection.asks(&control.meta) && applies(control.id))
            .collect();
        Self { request, evaluator, asked }
    }

    /// Judges the pods of some objects and counts each control once a pod.
    pub(crate) fn objects(&self, snapshot: &Snapshot, objects: &[Object]) -> Judged {
        let mut findings = Vec::new();
        let mut tallies: Vec<Tally> = CONTROLS
            .iter()
            .map(|control| Tally { check: &control.meta, judged: 0, failed: 0, unknown: 0 })
            .collect();
        for object in objects {
            let only = snapshot.is_stood_for(object).then(|| snapshot.added_containers(object));
            if only.is_some_and(<[_]>::is_empty) {
                continue;
            }
            for pod in object.pods() {
                self.pod(&pod, only, &mut tallies, &mut findings);
            }
        }
        let asked = tallies.into_iter().zip(&self.asked).filter(|(_, asked)| **asked);
        Judged { findings, tallies: asked.map(|(tally, _)| tally).collect() }
    }

    /// With `only`, what is wrong with these containers and no others.
    fn pod(
        &self,
        pod: &Pod<'_>,
        only: Option<&[Box<str>]>,
        tallies: &mut [Tally],
        findings: &mut Vec<Finding>,
    ) {
        let spec = pod.defaulted_spec(self.request.settings.version);
        let decoded = sekisho_pss::Pod::new(&pod.metadata, &spec);
        let mut verdict = self.evaluator.posture(Version::Latest, &decoded);
        if let Some(only) = only {
            verdict.failures.retain_mut(|failure| {
                failure.places.retain(|place| {
                    let container = place.container.as_ref();
                    container.is_some_and(|it| only.iter().any(|name| **name == *it.name))
                });
                !failure.places.is_empty()
            });
        }
        // The API server would refuse the object: what such a pod passes is not known.
        let passes_nothing = pod.misfit().is_some();
        let failed = |tally: &Tally| {
            let id = tally.check.id;
            verdict.failures.iter().any(|failure| failure.control.meta.id == id)
        };
        for tally in tallies.iter_mut() {
            if passes_nothing && !failed(tally) {
                tally.unknown += 1;
            } else {
                tally.judged += 1;
            }
        }
        for failure in verdict.failures {
            let Some(at) = CONTROLS.iter().position(|control| control.id == failure.control.id)
            else {
                continue;
            };
            let missing_only = failure.places.iter().all(|place| place.fault == Fault::Required);
            let (Some(tally), true) = (tallies.get_mut(at), self.asked.get(at) == Some(&true))
            else {
                continue;
            };
            if pod.partial && missing_only {
                // Whoever fills in the rest may well set what is missing here.
                tally.judged -= 1;
                tally.unknown += 1;
                continue;
            }
            tally.failed += 1;
            findings.extend(
                finding(pod, &failure).map(|finding| Finding { subject: tally.judged, ..finding }),
            );
        }
    }
}

/// One finding per failed control, at its first field; the others are listed beside it.
fn finding(pod: &Pod<'_>, failure: &Failure) -> Option<Finding> {
    let meta = &failure.control.meta;
    let mut routes = failure.places.iter().map(|place| pod.route(&place.route()));
    let place = pod.object.place(routes.next()?);
    let message = Message::new(VIOLATION)
        .with("reason", Evidence::new(failure.reason))
        .with("title", Evidence::new(meta.title.ja))
        .with("detail", Evidence::whole(&failure.detail));
    let mut finding = Finding::new(meta, place, message);
    finding.also.extend(routes);
    finding.references.extend(&failure.references);
    if let Some(mut fix) = failure.fix(&Route::root()) {
        let edits = std::mem::take(&mut fix.edits).into_iter();
        fix.edits = edits.map(|edit| edit.moved(|route| pod.route(route))).collect();
        fix.safety = harmless::safety(pod, failure);
        finding = finding.fix(fix);
    }
    let mut containers = failure.places.iter().map(|place| place.container.as_ref());
    if let Some(Some(first)) = containers.next()
        && containers.all(|other| other.is_some_and(|other| other.name == first.name))
    {
        finding = finding.container(first.name.as_str());
    }
    if pod.partial {
        finding = finding.confidence(Confidence::Medium);
    }
    if matches!(failure.control.id, "runAsNonRoot" | "runAsUser") && reaches_node(pod) {
        finding = finding.severity(Severity::High);
    }
    Some(finding)
}

/// Whether the pod has a way to its node, so that root in it is far more than root in a container.
fn reaches_node(pod: &Pod<'_>) -> bool {
    let on = |field: &str| pod.spec.bool_at(&[field]) == Some(true);
    ["hostPID", "hostIPC", "hostNetwork"].into_iter().any(on)
        || pod.volumes().any(|volume| volume.host_path().is_some())
        || pod.containers().any(|container| container.privileged().is_some_and(|it| it.value))
}
