//! Admission requests with upstream's answers and metrics.

mod corpus;

use corpus::{files, lines};
use sekisho_pss::admission::admit_case;
use sekisho_testkit::Corpus;

#[test]
fn answers_and_metrics_equal_upstreams() {
    let Some(folder) = sekisho_testkit::folder("policy/psa") else { return };
    let mut corpus = Corpus::new("psa/admission");
    for mut case in files(&folder, "admission").iter().flat_map(|path| lines(path)) {
        let expected = case.as_map_mut().unwrap().remove("expected").unwrap();
        let answer = admit_case(&case);
        let same = |part: &str| {
            let [ours, theirs] = [&answer, &expected].map(|whole| whole.get(part));
            if ours == theirs {
                return Ok(());
            }
            let json = |value| serde_json::to_string(&value).unwrap();
            Err(format!("{part}\n  ours   {}\n  theirs {}", json(ours), json(theirs)))
        };
        let id = case.str_at(&["id"]).unwrap();
        corpus.case(id, same("response").and_then(|()| same("metrics")));
    }
    corpus.finish();
}
