//! A dash that turns AND into OR.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2018",
        slug: "istio-authorization-split",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "Conditions of an AuthorizationPolicy stand in separate rules",
            "条件が別々のルールに分かれた AuthorizationPolicy",
        ),
        what: text(
            "Policies of Istio that allow and whose list of rules has one rule with only \
             `from`, another with only `to` or only `when`.",
            "許可を行う Istio のポリシーで、`from` だけのルールと、`to` だけまたは `when` だけの\
             ルールが別々に並んでいるものを検出します。",
        ),
        why: text(
            "Rules are alternatives: a request that fits any one of them passes. A stray dash \
             turns \"this caller AND this path\" into \"this caller OR this path\".",
            "ルールはいずれかひとつに一致すれば通ります。余分なハイフンひとつで「この呼び出し元\
             かつこのパス」が「この呼び出し元またはこのパス」になります。",
        ),
        fix: text(
            "Write `from`, `to` and `when` into one list element.",
            "`from`、`to`、`when` をリストのひとつの要素にまとめます。",
        ),
        fine: text(
            "Each of them alone is meant to be enough.",
            "それぞれ単独で許可する意図であれば問題ありません。",
        ),
        references: &[
            reference("nsa", "authz"),
            reference("mitre", "T1562"),
            reference("catalogue", "M02"),
        ],
    },
    run: Run::Object { of: &[("security.istio.io", "AuthorizationPolicy")], run },
    fixtures: FIXTURES,
};

const SPLIT: Text = text(
    "this rule of `{name}` lets any caller pass: rules are alternatives",
    "`{name}` のこのルールは、どの呼び出し元でも通します。ルールはいずれかひとつで足ります",
);

fn run(cx: &mut Cx<'_>, policy: &Object) {
    if !matches!(policy.value.str_at(&["spec", "action"]), None | Some("ALLOW")) {
        return;
    }
    let rules = policy.value.items_at(&["spec", "rules"]);
    let only = |rule: &Value, field: &str| {
        rule.field(field).is_some() && rule.entries().filter(|(_, it)| !it.is_null()).count() == 1
    };
    let has_caller = rules.iter().any(|rule| only(rule, "from"));
    let loose = rules.iter().position(|rule| only(rule, "to") || only(rule, "when"));
    if let Some(index) = loose.filter(|_| has_caller) {
        let route = Route::keys(["spec", "rules"]).then(index);
        let message = Message::new(SPLIT).with("name", policy.name());
        cx.report(cx.finding(policy.place(route), message));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata:
          name: web
          namespace: shop
        spec:
          rules:
            - from:
                - source:
                    namespaces: [front]
            - to:  # expect: istio-authorization-split
                - operation:
                    methods: [GET]
        ",
    ),
    Fixture::pass(
        "
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata:
          name: web
          namespace: shop
        spec:
          rules:
            - from:
                - source:
                    namespaces: [front]
              to:
                - operation:
                    methods: [GET]
        ",
    ),
];
