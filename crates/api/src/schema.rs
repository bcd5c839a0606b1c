//! The types of fields.

use sekisho_value::Value;

use crate::KubeVersion;
use crate::tables::{Definition, PropertyRow, Shape, Tables, Type, tables};

/// The type of a field or of a whole object in one version of Kubernetes.
///
/// A handle: cheap to copy, and references to definitions are followed as it is asked.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    version: KubeVersion,
    place: Place,
}

#[derive(Clone, Copy, Debug)]
enum Place {
    Type(&'static Type),
    Definition(&'static Definition, &'static Shape),
}

/// What kind of value a [`Schema`] describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SchemaKind {
    /// Anything; nothing inside is known, nothing is pruned.
    Any,
    /// Text.
    String,
    /// Text that holds bytes as base64.
    Bytes,
    /// A whole number, of 32 bits if [`Schema::format`] is `int32`.
    Integer,
    /// A number.
    Number,
    /// A boolean.
    Boolean,
    /// A whole number or text, such as a port or a percentage.
    IntOrString,
    /// An amount of a resource, as text or number.
    Quantity,
    /// A point in time in RFC 3339, to the second.
    Time,
    /// A point in time in RFC 3339, to the microsecond.
    MicroTime,
    /// A span of time as Go writes it, such as `1m30s`.
    Duration,
    /// A list; see [`Schema::items`].
    List,
    /// A map from any text; see [`Schema::values`].
    Map,
    /// A struct; see [`Schema::property`].
    Object,
}

/// How a list is merged, from `x-kubernetes-list-type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListType {
    /// Not said.
    Unset,
    /// Replaced as a whole.
    Atomic,
    /// Elements are unique.
    Set,
    /// Elements are told apart by [`Property::list_map_keys`].
    Map,
}

/// When the API server writes a field, which follows from its type in Go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Presence {
    /// Written if set, also to zero: a pointer.
    IfSet,
    /// Written if not zero and not empty.
    IfNotZero,
    /// Always written, as its zero value if unset; a list or map as null.
    Always,
    /// Always written, as null if unset: a pointer without `omitempty`.
    AlwaysOrNull,
}

/// A field of a struct.
#[derive(Clone, Copy, Debug)]
pub struct Property {
    version: KubeVersion,
    row: &'static PropertyRow,
}

const META: &str = "io.k8s.apimachinery.pkg.apis.meta.v1.";

impl Schema {
    /// The definition called `name`, such as `io.k8s.api.core.v1.PodSpec`, if `version` has it.
    pub fn definition_named(name: &str, version: KubeVersion) -> Option<Self> {
        let tables = tables();
        Self::of_definition(tables, tables.find(name)?, version)
    }

    pub(crate) fn of_definition(
        tables: &'static Tables,
        number: u32,
        version: KubeVersion,
    ) -> Option<Self> {
        let definition = tables.definition(number)?;
        let bit = 1 << version.index();
        let shape = definition.shapes.iter().find(|shape| shape.versions & bit != 0)?;
        Some(Self { version, place: Place::Definition(definition, shape) })
    }

