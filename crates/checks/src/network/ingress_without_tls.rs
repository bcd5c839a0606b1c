//! An object's own fields: an Ingress that takes requests in clear text.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1403",
        slug: "ingress-without-tls",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Security,
        title: text("Ingress serves without TLS", "Ingress が TLS なしで公開されている"),
        what: text(
            "Ingresses without `spec.tls`, and hosts of an Ingress that none of its `tls` entries names. \
             Annotations by which a controller gets its certificate elsewhere count as TLS; solvers of \
             ACME challenges are left out.",
            "`spec.tls` のない Ingress と、`tls` のどの項目にも含まれないホストを検出します。証明書を別の方法で与えるコントローラーの\
             アノテーションは TLS とみなし、ACME チャレンジ用の Ingress は対象外です。",
        ),
        why: text(
            "Passwords, cookies and tokens cross the network in clear text, and whoever sits in between \
             can read and change them.",
            "パスワード、Cookie、トークンが平文でネットワークを流れ、経路上の第三者が読み取り、改ざんできます。",
        ),
        fix: text(
            "Add `spec.tls` with the hosts and the Secret of their certificate; cert-manager fills the Secret \
             if the Ingress names an issuer.",
            "ホストと証明書の Secret を指定した `spec.tls` を追加します。Ingress に発行者を指定すれば cert-manager が Secret を\
             用意します。",
        ),
        fine: text(
            "A load balancer or mesh in front of the controller ends TLS, or the controller has a default \
             certificate and redirects all clear text.",
            "前段のロードバランサーやメッシュが TLS を終端する場合や、コントローラーが既定の証明書を持ち平文をすべてリダイレクトする\
             場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "enc"),
            reference("mitre", "T1557"),
            reference("kubescape", "C-0263"),
            reference("kubescape", "ingress-no-tls"),
            reference("kubescape", "C-0245"),
            reference("kubescape", "encrypt-traffic-to-https-load-balancers-with-tls-certificates"),
            reference("catalogue", "N11"),
            reference("polaris", "tlsSettingsMissing"),
            reference("gatekeeper", "httpsonly"),
        ],
    },
    run: Run::Object { of: &[("networking.k8s.io", "Ingress"), ("extensions", "Ingress")], run },
    fixtures: FIXTURES,
};

const NO_TLS: Text = text(
    "Ingress `{name}` takes requests in clear text: it has no `tls`",
    "Ingress `{name}` には `tls` がなく、平文のリクエストを受け付けます",
);
const NOT_COVERED: Text = text(
    "host `{host}` is served in clear text: no `tls` entry names it",
    "ホスト `{host}` はどの `tls` 項目にも含まれず、平文で公開されます",
);
const TLS: Text = text("the hosts with TLS", "TLS が設定されたホスト");

/// Annotations by which controllers get a certificate, or pass TLS through: the key, and what the
/// value must contain.
const ELSEWHERE: [(&str, &str); 12] = [
    ("alb.ingress.kubernetes.io/certificate-arn", ""),
    ("alb.ingress.kubernetes.io/listen-ports", "HTTPS"),
    ("networking.gke.io/managed-certificates", ""),
    ("networking.gke.io/v1beta1.FrontendConfig", ""),
    ("ingress.gcp.kubernetes.io/pre-shared-cert", ""),
    ("appgw.ingress.kubernetes.io/appgw-ssl-certificate", ""),
    ("traefik.ingress.kubernetes.io/router.tls", "true"),
    ("traefik.ingress.kubernetes.io/router.entrypoints", "websecure"),
    ("nginx.ingress.kubernetes.io/ssl-passthrough", "true"),
    ("haproxy.org/ssl-passthrough", "true"),
    ("haproxy-ingress.github.io/ssl-passthrough", "true"),
    ("route.openshift.io/termination", ""),
];

fn run(cx: &mut Cx<'_>, ingress: &Object) {
    if ingress.labels().field("acme.cert-manager.io/http01-solver").is_some() {
        return cx.not_applicable();
    }
    let annotations = ingress.annotations();
    let has_tls_elsewhere = ELSEWHERE.iter().any(|(key, part)| {
        annotations.field(key).and_then(Value::as_str).is_some_and(|value| value.contains(part))
    });
    if has_tls_elsewhere {
        return;
    }
    let tls = ingress.value.items_at(&["spec", "tls"]);
    let rules = ingress.value.items_at(&["spec", "rules"]);
    if tls.is_empty() {
        let place = ingress.place(Route::keys(["spec", "tls"]));
        let message = Message::new(NO_TLS).with("name", ingress.name());
        return cx.report(cx.finding(place, message));
    }
    // An entry without hosts serves whatever comes.
    if tls.iter().any(|entry| entry.items_at(&["hosts"]).is_empty()) {
        return;
    }
    let is_covered = |host: &str| {
        let names = tls.iter().flat_map(|entry| entry.items_at(&["hosts"]));
        names.filter_map(Value::as_str).any(|name| covers(name, host))
    };
    for (index, rule) in rules.iter().enumerate() {
        let Some(host) = rule.str_at(&["host"]).filter(|host| !host.is_empty()) else { continue };
        if !is_covered(host) {
            let route = Route::keys(["spec", "rules"]).then(index).then("host");
            let finding = cx
                .finding(ingress.place(route), Message::new(NOT_COVERED).with("host", host))
                .related(ingress.place(Route::keys(["spec", "tls"])), Message::new(TLS));
            cx.report(finding);
        }
    }
}

/// Whether a certificate's name, `*.example.com` perhaps, is one for a host.
fn covers(name: &str, host: &str) -> bool {
    if name.eq_ignore_ascii_case(host) || name.contains(['$', '{']) || host.contains(['$', '{']) {
        return true;
    }
    match (name.strip_prefix("*."), host.split_once('.')) {
        (Some(domain), Some((_, parent))) => domain.eq_ignore_ascii_case(parent),
        _ => false,
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: web
        spec:  # expect: ingress-without-tls
          rules:
            - host: shop.example.com
        ",
    ),
    Fixture::fail(
        "
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: web
        spec:
          tls:
            - hosts: [shop.example.com]
              secretName: shop-tls
          rules:
            - host: shop.example.com
            - host: admin.shop.example.com  # expect: ingress-without-tls
        ",
    ),
    Fixture::pass(
        "
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: web
        spec:
          tls:
            - hosts: ['*.example.com']
              secretName: shop-tls
          rules:
            - host: shop.example.com
        ",
    ),
    Fixture::pass(
        "
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: web
          annotations:
            alb.ingress.kubernetes.io/certificate-arn: arn:aws:acm:eu-west-1:1:certificate/2
        spec:
          rules:
            - host: shop.example.com
        ",
    ),
];
