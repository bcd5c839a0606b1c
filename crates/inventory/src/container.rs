use sekisho_value::{Route, Value};

use crate::{ImageRef, Located, Pod};

/// What kind of container it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ContainerKind {
    /// Runs to its end before the others start.
    Init,
    /// An init container with `restartPolicy: Always`: runs beside the others.
    Sidecar,
    /// An ordinary container.
    Regular,
    /// Added to a running pod for debugging.
    Ephemeral,
}

/// A container of a pod.
#[derive(Clone, Debug)]
pub struct Container<'p> {
    /// What kind it is.
    pub kind: ContainerKind,
    /// Everything in it.
    pub value: &'p Value,
    /// Its place in the object.
    pub route: Route,
    /// The pod that it belongs to.
    pub pod: &'p Pod<'p>,
    in_pod: Route,
}

impl<'p> Container<'p> {
    pub(crate) fn new(
        pod: &'p Pod<'p>,
        list: &'static str,
        index: usize,
        value: &'p Value,
    ) -> Self {
        let kind = match list {
            "initContainers" if value.str_at(&["restartPolicy"]) == Some("Always") => {
                ContainerKind::Sidecar
            }
            "initContainers" => ContainerKind::Init,
            "ephemeralContainers" => ContainerKind::Ephemeral,
            _ => ContainerKind::Regular,
        };
        let in_pod = Route::keys(["spec", list]).then(index);
        Self { kind, value, route: pod.route(&in_pod), pod, in_pod }
    }

    /// Its name; empty where it has none.
    pub fn name(&self) -> &'p str {
        self.value.str_at(&["name"]).unwrap_or_default()
    }

    /// Its image, taken apart; none where it has none.
    pub fn image(&self) -> Option<ImageRef<'p>> {
        let image = self.value.str_at(&["image"])?;
        if image.is_empty() { None } else { Some(ImageRef::parse(image)) }
    }

    /// The place of one of its fields in the object, whether or not something is there.
    pub fn field<'k>(&self, keys: impl IntoIterator<Item = &'k str>) -> Route {
        self.pod.route(&self.in_pod.then_keys(keys))
    }

    /// The place in the object for a route within the container.
    pub fn place(&self, within: &Route) -> Route {
        self.pod.route(&self.in_pod.join(within))
    }

    /// A field of it with its place; null counts as absent.
    pub fn at(&self, path: &[&str]) -> Option<Located<&'p Value>> {
        let value = self.value.at(path)?;
        Some(Located { value, route: self.field(path.iter().copied()) })
    }

    /// Whether it runs as long as the pod does.
    pub fn is_long_running(&self) -> bool {
        matches!(self.kind, ContainerKind::Regular | ContainerKind::Sidecar)
    }

    /// The words of its command and arguments, each with its place; what is no text is left out.
    pub fn command_line(&self) -> impl Iterator<Item = Located<&'p str>> + '_ {
        ["command", "args"].into_iter().flat_map(move |field| {
            let route = Route::keys([field]);
            let words = self.value.items_at(&[field]).iter().enumerate();
            words.filter_map(move |(index, word)| {
                let value = word.as_str()?;
                Some(Located { value, route: self.place(&route.then(index)) })
            })
        })
    }
}
