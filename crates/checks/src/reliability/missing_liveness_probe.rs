//! A field that only pods which run on need.

use sekisho_inventory::ProbeKind;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1802",
        slug: "missing-liveness-probe",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Reliability,
        title: text("Container has no liveness probe", "コンテナーに liveness プローブがない"),
        what: text(
            "Containers without `livenessProbe` in pods that run on. Pods that run to their \
             end, and templates that something else completes, are left out.",
            "動き続ける Pod のうち、`livenessProbe` のないコンテナーを検出します。完了まで\
             実行される Pod や、ほかの仕組みが補うテンプレートは対象外です。",
        ),
        why: text(
            "The kubelet restarts a container whose process ends. One that hangs, for a \
             deadlock or a lost connection, keeps its place until somebody notices.",
            "kubelet はプロセスが終了したコンテナーを再起動します。しかし、デッドロックや切\
             断で固まったコンテナーは、誰かが気付くまでそのまま残ります。",
        ),
        fix: text(
            "Add a `livenessProbe` that fails only where a restart helps, with a \
             `startupProbe` where the program starts slowly.",
            "再起動で直る場合にだけ失敗する `livenessProbe` を追加します。起動が遅いプログ\
             ラムには `startupProbe` も設定します。",
        ),
        fine: text(
            "The program ends by itself when it cannot go on.",
            "処理を続けられなくなったときに自ら終了するプログラムであれば問題ありません。",
        ),
        references: &[
            reference("catalogue", "H01"),
            reference("checkov", "CKV_K8S_8"),
            reference("kube-linter", "no-liveness-probe"),
            reference("polaris", "livenessProbeMissing"),
            reference("kubescape", "C-0056"),
            reference("kubescape", "configured-liveness-probe"),
            reference("kalm", "REL-002"),
        ],
    },
    run: Run::ContainerExcept {
        except: &[
            (ContainerKind::Init, "the API server refuses probes on init containers"),
            (
                ContainerKind::Sidecar,
                "a sidecar serves the main containers, whose probes tell of it",
            ),
            (ContainerKind::Ephemeral, "the API server refuses probes on ephemeral containers"),
        ],
        run,
    },
    fixtures: FIXTURES,
};

const NONE: Text = text(
    "container `{container}` has no liveness probe",
    "コンテナー `{container}` に liveness プローブがありません",
);

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    if pod.runs_to_completion() {
        return cx.not_applicable();
    }
    if container.probe(ProbeKind::Liveness).is_some() {
        return;
    }
    if pod.partial {
        return cx.unknown();
    }
    let route = container.field([ProbeKind::Liveness.field()]);
    cx.report(cx.in_container(pod, container, route, Message::new(NONE)));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: web  # expect: missing-liveness-probe
        image: registry.example/web:1.4.2
        ",
    ),
    Fixture::pass(
        "
        name: web
        livenessProbe:
          tcpSocket:
            port: 8080
        ",
    ),
];
