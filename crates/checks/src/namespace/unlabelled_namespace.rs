//! Whether a namespace tells whose it is.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1910",
        slug: "unlabelled-namespace",
        former_slugs: &[],
        since: "0.1.0",
        severity: Severity::Info,
        confidence: Confidence::Medium,
        audience: Audit,
        title: text("Namespace does not say whose it is", "名前空間の持ち主がわからない"),
        what: text(
            "Namespaces that carry no label of their own, beside those that Kubernetes sets and those of \
             Pod Security admission. Those of the system are left out.",
            "Kubernetes が付けるラベルと Pod Security Admission のラベル以外に、独自のラベルがない名前空\
             間を検出します。システムの名前空間は対象外です。",
        ),
        why: text(
            "Namespaces are the boundary between teams and between levels of sensitivity. A boundary \
             nobody can attribute is reviewed by nobody, and no policy can select it.",
            "名前空間はチーム間や機密度の境界です。持ち主のわからない境界は誰にも点検されず、ポリシーの対\
             象として選ぶこともできません。",
        ),
        fix: text(
            "Label it with its team, environment and sensitivity.",
            "チーム、環境、機密度を示すラベルを付けます。",
        ),
        fine: text("The name says it all.", "名前だけで明らかな場合は問題ありません。"),
        references: &[
            reference("catalogue", "S10"),
            reference("cis-1.12", "5.6.1"),
            reference("nsa", "ns"),
            reference("kubescape", "C-0209"),
            reference("kubescape", "list-all-namespaces"),
        ],
    },
    run: Run::Object { of: &[("", "Namespace")], run },
    fixtures: FIXTURES,
};

const NONE: Text = text(
    "no label of the namespace `{namespace}` tells whose it is",
    "名前空間 `{namespace}` に、持ち主を示すラベルがありません",
);

fn run(cx: &mut Cx<'_>, namespace: &Object) {
    if cx.is_system(namespace.name()) {
        return cx.not_applicable();
    }
    let is_own = |label: &str| {
        label != "kubernetes.io/metadata.name" && !label.starts_with("pod-security.kubernetes.io/")
    };
    if !namespace.labels().entries().any(|(label, _)| is_own(label)) {
        let message = Message::new(NONE).with("namespace", namespace.name());
        cx.report(cx.finding(namespace.place(Route::keys(["metadata", "labels"])), message));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop
          labels:  # expect: unlabelled-namespace
            pod-security.kubernetes.io/enforce: restricted
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop
          labels:
            team: shop
        ",
    ),
];
