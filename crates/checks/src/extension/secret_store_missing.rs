//! A Secret from nowhere.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2016",
        slug: "secret-store-missing",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Reliability,
        title: text(
            "ExternalSecret names a store that does not exist",
            "存在しないストアを参照する ExternalSecret",
        ),
        what: text(
            "ExternalSecrets whose SecretStore is not in their namespace, or whose \
             ClusterSecretStore is not there.",
            "SecretStore が同じ名前空間にない、または ClusterSecretStore が存在しない \
             ExternalSecret を検出します。",
        ),
        why: text(
            "The Secret is never made, and pods that need it do not start.",
            "Secret が作成されず、それを必要とする Pod が起動しません。",
        ),
        fix: text(
            "Correct the name or the kind; a SecretStore serves its own namespace only.",
            "名前または種類を修正します。SecretStore は同じ名前空間でしか使えません。",
        ),
        fine: text(
            "The store is set up elsewhere, by the platform team for example.",
            "プラットフォームチームなどが別の場所でストアを用意している場合は問題ありません。",
        ),
        references: &[reference("nsa", "sec"), reference("catalogue", "S04")],
    },
    run: Run::Object { of: &[("external-secrets.io", "ExternalSecret")], run },
    fixtures: FIXTURES,
};

const MISSING: Text = text("{kind} `{name}` is not here", "{kind} `{name}` はここにありません");

fn run(cx: &mut Cx<'_>, secret: &Object) {
    const GROUP: &str = "external-secrets.io";
    let Some(name) = secret.value.str_at(&["spec", "secretStoreRef", "name"]) else { return };
    let kind = secret.value.str_at(&["spec", "secretStoreRef", "kind"]).unwrap_or("SecretStore");
    let namespace = match kind {
        "SecretStore" => secret.namespace(),
        "ClusterSecretStore" => None,
        _ => return,
    };
    if cx.snapshot.find(GROUP, kind, namespace, name).is_some() || name.contains('$') {
        return;
    }
    let Some(confidence) = cx.absence(kind, namespace) else { return cx.unknown() };
    let message = Message::new(MISSING).with("kind", kind).with("name", name);
    let place = secret.place(Route::keys(["spec", "secretStoreRef", "name"]));
    cx.report(cx.finding(place, message).confidence(confidence));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata:
          name: app
        spec:
          secretStoreRef:
            name: vault  # expect: secret-store-missing
        ",
    ),
    Fixture::pass(
        "
        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata:
          name: app
        spec:
          secretStoreRef:
            name: vault
            kind: ClusterSecretStore
        ---
        apiVersion: external-secrets.io/v1
        kind: ClusterSecretStore
        metadata:
          name: vault
        ",
    ),
];
