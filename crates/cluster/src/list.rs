//! All objects of one kind, page by page.

use std::cell::RefCell;
use std::sync::Arc;

use sekisho_source::Limits;
use sekisho_value::{Keys, Value};
use tokio::task::spawn_blocking;

use crate::Progress;
use crate::ask::{Asker, JSON, Refusal};
use crate::clean::clean;
use crate::discover::Served;
use crate::kinds::SECRET;

/// Objects of a page, as kubectl asks for.
const PAGE: usize = 500;
/// How often a list is begun that expires.
const STARTS: u32 = 3;
/// What a table of Secrets is asked as: metadata and the columns that kubectl prints, without a value.
const TABLE: &str = "application/json;as=Table;v=v1;g=meta.k8s.io";

thread_local! {
    /// Keys are shared by all pages that a thread reads.
    static KEYS: RefCell<Keys> = RefCell::default();
}

/// The objects of a kind, and of one namespace where one is named.
pub(crate) async fn list(
    asker: &Asker,
    served: &Arc<Served>,
    namespace: Option<&str>,
    progress: &dyn Progress,
) -> Result<Vec<Value>, Refusal> {
    let mut starts = 1;
    let mut page = PAGE;
    let mut objects = Vec::new();
    let mut next: Option<String> = None;
    let is_table = (served.read.group, served.read.resource) == SECRET;
    loop {
        let path = path(served, namespace, page, next.as_deref());
        let body = match asker.get(&path, if is_table { TABLE } else { JSON }).await {
            Ok(body) => body,
            Err(Refusal::Expired) if starts < STARTS => {
                // What was read is of a time that the server has forgotten.
                starts += 1;
                objects.clear();
                next = None;
                continue;
            }
            Err(Refusal::TooLong) if page > 1 => {
                page = (page / 20).max(1);
                continue;
            }
            Err(refusal) => return Err(refusal),
        };
        let of = Arc::clone(served);
        let read = spawn_blocking(move || read_page(&body, &of, is_table)).await;
        let read = read.unwrap_or_else(|error| Err(Refusal::Unreachable(error.to_string())))?;
        progress.objects(served.read.kind, read.objects.len() as u64);
        objects.extend(read.objects);
        match read.next {
            Some(token) => next = Some(token),
            None => return Ok(objects),
        }
    }
}

fn path(served: &Served, namespace: Option<&str>, page: usize, next: Option<&str>) -> String {
    let root = if served.api_version.contains('/') { "apis" } else { "api" };
    let version = &served.api_version;
    let resource = served.read.resource;
    let is_namespace = served.read.group.is_empty() && resource == "namespaces";
    let mut path = match namespace {
        Some(namespace) if served.namespaced => {
            format!("/{root}/{version}/namespaces/{}/{resource}?limit={page}", escaped(namespace))
        }
        Some(namespace) if is_namespace => format!(
            "/{root}/{version}/{resource}?limit={page}&fieldSelector=metadata.name%3D{}",
            escaped(namespace)
        ),
        _ => format!("/{root}/{version}/{resource}?limit={page}"),
    };
    if let Some(next) = next {
        path.push_str("&continue=");
        path.push_str(&escaped(next));
    }
    path
}

/// Text as it may stand in a query.
fn escaped(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::with_capacity(text.len()), |mut escaped, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            escaped.push(char::from(byte));
        } else {
            let _ = write!(escaped, "%{byte:02X}");
        }
        escaped
    })
}

struct Page {
    objects: Vec<Value>,
    next: Option<String>,
}

fn read_page(body: &[u8], served: &Served, is_table: bool) -> Result<Page, Refusal> {
    let mut list = Value::Null;
    let limits = Limits::default();
    let faults = KEYS.with_borrow_mut(|keys| {
        sekisho_source::read(body, &limits, keys, |document| list = document.value)
    });
    if let Some(fault) = faults.first() {
        return Err(Refusal::Unreachable(format!("its answer makes no sense: {}", fault.message)));
    }
    let next = list.str_at(&["metadata", "continue"]).filter(|next| !next.is_empty());
    let next = next.map(str::to_owned);
    let mut objects = if is_table { rows(&mut list)? } else { items(&mut list, "items") };
    for object in &mut objects {
        object.set("apiVersion", served.api_version.as_str());
        object.set("kind", served.read.kind);
        clean(object);
    }
    Ok(Page { objects, next })
}

fn items(list: &mut Value, key: &str) -> Vec<Value> {
    match list.as_map_mut().and_then(|map| map.remove(key)) {
        Some(Value::Seq(items)) => items.into_vec(),
        _ => Vec::new(),
    }
}

/// The Secrets of a table: metadata, and the type from its column.
fn rows(table: &mut Value) -> Result<Vec<Value>, Refusal> {
    let column = table
        .items_at(&["columnDefinitions"])
        .iter()
        .position(|column| column.str_at(&["name"]) == Some("Type"));
    if table.str_at(&["kind"]) != Some("Table") {
        return Err(Refusal::Unreachable(
            "it gave no table of Secrets, and their values are not asked for".to_owned(),
        ));
    }
    let rows = items(table, "rows").into_iter();
    Ok(rows
        .map(|mut row| {
            let kind = column.and_then(|column| row.items_at(&["cells"]).get(column)?.as_str());
            let kind = kind.map(str::to_owned);
            let map = row.as_map_mut();
            let mut object = map.and_then(|map| map.remove("object")).unwrap_or_else(Value::map);
            if let Some(kind) = kind {
                object.set("type", kind.as_str());
            }
            object
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::READ;

    fn served(kind: &str) -> Served {
        let read = *READ.iter().find(|read| read.kind == kind).unwrap();
        Served { read, api_version: "v1".to_owned(), namespaced: kind != "Namespace" }
    }

    #[test]
    fn tokens_and_namespaces_are_escaped() {
        assert_eq!(
            path(&served("Pod"), Some("shop"), 500, Some("a+b/=")),
            "/api/v1/namespaces/shop/pods?limit=500&continue=a%2Bb%2F%3D"
        );
        assert_eq!(
            path(&served("Namespace"), Some("shop"), 500, None),
            "/api/v1/namespaces?limit=500&fieldSelector=metadata.name%3Dshop"
        );
    }

    #[test]
    fn a_table_gives_metadata_and_type() {
        let body = br#"{"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":{"continue":"t"},
            "columnDefinitions":[{"name":"Name"},{"name":"Type"},{"name":"Data"}],
            "rows":[{"cells":["db","Opaque",2],"object":{"kind":"PartialObjectMetadata",
            "apiVersion":"meta.k8s.io/v1","metadata":{"name":"db","namespace":"shop"}}}]}"#;
        let page = read_page(body, &served("Secret"), true).unwrap_or_else(|_| panic!("a page"));
        assert_eq!(page.next.as_deref(), Some("t"));
        let expected = r#"{"kind":"Secret","apiVersion":"v1","metadata":{"name":"db","namespace":"shop"},"type":"Opaque"}"#;
        assert_eq!(serde_json::to_string(&page.objects[0]).unwrap(), expected);
    }

    #[test]
    fn a_list_with_values_is_no_table_of_secrets() {
        let body = br#"{"kind":"SecretList","items":[{"data":{"p":"aHVudGVyMg=="}}]}"#;
        assert!(read_page(body, &served("Secret"), true).is_err());
    }
}
