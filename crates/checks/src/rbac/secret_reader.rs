//! Whoever reads a Secret has what it opens.

use crate::prelude::*;
use crate::sensitive_right::{self, Named, Right, within};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2308",
        slug: "secret-reader",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text("Role can read Secrets", "ロールが Secret を読み取れる"),
        what: text(
            "Rules with `get`, `list` or `watch` on all Secrets. Rules that name the Secrets are \
             left out.",
            "すべての Secret に対する `get`、`list`、`watch` を許可するルールを検出し\
             ます。Secret を名前で限定したルールは除きます。",
        ),
        why: text(
            "`list` and `watch` return the contents just as `get` does. Among them are tokens of \
             service accounts, keys of TLS and passwords of registries, so the right often \
             reaches further than the role.",
            "`list` と `watch` も `get` と同じく中身を返します。サービスアカウントのトー\
             クン、TLS の鍵、レジストリのパスワードなどが含まれるため、ロール自体より\
             広い権限に届くことがよくあります。",
        ),
        fix: text(
            "Name the Secrets in `resourceNames`, or mount them instead of reading them through \
             the API.",
            "`resourceNames` で Secret を限定するか、API で読み取らずにマウントします。",
        ),
        fine: text(
            "Controllers that distribute Secrets, with a service account of their own.",
            "Secret を配布するコントローラーが、専用のサービスアカウントで使う場合は問\
             題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.1.2"),
            reference("nsa", "rbac"),
            reference("mitre", "T1552.007"),
            reference("catalogue", "R03"),
            reference("kubescape", "C-0015"),
            reference("kubescape", "C-0186"),
            reference("kubescape", "rule-can-list-get-secrets-v1"),
            reference("trivy", "KSV-0041"),
            reference("trivy", "KSV-0113"),
            reference("checkov", "CKV2_K8S_5"),
            reference("kube-linter", "access-to-secrets"),
            reference("kalm", "RBAC-002"),
            reference("kalm", "RBAC-012"),
        ],
    },
    run: Run::Object { of: sensitive_right::ROLES, run },
    fixtures: FIXTURES,
};

pub(crate) static RIGHT: Right = Right {
    verbs: &["get", "list", "watch"],
    things: &[within("", "secrets", "")],
    mistaken: &[],
    named: Named::Narrow,
    in_namespace: Medium,
    message: text(
        "its holders read every Secret there is (`{verb}` on `{resource}`)",
        "このロールを持つ者はすべての Secret を読み取れます（`{resource}` に対する `{verb}`）",
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
              - list  # expect: secret-reader
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
          - apiGroups: ['*']
            resources: [secrets]
            verbs:
              - watch  # expect: secret-reader
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
            resources: [secrets]
            resourceNames: [tls]
            verbs:
              - get
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
              - list
        ",
    ),
];
