use rayon::prelude::*;
use sekisho_checks::{Judge, Judged};
use sekisho_inventory::Snapshot;

use crate::{Request, pod_security};

/// Objects judged by one task: enough to make up for handing it over.
const CHUNK: usize = 64;

/// Asks every selected check about every object and world.
pub(crate) fn judge(request: &Request, snapshots: &[Snapshot]) -> Judged {
    let judge = Judge::new(&request.settings, |check| request.selection.asks(check));
    let posture = pod_security::Posture::new(request);
    let mut judged = snapshots
        .par_iter()
        .map(|snapshot| {
            let chunks = snapshot.objects().par_chunks(CHUNK).map(|objects| {
                merged(judge.objects(snapshot, objects), posture.objects(snapshot, objects))
            });
            merged(chunks.reduce(Judged::default, merged), judge.world(snapshot))
        })
        .reduce(Judged::default, merged);
    judged.tallies.sort_by_key(|tally| tally.check.id);
    judged
}

fn merged(mut one: Judged, other: Judged) -> Judged {
    one.merge(other);
    one
}
