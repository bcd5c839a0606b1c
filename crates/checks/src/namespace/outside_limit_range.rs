//! A container and the LimitRange of its namespace, which refuses amounts outside its bounds.

use sekisho_api::Quantity;
use sekisho_finding::Place;
use sekisho_inventory::ResourceKind;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1918",
        slug: "outside-limit-range",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "LimitRange of the namespace refuses the container",
            "名前空間の LimitRange がコンテナーを拒否する",
        ),
        what: text(
            "Containers whose request or limit is below the `min` or above the `max` of a LimitRange for \
             containers in the same namespace, or whose limit is more than `maxLimitRequestRatio` times \
             the request. A request that is not stated counts as the limit, as the API server takes it.",
            "同じ名前空間にあるコンテナー向け LimitRange の `min` を下回る、または `max` を上回る要求・上限を持つコンテナーと、\
             上限が要求の `maxLimitRequestRatio` 倍を超えるコンテナーを検出します。要求が書かれていなければ、API サーバーと\
             同じく上限を要求とみなします。",
        ),
        why: text(
            "The API server refuses such a pod. A Deployment is accepted and stands still without pods, \
             which shows in its events only.",
            "API サーバーはこのような Pod を受け付けません。Deployment は受け付けられますが Pod が作られ\
             ないまま止まり、イベントを見ないとわかりません。",
        ),
        fix: text(
            "Bring the amount within the bounds, or widen them if the workload has a right to more.",
            "値を範囲内に収めるか、それだけの量が妥当なら範囲を広げます。",
        ),
        fine: text(
            "Never, as long as the LimitRange is there.",
            "LimitRange があるかぎり、問題のない場合はありません。",
        ),
        references: &[reference("nsa", "res"), reference("catalogue", "A05")],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const BELOW: Text = text(
    "container `{container}` states {amount} for `{resource}`, less than the {bound} of LimitRange `{range}`",
    "コンテナー `{container}` の `{resource}` は {amount} で、LimitRange `{range}` の下限 {bound} を下回ります",
);
const ABOVE: Text = text(
    "container `{container}` states {amount} for `{resource}`, more than the {bound} of LimitRange `{range}`",
    "コンテナー `{container}` の `{resource}` は {amount} で、LimitRange `{range}` の上限 {bound} を上回ります",
);
const WIDE: Text = text(
    "container `{container}` may use {amount} of `{resource}`, more than {bound} times its request, the \
     ratio of LimitRange `{range}`",
    "コンテナー `{container}` の `{resource}` の上限 {amount} は要求の {bound} 倍を超え、LimitRange `{range}` の比率に反します",
);
const BOUND: Text = text("it is bounded here", "ここで範囲が定められています");

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    let ranges = cx.snapshot.of_kind_in("", "LimitRange", pod.object.namespace());
    let mut is_bounded = false;
    for range in ranges {
        for (index, bounds) in range.value.items_at(&["spec", "limits"]).iter().enumerate() {
            if bounds.str_at(&["type"]) == Some("Container") && !pod.partial {
                is_bounded = true;
                let place = range.place(Route::keys(["spec", "limits"]).then(index));
                compare(cx, pod, &Bounds { range: range.name(), value: bounds, place });
            }
        }
    }
    if !is_bounded {
        cx.not_applicable();
    }
}

/// One entry of a LimitRange.
struct Bounds<'r> {
    range: &'r str,
    value: &'r Value,
    place: Place,
}

/// Holds the containers of a pod against bounds. Ephemeral ones have no amounts.
fn compare(cx: &mut Cx<'_>, pod: &Pod<'_>, bounds: &Bounds<'_>) {
    for container in pod.containers().filter(|it| it.kind != ContainerKind::Ephemeral) {
        for fault in faults(&container, bounds.value) {
            let Fault { message, field, resource, kind, amount, bound } = fault;
            let route = container.field(["resources", kind.field(), resource]);
            let message = Message::new(message)
                .with("amount", amount)
                .with("resource", resource)
                .with("bound", bound)
                .with("range", bounds.range);
            let mut place = bounds.place.clone();
            place.route = place.route.then(field).then(resource);
            let finding = cx.in_container(pod, &container, route, message);
            cx.report(finding.related(place, Message::new(BOUND)));
        }
    }
}

