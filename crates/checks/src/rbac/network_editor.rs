//! Whoever edits the network undoes its isolation.

use crate::prelude::*;
use crate::sensitive_right::{self, Named, Right, within};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2329",
        slug: "network-editor",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Role can change network isolation and routes",
            "ロールがネットワーク分離や経路を変更できる",
        ),
        what: text(
            "Rules that write or delete NetworkPolicies, Ingresses, Services or EndpointSlices.",
            "NetworkPolicy、Ingress、Service、EndpointSlice の書き込み・削除を許可する\
             ルールを検出します。",
        ),
        why: text(
            "Without its NetworkPolicy a pod is open to all; a changed Service or EndpointSlice \
             sends the traffic of others to a pod of the attacker's choice.",
            "NetworkPolicy がなくなると Pod は誰からでも届きます。Service や EndpointSlice を\
             書き換えれば、他者の通信を攻撃者の Pod に送れます。",
        ),
        fix: text(
            "Leave policies to whoever runs the platform; deploy routes through a reviewed \
             pipeline.",
            "ポリシーは基盤の運用者だけに許可し、経路はレビューを経たパイプラインで適\
             用します。",
        ),
        fine: text(
            "Deployers and controllers of ingress.",
            "デプロイ用のツールや Ingress コントローラーであれば問題ありません。",
        ),
        references: &[
            reference("nsa", "rbac"),
            reference("mitre", "T1562"),
            reference("catalogue", "R22"),
            reference("trivy", "KSV-0056"),
            reference("checkov", "CKV2_K8S_4"),
            reference("kalm", "RBAC-022"),
        ],
    },
    run: Run::Object { of: sensitive_right::ROLES, run },
    fixtures: FIXTURES,
};

pub(crate) static RIGHT: Right = Right {
    verbs: &["create", "update", "patch", "delete", "deletecollection"],
    things: &[
        within("networking.k8s.io", "networkpolicies", ""),
        within("networking.k8s.io", "ingresses", ""),
        within("", "services", ""),
        within("", "endpoints", ""),
        within("discovery.k8s.io", "endpointslices", ""),
    ],
    mistaken: &[],
    named: Named::Narrow,
    in_namespace: Medium,
    message: text(
        "its holders decide who reaches what (`{verb}` on `{resource}`)",
        "このロールを持つ者は通信の到達範囲を変更できます（`{resource}` に対する `{verb}`）",
    ),
};

fn run(cx: &mut Cx<'_>, role: &Object) {
    sensitive_right::judge(cx, role, &RIGHT);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata:
          name: holder
          namespace: shop
        rules:
          - apiGroups: [networking.k8s.io]
            resources: [networkpolicies]
            verbs:
              - delete  # expect: network-editor
        ",
    ),
    Fixture::pass(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: holder
        rules:
          - apiGroups: [networking.k8s.io]
            resources: [networkpolicies]
            verbs:
              - list
        ",
    ),
];
