use sekisho_value::{Route, Step, Str};

use crate::view::{Container, ContainerKind, Pod};

/// What is wrong with a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// What stands there must not.
    Forbidden,
    /// Something must stand there and does not, or not all of it.
    Required,
}

/// The container that a place belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ContainerRef {
    /// The list it stands in.
    pub kind: ContainerKind,
    /// Its index in that list, counted from 0.
    pub index: usize,
    /// Its name; empty if it has none.
    pub name: Str,
}

/// A field that a control objects to, or the place where a missing one would be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// None for what belongs to the pod.
    pub container: Option<ContainerRef>,
    /// What is wrong with it.
    pub fault: Fault,
    pub(crate) head: &'static [&'static str],
    pub(crate) item: Option<Step>,
    tail: &'static [&'static str],
}

impl Place {
    /// The route within the pod: `/spec/containers/0/securityContext/privileged`,
    /// `/metadata/annotations/…`.
    pub fn route(&self) -> Route {
        let mut route = Route::root();
        if let Some(container) = &self.container {
            route.push("spec");
            route.push(container.kind.field());
            route.push(container.index);
        }
        for key in self.head {
            route.push(*key);
        }
        match &self.item {
            Some(Step::Index(index)) => route.push(*index),
            Some(Step::Key(key)) => route.push(key.as_str()),
            None => {}
        }
        for key in self.tail {
            route.push(*key);
        }
        route
    }
}

/// One thing that a control objects to, borrowed from the pod.
///
/// Both the sentence and the places are made from it, so that they cannot disagree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Offence<'v> {
    /// Index into [`Pod::containers`]; none for what belongs to the pod.
    pub(crate) container: Option<usize>,
    pub(crate) fault: Fault,
    /// From the pod, or from the container where there is one.
    pub(crate) head: &'static [&'static str],
    pub(crate) item: Item<'v>,
    pub(crate) tail: &'static [&'static str],
    /// What the sentence quotes.
    pub(crate) value: Quote<'v>,
}

/// What tells the field of an offence from all others of its pod.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Spot<'v> {
    container: Option<usize>,
    head: &'static [&'static str],
    item: Item<'v>,
    tail: &'static [&'static str],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Item<'v> {
    None,
    Index(usize),
    Key(&'v str),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Quote<'v> {
    None,
    Text(&'v str),
    Number(i64),
}

impl<'v> Offence<'v> {
    /// A field of the pod that must not be so.
    pub(crate) fn pod(head: &'static [&'static str]) -> Self {
        Self {
            container: None,
            fault: Fault::Forbidden,
            head,
            item: Item::None,
            tail: &[],
            value: Quote::None,
        }
    }

    /// A field of a container that must not be so.
    pub(crate) fn container(container: usize, head: &'static [&'static str]) -> Self {
        Self { container: Some(container), ..Self::pod(head) }
    }

    /// The field must be set.
    pub(crate) fn required(self) -> Self {
        Self { fault: Fault::Required, ..self }
    }

    /// The element with this index.
    pub(crate) fn index(self, index: usize) -> Self {
        Self { item: Item::Index(index), ..self }
    }

    /// The entry with this key.
    pub(crate) fn key(self, key: &'v str) -> Self {
        Self { item: Item::Key(key), ..self }
    }

    /// A field within the element.
    pub(crate) fn within(self, tail: &'static [&'static str]) -> Self {
        Self { tail, ..self }
    }

    /// The text that the sentence quotes.
    pub(crate) fn quoting(self, text: &'v str) -> Self {
        Self { value: Quote::Text(text), ..self }
    }

    /// The number that the sentence quotes.
    pub(crate) fn counting(self, number: i64) -> Self {
        Self { value: Quote::Number(number), ..self }
    }

    /// The text quoted, if any.
    pub(crate) fn text(&self) -> Option<&'v str> {
        match self.value {
            Quote::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The field that it is about.
    pub(crate) fn spot(&self) -> Spot<'v> {
        Spot { container: self.container, head: self.head, item: self.item, tail: self.tail }
    }

    /// The place, owned.
    pub(crate) fn place(&self, pod: &Pod<'_>) -> Place {
        let container = self.container.and_then(|at| pod.containers.get(at));
        Place {
            container: container.map(|container| ContainerRef {
                kind: container.kind,
                index: container.index,
                name: container.name.into(),
            }),
            fault: self.fault,
            head: self.head,
            item: match self.item {
                Item::None => None,
                Item::Index(index) => Some(Step::Index(index)),
                Item::Key(key) => Some(Step::Key(key.into())),
            },
            tail: self.tail,
        }
    }
}

/// Where a control puts what it objects to.
pub(crate) type Offences<'v> = Vec<Offence<'v>>;

/// The names of the containers among `offences` that `count` is true for, once each, in their order.
pub(crate) fn container_names<'v>(
    pod: &Pod<'v>,
    offences: &[Offence<'v>],
    count: impl Fn(&Offence<'v>) -> bool,
) -> Vec<&'v str> {
    let mut names = Vec::with_capacity(offences.len());
    let mut last = None;
    for offence in offences.iter().filter(|offence| count(offence)) {
        if offence.container.is_some() && offence.container != last {
            let container = offence.container.and_then(|at| pod.containers.get(at));
            names.extend(container.map(|container| container.name));
            last = offence.container;
        }
    }
    names
}

impl<'v> Pod<'v> {
    /// The containers with their index, in the order in which upstream visits them.
    pub(crate) fn visit(&self) -> impl Iterator<Item = (usize, &Container<'v>)> {
        self.containers.iter().enumerate()
    }
}
