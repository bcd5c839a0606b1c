//! A pod field, by version: it asks for something that the cluster does not give.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1016",
        slug: "unserved-user-namespace",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "Cluster ignores the user namespace that the pod asks for",
            "Pod が求めるユーザー名前空間をクラスターが提供しない",
        ),
        what: text(
            "Pods with `hostUsers: false` for a version of Kubernetes before 1.33. Up to 1.24 \
             the field does not exist and is dropped. From 1.25 to 1.29 (alpha) and from 1.30 \
             to 1.32 (beta, off by default) it is dropped unless the feature gate \
             `UserNamespacesSupport` is on; before 1.28 the gate was called \
             `UserNamespacesStatelessPodsSupport`.",
            "Kubernetes 1.33 より前のバージョンで `hostUsers: false` を設定している Pod を検出\
             します。1.24 まではこのフィールド自体がなく、無視されます。1.25〜1.29（アルファ）\
             と 1.30〜1.32（ベータ、既定で無効）では、フィーチャーゲート \
             `UserNamespacesSupport`（1.28 より前は `UserNamespacesStatelessPodsSupport`）を有\
             効にしなければ無視されます。",
        ),
        why: text(
            "The pod runs without the isolation that its author counted on, and nothing says so.",
            "作成者が前提とした分離がないまま Pod が動き、どこにも警告が出ません。",
        ),
        fix: text(
            "Switch the feature gate on at the API server and all kubelets, or update to 1.33 \
             or later.",
            "API サーバーと全 kubelet でフィーチャーゲートを有効にするか、1.33 以降に更新します。",
        ),
        fine: text(
            "The feature gate is on.",
            "フィーチャーゲートを有効にしている場合は問題ありません。",
        ),
        references: &[reference("nsa", "pod"), reference("catalogue", "P32")],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const GATED: Text = text(
    "`hostUsers: false` is ignored in {version} unless feature gate `UserNamespacesSupport` is on",
    "{version} では、フィーチャーゲート `UserNamespacesSupport` を有効にしない限\
     り `hostUsers: false` は無視されます",
);
const UNKNOWN: Text =
    text("{version} does not know `hostUsers`", "{version} には `hostUsers` がありません");

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    const FIELD: &str = "hostUsers";
    let version = cx.settings.version;
    if pod.spec.bool_at(&[FIELD]) != Some(false) {
        return cx.not_applicable();
    }
    let text = match version.minor() {
        0..=24 => UNKNOWN,
        25..=32 => GATED,
        _ => return,
    };
    let message = Message::new(text).with("version", version);
    cx.report(cx.in_pod(pod, [FIELD], message));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        hostUsers: false  # expect: unserved-user-namespace
        ",
    )
    .on(31),
    Fixture::pass(
        "
        hostUsers: false
        ",
    ),
    Fixture::pass(
        "
        hostUsers: true
        ",
    )
    .on(31),
];
