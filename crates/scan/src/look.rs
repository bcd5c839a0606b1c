use std::slice::from_ref;
use std::sync::Arc;

use rayon::prelude::*;
use sekisho_checks::Judge;
use sekisho_finding::{CheckMeta, ObjectRef, Tally};
use sekisho_inventory::Snapshot;

use crate::{Request, pod_security};

/// That a check looked at an object.
#[derive(Clone, Debug)]
pub struct Look {
    /// The check.
    pub check: &'static CheckMeta,
    /// The object; none where it judges whole worlds.
    pub object: Option<Arc<ObjectRef>>,
    /// The world.
    pub world: Arc<str>,
    /// Whether it could give no verdict on at least one subject there.
    pub is_undecided: bool,
}

/// Which of the checks that `asks` names, among those selected, look at which object, and where they can
/// give no verdict. A scan only counts these; this judges object by object, which takes longer.
pub fn looks(
    request: &Request,
    snapshots: &[Snapshot],
    asks: impl Fn(&CheckMeta) -> bool + Sync,
) -> Vec<Look> {
    let judge = Judge::new(&request.settings, |check| request.selection.asks(check) && asks(check));
    let posture = pod_security::Posture::new(request);
    let looked = |tally: &Tally| tally.judged + tally.unknown > 0 && asks(tally.check);
    let mut found = Vec::new();
    for snapshot in snapshots {
        let world = &snapshot.world.name;
        let look = |tally: Tally, object: Option<Arc<ObjectRef>>| Look {
            check: tally.check,
            object,
            world: world.clone(),
            is_undecided: tally.unknown > 0,
        };
        let of_objects = snapshot.objects().par_iter().flat_map_iter(|object| {
            let checks = judge.objects(snapshot, from_ref(object)).tallies;
            let controls = posture.objects(snapshot, from_ref(object)).tallies;
            let tallies = checks.into_iter().chain(controls).filter(looked);
            tallies.map(|tally| look(tally, Some(object.id.clone())))
        });
        found.extend(of_objects.collect::<Vec<_>>());
        let of_world = judge.world(snapshot).tallies.into_iter().filter(looked);
        found.extend(of_world.map(|tally| look(tally, None)));
    }
    found
}
