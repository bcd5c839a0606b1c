//! Where TLS ends.

use crate::exposure::INGRESSES;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1433",
        slug: "plain-backend-behind-tls",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Audit,
        title: text("Traffic behind TLS goes on in clear text", "TLS 終端の先が平文になっている"),
        what: text(
            "Ingresses with TLS whose annotations do not ask for an encrypted connection to the \
             back end.",
            "TLS を設定しているものの、バックエンドへの暗号化接続をアノテーションで指定していな\
             い Ingress を検出します。",
        ),
        why: text(
            "TLS of an Ingress ends at its controller. From there to the pod everything crosses \
             the network of the cluster in clear text, unless a mesh or the network plugin \
             encrypts it.",
            "Ingress の TLS はコントローラーで終わります。そこから Pod まで、メッシュやネットワー\
             クプラグインが暗号化しない限り、通信は平文でクラスターのネットワークを流れます。",
        ),
        fix: text(
            "Serve TLS in the pod and say so with the annotation of the controller, or use a \
             mesh with mutual TLS, or an encrypting network plugin.",
            "Pod で TLS を提供してコントローラーのアノテーションで指定するか、相互 TLS のメッシ\
             ュ、または暗号化するネットワークプラグインを使います。",
        ),
        fine: text(
            "The network of the cluster is encrypted or trusted.",
            "クラスターのネットワークが暗号化されているか、信頼できる場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "enc"),
            reference("mitre", "T1557"),
            reference("catalogue", "N11"),
        ],
    },
    run: Run::Object { of: INGRESSES, run },
    fixtures: FIXTURES,
};

const PLAIN: Text = text(
    "TLS of Ingress `{name}` ends at the controller; from there to the pod nothing is encrypted \
     by it",
    "Ingress `{name}` の TLS はコントローラーで終わり、そこから Pod までは暗号化されません",
);

fn run(cx: &mut Cx<'_>, ingress: &Object) {
    if ingress.value.items_at(&["spec", "tls"]).is_empty() {
        return cx.not_applicable();
    }
    let is_encrypted = ingress.annotations().entries().any(|(key, value)| {
        let value = value.as_str().unwrap_or_default().to_ascii_lowercase();
        let is_protocol = key.contains("backend-protocol") || key.contains("serversscheme");
        is_protocol && matches!(value.as_str(), "https" | "grpcs" | "auto_http" | "h2-ssl")
            || key.ends_with("/ssl-passthrough") && value == "true"
            || key.ends_with("/secure-backends") && value == "true"
    });
    // A mesh encrypts by its own means.
    let mut meshes = cx.snapshot.objects().iter();
    if is_encrypted || meshes.any(|it| it.is("security.istio.io", "PeerAuthentication")) {
        return;
    }
    let place = ingress.place(Route::keys(["spec", "tls"]));
    cx.report(cx.finding(place, Message::new(PLAIN).with("name", ingress.name())));
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
          tls:  # expect: plain-backend-behind-tls
            - secretName: web-tls
        ",
    ),
    Fixture::pass(
        "
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: web
          namespace: shop
          annotations:
            nginx.ingress.kubernetes.io/backend-protocol: HTTPS
        spec:
          tls:
            - secretName: web-tls
        ",
    ),
];
