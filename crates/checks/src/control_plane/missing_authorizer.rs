//! A control-plane flag: authorizers that belong to every cluster.

use sekisho_component::setting::api_server;
use sekisho_component::{Answer, Component, Found};

use super::api_server_always_allow::{NODE, RBAC};
use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::at;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1608",
        slug: "missing-authorizer",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "API server lacks the authorizer of roles or of nodes",
            "API サーバーに RBAC または Node の認可モジュールがない",
        ),
        what: text(
            "API servers whose `--authorization-mode` lacks `Node` or `RBAC`. Where `AlwaysAllow` is \
             among the modes or is the default, the check for that tells it; with an authorization \
             configuration file nothing can be said.",
            "`--authorization-mode` に `Node` または `RBAC` がない API サーバーを検出します。\
             `AlwaysAllow` が含まれる場合や既定値として使われる場合は、そのためのチェックが報告します。認\
             可設定ファイルがある場合は判定できません。",
        ),
        why: text(
            "Without `Node`, kubelets need rights to read every Secret and to change every node, so that \
             one stolen node is the whole cluster. Without `RBAC`, what Roles say is not what holds, and \
             something less exact decides.",
            "`Node` がなければ、kubelet には全 Secret の読み取りや全ノードの変更の権限が必要になり、1 台\
             のノードが奪われるだけでクラスター全体が奪われます。`RBAC` がなければ、Role の内容とは無関係\
             に、より粗い仕組みがアクセスを決めます。",
        ),
        fix: text(
            "Set `--authorization-mode=Node,RBAC`, and check before what kubelets and controllers are \
             bound to.",
            "`--authorization-mode=Node,RBAC` を設定します。その前に、kubelet とコントローラーへの権限付\
             与を確認してください。",
        ),
        fine: text(
            "`Node` has no use in a control plane that has no nodes.",
            "ノードを持たないコントロールプレーンでは `Node` は不要です。",
        ),
        references: &[reference("nsa", "authz"), reference("mitre", "T1078")],
    },
    run: Run::Component { of: &[Component::ApiServer], run },
    fixtures: FIXTURES,
};

fn run(cx: &mut Cx<'_>, server: &Configured<'_>) {
    let Found { value: modes, origin } = match server.settings.list(&api_server::AUTHORIZATION_MODE)
    {
        Answer::Known(found) => found,
        Answer::Unset => return,
        Answer::Unknown(_) => return cx.unknown(),
    };
    // Who allows everything has one fault, and another check tells it.
    if modes.iter().any(|mode| mode == "AlwaysAllow") {
        return;
    }
    for (mode, message, references) in [("Node", NODES, NODE), ("RBAC", ROLES, RBAC)] {
        if !modes.iter().any(|given| given == mode) {
            let message = Message::new(message).with("modes", modes.join(","));
            let mut finding = at(cx, server, &origin, message);
            finding.references.extend_from_slice(references);
            cx.report(finding);
        }
    }
}

const NODES: Text = text(
    "`--authorization-mode={modes}` has no `Node`: kubelets are not limited to what belongs to their node",
    "`--authorization-mode={modes}` に `Node` がなく、kubelet の権限が自ノードのものに限定されません",
);
const ROLES: Text = text(
    "`--authorization-mode={modes}` has no `RBAC`: roles and bindings count for nothing",
    "`--authorization-mode={modes}` に `RBAC` がなく、Role や RoleBinding が効きません",
);

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-apiserver
          namespace: kube-system
        spec:
          containers:
            - name: kube-apiserver
              command:
                - kube-apiserver
                - --authorization-mode=RBAC  # expect: missing-authorizer
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-apiserver
          namespace: kube-system
        spec:
          containers:
            - name: kube-apiserver
              command:
                - kube-apiserver
                - --authorization-mode=Node,RBAC
        ",
    ),
    Fixture::unknown(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-apiserver
          namespace: kube-system
        spec:
          containers:
            - name: kube-apiserver
              command:
                - kube-apiserver
                - --authorization-config=/etc/kubernetes/authz.yaml
        ",
    ),
];
