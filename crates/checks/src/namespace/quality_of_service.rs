//! A list of pods by the class that eviction goes by.

use crate::prelude::*;
use crate::qos::{Class, class};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1917",
        slug: "quality-of-service",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text("Quality of service of a pod", "Pod の QoS クラス"),
        what: text(
            "The class that Kubernetes gives each pod by its requests and limits as they are written: `Guaranteed`, `Burstable` or `BestEffort`. Defaults of a LimitRange may raise it.",
            "記述された要求と上限から Kubernetes が決める各 Pod のクラス（`Guaranteed`、`Burstable`、`BestEffort`）を挙げます。LimitRange の既定値で上がることがあります。",
        ),
        why: text(
            "The class orders who is killed first when a node runs out of memory. It isolates nothing: it is no measure of security.",
            "ノードのメモリが尽きたときに、どの Pod から終了させるかの順序を決めます。隔離はせず、セキュリティ対策ではありません。",
        ),
        fix: text(
            "Set requests and limits so that the important pods are `Guaranteed`.",
            "重要な Pod が `Guaranteed` になるように要求と上限を設定します。",
        ),
        fine: text("Always: this is a list.", "一覧のための項目なので、常に問題ありません。"),
        references: &[reference("catalogue", "A05")],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const IS: Text = text("the pod is of class `{class}`", "Pod の QoS クラスは `{class}` です");

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    if pod.object.id.owner.is_some() {
        return cx.not_applicable();
    }
    let class = class(pod);
    // What nobody has to look at is no entry of a list for review.
    if class == Class::Guaranteed {
        return;
    }
    let message = Message::new(IS).with("class", class.name());
    cx.report(cx.in_pod(pod, ["containers"], message));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        containers:  # expect: quality-of-service
          - name: web
            resources:
              limits:
                memory: 128Mi
        ",
    ),
    Fixture::pass(
        "
        containers:
          - name: web
            resources:
              limits:
                cpu: '1'
                memory: 128Mi
        ",
    ),
];
