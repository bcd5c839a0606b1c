//! Rights for whoever can reach the API server.

use crate::binding::BINDINGS;
use crate::prelude::*;
use sekisho_rbac::{Binding, Subject, groups, is_bootstrap};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2306",
        slug: "anonymous-bound",
        former_slugs: &[],
        since: "0.1.0",
        severity: Critical,
        confidence: Confidence::High,
        audience: Security,
        title: text("Anonymous requests have rights", "匿名の要求に権限が付与されている"),
        what: text(
            "Bindings that name the user `system:anonymous` or the group \
             `system:unauthenticated`, and bindings to a role that is called like one of them. \
             What Kubernetes and kubeadm need for joining is left out.",
            "ユーザー `system:anonymous` またはグループ `system:unauthenticated` を対\
             象とするバインディングと、それらと同じ名前のロールへのバインディングを検\
             出します。Kubernetes と kubeadm がノードの参加に使うものは除きます。",
        ),
        why: text(
            "Everybody who reaches the API server has these rights, without a password and \
             without a name in the audit log.",
            "API サーバーに到達できる者は誰でも、認証なしで、監査ログに名前を残さずに\
             この権限を使えます。",
        ),
        fix: text(
            "Remove the binding. Give clients an account, and health checks `/livez`, which is \
             open already.",
            "バインディングを削除します。クライアントにはアカウントを用意し、死活監視\
             には最初から公開されている `/livez` を使います。",
        ),
        fine: text(
            "Discovery of the cluster information while nodes join.",
            "ノード参加時のクラスター情報の公開であれば問題ありません。",
        ),
        references: &[
            reference("nsa", "rbac"),
            reference("mitre", "T1078"),
            reference("catalogue", "R26"),
            reference("kubescape", "C-0262"),
            reference("kubescape", "anonymous-access-enabled"),
            reference("trivy", "KSV-0122"),
            reference("kalm", "RBAC-027"),
        ],
    },
    run: Run::Object { of: BINDINGS, run },
    fixtures: FIXTURES,
};

const BOUND: Text = text(
    "everybody who reaches the API server has `{role}`, without showing who they are",
    "API サーバーに到達できる者は誰でも、身元を示さずに `{role}` の権限を使えます",
);
const NAMED: Text = text(
    "`{role}` is the name of a user or group, not of a role: the binding grants nothing until \
     somebody makes one, and was likely meant for that subject",
    "`{role}` はユーザーまたはグループの名前で、ロールではありません。誰かがその名\
     前のロールを作るまで何も付与されず、本来はこの対象に付与する意図だったと考え\
     られます",
);

fn is_nobody(subject: &Subject<'_>) -> bool {
    match *subject {
        Subject::User(name) => name == groups::ANONYMOUS,
        Subject::Group(name) => name == groups::UNAUTHENTICATED,
        Subject::ServiceAccount { .. } => false,
    }
}

fn run(cx: &mut Cx<'_>, object: &Object) {
    let Some(binding) = Binding::of(object) else { return };
    if is_bootstrap(object) {
        return cx.not_applicable();
    }
    let role = binding.role_ref().map_or("", |wanted| wanted.name);
    if role == "kubeadm:bootstrap-signer-clusterinfo" && object.namespace() == Some("kube-public") {
        return cx.not_applicable();
    }
    if matches!(role, groups::ANONYMOUS | groups::UNAUTHENTICATED) {
        let place = object.place(Route::keys(["roleRef", "name"]));
        let message = Message::new(NAMED).with("role", role);
        cx.report(cx.finding(place, message).severity(Low));
    }
    let Some((index, _)) = binding.subjects().find(|(_, subject)| is_nobody(subject)) else {
        return;
    };
    let place = object.place(Route::keys(["subjects"]).then(index).then("name"));
    let severity = if binding.is_cluster_wide() { Critical } else { High };
    let message = Message::new(BOUND).with("role", role);
    cx.report(cx.finding(place, message).severity(severity));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata:
          name: holders
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: ClusterRole
          name: view
        subjects:
          - kind: User
            name: system:anonymous  # expect: anonymous-bound
        ",
    ),
    Fixture::fail(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: holders
          namespace: shop
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: ClusterRole
          name: system:unauthenticated  # expect: anonymous-bound
        subjects:
          - kind: User
            name: jane
        ",
    ),
    Fixture::pass(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata:
          name: holders
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: ClusterRole
          name: view
        subjects:
          - kind: User
            name: jane
        ",
    ),
];
