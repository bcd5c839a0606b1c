//! A number that is fine or not depending on another object: the autoscaler.

use crate::joined;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1811",
        slug: "few-replicas",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Reliability,
        title: text("Workload has too few replicas", "ワークロードのレプリカが少ない"),
        what: text(
            "Workloads that keep fewer pods than the parameter `minimum_replicas` asks for \
             (two, unless set) and that no autoscaler scales. Without `replicas` there is \
             one. Two where three were wanted is a hint. Workloads scaled to zero are left \
             out.",
            "パラメーター `minimum_replicas`（既定は 2）より少ない Pod しか維持せず、オート\
             スケーラーの対象でもないワークロードを検出します。`replicas` を省略すると 1 で\
             す。3 に満たない場合はヒントとして扱います。ゼロにスケールされたものは対象外で\
             す。",
        ),
        why: text(
            "The service is gone whenever the only pod is moved: when a node is drained or \
             lost, or the pod is evicted.",
            "ノードのドレインや障害、Pod の退避などで唯一の Pod が移動するたびに、サービス\
             が停止します。",
        ),
        fix: text(
            "Raise `replicas`, or add a HorizontalPodAutoscaler with that minimum.",
            "`replicas` を増やすか、最小数を指定した HorizontalPodAutoscaler を追加します。",
        ),
        fine: text(
            "Controllers that elect one leader, programs that must be alone, test \
             environments.",
            "リーダーを一つ選ぶコントローラー、単独で動く必要があるプログラム、テスト環境で\
             は問題ありません。",
        ),
        references: &[reference("catalogue", "H02")],
    },
    run: Run::Object { of: &joined::SCALED, run },
    fixtures: FIXTURES,
};

const FEW: Text = text(
    "{replicas} replica(s): fewer than {wanted}",
    "レプリカ数が {replicas} で、{wanted} に足りません",
);
/// What some ask for: one may be down for maintenance while another fails.
const THREE: i64 = 3;

fn run(cx: &mut Cx<'_>, object: &Object) {
    if object.id.owner.is_some() {
        return cx.not_applicable();
    }
    let wanted = i64::from(cx.settings.parameters.minimum_replicas);
    let replicas = joined::replicas(object).unwrap_or(1);
    if replicas == 0 {
        return cx.not_applicable();
    }
    if replicas >= wanted.max(THREE) || joined::autoscaler_of(cx.snapshot, object).is_some() {
        return;
    }
    let is_under = replicas < wanted;
    let message = Message::new(FEW)
        .with("replicas", replicas.to_string())
        .with("wanted", if is_under { wanted } else { THREE }.to_string());
    let mut finding = cx.finding(object.place(Route::keys(["spec", "replicas"])), message);
    if !is_under {
        finding = finding.confidence(Confidence::Low);
    }
    if replicas < THREE {
        finding = finding.reference("kube-linter", "minimum-three-replicas");
    }
    if replicas < 2 && object.kind() == "Deployment" {
        finding = finding
            .reference("polaris", "deploymentMissingReplicas")
            .reference("kube-score", "Deployment Replicas");
    }
    if replicas < 2 && object.kind() == "StatefulSet" {
        finding = finding.reference("kube-score", "StatefulSet Replicas");
    }
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          replicas: 1  # expect: few-replicas
          template:
            metadata:
              labels:
                app: web
            spec:
              containers:
                - name: web
        ",
    ),
    Fixture::fail(
        "
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          replicas: 2  # expect: few-replicas
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
          minReplicas: 2
          maxReplicas: 9
          scaleTargetRef:
            apiVersion: apps/v1
            kind: Deployment
            name: web
        ",
    ),
];
