//! Whoever signs certificates makes users.

use crate::prelude::*;
use crate::sensitive_right::{self, Named, Right, outside};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2320",
        slug: "certificate-approver",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Role can approve or sign client certificates",
            "ロールがクライアント証明書を承認・署名できる",
        ),
        what: text(
            "Rules that change `certificatesigningrequests/approval` or `/status`, and `approve` \
             or `sign` on signers.",
            "`certificatesigningrequests/approval`・`/status` の変更、または signers に\
             対する `approve`・`sign` を許可するルールを検出します。",
        ),
        why: text(
            "A certificate of the signer for API clients is a user of any name, and Kubernetes \
             cannot revoke it.",
            "API クライアント用の署名者による証明書があれば任意の名前のユーザーになれ\
             ます。Kubernetes はそれを失効させられません。",
        ),
        fix: text(
            "Name the signer in `resourceNames`; leave `kubernetes.io/kube-apiserver-client` to \
             administrators.",
            "`resourceNames` で署名者を限定し、`kubernetes.io/kube-apiserver-client` は\
             管理者だけに許可します。",
        ),
        fine: text(
            "Approvers of serving certificates of kubelets.",
            "kubelet のサーバー証明書を承認するコントローラーであれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.1.11"),
            reference("nsa", "rbac"),
            reference("mitre", "T1098"),
            reference("catalogue", "R14"),
            reference("kubescape", "C-0280"),
            reference("kubescape", "rule-can-approve-cert-signing-request"),
            reference("checkov", "CKV_K8S_156"),
            reference("kalm", "RBAC-024"),
        ],
    },
    run: Run::Object { of: sensitive_right::ROLES, run },
    fixtures: FIXTURES,
};

pub(crate) static RIGHT: Right = Right {
    verbs: &["update", "patch", "approve", "sign"],
    things: &[
        outside("certificates.k8s.io", "certificatesigningrequests", "approval"),
        outside("certificates.k8s.io", "certificatesigningrequests", "status"),
        outside("certificates.k8s.io", "signers", ""),
    ],
    mistaken: &[],
    named: Named::Narrow,
    in_namespace: Low,
    message: text(
        "its holders let certificates through (`{verb}` on `{resource}`)",
        "このロールを持つ者は証明書の発行を通せます（`{resource}` に対する `{verb}`）",
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
          - apiGroups: [certificates.k8s.io]
            resources: [certificatesigningrequests/approval]
            verbs:
              - update  # expect: certificate-approver
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
          - apiGroups: [certificates.k8s.io]
            resources: [signers]
            verbs:
              - approve  # expect: certificate-approver
        ",
    ),
    Fixture::pass(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: holder
        rules:
          - apiGroups: [certificates.k8s.io]
            resources: [certificatesigningrequests]
            verbs:
              - create
        ",
    ),
];
