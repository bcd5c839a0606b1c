//! A route that leads nowhere.

use crate::exposure;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1423",
        slug: "route-backend-missing",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Reliability,
        title: text(
            "Route leads to a Service that does not exist",
            "存在しない Service を指すルート",
        ),
        what: text(
            "Routes of the Gateway API whose back end is not in the namespace that it is looked \
             for in, and virtual services of Istio whose destination is a Service of this \
             cluster that is not here.",
            "参照先の名前空間にバックエンドがない Gateway API のルートと、宛先がこのクラスターの \
             Service でありながら存在しない Istio の仮想サービスを検出します。",
        ),
        why: text(
            "Requests are answered with an error, and whoever may create the Service takes them \
             over.",
            "要求にはエラーが返ります。さらに、その Service を作成できる者が要求を横取りできます。",
        ),
        fix: text(
            "Correct the name or the namespace; a back end in another namespace needs a \
             ReferenceGrant there.",
            "名前または名前空間を修正します。別の名前空間のバックエンドには、そこに \
             ReferenceGrant が必要です。",
        ),
        fine: text(
            "The Service is deployed from elsewhere.",
            "Service が別の場所からデプロイされる場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "net"),
            reference("kubescape", "C-0302"),
            reference("kubescape", "dangling-gateway-backend"),
            reference("catalogue", "N13"),
        ],
    },
    run: Run::Object { of: exposure::ROUTES, run },
    fixtures: FIXTURES,
};

const MISSING: Text = text(
    "Service `{name}` is not where the route looks for it",
    "Service `{name}` はルートが参照する場所にありません",
);

fn run(cx: &mut Cx<'_>, route: &Object) {
    if exposure::way_in(route).is_none() {
        return cx.not_applicable();
    }
    let mut told: Vec<String> = Vec::new();
    for backend in exposure::backends(route) {
        let namespace = backend.namespace.as_deref();
        let is_here = cx.snapshot.find("", "Service", namespace, &backend.name).is_some();
        if is_here || told.contains(&backend.name) || backend.name.contains('$') {
            continue;
        }
        let Some(confidence) = cx.absence("Service", namespace) else {
            cx.unknown();
            continue;
        };
        let message = Message::new(MISSING).with("name", &backend.name);
        cx.report(cx.finding(route.place(backend.route), message).confidence(confidence));
        told.push(backend.name);
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata:
          name: web
          namespace: shop
        spec:
          rules:
            - backendRefs:
                - name: lost  # expect: route-backend-missing
                  port: 80
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: web
          namespace: shop
        spec:
          selector:
            app: web
          ports:
            - port: 80
        ",
    ),
    Fixture::pass(
        "
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata:
          name: web
          namespace: shop
        spec:
          hosts: [shop.example.com]
          http:
            - route:
                - destination:
                    host: web.shop.svc.cluster.local
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: web
          namespace: shop
        spec:
          selector:
            app: web
          ports:
            - port: 80
        ",
    ),
];
