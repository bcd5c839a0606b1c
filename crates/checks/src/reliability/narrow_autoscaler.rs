//! Two numbers that must fit each other.

use crate::joined;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1820",
        slug: "narrow-autoscaler",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Reliability,
        title: text("Autoscaler has little to scale", "オートスケーラーの範囲が狭い"),
        what: text(
            "HorizontalPodAutoscalers and KEDA ScaledObjects whose least is below two, or \
             whose most is not above their least. Fewer than three is a hint. Autoscalers \
             down to zero are left out.",
            "最小数が 2 未満のもの、または最大数が最小数を超えない HorizontalPodAutoscaler や KEDA の ScaledObject を\
             検出します。3 未満の場合はヒントとして扱います。ゼロまで縮小するものは対象外で\
             す。",
        ),
        why: text(
            "With a least of one a quiet hour ends with a single pod. Equal bounds never \
             scale.",
            "最小数が 1 だと、負荷が低い時間帯に Pod が一つになります。最小と最大が等しいと\
             スケールしません。",
        ),
        fix: text(
            "Set `minReplicas` to two or more and `maxReplicas` above it.",
            "`minReplicas` を 2 以上にし、`maxReplicas` をそれより大きくします。",
        ),
        fine: text(
            "A single pod is enough while nobody asks for anything.",
            "負荷がない間は Pod が一つで十分な場合は問題ありません。",
        ),
        references: &[reference("catalogue", "H04")],
    },
    run: Run::Object { of: &joined::AUTOSCALERS, run },
    fixtures: FIXTURES,
};

const FEW: Text = text(
    "the autoscaler keeps as few as {least}: fewer than {wanted}",
    "オートスケーラーの最小数は {least} で、{wanted} に足りません",
);
const EQUAL: Text = text(
    "the most is {most} and the least {least}: nothing is scaled",
    "最大数が {most}、最小数が {least} のため、スケールされません",
);

fn run(cx: &mut Cx<'_>, autoscaler: &Object) {
    if autoscaler.id.owner.is_some() {
        return cx.not_applicable();
    }
    let (least, most) = joined::scale_range(autoscaler);
    let (least_field, most_field) = joined::scale_fields(autoscaler);
    if let Some(most) = most.filter(|most| *most <= least) {
        let message =
            Message::new(EQUAL).with("most", most.to_string()).with("least", least.to_string());
        let finding = cx.finding(autoscaler.place(Route::keys(["spec", most_field])), message);
        cx.report(finding.reference("polaris", "hpaMaxAvailability"));
    }
    if least == 0 || least > 2 {
        return;
    }
    let wanted = if least < 2 { 2 } else { 3 };
    let message =
        Message::new(FEW).with("least", least.to_string()).with("wanted", wanted.to_string());
    let finding = cx
        .finding(autoscaler.place(Route::keys(["spec", least_field])), message)
        .reference("kube-linter", "hpa-minimum-three-replicas");
    cx.report(if least < 2 {
        finding
            .reference("polaris", "hpaMinAvailability")
            .reference("kube-score", "HorizontalPodAutoscaler Replicas")
    } else {
        finding.confidence(Confidence::Low)
    });
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata:
          name: web
        spec:
          minReplicas: 1  # expect: narrow-autoscaler
          maxReplicas: 9
          scaleTargetRef:
            apiVersion: apps/v1
            kind: Deployment
            name: web
        ",
    ),
    Fixture::fail(
        "
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata:
          name: web
        spec:
          minReplicas: 4
          maxReplicas: 4  # expect: narrow-autoscaler
          scaleTargetRef:
            apiVersion: apps/v1
            kind: Deployment
            name: web
        ",
    ),
    Fixture::pass(
        "
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
];
