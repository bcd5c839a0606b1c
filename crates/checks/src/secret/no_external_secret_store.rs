//! A whole cluster: credentials live in it only.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1319",
        slug: "no-external-secret-store",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Audit,
        title: text(
            "Cluster uses no external secret store",
            "外部シークレットストアを使っていない",
        ),
        what: text(
            "Clusters, seen as a whole, with Secrets of type `Opaque` and with nothing that \
             brings Secrets from a store: no ExternalSecret, SecretProviderClass, Vault, \
             1Password or Bitwarden resource. Files do not tell.",
            "クラスター全体を見て、`Opaque` 型の Secret があるのに、外部ストアから取得する仕組\
             み（ExternalSecret、SecretProviderClass、Vault、1Password、Bitwarden などのリソー\
             ス）が一つもない場合に検出します。ファイルだけでは判定しません。",
        ),
        why: text(
            "Secrets that are made by hand are rotated by hand, and so hardly ever. A store \
             knows who read what, and takes a credential back in one place.",
            "手作業で作った Secret は手作業で交換するしかなく、たいてい放置されます。ストアが\
             あれば、誰が何を読んだかがわかり、一か所で失効させられます。",
        ),
        fix: text(
            "Keep credentials in a store (Vault, or that of the cloud) and bring them in by \
             External Secrets or the Secrets Store CSI driver.",
            "認証情報はストア（Vault やクラウドのサービス）で管理し、External Secrets や \
             Secrets Store CSI Driver で取り込みます。",
        ),
        fine: text(
            "Few credentials, with encryption at rest and a rotation that is practised.",
            "認証情報が少なく、保存時の暗号化と交換の手順が確立している場合は問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.4.2"),
            reference("nsa", "sec"),
            reference("mitre", "T1552"),
            reference("catalogue", "S04"),
            reference("kubescape", "C-0208"),
            reference("kubescape", "external-secret-storage"),
        ],
    },
    run: Run::World(run),
    fixtures: FIXTURES,
};

const NONE: Text = text(
    "{count} Secrets, and nothing here brings any from a store",
    "Secret が {count} 個ありますが、ストアから取得する仕組みがありません",
);

/// Groups whose resources bring Secrets from a store.
const STORES: [&str; 7] = [
    "external-secrets.io",
    "secrets-store.csi.x-k8s.io",
    "secrets.hashicorp.com",
    "onepassword.com",
    "k8s.bitwarden.com",
    "ricoberger.de",
    "redhatcop.redhat.io",
];

fn run(cx: &mut Cx<'_>, snapshot: &Snapshot) {
    if snapshot.completeness("Secret", None) != Completeness::Closed {
        return;
    }
    let mut by_hand = snapshot.of_kind("", "Secret").filter(|secret| {
        let kind = secret.value.str_at(&["type"]).unwrap_or("Opaque");
        let namespace = secret.namespace().unwrap_or_default();
        kind == "Opaque" && !cx.is_system(namespace)
    });
    let Some(first) = by_hand.next() else { return };
    let count = by_hand.count() + 1;
    let has_store = snapshot.objects().iter().any(|object| STORES.contains(&object.group()));
    cx.subject(|cx| {
        if !has_store {
            let message = Message::new(NONE).with("count", count);
            cx.report(cx.finding(first.place(Route::keys(["type"])), message));
        }
    });
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Secret
        metadata:
          name: db
          namespace: shop
        type: Opaque  # expect: no-external-secret-store
        ",
    )
    .in_cluster(),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Secret
        metadata:
          name: db
          namespace: shop
        type: Opaque
        ---
        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata:
          name: db
          namespace: shop
        ",
    )
    .in_cluster(),
];
