//! A rule that asks nobody who they are.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2019",
        slug: "istio-open-authorization",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "AuthorizationPolicy does not know its caller",
            "呼び出し元を確認しない AuthorizationPolicy",
        ),
        what: text(
            "Rules that allow without naming a caller: empty ones, those that decide by a \
             negated source address only, and those that take a header that anybody may send \
             for a credential.",
            "呼び出し元を特定せずに許可するルール（空のルール、送信元アドレスの否定だけで判断す\
             るルール、誰でも送れるヘッダーを資格情報とみなすルール）を検出します。",
        ),
        why: text(
            "An empty rule allows everything. Behind a proxy `source.ip` is the address of the \
             proxy. A header that only has to be there proves nothing, its content is not \
             checked. And once a policy that allows selects a workload, everything else is \
             denied, so it cannot limit a rate.",
            "空のルールはすべてを許可します。プロキシの背後では `source.ip` はプロキシのアドレス\
             です。存在するだけでよいヘッダーは内容が検査されず、何も証明しません。また、許可ポ\
             リシーがワークロードを選択すると他はすべて拒否されるため、流量制限には使えません。",
        ),
        fix: text(
            "Name principals or request principals, check tokens with a RequestAuthentication, \
             and limit rates with an EnvoyFilter or at the gateway.",
            "プリンシパルやリクエストプリンシパルを指定し、トークンは RequestAuthentication で検\
             証し、流量は EnvoyFilter やゲートウェイで制限します。",
        ),
        fine: text(
            "The workload is public on purpose.",
            "意図的に公開されたワークロードなら問題ありません。",
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

const EVERYTHING: Text =
    text("an empty rule allows every request", "空のルールはすべての要求を許可します");
const ADDRESS: Text = text(
    "whoever comes from another address passes: `{key}` is no identity, and this policy denies \
     all else instead of limiting it",
    "他のアドレスからなら誰でも通ります。`{key}` は身元ではなく、このポリシーは制限ではなく他の\
     すべてを拒否します",
);
const HEADER: Text = text(
    "`{key}` only has to be there; nothing checks what it says",
    "`{key}` は存在するだけでよく、内容は何も検査されません",
);

fn run(cx: &mut Cx<'_>, policy: &Object) {
    if !matches!(policy.value.str_at(&["spec", "action"]), None | Some("ALLOW")) {
        return;
    }
    let list = Route::keys(["spec", "rules"]);
    for (index, rule) in policy.value.items_at(&["spec", "rules"]).iter().enumerate() {
        let here = list.then(index);
        if rule.entries().all(|(_, value)| value.is_null()) {
            cx.report(cx.finding(policy.place(here), Message::new(EVERYTHING)));
            continue;
        }
        if !rule.items_at(&["from"]).is_empty() {
            continue;
        }
        for (index, condition) in rule.items_at(&["when"]).iter().enumerate() {
            let key = condition.str_at(&["key"]).unwrap_or_default();
            let values = condition.items_at(&["values"]);
            let is_negated = values.is_empty() && !condition.items_at(&["notValues"]).is_empty();
            let is_loose = |value: &Value| value.as_str().is_some_and(|it| it.ends_with('*'));
            let template = match key {
                "source.ip" | "remote.ip" if is_negated => ADDRESS,
                key if key.starts_with("request.headers[") && values.iter().any(is_loose) => HEADER,
                _ => continue,
            };
            let route = here.then("when").then(index).then("key");
            cx.report(cx.finding(policy.place(route), Message::new(template).with("key", key)));
        }
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
            - {}  # expect: istio-open-authorization
            - when:
                - key: request.headers[authorization]  # expect: istio-open-authorization
                  values: ['Bearer *']
            - to:
                - operation:
                    methods: [POST]
              when:
                - key: source.ip  # expect: istio-open-authorization
                  notValues: [10.0.0.0/8]
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
                    principals: [cluster.local/ns/shop/sa/front]
              when:
                - key: request.auth.claims[iss]
                  values: [https://accounts.example.com]
        ",
    ),
];
