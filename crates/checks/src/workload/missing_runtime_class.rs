//! Pods and a cluster-wide object: the runtime that they ask for is not there.

use crate::dangling::{Target, Wanted};

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1025",
        slug: "missing-runtime-class",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "RuntimeClass that pods ask for does not exist",
            "Pod が求める RuntimeClass が存在しない",
        ),
        what: text(
            "Names in `runtimeClassName` for which there is no RuntimeClass. In files that is a \
             hint, because the class may be made elsewhere.",
            "`runtimeClassName` に指定された名前のうち、対応する RuntimeClass がないものを検出\
             します。ファイルだけの場合は、別の場所で作られている可能性があるため示唆にとどめ\
             ます。",
        ),
        why: text(
            "The API server refuses such pods. Whoever then removes the field to make the \
             workload run removes its sandbox.",
            "API サーバーはこの Pod を拒否します。動かすためにフィールドを消してしまうと、サン\
             ドボックスも失われます。",
        ),
        fix: text(
            "Make the RuntimeClass, or correct the name.",
            "RuntimeClass を作成するか、名前を修正します。",
        ),
        fine: text(
            "The class comes with the nodes, as `gvisor` on GKE does.",
            "GKE の `gvisor` のように、ノードとともに用意される場合は問題ありません。",
        ),
        references: &[reference("catalogue", "P38")],
    },
    run: Run::World(run),
    fixtures: FIXTURES,
};

static TARGET: Target = Target {
    group: "node.k8s.io",
    kind: "RuntimeClass",
    is_namespaced: false,
    missing: text("there is no RuntimeClass `{name}`", "RuntimeClass `{name}` がありません"),
    elsewhere: None,
    also: text("asked for here as well", "ここでも指定されています"),
};

fn run(cx: &mut Cx<'_>, snapshot: &Snapshot) {
    let wanted = Wanted::of(&TARGET, snapshot, |pod, want| {
        if let Some(class) = pod.spec.str_at(&["runtimeClassName"]) {
            want(class, pod.spec_route(["runtimeClassName"]));
        }
    });
    wanted.report(cx, |_, _, _| false);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: a
          namespace: shop
        spec:
          runtimeClassName: gvizor  # expect: missing-runtime-class
          containers:
            - name: web
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: b
          namespace: shop
        spec:
          runtimeClassName: gvizor
          containers:
            - name: web
        ",
    ),
    Fixture::pass(
        "
        apiVersion: node.k8s.io/v1
        kind: RuntimeClass
        metadata:
          name: gvisor
        handler: runsc
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: a
          namespace: shop
        spec:
          runtimeClassName: gvisor
          containers:
            - name: web
        ",
    ),
];
