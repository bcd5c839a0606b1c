//! A field whose absence has a meaning.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1826",
        slug: "no-priority-class",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text("Pod has no priority class", "Pod に優先度クラスがない"),
        what: text(
            "Pods without `priorityClassName`, where no PriorityClass of the cluster is the \
             default for all.",
            "`priorityClassName` のない Pod を検出します。クラスターに既定（`globalDefault`）\
             の PriorityClass がある場合は対象外です。",
        ),
        why: text(
            "Such a pod has priority zero. When nodes are full, every pod with a class comes \
             first and may preempt it, and it is among the first that the kubelet evicts.",
            "このような Pod の優先度は 0 です。ノードが満杯になると、クラスを持つ Pod が優\
             先されてプリエンプトされる可能性があり、kubelet による退避でも先に選ばれます。",
        ),
        fix: text(
            "Make PriorityClasses for what must run first, and name one.",
            "先に動くべきものの PriorityClass を作成し、その名前を指定します。",
        ),
        fine: text(
            "All work of the cluster is equally important.",
            "クラスター内のすべての処理が同じ重要度であれば問題ありません。",
        ),
        references: &[
            reference("catalogue", "H06"),
            reference("polaris", "priorityClassNotSet"),
            reference("kalm", "REL-003"),
        ],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const NONE: Text = text("the pod has priority zero", "Pod の優先度は 0 です");

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    const FIELD: &str = "priorityClassName";
    if pod.spec.str_at(&[FIELD]).is_some_and(|name| !name.is_empty()) {
        return;
    }
    if pod.partial {
        return cx.unknown();
    }
    let mut classes = cx.snapshot.of_kind("scheduling.k8s.io", "PriorityClass");
    if !classes.any(|class| class.value.bool_at(&["globalDefault"]) == Some(true)) {
        cx.report(cx.in_pod(pod, [FIELD], Message::new(NONE)));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:  # expect: no-priority-class
          containers:
            - name: web
        ",
    ),
    Fixture::pass(
        "
        priorityClassName: shop-critical
        ",
    ),
];
