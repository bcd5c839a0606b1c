//! Feature gates: names that nobody answers to.

use sekisho_api::KubeVersion;
use sekisho_component::Component;
use sekisho_component::{Known, feature_gate};

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::at;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1651",
        slug: "unknown-feature-gate",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "Feature gate that the version does not know",
            "そのバージョンにないフィーチャーゲート",
        ),
        what: text(
            "Feature gates in flags and configuration files of components that the version does not have: \
             misspelt, not there yet, or removed after the feature became stable. Also gates that are \
             locked and set to the other value.",
            "コンポーネントのフラグや設定ファイルで、そのバージョンにないフィーチャーゲートを検出します。\
             綴りの誤り、まだ存在しないもの、機能の安定後に削除されたものが対象です。変更できないゲートに\
             逆の値を設定した場合も検出します。",
        ),
        why: text(
            "The component refuses to start, often first after an upgrade. A security feature that is \
             switched on by a misspelt name was never on.",
            "コンポーネントは起動を拒否します。アップグレード後に初めて気付くことも多い問題です。綴りを誤\
             って有効にしたつもりのセキュリティ機能は、一度も有効になっていません。",
        ),
        fix: text("Take the gate out or correct its name.", "ゲートを取り除くか、名前を直します。"),
        fine: text(
            "Distributions with gates of their own.",
            "独自のゲートを持つディストリビューションであれば問題ありません。",
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

const NEVER: Text = text(
    "{component} {version} has no feature gate `{gate}`: it does not start",
    "{component} {version} に `{gate}` というフィーチャーゲートはなく、起動しません",
);
const GONE: Text = text(
    "the feature gate `{gate}` is gone since {gone}: {component} {version} does not start",
    "フィーチャーゲート `{gate}` は {gone} で削除されており、{component} {version} は起動しません",
);
const LOCKED: Text = text(
    "the feature gate `{gate}` cannot be changed in {version}: {component} does not start",
    "フィーチャーゲート `{gate}` は {version} では変更できず、{component} は起動しません",
);

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    let version = configured.settings.version();
    // Gates of versions beside the table's are not known.
    if !(KubeVersion::OLDEST..=KubeVersion::NEWEST).contains(&version) {
        return cx.not_applicable();
    }
    for (gate, value, origin) in configured.settings.feature_gates() {
        if gate.contains(['$', '{']) {
            cx.unknown();
            continue;
        }
        let message = match feature_gate(&gate, version) {
            Known::Gate(known) if known.is_locked && value == Some(!known.default) => {
                Message::new(LOCKED)
            }
            Known::Gate(_) => continue,
            Known::Gone(gone) => Message::new(GONE).with("gone", gone),
            Known::Since(_) | Known::Never => Message::new(NEVER),
        };
        let message = message
            .with("gate", gate)
            .with("version", version)
            .with("component", configured.component().binary());
        cx.report(at(cx, configured, &origin, message));
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
                - --feature-gates=SeccompDefault=true  # expect: unknown-feature-gate
        ",
    ),
    Fixture::fail(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        featureGates:
          RotateKubeletServerCertificates: true  # expect: unknown-feature-gate
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
                - --feature-gates=SeccompDefault=true
        ",
    )
    .on(28),
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
                - --feature-gates=AllBeta=false
        ",
    ),
];
