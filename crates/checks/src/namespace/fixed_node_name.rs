//! A pod field: the scheduler is passed over.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1915",
        slug: "fixed-node-name",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Reliability,
        title: text("Pod is bound to a node by name", "Pod がノード名で固定されている"),
        what: text(
            "Manifests that set `nodeName` themselves. What the scheduler wrote into a running pod is no such thing.",
            "`nodeName` を自ら設定するマニフェストを検出します。稼働中の Pod にスケジューラーが書いたものは対象外です。",
        ),
        why: text(
            "The scheduler, and with it room, affinity and taints of effect `NoSchedule`, is passed over; the pod never moves off a node that fails.",
            "スケジューラーを通らないため、空き容量、アフィニティ、`NoSchedule` の taint が無視されます。ノードが故障しても移動しません。",
        ),
        fix: text(
            "Use `nodeSelector` or node affinity.",
            "`nodeSelector` またはノードアフィニティを使います。",
        ),
        fine: text(
            "Debugging pods for one node.",
            "特定のノードを調べるデバッグ用の Pod であれば問題ありません。",
        ),
        references: &[reference("catalogue", "H02")],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const FIXED: Text =
    text("the pod is bound to the node `{node}`", "Pod はノード `{node}` に固定されています");

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    let is_live = pod.object.kind() == "Pod" && pod.object.id.uid.is_some();
    if is_live || pod.object.id.owner.is_some() {
        return cx.not_applicable();
    }
    if let Some(node) = pod.spec.str_at(&["nodeName"]).filter(|node| !node.is_empty()) {
        let message = Message::new(FIXED).with("node", node);
        cx.report(cx.in_pod(pod, ["nodeName"], message));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        nodeName: node-1  # expect: fixed-node-name
        ",
    ),
    Fixture::pass(
        "
        nodeSelector:
          disk: ssd
        ",
    ),
];
