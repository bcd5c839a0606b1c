//! A gate that may lock everybody out.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2004",
        slug: "webhook-for-everything",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "Webhook stands in the way of every request",
            "すべてのリクエストの経路にある Webhook",
        ),
        what: text(
            "Webhooks whose rules name all groups and all resources, with `failurePolicy: Fail` \
             and without a selector that leaves anything out.",
            "ルールがすべてのグループとリソースを対象とし、`failurePolicy: Fail` で、何も除外す\
             るセレクターのない Webhook を検出します。",
        ),
        why: text(
            "When it fails, nothing can be created or changed any more, its own pods and those \
             of the system included: the cluster cannot heal itself. It also sees every Secret.",
            "失敗すると、自身やシステムの Pod を含め、何も作成、変更できなくなり、クラスターは自\
             力で復旧できません。また、すべての Secret を受け取ります。",
        ),
        fix: text(
            "Name the resources that the policy is about, and leave out `kube-system` and its \
             own namespace.",
            "ポリシーの対象リソースを列挙し、`kube-system` と自身の名前空間を除外します。",
        ),
        fine: text(
            "It watches everything on purpose and runs outside of the cluster.",
            "意図的にすべてを監視し、クラスター外で動いている場合は問題ありません。",
        ),
        references: &[reference("cis-1.12", "5.1.12"), reference("catalogue", "R35")],
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

const ALL: Text = text(
    "webhook `{name}` must answer for every resource, those that mend the cluster included",
    "Webhook `{name}` は、クラスターの復旧に必要なものを含むすべてのリソースで応答を要求されます",
);

fn run(cx: &mut Cx<'_>, configuration: &Object) {
    let list = Route::keys(["webhooks"]);
    let has_star = |rule: &Value, field: &str| {
        rule.items_at(&[field]).iter().filter_map(Value::as_str).any(|it| it == "*" || it == "*/*")
    };
    for (index, webhook) in configuration.value.items_at(&["webhooks"]).iter().enumerate() {
        let narrows = |field: &str| webhook.field(field).is_some_and(|it| it.entries().count() > 0);
        if webhook.str_at(&["failurePolicy"]) == Some("Ignore")
            || narrows("namespaceSelector")
            || narrows("objectSelector")
            || !webhook.items_at(&["matchConditions"]).is_empty()
        {
            continue;
        }
        let mut rules = webhook.items_at(&["rules"]).iter().enumerate();
        let every = rules.find(|(_, it)| has_star(it, "apiGroups") && has_star(it, "resources"));
        if let Some((rule, _)) = every {
            let name = webhook.str_at(&["name"]).unwrap_or_default();
            let route = list.then(index).then("rules").then(rule).then("resources");
            let message = Message::new(ALL).with("name", name);
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
            failurePolicy: Fail
            rules:
              - apiGroups: ['*']
                apiVersions: ['*']
                operations: ['*']
                resources: ['*']  # expect: webhook-for-everything
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
            namespaceSelector:
              matchExpressions:
                - key: kubernetes.io/metadata.name
                  operator: NotIn
                  values: [kube-system]
            rules:
              - apiGroups: ['*']
                apiVersions: ['*']
                operations: ['*']
                resources: ['*']
        ",
    ),
];
