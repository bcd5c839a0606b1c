//! An object that should have been made by another.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1829",
        slug: "naked-pod",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Reliability,
        title: text("Pod belongs to no controller", "Pod がコントローラーに管理されていない"),
        what: text(
            "Pods without a controlling owner. Static pods, their mirrors and pods that Helm \
             runs as hooks are left out; pods that run once (`restartPolicy` other than \
             `Always`) are a hint.",
            "管理するコントローラーのない Pod を検出します。静的 Pod とそのミラー、Helm の\
             フックは対象外です。一度だけ実行される Pod（`restartPolicy` が `Always` 以外）\
             はヒントとして扱います。",
        ),
        why: text(
            "When its node is drained or lost the pod is gone, and nothing makes another.",
            "ノードがドレインされたり失われたりすると Pod は消え、作り直されません。",
        ),
        fix: text(
            "Put the pod into a Deployment, StatefulSet, DaemonSet or Job.",
            "Deployment、StatefulSet、DaemonSet、Job のいずれかで管理します。",
        ),
        fine: text(
            "Pods for a short look at something.",
            "一時的な調査に使う Pod であれば問題ありません。",
        ),
        references: &[
            reference("catalogue", "H09"),
            reference("kubescape", "C-0073"),
            reference("kubescape", "naked-pods"),
            reference("kalm", "WL-001"),
        ],
    },
    run: Run::Object { of: &[("", "Pod")], run },
    fixtures: FIXTURES,
};

const NAKED: Text = text(
    "nothing makes the pod again when its node is gone",
    "ノードが失われても、この Pod は作り直されません",
);

fn run(cx: &mut Cx<'_>, object: &Object) {
    const NOT_NAKED: [&str; 3] =
        ["kubernetes.io/config.mirror", "kubernetes.io/config.source", "helm.sh/hook"];
    let is_component = object.labels().str_at(&["tier"]) == Some("control-plane");
    if is_component || NOT_NAKED.iter().any(|key| object.annotations().field(key).is_some()) {
        return cx.not_applicable();
    }
    if !object.value.items_at(&["metadata", "ownerReferences"]).is_empty() {
        return;
    }
    let policy = object.value.str_at(&["spec", "restartPolicy"]).unwrap_or("Always");
    let finding = cx.at(object, ["metadata", "ownerReferences"], NAKED);
    cx.report(if policy == "Always" { finding } else { finding.confidence(Confidence::Low) });
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:  # expect: naked-pod
          name: web
        spec:
          containers:
            - name: web
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web-5f7b
          ownerReferences:
            - apiVersion: apps/v1
              kind: ReplicaSet
              name: web
              uid: '1'
              controller: true
        spec:
          containers:
            - name: web
        ",
    ),
    Fixture::pass(
        "
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          template:
            metadata:
              labels:
                app: web
            spec:
              containers:
                - name: web
        ",
    ),
];
