//! A Secret that two write.

use crate::exposure;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2015",
        slug: "secret-with-two-owners",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "Two manifests claim one Secret",
            "ひとつの Secret を複数のマニフェストが管理している",
        ),
        what: text(
            "ExternalSecrets that own the Secret they make, where a Secret of that name is in \
             the same files, or a second ExternalSecret makes it too.",
            "作成した Secret を所有する ExternalSecret のうち、同じ名前の Secret がファイルにあ\
             るもの、または別の ExternalSecret が同じ Secret を作成するものを検出します。",
        ),
        why: text(
            "Each overwrites what the other wrote, so the application sees one value now and \
             another one later. In files the second copy also means that the value stands in \
             the repository.",
            "互いに上書きし合い、アプリケーションから見える値が時によって変わります。また、ファ\
             イルに同じ Secret があることは、値がリポジトリに置かれていることを意味します。",
        ),
        fix: text(
            "Keep the ExternalSecret and remove the Secret, or use `creationPolicy: Merge`.",
            "ExternalSecret を残して Secret を削除するか、`creationPolicy: Merge` を使います。",
        ),
        fine: text("Never on purpose.", "意図的にこうする理由はありません。"),
        references: &[reference("nsa", "sec"), reference("catalogue", "S04")],
    },
    run: Run::Object { of: &[("external-secrets.io", "ExternalSecret")], run },
    fixtures: FIXTURES,
};

const TWO: Text = text(
    "Secret `{name}` is written by something else too",
    "Secret `{name}` は別のものからも書き込まれます",
);
const OTHER: Text = text("the other one", "もう一方");

fn run(cx: &mut Cx<'_>, secret: &Object) {
    let policy = secret.value.str_at(&["spec", "target", "creationPolicy"]).unwrap_or("Owner");
    if policy != "Owner" {
        return;
    }
    let name = exposure::target_of(secret);
    // In a cluster the Secret that it made is there, of course.
    let is_made_by_it = |other: &Object| other.id.owner.is_some();
    let mut objects = cx.snapshot.in_namespace(secret.namespace());
    let other = objects.find(|other| match (other.group(), other.kind()) {
        ("", "Secret") => other.name() == name && !is_made_by_it(other),
        ("external-secrets.io", "ExternalSecret") => {
            other.name() != secret.name() && exposure::target_of(other) == name
        }
        _ => false,
    });
    if let Some(other) = other {
        let route = Route::keys(["spec", "target", "name"]);
        let place = other.place(Route::keys(["metadata", "name"]));
        let message = Message::new(TWO).with("name", name);
        let finding = cx.finding(secret.place(route), message);
        cx.report(finding.related(place, Message::new(OTHER)));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata:
          name: app
        spec:
          target:
            name: app-secrets  # expect: secret-with-two-owners
        ---
        apiVersion: v1
        kind: Secret
        metadata:
          name: app-secrets
        ",
    ),
    Fixture::pass(
        "
        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata:
          name: app
        spec:
          target:
            name: app-secrets
            creationPolicy: Merge
        ---
        apiVersion: v1
        kind: Secret
        metadata:
          name: app-secrets
        ",
    ),
];
