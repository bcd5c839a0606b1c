//! A rule for names that nobody thought of.

use crate::exposure::INGRESSES;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1424",
        slug: "ingress-wildcard-host",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text("Ingress takes every host", "すべてのホストを受け付ける Ingress"),
        what: text(
            "Rules of an Ingress without a host, with the host `*`, or with a wildcard such as \
             `*.example.com`. An Ingress with only a default back end is left out.",
            "ホストの指定がない、`*` である、または `*.example.com` のようなワイルドカードを持つ \
             Ingress のルールを検出します。既定のバックエンドだけの Ingress は対象外です。",
        ),
        why: text(
            "The rule answers for names that nobody thought of, those of other teams included, \
             and a request with any host reaches the workload.",
            "想定していない名前や他チームの名前にも応答し、どのホスト名の要求でもワークロードに\
             届きます。",
        ),
        fix: text("Name the hosts.", "ホスト名を列挙します。"),
        fine: text(
            "Tenants get names of their own below the domain, or one controller serves one \
             application only.",
            "ドメイン配下にテナントごとの名前を割り当てる場合や、コントローラーがひとつのアプリ\
             ケーション専用の場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "net"),
            reference("mitre", "T1557"),
            reference("gatekeeper", "block-wildcard-ingress"),
            reference("catalogue", "N16"),
        ],
    },
    run: Run::Object { of: INGRESSES, run },
    fixtures: FIXTURES,
};

const EVERY: Text =
    text("this rule answers for every host", "このルールはすべてのホストに応答します");
const WILDCARD: Text = text(
    "this rule answers for every host that fits `{host}`",
    "このルールは `{host}` に一致するすべてのホストに応答します",
);

fn run(cx: &mut Cx<'_>, ingress: &Object) {
    let rules = Route::keys(["spec", "rules"]);
    for (index, rule) in ingress.value.items_at(&["spec", "rules"]).iter().enumerate() {
        let host = rule.str_at(&["host"]).unwrap_or_default();
        let (template, severity) = match host {
            "" | "*" => (EVERY, Low),
            host if host.starts_with("*.") => (WILDCARD, Low),
            _ => continue,
        };
        let here = rules.then(index);
        let route = if host.is_empty() { here } else { here.then("host") };
        let message = Message::new(template).with("host", host);
        cx.report(cx.finding(ingress.place(route), message).severity(severity));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: web
          namespace: shop
        spec:
          rules:
            - host: '*.example.com'  # expect: ingress-wildcard-host
            - http:  # expect: ingress-wildcard-host
                paths: []
        ",
    ),
    Fixture::pass(
        "
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: web
          namespace: shop
        spec:
          rules:
            - host: shop.example.com
        ",
    ),
];
