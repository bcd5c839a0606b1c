//! What stands between users and the cluster.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2002",
        slug: "admission-webhook",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text(
            "Admission webhook in the way of requests",
            "リクエストの経路にあるアドミッション Webhook",
        ),
        what: text(
            "Every validating and mutating webhook configuration: an inventory for review.",
            "検証用および変更用の Webhook 設定をすべて列挙します。レビューのための棚卸しです。",
        ),
        why: text(
            "A webhook sees every object that its rules name, Secrets included, and a mutating \
             one may change it. A webhook that an attacker registers is a way to read \
             everything and to stay.",
            "Webhook はルールに該当するオブジェクトを Secret も含めてすべて受け取り、変更用の \
             Webhook は内容を書き換えられます。攻撃者が登録した Webhook は、すべてを読み取り、居\
             座り続ける手段になります。",
        ),
        fix: text(
            "Make sure that each is known, that its rules are as narrow as its task, and that \
             few may edit it.",
            "それぞれが既知であること、ルールが目的に必要な範囲に絞られていること、編集できる者\
             が少数であることを確かめます。",
        ),
        fine: text(
            "It belongs to a component that you installed. The finding is an inventory, not a \
             fault.",
            "導入したコンポーネントのものであれば問題ありません。これは欠陥ではなく棚卸しです。",
        ),
        references: &[
            reference("cis-1.12", "5.1.12"),
            reference("mitre", "T1556"),
            reference("catalogue", "R35"),
        ],
    },
    run: Run::Object {
        of: &[
            ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"),
            ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"),
        ],
        run,
    },
    fixtures: FIXTURES,
};

const PRESENT: Text = text(
    "`{name}` sends objects to {count} webhooks before they are stored",
    "`{name}` は保存前のオブジェクトを {count} 個の Webhook に送ります",
);

fn run(cx: &mut Cx<'_>, configuration: &Object) {
    let count = configuration.value.items_at(&["webhooks"]).len();
    let is_mutating = configuration.kind() == "MutatingWebhookConfiguration";
    let controls = if is_mutating {
        ["C-0039", "list-all-mutating-webhooks"]
    } else {
        ["C-0036", "list-all-validating-webhooks"]
    };
    let message =
        Message::new(PRESENT).with("name", configuration.name()).with("count", count.to_string());
    let place = configuration.place(Route::keys(["webhooks"]));
    let finding = cx.finding(place, message);
    cx.report(controls.iter().fold(finding, |it, control| it.reference("kubescape", control)));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingWebhookConfiguration
        metadata:
          name: policy
        webhooks:  # expect: admission-webhook
          - name: policy.example.com
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: settings
        ",
    ),
];
