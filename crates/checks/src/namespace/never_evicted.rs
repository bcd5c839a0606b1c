//! A pod field: it stays on nodes that fail.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1916",
        slug: "never-evicted",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "Pod tolerates every eviction by taint",
            "Pod が taint によるあらゆる退避を許容する",
        ),
        what: text(
            "Pods outside DaemonSets that tolerate every taint of effect `NoExecute`, without a time.",
            "DaemonSet 以外で、`NoExecute` のすべての taint を時間の制限なく許容する Pod を検出します。",
        ),
        why: text(
            "When its node is gone the pod is not replaced elsewhere, and a node that is drained by a taint keeps it.",
            "ノードが失われても他で作り直されず、taint で退避させようとしても残り続けます。",
        ),
        fix: text(
            "Name the taints that it is to tolerate, or set `tolerationSeconds`.",
            "許容する taint を具体的に書くか、`tolerationSeconds` を設定します。",
        ),
        fine: text(
            "Agents that belong to a node.",
            "ノードに付随するエージェントであれば問題ありません。",
        ),
        references: &[reference("catalogue", "P45")],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const STAYS: Text = text(
    "the pod tolerates every `NoExecute` taint for ever",
    "Pod はすべての `NoExecute` taint を無期限に許容します",
);

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    let namespace = pod.object.namespace().unwrap_or_default();
    if pod.object.kind() == "DaemonSet" || cx.is_system(namespace) {
        return cx.not_applicable();
    }
    for (index, toleration) in pod.spec.items_at(&["tolerations"]).iter().enumerate() {
        let text = |key: &str| toleration.str_at(&[key]).unwrap_or_default();
        let is_every = text("key").is_empty() && text("operator") == "Exists";
        let is_of_effect = matches!(text("effect"), "" | "NoExecute");
        if is_every && is_of_effect && toleration.i64_at(&["tolerationSeconds"]).is_none() {
            let route = pod.route(&Route::keys(["spec", "tolerations"]).then(index));
            return cx.report(cx.finding(pod.object.place(route), Message::new(STAYS)));
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        tolerations:
          - operator: Exists  # expect: never-evicted
        ",
    ),
    Fixture::pass(
        "
        tolerations:
          - operator: Exists
            effect: NoSchedule
        ",
    ),
];
