//! A value read from several places: the container's limit, the pod's, or the namespace's default.

use sekisho_inventory::ResourceKind;

use crate::container_resources::Missing;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1005",
        slug: "missing-memory-limit",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Reliability,
        title: text("Container has no memory limit", "コンテナーにメモリ上限がない"),
        what: text(
            "Containers without `resources.limits.memory`, unless the pod has a limit for all of them \
             (`spec.resources`) or a LimitRange of the same namespace sets a default.",
            "`resources.limits.memory` のないコンテナーを検出します。Pod 全体の上限（`spec.resources`）がある場合や、\
             同じ名前空間の LimitRange が既定値を与える場合は対象外です。",
        ),
        why: text(
            "A leak, or a request that was made to be expensive, takes the memory of the whole node. The \
             kernel then kills whatever it finds large, which may be a neighbour.",
            "メモリリークや意図的に重いリクエストによって、ノード全体のメモリが消費されます。カーネルは大きなプロセスから\
             終了させるため、無関係な Pod が犠牲になることがあります。",
        ),
        fix: text(
            "Set `resources.limits.memory` to what the program needs at its busiest, and \
             `resources.requests.memory` to the same value where it must not be evicted first.",
            "`resources.limits.memory` に最も負荷が高いときの使用量を設定します。優先的に退避されては困る場合は \
             `resources.requests.memory` も同じ値にします。",
        ),
        fine: text(
            "Batch work on nodes of its own, where using all memory is the point.",
            "専用ノードで動くバッチ処理のように、メモリを使い切ることが目的の場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "res"),
            reference("mitre", "T1499"),
            reference("kubescape", "C-0004"),
            reference("kubescape", "C-0271"),
            reference("kubescape", "resources-memory-limits"),
            reference("kubescape", "resources-memory-limit-and-request"),
            reference("trivy", "KSV-0018"),
            reference("checkov", "CKV_K8S_13"),
            reference("kube-linter", "unset-memory-requirements"),
            reference("polaris", "memoryLimitsMissing"),
            reference("kube-score", "Container Resources"),
            reference("kalm", "RES-002"),
            reference("catalogue", "A10"),
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

const UNLIMITED: Text = text(
    "container `{container}` has no memory limit",
    "コンテナー `{container}` にメモリ上限がありません",
);

const LIMIT: Missing = Missing { kind: ResourceKind::Limit, resource: "memory" };

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    if LIMIT.judge(cx, pod, container).is_some() {
        let route = LIMIT.route(container);
        cx.report(cx.in_container(pod, container, route, Message::new(UNLIMITED)));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: web
        image: registry.example/web:1.4.2
        resources:
          limits:  # expect: missing-memory-limit
            cpu: 500m
        ",
    ),
    Fixture::fail(
        "
        name: web  # expect: missing-memory-limit
        image: registry.example/web:1.4.2
        ",
    ),
    Fixture::pass(
        "
        name: web
        resources:
          limits:
            memory: 256Mi
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          resources:
            limits:
              memory: 1Gi
          containers:
            - name: web
            - name: proxy
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
              default:
                memory: 512Mi
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
