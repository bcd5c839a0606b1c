//! A control-plane flag: who controllers are.

use sekisho_component::Component;
use sekisho_component::setting::controller_manager;

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1627",
        slug: "shared-controller-credentials",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "All controllers share one identity",
            "すべてのコントローラーが 1 つの身元を共有する",
        ),
        what: text(
            "Controller managers without `--use-service-account-credentials=true`; false is the default, \
             and kubeadm sets true.",
            "`--use-service-account-credentials=true` のない controller-manager を検出します。既定値は false で\
             すが、kubeadm は true を設定します。",
        ),
        why: text(
            "With true, each controller acts as a service account of its own with the role that it needs. \
             With false, all of them act as one user who needs the rights of all, and the audit log \
             cannot tell them apart.",
            "true なら、各コントローラーが必要な権限だけを持つ専用の ServiceAccount として動作します。\
             false では全員が 1 人のユーザーとして動作し、そのユーザーには全員分の権限が必要で、監査ログ\
             でも区別できません。",
        ),
        fix: text(
            "Set `--use-service-account-credentials=true`; RBAC must be on.",
            "`--use-service-account-credentials=true` を設定します。RBAC が有効である必要があります。",
        ),
        fine: text(
            "Clusters without RBAC, which have a greater problem.",
            "RBAC のないクラスターには当てはまりませんが、それ自体がより大きな問題です。",
        ),
        references: &[
            reference("cis-1.12", "1.3.3"),
            reference("catalogue", "C1.3.3"),
            reference("nsa", "authz"),
            reference("mitre", "T1078"),
            reference("kubescape", "C-0146"),
            reference(
                "kubescape",
                "ensure-that-the-controller-manager-use-service-account-credentials-argument-is-set-to-true",
            ),
            reference("trivy", "KCV-0035"),
            reference("checkov", "CKV_K8S_108"),
        ],
    },
    run: Run::Component { of: &[Component::ControllerManager], run },
    fixtures: FIXTURES,
};

const RULES: &[Rule] =
    &[rule(controller_manager::USE_SERVICE_ACCOUNT_CREDENTIALS, Fault::Is(false))
        .fix("true", Safety::Unsafe)];

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    setting_rule::judge(cx, configured, RULES);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-controller-manager
          namespace: kube-system
        spec:
          containers:
            - name: kube-controller-manager
              command:
                - kube-controller-manager  # expect: shared-controller-credentials
                - --leader-elect=true
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-controller-manager
          namespace: kube-system
        spec:
          containers:
            - name: kube-controller-manager
              command:
                - kube-controller-manager
                - --use-service-account-credentials=true
        ",
    ),
];
