//! A token of any account.

use crate::prelude::*;
use crate::sensitive_right::{self, Named, Right, within};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2322",
        slug: "token-minter",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Role can make tokens of service accounts",
            "ロールがサービスアカウントのトークンを発行できる",
        ),
        what: text(
            "Rules with `create` on `serviceaccounts/token` that name no accounts.",
            "`serviceaccounts/token` に対する `create` を、アカウントを限定せずに許可\
             するルールを検出します。",
        ),
        why: text(
            "A token of any account, for a time of the holder's choice: the role has the rights \
             of all accounts that it reaches.",
            "任意のアカウントのトークンを、任意の有効期間で発行できます。届く範囲の全\
             アカウントの権限を持つことになります。",
        ),
        fix: text(
            "Name the accounts in `resourceNames`.",
            "`resourceNames` でアカウントを限定します。",
        ),
        fine: text(
            "Brokers of credentials whose work this is.",
            "認証情報を仲介するコントローラーであれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.1.13"),
            reference("nsa", "rbac"),
            reference("mitre", "T1528"),
            reference("catalogue", "R16"),
            reference("kubescape", "C-0282"),
            reference("kubescape", "rule-can-create-service-account-token"),
            reference("kalm", "RBAC-026"),
        ],
    },
    run: Run::Object { of: sensitive_right::ROLES, run },
    fixtures: FIXTURES,
};

pub(crate) static RIGHT: Right = Right {
    verbs: &["create"],
    things: &[within("", "serviceaccounts", "token")],
    mistaken: &[],
    named: Named::Narrow,
    in_namespace: Medium,
    message: text(
        "its holders make a token of any account (`{verb}` on `{resource}`)",
        "このロールを持つ者は任意のアカウントのトークンを発行できます（`{resource}` に\
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
            resources: [serviceaccounts/token]
            verbs:
              - create  # expect: token-minter
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
            resources: [serviceaccounts/token]
            resourceNames: [web]
            verbs:
              - create
        ",
    ),
];
