//! Whoever edits webhooks sees and changes every request.

use crate::prelude::*;
use crate::sensitive_right::{self, Named, Right, outside};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2321",
        slug: "webhook-editor",
        former_slugs: &[],
        since: "0.1.0",
        severity: Critical,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Role can change admission webhooks",
            "ロールがアドミッション Webhook を変更できる",
        ),
        what: text(
            "Rules that create, change or delete webhook configurations for admission, or \
             admission policies and their bindings.",
            "アドミッション Webhook の設定、またはアドミッションポリシーとそのバインデ\
             ィングの作成・変更・削除を許可するルールを検出します。",
        ),
        why: text(
            "A webhook is sent every object that is written, Secrets included, and may change \
             it; removing one switches the cluster's own rules off.",
            "Webhook には、Secret を含めて書き込まれるすべてのオブジェクトが送られ、内\
             容を変更できます。削除すれば、クラスターの規則が無効になります。",
        ),
        fix: text(
            "Leave them to installers; let controllers that renew certificates patch the one \
             that they name.",
            "導入時のツールだけに許可し、証明書を更新するコントローラーには対象を名前\
             で限定して許可します。",
        ),
        fine: text(
            "Injectors of certificate authorities, such as that of cert-manager.",
            "cert-manager のような CA 証明書の注入を行うコントローラーであれば問題あり\
             ません。",
        ),
        references: &[
            reference("cis-1.12", "5.1.12"),
            reference("nsa", "rbac"),
            reference("mitre", "T1556"),
            reference("catalogue", "R15"),
            reference("kubescape", "C-0281"),
            reference("kubescape", "rule-can-modify-admission-webhooks"),
            reference("trivy", "KSV-0114"),
            reference("checkov", "CKV_K8S_155"),
            reference("kalm", "RBAC-025"),
        ],
    },
    run: Run::Object { of: sensitive_right::ROLES, run },
    fixtures: FIXTURES,
};

pub(crate) static RIGHT: Right = Right {
    verbs: &["create", "update", "patch", "delete", "deletecollection"],
    things: &[
        outside("admissionregistration.k8s.io", "mutatingwebhookconfigurations", ""),
        outside("admissionregistration.k8s.io", "validatingwebhookconfigurations", ""),
        outside("admissionregistration.k8s.io", "validatingadmissionpolicies", ""),
        outside("admissionregistration.k8s.io", "validatingadmissionpolicybindings", ""),
        outside("admissionregistration.k8s.io", "mutatingadmissionpolicies", ""),
        outside("admissionregistration.k8s.io", "mutatingadmissionpolicybindings", ""),
    ],
    mistaken: &[],
    named: Named::Narrow,
    in_namespace: Low,
    message: text(
        "its holders decide what admission sees and lets through (`{verb}` on `{resource}`)",
        "このロールを持つ者はアドミッションが何を見て何を通すかを変更できます（`{resource}` に\
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
          - apiGroups: [admissionregistration.k8s.io]
            resources: [mutatingwebhookconfigurations]
            verbs:
              - patch  # expect: webhook-editor
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
          - apiGroups: [admissionregistration.k8s.io]
            resources: [validatingwebhookconfigurations]
            verbs:
              - delete  # expect: webhook-editor
        ",
    ),
    Fixture::pass(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: holder
        rules:
          - apiGroups: [admissionregistration.k8s.io]
            resources: [validatingwebhookconfigurations]
            verbs:
              - list
        ",
    ),
];
