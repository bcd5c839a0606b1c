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
    let (of_checks, of_pods) = snapshots
        .par_iter()
        .map(|snapshot| {
            let chunks = snapshot.objects().par_chunks(CHUNK).map(|objects| {
                (judge.objects(snapshot, objects), posture.objects(snapshot, objects))
            });
            let (of_objects, of_pods) = chunks.reduce(Pair::default, both);
            (merged(of_objects, judge.world(snapshot)), of_pods)
        })
        .reduce(Pair::default, both);
    let mut judged = merged(of_checks, of_pods);
    judged.tallies.sort_by_key(|tally| tally.check.id);
    judged
}

/// What checks found, and what the controls of the Pod Security Standards did. Each is merged with its
/// own kind, whose tallies are of the same checks.
type Pair = (Judged, Judged);

fn both(one: Pair, other: Pair) -> Pair {
    (merged(one.0, other.0), merged(one.1, other.1))
}

fn merged(mut one: Judged, other: Judged) -> Judged {
    one.merge(other);
    one
}
