//! Settings that the whole cluster follows.

use crate::prelude::*;
use crate::sensitive_right::{self, Named, Right, within};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2324",
        slug: "config-map-editor",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text("Role can change all ConfigMaps", "ロールがすべての ConfigMap を変更できる"),
        what: text(
            "Rules that create, update, patch or delete any ConfigMap, or one that the cluster \
             itself reads. In a namespace other than `kube-system` it is a hint.",
            "任意の ConfigMap、またはクラスター自身が読み取る ConfigMap の作成・変更・\
             削除を許可するルールを検出します。`kube-system` 以外の名前空間では参考情\
             報です。",
        ),
        why: text(
            "In `kube-system` lie the configuration of CoreDNS, which answers every name, and \
             others that components trust; elsewhere workloads follow what their ConfigMap says.",
            "`kube-system` には、すべての名前解決に使われる CoreDNS の設定など、コンポー\
             ネントが信頼する設定があります。その他の名前空間でも、ワークロードは ConfigMap の\
             内容に従います。",
        ),
        fix: text(
            "List the objects by `resourceNames`, or leave the right to the controller that \
             needs it and bind that narrowly.",
            "対象を `resourceNames` で限定するか、必要とするコントローラーだけに絞って\
             付与します。",
        ),
        fine: text(
            "Controllers that keep state in ConfigMaps of their own namespace.",
            "自身の名前空間の ConfigMap に状態を保存するコントローラーであれば問題あり\
             ません。",
        ),
        references: &[
            reference("nsa", "rbac"),
            reference("mitre", "T1557"),
            reference("catalogue", "R18"),
            reference("kubescape", "C-0037"),
            reference("kubescape", "rule-can-update-configmap-v1"),
            reference("trivy", "KSV-0049"),
            reference("kalm", "RBAC-015"),
        ],
    },
    run: Run::Object { of: sensitive_right::ROLES, run },
    fixtures: FIXTURES,
};

pub(crate) static RIGHT: Right = Right {
    verbs: &["update", "patch", "create", "delete", "deletecollection"],
    things: &[within("", "configmaps", "")],
    mistaken: &[],
    named: Named::Only(&[
        "coredns",
        "extension-apiserver-authentication",
        "kube-proxy",
        "kubeadm-config",
        "kubelet-config",
    ]),
    in_namespace: High,
    message: text(
        "its holders change settings that others follow (`{verb}` on `{resource}`)",
        "このロールを持つ者は他者が従う設定を変更できます（`{resource}` に対する `{verb}`）",
    ),
};

fn run(cx: &mut Cx<'_>, role: &Object) {
    let is_elsewhere = role.kind() == "Role" && role.namespace() != Some("kube-system");
    sensitive_right::judge_and(cx, role, &RIGHT, |finding, _, _| {
        if is_elsewhere { finding.severity(Low) } else { finding }
    });
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: holder
        rules:
          - apiGroups: ['']
            resources: [configmaps]
            verbs:
              - patch  # expect: config-map-editor
        ",
    ),
    Fixture::fail(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata:
          name: holder
          namespace: shop
        rules:
          - apiGroups: ['']
            resources: [configmaps]
            verbs:
              - update  # expect: config-map-editor
        ",
    ),
    Fixture::fail(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata:
          name: holder
          namespace: kube-system
        rules:
          - apiGroups: ['']
            resources: [configmaps]
            resourceNames: [coredns]
            verbs:
              - update  # expect: config-map-editor
        ",
    ),
    Fixture::pass(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: holder
        rules:
          - apiGroups: ['']
            resources: [configmaps]
            resourceNames: [leader]
            verbs:
              - update
        ",
    ),
];
