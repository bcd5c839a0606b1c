//! A way in without a lock.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1432",
        slug: "gateway-listener-without-tls",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Security,
        title: text("Gateway listens in clear text", "平文で待ち受ける Gateway"),
        what: text(
            "Listeners of a Gateway with protocol `HTTP`, unless a route of the same world \
             redirects to https on it, and servers of a Gateway of Istio with protocol `HTTP` \
             without `httpsRedirect`.",
            "同じワールドのルートが https へリダイレクトしていない、プロトコル `HTTP` の \
             Gateway リスナーと、`httpsRedirect` のないプロトコル `HTTP` の Istio Gateway サーバー\
             を検出します。",
        ),
        why: text(
            "Passwords, cookies and tokens cross the network in clear text.",
            "パスワード、Cookie、トークンが平文でネットワークを流れます。",
        ),
        fix: text(
            "Add a listener with `HTTPS` and a certificate, and let port 80 redirect only.",
            "証明書を設定した `HTTPS` のリスナーを追加し、80 番はリダイレクト専用にします。",
        ),
        fine: text(
            "TLS ends at a load balancer in front, and the way from there is trusted.",
            "前段のロードバランサーが TLS を終端し、その先の経路が信頼できる場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "enc"),
            reference("mitre", "T1557"),
            reference("catalogue", "N12"),
        ],
    },
    run: Run::Object {
        of: &[("gateway.networking.k8s.io", "Gateway"), ("networking.istio.io", "Gateway")],
        run,
    },
    fixtures: FIXTURES,
};

const CLEAR: Text = text(
    "Gateway `{name}` takes requests in clear text here",
    "Gateway `{name}` はここで平文の要求を受け付けます",
);

fn run(cx: &mut Cx<'_>, gateway: &Object) {
    let is_istio = gateway.group() == "networking.istio.io";
    let field = if is_istio { "servers" } else { "listeners" };
    let list = Route::keys(["spec", field]);
    for (index, listener) in gateway.value.items_at(&["spec", field]).iter().enumerate() {
        let path: &[&str] = if is_istio { &["port", "protocol"] } else { &["protocol"] };
        let protocol = listener.str_at(path).unwrap_or_default();
        if !matches!(protocol, "HTTP" | "HTTP2" | "GRPC") {
            continue;
        }
        let is_redirected = if is_istio {
            listener.bool_at(&["tls", "httpsRedirect"]) == Some(true)
        } else {
            redirects(cx.snapshot, gateway)
        };
        if is_redirected {
            continue;
        }
        let route = list.then(index).then_keys(path.iter().copied());
        let message = Message::new(CLEAR).with("name", gateway.name());
        cx.report(cx.finding(gateway.place(route), message));
    }
}

/// Whether a route of a gateway redirects to https.
fn redirects(snapshot: &Snapshot, gateway: &Object) -> bool {
    snapshot.of_kind("gateway.networking.k8s.io", "HTTPRoute").any(|route| {
        let parents = route.value.items_at(&["spec", "parentRefs"]);
        let is_ours = parents.iter().any(|it| it.str_at(&["name"]) == Some(gateway.name()));
        let rules = route.value.items_at(&["spec", "rules"]);
        let mut filters = rules.iter().flat_map(|rule| rule.items_at(&["filters"]));
        is_ours && filters.any(|it| it.str_at(&["requestRedirect", "scheme"]) == Some("https"))
    })
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata:
          name: public
        spec:
          listeners:
            - name: http
              port: 80
              protocol: HTTP  # expect: gateway-listener-without-tls
        ---
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata:
          name: mesh
        spec:
          servers:
            - port:
                number: 80
                protocol: HTTP  # expect: gateway-listener-without-tls
        ",
    ),
    Fixture::pass(
        "
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata:
          name: public
        spec:
          listeners:
            - name: https
              port: 443
              protocol: HTTPS
        ---
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata:
          name: mesh
        spec:
          servers:
            - port:
                number: 80
                protocol: HTTP
              tls:
                httpsRedirect: true
        ",
    ),
];
