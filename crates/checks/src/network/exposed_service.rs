//! A Service as a way in.

use crate::cidr::Cidr;
use crate::exposure;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1419",
        slug: "exposed-service",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "Service opens pods to the outside of the cluster",
            "Pod をクラスターの外に公開する Service",
        ),
        what: text(
            "Services of type `NodePort`, and of type `LoadBalancer` without an annotation that \
             keeps the load balancer internal. The Service of a well-known ingress controller or \
             gateway is of low severity: it is the way in.",
            "`NodePort` 型の Service と、ロードバランサーを内部に限定するアノテーションのない \
             `LoadBalancer` 型の Service を検出します。よく知られたイングレスコントローラーやゲートウェイの \
             Service は入口そのものなので、重大度を低くします。",
        ),
        why: text(
            "A node port is open on every node, a load balancer often on the internet. Both \
             pass traffic on as it comes, without TLS and without anybody who checks it.",
            "NodePort はすべてのノードで開き、ロードバランサーは多くの場合インターネットに公開さ\
             れます。どちらも TLS や検査なしに通信をそのまま渡します。",
        ),
        fix: text(
            "Use `ClusterIP` with an Ingress or a Gateway in front. Where a load balancer is \
             needed, make it internal or narrow it with `loadBalancerSourceRanges`.",
            "`ClusterIP` にして、前段に Ingress や Gateway を置きます。ロードバランサーが必要な\
             ら、内部に限定するか `loadBalancerSourceRanges` で送信元を絞ります。",
        ),
        fine: text(
            "It is the way in on purpose, as for an ingress controller.",
            "イングレスコントローラーのように、意図した入口であれば問題ありません。",
        ),
        references: &[
            reference("nsa", "net"),
            reference("mitre", "T1133"),
            reference("kube-linter", "exposed-services"),
            reference("kubescape", "C-0256"),
            reference("kubescape", "exposure-to-internet"),
            reference("kubescape", "C-0245"),
            reference("kubescape", "encrypt-traffic-to-https-load-balancers-with-tls-certificates"),
            reference("catalogue", "N10"),
        ],
    },
    run: Run::Object { of: &[("", "Service")], run },
    fixtures: FIXTURES,
};

const NODE_PORT: Text = text(
    "Service `{name}` opens a port on every node",
    "Service `{name}` はすべてのノードでポートを開きます",
);
const LOAD_BALANCER: Text = text(
    "Service `{name}` opens its pods through a load balancer to every address",
    "Service `{name}` はロードバランサーを通じて Pod をすべてのアドレスに公開します",
);
const NARROWED: Text = text(
    "Service `{name}` opens its pods through a load balancer to some addresses",
    "Service `{name}` はロードバランサーを通じて Pod を一部のアドレスに公開します",
);

fn run(cx: &mut Cx<'_>, service: &Object) {
    let kind = service.value.str_at(&["spec", "type"]).unwrap_or("ClusterIP");
    let place = service.place(Route::keys(["spec", "type"]));
    let severity = if leads_to_gateway(service) { Low } else { Medium };
    match kind {
        "NodePort" => {
            let message = Message::new(NODE_PORT).with("name", service.name());
            let finding = cx.finding(place, message).reference("kube-score", "Service Type");
            cx.report(finding.severity(severity));
        }
        "LoadBalancer" if !exposure::is_internal(service) => {
            let ranges = service.value.items_at(&["spec", "loadBalancerSourceRanges"]);
            let is_open = |range: &Value| {
                range.as_str().and_then(Cidr::parse).is_some_and(Cidr::is_everything)
            };
            if ranges.is_empty() || ranges.iter().any(is_open) {
                let message = Message::new(LOAD_BALANCER).with("name", service.name());
                cx.report(cx.finding(place, message).severity(severity));
            } else {
                let message = Message::new(NARROWED).with("name", service.name());
                cx.report(cx.finding(place, message).severity(Low));
            }
        }
        _ => {}
    }
}

/// Whether the pods behind a Service are those of an ingress controller or a gateway, whose work it is to
/// take requests from outside: by the labels that their charts and manifests give.
fn leads_to_gateway(service: &Object) -> bool {
    const NAMES: [&str; 14] = [
        "ingress-nginx",
        "nginx-ingress",
        "ingress-controller",
        "traefik",
        "kubernetes-ingress",
        "haproxy-ingress",
        "contour",
        "envoy",
        "emissary-ingress",
        "kong",
        "gateway",
        "istio-ingressgateway",
        "istio-ingress",
        "apisix",
    ];
    let selector = service.value.at(&["spec", "selector"]).unwrap_or(&Value::Null);
    let label = |key: &str| selector.field(key).and_then(Value::as_str);
    let is_named = ["app.kubernetes.io/name", "app"].into_iter().filter_map(label);
    is_named.into_iter().any(|name| NAMES.contains(&name))
        || label("istio").is_some_and(|name| name.contains("ingress"))
        || ["gateway.networking.k8s.io/gateway-name", "gateway.envoyproxy.io/owning-gateway-name"]
            .into_iter()
            .any(|key| label(key).is_some())
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Service
        metadata:
          name: web
        spec:
          type: NodePort  # expect: exposed-service
          ports:
            - port: 80
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: shop
        spec:
          type: LoadBalancer  # expect: exposed-service
          ports:
            - port: 80
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Service
        metadata:
          name: web
          annotations:
            service.beta.kubernetes.io/azure-load-balancer-internal: \"true\"
        spec:
          type: LoadBalancer
          ports:
            - port: 80
        ",
    ),
];
