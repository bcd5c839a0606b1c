//! A mesh that does not insist.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2017",
        slug: "istio-plain-text-allowed",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text("Istio accepts clear text", "平文を受け付ける Istio の設定"),
        what: text(
            "PeerAuthentications with mode `PERMISSIVE` or `DISABLE`, for a workload, a port, \
             or all.",
            "ワークロード、ポート、または全体に対するモード `PERMISSIVE` や `DISABLE` の \
             PeerAuthentication を検出します。",
        ),
        why: text(
            "A caller without a certificate is let in, so its identity is not known, and what \
             it sends crosses the network in clear text.",
            "証明書のない呼び出し元も受け入れるため、身元が確認できず、通信は平文でネットワーク\
             を流れます。",
        ),
        fix: text(
            "Set `STRICT` once all callers are in the mesh.",
            "すべての呼び出し元がメッシュに入ったら `STRICT` にします。",
        ),
        fine: text(
            "Probes or callers outside of the mesh need it for a time.",
            "メッシュ外の呼び出し元やプローブのために一時的に必要な場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "enc"),
            reference("mitre", "T1557"),
            reference("kyverno", "istio"),
            reference("catalogue", "M01"),
        ],
    },
    run: Run::Object { of: &[("security.istio.io", "PeerAuthentication")], run },
    fixtures: FIXTURES,
};

const ALL: Text =
    text("clear text is accepted: mode `{mode}`", "平文を受け付けます: モード `{mode}`");
const PORT: Text = text(
    "port {port} accepts clear text: mode `{mode}`",
    "ポート {port} は平文を受け付けます: モード `{mode}`",
);

fn run(cx: &mut Cx<'_>, policy: &Object) {
    let is_lax = |mode: Option<&str>| matches!(mode, Some("PERMISSIVE" | "DISABLE"));
    let mode = policy.value.str_at(&["spec", "mtls", "mode"]);
    if is_lax(mode) {
        let message = Message::new(ALL).with("mode", mode.unwrap_or_default());
        cx.report(cx.finding(policy.place(Route::keys(["spec", "mtls", "mode"])), message));
    }
    let ports = policy.value.at(&["spec", "portLevelMtls"]).unwrap_or(&Value::Null);
    for (port, settings) in ports.entries() {
        let mode = settings.str_at(&["mode"]);
        if is_lax(mode) {
            let route = Route::keys(["spec", "portLevelMtls", port, "mode"]);
            let message =
                Message::new(PORT).with("port", port).with("mode", mode.unwrap_or_default());
            cx.report(cx.finding(policy.place(route), message));
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: security.istio.io/v1
        kind: PeerAuthentication
        metadata:
          name: web
        spec:
          mtls:
            mode: STRICT
          portLevelMtls:
            9090:
              mode: PERMISSIVE  # expect: istio-plain-text-allowed
        ",
    ),
    Fixture::pass(
        "
        apiVersion: security.istio.io/v1
        kind: PeerAuthentication
        metadata:
          name: web
        spec:
          mtls:
            mode: STRICT
        ",
    ),
];
