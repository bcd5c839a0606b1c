//! A configuration file kind: what the log does not tell.

use sekisho_component::audit::{self, Level, Request};
use sekisho_finding::Evidence;

use crate::audit_policy;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1658",
        slug: "audit-policy-gaps",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text("Audit policy leaves out what matters", "監査ポリシーに重要な操作の漏れがある"),
        what: text(
            "Audit policies under which an ordinary user's requests of these kinds are not logged at all: \
             reading Secrets, `exec`, port forwarding, tokens, roles and bindings, webhooks, \
             certificates, creating and deleting workloads, and anything that no rule names. Also \
             policies that leave out the stage `ResponseComplete`.",
            "一般ユーザーによる次の操作がまったく記録されない監査ポリシーを検出します。Secret の読み取り、\
             `exec`、ポート転送、トークンの発行、Role や Binding、Webhook、証明書の操作、ワークロードの作\
             成と削除、そしてどの規則にも当たらない操作です。ステージ `ResponseComplete` を省くポリシーも\
             対象です。",
        ),
        why: text(
            "What no rule matches is not logged. An attacker who uses just these requests leaves no \
             trace; without the last stage, nobody sees whether a request was allowed.",
            "どの規則にも一致しないリクエストは記録されません。それらだけを使う攻撃者は痕跡を残しません。\
             最後のステージがないと、リクエストが許可されたかどうかも分かりません。",
        ),
        fix: text(
            "End the policy with a rule of level `Metadata` without conditions, and put exceptions for \
             noise in front of it.",
            "ポリシーの末尾に条件なしのレベル `Metadata` の規則を置き、不要な記録の除外はその前に書きます。",
        ),
        fine: text(
            "Where another policy or sink covers the rest.",
            "残りを別のポリシーや仕組みで記録している場合は問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "3.2.2"),
            reference("catalogue", "C3.2.2"),
            reference("catalogue", "M04"),
            reference("catalogue", "K01"),
            reference("nsa", "log"),
            reference("mitre", "T1562"),
            reference("kubescape", "C-0161"),
            reference("kubescape", "audit-policy-content"),
        ],
    },
    run: Run::Object { of: &[("audit.k8s.io", "Policy")], run },
    fixtures: FIXTURES,
};

const GAPS: Text = text("not logged: {requests}", "記録されない操作: {requests}");
const STAGE: Text = text(
    "the stage `ResponseComplete` is left out: how requests end is not logged",
    "ステージ `ResponseComplete` が省かれており、リクエストの結果が記録されません",
);

/// Requests that an audit log is asked about after an attack: verb, group, resource, subresource.
const MATTER: [(&str, &str, &str, &str); 14] = [
    ("get", "", "secrets", ""),
    ("list", "", "secrets", ""),
    ("create", "", "pods", "exec"),
    ("create", "", "pods", "portforward"),
    ("create", "", "serviceaccounts", "token"),
    ("create", "", "pods", ""),
    ("delete", "", "pods", ""),
    ("create", "apps", "deployments", ""),
    ("create", "rbac.authorization.k8s.io", "rolebindings", ""),
    ("update", "rbac.authorization.k8s.io", "clusterroles", ""),
    ("create", "rbac.authorization.k8s.io", "clusterrolebindings", ""),
    ("create", "admissionregistration.k8s.io", "mutatingwebhookconfigurations", ""),
    ("update", "certificates.k8s.io", "certificatesigningrequests", "approval"),
    ("create", "example.com", "widgets", ""),
];

fn run(cx: &mut Cx<'_>, policy: &Object) {
    let mut gaps = Vec::new();
    for (verb, group, resource, subresource) in MATTER {
        let request =
            Request { verb, group, resource, subresource, ..audit_policy::ordinary_request() };
        if audit::level_for(&policy.value, &request) == Level::None {
            let name = audit_policy::name_of(resource, subresource);
            gaps.push(match group {
                "example.com" => "what no rule names".to_owned(),
                _ => format!("{verb} {name}"),
            });
        }
    }
    if !gaps.is_empty() {
        let message = Message::new(GAPS).with("requests", Evidence::whole(&gaps.join(", ")));
        cx.report(cx.finding(policy.place(Route::keys(["rules"])), message));
    }
    let omitted = policy.value.items_at(&["omitStages"]);
    if omitted.iter().any(|stage| stage.as_str() == Some("ResponseComplete")) {
        cx.report(cx.at(policy, ["omitStages"], STAGE));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: audit.k8s.io/v1
        kind: Policy
        rules:  # expect: audit-policy-gaps
          - level: Metadata
            resources:
              - group: ''
                resources: [secrets]
        ",
    ),
    Fixture::fail(
        "
        apiVersion: audit.k8s.io/v1
        kind: Policy
        omitStages: [ResponseComplete]  # expect: audit-policy-gaps
        rules:
          - level: Metadata
        ",
    ),
    Fixture::pass(
        "
        apiVersion: audit.k8s.io/v1
        kind: Policy
        rules:
          - level: None
            users: [system:kube-proxy]
            verbs: [watch]
          - level: Metadata
        ",
    ),
];
