//! What findings may claim: only what the world that they come from can prove.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod harness;

use sekisho_checks::{Fixture, find};
use sekisho_finding::Lang;

/// The message of the only finding of a check.
fn message(slug: &str, fixture: &Fixture, lang: Lang) -> String {
    let verdict = harness::judge(find(slug).unwrap(), fixture, &fixture.yaml());
    assert_eq!(verdict.findings.len(), 1);
    verdict.findings.first().unwrap().message.render(lang)
}

#[test]
fn files_without_bindings_do_not_prove_that_there_are_none() {
    const SLUG: &str = "automounted-service-account-token";
    const POD: &str = "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
        spec:
          containers:
            - name: web
        ";
    const ASKS: &str = "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
        spec:
          automountServiceAccountToken: true
          containers:
            - name: web
        ";
    for text in [POD, ASKS] {
        let files = Fixture::fail(text);
        assert!(!message(SLUG, &files, Lang::En).contains("bound"));
        assert!(!message(SLUG, &files, Lang::Ja).contains("ロール"));
        let cluster = Fixture::fail(text).in_cluster();
        assert!(message(SLUG, &cluster, Lang::En).ends_with("although no role is bound to it"));
    }
    assert!(message(SLUG, &Fixture::fail(POD), Lang::En).ends_with("without being asked for"));
    assert!(message(SLUG, &Fixture::fail(ASKS), Lang::En).contains("nothing here tells"));
}

#[test]
fn no_article_depends_on_the_service() {
    let fixture = Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          containers:
            - name: web
              env:
                - name: KEY
                  value: AKIAQ3EGQ2Z7PLM4TR5V
        ",
    );
    let message = message("credential-in-env", &fixture, Lang::En);
    assert!(message.contains("a credential for AWS"), "{message}");
}
