//! Two Ingresses for one name.

use std::collections::HashMap;

use crate::exposure::is_ingress;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1425",
        slug: "duplicate-ingress-host",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "Two Ingresses answer for the same host and path",
            "同じホストとパスに応答する Ingress が複数ある",
        ),
        what: text(
            "Ingresses of one class in different namespaces or under different names that claim \
             the same host and path.",
            "同じクラスの複数の Ingress が、同じホストとパスを扱っている状態を検出します。",
        ),
        why: text(
            "Which of them answers is up to the controller, usually the older one. Whoever may \
             create an Ingress may take over part of somebody else's site.",
            "どちらが応答するかはコントローラー次第で、多くの場合は古い方です。Ingress を作成で\
             きる者が、他者のサイトの一部を乗っ取れる可能性があります。",
        ),
        fix: text(
            "Give each host to one namespace, and refuse others at admission.",
            "ホストごとに名前空間をひとつに定め、それ以外をアドミッションで拒否します。",
        ),
        fine: text(
            "One of them is a canary of the other.",
            "片方がもう片方のカナリアであれば問題ありません。",
        ),
        references: &[
            reference("nsa", "net"),
            reference("mitre", "T1557"),
            reference("gatekeeper", "uniqueingresshost"),
            reference("catalogue", "N16"),
        ],
    },
    run: Run::World(run),
    fixtures: FIXTURES,
};

const TWICE: Text = text(
    "`{host}{path}` is claimed by another Ingress too",
    "`{host}{path}` は別の Ingress も扱っています",
);
const FIRST: Text = text("the other Ingress", "もう一方の Ingress");

fn run(cx: &mut Cx<'_>, snapshot: &Snapshot) {
    let mut first: HashMap<(String, String, String), &Object> = HashMap::new();
    for ingress in snapshot.objects().iter().filter(|it| is_ingress(it)) {
        let annotation = |key: &str| ingress.annotations().field(key).and_then(Value::as_str);
        if annotation("nginx.ingress.kubernetes.io/canary") == Some("true") {
            continue;
        }
        let class = ingress.value.str_at(&["spec", "ingressClassName"]);
        let class = class.or(annotation("kubernetes.io/ingress.class")).unwrap_or_default();
        let rules = Route::keys(["spec", "rules"]);
        cx.subject(|cx| {
            for (index, rule) in ingress.value.items_at(&["spec", "rules"]).iter().enumerate() {
                let Some(host) = rule.str_at(&["host"]) else { continue };
                if !is_name(host) {
                    cx.unknown();
                    continue;
                }
                for path in rule.items_at(&["http", "paths"]) {
                    let path = path.str_at(&["path"]).unwrap_or("/");
                    let key = (class.to_owned(), host.to_owned(), path.to_owned());
                    let other = *first.entry(key).or_insert(ingress);
                    if std::ptr::eq(other, ingress) || is_same(other, ingress) {
                        continue;
                    }
                    let message = Message::new(TWICE).with("host", host).with("path", path);
                    let place = ingress.place(rules.then(index).then("host"));
                    let rule = other.place(Route::keys(["metadata", "name"]));
                    let mut finding = cx.finding(place, message).related(rule, Message::new(FIRST));
                    // Files may hold alternatives of which only one is ever applied.
                    let namespace = ingress.namespace();
                    if snapshot.completeness("Ingress", namespace) == Completeness::Closed {
                        finding = finding.confidence(Confidence::High);
                    }
                    return cx.report(finding);
                }
            }
        });
    }
}

/// Whether a host is a name, and not a mark that something else puts one in for.
fn is_name(host: &str) -> bool {
    !host.is_empty()
        && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '*'))
}

/// Whether two manifests describe one object.
fn is_same(one: &Object, other: &Object) -> bool {
    one.namespace() == other.namespace() && one.name() == other.name()
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
            - host: shop.example.com
              http:
                paths:
                  - path: /
        ---
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: web
          namespace: other
        spec:
          rules:
            - host: shop.example.com  # expect: duplicate-ingress-host
              http:
                paths:
                  - path: /
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
              http:
                paths:
                  - path: /
        ---
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: api
          namespace: shop
        spec:
          rules:
            - host: shop.example.com
              http:
                paths:
                  - path: /api
        ",
    ),
    Fixture::unknown(
        "
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: web
        spec:
          rules:
            - host: __HOST__
              http:
                paths:
                  - path: /
        ---
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: other
        spec:
          rules:
            - host: __HOST__
              http:
                paths:
                  - path: /
        ",
    ),
];
