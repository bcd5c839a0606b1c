use sekisho_finding::{CheckMeta, Confidence, Finding, Message, Place, Text};
use sekisho_inventory::{Completeness, Container, Object, Pod, Snapshot};
use sekisho_value::Route;

use crate::{Settings, system_namespace};

/// What a check knows beside its subject, and where it puts its verdict.
///
/// Who says nothing has judged the subject and found it good.
#[derive(Debug)]
pub struct Cx<'a> {
    /// What the user asked for.
    pub settings: &'a Settings,
    /// The world that the subject belongs to.
    pub snapshot: &'a Snapshot,
    pub(crate) check: &'static CheckMeta,
    pub(crate) findings: Vec<Finding>,
    pub(crate) counts: Counts,
    unknown: bool,
    outside: bool,
}

/// Subjects by verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) judged: u64,
    pub(crate) failed: u64,
    pub(crate) unknown: u64,
}

impl<'a> Cx<'a> {
    pub(crate) fn new(
        settings: &'a Settings,
        snapshot: &'a Snapshot,
        check: &'static CheckMeta,
    ) -> Self {
        Self {
            settings,
            snapshot,
            check,
            findings: Vec::new(),
            counts: Counts::default(),
            unknown: false,
            outside: false,
        }
    }

    /// A finding of this check at a place; [`Cx::report`] takes it once it is complete.
    pub fn finding(&self, place: Place, message: Message) -> Finding {
        Finding::new(self.check, place, message)
    }

    /// A finding at a field of an object.
    pub fn at<'k>(
        &self,
        object: &Object,
        field: impl IntoIterator<Item = &'k str>,
        message: Text,
    ) -> Finding {
        self.finding(object.place(Route::keys(field)), Message::new(message))
    }

    /// A finding at a field of a pod's spec.
    pub fn in_pod<'k>(
        &self,
        pod: &Pod<'_>,
        field: impl IntoIterator<Item = &'k str>,
        message: Message,
    ) -> Finding {
        self.finding(pod.object.place(pod.spec_route(field)), message)
    }

    /// A finding at a field of a container; fills the gap `{container}`.
    pub fn in_container(
        &self,
        pod: &Pod<'_>,
        container: &Container<'_>,
        route: Route,
        message: Message,
    ) -> Finding {
        let name = container.name();
        let place = pod.object.place(route);
        if name.is_empty() {
            // Some kinds, such as Tekton's steps, may go without one: the place names it.
            return self.finding(place, message.with("container", container.route.field_path()));
        }
        self.finding(place, message.with("container", name)).container(name)
    }

    /// Takes a finding: the subject fails.
    pub fn report(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// How sure a verdict is that rests on objects of a kind *not* being there (no namespace means the
    /// whole cluster): a fact where the world is complete, a hint where it is a folder that need not
    /// hold everything, and no verdict, that is [`Cx::unknown`], where the kind was not readable.
    pub fn absence(&self, kind: &str, namespace: Option<&str>) -> Option<Confidence> {
        match self.snapshot.completeness(kind, namespace) {
            Completeness::Closed => Some(self.check.confidence),
            Completeness::Open => Some(Confidence::Low),
            Completeness::Unknown => None,
        }
    }

    /// Whether a namespace belongs to the system or to an add-on that the user named.
    pub fn is_system(&self, namespace: &str) -> bool {
        system_namespace::is_built_in(namespace)
            || self.settings.parameters.system_namespaces.iter().any(|name| name == namespace)
    }

    /// Says that no verdict can be given, because something that it rests on cannot be seen: a value
    /// behind a variable, an object that is not here, a part that an operator fills in. A subject
    /// that fails for another reason still fails.
    pub fn unknown(&mut self) {
        self.unknown = true;
    }

    /// Says that the check has nothing to say about this subject: it is not counted.
    pub fn not_applicable(&mut self) {
        self.outside = true;
    }

    /// Judges one subject and counts its verdict. Checks of a whole world call it for each of their
    /// subjects; for all others it has been called already.
    pub fn subject(&mut self, judge: impl FnOnce(&mut Self)) {
        let before = self.findings.len();
        self.unknown = false;
        self.outside = false;
        judge(self);
        if self.findings.len() > before {
            self.counts.judged += 1;
            self.counts.failed += 1;
            for finding in self.findings.iter_mut().skip(before) {
                finding.subject = self.counts.judged;
            }
        } else if self.unknown {
            self.counts.unknown += 1;
        } else if !self.outside {
            self.counts.judged += 1;
        }
    }
}
