//! Whoever writes Secrets decides what others trust.

use crate::prelude::*;
use crate::sensitive_right::{self, Named, Right, within};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2309",
        slug: "secret-writer",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text("Role can write Secrets", "ロールが Secret を書き換えられる"),
        what: text(
            "Rules that create, change or delete any Secret.",
            "任意の Secret の作成・変更・削除を許可するルールを検出します。",
        ),
        why: text(
            "A Secret of type `kubernetes.io/service-account-token` is filled with the token of \
             the account that it names. Changed certificates and passwords turn traffic and \
             logins over to somebody else.",
            "型 `kubernetes.io/service-account-token` の Secret には、指定したアカウン\
             トのトークンが書き込まれます。証明書やパスワードが書き換えられると、通信\
             や認証を乗っ取られます。",
        ),
        fix: text(
            "List the objects by `resourceNames`, or leave the right to the controller that \
             needs it and bind that narrowly.",
            "対象を `resourceNames` で限定するか、必要とするコントローラーだけに絞って\
             付与します。",
        ),
        fine: text(
            "Controllers that issue certificates or sync from a vault.",
            "証明書の発行や Vault からの同期を行うコントローラーであれば問題ありません。",
        ),
        references: &[
            reference("nsa", "rbac"),
            reference("mitre", "T1098"),
            reference("catalogue", "R03"),
            reference("trivy", "KSV-0041"),
            reference("trivy", "KSV-0113"),
        ],
    },
    run: Run::Object { of: sensitive_right::ROLES, run },
    fixtures: FIXTURES,
};

pub(crate) static RIGHT: Right = Right {
    verbs: &["create", "update", "patch", "delete", "deletecollection"],
    things: &[within("", "secrets", "")],
    mistaken: &[],
    named: Named::Narrow,
    in_namespace: Medium,
    message: text(
        "its holders change any Secret (`{verb}` on `{resource}`)",
        "このロールを持つ者は任意の Secret を変更できます（`{resource}` に対する `{verb}`）",
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
            resources: [secrets]
            verbs:
              - create  # expect: secret-writer
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
            resources: [secrets]
            resourceNames: [mine]
            verbs:
              - update
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
            resources: [secrets]
            verbs:
              - get
        ",
    ),
];
