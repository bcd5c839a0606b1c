//! `xtask api`: the tables of crate `api`, made from recorded OpenAPI documents.
//!
//! What changes from version to version is little, so one table holds all of them: every row says in
//! which versions it is true, one bit each, the lowest for the oldest. The format is read by
//! `crates/api/src/tables.rs`: unsigned LEB128 numbers throughout, texts by their number in one list.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

/// The minor versions recorded, oldest first.
const MINORS: std::ops::RangeInclusive<u16> = 28..=36;
/// The version whose OpenAPI v3 schemas and discovery are recorded as well.
const NEWEST: &str = "v1.36.3";
/// The verbs of requests, in the order of their bits.
const VERBS: [&str; 8] =
    ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];
const COMPRESSION: i32 = 19;

/// Writes `crates/api/data/api.bin.zst`, or with `check` compares it.
pub(crate) fn generate(check: bool) -> Result<()> {
    let corpora = env::var_os("SEKISHO_CORPORA").map(PathBuf::from);
    let Some(corpora) = corpora.map(|path| path.join("openapi")).filter(|path| path.is_dir())
    else {
        println!("api: skipped, SEKISHO_CORPORA names no folder with openapi/ in it");
        return Ok(());
    };
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/api/data");
    let made = tables(&corpora, &data.join("go-types.tsv"))?;
    let file = data.join("api.bin.zst");
    if check {
        let kept = fs::read(&file).with_context(|| format!("cannot read `{}`", file.display()))?;
        // Compressors of different versions differ; what they hold must not.
        let kept = zstd::decode_all(kept.as_slice())?;
        ensure!(
            kept == made,
            "`{}` is out of date: write it with `cargo xtask generate`",
            file.display()
        );
        return Ok(());
    }
    let packed = zstd::bulk::compress(&made, COMPRESSION)?;
    fs::write(&file, &packed)?;
    println!("api: {} bytes, {} compressed", made.len(), packed.len());
    Ok(())
}

fn tables(corpora: &Path, go_types: &Path) -> Result<Vec<u8>> {
    let mut book = Book::default();
    let presence = read_presence(go_types)?;
    let newest = read_json(&corpora.join(format!("openapi-v3-schemas-{NEWEST}.json.zst")))?;
    for (index, minor) in MINORS.enumerate() {
        let swagger = read_json(&corpora.join(format!("swagger-v1.{minor}.json.zst")))?;
        let mask = 1 << index;
        let is_newest = minor == *MINORS.end();
        for (name, schema) in entries(&swagger["definitions"]) {
            book.definition(name, schema, &newest[name], is_newest, &presence, mask)?;
        }
        book.resources(&swagger["paths"], mask)?;
    }
    let discovery = fs::read(corpora.join(format!("discovery-{NEWEST}.json")))?;
    book.names(&serde_json::from_slice(&discovery)?);
    book.written()
}

fn read_json(file: &Path) -> Result<Value> {
    let packed = fs::read(file).with_context(|| format!("cannot read `{}`", file.display()))?;
    Ok(serde_json::from_slice(&zstd::decode_all(packed.as_slice())?)?)
}

/// Entries in the order of their keys, whatever order the map type keeps.
fn entries(object: &Value) -> Vec<(&String, &Value)> {
    let mut entries: Vec<_> = object.as_object().into_iter().flatten().collect();
    entries.sort_by_key(|(key, _)| *key);
    entries
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().map(text).collect()
}

/// Exceptions from the usual pattern: definition and field to `A`, `N`, `P` or `Z`.
type Presence = BTreeMap<(String, String), char>;

fn read_presence(file: &Path) -> Result<Presence> {
    let content = fs::read_to_string(file)?;
    let mut presence = Presence::new();
    for line in content.lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let (Some(class), Some(definition), Some(fields)) =
            (columns.next(), columns.next(), columns.next())
        else {
            bail!("`{}`: a line needs three columns: `{line}`", file.display());
        };
        let class = class.chars().next().unwrap_or_default();
        for field in fields.split(' ') {
            presence.insert((definition.to_owned(), field.to_owned()), class);
        }
    }
    Ok(presence)
}

fn presence_code(
    presence: &Presence,
    definition: &str,
    field: &str,
    schema: &Value,
    required: bool,
) -> Result<u64> {
    let usual = match schema["type"].as_str() {
        _ if required => 'A',
        None if matches!(field, "metadata" | "spec" | "status") => 'A',
        Some("array" | "object" | "string") => 'Z',
        _ => 'P',
    };
    let key = (definition.to_owned(), field.to_owned());
    Ok(match presence.get(&key).copied().unwrap_or(usual) {
        'P' => 0,
        'Z' => 1,
        'A' => 2,
        'N' => 3,
        other => bail!("`{other}` is no class of presence"),
    })
}

