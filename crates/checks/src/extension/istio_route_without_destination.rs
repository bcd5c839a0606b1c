//! A route without an end.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2020",
        slug: "istio-route-without-destination",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "Route of a VirtualService leads nowhere",
            "行き先のない VirtualService のルート",
        ),
        what: text(
            "HTTP routes of Istio without `route`, `redirect`, `directResponse` or `delegate`.",
            "`route`、`redirect`、`directResponse`、`delegate` のいずれもない Istio の HTTP ルー\
             トを検出します。",
        ),
        why: text(
            "The webhook of Istio refuses the object, so the rules in it, a fault that is meant \
             to block somebody included, are not in force.",
            "Istio の Webhook がオブジェクトを拒否するため、遮断のための fault も含め、すべての\
             ルールが効力を持ちません。",
        ),
        fix: text(
            "Add a destination; a fault is injected on the way there. Whoever wants to block \
             requests uses an AuthorizationPolicy.",
            "宛先を追加します。fault はその経路で注入されます。要求を遮断するには \
             AuthorizationPolicy を使います。",
        ),
        fine: text("Never on purpose.", "意図的にこうする理由はありません。"),
        references: &[reference("nsa", "net"), reference("catalogue", "M02")],
    },
    run: Run::Object { of: &[("networking.istio.io", "VirtualService")], run },
    fixtures: FIXTURES,
};

const NOWHERE: Text = text(
    "this route has no destination, so Istio refuses the whole object",
    "このルートには宛先がないため、Istio はオブジェクト全体を拒否します",
);

fn run(cx: &mut Cx<'_>, service: &Object) {
    let list = Route::keys(["spec", "http"]);
    for (index, rule) in service.value.items_at(&["spec", "http"]).iter().enumerate() {
        let leads = |field: &&str| rule.field(field).is_some();
        if !["route", "redirect", "directResponse", "delegate"].iter().any(leads) {
            cx.report(cx.finding(service.place(list.then(index)), Message::new(NOWHERE)));
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata:
          name: web
        spec:
          http:
            - fault:  # expect: istio-route-without-destination
                abort:
                  httpStatus: 403
        ",
    ),
    Fixture::pass(
        "
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata:
          name: web
        spec:
          http:
            - route:
                - destination:
                    host: web
        ",
    ),
];
