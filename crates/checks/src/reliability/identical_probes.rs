//! Two fields that say the same and should not.

use std::collections::BTreeMap;

use sekisho_inventory::ProbeKind;

use crate::joined;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1803",
        slug: "identical-probes",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "Liveness and readiness probes are the same",
            "liveness と readiness のプローブが同一",
        ),
        what: text(
            "Containers whose `livenessProbe` and `readinessProbe` are equal in every field.",
            "`livenessProbe` と `readinessProbe` がすべてのフィールドで一致するコンテナーを\
             検出します。",
        ),
        why: text(
            "A pod that is too busy to answer should get fewer requests. With equal probes it \
             is restarted at the same moment, which moves its load to the others until they \
             fall one by one.",
            "忙しくて応答できない Pod には、リクエストを減らす必要があります。プローブが同\
             じだと同時に再起動もされ、負荷がほかの Pod に移って連鎖的に停止します。",
        ),
        fix: text(
            "Give the liveness probe a path of its own that asks only whether the process \
             works, or let it fail much later (`failureThreshold`).",
            "プロセスが動いているかだけを調べる専用のパスを liveness プローブに設定するか、\
             `failureThreshold` を大きくして遅く失敗させます。",
        ),
        fine: text(
            "The program is unable to recover once it does not answer.",
            "一度応答しなくなると回復できないプログラムであれば問題ありません。",
        ),
        references: &[
            reference("catalogue", "H01"),
            reference("kube-score", "Pod Probes Identical"),
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

const SAME: Text = text(
    "the liveness probe of container `{container}` is the same as its readiness probe",
    "コンテナー `{container}` の liveness プローブが readiness プローブと同じです",
);

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    let (liveness, readiness) =
        (container.probe(ProbeKind::Liveness), container.probe(ProbeKind::Readiness));
    let (Some(liveness), Some(readiness)) = (liveness, readiness) else { return };
    if lasting(liveness.value) != lasting(readiness.value) {
        return;
    }
    let mut finding = cx.in_container(pod, container, liveness.route, Message::new(SAME));
    if joined::is_served(cx.snapshot, pod) {
        finding = finding.reference("kube-score", "Pod Probes");
    }
    cx.report(finding.also(readiness.route));
}

/// What a probe does once its container has started: the delay before the first one counts no more.
fn lasting(probe: &Value) -> BTreeMap<&str, &Value> {
    probe.entries().filter(|(key, _)| *key != "initialDelaySeconds").collect()
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: web
        livenessProbe:  # expect: identical-probes
          httpGet: {path: /healthz, port: 8080}
          initialDelaySeconds: 300
        readinessProbe:
          httpGet: {path: /healthz, port: 8080}
          initialDelaySeconds: 180
        ",
    ),
    Fixture::fail(
        "
        name: web
        livenessProbe:  # expect: identical-probes
          tcpSocket:
            port: 8080
        readinessProbe:
          tcpSocket:
            port: 8080
        ",
    ),
    Fixture::pass(
        "
        name: web
        livenessProbe:
          tcpSocket:
            port: 8080
          failureThreshold: 10
        readinessProbe:
          tcpSocket:
            port: 8080
        ",
    ),
];
