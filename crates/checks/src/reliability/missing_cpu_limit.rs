//! A value read from several places: the container's own, the pod's, or the namespace's default.

use sekisho_inventory::ResourceKind;

use crate::container_resources::Missing;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1806",
        slug: "missing-cpu-limit",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Audit,
        title: text("Container has no CPU limit", "コンテナーに CPU 上限がない"),
        what: text(
            "Containers without `resources.limits.cpu`, unless the pod has one for all of \
             them (`spec.resources`) or a LimitRange of the same namespace sets a default.",
            "`resources.limits.cpu` のないコンテナーを検出します。Pod 全体の値（`spec.resources`）\
             がある場合や、同じ名前空間の LimitRange が既定値を与える場合は対象外です。",
        ),
        why: text(
            "The container may use every cycle that its neighbours leave, which a miner will. \
             Neighbours with a request of their own still get theirs.",
            "隣のコンテナーが使わない CPU をすべて消費でき、採掘プログラムはまさにそうしま\
             す。ただし、要求量を指定した隣のコンテナーはその分を確保できます。",
        ),
        fix: text(
            "Set `resources.limits.cpu`, with room for the start and for peaks, because a \
             container at its limit is throttled.",
            "`resources.limits.cpu` を設定します。上限に達すると制限がかかるため、起動時や\
             ピーク時の余裕を見込みます。",
        ),
        fine: text(
            "All containers of the node have CPU requests and are trusted: then a limit \
             mostly slows programs down.",
            "ノード上の全コンテナーが信頼でき、CPU 要求も指定されている場合、上限は主に処理\
             を遅くするだけなので不要です。",
        ),
        references: &[
            reference("nsa", "res"),
            reference("mitre", "T1496"),
            reference("catalogue", "A08"),
            reference("trivy", "KSV-0011"),
            reference("checkov", "CKV_K8S_11"),
            reference("kube-linter", "unset-cpu-requirements"),
            reference("polaris", "cpuLimitsMissing"),
            reference("kubescape", "C-0270"),
            reference("kubescape", "resources-cpu-limits"),
            reference("kubescape", "C-0050"),
            reference("kubescape", "resources-cpu-limit-and-request"),
            reference("kube-score", "Container Resources"),
            reference("kalm", "RES-004"),
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
    "container `{container}` has no CPU limit",
    "コンテナー `{container}` に CPU 上限がありません",
);
const RESOURCE: &str = "cpu";

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
          limits:  # expect: missing-cpu-limit
            memory: 64Mi
        ",
    ),
    Fixture::fail(
        "
        name: web  # expect: missing-cpu-limit
        image: registry.example/web:1.4.2
        ",
    ),
    Fixture::pass(
        "
        name: web
        resources:
          limits:
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
              default:
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
