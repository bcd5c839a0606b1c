//! A control-plane flag: the API server allows every request.

use sekisho_component::setting::api_server;
use sekisho_component::{Answer, Component, Found, Origin};

use crate::configured::{self, Configured};
use crate::prelude::*;

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
            reference("trivy", "KCV-0007"),
            reference("checkov", "CKV_K8S_74"),
        ],
    },
    run: Run::Object { applies: configured::may_configure, run },
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

const AUTHORIZE: Text =
    text("set `--authorization-mode=Node,RBAC`", "`--authorization-mode=Node,RBAC` を設定する");

fn run(cx: &mut Cx<'_>, object: &Object) {
    let version = cx.settings.version;
    let found = configured::each(object, Component::ApiServer, version, |server| {
        judge(cx, object, server);
    });
    if !found {
        cx.not_applicable();
    }
}

fn judge(cx: &mut Cx<'_>, object: &Object, server: &Configured<'_>) {
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
    let place = object.place(server.place(&origin));
    let mut finding = cx.finding(place, Message::new(message));
    // Not safe: clients without a role are refused from then on.
    if let Some(edits) = server.with_flag(object, &origin, "authorization-mode", "Node,RBAC") {
        finding = finding.fix(Fix { title: AUTHORIZE, safety: Safety::Unsafe, edits });
    }
    if let Some(container) = server.container {
        finding = finding.container(container.name());
    }
    cx.report(finding);
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
