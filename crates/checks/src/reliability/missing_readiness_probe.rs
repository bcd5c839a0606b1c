//! A field whose weight depends on what stands around the pod: a Service sends requests to it.

use sekisho_inventory::ProbeKind;

use crate::joined;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1801",
        slug: "missing-readiness-probe",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Reliability,
        title: text("Container has no readiness probe", "コンテナーに readiness プローブがない"),
        what: text(
            "Containers without `readinessProbe` in pods that run on. Pods that run to their \
             end, and templates that something else completes, are left out.",
            "動き続ける Pod のうち、`readinessProbe` のないコンテナーを検出します。完了まで\
             実行される Pod や、ほかの仕組みが補うテンプレートは対象外です。",
        ),
        why: text(
            "Without a probe the container counts as ready as soon as its process runs. \
             During a roll-out requests reach programs that do not answer yet, and a broken \
             version replaces all working pods.",
            "プローブがないと、プロセスが起動した時点で準備完了とみなされます。ロールアウト\
             中にまだ応答できないプログラムへリクエストが届き、壊れたバージョンが正常な Pod を\
             すべて置き換えてしまいます。",
        ),
        fix: text(
            "Add a `readinessProbe` that asks the program whether it can serve, without \
             asking the services behind it.",
            "プログラム自身が応答できるかを確かめる `readinessProbe` を追加します。背後のサ\
             ービスの状態までは確認しないようにします。",
        ),
        fine: text(
            "Nothing sends requests to the container, such as a worker that reads a queue.",
            "キューを読むワーカーのように、リクエストを受け取らないコンテナーであれば問題あ\
             りません。",
        ),
        references: &[
            reference("catalogue", "H01"),
            reference("checkov", "CKV_K8S_9"),
            reference("kube-linter", "no-readiness-probe"),
            reference("polaris", "readinessProbeMissing"),
            reference("kubescape", "C-0018"),
            reference("kubescape", "configured-readiness-probe"),
            reference("kalm", "REL-001"),
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
    "container `{container}` has no readiness probe",
    "コンテナー `{container}` に readiness プローブがありません",
);
const SERVED: Text = text(
    "a Service sends requests to the pod, and none of its containers has a readiness probe, `{container}` neither",
    "Service からリクエストが届く Pod ですが、`{container}` を含めどのコンテナーにも readiness プローブがありません",
);

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    if pod.runs_to_completion() {
        return cx.not_applicable();
    }
    if container.probe(ProbeKind::Readiness).is_some() {
        return;
    }
    if pod.partial {
        return cx.unknown();
    }
    let route = container.field([ProbeKind::Readiness.field()]);
    let has_one = pod.containers().any(|it| it.probe(ProbeKind::Readiness).is_some());
    let finding = if !has_one && joined::is_served(cx.snapshot, pod) {
        cx.in_container(pod, container, route, Message::new(SERVED))
            .severity(Medium)
            .reference("kube-score", "Pod Probes")
    } else {
        cx.in_container(pod, container, route, Message::new(NONE))
    };
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: web  # expect: missing-readiness-probe
        image: registry.example/web:1.4.2
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1
        kind: Service
        metadata:
          name: web
        spec:
          selector:
            app: web
        ---
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
                - name: web  # expect: missing-readiness-probe
        ",
    ),
    Fixture::pass(
        "
        name: web
        readinessProbe:
          httpGet:
            path: /ready
            port: 8080
        ",
    ),
    Fixture::pass(
        "
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: once
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
                - name: once
        ",
    ),
];
