//! A Service: SSH of pods is reachable.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1021",
        slug: "ssh-service",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "Service leads to the SSH port of pods",
            "Service が Pod の SSH ポートにつながっている",
        ),
        what: text(
            "Services with a selector, one of whose TCP ports is 22 or leads to port 22 or 2222 \
             of the pods.",
            "セレクターを持ち、TCP ポートが 22、または Pod の 22・2222 番ポートにつながる \
             Service を検出します。",
        ),
        why: text(
            "A shell in a pod becomes reachable for every pod of the cluster, or from outside, \
             past RBAC and the audit log.",
            "Pod 内のシェルに、クラスター内の全 Pod や外部から到達できるようになります。RBAC \
             も監査ログも通りません。",
        ),
        fix: text(
            "Remove the port, and the server with it.",
            "そのポートと SSH サーバーを削除します。",
        ),
        fine: text(
            "Git servers, SFTP servers and bastions.",
            "Git サーバー、SFTP サーバー、踏み台であれば問題ありません。",
        ),
        references: &[
            reference("nsa", "net"),
            reference("mitre", "T1021.004"),
            reference("catalogue", "P35"),
            reference("kubescape", "C-0042"),
            reference("kubescape", "rule-can-ssh-to-pod-v1"),
        ],
    },
    run: Run::Object { of: &[("", "Service")], run },
    fixtures: FIXTURES,
};

const SSH: Text = text(
    "port {port} of the Service leads to SSH in its pods",
    "Service のポート {port} は Pod の SSH につながっています",
);

fn run(cx: &mut Cx<'_>, service: &Object) {
    if service.value.at(&["spec", "selector"]).is_none() {
        return cx.not_applicable();
    }
    let ports = service.value.items_at(&["spec", "ports"]);
    let at = ports.iter().position(|port| {
        let number = port.i64_at(&["port"]);
        let target = match port.field("targetPort") {
            Some(target) => target.as_i64(),
            None => number,
        };
        let is_tcp = port.str_at(&["protocol"]).is_none_or(|protocol| protocol == "TCP");
        is_tcp && (number == Some(22) || matches!(target, Some(22 | 2222)))
    });
    let Some(at) = at else { return };
    let number = ports.get(at).and_then(|port| port.i64_at(&["port"])).unwrap_or_default();
    let route = Route::keys(["spec", "ports"]).then(at);
    let message = Message::new(SSH).with("port", number);
    cx.report(cx.finding(service.place(route), message));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Service
        metadata:
          name: web
        spec:
          selector:
            app: web
          ports:
            - port: 80
            - port: 2200  # expect: ssh-service
              targetPort: 22
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Service
        metadata:
          name: web
        spec:
          selector:
            app: web
          ports:
            - port: 80
              targetPort: http
        ",
    ),
];
