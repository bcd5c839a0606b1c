//! Two objects that belong together: a disruption budget and the pods that it is for.

use crate::joined;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1818",
        slug: "disruption-budget-selects-nothing",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Reliability,
        title: text(
            "Disruption budget selects no pod",
            "PodDisruptionBudget がどの Pod も選択していない",
        ),
        what: text(
            "PodDisruptionBudgets whose selector fits no pod of their namespace, where there \
             are pods in it.",
            "Pod がある名前空間で、セレクターがどの Pod にも一致しない PodDisruptionBudget を\
             検出します。",
        ),
        why: text(
            "The pods that it was made for are not protected.",
            "本来保護したい Pod が保護されません。",
        ),
        fix: text(
            "Make the selector equal to labels of the pod template, or remove the budget.",
            "セレクターを Pod テンプレートのラベルに合わせるか、この予算を削除します。",
        ),
        fine: text(
            "The pods are deployed from elsewhere, or at another time.",
            "Pod が別の場所から、あるいは別のタイミングでデプロイされる場合は問題ありません。",
        ),
        references: &[
            reference("catalogue", "H03"),
            reference("catalogue", "N13"),
            reference("kube-score", "PodDisruptionBudget Targets Pods"),
        ],
    },
    run: Run::Object { of: &[("policy", "PodDisruptionBudget")], run },
    fixtures: FIXTURES,
};

const NOTHING: Text = text(
    "no pod of the namespace has the labels that the budget selects",
    "この名前空間に、予算が選択するラベルを持つ Pod がありません",
);

fn run(cx: &mut Cx<'_>, budget: &Object) {
    let mut pods = cx.snapshot.pods_in(budget.namespace()).peekable();
    if pods.peek().is_none() {
        return cx.unknown();
    }
    let mut has_partial = false;
    if pods.any(|pod| {
        has_partial |= pod.partial;
        joined::is_budgeted(budget, pod.labels())
    }) {
        return;
    }
    let confidence = if has_partial { None } else { cx.absence("Pod", budget.namespace()) };
    match confidence {
        Some(confidence) => {
            cx.report(cx.at(budget, ["spec", "selector"], NOTHING).confidence(confidence));
        }
        None => cx.unknown(),
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata:
          name: web
        spec:
          maxUnavailable: 1
          selector:  # expect: disruption-budget-selects-nothing
            matchLabels:
              app: api
        ---
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
    Fixture::pass(
        "
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata:
          name: web
        spec:
          maxUnavailable: 1
          selector:
            matchLabels:
              app: web
        ---
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
    Fixture::unknown(
        "
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata:
          name: web
        spec:
          maxUnavailable: 1
          selector:
            matchLabels:
              app: web
        ",
    ),
];
