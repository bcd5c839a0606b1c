use sekisho_finding::{Edit, Fix, Safety, Text};
use sekisho_value::{Route, Step, Value};

use crate::evaluate::Failure;
use crate::offence::{Fault, Place};

/// How the places of a control are mended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Remedy {
    pub(crate) title: Text,
    pub(crate) action: Action,
    /// When it breaks a workload; none where the control's `fine` says just that.
    pub(crate) risk: Option<Text>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Action {
    /// Takes the place out.
    Remove,
    /// Takes out the element that the place is in.
    RemoveElement,
    /// Sets false.
    False,
    /// Sets true; once for the whole pod where it is missing.
    True,
    /// Sets the runtime's default profile, once for the whole pod where it is missing; takes
    /// annotations out.
    Confine,
    /// Drops all capabilities; takes added ones out.
    DropAll,
}

impl Failure {
    /// A change that mends all places, for an object with the pod (or template) at `base`: the root
    /// for a Pod, `/spec/template` for a Deployment. None where only a person can say what to do.
    ///
    /// Unsafe as far as the control can tell, because the workload may need what is taken away; whoever
    /// knows the whole pod may know better. The fixes of one pod belong together: the API server refuses `allowPrivilegeEscalation: false` for a container
    /// that stays privileged.
    pub fn fix(&self, base: &Route) -> Option<Fix> {
        let Remedy { title, action, risk: _ } = self.control.remedy?;
        let mut edits: Vec<Edit> =
            self.places.iter().map(|place| edit(action, place, base)).collect();
        // From the last element to the first, so that taking one out moves none of the others.
        edits.sort_by(|a, b| b.route().cmp(a.route()));
        // Sorted, equal edits are neighbours: one action never does two things to one field.
        edits.dedup();
        Some(Fix { title, safety: Safety::Unsafe, edits })
    }
}

fn edit(action: Action, place: &Place, base: &Route) -> Edit {
    let at = base.join(&place.route());
    let set = |route: Route, value: Value| Edit::Set { route, value };
    // What all containers of a pod lack is set once, in the pod's security context: where it were
    // set there already, nothing would be missing.
    let widest = |at: Route| match (place.fault, &place.container) {
        (Fault::Required, Some(_)) => base.then("spec").then_keys(place.head.iter().copied()),
        _ => at,
    };
    let is_annotation = matches!(place.item, Some(Step::Key(_)));
    match action {
        Action::False => set(at, false.into()),
        Action::True => set(widest(at), true.into()),
        Action::Confine if !is_annotation => set(widest(at), "RuntimeDefault".into()),
        Action::DropAll if place.fault == Fault::Required => set(at, vec!["ALL".into()].into()),
        Action::RemoveElement => Edit::Remove { route: at.parent().unwrap_or(at) },
        Action::Remove | Action::Confine | Action::DropAll => Edit::Remove { route: at },
    }
}
