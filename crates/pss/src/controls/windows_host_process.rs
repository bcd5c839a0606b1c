//! Windows HostProcess containers.

use sekisho_finding::{Audience, CheckMeta, Confidence, Severity, Text};

use crate::control::{Control, Revision, reference};
use crate::offence::{Offence, Offences, container_names};
use crate::phrase::setters;
use crate::policy::Level;
use crate::view::Pod;

pub(crate) const CONTROL: Control = Control {
    id: "windowsHostProcess",
    level: Level::Baseline,
    revisions: &[Revision {
        since: 0,
        change: Text {
            en: "No HostProcess containers.",
            ja: "HostProcess コンテナーを禁止します。",
        },
        find,
    }],
    overrides: &[],
    meta: CheckMeta {
        id: "SK-0012",
        slug: "windows-host-process",
        former_slugs: &[],
        since: "0.1.0",
        severity: Severity::Critical,
        confidence: Confidence::High,
        audience: Audience::Security,
        title: Text {
            en: "Container runs as a process of the Windows node",
            ja: "コンテナーが Windows ノードのプロセスとして実行される",
        },
        what: Text {
            en: "`windowsOptions.hostProcess: true` in the security context of a pod or container.",
            ja: "Pod またはコンテナーの securityContext にある `windowsOptions.hostProcess: true` を検出します。",
        },
        why: Text {
            en: "A HostProcess container is no container: it runs directly on the Windows node, often as SYSTEM, with the node's files, network and registry. It is to Windows what a privileged container is to Linux.",
            ja: "HostProcess コンテナーは実際には隔離されたコンテナーではなく、Windows ノード上で直接、多くの場合 SYSTEM として動作し、ノードのファイル、ネットワーク、レジストリーに触れられます。Linux における特権コンテナーに相当します。",
        },
        fix: Text {
            en: "Remove `hostProcess` and run the workload as an ordinary Windows container; take `runAsUserName: ContainerUser` where it does not need to administer anything.",
            ja: "`hostProcess` を削除し、通常の Windows コンテナーとして実行してください。管理者権限が不要なら `runAsUserName: ContainerUser` を指定します。",
        },
        fine: Text {
            en: "For node components on Windows (kube-proxy, CNI and CSI plug-ins, log and metrics agents), in a namespace of their own.",
            ja: "kube-proxy、CNI・CSI プラグイン、ログやメトリクスのエージェントなど Windows ノードのコンポーネントで、専用の Namespace に置かれている場合です。",
        },
        references: &[
            reference("pss", "baseline:windowsHostProcess"),
            reference("cis-1.12", "5.2.10"),
            reference("nsa", "pod"),
            reference("mitre", "T1611"),
            reference("kubescape", "C-0202"),
            reference("trivy", "KSV-0103"),
            reference("polaris", "hostProcess"),
            reference("catalogue", "P28"),
            reference("kubescape", "C-0211"),
            reference("kubescape", "set-hostprocess-true"),
        ],
    },
    narrower: &[],
    describe,
    remedy: None,
};

const HOST_PROCESS: &[&str] = &["securityContext", "windowsOptions", "hostProcess"];
const POD_HOST_PROCESS: &[&str] = &["spec", "securityContext", "windowsOptions", "hostProcess"];

fn find<'v>(pod: &Pod<'v>, offences: &mut Offences<'v>) {
    if pod.security.host_process == Some(true) {
        offences.push(Offence::pod(POD_HOST_PROCESS));
    }
    for (at, container) in pod.visit() {
        if container.security.host_process == Some(true) {
            offences.push(Offence::container(at, HOST_PROCESS));
        }
    }
}

fn describe(pod: &Pod<'_>, offences: &[Offence<'_>]) -> (&'static str, String) {
    let on_pod = offences.iter().any(|offence| offence.container.is_none());
    let who = setters(on_pod, &container_names(pod, offences, |_| true));
    ("hostProcess", format!("{who} must not set securityContext.windowsOptions.hostProcess=true"))
}
