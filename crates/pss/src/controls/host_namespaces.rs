//! Host namespaces: a pod may not share the node's network, processes or IPC.

use sekisho_finding::{Audience, CheckMeta, Confidence, Severity, Text};

use crate::control::{Control, Narrower, Revision, reference};
use crate::offence::{Offence, Offences};
use crate::policy::Level;
use crate::remedy::{Action, Remedy};
use crate::view::Pod;

pub(crate) const CONTROL: Control = Control {
    id: "hostNamespaces",
    level: Level::Baseline,
    revisions: &[Revision {
        since: 0,
        change: Text {
            en: "No hostNetwork, hostPID or hostIPC.",
            ja: "hostNetwork、hostPID、hostIPC を禁止します。",
        },
        find,
    }],
    overrides: &[],
    meta: CheckMeta {
        id: "SK-0003",
        slug: "host-namespaces",
        former_slugs: &[],
        since: "0.1.0",
        severity: Severity::High,
        confidence: Confidence::High,
        audience: Audience::Security,
        title: Text {
            en: "Pod shares namespaces of the node",
            ja: "Pod がノードの名前空間を共有している",
        },
        what: Text {
            en: "`hostNetwork`, `hostPID` or `hostIPC` set to true in a pod's specification.",
            ja: "Pod の spec で `hostNetwork`、`hostPID`、`hostIPC` のいずれかが true になっているものを検出します。",
        },
        why: Text {
            en: "With `hostNetwork` the pod sees the node's interfaces, reaches services that listen on localhost and the cloud's metadata service, and no NetworkPolicy applies to it. With `hostPID` it sees every process of the node, with their environment and, as root, their files. With `hostIPC` it reads shared memory of other workloads.",
            ja: "`hostNetwork` を有効にすると、Pod からノードのネットワークインターフェイスが見え、localhost で待ち受けるサービスやクラウドのメタデータサービスに到達でき、NetworkPolicy も適用されません。`hostPID` ではノード上の全プロセスとその環境変数が見え、root であればファイルにも手が届きます。`hostIPC` では他のワークロードの共有メモリーを読み取れます。",
        },
        fix: Text {
            en: "Remove the fields. To be reachable from outside use a Service, an Ingress or a Gateway; to look at another container of the same pod use `shareProcessNamespace` or an ephemeral container.",
            ja: "これらのフィールドを削除してください。外部に公開するには Service、Ingress、Gateway を使い、同じ Pod 内の別コンテナーを調べるには `shareProcessNamespace` やエフェメラルコンテナーを使います。",
        },
        fine: Text {
            en: "For what makes the node's network or watches the node: kube-proxy, CNI plug-ins, node exporters, runtime sensors. Those belong into namespaces of their own.",
            ja: "kube-proxy、CNI プラグイン、node exporter、ランタイムセンサーなど、ノードのネットワークを構成したりノードを監視したりするものの場合です。専用の Namespace に置いてください。",
        },
        references: &[
            reference("pss", "baseline:hostNamespaces"),
            reference("cis-1.12", "5.2.3"),
            reference("cis-1.12", "5.2.4"),
            reference("cis-1.12", "5.2.5"),
            reference("nsa", "net"),
            reference("mitre", "T1040"),
            reference("nsa", "pod"),
            reference("mitre", "T1611"),
        ],
    },
    narrower: &[
        Narrower {
            applies: shares_processes,
            references: &[
                reference("catalogue", "P03"),
                reference("kubescape", "C-0038"),
                reference("kubescape", "host-pid-ipc-privileges"),
                reference("kubescape", "C-0194"),
                reference("kubescape", "C-0214"),
                reference("kubescape", "C-0275"),
                reference("kubescape", "host-pid-privileges"),
                reference("trivy", "KSV-0010"),
                reference("checkov", "CKV_K8S_17"),
                reference("kube-linter", "host-pid"),
                reference("polaris", "hostPIDSet"),
                reference("kalm", "POD-008"),
            ],
        },
        Narrower {
            applies: shares_memory,
            references: &[
                reference("catalogue", "P04"),
                reference("kubescape", "C-0038"),
                reference("kubescape", "host-pid-ipc-privileges"),
                reference("kubescape", "C-0195"),
                reference("kubescape", "C-0215"),
                reference("kubescape", "C-0276"),
                reference("kubescape", "host-ipc-privileges"),
                reference("trivy", "KSV-0008"),
                reference("checkov", "CKV_K8S_18"),
                reference("kube-linter", "host-ipc"),
                reference("polaris", "hostIPCSet"),
                reference("kalm", "POD-009"),
            ],
        },
        Narrower {
            applies: shares_network,
            references: &[
                reference("catalogue", "P05"),
                reference("kubescape", "C-0041"),
                reference("kubescape", "host-network-access"),
                reference("kubescape", "C-0196"),
                reference("kubescape", "C-0216"),
                reference("trivy", "KSV-0009"),
                reference("checkov", "CKV_K8S_19"),
                reference("kube-linter", "host-network"),
                reference("polaris", "hostNetworkSet"),
                reference("kalm", "POD-010"),
            ],
        },
    ],
    describe,
    remedy: Some(Remedy {
        title: Text {
            en: "Take the host namespace out", ja: "ホスト名前空間の共有をやめる"
        },
        action: Action::Remove,
        risk: Some(Text {
            en: "The container must see the node's network, processes or shared memory, or others reach it through the node's address.",
            ja: "ノードのネットワーク、プロセス、共有メモリーがコンテナーに必要な場合、またはノードのアドレスを通じてアクセスされる場合。",
        }),
    }),
};

fn shares_processes(pod: &Pod<'_>, _: &[Offence<'_>]) -> bool {
    pod.host_pid
}

fn shares_memory(pod: &Pod<'_>, _: &[Offence<'_>]) -> bool {
    pod.host_ipc
}

fn shares_network(pod: &Pod<'_>, _: &[Offence<'_>]) -> bool {
    pod.host_network
}

fn find<'v>(pod: &Pod<'v>, offences: &mut Offences<'v>) {
    if pod.host_network {
        offences.push(Offence::pod(&["spec", "hostNetwork"]).quoting("hostNetwork=true"));
    }
    if pod.host_pid {
        offences.push(Offence::pod(&["spec", "hostPID"]).quoting("hostPID=true"));
    }
    if pod.host_ipc {
        offences.push(Offence::pod(&["spec", "hostIPC"]).quoting("hostIPC=true"));
    }
}

fn describe(_: &Pod<'_>, offences: &[Offence<'_>]) -> (&'static str, String) {
    let fields: Vec<&str> = offences.iter().filter_map(Offence::text).collect();
    ("host namespaces", fields.join(", "))
}
