//! Generated pods, judged as given: verdicts and sentences of the upstream evaluator.

mod corpus;

use std::collections::HashMap;

use corpus::{Recorded, files, lines};
use sekisho_testkit::Corpus;
use sekisho_value::Value;

#[test]
fn verdicts_and_sentences_equal_upstreams() {
    let Some(folder) = sekisho_testkit::folder("policy/psa") else { return };
    let mut pods: HashMap<String, Value> = HashMap::new();
    for line in files(&folder, "fuzz-pods").iter().flat_map(|path| lines(path)) {
        pods.insert(line.str_at(&["id"]).unwrap().to_owned(), line.field("pod").unwrap().clone());
    }
    let mut corpus = Corpus::new("psa/fuzz");
    for line in files(&folder, "fuzz-oracle").iter().flat_map(|path| lines(path)) {
        let recorded = Recorded(&line);
        let verdict = match pods.get(recorded.id()) {
            Some(pod) => recorded.compare(pod),
            None => Err("its pod is not there".to_owned()),
        };
        corpus.case(&recorded.label(), verdict);
    }
    corpus.finish();
}
