//! A container field: a port that only root may open of old.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1023",
        slug: "privileged-port",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text(
            "Container listens on a port below 1024",
            "コンテナーが 1024 未満のポートで待ち受ける",
        ),
        what: text(
            "Containers that declare a `containerPort` below 1024.",
            "1024 未満の `containerPort` を宣言しているコンテナーを検出します。",
        ),
        why: text(
            "Such a port is often the only reason for root or for the capability \
             `NET_BIND_SERVICE`. Runtimes let every user open it today (containerd 1.6 and \
             Docker 20.10 set `net.ipv4.ip_unprivileged_port_start` to 0), others do not.",
            "このようなポートは、root や `NET_BIND_SERVICE` が必要とされる唯一の理由になりがち\
             です。最近のランタイムは一般ユーザーにも許可しますが（containerd 1.6、Docker 20.10 \
             は `net.ipv4.ip_unprivileged_port_start` を 0 にします）、そうでないものもありま\
             す。",
        ),
        fix: text(
            "Listen on a high port and let the Service map the low one to it.",
            "大きい番号のポートで待ち受け、Service で小さい番号から転送します。",
        ),
        fine: text(
            "The process opens the port as a plain user.",
            "プロセスが一般ユーザーのままそのポートを開ける場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "pod"),
            reference("catalogue", "P37"),
            reference("trivy", "KSV-0117"),
            reference("kube-linter", "privileged-ports"),
        ],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const LOW: Text = text(
    "container `{container}` listens on port {port}",
    "コンテナー `{container}` はポート {port} で待ち受けます",
);

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    let mut low = container.ports().filter_map(|port| {
        let number = port.number.filter(|number| (1..1024).contains(number))?;
        Some((number, port.route.then("containerPort")))
    });
    let Some((number, route)) = low.next() else { return };
    let message = Message::new(LOW).with("port", number);
    let mut finding = cx.in_container(pod, container, route, message);
    finding.also.extend(low.map(|(_, route)| route));
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: web
        ports:
          - containerPort: 8080
          - containerPort: 443  # expect: privileged-port
        ",
    ),
    Fixture::pass(
        "
        name: web
        ports:
          - containerPort: 8443
            hostPort: 443
        ",
    ),
];
