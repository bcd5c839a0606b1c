//! A group that no binding can limit.

use crate::binding::BINDINGS;
use crate::prelude::*;
use sekisho_rbac::{Binding, Subject, groups, is_bootstrap};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2305",
        slug: "masters-bound",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text("Group system:masters is bound", "グループ system:masters に付与されている"),
        what: text(
            "Bindings that name the group `system:masters`, but for that of Kubernetes itself.",
            "グループ `system:masters` を対象とするバインディングを検出します。Kubernetes 自\
             身のものは除きます。",
        ),
        why: text(
            "Its members are let through before any rule is read. The binding gives them \
             nothing, and says that somebody signs certificates with this group, which nobody \
             can revoke.",
            "このグループのメンバーは、ルールを確認されることなく許可されます。バイン\
             ディングは何も加えませんが、失効できないこのグループの証明書が発行されて\
             いることを示しています。",
        ),
        fix: text(
            "Make a group of your own, bind that, and stop issuing credentials with \
             `system:masters`.",
            "独自のグループを作成して付与し、`system:masters` を含む認証情報の発行をや\
             めます。",
        ),
        fine: text("Nothing that we know of.", "問題のない例は知られていません。"),
        references: &[
            reference("cis-1.12", "5.1.7"),
            reference("nsa", "rbac"),
            reference("mitre", "T1078"),
            reference("catalogue", "R25"),
            reference("kubescape", "C-0246"),
            reference("trivy", "KSV-0123"),
        ],
    },
    run: Run::Object { of: BINDINGS, run },
    fixtures: FIXTURES,
};

const BOUND: Text = text(
    "`{role}` is bound to `system:masters`, whose members need no binding",
    "`{role}` が `system:masters` に付与されています。このグループのメンバーにバイ\
     ンディングは不要です",
);

fn run(cx: &mut Cx<'_>, object: &Object) {
    let Some(binding) = Binding::of(object) else { return };
    if is_bootstrap(object) {
        return cx.not_applicable();
    }
    let role = binding.role_ref().map_or("", |wanted| wanted.name);

    let Some((index, _)) =
        binding.subjects().find(|(_, subject)| *subject == Subject::Group(groups::MASTERS))
    else {
        return;
    };
    let place = object.place(Route::keys(["subjects"]).then(index).then("name"));
    let finding = cx.finding(place, Message::new(BOUND).with("role", role));
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
          name: view
        subjects:
          - kind: Group
            name: system:masters  # expect: masters-bound
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
          name: view
        subjects:
          - kind: Group
            name: admins
        ",
    ),
];
