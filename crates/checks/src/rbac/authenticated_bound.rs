//! Rights for every token that there is.

use crate::binding::BINDINGS;
use crate::prelude::*;
use crate::sensitive_right;
use sekisho_rbac::{Binding, Subject, groups, is_bootstrap, rules};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2307",
        slug: "authenticated-bound",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Role is bound to everybody who is logged in",
            "認証済みの全員にロールが付与されている",
        ),
        what: text(
            "Bindings that name `system:authenticated` or `system:serviceaccounts`, but for \
             those of Kubernetes itself. High where the role holds a right that leads further.",
            "`system:authenticated` または `system:serviceaccounts` を対象とするバイン\
             ディングを検出します。Kubernetes 自身のものは除きます。さらに広い権限につ\
             ながるロールであれば重大度を上げます。",
        ),
        why: text(
            "Every pod with a token is in these groups, those of strangers included; on some \
             clouds so is every account that the provider knows.",
            "トークンを持つすべての Pod が、他者のものも含めてこれらのグループに属しま\
             す。クラウドによっては、事業者のすべてのアカウントが含まれます。",
        ),
        fix: text("Bind a group of your own.", "独自のグループに付与します。"),
        fine: text(
            "Rights to review one's own access, as Kubernetes grants them.",
            "Kubernetes が標準で付与する、自分の権限を確認する権限であれば問題ありませ\
             ん。",
        ),
        references: &[
            reference("nsa", "rbac"),
            reference("mitre", "T1078"),
            reference("catalogue", "R27"),
            reference("trivy", "KSV-01011"),
        ],
    },
    run: Run::Object { of: BINDINGS, run },
    fixtures: FIXTURES,
};

const BOUND: Text = text(
    "everybody with a token has `{role}`",
    "トークンを持つ者は誰でも `{role}` の権限を使えます",
);

fn run(cx: &mut Cx<'_>, object: &Object) {
    let Some(binding) = Binding::of(object) else { return };
    if is_bootstrap(object) {
        return cx.not_applicable();
    }
    let role = binding.role_ref().map_or("", |wanted| wanted.name);

    let Some((index, _)) = binding.subjects().find(|(_, subject)| {
        matches!(*subject, Subject::Group(groups::AUTHENTICATED | groups::SERVICE_ACCOUNTS))
    }) else {
        return;
    };
    let place = object.place(Route::keys(["subjects"]).then(index).then("name"));
    let finding = cx.finding(place, Message::new(BOUND).with("role", role));
    let leads_on = match binding.role(cx.snapshot) {
        Some(role) => rules(cx.snapshot, role).iter().any(|held| {
            let reads_nodes = held.rule.resources.contains(&"nodes");
            let rights = sensitive_right::all();
            let mut rights = rights.iter().map(|(right, _)| right);
            reads_nodes
                || rights.any(|right| {
                    sensitive_right::grant(right, role.kind(), &held.rule)
                        .is_some_and(|grant| grant.idle.is_none())
                })
        }),
        None => matches!(role, "cluster-admin" | "admin" | "edit"),
    };
    if leads_on {
        let finding = finding
            .severity(High)
            .reference("kubescape", "C-0265")
            .reference("kubescape", "system-authenticated-allowed-to-take-over-cluster");
        return cx.report(finding);
    }
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata:
          name: holders
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: ClusterRole
          name: edit
        subjects:
          - kind: Group
            name: system:authenticated  # expect: authenticated-bound
        ",
    ),
    Fixture::pass(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata:
          name: holders
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: ClusterRole
          name: edit
        subjects:
          - kind: Group
            name: developers
        ",
    ),
];
