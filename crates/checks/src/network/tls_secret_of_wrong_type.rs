//! A certificate that is not recognised as one.

use crate::exposure;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1430",
        slug: "tls-secret-of-wrong-type",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Security,
        title: text("Secret of a certificate has another type", "証明書の Secret の型が異なる"),
        what: text(
            "Secrets that an Ingress or a Gateway uses for TLS and whose type is not \
             `kubernetes.io/tls`, or that lack `tls.crt` or `tls.key`.",
            "Ingress や Gateway が TLS に使う Secret のうち、型が `kubernetes.io/tls` でないもの、\
             `tls.crt` または `tls.key` を欠くものを検出します。",
        ),
        why: text(
            "The API server checks certificate and key of that type only. Many controllers \
             refuse others and answer with a self-signed certificate.",
            "API サーバーはこの型の場合だけ証明書と鍵を検査します。多くのコントローラーは他の型\
             を拒否し、自己署名証明書で応答します。",
        ),
        fix: text(
            "Create the Secret anew with `kubectl create secret tls`; the type of a Secret \
             cannot be changed.",
            "`kubectl create secret tls` で Secret を作り直します。Secret の型は変更できません。",
        ),
        fine: text(
            "The controller reads the type that is used.",
            "コントローラーがその型を読み取れる場合は問題ありません。",
        ),
        references: &[reference("nsa", "enc"), reference("catalogue", "N11")],
    },
    run: Run::Object { of: exposure::TLS_ENDS, run },
    fixtures: FIXTURES,
};

const TYPE: Text = text(
    "Secret `{name}` is of type `{kind}`, not `kubernetes.io/tls`",
    "Secret `{name}` の型は `kubernetes.io/tls` ではなく `{kind}` です",
);
const KEY: Text =
    text("Secret `{name}` has no `{key}`", "Secret `{name}` には `{key}` がありません");
const SECRET: Text = text("the Secret", "対象の Secret");

fn run(cx: &mut Cx<'_>, object: &Object) {
    for (name, namespace, route) in exposure::tls_secrets(object) {
        let Some(secret) = cx.snapshot.find("", "Secret", namespace, name) else { continue };
        let kind = secret.value.str_at(&["type"]).unwrap_or("Opaque");
        let has = |key: &str| {
            ["data", "stringData"].iter().any(|map| secret.value.at(&[map, key]).is_some())
        };
        let missing = ["tls.crt", "tls.key"].into_iter().find(|key| !has(key));
        let message = match missing {
            // A Secret without any data is filled in by somebody else.
            _ if secret.value.field("data").is_none()
                && secret.value.field("stringData").is_none() =>
            {
                continue;
            }
            _ if kind != "kubernetes.io/tls" => Message::new(TYPE).with("kind", kind),
            Some(key) => Message::new(KEY).with("key", key),
            None => continue,
        };
        let place = secret.place(Route::keys(["type"]));
        let finding = cx.finding(object.place(route), message.with("name", name));
        cx.report(finding.related(place, Message::new(SECRET)));
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
            - secretName: web-tls  # expect: tls-secret-of-wrong-type
        ---
        apiVersion: v1
        kind: Secret
        metadata:
          name: web-tls
          namespace: shop
        type: Opaque
        stringData:
          tls.crt: certificate
          tls.key: key
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
        apiVersion: v1
        kind: Secret
        metadata:
          name: web-tls
          namespace: shop
        type: kubernetes.io/tls
        stringData:
          tls.crt: certificate
          tls.key: key
        ",
    ),
];
