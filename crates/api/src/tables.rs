//! The tables of all versions, read from `data/api.bin.zst` at first use.
//!
//! `cargo xtask generate` writes the file. Every row carries the versions in which it is true, one bit
//! each, so that reading the file once serves all versions.

use std::ops::Range;
use std::sync::OnceLock;

use sekisho_value::Value;

static PACKED: &[u8] = include_bytes!("../data/api.bin.zst");

/// No table is larger than this once unpacked.
const LARGEST: usize = 1 << 21;

pub(crate) type Text = &'static str;
pub(crate) type Texts = Box<[Text]>;

/// What a field holds, as OpenAPI has it.
#[derive(Debug)]
pub(crate) enum Type {
    Any,
    String { format: Text, values: Texts },
    Integer { format: Text },
    Number { format: Text },
    Boolean,
    Array(u32),
    Map(u32),
    Reference(u32),
}

#[derive(Debug)]
pub(crate) struct Definition {
    pub(crate) number: u32,
    pub(crate) name: Text,
    pub(crate) shapes: Box<[Shape]>,
    /// Rows of [`Tables::properties`], by name.
    pub(crate) properties: Range<u32>,
    /// The names of those rows, side by side: with few fields, looking through them is fastest.
    pub(crate) names: Texts,
}

#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) versions: u16,
    pub(crate) r#type: u32,
    pub(crate) is_object: bool,
    pub(crate) is_atomic: bool,
    pub(crate) kinds: Box<[[Text; 3]]>,
}

#[derive(Debug)]
pub(crate) struct PropertyRow {
    pub(crate) name: Text,
    pub(crate) versions: u16,
    pub(crate) r#type: u32,
    pub(crate) flags: u32,
    pub(crate) map_keys: Texts,
    pub(crate) merge_key: Text,
    pub(crate) default: Option<Value>,
}

#[derive(Debug)]
pub(crate) struct ResourceRow {
    pub(crate) versions: u16,
    pub(crate) api_version: Text,
    pub(crate) group: Text,
    pub(crate) version: Text,
    pub(crate) plural: Text,
    pub(crate) kind: Text,
    pub(crate) singular: Text,
    pub(crate) namespaced: bool,
    pub(crate) verbs: u16,
    pub(crate) short_names: Texts,
    pub(crate) categories: Texts,
    pub(crate) subresources: Box<[SubresourceRow]>,
}

#[derive(Debug)]
pub(crate) struct SubresourceRow {
    pub(crate) name: Text,
    pub(crate) verbs: u16,
    pub(crate) kind: [Text; 3],
}

#[derive(Debug, Default)]
pub(crate) struct Tables {
    pub(crate) types: Vec<Type>,
    /// By name.
    pub(crate) definitions: Vec<Definition>,
    pub(crate) properties: Vec<PropertyRow>,
    pub(crate) resources: Vec<ResourceRow>,
}

/// The tables of the embedded file.
pub(crate) fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    // A test reads the file, so that it is never found broken here.
    TABLES.get_or_init(|| {
        zstd::bulk::decompress(PACKED, LARGEST)
            .ok()
            .and_then(|data| read(data.leak()))
            .unwrap_or_default()
    })
}

impl Tables {
    /// The number of the definition called `name`.
    pub(crate) fn find(&self, name: &str) -> Option<u32> {
        let found = self.definitions.binary_search_by(|definition| definition.name.cmp(name));
        found.ok().map(|index| index as u32)
    }

    pub(crate) fn definition(&self, number: u32) -> Option<&Definition> {
        self.definitions.get(number as usize)
    }

    pub(crate) fn r#type(&self, number: u32) -> Option<&Type> {
        self.types.get(number as usize)
    }

    /// The rows of a definition's properties, in all versions.
    pub(crate) fn rows(&self, definition: &Definition) -> &[PropertyRow] {
        let Range { start, end } = definition.properties;
        self.properties.get(start as usize..end as usize).unwrap_or(&[])
    }
}

struct Reader {
    rest: &'static [u8],
    texts: Vec<Text>,
}

