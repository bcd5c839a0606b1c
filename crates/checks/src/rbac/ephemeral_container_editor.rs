//! A container of one's own in the pods of others.

use crate::prelude::*;
use crate::sensitive_right::{self, Named, Right, within};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2314",
        slug: "ephemeral-container-editor",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Role can add debug containers to pods",
            "ロールがデバッグ用コンテナを Pod に追加できる",
        ),
        what: text(
            "Rules with `patch` or `update` on `pods/ephemeralcontainers`.",
            "`pods/ephemeralcontainers` に対する `patch` または `update` を許可するルー\
             ルを検出します。",
        ),
        why: text(
            "The added container has any image, shares the network of the pod and may share its \
             processes; no restart tells of it.",
            "追加するコンテナのイメージは任意で、Pod のネットワークを共有し、プロセス\
             も共有できます。再起動を伴わないため気付きにくいものです。",
        ),
        fix: text(
            "Grant it for the time that somebody needs it, in one namespace.",
            "必要な期間だけ、ひとつの名前空間に限って付与します。",
        ),
        fine: text(
            "A role for emergencies that is bound while one lasts.",
            "障害対応中だけ付与する緊急用ロールであれば問題ありません。",
        ),
        references: &[
            reference("nsa", "rbac"),
            reference("mitre", "T1609"),
            reference("catalogue", "R08"),
        ],
    },
    run: Run::Object { of: sensitive_right::ROLES, run },
    fixtures: FIXTURES,
};

pub(crate) static RIGHT: Right = Right {
    verbs: &["patch", "update"],
    things: &[within("", "pods", "ephemeralcontainers")],
    mistaken: &[],
    named: Named::Narrow,
    in_namespace: Medium,
    message: text(
        "its holders put containers into running pods (`{verb}` on `{resource}`)",
        "このロールを持つ者は実行中の Pod にコンテナを追加できます（`{resource}` に\
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
        kind: Role
        metadata:
          name: holder
          namespace: shop
        rules:
          - apiGroups: ['']
            resources: [pods/ephemeralcontainers]
            verbs:
              - patch  # expect: ephemeral-container-editor
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
          - apiGroups: ['']
            resources: [pods/ephemeralcontainers]
            verbs:
              - get
        ",
    ),
];