const RATIO: &str = "maxLimitRequestRatio";

/// An amount outside a bound.
struct Fault<'v> {
    message: Text,
    field: &'static str,
    resource: &'v str,
    kind: ResourceKind,
    amount: String,
    bound: String,
}

/// What `LimitRanger` refuses (`plugin/pkg/admission/limitranger`): defaults are filled in before, so an
/// amount that is not stated is within its bounds.
fn faults<'v>(container: &Container<'v>, bounds: &'v Value) -> Vec<Fault<'v>> {
    let stated = |kind: ResourceKind, resource: &str| {
        let value = container.value.at(&["resources", kind.field(), resource])?;
        Quantity::from_value(value)?.ok()
    };
    let mut faults = Vec::new();
    for field in ["min", "max"] {
        for (resource, value) in bounds.field(field).into_iter().flat_map(Value::entries) {
            let Some(Ok(bound)) = Quantity::from_value(value) else { continue };
            let outside =
                [ResourceKind::Request, ResourceKind::Limit].into_iter().find_map(|kind| {
                    let amount = stated(kind, resource)?;
                    let is_outside = if field == "min" { amount < bound } else { amount > bound };
                    is_outside.then_some((kind, amount))
                });
            if let Some((kind, amount)) = outside {
                let message = if field == "min" { BELOW } else { ABOVE };
                let (amount, bound) = (amount.to_string(), bound.to_string());
                faults.push(Fault { message, field, resource, kind, amount, bound });
            }
        }
    }
    for (resource, value) in bounds.field(RATIO).into_iter().flat_map(Value::entries) {
        let Some(Ok(ratio)) = Quantity::from_value(value) else { continue };
        let limit = stated(ResourceKind::Limit, resource);
        let request = stated(ResourceKind::Request, resource);
        let (Some(limit), Some(request)) = (limit, request) else { continue };
        let parts = (limit.milli_i64(), request.milli_i64(), ratio.milli_i64());
        let (Some(most), Some(least), Some(ratio_milli)) = parts else { continue };
        if i128::from(most) * 1000 > i128::from(least) * i128::from(ratio_milli) {
            faults.push(Fault {
                message: WIDE,
                field: RATIO,
                resource,
                kind: ResourceKind::Limit,
                amount: limit.to_string(),
                bound: ratio.to_string(),
            });
        }
    }
    faults
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: LimitRange
        metadata:
          name: bounds
          namespace: shop
        spec:
          limits:
            - type: Container
              min:
                memory: 64Mi
              max:
                memory: 1Gi
                cpu: 500m
              maxLimitRequestRatio:
                cpu: 2
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
        spec:
          containers:
            - name: web
              resources:
                requests:
                  memory: 32Mi  # expect: outside-limit-range
                  cpu: 100m
                limits:
                  memory: 512Mi
                  cpu: 400m  # expect: outside-limit-range
            - name: proxy
              resources:
                limits:
                  memory: 2048Mi  # expect: outside-limit-range
                  cpu: 0.5
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: LimitRange
        metadata:
          name: bounds
          namespace: shop
        spec:
          limits:
            - type: Pod
              max:
                memory: 1Mi
            - type: Container
              max:
                memory: 1Gi
              min:
                cpu: 10m
              maxLimitRequestRatio:
                memory: 4
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
        spec:
          containers:
            - name: web
              resources:
                requests:
                  memory: 256Mi
                limits:
                  memory: 1024Mi
            - name: silent
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: elsewhere
          namespace: test
        spec:
          containers:
            - name: web
              resources:
                limits:
                  memory: 8Gi
        ",
    ),
];
