//! A certificate that is not there.

use crate::exposure;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1431",
        slug: "tls-secret-missing",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Reliability,
        title: text(
            "Secret of a certificate is not in the namespace",
            "証明書の Secret が名前空間にない",
        ),
        what: text(
            "Secrets that an Ingress or a Gateway uses for TLS and that nothing in the \
             namespace is or makes: no Secret, no Certificate of cert-manager, no \
             ExternalSecret, no SealedSecret. An Ingress whose annotations name an issuer of \
             cert-manager gets its Secret made.",
            "Ingress や Gateway が TLS に使う Secret のうち、名前空間に Secret も、それを作成す\
             る cert-manager の Certificate、ExternalSecret、SealedSecret もないものを検出します。\
             アノテーションで cert-manager の発行者を指定した Ingress では Secret が自動作成され\
             ます。",
        ),
        why: text(
            "A Secret in another namespace is not found. The controller then answers with a \
             certificate that no client trusts, or not at all.",
            "別の名前空間にある Secret は参照できません。コントローラーはクライアントが信頼しな\
             い証明書で応答するか、応答しません。",
        ),
        fix: text(
            "Put the Secret into the namespace of the Ingress, or have cert-manager make it.",
            "Ingress と同じ名前空間に Secret を置くか、cert-manager に作成させます。",
        ),
        fine: text(
            "The Secret is made outside of these files.",
            "Secret がここにない方法で作成される場合は問題ありません。",
        ),
        references: &[reference("nsa", "enc"), reference("catalogue", "N11")],
    },
    run: Run::Object { of: exposure::TLS_ENDS, run },
    fixtures: FIXTURES,
};

const MISSING: Text = text(
    "nothing in this namespace is or makes Secret `{name}`",
    "この名前空間には Secret `{name}` も、それを作成するものもありません",
);
const ELSEWHERE: Text = text(
    "a Secret of that name, in another namespace",
    "同じ名前の Secret が別の名前空間にあります",
);

fn run(cx: &mut Cx<'_>, object: &Object) {
    let issued =
        ["cert-manager.io/cluster-issuer", "cert-manager.io/issuer", "kubernetes.io/tls-acme"];
    if issued.iter().any(|key| object.annotations().field(key).is_some()) {
        return;
    }
    for (name, namespace, route) in exposure::tls_secrets(object) {
        if exposure::is_made(cx.snapshot, namespace, name) || name.contains('$') {
            continue;
        }
        let Some(confidence) = cx.absence("Secret", namespace) else {
            cx.unknown();
            continue;
        };
        let message = Message::new(MISSING).with("name", name);
        let mut finding = cx.finding(object.place(route), message).confidence(confidence);
        let mut secrets = cx.snapshot.of_kind("", "Secret");
        if let Some(other) = secrets.find(|secret| secret.name() == name) {
            let place = other.place(Route::keys(["metadata", "namespace"]));
            finding = finding.related(place, Message::new(ELSEWHERE));
        }
        cx.report(finding);
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
          tls:
            - secretName: web-tls  # expect: tls-secret-missing
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
          tls:
            - secretName: web-tls
        ---
        apiVersion: cert-manager.io/v1
        kind: Certificate
        metadata:
          name: web
          namespace: shop
        spec:
          secretName: web-tls
        ",
    ),
];
