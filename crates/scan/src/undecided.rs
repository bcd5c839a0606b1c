use std::slice::from_ref;
use std::sync::Arc;

use rayon::prelude::*;
use sekisho_checks::Judge;
use sekisho_finding::{CheckMeta, ObjectRef, Tally};
use sekisho_inventory::Snapshot;

use crate::{Request, pod_security};

/// A check that could give no verdict.
#[derive(Clone, Debug)]
pub struct Undecided {
    /// The check.
    pub check: &'static CheckMeta,
    /// On this object; none where it judges whole worlds.
    pub object: Option<Arc<ObjectRef>>,
    /// The world.
    pub world: Arc<str>,
}

/// Where the checks that `asks` names, among those selected, can give no verdict. A scan only counts
/// these; this judges object by object, which takes longer.
pub fn undecided(
    request: &Request,
    snapshots: &[Snapshot],
    asks: impl Fn(&CheckMeta) -> bool,
) -> Vec<Undecided> {
    let judge = Judge::new(&request.settings, |check| request.selection.asks(check) && asks(check));
    let posture = pod_security::Posture::new(request);
    let is_unknown = |tally: &Tally| tally.unknown > 0;
    let mut found = Vec::new();
    for snapshot in snapshots {
        let world = &snapshot.world.name;
        let of_objects = snapshot.objects().par_iter().flat_map_iter(|object| {
            let checks = judge.objects(snapshot, from_ref(object)).tallies;
            let controls = posture.objects(from_ref(object)).tallies;
            checks.into_iter().chain(controls).filter(is_unknown).map(|tally| Undecided {
                check: tally.check,
                object: Some(object.id.clone()),
                world: world.clone(),
            })
        });
        found.extend(of_objects.collect::<Vec<_>>());
        let of_world = judge.world(snapshot).tallies.into_iter().filter(is_unknown);
        found.extend(of_world.map(|tally| Undecided {
            check: tally.check,
            object: None,
            world: world.clone(),
        }));
    }
    found
}
