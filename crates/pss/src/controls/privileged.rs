//! Privileged containers.

use sekisho_finding::{Audience, CheckMeta, Confidence, Severity, Text};

use crate::control::{Control, Revision, reference};
use crate::offence::{Offence, Offences, container_names};
use crate::phrase::containers;
use crate::policy::Level;
use crate::remedy::{Action, Remedy};
use crate::view::Pod;

pub(crate) const CONTROL: Control = Control {
    id: "privileged",
    level: Level::Baseline,
    revisions: &[Revision {
        since: 0,
        change: Text {
            en: "No privileged containers.", ja: "特権コンテナーを禁止します。"
        },
        find,
    }],
    overrides: &[],
    meta: CheckMeta {
        id: "SK-0007",
        slug: "privileged-container",
        former_slugs: &[],
        since: "0.1.0",
        severity: Severity::Critical,
        confidence: Confidence::High,
        audience: Audience::Security,
        title: Text {
            en: "Container runs privileged", ja: "コンテナーが特権モードで実行される"
        },
        what: Text {
            en: "`securityContext.privileged: true` in a container, init container, sidecar or ephemeral container.",
            ja: "コンテナー、init コンテナー、サイドカー、エフェメラルコンテナーの `securityContext.privileged: true` を検出します。",
        },
        why: Text {
            en: "A privileged container has all capabilities, all devices of the node and neither seccomp nor AppArmor. Mounting the node's disk is one command, so whoever takes over the container has the node, and with it every pod and credential on it.",
            ja: "特権コンテナーはすべてのケーパビリティとノードの全デバイスを持ち、seccomp も AppArmor も適用されません。ノードのディスクはコマンド一つでマウントできるため、コンテナーが乗っ取られればノード全体が奪われ、その上のすべての Pod と認証情報も失われます。",
        },
        fix: Text {
            en: "Remove `privileged`. If something then fails, grant just that: a single capability with `capabilities.add`, a device through a device plug-in, a kernel parameter through `securityContext.sysctls`.",
            ja: "`privileged` を削除してください。それで動かなくなる機能があれば、`capabilities.add` で必要なケーパビリティだけを、デバイスプラグインで必要なデバイスだけを、`securityContext.sysctls` で必要なカーネルパラメーターだけを与えます。",
        },
        fine: Text {
            en: "For node agents that load kernel modules or set up the node's network or storage, in a namespace that nobody else may use.",
            ja: "カーネルモジュールの読み込みや、ノードのネットワーク・ストレージの設定を行うノードエージェントで、他の誰も使えない Namespace に置かれている場合です。",
        },
        references: &[
            reference("pss", "baseline:privileged"),
            reference("cis-1.12", "5.2.2"),
            reference("nsa", "pod"),
            reference("mitre", "T1611"),
            reference("kubescape", "C-0057"),
            reference("kubescape", "C-0193"),
            reference("kubescape", "C-0213"),
            reference("trivy", "KSV-0017"),
            reference("checkov", "CKV_K8S_16"),
            reference("kube-linter", "privileged-container"),
            reference("polaris", "runAsPrivileged"),
            reference("kube-score", "container-security-context-privileged"),
            reference("kalm", "POD-032"),
            reference("catalogue", "P01"),
            reference("kubescape", "rule-privileged-container"),
            reference("kubescape", "rule-privilege-escalation"),
            reference("kube-score", "Container Security Context Privileged"),
        ],
    },
    narrower: &[],
    describe,
    remedy: Some(Remedy {
        title: Text { en: "Take `privileged` out", ja: "`privileged` を削除する" },
        action: Action::Remove,
        risk: Some(Text {
            en: "The container uses devices, kernel modules, kernel parameters or mounts of the node.",
            ja: "ノードのデバイス、カーネルモジュール、カーネルパラメーター、マウントをコンテナーが使う場合。",
        }),
    }),
};

fn find<'v>(pod: &Pod<'v>, offences: &mut Offences<'v>) {
    for (at, container) in pod.visit() {
        if container.security.privileged == Some(true) {
            offences.push(Offence::container(at, &["securityContext", "privileged"]));
        }
    }
}

fn describe(pod: &Pod<'_>, offences: &[Offence<'_>]) -> (&'static str, String) {
    let names = containers(&container_names(pod, offences, |_| true));
    ("privileged", format!("{names} must not set securityContext.privileged=true"))
}