fn read(data: &'static [u8]) -> Option<Tables> {
    let mut reader = Reader { rest: data, texts: Vec::new() };
    let count = reader.number()?;
    for _ in 0..count {
        let length = reader.number()? as usize;
        let (text, rest) = reader.rest.split_at_checked(length)?;
        reader.texts.push(std::str::from_utf8(text).ok()?);
        reader.rest = rest;
    }
    let types = reader.list(Reader::r#type)?.into_vec();
    let mut properties = Vec::new();
    let count = reader.number()?;
    let mut definitions = Vec::with_capacity(count as usize);
    for number in 0..count {
        let name = reader.text()?;
        let shapes = reader.list(Reader::shape)?;
        let start = properties.len() as u32;
        for _ in 0..reader.number()? {
            properties.push(reader.property()?);
        }
        let names =
            properties.iter().skip(start as usize).map(|row: &PropertyRow| row.name).collect();
        let properties = start..properties.len() as u32;
        definitions.push(Definition { number, name, shapes, properties, names });
    }
    let resources = reader.list(Reader::resource)?.into_vec();
    reader.rest.is_empty().then_some(Tables { types, definitions, properties, resources })
}

impl Reader {
    fn number(&mut self) -> Option<u32> {
        let mut number = 0;
        for shift in (0..u32::BITS).step_by(7) {
            let (byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            number |= u32::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn mask(&mut self) -> Option<u16> {
        u16::try_from(self.number()?).ok()
    }

    fn text(&mut self) -> Option<Text> {
        let number = self.number()?;
        self.texts.get(number as usize).copied()
    }

    fn three(&mut self) -> Option<[Text; 3]> {
        Some([self.text()?, self.text()?, self.text()?])
    }

    fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Box<[T]>> {
        let count = self.number()?;
        (0..count).map(|_| item(self)).collect()
    }

    fn texts(&mut self) -> Option<Texts> {
        self.list(Self::text)
    }

    fn r#type(&mut self) -> Option<Type> {
        Some(match self.number()? {
            0 => Type::Any,
            1 => Type::String { format: self.text()?, values: self.texts()? },
            2 => Type::Integer { format: self.text()? },
            3 => Type::Number { format: self.text()? },
            4 => Type::Boolean,
            5 => Type::Array(self.number()?),
            6 => Type::Map(self.number()?),
            7 => Type::Reference(self.number()?),
            _ => return None,
        })
    }

    fn shape(&mut self) -> Option<Shape> {
        let versions = self.mask()?;
        let r#type = self.number()?;
        let flags = self.number()?;
        Some(Shape {
            versions,
            r#type,
            is_object: flags & 1 != 0,
            is_atomic: flags & 2 != 0,
            kinds: self.list(Self::three)?,
        })
    }

    fn property(&mut self) -> Option<PropertyRow> {
        Some(PropertyRow {
            name: self.text()?,
            versions: self.mask()?,
            r#type: self.number()?,
            flags: self.number()?,
            map_keys: self.texts()?,
            merge_key: self.text()?,
            default: serde_json::from_str(self.text()?).ok(),
        })
    }

    fn resource(&mut self) -> Option<ResourceRow> {
        let versions = self.mask()?;
        let (group, version, plural) = (self.text()?, self.text()?, self.text()?);
        let (kind, singular, api_version) = (self.text()?, self.text()?, self.text()?);
        Some(ResourceRow {
            versions,
            api_version,
            group,
            version,
            plural,
            kind,
            singular,
            namespaced: self.number()? != 0,
            verbs: self.mask()?,
            short_names: self.texts()?,
            categories: self.texts()?,
            subresources: self.list(Self::subresource)?,
        })
    }

    fn subresource(&mut self) -> Option<SubresourceRow> {
        Some(SubresourceRow { name: self.text()?, verbs: self.mask()?, kind: self.three()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_tables_are_whole() {
        let tables = tables();
        assert!(tables.definitions.len() > 700, "{}", tables.definitions.len());
        assert!(tables.definitions.is_sorted_by_key(|definition| definition.name));
        for definition in &tables.definitions {
            let rows = tables.rows(definition);
            assert!(rows.is_sorted_by_key(|row| row.name), "{}", definition.name);
            for (row, next) in rows.iter().zip(rows.iter().skip(1)) {
                assert!(row.name != next.name || row.versions & next.versions == 0);
            }
        }
    }
}
