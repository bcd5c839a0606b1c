//! Pods, their accounts and all bindings of those: what an intruder in a container becomes.

use std::collections::HashMap;

use crate::prelude::*;
use sekisho_inventory::TokenMount;
use sekisho_rbac::escalation::{Escalation, Escalations, Leads, Reach};
use sekisho_rbac::{Authorizer, Principal, Rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2334",
        slug: "takeover-from-pod",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "Pod holds a token that takes others over",
            "他者を乗っ取れるトークンを Pod が持っている",
        ),
        what: text(
            "Workloads whose pods get a token of a service account that can act as others: every \
             right in the cluster, all service accounts of a namespace, nodes. The rights are those \
             of all its bindings and groups together. System namespaces are left out.",
            "他者として振る舞える（クラスターのすべての権限、名前空間の全サービスアカウント、ノードの\
             いずれかに至る）サービスアカウントのトークンを Pod が受け取るワークロードを検出します。\
             権限は、そのアカウントとグループの全バインディングを合わせて判断します。システム名前空間\
             は除きます。",
        ),
        why: text(
            "A hole in the program is then a hole in the cluster: whoever gets into the container \
             reads the token and goes on from there without another fault.",
            "プログラムの脆弱性がそのままクラスターの脆弱性になります。コンテナーに侵入した者はトーク\
             ンを読み、ほかの欠陥がなくても先へ進めます。",
        ),
        fix: text(
            "Give the account only what the program calls, name objects where it calls few, and \
             set `automountServiceAccountToken: false` where it calls nothing.",
            "プログラムが実際に呼び出す権限だけを与え、対象が少なければ名前で限定します。何も呼び出さ\
             ないなら `automountServiceAccountToken: false` を設定します。",
        ),
        fine: text(
            "An operator whose work it is, in a namespace of its own where nobody else may make \
             pods.",
            "それが役割であるオペレーターを、他者が Pod を作れない専用の名前空間で動かしている場合は問\
             題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.1.6"),
            reference("nsa", "rbac"),
            reference("mitre", "T1528"),
            reference("catalogue", "R31"),
            reference("kubescape", "C-0053"),
            reference("kubescape", "access-container-service-account-v1"),
        ],
    },
    run: Run::World(run),
    fixtures: FIXTURES,
};

const TAKES: Text = text(
    "the token of service account `{account}` leads further: {what}",
    "サービスアカウント `{account}` のトークンからさらに権限を得られます: {what}",
);
const BOUND: Text = text("its rights are given here", "権限はここで付与されています");

fn run(cx: &mut Cx<'_>, snapshot: &Snapshot) {
    let index = Authorizer::new(snapshot);
    let escalations = Escalations::new(&index, cx.settings.version);
    let mut known: HashMap<(Option<&str>, String), Vec<Escalation<'_>>> = HashMap::new();
    for object in snapshot.objects() {
        for pod in object.pods() {
            let name = pod.service_account().unwrap_or("default");
            let namespace = pod.object.namespace();
            if namespace.is_some_and(|namespace| cx.is_system(namespace)) {
                continue;
            }
            let found = known.entry((namespace, name.to_owned())).or_insert_with(|| {
                let namespace = namespace.unwrap_or("default");
                let all = escalations.of(Principal::ServiceAccount { namespace, name });
                all.into_iter().filter(takes_over).collect()
            });
            cx.subject(|cx| judge(cx, &pod, found, escalations.is_complete()));
        }
    }
}

/// Whether somebody else's identity is at its end.
fn takes_over(found: &Escalation<'_>) -> bool {
    found.reaches_everything()
        || matches!(
            found.primitive.leads,
            Leads::ClusterAdmin
                | Leads::NamespaceAdmin
                | Leads::Accounts
                | Leads::Users
                | Leads::Kubelets
                | Leads::Node
        )
}

fn judge(cx: &mut Cx<'_>, pod: &Pod<'_>, found: &[Escalation<'_>], complete: bool) {
    let mounts = match cx.snapshot.mounts_token(pod) {
        TokenMount::Pod(mounts) => Some(mounts.value),
        TokenMount::Account(_, mounts) => Some(mounts),
        TokenMount::Default => Some(true),
        TokenMount::Unknown => None,
    };
    let Some(worst) = found.iter().max_by_key(|found| (found.reach, found.reaches_everything()))
    else {
        if !complete {
            cx.unknown();
        }
        return;
    };
    // Rights are known, whether the account is here or not; that the pod gets its token is the default.
    if mounts == Some(false) {
        return;
    }
    let account = pod.service_account().unwrap_or("default");
    let mut what: Vec<String> = Vec::new();
    for found in found {
        let text = format!("{} {}", found.primitive.id, found.primitive.name);
        if !what.contains(&text) {
            what.push(text);
        }
    }
    let message = Message::new(TAKES).with("account", account).with("what", what.join(", "));
    let severity = match worst.reach {
        Reach::Cluster if worst.reaches_everything() => Critical,
        Reach::Cluster | Reach::Node => High,
        Reach::Namespace | Reach::Cloud => Medium,
    };
    let mut finding = cx.in_pod(pod, ["serviceAccountName"], message).severity(severity);
    let mut told: Vec<*const Object> = Vec::new();
    let mut is_administrative = false;
    for via in found.iter().filter_map(|found| found.steps.first()).flat_map(|step| &step.via) {
        if let Some(held) = &via.held {
            is_administrative |= via.binding.kind() == "ClusterRoleBinding"
                && Rule::is_everything(&held.rule.verbs)
                && Rule::is_everything(&held.rule.resources);
        }
        if !told.contains(&std::ptr::from_ref(via.binding)) {
            told.push(std::ptr::from_ref(via.binding));
            let place = via.binding.place(Route::keys(["roleRef", "name"]));
            finding = finding.related(place, Message::new(BOUND));
        }
    }
    if is_administrative {
        finding = finding
            .reference("kubescape", "C-0272")
            .reference("kubescape", "workload-with-administrative-roles");
    }
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
        spec:
          serviceAccountName: web  # expect: takeover-from-pod
          automountServiceAccountToken: true
          containers:
            - name: web
              image: web
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata:
          name: runner
          namespace: shop
        rules:
          - apiGroups: [batch]
            resources: [jobs]
            verbs: [create]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: runners
          namespace: shop
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: Role
          name: runner
        subjects:
          - kind: ServiceAccount
            name: web
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
        spec:
          serviceAccountName: web
          automountServiceAccountToken: false
          containers:
            - name: web
              image: web
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata:
          name: runner
          namespace: shop
        rules:
          - apiGroups: [batch]
            resources: [jobs]
            verbs: [create]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: runners
          namespace: shop
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: Role
          name: runner
        subjects:
          - kind: ServiceAccount
            name: web
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
        spec:
          serviceAccountName: web
          automountServiceAccountToken: true
          containers:
            - name: web
              image: web
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata:
          name: reader
          namespace: shop
        rules:
          - apiGroups: [batch]
            resources: [jobs]
            verbs: [get, list]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: readers
          namespace: shop
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: Role
          name: reader
        subjects:
          - kind: ServiceAccount
            name: web
        ",
    ),
];
