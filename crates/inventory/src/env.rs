//! The environment of a container.

use sekisho_value::{Route, Value};

use crate::Container;
use crate::volume::Referent;

/// A variable of a container's environment.
#[derive(Clone, Debug)]
pub struct EnvVar<'p> {
    /// Its name.
    pub name: &'p str,
    /// Its value where it stands in the text; it may hold `$(NAME)` of another variable.
    pub value: Option<&'p str>,
    /// Where its value comes from otherwise.
    pub source: Option<EnvSource<'p>>,
    /// Its place in the object.
    pub route: Route,
}

/// Where a variable's value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnvSource<'p> {
    /// One key of a secret or a configuration map.
    Key {
        /// Which object.
        of: Referent<'p>,
        /// The key; empty where none is named.
        key: &'p str,
    },
    /// A field of the pod, such as `status.podIP`.
    Field(&'p str),
    /// A resource of a container, such as `limits.cpu`.
    Resource(&'p str),
    /// A source that is not known here.
    Other(&'p str),
}

/// A secret or configuration map whose keys all become variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EnvFrom<'p> {
    /// What is put in front of each key.
    pub prefix: &'p str,
    /// Which object.
    pub of: Referent<'p>,
}

impl EnvVar<'_> {
    /// The place of its value: the text, or the source.
    pub fn value_route(&self) -> Route {
        let field = if self.source.is_some() { "valueFrom" } else { "value" };
        self.route.then(field)
    }
}

impl<'p> Container<'p> {
    /// The variables that are named one by one, in their order; a later one of the same name wins.
    pub fn env(&self) -> impl Iterator<Item = EnvVar<'p>> + '_ {
        let list = Route::keys(["env"]);
        self.value.items_at(&["env"]).iter().enumerate().map(move |(index, value)| EnvVar {
            name: value.str_at(&["name"]).unwrap_or_default(),
            value: value.str_at(&["value"]),
            source: value.field("valueFrom").and_then(source),
            route: self.place(&list.then(index)),
        })
    }

    /// The objects whose keys all become variables, each with its place.
    pub fn env_from(&self) -> impl Iterator<Item = (EnvFrom<'p>, Route)> + '_ {
        let list = Route::keys(["envFrom"]);
        let items = self.value.items_at(&["envFrom"]).iter().enumerate();
        items.filter_map(move |(index, value)| {
            let prefix = value.str_at(&["prefix"]).unwrap_or_default();
            let secret = value.field("secretRef").map(|of| Referent::secret(of, "name"));
            let map = || value.field("configMapRef").map(|of| Referent::config_map(of, "name"));
            let of = secret.or_else(map)?;
            Some((EnvFrom { prefix, of }, self.place(&list.then(index))))
        })
    }
}

fn source(from: &Value) -> Option<EnvSource<'_>> {
    let (kind, value) = from.entries().find(|(_, value)| !value.is_null())?;
    let key = || value.str_at(&["key"]).unwrap_or_default();
    Some(match kind {
        "secretKeyRef" => EnvSource::Key { of: Referent::secret(value, "name"), key: key() },
        "configMapKeyRef" => EnvSource::Key { of: Referent::config_map(value, "name"), key: key() },
        "fieldRef" => EnvSource::Field(value.str_at(&["fieldPath"]).unwrap_or_default()),
        "resourceFieldRef" => EnvSource::Resource(value.str_at(&["resource"]).unwrap_or_default()),
        other => EnvSource::Other(other),
    })
}
