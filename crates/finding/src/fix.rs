use sekisho_value::{Route, Value};

use crate::{Message, Text};

/// Whether a fix may be applied without looking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Safety {
    /// The workload behaves as before, could not have run, or loses what programs do without unless
    /// their manifest shows otherwise.
    Safe,
    /// The workload may need something that the fix takes away.
    Unsafe,
}

impl Safety {
    /// The name as it stands in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Unsafe => "unsafe",
        }
    }
}

/// One change to the object that the finding is on.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Sets the field at the route; missing maps on the way are made.
    Set {
        /// The field.
        route: Route,
        /// Its new value.
        value: Value,
    },
    /// Takes the field or element at the route out.
    Remove {
        /// The field or element.
        route: Route,
    },
    /// Takes out every entry for the key at the route but the last one, which is the one that counts.
    KeepLast {
        /// The field that is written more than once.
        route: Route,
    },
    /// Gives a field another name, where no field has that yet. Its value, its place in the text and its
    /// comments stay.
    Rename {
        /// The field.
        route: Route,
        /// The new name.
        to: String,
    },
}

impl Edit {
    /// The place that it changes.
    pub fn route(&self) -> &Route {
        match self {
            Self::Set { route, .. }
            | Self::Remove { route }
            | Self::KeepLast { route }
            | Self::Rename { route, .. } => route,
        }
    }

    /// The same change at another place.
    #[must_use]
    pub fn moved(self, place: impl FnOnce(&Route) -> Route) -> Self {
        match self {
            Self::Set { route, value } => Self::Set { route: place(&route), value },
            Self::Remove { route } => Self::Remove { route: place(&route) },
            Self::KeepLast { route } => Self::KeepLast { route: place(&route) },
            Self::Rename { route, to } => Self::Rename { route: place(&route), to },
        }
    }

    /// The same change of a document that holds the object at `base`.
    #[must_use]
    pub fn below(&self, base: &Route) -> Self {
        self.clone().moved(|route| base.join(route))
    }
}

/// A change that mends the finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// What it does, in the imperative.
    pub title: Text,
    /// Whether it may be applied without looking.
    pub safety: Safety,
    /// The changes, applied together.
    pub edits: Vec<Edit>,
}

/// What became of a fix.
#[derive(Clone, Debug, PartialEq)]
pub struct Mending {
    /// Which of the finding's fixes.
    pub fix: usize,
    /// What became of it.
    pub state: MendState,
}

/// Whether a fix was made.
#[derive(Clone, Debug, PartialEq)]
pub enum MendState {
    /// It was made, and proven to remove its finding and to change nothing else.
    Applied,
    /// It was not made, because it may break the workload and only safe fixes were asked for.
    NotAsked(Message),
    /// It could not be made, or not be proven, for this reason.
    Refused(Message),
}
