//! Whoever makes a pod is every account of its namespace.

use crate::prelude::*;
use crate::sensitive_right::{self, Named, Right, within};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2310",
        slug: "pod-creator",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text("Role can make or change pods", "ロールが Pod を作成・変更できる"),
        what: text(
            "Rules that create, update or patch pods or what makes pods: Deployments, \
             DaemonSets, StatefulSets, ReplicaSets, ReplicationControllers, Jobs, CronJobs and \
             pod templates.",
            "Pod、または Pod を作るもの（Deployment、DaemonSet、StatefulSet、ReplicaSet、ReplicationController、Job、CronJob、Pod テ\
             ンプレート）の作成・更新を許可するルールを検出します。",
        ),
        why: text(
            "A pod may name any service account and mount any Secret and volume of its \
             namespace. Where Pod Security does not forbid it, it may also take over its node.",
            "Pod は、その名前空間の任意のサービスアカウントを使い、任意の Secret とボ\
             リュームをマウントできます。Pod Security で禁止されていなければ、ノードの\
             乗っ取りもできます。",
        ),
        fix: text(
            "Let people deploy through a pipeline with an account of its own, and enforce Pod \
             Security in the namespace.",
            "専用アカウントを持つパイプライン経由でデプロイし、名前空間で Pod Security を\
             強制します。",
        ),
        fine: text(
            "Deployers and operators, which exist to do this.",
            "デプロイ用のツールやオペレーターなど、これを役割とするものであれば問題あ\
             りません。",
        ),
        references: &[
            reference("cis-1.12", "5.1.4"),
            reference("nsa", "rbac"),
            reference("mitre", "T1610"),
            reference("catalogue", "R04"),
            reference("kubescape", "C-0188"),
            reference("kubescape", "rule-can-create-pod"),
            reference("trivy", "KSV-0048"),
            reference("kube-linter", "access-to-create-pods"),
            reference("kalm", "RBAC-004"),
        ],
    },
    run: Run::Object { of: sensitive_right::ROLES, run },
    fixtures: FIXTURES,
};

pub(crate) static RIGHT: Right = Right {
    verbs: &["create", "update", "patch"],
    things: &[
        within("", "pods", ""),
        within("", "replicationcontrollers", ""),
        within("", "podtemplates", ""),
        within("apps", "deployments", ""),
        within("apps", "daemonsets", ""),
        within("apps", "statefulsets", ""),
        within("apps", "replicasets", ""),
        within("batch", "jobs", ""),
        within("batch", "cronjobs", ""),
    ],
    mistaken: &[],
    named: Named::Narrow,
    in_namespace: Medium,
    message: text(
        "its holders run code as any service account of the namespace (`{verb}` on `{resource}`)",
        "このロールを持つ者は名前空間内の任意のサービスアカウントとしてコードを実行\
         できます（`{resource}` に対する `{verb}`）",
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
          - apiGroups: ['']
            resources: [pods]
            verbs:
              - create  # expect: pod-creator
        ",
    ),
    Fixture::fail(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: holder
        rules:
          - apiGroups: [apps]
            resources: [deployments]
            verbs:
              - patch  # expect: pod-creator
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
            resources: [pods]
            verbs:
              - list
        ",
    ),
    Fixture::pass(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata:
          name: holder
          namespace: shop
        rules:
          - apiGroups: [apps]
            resources: [deployments]
            resourceNames: [web]
            verbs:
              - update
        ",
    ),
];