/// A type as it is written: children come first, so that they are known by number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Type {
    Any,
    String { format: String, values: Vec<String> },
    Integer { format: String },
    Number { format: String },
    Boolean,
    Array(usize),
    Map(usize),
    Reference(String),
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Property {
    name: String,
    r#type: usize,
    presence: u64,
    required: bool,
    list: u64,
    map_keys: Vec<String>,
    merge_key: String,
    strategies: u64,
    default: String,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Shape {
    /// The type that is not an object's, or `Any` with properties.
    r#type: usize,
    is_object: bool,
    atomic: bool,
    kinds: Vec<[String; 3]>,
}

#[derive(Default)]
struct Definition {
    shapes: BTreeMap<Shape, u16>,
    properties: BTreeMap<Property, u16>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Subresource {
    name: String,
    verbs: u64,
    kind: [String; 3],
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Resource {
    group: String,
    version: String,
    plural: String,
    kind: String,
    namespaced: bool,
    verbs: u64,
    subresources: Vec<Subresource>,
}

#[derive(Default)]
struct Names {
    singular: String,
    short: Vec<String>,
    categories: Vec<String>,
}

#[derive(Default)]
struct Book {
    types: Vec<Type>,
    type_numbers: BTreeMap<Type, usize>,
    definitions: BTreeMap<String, Definition>,
    resources: BTreeMap<Resource, u16>,
    names: BTreeMap<(String, String), Names>,
}

impl Book {
    fn type_number(&mut self, new: Type) -> usize {
        if let Some(number) = self.type_numbers.get(&new) {
            return *number;
        }
        self.types.push(new.clone());
        self.type_numbers.insert(new, self.types.len() - 1);
        self.types.len() - 1
    }

    /// The type of `schema`; `newest` is the same place in the OpenAPI v3 document, which knows the
    /// values of enumerations.
    fn type_of(&mut self, schema: &Value, newest: &Value) -> usize {
        let format = text(&schema["format"]);
        let new = if let Some(reference) = schema["$ref"].as_str() {
            Type::Reference(reference.rsplit('/').next().unwrap_or_default().to_owned())
        } else {
            match schema["type"].as_str() {
                Some("string") => Type::String { format, values: texts(&newest["enum"]) },
                Some("integer") => Type::Integer { format },
                Some("number") => Type::Number { format },
                Some("boolean") => Type::Boolean,
                Some("array") => Type::Array(self.type_of(&schema["items"], &newest["items"])),
                Some("object") if schema["additionalProperties"].is_object() => {
                    let key = "additionalProperties";
                    Type::Map(self.type_of(&schema[key], &newest[key]))
                }
                _ => Type::Any,
            }
        };
        self.type_number(new)
    }

    fn definition(
        &mut self,
        name: &str,
        schema: &Value,
        newest: &Value,
        is_newest: bool,
        presence: &Presence,
        mask: u16,
    ) -> Result<()> {
        let is_object = schema["properties"].is_object();
        let mut kinds: Vec<[String; 3]> = schema["x-kubernetes-group-version-kind"]
            .as_array()
            .into_iter()
            .flatten()
            .map(group_version_kind)
            .collect();
        if kinds.len() > 1 {
            // Options and watch events belong to every group and are no kind that one writes.
            kinds.clear();
        }
        let shape = Shape {
            r#type: self.type_of(schema, &Value::Null),
            is_object,
            atomic: schema["x-kubernetes-map-type"] == "atomic",
            kinds,
        };
        let required: BTreeSet<String> = texts(&schema["required"]).into_iter().collect();
        let mut properties = Vec::new();
        for (field, property) in entries(&schema["properties"]) {
            let newest = &newest["properties"][field];
            let required = required.contains(field);
            let strategies = text(&property["x-kubernetes-patch-strategy"]);
            properties.push(Property {
                name: field.clone(),
                r#type: self.type_of(property, if is_newest { newest } else { &Value::Null }),
                presence: presence_code(presence, name, field, property, required)?,
                required,
                list: match property["x-kubernetes-list-type"].as_str() {
                    None => 0,
                    Some("atomic") => 1,
                    Some("set") => 2,
                    Some("map") => 3,
                    Some(other) => bail!("unknown list type `{other}`"),
                },
                map_keys: texts(&property["x-kubernetes-list-map-keys"]),
                merge_key: text(&property["x-kubernetes-patch-merge-key"]),
                strategies: u64::from(strategies.contains("merge"))
                    | u64::from(strategies.contains("retainKeys")) << 1,
                default: declared_default(&newest["default"]),
            });
        }
        let definition = self.definitions.entry(name.to_owned()).or_default();
        *definition.shapes.entry(shape).or_default() |= mask;
        for property in properties {
            *definition.properties.entry(property).or_default() |= mask;
        }
        Ok(())
    }

    fn resources(&mut self, paths: &Value, mask: u16) -> Result<()> {
        let mut found: BTreeMap<[String; 3], Found> = BTreeMap::new();
        for (path, operations) in entries(paths) {
            let Some(place) = Place::of(path) else { continue };
            let entry = found.entry([place.group, place.version, place.plural]).or_default();
            entry.namespaced |= place.namespaced;
            for (method, operation) in entries(operations) {
                let Some(action) = operation["x-kubernetes-action"].as_str() else { continue };
                let kind = group_version_kind(&operation["x-kubernetes-group-version-kind"]);
                let verb = verb_bit(action, method)?;
                match &place.subresource {
                    Some(name) => {
                        let subresource = entry.subresources.entry(name.clone()).or_default();
                        subresource.0 |= verb;
                        subresource.1 = kind;
                    }
                    None => {
                        entry.verbs |= verb;
                        entry.kind = kind;
                    }
                }
            }
        }
        for ([group, version, plural], found) in found {
            let subresources = found.subresources.into_iter();
            let resource = Resource {
                group,
                version,
                plural,
                kind: found.kind[2].clone(),
                namespaced: found.namespaced,
                verbs: found.verbs,
                subresources: subresources
                    .map(|(name, (verbs, kind))| Subresource { name, verbs, kind })
                    .collect(),
            };
            *self.resources.entry(resource).or_default() |= mask;
        }
        Ok(())
    }

    fn names(&mut self, discovery: &Value) {
        for part in ["core", "groups"] {
            for group in discovery[part]["items"].as_array().into_iter().flatten() {
                let name = text(&group["metadata"]["name"]);
                for version in group["versions"].as_array().into_iter().flatten() {
                    for resource in version["resources"].as_array().into_iter().flatten() {
                        let names = Names {
                            singular: text(&resource["singularResource"]),
                            short: texts(&resource["shortNames"]),
                            categories: texts(&resource["categories"]),
                        };
                        self.names.insert((name.clone(), text(&resource["resource"])), names);
                    }
                }
            }
        }
    }

    fn written(&self) -> Result<Vec<u8>> {
        let mut out = Writer::default();
        let numbers: BTreeMap<&str, usize> = self
            .definitions
            .keys()
            .enumerate()
            .map(|(number, name)| (name.as_str(), number))
            .collect();
        out.number(self.types.len());
        for r#type in &self.types {
            match r#type {
                Type::Any => out.number(0),
                Type::String { format, values } => {
                    out.number(1);
                    out.text(format);
                    out.texts(values);
                }
                Type::Integer { format } => {
                    out.number(2);
                    out.text(format);
                }
                Type::Number { format } => {
                    out.number(3);
                    out.text(format);
                }
                Type::Boolean => out.number(4),
                Type::Array(items) => {
                    out.number(5);
                    out.number(*items);
                }
                Type::Map(values) => {
                    out.number(6);
                    out.number(*values);
                }
                Type::Reference(name) => {
                    out.number(7);
                    out.number(*numbers.get(name.as_str()).context("a reference leads nowhere")?);
                }
            }
        }
        out.number(self.definitions.len());
        for (name, definition) in &self.definitions {
            out.text(name);
            out.number(definition.shapes.len());
            for (shape, mask) in &definition.shapes {
                out.number(usize::from(*mask));
                out.number(shape.r#type);
                out.number(usize::from(shape.is_object) | usize::from(shape.atomic) << 1);
                out.number(shape.kinds.len());
                shape.kinds.iter().flatten().for_each(|text| out.text(text));
            }
            out.number(definition.properties.len());
            for (property, mask) in &definition.properties {
                out.text(&property.name);
                out.number(usize::from(*mask));
                out.number(property.r#type);
                let flags = property.presence
                    | u64::from(property.required) << 2
                    | property.list << 3
                    | property.strategies << 5;
                out.number(usize::try_from(flags)?);
                out.texts(&property.map_keys);
                out.text(&property.merge_key);
                out.text(&property.default);
            }
        }
        out.number(self.resources.len());
        let nameless = Names::default();
        for (resource, mask) in &self.resources {
            let key = (resource.group.clone(), resource.plural.clone());
            let names = self.names.get(&key).unwrap_or(&nameless);
            out.number(usize::from(*mask));
            for text in [&resource.group, &resource.version, &resource.plural, &resource.kind] {
                out.text(text);
            }
            let singular = resource.kind.to_lowercase();
            out.text(if names.singular.is_empty() { &singular } else { &names.singular });
            out.text(&match resource.group.as_str() {
                "" => resource.version.clone(),
                group => format!("{group}/{}", resource.version),
            });
            out.number(usize::from(resource.namespaced));
            out.number(usize::try_from(resource.verbs)?);
            out.texts(&names.short);
            out.texts(&names.categories);
            out.number(resource.subresources.len());
            for subresource in &resource.subresources {
                out.text(&subresource.name);
                out.number(usize::try_from(subresource.verbs)?);
                subresource.kind.iter().for_each(|text| out.text(text));
            }
        }
        Ok(out.finish())
    }
}

#[derive(Default)]
struct Found {
    namespaced: bool,
    verbs: u64,
    kind: [String; 3],
    subresources: BTreeMap<String, (u64, [String; 3])>,
}

fn group_version_kind(kind: &Value) -> [String; 3] {
    [text(&kind["group"]), text(&kind["version"]), text(&kind["kind"])]
}

/// A default other than the zero value, as JSON: zero values follow from the field's presence.
fn declared_default(default: &Value) -> String {
    let is_zero = match default {
        Value::Null | Value::Object(_) => true,
        Value::String(text) => text.is_empty(),
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::Bool(b) => !b,
        Value::Array(items) => items.is_empty(),
    };
    if is_zero { String::new() } else { default.to_string() }
}

fn verb_bit(action: &str, method: &str) -> Result<u64> {
    let verb = match (action, method) {
        ("post", _) | ("connect", "post") => "create",
        ("put", _) | ("connect", "put") => "update",
        ("watch" | "watchlist", _) => "watch",
        // Proxies take requests that ask for the allowed methods; no verb stands for those.
        ("connect", "head" | "options") => "get",
        ("connect", method) => method,
        (action, _) => action,
    };
    let bit = VERBS.iter().position(|known| *known == verb);
    Ok(1 << bit.with_context(|| format!("unknown action `{action}` of method `{method}`"))?)
}

/// What a path of the API stands for.
struct Place {
    group: String,
    version: String,
    plural: String,
    namespaced: bool,
    subresource: Option<String>,
}

impl Place {
    fn of(path: &str) -> Option<Self> {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let (group, version, rest) = match parts.as_slice() {
            ["api", version, rest @ ..] => ("", *version, rest),
            ["apis", group, version, rest @ ..] => (*group, *version, rest),
            _ => return None,
        };
        let rest = rest.strip_prefix(&["watch"]).unwrap_or(rest);
        let (namespaced, rest) = match rest {
            ["namespaces", "{namespace}", rest @ ..] => (true, rest),
            rest => (false, rest),
        };
        let (plural, subresource) = match rest {
            [plural] | [plural, "{name}"] => (*plural, None),
            [plural, "{name}", subresource, ..] => (*plural, Some((*subresource).to_owned())),
            _ => return None,
        };
        Some(Self {
            group: group.to_owned(),
            version: version.to_owned(),
            plural: plural.to_owned(),
            namespaced,
            subresource,
        })
    }
}

/// Collects texts while the body is written and puts their list before it.
#[derive(Default)]
struct Writer {
    body: Vec<Result<usize, String>>,
}

impl Writer {
    fn number(&mut self, number: usize) {
        self.body.push(Ok(number));
    }

    fn text(&mut self, text: &str) {
        self.body.push(Err(text.to_owned()));
    }

    fn texts(&mut self, texts: &[String]) {
        self.number(texts.len());
        for text in texts {
            self.text(text);
        }
    }

    fn finish(self) -> Vec<u8> {
        let texts: BTreeSet<&String> =
            self.body.iter().filter_map(|part| part.as_ref().err()).collect();
        let mut out = Vec::new();
        write_number(&mut out, texts.len());
        for text in &texts {
            write_number(&mut out, text.len());
            out.extend_from_slice(text.as_bytes());
        }
        let numbers: BTreeMap<&String, usize> =
            texts.iter().enumerate().map(|(number, text)| (*text, number)).collect();
        for part in &self.body {
            let number = match part {
                Ok(number) => *number,
                Err(text) => numbers.get(text).copied().unwrap_or_default(),
            };
            write_number(&mut out, number);
        }
        out
    }
}

/// Unsigned LEB128: seven bits a byte, the lowest first, the top bit set on all but the last.
fn write_number(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}