    fn of_type(number: u32, version: KubeVersion) -> Self {
        let tables = tables();
        let r#type = tables.r#type(number).unwrap_or(&Type::Any);
        if let Type::Reference(definition) = r#type
            && let Some(schema) = Self::of_definition(tables, *definition, version)
        {
            return schema;
        }
        Self { version, place: Place::Type(r#type) }
    }

    /// The version of Kubernetes that is asked.
    pub fn version(self) -> KubeVersion {
        self.version
    }

    /// The name of the definition, such as `io.k8s.api.core.v1.PodSpec`; none for types in place.
    pub fn definition(self) -> Option<&'static str> {
        match self.place {
            Place::Definition(definition, _) => Some(definition.name),
            Place::Type(_) => None,
        }
    }

    /// The number of the definition in the tables.
    pub(crate) fn definition_number(self) -> Option<u32> {
        match self.place {
            Place::Definition(definition, _) => Some(definition.number),
            Place::Type(_) => None,
        }
    }

    fn r#type(self) -> &'static Type {
        match self.place {
            Place::Type(r#type) => r#type,
            Place::Definition(_, shape) => tables().r#type(shape.r#type).unwrap_or(&Type::Any),
        }
    }

    /// What kind of value this is.
    pub fn kind(self) -> SchemaKind {
        if let Place::Definition(definition, shape) = self.place {
            if shape.is_object {
                return SchemaKind::Object;
            }
            match definition.name {
                "io.k8s.apimachinery.pkg.api.resource.Quantity" => return SchemaKind::Quantity,
                "io.k8s.apimachinery.pkg.util.intstr.IntOrString" => {
                    return SchemaKind::IntOrString;
                }
                name => match name.strip_prefix(META) {
                    Some("Time") => return SchemaKind::Time,
                    Some("MicroTime") => return SchemaKind::MicroTime,
                    Some("Duration") => return SchemaKind::Duration,
                    _ => {}
                },
            }
        }
        match self.r#type() {
            Type::String { format: "byte", .. } => SchemaKind::Bytes,
            Type::String { .. } => SchemaKind::String,
            Type::Integer { .. } => SchemaKind::Integer,
            Type::Number { .. } => SchemaKind::Number,
            Type::Boolean => SchemaKind::Boolean,
            Type::Array(_) => SchemaKind::List,
            Type::Map(_) => SchemaKind::Map,
            Type::Any | Type::Reference(_) => SchemaKind::Any,
        }
    }

    /// The format of text or a number, such as `int32`; empty if there is none.
    pub fn format(self) -> &'static str {
        match self.r#type() {
            Type::String { format, .. } | Type::Integer { format } | Type::Number { format } => {
                format
            }
            _ => "",
        }
    }

    /// The values that text may have; empty where any is allowed or, before v1.36, not recorded.
    pub fn enum_values(self) -> &'static [&'static str] {
        match self.r#type() {
            Type::String { values, .. } => values,
            _ => &[],
        }
    }

    /// The struct that stands for this type where a value is a map, or a list of it where it is a
    /// list: schemas inside custom resource definitions may be a boolean or a list as well.
    pub fn alternative(self) -> Option<Self> {
        let Place::Definition(definition, _) = self.place else { return None };
        let base = definition
            .name
            .strip_suffix("OrArray")
            .or_else(|| definition.name.strip_suffix("OrBool"))
            .or_else(|| definition.name.strip_suffix("OrStringArray"))?;
        Self::definition_named(base, self.version)
    }

    /// The type of a list's elements.
    pub fn items(self) -> Option<Self> {
        match self.r#type() {
            Type::Array(items) => Some(Self::of_type(*items, self.version)),
            _ => None,
        }
    }

    /// The type of a map's values.
    pub fn values(self) -> Option<Self> {
        match self.r#type() {
            Type::Map(values) => Some(Self::of_type(*values, self.version)),
            _ => None,
        }
    }

    /// Whether a struct is replaced as a whole, from `x-kubernetes-map-type`.
    pub fn is_atomic(self) -> bool {
        matches!(self.place, Place::Definition(_, shape) if shape.is_atomic)
    }

    /// The field `name` of a struct.
    pub fn property(self, name: &str) -> Option<Property> {
        let Place::Definition(definition, _) = self.place else { return None };
        let first = definition.names.iter().position(|known| *known == name)?;
        let bit = 1 << self.version.index();
        let rows = tables().rows(definition).iter().skip(first);
        let row = rows.take_while(|row| row.name == name).find(|row| row.versions & bit != 0)?;
        Some(Property { version: self.version, row })
    }

    /// The fields of a struct, by name.
    pub fn properties(self) -> impl Iterator<Item = Property> {
        let rows = match self.place {
            Place::Definition(definition, _) => tables().rows(definition),
            Place::Type(_) => &[],
        };
        let bit = 1 << self.version.index();
        let rows = rows.iter().filter(move |row| row.versions & bit != 0);
        rows.map(move |row| Property { version: self.version, row })
    }

    /// The group, version and kind of objects that have this type.
    pub(crate) fn kinds(self) -> &'static [[&'static str; 3]] {
        match self.place {
            Place::Definition(_, shape) => &shape.kinds,
            Place::Type(_) => &[],
        }
    }
}

