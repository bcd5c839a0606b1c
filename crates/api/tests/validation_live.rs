//! Every object that a real API server took is stored by us as the server stored it.
//!
//! `stored` in the corpus `openapi/validation-live` is what a server of v1.36.3 answered to a dry-run
//! create. What it assigned and nobody could foretell is compared by the rules of [`assigned`].
#![expect(clippy::disallowed_methods, reason = "the corpus is a file that the environment names")]

use std::io::Read as _;

use sekisho_api::{KubeVersion, UNASSIGNED_TIME, UNASSIGNED_UID, default_object};
use sekisho_value::{Route, Value};

/// What the server assigns, and how the comparison sees it.
///
/// | what | rule |
/// | --- | --- |
/// | cluster addresses, node ports, health check ports | the recording says `<assigned>`: anything, or nothing, is equal |
/// | the uid that a job's labels and selector carry | the recording says `<uid>`: our stand-in is equal |
/// | the time of creation, in status | any time is equal to our stand-in |
/// | the name made from `generateName`, also in a job's labels | nothing, or empty text, is equal |
fn assigned(made: Option<&str>, stored: Option<&Value>, ours: Option<&Value>) -> bool {
    let text = stored.and_then(Value::as_str);
    match (text, ours.and_then(Value::as_str)) {
        (Some("<assigned>"), _) => true,
        (Some("<uid>"), Some(UNASSIGNED_UID)) => true,
        (Some(text), Some(UNASSIGNED_TIME)) => text.len() == UNASSIGNED_TIME.len(),
        (Some(_), None | Some("")) => text == made,
        _ => false,
    }
}

#[test]
fn objects_are_stored_as_a_real_server_stores_them() {
    let Some(folder) = sekisho_testkit::folder("openapi") else { return };
    let mut corpus = sekisho_testkit::Corpus::new("openapi/validation-live");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            name.starts_with("validation") && name.ends_with(".jsonl.gz")
        })
        .collect();
    files.sort();
    let mut refused = 0;
    for file in files {
        let mut text = String::new();
        let file = std::fs::File::open(file).unwrap();
        flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text).unwrap();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let case: Value = serde_json::from_str(line).unwrap();
            if case.i64_at(&["answer", "code"]) == Some(201) {
                corpus.case(case.str_at(&["id"]).unwrap_or("?"), judge(&case));
            } else {
                refused += 1;
            }
        }
    }
    println!("{refused} more lines record refusals, in which defaulting has no say");
    corpus.finish();
}

fn judge(case: &Value) -> Result<(), String> {
    let mut object = case.get("object").cloned().unwrap_or_default();
    if !default_object(&mut object, KubeVersion::NEWEST) {
        return Err("the kind is not known".to_owned());
    }
    let stored = case.at(&["answer", "stored"]);
    let is_generated = object.at(&["metadata", "name"]).is_none();
    let made = stored.and_then(|stored| stored.str_at(&["metadata", "name"]));
    let mut comparison =
        Comparison { made: made.filter(|_| is_generated), differences: Vec::new() };
    comparison.compare(&Route::root(), stored, Some(&object));
    let differences = comparison.differences;
    if differences.is_empty() { Ok(()) } else { Err(differences.join("; ")) }
}

struct Comparison<'c> {
    /// The name that the server made.
    made: Option<&'c str>,
    differences: Vec<String>,
}

impl Comparison<'_> {
    fn compare(&mut self, route: &Route, stored: Option<&Value>, ours: Option<&Value>) {
        if assigned(self.made, stored, ours) {
            return;
        }
        match (stored, ours) {
            (Some(Value::Map(stored)), Some(Value::Map(ours))) => {
                for (key, value) in stored.iter() {
                    self.compare(&route.then(key), Some(value), ours.get(key));
                }
                for (key, value) in ours.iter().filter(|(key, _)| !stored.contains_key(key)) {
                    self.compare(&route.then(key), None, Some(value));
                }
            }
            (Some(Value::Seq(stored)), Some(Value::Seq(ours))) if stored.len() == ours.len() => {
                for (index, (stored, ours)) in stored.iter().zip(ours).enumerate() {
                    self.compare(&route.then(index), Some(stored), Some(ours));
                }
            }
            (stored, ours) if stored == ours => {}
            (stored, ours) => {
                let [stored, ours] = [stored, ours].map(show);
                self.differences.push(format!("{route}: server {stored}, we {ours}"));
            }
        }
    }
}

fn show(value: Option<&Value>) -> String {
    value.map_or("nothing".to_owned(), |value| serde_json::to_string(value).unwrap_or_default())
}
