//! Two objects that set the same number.

use crate::joined;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1821",
        slug: "replicas-beside-autoscaler",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "Replicas are fixed beside an autoscaler",
            "オートスケーラーがあるのにレプリカ数が固定されている",
        ),
        what: text(
            "Workloads in files that state `replicas` although an autoscaler of the same \
             namespace scales them. In a cluster the field is always there, so nothing is \
             said.",
            "同じ名前空間のオートスケーラーの対象なのに `replicas` を指定している、ファイル\
             内のワークロードを検出します。クラスターでは常に値が入るため判定しません。",
        ),
        why: text(
            "Every deployment resets the number that the autoscaler has found, often down and \
             under full load.",
            "デプロイのたびに、オートスケーラーが決めた数が元に戻ります。高負荷時に減ってし\
             まうことも少なくありません。",
        ),
        fix: text(
            "Remove `replicas` from the manifest.",
            "マニフェストから `replicas` を削除します。",
        ),
        fine: text(
            "The deployment tool ignores the field.",
            "デプロイツールがこのフィールドを無視する設定であれば問題ありません。",
        ),
        references: &[
            reference("catalogue", "H04"),
            reference("kube-score", "Deployment targeted by HPA does not have replicas configured"),
        ],
    },
    run: Run::Object { of: &joined::SCALED, run },
    fixtures: FIXTURES,
};

const FIXED: Text = text(
    "`replicas` resets what the autoscaler `{autoscaler}` has found",
    "`replicas` により、オートスケーラー `{autoscaler}` が決めた数が元に戻ります",
);
const REMOVE: Text = text("remove `replicas`", "`replicas` を削除する");
const FIELD: [&str; 2] = ["spec", "replicas"];

fn run(cx: &mut Cx<'_>, object: &Object) {
    if object.id.owner.is_some() {
        return cx.not_applicable();
    }
    // A whole world is a cluster's.
    if cx.snapshot.completeness(object.kind(), object.namespace()) == Completeness::Closed {
        return cx.not_applicable();
    }
    if joined::replicas(object).is_none() {
        return;
    }
    let Some(autoscaler) = joined::autoscaler_of(cx.snapshot, object) else { return };
    let message = Message::new(FIXED).with("autoscaler", autoscaler.name());
    let fix = remove(REMOVE, Safety::Unsafe, Route::keys(FIELD));
    cx.report(cx.finding(object.place(Route::keys(FIELD)), message).fix(fix));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          replicas: 3  # expect: replicas-beside-autoscaler
          template:
            metadata:
              labels:
                app: web
            spec:
              containers:
                - name: web
        ---
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata:
          name: web
        spec:
          minReplicas: 3
          maxReplicas: 9
          scaleTargetRef:
            apiVersion: apps/v1
            kind: Deployment
            name: web
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
        ---
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata:
          name: web
        spec:
          minReplicas: 3
          maxReplicas: 9
          scaleTargetRef:
            apiVersion: apps/v1
            kind: Deployment
            name: web
        ",
    ),
    Fixture::pass(
        "
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          replicas: 3
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
