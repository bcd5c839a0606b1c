//! What is open to the outside.

use crate::exposure::{self, Way};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1421",
        slug: "workload-behind-public-route",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Audit,
        title: text(
            "Workload is opened by an Ingress or a route",
            "Ingress やルートによって公開されているワークロード",
        ),
        what: text(
            "Ingresses, routes of the Gateway API and virtual services of Istio that lead to a \
             Service whose pods are here.",
            "ここにある Service へ導く Ingress、Gateway API のルート、Istio の仮想サービス\
             を検出します。",
        ),
        why: text(
            "These are the workloads that an attacker meets first. They deserve the strictest \
             settings and the shortest time to patch.",
            "攻撃者が最初に出会うワークロードです。最も厳しい設定と、最も速いパッチ適用が求めら\
             れます。",
        ),
        fix: text(
            "Make sure that each is meant to be reached from outside, and that somebody checks \
             who asks.",
            "それぞれが外部から到達されるべきものであること、要求元の確認が行われることを確かめ\
             ます。",
        ),
        fine: text(
            "It is meant to be public. The finding is an inventory, not a fault.",
            "公開が意図されたものなら問題ありません。これは欠陥ではなく棚卸しです。",
        ),
        references: &[
            reference("nsa", "net"),
            reference("mitre", "T1133"),
            reference("catalogue", "N12"),
        ],
    },
    run: Run::World(run),
    fixtures: FIXTURES,
};

const OPEN: Text = text(
    "Service `{name}` is reached from outside through this {kind}",
    "Service `{name}` はこの {kind} を通じて外部から到達できます",
);
const WORKLOAD: Text = text("the workload", "公開されるワークロード");

fn run(cx: &mut Cx<'_>, snapshot: &Snapshot) {
    for object in snapshot.objects().iter().filter(|it| !snapshot.is_stood_for(it)) {
        let control = match exposure::way_in(object) {
            None => continue,
            Some(Way::Ingress) => &["C-0256", "exposure-to-internet"],
            Some(Way::Gateway) => &["C-0266", "exposure-to-internet-via-gateway-api"],
            Some(Way::Istio) => &["C-0266", "exposure-to-internet-via-istio-ingress"],
        };
        cx.subject(|cx| {
            for backend in exposure::backends(object) {
                let namespace = backend.namespace.as_deref();
                let service = snapshot.find("", "Service", namespace, &backend.name);
                let Some(service) = service else { continue };
                let message =
                    Message::new(OPEN).with("name", service.name()).with("kind", object.kind());
                let mut finding = cx.finding(object.place(backend.route), message);
                if let Some(pod) = exposure::pods_behind(snapshot, service).first() {
                    let place = pod.object.place(Route::keys(["metadata", "name"]));
                    finding = finding.related(place, Message::new(WORKLOAD));
                }
                let finding = control
                    .iter()
                    .fold(finding, |finding, control| finding.reference("kubescape", control));
                // One place is enough to tell that the object opens something.
                return cx.report(finding);
            }
        });
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
            - host: shop.example.com
              http:
                paths:
                  - path: /
                    backend:
                      service:
                        name: web  # expect: workload-behind-public-route
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
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
          labels:
            app: web
        spec:
          containers:
            - name: web
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
                    backend:
                      service:
                        name: other
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
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
          labels:
            app: web
        spec:
          containers:
            - name: web
        ",
    ),
];
