//! One world, and how its findings are told apart before and after an edit.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use sekisho_finding::{Finding, ObjectRef, SourceId};
use sekisho_inventory::{Object, Snapshot};
use sekisho_scan::stable_route;
use sekisho_value::{Route, Value};

use crate::Reading;

/// An object by where it stands, which no fix changes; its kind and group may well change.
pub(crate) type Seat = (SourceId, u32, Route);

pub(crate) fn seat(object: &ObjectRef) -> Option<Seat> {
    let document = object.document.as_ref()?;
    Some((document.source, document.index, document.base.clone()))
}

/// A check and the place that it complains of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    check: &'static str,
    seat: Seat,
    route: String,
}

impl Place {
    /// The object.
    pub(crate) fn seat(&self) -> &Seat {
        &self.seat
    }

    /// The primary place of a finding, by its route as it is written there.
    pub(crate) fn of(finding: &Finding) -> Option<Self> {
        Some(Self {
            check: finding.check.id,
            seat: seat(&finding.place.object)?,
            route: finding.place.route.to_string(),
        })
    }
}

/// The places of findings in a world, by routes that outlive moved list elements.
#[derive(Debug)]
pub(crate) struct Places<'s> {
    values: HashMap<*const ObjectRef, &'s Value>,
}

impl<'s> Places<'s> {
    pub(crate) fn new(snapshot: &'s Snapshot) -> Self {
        let values = snapshot.objects().iter();
        Self { values: values.map(|object| (Arc::as_ptr(&object.id), &object.value)).collect() }
    }

    /// The primary place of a finding; for one that is in no text an empty seat.
    pub(crate) fn primary(&self, finding: &Finding) -> Place {
        self.at(finding, &finding.place.route)
    }

    /// All places of a finding.
    pub(crate) fn all(&self, finding: &Finding) -> HashSet<Place> {
        let routes = std::iter::once(&finding.place.route).chain(&finding.also);
        routes.map(|route| self.at(finding, route)).collect()
    }

    fn at(&self, finding: &Finding, route: &Route) -> Place {
        let object = &finding.place.object;
        let value = self.values.get(&Arc::as_ptr(object)).copied().unwrap_or(&Value::Null);
        Place {
            check: finding.check.id,
            seat: seat(object).unwrap_or((SourceId(u32::MAX), 0, Route::root())),
            route: stable_route(route, value),
        }
    }
}

/// The world with the objects of some texts read anew; none if they are not the same objects.
pub(crate) fn rebuilt(
    snapshot: &Snapshot,
    readings: &HashMap<SourceId, Vec<Reading>>,
) -> Option<Snapshot> {
    let mut fresh: HashMap<(SourceId, u32, &Route), &Reading> = HashMap::new();
    for (source, readings) in readings {
        for reading in readings {
            fresh.insert((*source, reading.document, &reading.base), reading);
        }
    }
    let mut used = 0;
    let mut objects = Vec::with_capacity(snapshot.objects().len());
    for object in snapshot.objects() {
        let document = object.id.document.as_ref();
        let Some(document) = document.filter(|document| readings.contains_key(&document.source))
        else {
            objects.push(object.clone());
            continue;
        };
        let reading = fresh.get(&(document.source, document.index, &document.base))?;
        used += 1;
        let mut new = Object::new(
            reading.value.clone(),
            Arc::clone(&object.id.world),
            Some(document.clone()),
            object.id.origin.clone(),
        );
        new.duplicate_keys.clone_from(&reading.duplicate_keys);
        new.waivers.clone_from(&reading.waivers);
        objects.push(new);
    }
    (used == fresh.len()).then(|| snapshot.with_objects(objects))
}

/// Whether the API server would refuse a container of the object for asking for privileges and
/// forbidding to gain them (`ValidateSecurityContext` in `pkg/apis/core/validation`).
pub(crate) fn contradicts_itself(object: &Object) -> bool {
    object.pods().iter().any(|pod| {
        pod.containers().any(|container| {
            let context = container.value.field("securityContext").unwrap_or(&Value::Null);
            context.bool_at(&["allowPrivilegeEscalation"]) == Some(false)
                && (context.bool_at(&["privileged"]) == Some(true)
                    || context
                        .items_at(&["capabilities", "add"])
                        .iter()
                        .any(|name| name.as_str() == Some("CAP_SYS_ADMIN")))
        })
    })
}