impl Property {
    /// The field's name.
    pub fn name(self) -> &'static str {
        self.row.name
    }

    /// The field's type.
    pub fn schema(self) -> Schema {
        Schema::of_type(self.row.r#type, self.version)
    }

    /// When the API server writes the field.
    pub fn presence(self) -> Presence {
        match self.row.flags & 3 {
            0 => Presence::IfSet,
            1 => Presence::IfNotZero,
            2 => Presence::Always,
            _ => Presence::AlwaysOrNull,
        }
    }

    /// Whether the schema calls the field required.
    pub fn is_required(self) -> bool {
        self.row.flags & 1 << 2 != 0
    }

    /// How a list is merged.
    pub fn list_type(self) -> ListType {
        match self.row.flags >> 3 & 3 {
            0 => ListType::Unset,
            1 => ListType::Atomic,
            2 => ListType::Set,
            _ => ListType::Map,
        }
    }

    /// The fields that tell the elements of a list apart, from `x-kubernetes-list-map-keys`.
    pub fn list_map_keys(self) -> &'static [&'static str] {
        &self.row.map_keys
    }

    /// The field by which a strategic merge patch finds elements; empty if there is none.
    pub fn patch_merge_key(self) -> &'static str {
        self.row.merge_key
    }

    /// Whether a strategic merge patch merges rather than replaces.
    pub fn patch_merges(self) -> bool {
        self.row.flags & 1 << 5 != 0
    }

    /// Whether a strategic merge patch keeps only the keys that it names.
    pub fn patch_retains_keys(self) -> bool {
        self.row.flags & 1 << 6 != 0
    }

    /// The default that the schema declares, if it is another than zero.
    pub fn declared_default(self) -> Option<&'static Value> {
        self.row.default.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(name: &str) -> Schema {
        Schema::definition_named(name, KubeVersion::NEWEST).unwrap()
    }

    #[test]
    fn fields_have_types() {
        let spec = schema("io.k8s.api.core.v1.PodSpec");
        assert_eq!(spec.kind(), SchemaKind::Object);
        let containers = spec.property("containers").unwrap();
        assert!(containers.is_required());
        assert_eq!(containers.list_type(), ListType::Map);
        assert_eq!(containers.list_map_keys(), ["name"]);
        assert_eq!(containers.patch_merge_key(), "name");
        let container = containers.schema().items().unwrap();
        assert_eq!(container.definition(), Some("io.k8s.api.core.v1.Container"));
        let limits =
            container.property("resources").unwrap().schema().property("limits").unwrap().schema();
        assert_eq!(limits.values().map(Schema::kind), Some(SchemaKind::Quantity));
        assert!(spec.property("hostPid").is_none());
        assert_eq!(spec.property("hostPID").unwrap().presence(), Presence::IfNotZero);
        assert_eq!(spec.property("hostUsers").unwrap().presence(), Presence::IfSet);
        let policy = container.property("imagePullPolicy").unwrap().schema();
        assert_eq!(policy.enum_values(), ["Always", "IfNotPresent", "Never"]);
        let port = schema("io.k8s.api.core.v1.ServicePort");
        let target = port.property("targetPort").unwrap().schema();
        assert_eq!(target.kind(), SchemaKind::IntOrString);
        assert_eq!(port.property("port").unwrap().schema().format(), "int32");
        assert_eq!(
            port.property("protocol").unwrap().declared_default(),
            Some(&Value::from("TCP"))
        );
    }

    #[test]
    fn versions_know_different_fields() {
        let has = |minor, definition: &str, field: &str| {
            Schema::definition_named(definition, KubeVersion::minor_of_1(minor))
                .is_some_and(|schema| schema.property(field).is_some())
        };
        assert!(!has(28, "io.k8s.api.core.v1.Volume", "image"));
        assert!(has(31, "io.k8s.api.core.v1.Volume", "image"));
        assert!(!has(29, "io.k8s.api.core.v1.SecurityContext", "appArmorProfile"));
        assert!(has(30, "io.k8s.api.core.v1.SecurityContext", "appArmorProfile"));
        assert!(has(28, "io.k8s.api.flowcontrol.v1beta2.FlowSchema", "spec"));
        assert!(!has(36, "io.k8s.api.flowcontrol.v1beta2.FlowSchema", "spec"));
    }
}
