//! A pod field: it may run beside the API server.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1034",
        slug: "control-plane-toleration",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "Workload may be scheduled onto control plane nodes",
            "ワークロードがコントロールプレーンノードに配置されうる",
        ),
        what: text(
            "Pods outside the system namespaces that tolerate the taint \
             `node-role.kubernetes.io/control-plane` (before 1.24 `master`), or every taint. \
             DaemonSets are left out, because agents belong on every node.",
            "システム名前空間以外で、taint `node-role.kubernetes.io/control-plane`（1.24 より\
             前は `master`）またはすべての taint を許容する Pod を検出します。全ノードに置かれ\
             るエージェントが多い DaemonSet は対象外です。",
        ),
        why: text(
            "The keys of the cluster lie on these nodes. A workload that escapes there has the \
             cluster, not one node, and one that eats memory stops the API server.",
            "これらのノードにはクラスターの鍵があります。ここでコンテナーから抜け出されると、\
             被害はノード一台ではなくクラスター全体に及びます。メモリの使いすぎで API サーバー\
             が止まることもあります。",
        ),
        fix: text("Remove the toleration.", "この toleration を削除します。"),
        fine: text(
            "Clusters of a single node, and add-ons of the control plane.",
            "単一ノードのクラスターや、コントロールプレーンのアドオンであれば問題ありません。",
        ),
        references: &[
            reference("nsa", "node"),
            reference("mitre", "T1610"),
            reference("catalogue", "P45"),
        ],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const ROLE: Text = text(
    "the pod tolerates the taint of control plane nodes",
    "Pod はコントロールプレーンノードの taint を許容しています",
);
const ALL: Text = text(
    "the pod tolerates every taint, that of control plane nodes included",
    "Pod は、コントロールプレーンノードのものを含むすべての taint を許容しています",
);
const REMOVE: Text = text("remove the toleration", "toleration を削除する");

const KEYS: [&str; 2] = ["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"];

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    let namespace = pod.object.namespace().unwrap_or_default();
    if pod.object.kind() == "DaemonSet" || cx.is_system(namespace) {
        return cx.not_applicable();
    }
    let mut tolerated: Vec<(Route, bool)> = Vec::new();
    for (index, toleration) in pod.spec.items_at(&["tolerations"]).iter().enumerate() {
        let effect = toleration.str_at(&["effect"]).unwrap_or_default();
        if !matches!(effect, "" | "NoSchedule") {
            continue;
        }
        let exists = toleration.str_at(&["operator"]) == Some("Exists");
        let names_role = match toleration.str_at(&["key"]).unwrap_or_default() {
            "" if exists => false,
            key if KEYS.contains(&key) => true,
            _ => continue,
        };
        tolerated.push((pod.route(&Route::keys(["spec", "tolerations"]).then(index)), names_role));
    }
    // From the last to the first, so that taking one out moves no other.
    let edits = tolerated.iter().rev().map(|(route, _)| Edit::Remove { route: route.clone() });
    let edits = edits.collect();
    // The taint had another name before v1.24, so many pods tolerate both: that is one decision.
    tolerated.sort_by_key(|(_, names_role)| !names_role);
    let Some((first, names_role)) = tolerated.first() else { return };
    let (message, severity) = if *names_role { (ROLE, Medium) } else { (ALL, Low) };
    let fix = Fix { title: REMOVE, safety: Safety::Unsafe, edits };
    let mut finding = cx
        .finding(pod.object.place(first.clone()), Message::new(message))
        .severity(severity)
        .fix(fix);
    for (route, _) in tolerated.iter().skip(1) {
        finding = finding.also(route.clone());
    }
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        tolerations:
          - key: node-role.kubernetes.io/control-plane  # expect: control-plane-toleration
            operator: Exists
            effect: NoSchedule
        ",
    ),
    Fixture::fail(
        "
        tolerations:
          - operator: Exists
            effect: NoExecute
          - key: node-role.kubernetes.io/master  # expect: control-plane-toleration
            effect: NoSchedule
          - key: node-role.kubernetes.io/control-plane
            effect: NoSchedule
        ",
    ),
    Fixture::pass(
        "
        tolerations:
          - key: node.kubernetes.io/not-ready
            operator: Exists
            effect: NoExecute
        ",
    ),
    Fixture::pass(
        "
        apiVersion: apps/v1
        kind: DaemonSet
        metadata:
          name: log
        spec:
          template:
            spec:
              tolerations:
                - operator: Exists
              containers:
                - name: log
        ",
    ),
];
