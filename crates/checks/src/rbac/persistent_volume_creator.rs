//! A volume may be a folder of the node.

use crate::prelude::*;
use crate::sensitive_right::{self, Named, Right, outside};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2323",
        slug: "persistent-volume-creator",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text("Role can make PersistentVolumes", "ロールが PersistentVolume を作成できる"),
        what: text(
            "Rules that create, update or patch PersistentVolumes.",
            "PersistentVolume の作成・更新を許可するルールを検出します。",
        ),
        why: text(
            "A volume of kind `hostPath` is any folder of a node. Pod Security forbids it in \
             pods and does not look at what a claim is bound to.",
            "`hostPath` 型のボリュームはノードの任意のフォルダーになります。Pod Security は Pod で\
             の指定を禁止しますが、クレームに割り当てられた実体は確認しません。",
        ),
        fix: text(
            "Let a storage class provision volumes, and leave manual ones to administrators.",
            "ボリュームはストレージクラスにプロビジョニングさせ、手動作成は管理者だけ\
             に許可します。",
        ),
        fine: text(
            "Provisioners of storage.",
            "ストレージのプロビジョナーであれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.1.9"),
            reference("nsa", "rbac"),
            reference("mitre", "T1611"),
            reference("catalogue", "R17"),
            reference("kubescape", "C-0278"),
            reference("kubescape", "rule-can-create-persistent-volumes"),
            reference("kalm", "RBAC-021"),
        ],
    },
    run: Run::Object { of: sensitive_right::ROLES, run },
    fixtures: FIXTURES,
};

pub(crate) static RIGHT: Right = Right {
    verbs: &["create", "update", "patch"],
    things: &[outside("", "persistentvolumes", "")],
    mistaken: &[],
    named: Named::Narrow,
    in_namespace: Low,
    message: text(
        "its holders make volumes of any kind (`{verb}` on `{resource}`)",
        "このロールを持つ者は任意の種類のボリュームを作成できます（`{resource}` に対\
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
            resources: [persistentvolumes]
            verbs:
              - create  # expect: persistent-volume-creator
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
            resources: [persistentvolumes]
            verbs:
              - patch  # expect: persistent-volume-creator
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
            resources: [persistentvolumeclaims]
            verbs:
              - create
        ",
    ),
];
