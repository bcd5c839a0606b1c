//! A pod that must not fail, and is killed first.

use crate::prelude::*;
use crate::qos::{Class, class};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1914",
        slug: "critical-best-effort",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "Pod of high priority is killed first when memory runs out",
            "優先度の高い Pod がメモリ不足時に最初に終了される",
        ),
        what: text(
            "Pods with a priority class of the system that set no requests and limits, and are of class `BestEffort` therefore.",
            "システムの優先度クラスを使いながら要求も上限も設定せず、クラスが `BestEffort` になる Pod を検出します。",
        ),
        why: text(
            "The kubelet spares critical pods, but the kernel kills those without requests first when a node is out of memory; and the scheduler sets nothing aside for them.",
            "kubelet は重要な Pod の退避を避けますが、ノードのメモリが尽きるとカーネルは要求のない Pod から終了させます。スケジューラーも場所を確保しません。",
        ),
        fix: text("Set requests for CPU and memory.", "CPU とメモリの要求を設定します。"),
        fine: text(
            "Where a LimitRange gives them.",
            "LimitRange で与えられる場合は問題ありません。",
        ),
        references: &[reference("nsa", "res")],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const FIRST: Text = text(
    "the pod has the priority `{priority}`, yet is of class `BestEffort`",
    "Pod の優先度は `{priority}` ですが、QoS クラスは `BestEffort` です",
);

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    let priority = pod.spec.str_at(&["priorityClassName"]).unwrap_or_default();
    if !priority.starts_with("system-") || pod.object.id.owner.is_some() {
        return cx.not_applicable();
    }
    if class(pod) == Class::BestEffort {
        let message = Message::new(FIRST).with("priority", priority);
        cx.report(cx.in_pod(pod, ["priorityClassName"], message));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        priorityClassName: system-node-critical  # expect: critical-best-effort
        containers:
          - name: agent
        ",
    ),
    Fixture::pass(
        "
        priorityClassName: system-node-critical
        containers:
          - name: agent
            resources:
              requests:
                memory: 64Mi
        ",
    ),
];
