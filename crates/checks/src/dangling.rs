//! Names that pods refer to and that no object has: one finding for each name, however many ask for it.

use std::collections::HashMap;

use sekisho_finding::{Confidence, Message, Place, Text};
use sekisho_inventory::{Object, Pod, Snapshot};
use sekisho_value::Route;

use crate::Cx;

/// What is referred to: a kind, and how to tell that an object of it is missing.
pub(crate) struct Target {
    pub(crate) group: &'static str,
    pub(crate) kind: &'static str,
    /// Whether a namespace has its own.
    pub(crate) is_namespaced: bool,
    /// Says that `{name}` is missing.
    pub(crate) missing: Text,
    /// Says that the object of that name is in `{namespace}` only; none where that is no fault.
    pub(crate) elsewhere: Option<Text>,
    /// Says that another pod asks for it here.
    pub(crate) also: Text,
}

/// The names that pods ask for, in the order in which they are met.
pub(crate) struct Wanted<'s> {
    target: &'static Target,
    order: Vec<(Option<&'s str>, String)>,
    places: HashMap<(Option<&'s str>, String), Vec<Place>>,
}

impl<'s> Wanted<'s> {
    /// Asks every pod of a world what it refers to.
    pub(crate) fn of(
        target: &'static Target,
        snapshot: &'s Snapshot,
        ask: impl Fn(&Pod<'_>, &mut dyn FnMut(&str, Route)),
    ) -> Self {
        let mut wanted = Self { target, order: Vec::new(), places: HashMap::new() };
        for object in snapshot.objects() {
            for pod in object.pods() {
                ask(&pod, &mut |name, route| wanted.want(object, name, route));
            }
        }
        wanted
    }

    /// Notes that an object asks for a name.
    pub(crate) fn want(&mut self, object: &'s Object, name: &str, route: Route) {
        if name.is_empty() {
            return;
        }
        let namespace = if self.target.is_namespaced { object.namespace() } else { None };
        let key = (namespace, name.to_owned());
        let places = self.places.entry(key.clone()).or_default();
        if places.is_empty() {
            self.order.push(key);
        }
        places.push(object.place(route));
    }

    /// Judges each name. `is_made` tells of names that something else brings.
    pub(crate) fn report(
        self,
        cx: &mut Cx<'_>,
        is_made: impl Fn(&Snapshot, Option<&str>, &str) -> bool,
    ) {
        let Self { target, order, mut places } = self;
        for key in order {
            let Some(places) = places.remove(&key) else { continue };
            let (namespace, name) = key;
            cx.subject(|cx| judge(cx, target, namespace, &name, &places, &is_made));
        }
    }
}

fn judge(
    cx: &mut Cx<'_>,
    target: &Target,
    namespace: Option<&str>,
    name: &str,
    places: &[Place],
    is_made: impl Fn(&Snapshot, Option<&str>, &str) -> bool,
) {
    let snapshot = cx.snapshot;
    if snapshot.find(target.group, target.kind, namespace, name).is_some() {
        return;
    }
    if name.contains(['$', '{', '<', '%']) || is_made(snapshot, namespace, name) {
        return cx.unknown();
    }
    let mut named = snapshot.of_kind(target.group, target.kind).filter(|it| it.name() == name);
    // A manifest without a namespace may land in any: the object of that name may well be there.
    let near = match namespace {
        None => named.next(),
        Some(_) => named.find(|object| object.namespace().is_none()),
    };
    let Some((first, others)) = places.split_first() else { return };
    let (message, confidence, found) = match (near, target.elsewhere) {
        (Some(object), Some(elsewhere)) if object.namespace().is_some() => {
            let message =
                Message::new(elsewhere).with("namespace", object.namespace().unwrap_or_default());
            (message, Confidence::Low, Some(object))
        }
        (Some(_), _) => return,
        (None, _) => match cx.absence(target.kind, namespace) {
            Some(confidence) => (Message::new(target.missing), confidence, None),
            None => return cx.unknown(),
        },
    };
    let mut finding = cx.finding(first.clone(), message.with("name", name)).confidence(confidence);
    if let Some(object) = found {
        let place = object.place(Route::keys(["metadata", "namespace"]));
        finding = finding.related(place, Message::new(HERE));
    }
    for place in others {
        finding = finding.related(place.clone(), Message::new(target.also));
    }
    cx.report(finding);
}

const HERE: Text = Text { en: "it is here", ja: "ここにあります" };
