//! A field that names another: the port of a probe.

use sekisho_inventory::ProbeKind;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1804",
        slug: "undeclared-probe-port",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "Probe asks a port that the container does not declare",
            "プローブの対象ポートがコンテナーに宣言されていない",
        ),
        what: text(
            "Probes (`httpGet`, `tcpSocket`, `grpc`) whose port is not among the container's \
             `ports`, or is declared for UDP or SCTP only. A name that is not declared is a \
             fault for sure, a number is a hint.",
            "プローブ（`httpGet`、`tcpSocket`、`grpc`）のポートがコンテナーの `ports` にな\
             いもの、または UDP や SCTP としてのみ宣言されているものを検出します。名前が未\
             宣言なら確実な誤りで、番号の場合はヒントです。",
        ),
        why: text(
            "A probe by a name that no port has fails for ever: the container never becomes \
             ready, or is restarted again and again. A number that is not declared works, but \
             was often forgotten when the port moved.",
            "存在しない名前を使うプローブは必ず失敗し、コンテナーは準備完了にならないか、再\
             起動を繰り返します。未宣言の番号でも動作はしますが、ポート変更時の直し忘れであ\
             ることがよくあります。",
        ),
        fix: text(
            "Declare the port under `ports`, or correct the probe.",
            "ポートを `ports` に宣言するか、プローブを修正します。",
        ),
        fine: text(
            "The program serves its health on a port that nothing else uses, and the probe \
             says so by number.",
            "ヘルスチェック専用のポートがあり、プローブがそれを番号で指定している場合は問題\
             ありません。",
        ),
        references: &[reference("catalogue", "H01")],
    },
    run: Run::ContainerExcept {
        except: &[
            (ContainerKind::Init, "the API server refuses probes on init containers"),
            (ContainerKind::Ephemeral, "the API server refuses probes on ephemeral containers"),
        ],
        run,
    },
    fixtures: FIXTURES,
};

const NAME: Text = text(
    "container `{container}` has no port named `{port}`: the probe always fails",
    "コンテナー `{container}` に `{port}` という名前のポートがないため、プローブは必ず失敗します",
);
const NUMBER: Text = text(
    "container `{container}` does not declare port {port} for TCP",
    "コンテナー `{container}` は TCP のポート {port} を宣言していません",
);
const PROBES: [(ProbeKind, &str); 3] = [
    (ProbeKind::Liveness, "liveness-port"),
    (ProbeKind::Readiness, "readiness-port"),
    (ProbeKind::Startup, "startup-port"),
];

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    for (kind, control) in PROBES {
        let Some(probe) = container.probe(kind) else { continue };
        for handler in ["httpGet", "tcpSocket", "grpc"] {
            let Some(port) = probe.value.at(&[handler, "port"]) else { continue };
            let name = port.as_str().filter(|text| text.parse::<i64>().is_err());
            if name.is_some_and(|name| name.contains(['$', '{'])) {
                cx.unknown();
                continue;
            }
            let number = port.as_i64().or_else(|| port.as_str()?.parse().ok());
            let mut named = container.ports().filter(|it| match name {
                Some(name) => it.name == name,
                None => it.number == number,
            });
            let mut is_known = false;
            if named.any(|it| {
                is_known = true;
                it.protocol == "TCP"
            }) {
                continue;
            }
            let shown = name.map_or_else(
                || number.map_or_else(String::new, |number| number.to_string()),
                str::to_owned,
            );
            let (message, confidence) = match name {
                Some(_) if !is_known => (NAME, Confidence::High),
                _ if is_known => (NUMBER, Confidence::Medium),
                _ => (NUMBER, Confidence::Low),
            };
            let message = Message::new(message).with("port", shown);
            let route = container.field([kind.field(), handler, "port"]);
            let finding = cx.in_container(pod, container, route, message);
            let severity = if confidence == Confidence::High { Medium } else { Severity::Low };
            let finding = finding.confidence(confidence).severity(severity);
            cx.report(finding.reference("kube-linter", control));
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: web
        ports:
          - name: http
            containerPort: 8080
        readinessProbe:
          httpGet:
            path: /ready
            port: web  # expect: undeclared-probe-port
        livenessProbe:
          tcpSocket:
            port: 9090  # expect: undeclared-probe-port
        ",
    ),
    Fixture::pass(
        "
        name: web
        ports:
          - name: http
            containerPort: 8080
        readinessProbe:
          httpGet:
            path: /ready
            port: http
        livenessProbe:
          grpc:
            port: 8080
        ",
    ),
];
