//! A control-plane flag: the API server lets requests without credentials through.

use sekisho_component::setting::api_server;
use sekisho_component::{Answer, Component, Found, Origin};

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::at;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1603",
        slug: "api-server-anonymous-auth",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "API server takes anonymous requests",
            "API サーバーが匿名リクエストを受け付ける",
        ),
        what: text(
            "API servers, in static pods or kubeadm's configuration, with `--anonymous-auth` true, or without \
             the flag, because true is its default; that weighs less. Where an authentication configuration \
             file may limit it, nothing can be said. Together with the authorizer `AlwaysAllow` it is critical.",
            "static Pod や kubeadm の設定で `--anonymous-auth` が true の API サーバーを検出します。フラグがない場合も既定値が true の\
             ため対象ですが、軽く扱います。認証設定ファイルが制限している可能性がある場合は判定できません。認可モード `AlwaysAllow` と\
             組み合わさると致命的です。",
        ),
        why: text(
            "Whoever reaches the port is `system:anonymous`, and one careless binding to it or to \
             `system:unauthenticated` opens the cluster to the network. It also tells version and health to \
             whoever asks.",
            "ポートに届く者は誰でも `system:anonymous` になり、この名前や `system:unauthenticated` への不用意な権限付与ひとつで、\
             クラスターがネットワークに開放されます。バージョンや稼働状況も誰にでも答えてしまいます。",
        ),
        fix: text(
            "From Kubernetes v1.34 on, allow anonymous requests to the health paths only, in an \
             AuthenticationConfiguration (`anonymous.conditions`); before it, set `--anonymous-auth=false` \
             where probes and joining nodes do not need it.",
            "Kubernetes v1.34 以降では、AuthenticationConfiguration の `anonymous.conditions` でヘルスチェックのパスだけに限定します。\
             それ以前では、プローブやノードの参加に支障がなければ `--anonymous-auth=false` を設定します。",
        ),
        fine: text(
            "kubeadm joins nodes with it, and load balancers probe the health paths; RBAC allows anonymous \
             users nothing else by default.",
            "kubeadm でのノード参加やロードバランサーのヘルスチェックに使われます。RBAC の既定では、匿名ユーザーにそれ以外の権限は\
             ありません。",
        ),
        references: &[
            reference("cis-1.12", "1.2.1"),
            reference("nsa", "authn"),
            reference("mitre", "T1133"),
            reference("kubescape", "C-0113"),
            reference(
                "kubescape",
                "ensure-that-the-api-server-anonymous-auth-argument-is-set-to-false",
            ),
            reference("catalogue", "C1.2.1"),
            reference("trivy", "KCV-0001"),
            reference("checkov", "CKV_K8S_68"),
        ],
    },
    run: Run::Component { of: &[Component::ApiServer], run },
    fixtures: FIXTURES,
};

const SET: Text =
    text("the API server takes anonymous requests", "API サーバーは匿名リクエストを受け付けます");
const DEFAULT: Text = text(
    "the API server takes anonymous requests: `--anonymous-auth` is true by default",
    "API サーバーは匿名リクエストを受け付けます（`--anonymous-auth` の既定値は true）",
);
const ALLOWED: Text = text(
    "the API server takes anonymous requests, and allows them all",
    "API サーバーは匿名リクエストを受け付け、すべて許可します",
);

fn run(cx: &mut Cx<'_>, server: &Configured<'_>) {
    let origin = match server.settings.boolean(&api_server::ANONYMOUS_AUTH) {
        Answer::Known(Found { value: true, origin }) => origin,
        Answer::Known(_) | Answer::Unset => return,
        Answer::Unknown(_) => return cx.unknown(),
    };
    let modes = server.settings.list(&api_server::AUTHORIZATION_MODE);
    let allows_all = modes.value().is_some_and(|it| it.iter().any(|mode| mode == "AlwaysAllow"));
    let (message, severity) = match origin {
        _ if allows_all => (ALLOWED, Critical),
        Origin::Flag(_) | Origin::File(_) => (SET, Medium),
        Origin::Kubeadm | Origin::Default => (DEFAULT, Low),
    };
    cx.report(at(cx, server, &origin, Message::new(message)).severity(severity));
}

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
                - --authorization-mode=Node,RBAC
                - --anonymous-auth=true  # expect: api-server-anonymous-auth
        ",
    ),
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
                - kube-apiserver  # expect: api-server-anonymous-auth
                - --authorization-mode=Node,RBAC
        ",
    ),
    Fixture::fail(
        "
        apiVersion: kubeadm.k8s.io/v1beta4
        kind: ClusterConfiguration
        apiServer:
          extraArgs:
            - name: anonymous-auth  # expect: api-server-anonymous-auth
              value: 'true'
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
                - --anonymous-auth=false
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
                - --authorization-mode=Node,RBAC
                - --authentication-config=/etc/kubernetes/authentication.yaml
        ",
    ),
];
