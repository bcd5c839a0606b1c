//! A certificate where nobody looks for it.

use sekisho_api::LabelSelector;

use crate::exposure;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2021",
        slug: "istio-credential-missing",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Reliability,
        title: text(
            "Certificate of an Istio gateway is in the wrong namespace",
            "Istio ゲートウェイの証明書が別の名前空間にある",
        ),
        what: text(
            "Servers of a Gateway whose `credentialName` is no Secret of the namespace of the \
             gateway's pods, where these pods or Secrets are here, or cannot be because the \
             default ingress gateway runs elsewhere.",
            "`credentialName` の Secret がゲートウェイの Pod の名前空間にない Gateway のサーバー\
             を検出します。既定のイングレスゲートウェイは別の名前空間で動くため、Gateway と同じ\
             名前空間の Secret は参照されません。",
        ),
        why: text(
            "The gateway reads Secrets of its own namespace only. The listener gets no \
             certificate and refuses connections.",
            "ゲートウェイは自身の名前空間の Secret しか読みません。リスナーは証明書を得られず、\
             接続を拒否します。",
        ),
        fix: text(
            "Put the Secret into the namespace where the gateway's pods run, usually \
             `istio-system`.",
            "ゲートウェイの Pod が動く名前空間（多くは `istio-system`）に Secret を置きます。",
        ),
        fine: text(
            "The pods of the gateway run in the namespace of this object, or the Secret is made \
             there by other means.",
            "ゲートウェイの Pod がこのオブジェクトの名前空間で動く場合や、Secret が別の方法で作\
             成される場合は問題ありません。",
        ),
        references: &[reference("nsa", "enc"), reference("catalogue", "M02")],
    },
    run: Run::Object { of: &[("networking.istio.io", "Gateway")], run },
    fixtures: FIXTURES,
};

const MISSING: Text = text(
    "the pods of the gateway run in `{namespace}`, where Secret `{name}` is not",
    "ゲートウェイの Pod は `{namespace}` で動きますが、そこに Secret `{name}` はありません",
);

fn run(cx: &mut Cx<'_>, gateway: &Object) {
    let selector = gateway.value.at(&["spec", "selector"]);
    let Ok(selector) = LabelSelector::read_map(selector) else { return cx.unknown() };
    let pods = cx.snapshot.objects().iter().flat_map(Object::pods);
    let mut namespaces: Vec<Option<String>> = pods
        .filter(|pod| selector.matches(pod.metadata.field("labels")))
        .map(|pod| pod.object.namespace().map(str::to_owned))
        .collect();
    if namespaces.is_empty() {
        namespaces.push(Some("istio-system".to_owned()));
    }
    let list = Route::keys(["spec", "servers"]);
    for (index, server) in gateway.value.items_at(&["spec", "servers"]).iter().enumerate() {
        let Some(name) = server.str_at(&["tls", "credentialName"]) else { continue };
        let is_there =
            |namespace: &Option<String>| exposure::is_made(cx.snapshot, namespace.as_deref(), name);
        if namespaces.iter().any(is_there) {
            continue;
        }
        let Some(namespace) = namespaces.first() else { continue };
        let Some(confidence) = cx.absence("Secret", namespace.as_deref()) else {
            cx.unknown();
            continue;
        };
        let message = Message::new(MISSING)
            .with("name", name)
            .with("namespace", namespace.as_deref().unwrap_or("-"));
        let route = list.then(index).then("tls").then("credentialName");
        cx.report(cx.finding(gateway.place(route), message).confidence(confidence));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata:
          name: web
          namespace: shop
        spec:
          selector:
            istio: ingressgateway
          servers:
            - tls:
                mode: SIMPLE
                credentialName: web-tls  # expect: istio-credential-missing
        ---
        apiVersion: v1
        kind: Secret
        metadata:
          name: web-tls
          namespace: shop
        ",
    ),
    Fixture::pass(
        "
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata:
          name: web
          namespace: shop
        spec:
          selector:
            istio: ingressgateway
          servers:
            - tls:
                mode: SIMPLE
                credentialName: web-tls
        ---
        apiVersion: v1
        kind: Secret
        metadata:
          name: web-tls
          namespace: istio-system
        ",
    ),
];
