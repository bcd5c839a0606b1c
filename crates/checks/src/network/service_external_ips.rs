//! A Service that claims addresses.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1420",
        slug: "service-external-ips",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text("Service takes over external addresses", "外部アドレスを引き受ける Service"),
        what: text(
            "Services with `externalIPs`, and Services of type `ExternalName` that lead to an \
             address outside.",
            "`externalIPs` を持つ Service と、外部を指す `ExternalName` 型の Service を検出しま\
             す。",
        ),
        why: text(
            "Whoever may create a Service can draw traffic of other pods to any address to \
             itself with `externalIPs` (CVE-2020-8554), which no version of Kubernetes \
             prevents; the field is deprecated since 1.36. An `ExternalName` sends clients \
             wherever its DNS name leads today.",
            "Service を作成できる者は、`externalIPs` を使って他の Pod から任意のアドレスへの通信\
             を横取りできます（CVE-2020-8554）。これを防ぐ Kubernetes のバージョンはなく、このフ\
             ィールドは 1.36 で非推奨になりました。`ExternalName` は、その DNS 名がその時点で指\
             す先にクライアントを導きます。",
        ),
        fix: text(
            "Use a load balancer or a Gateway, and switch the admission plugin \
             `DenyServiceExternalIPs` on.",
            "ロードバランサーや Gateway を使い、アドミッションプラグイン \
             `DenyServiceExternalIPs` を有効にします。",
        ),
        fine: text(
            "The addresses belong to the nodes and the cluster has no other way in.",
            "アドレスがノードのもので、クラスターに他の入口がない場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "net"),
            reference("mitre", "T1557"),
            reference("trivy", "KSV-0108"),
            reference("catalogue", "N09"),
        ],
    },
    run: Run::Object { of: &[("", "Service")], run },
    fixtures: FIXTURES,
};

const ADDRESSES: Text = text(
    "Service `{name}` draws traffic to external addresses to itself",
    "Service `{name}` は外部アドレスへの通信を引き受けます",
);
const NAME: Text = text(
    "Service `{name}` leads out of the cluster, to `{to}`",
    "Service `{name}` はクラスターの外の `{to}` を指します",
);

fn run(cx: &mut Cx<'_>, service: &Object) {
    if !service.value.items_at(&["spec", "externalIPs"]).is_empty() {
        let route = Route::keys(["spec", "externalIPs"]);
        let message = Message::new(ADDRESSES).with("name", service.name());
        return cx.report(cx.finding(service.place(route), message));
    }
    if service.value.str_at(&["spec", "type"]) != Some("ExternalName") {
        return;
    }
    let Some(name) = service.value.str_at(&["spec", "externalName"]) else { return };
    let inside = [".svc.cluster.local", ".svc"];
    if inside.iter().any(|suffix| name.strip_suffix(suffix).is_some()) {
        return;
    }
    let route = Route::keys(["spec", "externalName"]);
    let message = Message::new(NAME).with("name", service.name()).with("to", name);
    cx.report(cx.finding(service.place(route), message).severity(Low));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Service
        metadata:
          name: web
        spec:
          externalIPs:  # expect: service-external-ips
            - 198.51.100.7
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: db
        spec:
          type: ExternalName
          externalName: db.example.com  # expect: service-external-ips
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Service
        metadata:
          name: web
        spec:
          type: ExternalName
          externalName: web.other.svc.cluster.local
        ",
    ),
];
