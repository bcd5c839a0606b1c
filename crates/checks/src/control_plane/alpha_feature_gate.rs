//! Feature gates: what is not ready yet.

use sekisho_api::KubeVersion;
use sekisho_component::{Component, Known, Origin, Stage, feature_gate, parse_bool};

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::at;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1650",
        slug: "alpha-feature-gate",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Security,
        title: text("Alpha feature is switched on", "アルファ段階の機能が有効にされている"),
        what: text(
            "Feature gates, in flags and configuration files of components, that are alpha in the version \
             and set to true, `AllAlpha`, and alpha versions of APIs in the API server's \
             `--runtime-config`.",
            "コンポーネントのフラグや設定ファイルで true にされた、そのバージョンでアルファ段階のフィーチ\
             ャーゲート、`AllAlpha`、API サーバーの `--runtime-config` で有効にされたアルファ版 API を検\
             出します。",
        ),
        why: text(
            "Alpha features are off by default because they may be faulty, open doors, change without \
             notice and disappear with their data in the next version.",
            "アルファ段階の機能は、不具合や抜け道がありうるうえ、予告なく変更され、次のバージョンでデータ\
             ごとなくなることもあるため、既定で無効になっています。",
        ),
        fix: text(
            "Take the gate out, or wait for the version in which the feature is beta.",
            "ゲートを取り除くか、機能がベータになるバージョンを待ちます。",
        ),
        fine: text(
            "Clusters for trying things out.",
            "機能を試すためのクラスターであれば問題ありません。",
        ),
        references: &[reference("nsa", "upg")],
    },
    run: Run::Component {
        of: &[
            Component::ApiServer,
            Component::ControllerManager,
            Component::Scheduler,
            Component::Kubelet,
            Component::Proxy,
        ],
        run,
    },
    fixtures: FIXTURES,
};

const GATE: Text = text(
    "the feature gate `{gate}`, alpha in {version}, is switched on",
    "{version} でアルファ段階のフィーチャーゲート `{gate}` が有効にされています",
);
const ALL: Text = text(
    "`AllAlpha` switches on every alpha feature of {version}",
    "`AllAlpha` により、{version} のアルファ段階の全機能が有効になります",
);
const API: Text = text(
    "the alpha API `{gate}` is switched on",
    "アルファ段階の API `{gate}` が有効にされています",
);

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    let version = configured.settings.version();
    if version < KubeVersion::OLDEST {
        return cx.not_applicable();
    }
    for (gate, value, origin) in configured.settings.feature_gates() {
        if value != Some(true) {
            continue;
        }
        let Known::Gate(known) = feature_gate(&gate, version) else { continue };
        if known.stage != Stage::Alpha {
            continue;
        }
        let is_all = gate == "AllAlpha";
        let message = Message::new(if is_all { ALL } else { GATE }).with("version", version);
        let finding = at(cx, configured, &origin, message.with("gate", gate));
        cx.report(finding.severity(if is_all { Medium } else { Low }));
    }
    if configured.component() != Component::ApiServer {
        return;
    }
    for (pair, flag) in configured.settings.flags().list("runtime-config") {
        let (api, value) = pair.split_once('=').unwrap_or((pair, "true"));
        let is_alpha = api.contains("alpha") || api == "api/all";
        if is_alpha && parse_bool(value) == Some(true) {
            let origin = Origin::Flag(flag.route.clone());
            cx.report(at(cx, configured, &origin, Message::new(API).with("gate", api)));
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-apiserver
          namespace: kube-system
        spec:
          containers:
            - name: kube-apiserver
              command:
                - kube-apiserver
                - --feature-gates=AllAlpha=true  # expect: alpha-feature-gate
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-apiserver
          namespace: kube-system
        spec:
          containers:
            - name: kube-apiserver
              command:
                - kube-apiserver
                - --runtime-config=api/all=true  # expect: alpha-feature-gate
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-apiserver
          namespace: kube-system
        spec:
          containers:
            - name: kube-apiserver
              command:
                - kube-apiserver
                - --feature-gates=RotateKubeletServerCertificate=true
        ",
    ),
];
