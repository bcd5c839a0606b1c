//! A value read from several places: the container's own, the pod's, or the namespace's default.

use sekisho_inventory::ResourceKind;

use crate::container_resources::{Found, Missing};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1807",
        slug: "missing-memory-request",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Reliability,
        title: text("Container has no memory request", "コンテナーにメモリ要求がない"),
        what: text(
            "Containers without `resources.requests.memory`, unless the pod has one for all \
             of them (`spec.resources`) or a LimitRange of the same namespace sets a default. \
             Where a limit stands in for the request, it is a hint.",
            "`resources.requests.memory` のないコンテナーを検出します。Pod 全体の値（`spec.resources`）\
             がある場合や、同じ名前空間の LimitRange が既定値を与える場合は対象外です。上限\
             が要求量の代わりになる場合はヒントとして扱います。",
        ),
        why: text(
            "The scheduler places the container on nodes without room for it, and the kubelet \
             evicts it among the first when memory runs short.",
            "スケジューラーは空きのないノードにも配置し、メモリが不足すると kubelet が真っ\
             先に退避させます。",
        ),
        fix: text(
            "Set `resources.requests.memory` to what the container uses on an ordinary day; \
             equal to the limit where it must not be evicted.",
            "普段の使用量に合わせて `resources.requests.memory` を設定します。退避されては\
             困る場合は上限と同じ値にします。",
        ),
        fine: text(
            "Work that may be evicted and repeated at any time.",
            "いつ退避されてもやり直せる処理であれば問題ありません。",
        ),
        references: &[
            reference("nsa", "res"),
            reference("catalogue", "A09"),
            reference("trivy", "KSV-0016"),
            reference("checkov", "CKV_K8S_12"),
            reference("kube-linter", "unset-memory-requirements"),
            reference("polaris", "memoryRequestsMissing"),
            reference("kubescape", "C-0269"),
            reference("kubescape", "resources-memory-requests"),
            reference("kubescape", "C-0004"),
            reference("kubescape", "resources-memory-limit-and-request"),
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
    "container `{container}` has no memory request",
    "コンテナー `{container}` にメモリ要求がありません",
);
const LIMIT: Text = text(
    "container `{container}` states no memory request, so its limit is its request",
    "コンテナー `{container}` はメモリ要求を指定していないため、上限がそのまま要求量になります",
);
const RESOURCE: &str = "memory";

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    let missing = Missing { kind: ResourceKind::Request, resource: RESOURCE };
    let Some(found) = missing.judge(cx, pod, container) else { return };
    let route = missing.route(container);
    let finding = match found {
        Found::Nothing => {
            cx.in_container(pod, container, route, Message::new(NONE)).reference("kalm", "RES-001")
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
          requests:  # expect: missing-memory-request
            cpu: 50m
        ",
    ),
    Fixture::fail(
        "
        name: web  # expect: missing-memory-request
        image: registry.example/web:1.4.2
        ",
    ),
    Fixture::fail(
        "
        name: web
        resources:
          limits:
            memory: 128Mi
          requests:  # expect: missing-memory-request
            cpu: 50m
        ",
    ),
    Fixture::pass(
        "
        name: web
        resources:
          requests:
            memory: 128Mi
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
                memory: 128Mi
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
