//! An extension that anybody may answer for.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2005",
        slug: "api-service-skips-tls",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Aggregated API is called without checking its certificate",
            "証明書を検証せずに呼び出される集約 API",
        ),
        what: text(
            "APIServices with `insecureSkipTLSVerify: true`.",
            "`insecureSkipTLSVerify: true` の APIService を検出します。",
        ),
        why: text(
            "The API server sends users' identities to whoever answers at that address, and \
             believes what comes back.",
            "API サーバーは、そのアドレスで応答した相手に利用者の識別情報を送り、返された内容を\
             信用します。",
        ),
        fix: text(
            "Set `caBundle`, which cert-manager can keep up to date.",
            "`caBundle` を設定します。cert-manager で更新を自動化できます。",
        ),
        fine: text(
            "A test cluster on one machine.",
            "1 台で動くテスト用クラスターなら問題ありません。",
        ),
        references: &[
            reference("nsa", "enc"),
            reference("mitre", "T1557"),
            reference("catalogue", "R35"),
        ],
    },
    run: Run::Object { of: &[("apiregistration.k8s.io", "APIService")], run },
    fixtures: FIXTURES,
};

const SKIPS: Text = text(
    "the API server calls `{name}` without checking who answers",
    "API サーバーは `{name}` の応答者を検証せずに呼び出します",
);

fn run(cx: &mut Cx<'_>, service: &Object) {
    if service.value.bool_at(&["spec", "insecureSkipTLSVerify"]) == Some(true) {
        let message = Message::new(SKIPS).with("name", service.name());
        cx.report(
            cx.finding(service.place(Route::keys(["spec", "insecureSkipTLSVerify"])), message),
        );
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: apiregistration.k8s.io/v1
        kind: APIService
        metadata:
          name: v1beta1.metrics.k8s.io
        spec:
          insecureSkipTLSVerify: true  # expect: api-service-skips-tls
        ",
    ),
    Fixture::pass(
        "
        apiVersion: apiregistration.k8s.io/v1
        kind: APIService
        metadata:
          name: v1beta1.metrics.k8s.io
        spec:
          caBundle: bm90IGEgcmVhbCBvbmU=
        ",
    ),
];
