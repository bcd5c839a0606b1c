//! The tables of one version, laid out for one quick walk.

use std::sync::OnceLock;

use super::rules::{self, Check};
use crate::KubeVersion;
use crate::schema::{Schema, SchemaKind};
use crate::tables::{Definition, PropertyRow, Tables, Text, Type, tables};

/// The number of recorded versions.
const VERSIONS: usize = 9;

/// All types of a version: those of fields first, then the definitions.
pub(super) struct Plan {
    nodes: Vec<Node>,
    /// The number of nodes that stand before the first definition.
    types: u32,
}

/// A type, ready to be compared with a value.
pub(super) enum Node {
    Any,
    /// A schema, or in its place something else.
    Schema(Alternative),
    Text {
        values: &'static [Text],
    },
    Integer {
        is_small: bool,
    },
    /// Whatever else a scalar can be.
    Scalar(SchemaKind),
    List(u32),
    Map(u32),
    Struct(Struct),
}

/// What may stand in place of a schema inside a definition of a kind.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Alternative {
    Boolean,
    Schemas,
    Texts,
}

pub(super) struct Struct {
    pub(super) name: Text,
    /// By length, then by name: comparing lengths settles most steps of a search.
    fields: Box<[Field]>,
    /// Texts that must be there and not be empty.
    pub(super) required: Box<[Text]>,
    /// Structs that are there, empty, where they are not written.
    pub(super) by_value: Box<[Field]>,
    pub(super) check: Option<Check>,
}

pub(super) struct Field {
    pub(super) name: Text,
    pub(super) node: u32,
}

impl Struct {
    pub(super) fn field(&self, name: &str) -> Option<&Field> {
        let key = (name.len(), name);
        let found = self.fields.binary_search_by(|field| (field.name.len(), field.name).cmp(&key));
        self.fields.get(found.ok()?)
    }

    pub(super) fn fields(&self) -> &[Field] {
        &self.fields
    }
}

impl Plan {
    /// The plan of a recorded version.
    pub(super) fn of(version: KubeVersion) -> &'static Self {
        static PLANS: [OnceLock<Plan>; VERSIONS] = [const { OnceLock::new() }; VERSIONS];
        let place = PLANS.get(usize::from(version.index())).unwrap_or(&PLANS[0]);
        place.get_or_init(|| Self::read(tables(), version))
    }

    pub(super) fn node(&self, number: u32) -> &Node {
        self.nodes.get(number as usize).unwrap_or(&Node::Any)
    }

    pub(super) fn definition(&self, number: u32) -> u32 {
        self.types + number
    }

    fn read(tables: &'static Tables, version: KubeVersion) -> Self {
        let types = tables.types.len() as u32;
        let mut nodes = Vec::with_capacity(tables.types.len() + tables.definitions.len());
        nodes.extend(tables.types.iter().map(|r#type| of_type(tables, r#type)));
        for definition in &tables.definitions {
            nodes.push(of_definition(tables, definition, version));
        }
        Self { nodes, types }
    }
}

fn resolve(tables: &Tables, number: u32) -> u32 {
    match tables.r#type(number) {
        Some(Type::Reference(definition)) => tables.types.len() as u32 + definition,
        _ => number,
    }
}

fn of_type(tables: &Tables, r#type: &'static Type) -> Node {
    match r#type {
        Type::Any | Type::Reference(_) => Node::Any,
        Type::String { format: "byte", .. } => Node::Scalar(SchemaKind::Bytes),
        Type::String { values, .. } => Node::Text { values },
        Type::Integer { format } => Node::Integer { is_small: *format == "int32" },
        Type::Number { .. } => Node::Scalar(SchemaKind::Number),
        Type::Boolean => Node::Scalar(SchemaKind::Boolean),
        Type::Array(items) => Node::List(resolve(tables, *items)),
        Type::Map(values) => Node::Map(resolve(tables, *values)),
    }
}

fn of_definition(
    tables: &'static Tables,
    definition: &'static Definition,
    version: KubeVersion,
) -> Node {
    let Some(schema) = Schema::of_definition(tables, definition.number, version) else {
        return Node::Any;
    };
    match schema.kind() {
        SchemaKind::Object => Node::Struct(of_struct(tables, definition, version)),
        SchemaKind::Any if schema.alternative().is_some() => {
            let ends = |ending| definition.name.ends_with(ending);
            Node::Schema(match () {
                () if ends("OrBool") => Alternative::Boolean,
                () if ends("OrStringArray") => Alternative::Texts,
                () => Alternative::Schemas,
            })
        }
        SchemaKind::Any => Node::Any,
        SchemaKind::List | SchemaKind::Map | SchemaKind::String | SchemaKind::Integer => {
            let bit = 1 << version.index();
            let shape = definition.shapes.iter().find(|shape| shape.versions & bit != 0);
            let r#type = shape.and_then(|shape| tables.r#type(shape.r#type));
            r#type.map_or(Node::Any, |r#type| of_type(tables, r#type))
        }
        scalar => Node::Scalar(scalar),
    }
}

fn of_struct(
    tables: &'static Tables,
    definition: &'static Definition,
    version: KubeVersion,
) -> Struct {
    let bit = 1 << version.index();
    let newest = 1 << KubeVersion::NEWEST.index();
    let rows = tables.rows(definition);
    let mut fields = Vec::with_capacity(rows.len());
    let mut required = Vec::new();
    let mut by_value = Vec::new();
    for row in rows.iter().filter(|row| row.versions & bit != 0) {
        // What texts may be is recorded for the newest version only, and older ones know no more.
        let same = |other: &&PropertyRow| {
            other.name == row.name
                && other.versions & newest != 0
                && is_like(tables, row.r#type, other.r#type)
        };
        let told = rows.iter().find(same).unwrap_or(row);
        fields.push(Field { name: row.name, node: resolve(tables, told.r#type) });
        if row.flags & 3 == 2
            && is_struct(tables, row.r#type)
            && !matches!(row.name, "metadata" | "status")
        {
            by_value.push(Field { name: row.name, node: resolve(tables, told.r#type) });
        }
        let is_text = matches!(tables.r#type(row.r#type), Some(Type::String { format, .. }) if *format != "byte");
        let is_required = row.flags & 1 << 2 != 0;
        if is_required && is_text && !rules::may_be_empty(definition.name, row.name) {
            required.push(row.name);
        }
    }
    fields.sort_by_key(|field| (field.name.len(), field.name));
    Struct {
        name: definition.name,
        fields: fields.into(),
        required: required.into(),
        by_value: by_value.into(),
        check: rules::check_of(definition.name),
    }
}

fn is_struct(tables: &Tables, number: u32) -> bool {
    let Some(Type::Reference(definition)) = tables.r#type(number) else { return false };
    let definition = tables.definition(*definition);
    definition.is_some_and(|definition| definition.shapes.iter().any(|shape| shape.is_object))
}

/// Whether two types are texts, or lists of texts.
fn is_like(tables: &Tables, a: u32, b: u32) -> bool {
    match (tables.r#type(a), tables.r#type(b)) {
        (Some(Type::String { format, .. }), Some(Type::String { format: other, .. })) => {
            format == other
        }
        (Some(Type::Array(a)), Some(Type::Array(b))) => {
            let text = |number| matches!(tables.r#type(number), Some(Type::String { .. }));
            text(*a) && text(*b)
        }
        _ => false,
    }
}
