//! A way around every NetworkPolicy.

use crate::prelude::*;
use crate::sensitive_right::{self, Named, Right, within};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2313",
        slug: "pod-port-forward",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text("Role can forward ports of pods", "ロールが Pod にポートフォワードできる"),
        what: text(
            "Rules with `create` or `get` on `pods/portforward`.",
            "`pods/portforward` に対する `create` または `get` を許可するルールを検出\
             します。",
        ),
        why: text(
            "The connection comes from the node, into the network of the pod: NetworkPolicies do \
             not apply, and what listens on localhost only is reached too.",
            "接続はノードから Pod のネットワークに直接入ります。NetworkPolicy は適用さ\
             れず、localhost だけで待ち受けるものにも届きます。",
        ),
        fix: text(
            "Grant it in namespaces for development only.",
            "開発用の名前空間に限って付与します。",
        ),
        fine: text(
            "Developers and their own namespaces.",
            "開発者自身の名前空間であれば問題ありません。",
        ),
        references: &[
            reference("nsa", "rbac"),
            reference("mitre", "T1090"),
            reference("catalogue", "R07"),
            reference("kubescape", "C-0063"),
            reference("kubescape", "rule-can-portforward-v1"),
            reference("kalm", "RBAC-008"),
        ],
    },
    run: Run::Object { of: sensitive_right::ROLES, run },
    fixtures: FIXTURES,
};

pub(crate) static RIGHT: Right = Right {
    verbs: &["create", "get"],
    things: &[within("", "pods", "portforward")],
    mistaken: &[],
    named: Named::Narrow,
    in_namespace: Medium,
    message: text(
        "its holders reach every port of every pod (`{verb}` on `{resource}`)",
        "このロールを持つ者はすべての Pod のすべてのポートに到達できます（`{resource}` に\
         対する `{verb}`）",
    ),
};

fn run(cx: &mut Cx<'_>, role: &Object) {
    let version = cx.settings.version;
    sensitive_right::judge_and(cx, role, &RIGHT, |finding, rule, grant| {
        sensitive_right::streamed(version, finding, rule, grant)
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
            resources: [pods/portforward]
            verbs:
              - create  # expect: pod-port-forward
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
              - get
        ",
    ),
];
