//! An Ingress that leads nowhere.

use crate::exposure::{self, INGRESSES};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1422",
        slug: "ingress-backend-missing",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Reliability,
        title: text(
            "Ingress leads to a Service that does not exist",
            "存在しない Service を指す Ingress",
        ),
        what: text(
            "Back ends of an Ingress whose Service is not in its namespace, or that name none \
             at all, as fields of an older API version do.",
            "名前空間に Service が存在しない Ingress のバックエンドと、古い API バージョンのフィー\
             ルドのように Service を指定していないバックエンドを検出します。",
        ),
        why: text(
            "Requests fail, and whoever may create a Service in the namespace can answer them \
             under the public name.",
            "要求は失敗します。さらに、この名前空間に Service を作成できる者は、公開された名前で\
             応答できます。",
        ),
        fix: text(
            "Correct the name, move both into one namespace, or remove the path.",
            "名前を修正するか、両者を同じ名前空間に置くか、パスを削除します。",
        ),
        fine: text(
            "The Service is deployed from elsewhere.",
            "Service が別の場所からデプロイされる場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "net"),
            reference("kubescape", "C-0298"),
            reference("kubescape", "dangling-ingress-backend"),
            reference("kube-linter", "dangling-ingress"),
            reference("kube-score", "Ingress targets Service"),
            reference("catalogue", "N13"),
        ],
    },
    run: Run::Object { of: INGRESSES, run },
    fixtures: FIXTURES,
};

const MISSING: Text = text(
    "Service `{name}` is not in the namespace of the Ingress",
    "Service `{name}` は Ingress の名前空間にありません",
);
const OLD_FORM: Text = text(
    "the back end `{name}` is written in fields that networking.k8s.io/v1 does not have: write \
     `service.name` and `service.port`",
    "バックエンド `{name}` は networking.k8s.io/v1 にないフィールドで書かれています。\
     `service.name` と `service.port` を使ってください",
);
const ELSEWHERE: Text = text(
    "a Service of that name, in another namespace",
    "同じ名前の Service が別の名前空間にあります",
);

fn run(cx: &mut Cx<'_>, ingress: &Object) {
    let is_v1 = ingress.api_version() == "networking.k8s.io/v1";
    let mut told: Vec<String> = Vec::new();
    for backend in exposure::backends(ingress) {
        let namespace = ingress.namespace();
        if is_v1 && backend.is_old_form {
            let message = Message::new(OLD_FORM).with("name", &backend.name);
            cx.report(cx.finding(ingress.place(backend.route), message));
            continue;
        }
        let is_here = cx.snapshot.find("", "Service", namespace, &backend.name).is_some();
        // Names that a controller makes up for its own actions are no Services.
        let is_action = ingress
            .annotations()
            .field(&format!("alb.ingress.kubernetes.io/actions.{}", backend.name))
            .is_some();
        if is_here || is_action || told.contains(&backend.name) || backend.name.contains('$') {
            continue;
        }
        let Some(confidence) = cx.absence("Service", namespace) else {
            cx.unknown();
            continue;
        };
        let message = Message::new(MISSING).with("name", &backend.name);
        let mut finding = cx.finding(ingress.place(backend.route), message).confidence(confidence);
        let mut others = cx.snapshot.of_kind("", "Service");
        if let Some(other) = others.find(|service| service.name() == backend.name) {
            let place = other.place(Route::keys(["metadata", "namespace"]));
            finding = finding.related(place, Message::new(ELSEWHERE));
        }
        cx.report(finding);
        told.push(backend.name);
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
          defaultBackend:
            service:
              name: lost  # expect: ingress-backend-missing
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
    Fixture::fail(
        "
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: web
          namespace: shop
        spec:
          rules:
            - http:
                paths:
                  - path: /
                    backend:
                      serviceName: web  # expect: ingress-backend-missing
                      servicePort: 80
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
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: web
          namespace: shop
        spec:
          defaultBackend:
            service:
              name: web
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
