//! An address in a status pulls traffic in.

use crate::prelude::*;
use crate::sensitive_right::{self, Named, Right, within};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2330",
        slug: "service-status-editor",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Role can write the status of Services",
            "ロールが Service のステータスを書き込める",
        ),
        what: text(
            "Rules with `update` or `patch` on `services/status`.",
            "`services/status` に対する `update`・`patch` を許可するルールを検出します。",
        ),
        why: text(
            "An address written into `status.loadBalancer` is intercepted on every node \
             (CVE-2020-8554): traffic of others to that address ends at the Service. No version \
             of Kubernetes mends it.",
            "`status.loadBalancer` に書かれたアドレス宛の通信は、すべてのノードで横取\
             りされます（CVE-2020-8554）。他者の通信がその Service に届きます。どのバー\
             ジョンの Kubernetes でも修正されていません。",
        ),
        fix: text(
            "Leave it to the controller of load balancers.",
            "ロードバランサーのコントローラーだけに許可します。",
        ),
        fine: text(
            "Controllers of load balancers, such as MetalLB.",
            "MetalLB のようなロードバランサーのコントローラーであれば問題ありません。",
        ),
        references: &[
            reference("nsa", "rbac"),
            reference("mitre", "T1557"),
            reference("catalogue", "R23"),
            reference("checkov", "CKV2_K8S_4"),
        ],
    },
    run: Run::Object { of: sensitive_right::ROLES, run },
    fixtures: FIXTURES,
};

pub(crate) static RIGHT: Right = Right {
    verbs: &["update", "patch"],
    things: &[within("", "services", "status")],
    mistaken: &[],
    named: Named::Narrow,
    in_namespace: Medium,
    message: text(
        "its holders redirect addresses to a Service (`{verb}` on `{resource}`)",
        "このロールを持つ者は任意のアドレス宛の通信を Service に向けられます（`{resource}` に\
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
            resources: [services/status]
            verbs:
              - patch  # expect: service-status-editor
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
            resources: [services/status]
            verbs:
              - get
        ",
    ),
];
