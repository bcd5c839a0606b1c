//! A control-plane flag: the API server allows every request.

use sekisho_component::setting::api_server;
use sekisho_component::{Answer, Component, Found, Origin};

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::at;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1604",
        slug: "api-server-always-allow",
        former_slugs: &[],
        since: "0.1.0",
        severity: Critical,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "API server allows every request",
            "API サーバーがすべてのリクエストを許可する",
        ),
        what: text(
            "API servers, in static pods or kubeadm's configuration, with `AlwaysAllow` among the modes of \
             `--authorization-mode`, or with neither that flag nor `--authorization-config`: `AlwaysAllow` is \
             the default.",
            "static Pod や kubeadm の設定で、`--authorization-mode` に `AlwaysAllow` を含む API サーバーを検出します。このフラグも \
             `--authorization-config` もない場合も、既定値が `AlwaysAllow` のため対象です。",
        ),
        why: text(
            "Authorizers are asked in turn until one decides, and `AlwaysAllow` decides for everybody: every \
             authenticated user and every pod with a token may do everything, Secrets and nodes included.",
            "認可モジュールは、どれかが判断するまで順に問い合わせを受け、`AlwaysAllow` は全員を許可します。認証された全ユーザーと、\
             トークンを持つ全 Pod が、Secret やノードを含むすべてを操作できます。",
        ),
        fix: text(
            "Set `--authorization-mode=Node,RBAC`.",
            "`--authorization-mode=Node,RBAC` を設定します。",
        ),
        fine: text(
            "A throw-away cluster on one machine that nobody else reaches.",
            "他者が到達できない、使い捨ての 1 台構成クラスターであれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "1.2.6"),
            reference("nsa", "authz"),
            reference("mitre", "T1078"),
            reference("kubescape", "C-0118"),
            reference(
                "kubescape",
                "ensure-that-the-api-server-authorization-mode-argument-is-not-set-to-AlwaysAllow",
            ),
            reference("catalogue", "C1.2.6"),
            reference("trivy", "KCV-0007"),
            reference("checkov", "CKV_K8S_74"),
        ],
    },
    run: Run::Component { of: &[Component::ApiServer], run },
    fixtures: FIXTURES,
};

const ALLOWS: Text = text(
    "the API server allows every request: `AlwaysAllow` is among its authorizers",
    "API サーバーは `AlwaysAllow` により、すべてのリクエストを許可します",
);
const DEFAULT: Text = text(
    "the API server allows every request: without `--authorization-mode` it is `AlwaysAllow`",
    "`--authorization-mode` がないため `AlwaysAllow` となり、API サーバーはすべてのリクエストを許可します",
);

fn run(cx: &mut Cx<'_>, server: &Configured<'_>) {
    let Found { value: modes, origin } = match server.settings.list(&api_server::AUTHORIZATION_MODE)
    {
        Answer::Known(found) => found,
        Answer::Unset => return,
        Answer::Unknown(_) => return cx.unknown(),
    };
    if !modes.iter().any(|mode| mode == "AlwaysAllow") {
        return;
    }
    let message = if origin == Origin::Default { DEFAULT } else { ALLOWS };
    let mut finding = at(cx, server, &origin, Message::new(message));
    // The authorizers that are missing beside it have the same cause, and no finding of their own.
    if !modes.iter().any(|mode| mode == "Node") {
        finding.references.extend_from_slice(NODE);
    }
    if !modes.iter().any(|mode| mode == "RBAC") {
        finding.references.extend_from_slice(RBAC);
    }
    cx.report(finding);
}

/// What asks for the authorizer of kubelets.
pub(crate) const NODE: &[Reference] = &[
    reference("cis-1.12", "1.2.7"),
    reference("catalogue", "C1.2.7"),
    reference("kubescape", "C-0119"),
    reference("kubescape", "ensure-that-the-api-server-authorization-mode-argument-includes-Node"),
    reference("trivy", "KCV-0008"),
    reference("checkov", "CKV_K8S_75"),
];

/// What asks for role-based access control.
pub(crate) const RBAC: &[Reference] = &[
    reference("cis-1.12", "1.2.8"),
    reference("catalogue", "C1.2.8"),
    reference("catalogue", "K03"),
    reference("kubescape", "C-0088"),
    reference("kubescape", "rbac-enabled-native"),
    reference("kubescape", "C-0120"),
    reference("kubescape", "ensure-that-the-api-server-authorization-mode-argument-includes-RBAC"),
    reference("trivy", "KCV-0009"),
    reference("checkov", "CKV_K8S_77"),
];

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
              command: [kube-apiserver]
              args:
                - --secure-port=6443
                - --authorization-mode=RBAC,AlwaysAllow  # expect: api-server-always-allow
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
              image: registry.k8s.io/kube-apiserver:v1.36.0  # expect: api-server-always-allow
              args:
                - --secure-port=6443
        ",
    ),
    Fixture::fail(
        "
        apiVersion: kubeadm.k8s.io/v1beta3
        kind: ClusterConfiguration
        apiServer:
          extraArgs:
            authorization-mode: AlwaysAllow  # expect: api-server-always-allow
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
                - --authorization-mode
                - Node,RBAC
        ",
    ),
    Fixture::pass(
        "
        apiVersion: kubeadm.k8s.io/v1beta4
        kind: ClusterConfiguration
        clusterName: shop
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
                - --authorization-config=/etc/kubernetes/authorization.yaml
        ",
    ),
];
