//! A value read from several places: the container's own, the pod's, or the namespace's default.

use sekisho_inventory::ResourceKind;

use crate::container_resources::{Found, Missing};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1808",
        slug: "missing-ephemeral-storage-request",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Audit,
        title: text(
            "Container has no ephemeral storage request",
            "コンテナーに一時ストレージ要求がない",
        ),
        what: text(
            "Containers without `resources.requests.ephemeral-storage`, unless the pod has \
             one for all of them (`spec.resources`) or a LimitRange of the same namespace \
             sets a default. Where a limit stands in for the request, it is a hint.",
            "`resources.requests.ephemeral-storage` のないコンテナーを検出します。Pod 全体\
             の値（`spec.resources`）がある場合や、同じ名前空間の LimitRange が既定値を与え\
             る場合は対象外です。上限が要求量の代わりになる場合はヒントとして扱います。",
        ),
        why: text(
            "Logs, the writable layer and `emptyDir` volumes live on the node's disk. Without \
             a request the scheduler does not see that the disk is full.",
            "ログ、書き込み可能レイヤー、`emptyDir` はノードのディスクを使います。要求量が\
             ないと、スケジューラーはディスクの空き不足に気付けません。",
        ),
        fix: text(
            "Set `resources.requests.ephemeral-storage`.",
            "`resources.requests.ephemeral-storage` を設定します。",
        ),
        fine: text(
            "The container writes nothing but a few logs.",
            "わずかなログ以外に書き込まないコンテナーであれば問題ありません。",
        ),
        references: &[
            reference("nsa", "res"),
            reference("catalogue", "A11"),
            reference("kube-score", "Container Ephemeral Storage Request and Limit"),
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
    "container `{container}` has no request of ephemeral storage",
    "コンテナー `{container}` に一時ストレージ要求がありません",
);
const LIMIT: Text = text(
    "container `{container}` states no request of ephemeral storage, so its limit is its request",
    "コンテナー `{container}` は一時ストレージ要求を指定していないため、上限がそのまま要求量になります",
);
const RESOURCE: &str = "ephemeral-storage";

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    let missing = Missing { kind: ResourceKind::Request, resource: RESOURCE };
    let Some(found) = missing.judge(cx, pod, container) else { return };
    let route = missing.route(container);
    let finding = match found {
        Found::Nothing => {
            cx.in_container(pod, container, route, Message::new(NONE)).reference("kalm", "RES-005")
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
          requests:  # expect: missing-ephemeral-storage-request
            cpu: 50m
        ",
    ),
    Fixture::fail(
        "
        name: web  # expect: missing-ephemeral-storage-request
        image: registry.example/web:1.4.2
        ",
    ),
    Fixture::fail(
        "
        name: web
        resources:
          limits:
            ephemeral-storage: 1Gi
          requests:  # expect: missing-ephemeral-storage-request
            cpu: 50m
        ",
    ),
    Fixture::pass(
        "
        name: web
        resources:
          requests:
            ephemeral-storage: 1Gi
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
                ephemeral-storage: 1Gi
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
