//! Upstream's fixture pods, after the API server's defaults: upstream's expectation for each level
//! and version, and the sentences of the upstream evaluator.

mod corpus;

use std::collections::HashMap;
use std::path::Path;

use corpus::{Recorded, files, lines, read};
use sekisho_pss::{Control, Evaluator, LevelVersion};
use sekisho_source::Limits;
use sekisho_testkit::Corpus;
use sekisho_value::{Keys, Value};

/// The pod of a fixture as the API server would store it.
fn stored(path: &Path) -> Value {
    let mut pods = Vec::new();
    let text = read(path);
    let problems = sekisho_source::read(&text, &Limits::default(), &mut Keys::new(), |document| {
        pods.push(document.value);
    });
    assert!(problems.is_empty(), "{}: {problems:?}", path.display());
    let mut pod = pods.swap_remove(0);
    if let Some(spec) = pod.get_mut("spec") {
        sekisho_api::default_pod_spec(spec, sekisho_api::KubeVersion::NEWEST);
    }
    pod
}

/// The control that a fixture family is named after: `hostprobesandhostlifecycle`.
fn is_named(family: &str, control: &Control) -> bool {
    control.id.eq_ignore_ascii_case(family)
}

#[test]
fn upstreams_fixtures_pass_and_fail_as_expected() {
    let Some(folder) = sekisho_testkit::folder("policy/psa") else { return };
    let mut pods: HashMap<String, Value> = HashMap::new();
    let mut corpus = Corpus::new("psa/fixtures");
    let table = String::from_utf8(read(&folder.join("cases.tsv"))).unwrap();
    for row in table.lines().skip(1) {
        let fields: Vec<&str> = row.split('\t').collect();
        let [level, version, expect, family, file, path] = fields[..] else {
            panic!("`{row}` has not six fields");
        };
        let pod = pods.entry(path.to_owned()).or_insert_with(|| stored(&folder.join(path)));
        let policy = LevelVersion::new(level.parse().unwrap(), version.parse().unwrap());
        let verdict = Evaluator::default().evaluate(
            policy,
            pod.field("metadata").unwrap_or(&Value::Null),
            pod.field("spec").unwrap_or(&Value::Null),
        );
        let passed = match (expect, verdict.allowed()) {
            ("pass", true) => Ok(()),
            ("pass", false) => Err(format!("fails: {}", verdict.message())),
            ("fail", false) => {
                let failed = |failed: &Control| {
                    is_named(family, failed)
                        || failed.overrides.iter().any(|id| id.eq_ignore_ascii_case(family))
                };
                if verdict.failures.iter().any(|failure| failed(failure.control)) {
                    Ok(())
                } else {
                    Err(format!("fails for another reason: {}", verdict.message()))
                }
            }
            _ => Err("passes".to_owned()),
        };
        corpus.case(&format!("{file} {policy}"), passed);
    }
    corpus.finish();
}

#[test]
fn sentences_on_fixtures_equal_upstreams() {
    let Some(folder) = sekisho_testkit::folder("policy/psa") else { return };
    let mut pods: HashMap<String, Value> = HashMap::new();
    let mut corpus = Corpus::new("psa/oracle-fixtures");
    for line in files(&folder, "oracle-fixtures").iter().flat_map(|path| lines(path)) {
        let recorded = Recorded(&line);
        let path = folder.join("pods").join(recorded.id()).with_extension("yaml");
        let pod = pods.entry(recorded.id().to_owned()).or_insert_with(|| stored(&path));
        corpus.case(&recorded.label(), recorded.compare(pod));
    }
    corpus.finish();
}
