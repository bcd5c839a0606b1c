use std::fmt;

use sekisho_api::Violation;
use sekisho_finding::CheckMeta;
use sekisho_inventory::{Container, ContainerKind, Object, Pod, Snapshot};

use sekisho_component::Component;

use crate::{Configured, Cx, Fixture, Kinds};

/// A check: what it says, what it looks at, and examples that prove it.
#[derive(Debug)]
pub struct Check {
    /// Id, slug, texts, references.
    pub meta: CheckMeta,
    /// The function, and what it is called with.
    pub run: Run,
    /// Manifests with the lines where it must speak up, and some where it must not.
    pub fixtures: &'static [Fixture],
}

/// What a check is called with. The narrowest visit that does is the right one: whoever walks the
/// objects takes pods and containers apart once for all checks.
#[derive(Clone, Copy)]
pub enum Run {
    /// Every container of every pod: init, sidecar, regular and ephemeral ones. One subject each.
    Container(fn(&mut Cx<'_>, &Pod<'_>, &Container<'_>)),
    /// Containers but for some kinds, each left out for a reason.
    ContainerExcept {
        /// The kinds that are not visited, and why.
        except: &'static [(ContainerKind, &'static str)],
        /// The check.
        run: fn(&mut Cx<'_>, &Pod<'_>, &Container<'_>),
    },
    /// Every pod that an object is or makes. One subject each.
    Pod(fn(&mut Cx<'_>, &Pod<'_>)),
    /// Objects of some kinds. One subject each.
    Object {
        /// The kinds. Data rather than a question, so that whoever walks the objects can tell before
        /// which checks each of them is for. What else decides, `run` asks: [`Cx::not_applicable`].
        of: Kinds,
        /// The check.
        run: fn(&mut Cx<'_>, &Object),
    },
    /// Every object whose kind has a schema, with what the API server would refuse it for: the walk
    /// over the object is done once for all checks. One subject each; where there are no violations the
    /// subject is good, and the check is not called.
    Schema(fn(&mut Cx<'_>, &Object, &[Violation])),
    /// Every time that an object starts or configures one of some components of the cluster: static
    /// pods, kubeadm's configuration, configuration files. One subject each.
    Component {
        /// The components.
        of: &'static [Component],
        /// The check.
        run: fn(&mut Cx<'_>, &Configured<'_>),
    },
    /// A whole world, once. The check names its subjects itself with [`Cx::subject`].
    World(fn(&mut Cx<'_>, &Snapshot)),
}

impl Run {
    /// The kinds of containers that the check does not look at, and why.
    pub fn exceptions(&self) -> &'static [(ContainerKind, &'static str)] {
        match self {
            Self::ContainerExcept { except, .. } => except,
            _ => &[],
        }
    }

    /// Whether the check looks at a kind of container.
    pub fn visits(&self, kind: ContainerKind) -> bool {
        self.exceptions().iter().all(|(except, _)| *except != kind)
    }
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Container(_) => "Container",
            Self::ContainerExcept { .. } => "ContainerExcept",
            Self::Pod(_) => "Pod",
            Self::Object { .. } => "Object",
            Self::Schema(_) => "Schema",
            Self::Component { .. } => "Component",
            Self::World(_) => "World",
        })
    }
}
