use sekisho_value::{Route, Step, Value};

/// A value within an object, and its place.
#[derive(Clone, Debug)]
pub(crate) struct Part<'a> {
    pub(crate) value: &'a Value,
    pub(crate) route: Route,
}

impl<'a> Part<'a> {
    pub(crate) fn new(value: &'a Value, route: Route) -> Self {
        Self { value, route }
    }

    /// The field `key`; null counts as absent.
    pub(crate) fn field(&self, key: &str) -> Option<Self> {
        let value = self.value.field(key)?;
        Some(Self::new(value, self.route.then(key)))
    }

    /// The field reached through several maps.
    pub(crate) fn at(&self, path: &[&str]) -> Option<Self> {
        let value = self.value.at(path)?;
        Some(Self::new(value, self.route.then_keys(path.iter().copied())))
    }

    /// The elements of the sequence under `key`; empty if there is none.
    pub(crate) fn items(&self, key: &str) -> impl Iterator<Item = Self> + use<'a> {
        let route = self.route.then(key);
        self.value
            .items_at(&[key])
            .iter()
            .enumerate()
            .map(move |(index, value)| Self::new(value, route.then(index)))
    }

    /// The elements, if this is a sequence itself.
    pub(crate) fn elements(&self) -> impl Iterator<Item = Self> + use<'a> {
        let route = self.route.clone();
        self.value
            .items()
            .iter()
            .enumerate()
            .map(move |(index, value)| Self::new(value, route.then(index)))
    }

    /// The entries, if this is a map.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (&'a str, Self)> + use<'a> {
        let route = self.route.clone();
        self.value.entries().map(move |(key, value)| (key, Self::new(value, route.then(key))))
    }

    /// The text of a field.
    pub(crate) fn text(&self, key: &str) -> Option<&'a str> {
        self.value.str_at(&[key]).filter(|text| !text.is_empty())
    }
}

/// Where the parts of a pod stand in the object.
#[derive(Clone, Debug, Default)]
pub(crate) struct Routes {
    /// Of the pod's metadata.
    pub(crate) metadata: Route,
    /// Of the pod's spec.
    pub(crate) spec: Route,
    /// Parts that stand elsewhere: the route in the pod, `/spec/…` or `/metadata/…`, and the route
    /// in the object. The longest that fits is taken.
    pub(crate) moved: Vec<(Route, Route)>,
}

impl Routes {
    /// The route in the object for a route in the pod.
    pub(crate) fn in_object(&self, in_pod: &Route) -> Route {
        let tail = |steps: usize| -> Route { in_pod.steps().iter().skip(steps).cloned().collect() };
        let moved = self
            .moved
            .iter()
            .filter(|(from, _)| in_pod.starts_with(from))
            .max_by_key(|(from, _)| from.steps().len());
        if let Some((from, to)) = moved {
            return to.join(&tail(from.steps().len()));
        }
        match in_pod.steps().first() {
            Some(Step::Key(part)) if part == "metadata" => self.metadata.join(&tail(1)),
            Some(Step::Key(part)) if part == "spec" => self.spec.join(&tail(1)),
            _ => in_pod.clone(),
        }
    }
}
