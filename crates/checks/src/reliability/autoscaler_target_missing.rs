//! Two objects that belong together: an autoscaler and what it scales.

use crate::joined;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1819",
        slug: "autoscaler-target-missing",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text("Autoscaler scales nothing", "オートスケーラーの対象が存在しない"),
        what: text(
            "HorizontalPodAutoscalers and KEDA ScaledObjects whose `scaleTargetRef` names a \
             Deployment, StatefulSet, ReplicaSet or ReplicationController that is not in \
             their namespace. Targets of other kinds cannot be judged.",
            "`scaleTargetRef` が指す Deployment、StatefulSet、ReplicaSet、ReplicationController が\
             同じ名前空間にない HorizontalPodAutoscaler や KEDA の ScaledObject を検出しま\
             す。ほかの種類の対象は判定しません。",
        ),
        why: text(
            "The workload that was meant is not scaled and fails under load.",
            "本来の対象がスケールされず、負荷がかかると停止します。",
        ),
        fix: text(
            "Correct name, kind and API version of the target, or remove the autoscaler.",
            "対象の名前、種類、API バージョンを修正するか、オートスケーラーを削除します。",
        ),
        fine: text(
            "The workload is deployed from elsewhere.",
            "ワークロードが別の場所からデプロイされる場合は問題ありません。",
        ),
        references: &[
            reference("catalogue", "N13"),
            reference("catalogue", "H04"),
            reference("kubescape", "C-0300"),
            reference("kubescape", "hpa-has-target"),
            reference("kube-linter", "dangling-horizontalpodautoscaler"),
            reference("kube-score", "HorizontalPodAutoscaler has target"),
        ],
    },
    run: Run::Object { of: &joined::AUTOSCALERS, run },
    fixtures: FIXTURES,
};

const NOTHING: Text = text(
    "there is no {kind} `{name}` in the namespace",
    "この名前空間に {kind} `{name}` はありません",
);

fn run(cx: &mut Cx<'_>, autoscaler: &Object) {
    if autoscaler.id.owner.is_some() {
        return cx.not_applicable();
    }
    let Some((group, kind, name)) = joined::scale_target(autoscaler) else { return };
    let Some((_, known)) = joined::SCALED.iter().find(|it| **it == (group, kind)) else {
        return cx.unknown();
    };
    if name.contains(['$', '{']) {
        return cx.unknown();
    }
    let namespace = autoscaler.namespace();
    let is_target = |(group, kind): (&str, &str)| {
        let mut objects = cx.snapshot.of_kind_in(group, kind, namespace);
        objects.any(|object| joined::scales(autoscaler, object))
    };
    if joined::SCALED.into_iter().any(is_target) {
        return;
    }
    let Some(confidence) = cx.absence(known, namespace) else { return cx.unknown() };
    let message = Message::new(NOTHING).with("kind", kind).with("name", name);
    let place = autoscaler.place(Route::keys(["spec", "scaleTargetRef", "name"]));
    cx.report(cx.finding(place, message).confidence(confidence));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata:
          name: web
        spec:
          minReplicas: 2
          maxReplicas: 9
          scaleTargetRef:
            apiVersion: apps/v1
            kind: Deployment
            name: wep  # expect: autoscaler-target-missing
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
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata:
          name: web
        spec:
          minReplicas: 2
          maxReplicas: 9
          scaleTargetRef:
            apiVersion: apps/v1
            kind: Deployment
            name: web
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
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata:
          name: web
        spec:
          minReplicas: 2
          maxReplicas: 9
          scaleTargetRef:
            apiVersion: example.com/v1
            kind: Fleet
            name: web
        ",
    ),
];
