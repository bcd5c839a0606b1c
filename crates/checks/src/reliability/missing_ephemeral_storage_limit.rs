//! A value read from several places: the container's own, the pod's, or the namespace's default.

use sekisho_inventory::ResourceKind;

use crate::container_resources::Missing;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1809",
        slug: "missing-ephemeral-storage-limit",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Audit,
        title: text(
            "Container has no ephemeral storage limit",
            "コンテナーに一時ストレージ上限がない",
        ),
        what: text(
            "Containers without `resources.limits.ephemeral-storage`, unless the pod has one \
             for all of them (`spec.resources`) or a LimitRange of the same namespace sets a \
             default.",
            "`resources.limits.ephemeral-storage` のないコンテナーを検出します。Pod 全体の\
             値（`spec.resources`）がある場合や、同じ名前空間の LimitRange が既定値を与える\
             場合は対象外です。",
        ),
        why: text(
            "One container that writes without end fills the node's disk. The kubelet then \
             evicts pods one after another, also those that wrote nothing.",
            "際限なく書き込むコンテナーがあるとノードのディスクが満杯になり、kubelet は何も\
             書き込んでいない Pod まで次々に退避させます。",
        ),
        fix: text(
            "Set `resources.limits.ephemeral-storage`, and `sizeLimit` on `emptyDir` volumes.",
            "`resources.limits.ephemeral-storage` と、`emptyDir` の `sizeLimit` を設定します。",
        ),
        fine: text(
            "The root filesystem is read-only, no `emptyDir` is mounted and logs are few.",
            "ルートファイルシステムが読み取り専用で `emptyDir` もなく、ログも少ない場合は問\
             題ありません。",
        ),
        references: &[
            reference("nsa", "res"),
            reference("mitre", "T1499"),
            reference("catalogue", "A11"),
            reference("kube-score", "Container Ephemeral Storage Request and Limit"),
            reference("kalm", "RES-006"),
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
    "container `{container}` has no limit of ephemeral storage",
    "コンテナー `{container}` に一時ストレージ上限がありません",
);
const RESOURCE: &str = "ephemeral-storage";

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    let missing = Missing { kind: ResourceKind::Limit, resource: RESOURCE };
    if missing.judge(cx, pod, container).is_some() {
        let route = missing.route(container);
        cx.report(cx.in_container(pod, container, route, Message::new(NONE)));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: web
        resources:
          limits:  # expect: missing-ephemeral-storage-limit
            cpu: 50m
        ",
    ),
    Fixture::fail(
        "
        name: web  # expect: missing-ephemeral-storage-limit
        image: registry.example/web:1.4.2
        ",
    ),
    Fixture::pass(
        "
        name: web
        resources:
          limits:
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
              default:
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
