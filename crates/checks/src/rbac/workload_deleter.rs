//! Whoever deletes workloads stops the service.

use crate::prelude::*;
use crate::sensitive_right::{self, Named, Right, outside, within};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2328",
        slug: "workload-deleter",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Role can delete workloads and their data",
            "ロールがワークロードやデータを削除できる",
        ),
        what: text(
            "Rules with `delete` or `deletecollection` on any workload, Service, Secret, claim, \
             volume or namespace.",
            "ワークロード、Service、Secret、ボリュームとそのクレーム、名前空間に対する `delete`・`deletecollection` を、\
             対象を限定せずに許可するルールを検出します。",
        ),
        why: text(
            "Deleting is fast and not undone: a namespace takes everything in it along, a claim \
             its data.",
            "削除は一瞬で、取り消せません。名前空間を消せば中身がすべて、クレームを消\
             せばデータが失われます。",
        ),
        fix: text(
            "Name the objects in `resourceNames`, and leave `deletecollection` out.",
            "`resourceNames` で対象を限定し、`deletecollection` は外します。",
        ),
        fine: text(
            "Controllers that clean up what they have made.",
            "自身が作成したものを片付けるコントローラーであれば問題ありません。",
        ),
        references: &[
            reference("nsa", "rbac"),
            reference("mitre", "T1485"),
            reference("catalogue", "R21"),
            reference("kubescape", "C-0007"),
            reference("kubescape", "rule-excessive-delete-rights-v1"),
            reference("kalm", "RBAC-004"),
            reference("kalm", "RBAC-013"),
        ],
    },
    run: Run::Object { of: sensitive_right::ROLES, run },
    fixtures: FIXTURES,
};

pub(crate) static RIGHT: Right = Right {
    verbs: &["delete", "deletecollection"],
    things: &[
        within("", "pods", ""),
        within("", "services", ""),
        within("", "secrets", ""),
        within("", "persistentvolumeclaims", ""),
        outside("", "persistentvolumes", ""),
        outside("", "namespaces", ""),
        within("apps", "deployments", ""),
        within("apps", "daemonsets", ""),
        within("apps", "statefulsets", ""),
        within("apps", "replicasets", ""),
        within("batch", "jobs", ""),
        within("batch", "cronjobs", ""),
    ],
    mistaken: &[],
    named: Named::Narrow,
    in_namespace: Low,
    message: text(
        "its holders delete what others run (`{verb}` on `{resource}`)",
        "このロールを持つ者は他者が動かしているものを削除できます（`{resource}` に対\
         する `{verb}`）",
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
            resources: [namespaces]
            verbs:
              - delete  # expect: workload-deleter
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
            verbs:
              - delete
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
              - delete
        ",
    ),
];
