//! Rights that nobody wrote as all rights, and that come to them.

use std::collections::HashSet;

use crate::binding::is_of_system;
use crate::prelude::*;
use sekisho_rbac::escalation::{Escalations, Standing, Step, Via, Who};
use sekisho_rbac::{Authorizer, Principal};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2333",
        slug: "reaches-cluster-admin",
        former_slugs: &[],
        since: "0.1.0",
        severity: Critical,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Subject can get every right in the cluster",
            "クラスターのすべての権限に到達できるサブジェクト",
        ),
        what: text(
            "Users, groups and service accounts that are not bound to all rights as such, and get \
             to them in two or more steps or by rights from several rules: by pods that run as \
             another service account, tokens, impersonation, certificates, bindings. One right \
             that is enough by itself is told of its role. Parts of Kubernetes are left out.",
            "すべての権限を直接付与されてはいないものの、複数の段階、または複数のルールの権限を組み\
             合わせてそこに到達できるユーザー、グループ、サービスアカウントを検出します。別のサービ\
             スアカウントで動く Pod、トークン、なりすまし、証明書、バインディングを経由します。単独\
             で足りる権限はロール側で検出します。Kubernetes 自身の構成要素は除きます。",
        ),
        why: text(
            "Reviews look at what a role says. That a right to make pods in one namespace is a \
             right to everything, because an account there is strong, shows only when all bindings \
             are laid side by side, which is what an intruder does first.",
            "レビューはロールの記述を見ます。ある名前空間に強い権限のアカウントがあれば、そこで Pod を\
             作れる権限はすべての権限に等しくなりますが、それは全バインディングを突き合わせて初めて\
             わかります。侵入者が最初に行うのもこれです。",
        ),
        fix: text(
            "Break the way at its narrowest: move strong service accounts into a namespace of \
             their own, and take rights to make pods, tokens or bindings there away from everybody \
             else. `sekisho rbac escalations` shows every way.",
            "経路の最も狭いところを断ちます。強い権限のサービスアカウントを専用の名前空間に移し、そ\
             こで Pod、トークン、バインディングを作る権限を他者から外します。すべての経路は \
             `sekisho rbac escalations` で確認できます。",
        ),
        fine: text(
            "The subject is meant to administer the cluster; then bind it to `cluster-admin`, so \
             that everybody sees it.",
            "クラスターの管理者であるべきサブジェクトの場合です。その場合は `cluster-admin` を直接付与\
             し、誰の目にもわかるようにします。",
        ),
        references: &[
            reference("cis-1.12", "5.1.1"),
            reference("nsa", "rbac"),
            reference("mitre", "T1078"),
            reference("mitre", "T1098.006"),
            reference("catalogue", "R31"),
        ],
    },
    run: Run::World(run),
    fixtures: FIXTURES,
};

const REACHES: Text = text(
    "{subject} gets every right in the cluster: {way}",
    "{subject} はクラスターのすべての権限に到達できます: {way}",
);
const GIVEN: Text = text("given here: {what}", "ここで付与: {what}");
const NEXT: Text = text("then: {what}", "次の段階: {what}");

fn run(cx: &mut Cx<'_>, snapshot: &Snapshot) {
    let index = Authorizer::new(snapshot);
    let escalations = Escalations::new(&index, cx.settings.version);
    let reaching: HashSet<Principal<'_>> = escalations.reaching().collect();
    for subject in index.principals() {
        cx.subject(|cx| {
            if !reaching.contains(subject) {
                if !escalations.is_complete() {
                    cx.unknown();
                }
                return;
            }
            if escalations.standing(*subject) == Standing::Declared {
                return;
            }
            let Some(way) = escalations.way(*subject) else { return };
            judge(cx, *subject, &way);
        });
    }
}

fn judge(cx: &mut Cx<'_>, subject: Principal<'_>, way: &[Step<'_>]) {
    let Some((first, rest)) = way.split_first() else { return };
    // What the groups of everybody reach is told of them.
    let Some(given) = first.via.first() else { return };
    // One right of one rule is what the check of its role tells.
    let is_one_right = rest.is_empty() && first.via.iter().all(|via| is_same_rule(via, given));
    if is_one_right || first.via.iter().all(|via| is_of_system(via.binding)) {
        return;
    }
    let names = way.iter().filter_map(|step| step.by).map(|by| format!("{} {}", by.id, by.name));
    let message = Message::new(REACHES)
        .with("subject", subject.to_string())
        .with("way", names.collect::<Vec<_>>().join(" → "));
    let at = Route::keys(["subjects"]).then(given.subject);
    let mut finding = cx.finding(given.binding.place(at), message);
    for (step, text) in way.iter().zip(std::iter::once(GIVEN).chain(std::iter::repeat(NEXT))) {
        for via in &step.via {
            let Some(by) = step.by else { continue };
            let place = match &via.held {
                Some(held) => held.written_in.place(Route::keys(["rules"]).then(held.rule.index)),
                None => via.binding.place(Route::keys(["roleRef", "name"])),
            };
            finding = finding.related(place, Message::new(text).with("what", by.name));
        }
    }
    // Whose token lies in a pod or Secret is known of what is here.
    let by_token = |step: &Step<'_>| matches!(step.becomes, Some(Who::Running(_) | Who::Tokens(_)));
    if way.iter().any(by_token) {
        finding = finding.confidence(Confidence::Medium);
    }
    cx.report(finding);
}

fn is_same_rule(a: &Via<'_>, b: &Via<'_>) -> bool {
    match (&a.held, &b.held) {
        (Some(a), Some(b)) => {
            std::ptr::eq(a.written_in, b.written_in) && a.rule.index == b.rule.index
        }
        (None, None) => a.role == b.role,
        _ => false,
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata:
          name: deployer
          namespace: shop
        rules:
          - apiGroups: [apps]
            resources: [deployments]
            verbs: [create]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: deployers
          namespace: shop
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: Role
          name: deployer
        subjects:
          - kind: User  # expect: reaches-cluster-admin
            name: jane
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata:
          name: operator
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: ClusterRole
          name: cluster-admin
        subjects:
          - kind: ServiceAccount
            name: operator
            namespace: shop
        ",
    ),
    // Both halves are needed, and they are in two rules.
    Fixture::fail(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata:
          name: binder
        rules:
          - apiGroups: [rbac.authorization.k8s.io]
            resources: [clusterroles]
            verbs: [bind]
          - apiGroups: [rbac.authorization.k8s.io]
            resources: [clusterrolebindings]
            verbs: [create]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata:
          name: binders
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: ClusterRole
          name: binder
        subjects:
          - kind: Group  # expect: reaches-cluster-admin
            name: platform
        ",
    ),
    Fixture::pass(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata:
          name: deployer
          namespace: shop
        rules:
          - apiGroups: [apps]
            resources: [deployments]
            verbs: [create]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: deployers
          namespace: shop
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: Role
          name: deployer
        subjects:
          - kind: User
            name: jane
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata:
          name: operator
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: ClusterRole
          name: cluster-admin
        subjects:
          - kind: ServiceAccount
            name: operator
            namespace: operators
        ",
    ),
];
