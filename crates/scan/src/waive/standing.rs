//! Waivers that stand in files of their own: `sekisho.toml`, and the files of other scanners.

use std::sync::Arc;

use sekisho_finding::{Finding, ObjectRef, Sources, Waiver};
use sekisho_inventory::Object;
use sekisho_value::Value;

use crate::pattern::{Paths, Pattern};
use crate::{Request, whereabouts};

/// A waiver that was written in a file, with what it is about.
#[derive(Clone, Debug)]
pub struct StandingWaiver {
    /// What it waives and why.
    pub waiver: Waiver,
    /// The checks that it is about.
    pub about: About,
    /// The objects that it is about.
    pub scope: Scope,
    /// The file, which findings about the waiver itself are at.
    pub file: Arc<ObjectRef>,
    /// Whether it is a decision that may turn out useless or lack a reason. What switches checks off for
    /// whole folders is none.
    pub is_decision: bool,
}

/// The checks that a waiver in a file is about.
#[derive(Clone, Debug, Default)]
pub enum About {
    /// Those that the waiver names.
    #[default]
    Named,
    /// Those that stand for a scanner's controls, by patterns; a pattern that is not there does not
    /// narrow them down.
    Controls {
        /// The control's id.
        control: Option<Pattern>,
        /// The name of a rule of the control.
        rule: Option<Pattern>,
        /// The start of the framework's name, as references spell it.
        framework: Option<&'static str>,
    },
}

/// The objects that a waiver in a file is about; what is not there does not narrow them down.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The files.
    pub paths: Option<Paths>,
    /// The kind.
    pub kind: Option<Pattern>,
    /// The namespace; for a `Namespace` its name.
    pub namespace: Option<Pattern>,
    /// The name.
    pub name: Option<Pattern>,
    /// The container that the finding is about.
    pub container: Option<Pattern>,
    /// Labels, or else annotations, that the object must have.
    pub labels: Vec<(String, Pattern)>,
}

impl Scope {
    /// Whether an object is among those, and a container if one is asked for.
    pub(super) fn holds(
        &self,
        object: &ObjectRef,
        value: &Value,
        request: &Request,
        sources: &dyn Sources,
    ) -> bool {
        let Self { paths, kind, namespace, name, container: _, labels } = self;
        let fits = |pattern: &Option<Pattern>, text: &str| {
            pattern.as_ref().is_none_or(|pattern| pattern.matches(text))
        };
        let in_namespace = match (object.kind.as_str(), &object.namespace) {
            ("Namespace", _) => object.name.as_str(),
            (_, namespace) => namespace.as_deref().unwrap_or_default(),
        };
        let carries = |field: &str| {
            labels.iter().all(|(key, pattern)| {
                let text = value.str_at(&["metadata", field, key]);
                text.is_some_and(|text| pattern.matches(text))
            })
        };
        fits(kind, &object.kind)
            && fits(name, &object.name)
            && fits(namespace, in_namespace)
            && (labels.is_empty() || carries("labels") || carries("annotations"))
            && paths.as_ref().is_none_or(|paths| {
                whereabouts(object, sources).is_some_and(|path| paths.matches(&path, &request.root))
            })
    }
}

impl StandingWaiver {
    /// Whether it is about a finding on an object with this value.
    pub(super) fn covers(
        &self,
        finding: &Finding,
        value: &Value,
        request: &Request,
        sources: &dyn Sources,
    ) -> bool {
        let container = || finding.container.as_deref();
        let in_container =
            self.scope.container.as_ref().is_none_or(|pattern| {
                container().is_some_and(|container| pattern.matches(container))
            });
        in_container
            && self.is_for(finding)
            && self.scope.holds(&finding.place.object, value, request, sources)
    }

    /// Whether an object of the input is among those that it is about.
    pub(super) fn may_cover(
        &self,
        object: &Object,
        request: &Request,
        sources: &dyn Sources,
    ) -> bool {
        self.scope.holds(&object.id, &object.value, request, sources)
    }

    fn is_for(&self, finding: &Finding) -> bool {
        let About::Controls { control, rule, framework } = &self.about else {
            return super::is_for(&self.waiver, finding);
        };
        let scanner = self.waiver.scanner.map(sekisho_finding::Scanner::name);
        let any = |pattern: &Option<Pattern>| {
            pattern.as_ref().is_none_or(|pattern| {
                finding.all_references().any(|reference| {
                    Some(reference.framework) == scanner && pattern.matches(reference.control)
                })
            })
        };
        let in_framework = framework.is_none_or(|framework| {
            finding.all_references().any(|it| it.framework.starts_with(framework))
        });
        any(control) && any(rule) && in_framework
    }
}
