//! The whole API of the kubelet.

use crate::prelude::*;
use crate::sensitive_right::{self, Named, Right, outside};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2319",
        slug: "node-proxy-user",
        former_slugs: &[],
        since: "0.1.0",
        severity: Critical,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Role can reach the kubelet through nodes/proxy",
            "ロールが nodes/proxy 経由で kubelet に到達できる",
        ),
        what: text(
            "Rules with `get` or `create` on `nodes/proxy`.",
            "`nodes/proxy` に対する `get` または `create` を許可するルールを検出します。",
        ),
        why: text(
            "The kubelet runs commands in every container of the node on such a request, also on \
             a GET, and neither audit logs nor admission see which.",
            "kubelet はこの要求（GET を含む）で、ノード上の任意のコンテナでコマンドを\
             実行します。監査ログにもアドミッションにもその内容は見えません。",
        ),
        fix: text(
            "From Kubernetes 1.36 on grant the part that is needed, such as `nodes/metrics` or \
             `nodes/pods`; metrics have had `nodes/metrics` for long.",
            "Kubernetes 1.36 以降は `nodes/pods` など必要な部分だけを許可します。メト\
             リクスには以前から `nodes/metrics` があります。",
        ),
        fine: text(
            "An agent of monitoring on a version without the narrow parts.",
            "細かい権限のないバージョンで動く監視エージェントであれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.1.10"),
            reference("nsa", "rbac"),
            reference("mitre", "T1609"),
            reference("catalogue", "R13"),
            reference("kubescape", "C-0279"),
            reference("kubescape", "rule-can-access-proxy-subresource"),
            reference("trivy", "KSV-0047"),
            reference("checkov", "CKV2_K8S_2"),
            reference("kalm", "RBAC-023"),
        ],
    },
    run: Run::Object { of: sensitive_right::ROLES, run },
    fixtures: FIXTURES,
};

pub(crate) static RIGHT: Right = Right {
    verbs: &["get", "create"],
    things: &[outside("", "nodes", "proxy")],
    mistaken: &[],
    named: Named::Counts,
    in_namespace: Low,
    message: text(
        "its holders command the kubelet of every node (`{verb}` on `{resource}`)",
        "このロールを持つ者はすべてのノードの kubelet を操作できます（`{resource}` に\
         対する `{verb}`）",
    ),
};

fn run(cx: &mut Cx<'_>, role: &Object) {
    sensitive_right::judge(cx, role, &RIGHT);
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
            resources: [nodes/proxy]
            verbs:
              - get  # expect: node-proxy-user
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
            resources: [nodes/proxy]
            verbs:
              - get  # expect: node-proxy-user
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
            resources: [nodes/metrics]
            verbs:
              - get
        ",
    ),
];
