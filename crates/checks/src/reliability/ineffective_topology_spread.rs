//! A selector that must fit the pod it stands in.

use sekisho_api::LabelSelector;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1813",
        slug: "ineffective-topology-spread",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "Topology spread constraint counts no pod of its own",
            "topologySpreadConstraints が自身の Pod を数えていない",
        ),
        what: text(
            "Entries of `topologySpreadConstraints` without `labelSelector`, or with one that \
             does not select the pod itself.",
            "`topologySpreadConstraints` のうち、`labelSelector` がないもの、または Pod 自\
             身を選択しないものを検出します。",
        ),
        why: text(
            "The scheduler counts the pods that the selector selects. If the pod is not among \
             them, its replicas are not spread at all.",
            "スケジューラーはセレクターに一致する Pod を数えます。自身が含まれていなければ、\
             レプリカはまったく分散されません。",
        ),
        fix: text(
            "Give the constraint a `labelSelector` with labels of the pod template.",
            "Pod テンプレートのラベルを使った `labelSelector` を指定します。",
        ),
        fine: text(
            "The pod should keep away from the pods of another workload on purpose.",
            "別のワークロードの Pod を意図的に避けている場合は問題ありません。",
        ),
        references: &[reference("catalogue", "H02")],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const NONE: Text = text(
    "the constraint has no `labelSelector` and has no effect",
    "この制約には `labelSelector` がないため効果がありません",
);
const OTHERS: Text =
    text("the constraint does not select the pod itself", "この制約は Pod 自身を選択していません");
const FIELD: &str = "topologySpreadConstraints";

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    for (index, constraint) in pod.spec.items_at(&[FIELD]).iter().enumerate() {
        let route = pod.route(&Route::keys(["spec", FIELD]).then(index));
        let selector = constraint.field("labelSelector");
        if selector.is_none() {
            let finding = cx.finding(pod.object.place(route), Message::new(NONE));
            cx.report(finding.reference("kube-score", "Pod Topology Spread Constraints"));
        } else if LabelSelector::read(selector).is_ok_and(|it| !it.matches(Some(pod.labels()))) {
            let place = pod.object.place(route.then("labelSelector"));
            cx.report(cx.finding(place, Message::new(OTHERS)));
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        topologySpreadConstraints:
          - maxSkew: 1  # expect: ineffective-topology-spread
            topologyKey: kubernetes.io/hostname
            whenUnsatisfiable: ScheduleAnyway
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          labels:
            app: web
        spec:
          topologySpreadConstraints:
            - maxSkew: 1
              topologyKey: kubernetes.io/hostname
              whenUnsatisfiable: ScheduleAnyway
              labelSelector:
                matchLabels:
                  app: web
          containers:
            - name: web
        ",
    ),
];
