//! Wraps fixtures into objects and judges them with one check.
#![allow(dead_code, clippy::unwrap_used, reason = "tests: each target uses its part")]

use std::sync::Arc;

use sekisho_api::KubeVersion;
use sekisho_checks::{Check, Fixture, Judge, Parameters, Run, Settings};
use sekisho_finding::{DocumentRef, Finding, Place, Problem, SourceId, Tally};
use sekisho_inventory::{ContainerKind, Object, Recognised, Snapshot, World, WorldKind, recognise};
use sekisho_pss::Evaluator;
use sekisho_pss::admission::Configuration;
use sekisho_source::{Limits, Locator, read};
use sekisho_value::{Keys, Value};

/// Where a fragment is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Placement {
    /// As it is written, or as the most ordinary place for such a fragment.
    As,
    /// As a container of another kind.
    Container(ContainerKind),
}

impl Placement {
    /// The places to try a fixture in: one, or every kind of container that the check visits.
    pub(crate) fn of(check: &Check, fixture: &Fixture) -> Vec<Self> {
        let is_container = matches!(check.run, Run::Container(_) | Run::ContainerExcept { .. });
        if !is_container || fixture.is_whole() {
            return vec![Self::As];
        }
        [
            ContainerKind::Regular,
            ContainerKind::Init,
            ContainerKind::Sidecar,
            ContainerKind::Ephemeral,
        ]
        .into_iter()
        .filter(|kind| check.run.visits(*kind))
        .map(Self::Container)
        .collect()
    }

    /// The kind of container, if it is one.
    pub(crate) fn kind(self) -> Option<ContainerKind> {
        match self {
            Self::As => None,
            Self::Container(kind) => Some(kind),
        }
    }
}

/// The fixture as a text of whole objects.
pub(crate) fn wrap(check: &Check, fixture: &Fixture, placement: Placement) -> String {
    let fragment = fixture.yaml();
    if fixture.is_whole() {
        return fragment;
    }
    let head =
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: fixture\n  namespace: fixture\nspec:\n";
    if matches!(check.run, Run::Pod(_)) {
        let containers = if fragment.starts_with("containers:")
            || fragment.contains("\ncontainers:")
            || fragment.contains("initContainers:")
        {
            ""
        } else {
            "containers:\n  - name: fixture\n"
        };
        return head.to_owned() + &indented(&(fragment + containers), "  ", "  ");
    }
    let kind = placement.kind().unwrap_or(ContainerKind::Regular);
    let (list, more) = match kind {
        ContainerKind::Init => ("initContainers", ""),
        ContainerKind::Sidecar => ("initContainers", "restartPolicy: Always\n"),
        ContainerKind::Regular => ("containers", ""),
        ContainerKind::Ephemeral => ("ephemeralContainers", ""),
    };
    head.to_owned() + "  " + list + ":\n" + &indented(&(fragment + more), "    - ", "      ")
}

fn indented(text: &str, first: &str, rest: &str) -> String {
    let mut indented = String::new();
    for (at, line) in text.lines().enumerate() {
        indented += if at == 0 { first } else { rest };
        indented += line;
        indented.push('\n');
    }
    indented
}

/// What a check says of a text.
pub(crate) struct Verdict {
    pub(crate) findings: Vec<Finding>,
    pub(crate) tally: Tally,
    text: String,
}

impl Verdict {
    /// The line of a place, as reports show it.
    pub(crate) fn line(&self, place: &Place) -> u32 {
        let document = place.object.document.as_ref().unwrap();
        let route = document.base.join(&place.route);
        let located = Locator::new(&self.text).span(document.index, &route).unwrap();
        located.key.map_or(located.value.line, |key| key.line)
    }
}

/// Judges a text with one check, as a fixture wants it.
pub(crate) fn judge(check: &Check, fixture: &Fixture, text: &str) -> Verdict {
    let version = fixture.minor.map_or_else(KubeVersion::default, KubeVersion::minor_of_1);
    let minor = fixture.minor.map_or(u64::MAX, u64::from);
    let settings = Settings {
        version,
        pod_security: fixture.admission.map(configuration),
        evaluator: Evaluator::for_kubernetes(minor),
        parameters: Parameters {
            allowed_registries: fixture.registries.iter().map(|it| (*it).to_owned()).collect(),
            ..Parameters::default()
        },
    };
    let kind = if fixture.cluster { WorldKind::Cluster } else { WorldKind::Files };
    let snapshot = Snapshot::new(World { name: "fixture".into(), kind }, objects(text));
    let judge = Judge::new(&settings, |meta| meta.id == check.meta.id);
    let mut judged = judge.objects(&snapshot, snapshot.objects());
    judged.merge(judge.world(&snapshot));
    let tally = judged.tallies.remove(0);
    Verdict { findings: judged.findings, tally, text: text.to_owned() }
}

/// The objects in a text, all of which can be read.
pub(crate) fn objects(text: &str) -> Vec<Object> {
    let (objects, problems) = read_objects(text.as_bytes());
    assert!(problems.is_empty(), "{problems:?}\n{text}");
    objects
}

/// The objects in a text, as far as they can be read.
pub(crate) fn read_objects(text: &[u8]) -> (Vec<Object>, Vec<Problem>) {
    let mut objects = Vec::new();
    let problems = read(text, &Limits::default(), &mut Keys::new(), |document| {
        let Recognised::Objects(found, _) = recognise(document.value) else { return };
        for (base, value) in found {
            let place = DocumentRef { source: SourceId(0), index: document.index, base };
            let mut object = Object::new(value, Arc::from("fixture"), Some(place), None);
            object.duplicate_keys = document.duplicates.iter().map(|it| it.route.clone()).collect();
            objects.push(object);
        }
    });
    (objects, problems)
}

fn configuration(text: &str) -> Configuration {
    let mut value = Value::Null;
    read(text.as_bytes(), &Limits::default(), &mut Keys::new(), |document| value = document.value);
    Configuration::from_value(&value).unwrap()
}
