//! A value read from several places: the container's own, the pod's, or the namespace's default.

use sekisho_inventory::ResourceKind;

use crate::container_resources::{Found, Missing};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1805",
        slug: "missing-cpu-request",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Reliability,
        title: text("Container has no CPU request", "コンテナーに CPU 要求がない"),
        what: text(
            "Containers without `resources.requests.cpu`, unless the pod has one for all of \
             them (`spec.resources`) or a LimitRange of the same namespace sets a default. \
             Where a limit stands in for the request, it is a hint.",
            "`resources.requests.cpu` のないコンテナーを検出します。Pod 全体の値（`spec.resources`）\
             がある場合や、同じ名前空間の LimitRange が既定値を与える場合は対象外です。上限\
             が要求量の代わりになる場合はヒントとして扱います。",
        ),
        why: text(
            "The scheduler takes the container for one that needs nothing and packs it onto a \
             full node, where it gets what the others leave. An autoscaler by CPU utilisation \
             cannot compute anything for it.",
            "スケジューラーは CPU を必要としないコンテナーとみなして満杯のノードにも配置し、\
             余った分しか割り当てられません。CPU 使用率によるオートスケールも計算できなくな\
             ります。",
        ),
        fix: text(
            "Set `resources.requests.cpu` to what the container uses on an ordinary day.",
            "普段の使用量に合わせて `resources.requests.cpu` を設定します。",
        ),
        fine: text(
            "Work that may wait for ever.",
            "いつまで待たされても困らない処理であれば問題ありません。",
        ),
        references: &[
            reference("nsa", "res"),
            reference("catalogue", "A07"),
            reference("trivy", "KSV-0015"),
            reference("checkov", "CKV_K8S_10"),
            reference("kube-linter", "unset-cpu-requirements"),
            reference("polaris", "cpuRequestsMissing"),
            reference("kubescape", "C-0268"),
            reference("kubescape", "resources-cpu-requests"),
            reference("kubescape", "C-0050"),
            reference("kubescape", "resources-cpu-limit-and-request"),
            reference("kube-score", "Container Resources"),
        ],
    },
    run: Run::ContainerExcept {
        except: &[(
            ContainerKind::Ephemeral,
            "the API server refuses resources on ephemeral containers",
        )],
        run,
    },
    fixtures: FIXTURES,
};

const NONE: Text = text(
    "container `{container}` has no CPU request",
    "コンテナー `{container}` に CPU 要求がありません",
);
const LIMIT: Text = text(
    "container `{container}` states no CPU request, so its limit is its request",
    "コンテナー `{container}` は CPU 要求を指定していないため、上限がそのまま要求量になります",
);
const RESOURCE: &str = "cpu";

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    let missing = Missing { kind: ResourceKind::Request, resource: RESOURCE };
    let Some(found) = missing.judge(cx, pod, container) else { return };
    let route = missing.route(container);
    let finding = match found {
        Found::Nothing => {
            cx.in_container(pod, container, route, Message::new(NONE)).reference("kalm", "RES-003")
        }
        Found::LimitOnly => {
            cx.in_container(pod, container, route, Message::new(LIMIT)).confidence(Confidence::Low)
        }
    };
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: web
        resources:
          requests:  # expect: missing-cpu-request
            memory: 64Mi
        ",
    ),
    Fixture::fail(
        "
        name: web  # expect: missing-cpu-request
        image: registry.example/web:1.4.2
        ",
    ),
    Fixture::fail(
        "
        name: web
        resources:
          limits:
            cpu: 100m
          requests:  # expect: missing-cpu-request
            memory: 64Mi
        ",
    ),
    Fixture::pass(
        "
        name: web
        resources:
          requests:
            cpu: 100m
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: LimitRange
        metadata:
          name: defaults
          namespace: shop
        spec:
          limits:
            - type: Container
              defaultRequest:
                cpu: 100m
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
        spec:
          containers:
            - name: web
        ",
    ),
];
