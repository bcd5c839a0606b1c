//! Port 443 without TLS.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2201",
        slug: "aws-load-balancer-without-certificate",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "Load balancer of AWS has no certificate on its TLS port",
            "TLS ポートに証明書のない AWS のロードバランサー",
        ),
        what: text(
            "Services of type `LoadBalancer` with annotations of AWS and port 443, without \
             `aws-load-balancer-ssl-cert`, whose back end speaks plain HTTP or TCP without \
             anything that tells that it ends TLS itself.",
            "AWS のアノテーションと 443 番ポートを持つ `LoadBalancer` 型の Service で、\
             `aws-load-balancer-ssl-cert` がなく、バックエンドが自身で TLS を終端することも示さ\
             れていないものを検出します。",
        ),
        why: text(
            "Port 443 then passes clear text on to the pods, although clients expect TLS there.",
            "クライアントは TLS を期待しますが、443 番ポートは平文を Pod に渡します。",
        ),
        fix: text(
            "Name a certificate of ACM in \
             `service.beta.kubernetes.io/aws-load-balancer-ssl-cert`.",
            "`service.beta.kubernetes.io/aws-load-balancer-ssl-cert` に ACM の証明書を指定します。",
        ),
        fine: text(
            "The pods end TLS themselves; say so with backend protocol `ssl` or `tcp`.",
            "Pod 自身が TLS を終端する場合は、バックエンドプロトコルに `ssl` や `tcp` を指定して\
             ください。",
        ),
        references: &[
            reference("nsa", "enc"),
            reference("mitre", "T1557"),
            reference("kubescape", "C-0231"),
            reference("kubescape", "ensure-https-loadbalancers-encrypted-with-tls-aws"),
            reference("catalogue", "K06"),
        ],
    },
    run: Run::Object { of: &[("", "Service")], run },
    fixtures: FIXTURES,
};

const NONE: Text = text(
    "the load balancer of Service `{name}` has no certificate for this port",
    "Service `{name}` のロードバランサーには、このポートの証明書がありません",
);

const PREFIX: &str = "service.beta.kubernetes.io/aws-load-balancer-";

fn run(cx: &mut Cx<'_>, service: &Object) {
    if service.value.str_at(&["spec", "type"]) != Some("LoadBalancer") {
        return cx.not_applicable();
    }
    let mut annotations = service.annotations().entries();
    if !annotations.any(|(key, _)| key.starts_with(PREFIX)) {
        return cx.not_applicable();
    }
    drop(annotations);
    let annotation = |name: &str| {
        service.annotations().field(&format!("{PREFIX}{name}")).and_then(Value::as_str)
    };
    let ends_tls_itself = matches!(annotation("backend-protocol"), Some("ssl" | "tcp" | "https"));
    if annotation("ssl-cert").is_some() || ends_tls_itself {
        return;
    }
    let list = Route::keys(["spec", "ports"]);
    for (index, port) in service.value.items_at(&["spec", "ports"]).iter().enumerate() {
        if port.i64_at(&["port"]) == Some(443) {
            let message = Message::new(NONE).with("name", service.name());
            cx.report(cx.finding(service.place(list.then(index).then("port")), message));
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Service
        metadata:
          name: web
          annotations:
            service.beta.kubernetes.io/aws-load-balancer-backend-protocol: http
        spec:
          type: LoadBalancer
          ports:
            - port: 443  # expect: aws-load-balancer-without-certificate
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Service
        metadata:
          name: web
          annotations:
            service.beta.kubernetes.io/aws-load-balancer-backend-protocol: http
            service.beta.kubernetes.io/aws-load-balancer-ssl-cert: arn:aws:acm:eu-west-1:1:certificate/2
        spec:
          type: LoadBalancer
          ports:
            - port: 443
        ",
    ),
];
