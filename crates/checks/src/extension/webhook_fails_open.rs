//! A gate that opens when nobody watches it.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2003",
        slug: "webhook-fails-open",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Security,
        title: text("Webhook lets everything pass when it fails", "失敗時にすべてを通す Webhook"),
        what: text(
            "Validating webhooks with `failurePolicy: Ignore`.",
            "`failurePolicy: Ignore` の検証用 Webhook を検出します。",
        ),
        why: text(
            "While the webhook is down, slow or unreachable, its policy does not exist, and an \
             attacker may bring that about.",
            "Webhook が停止、遅延、到達不能の間、そのポリシーは存在しないも同然で、攻撃者がその\
             状態を引き起こすこともできます。",
        ),
        fix: text(
            "Use `failurePolicy: Fail` with several replicas, a short timeout, and a \
             `namespaceSelector` that leaves its own namespace out.",
            "複数のレプリカ、短いタイムアウト、自身の名前空間を除外する `namespaceSelector` とと\
             もに、`failurePolicy: Fail` を使います。",
        ),
        fine: text(
            "It only gives advice, or something else enforces the same policy.",
            "助言だけを行う場合や、別の仕組みが同じポリシーを強制している場合は問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.1.12"),
            reference("mitre", "T1562"),
            reference("catalogue", "R35"),
        ],
    },
    run: Run::Object {
        of: &[("admissionregistration.k8s.io", "ValidatingWebhookConfiguration")],
        run,
    },
    fixtures: FIXTURES,
};

const OPEN: Text = text(
    "when webhook `{name}` does not answer, everything passes",
    "Webhook `{name}` が応答しないとき、すべてが通過します",
);

fn run(cx: &mut Cx<'_>, configuration: &Object) {
    let list = Route::keys(["webhooks"]);
    for (index, webhook) in configuration.value.items_at(&["webhooks"]).iter().enumerate() {
        // The default of v1beta1 was to ignore.
        let is_beta = configuration.api_version().ends_with("v1beta1");
        let policy = webhook.str_at(&["failurePolicy"]);
        if policy == Some("Ignore") || policy.is_none() && is_beta {
            let name = webhook.str_at(&["name"]).unwrap_or_default();
            let route = list.then(index).then("failurePolicy");
            let message = Message::new(OPEN).with("name", name);
            cx.report(cx.finding(configuration.place(route), message));
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingWebhookConfiguration
        metadata:
          name: policy
        webhooks:
          - name: policy.example.com
            failurePolicy: Ignore  # expect: webhook-fails-open
        ",
    ),
    Fixture::pass(
        "
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingWebhookConfiguration
        metadata:
          name: policy
        webhooks:
          - name: policy.example.com
            failurePolicy: Fail
        ",
    ),
];
