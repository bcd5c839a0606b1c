//! A version of Kubernetes that an object shows, and the calendar of releases.

use crate::prelude::*;
use sekisho_api::KubeVersion;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1911",
        slug: "outdated-kubernetes-version",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Kubernetes version gets no security fixes any more",
            "サポートの終了した Kubernetes バージョンが使われている",
        ),
        what: text(
            "Nodes (`status.nodeInfo.kubeletVersion`), kubeadm configurations (`kubernetesVersion`) and \
             kind or Cluster API objects that run a minor version which is not among the three newest. \
             The calendar that is built in knows releases up to Kubernetes 1.36.",
            "ノード（`status.nodeInfo.kubeletVersion`）、kubeadm の設定（`kubernetesVersion`）、Cluster \
             API のオブジェクトのうち、最新の 3 つのマイナーバージョンに含まれないものを検出します。内蔵\
             のリリース情報は Kubernetes 1.36 までのものです。",
        ),
        why: text(
            "The project fixes vulnerabilities in its three newest minor releases only. What is found \
             later stays open in older ones.",
            "脆弱性が修正されるのは最新の 3 つのマイナーリリースだけです。それより古いバージョンでは、後\
             から見つかった脆弱性が修正されません。",
        ),
        fix: text(
            "Upgrade, one minor version at a time, the control plane before the nodes.",
            "コントロールプレーン、ノードの順に、マイナーバージョンをひとつずつ上げていきます。",
        ),
        fine: text(
            "The vendor gives longer support for the version.",
            "ベンダーがそのバージョンの延長サポートを提供している場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "upg"),
            reference("mitre", "T1190"),
            reference("catalogue", "D02"),
            reference("kubescape", "C-0273"),
            reference("kubescape", "outdated-k8s-version"),
            reference("popeye", "POP-405"),
        ],
    },
    run: Run::Object {
        of: &[
            ("", "Node"),
            ("kubeadm.k8s.io", "ClusterConfiguration"),
            ("controlplane.cluster.x-k8s.io", "KubeadmControlPlane"),
            ("cluster.x-k8s.io", "MachineDeployment"),
        ],
        run,
    },
    fixtures: FIXTURES,
};

const SINCE: Text = text(
    "Kubernetes {version} gets no security fixes since {month}",
    "Kubernetes {version} のセキュリティ修正は {month} に終了しています",
);
const LONG_AGO: Text = text(
    "Kubernetes {version} gets no security fixes any more",
    "Kubernetes {version} のセキュリティ修正は終了しています",
);

/// The minor releases that got fixes once, each with the month in which that ended, as of
/// Kubernetes 1.36 (kubernetes.io/releases/patch-releases).
const ENDED: [(u16, &str); 14] = [
    (20, "2022-02"),
    (21, "2022-06"),
    (22, "2022-10"),
    (23, "2023-02"),
    (24, "2023-07"),
    (25, "2023-10"),
    (26, "2024-02"),
    (27, "2024-06"),
    (28, "2024-10"),
    (29, "2025-02"),
    (30, "2025-06"),
    (31, "2025-11"),
    (32, "2026-02"),
    (33, "2026-06"),
];
/// How many minor releases get fixes at a time.
const SUPPORTED: u16 = 3;

/// Where an object says which version it runs.
fn version_field(object: &Object) -> Option<&'static [&'static str]> {
    match (object.group(), object.kind()) {
        ("", "Node") => Some(&["status", "nodeInfo", "kubeletVersion"]),
        ("kubeadm.k8s.io", "ClusterConfiguration") => Some(&["kubernetesVersion"]),
        ("controlplane.cluster.x-k8s.io", "KubeadmControlPlane") => Some(&["spec", "version"]),
        ("cluster.x-k8s.io", "MachineDeployment") => Some(&["spec", "template", "spec", "version"]),
        _ => None,
    }
}

fn run(cx: &mut Cx<'_>, object: &Object) {
    let Some(field) = version_field(object) else { return };
    let Some(text) = object.value.str_at(field) else { return cx.not_applicable() };
    let Ok(version) = text.parse::<KubeVersion>() else { return cx.unknown() };
    if version.minor() + SUPPORTED > KubeVersion::NEWEST.minor() {
        return;
    }
    let ended = ENDED.iter().find(|(minor, _)| *minor == version.minor());
    let message = match ended {
        Some((_, month)) => Message::new(SINCE).with("month", month),
        None => Message::new(LONG_AGO),
    };
    let place = object.place(Route::keys(field.iter().copied()));
    cx.report(cx.finding(place, message.with("version", text)));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Node
        metadata:
          name: worker-1
        status:
          nodeInfo:
            kubeletVersion: v1.25.3  # expect: outdated-kubernetes-version
        ",
    ),
    Fixture::fail(
        "
        apiVersion: kubeadm.k8s.io/v1beta4
        kind: ClusterConfiguration
        kubernetesVersion: v1.18.0  # expect: outdated-kubernetes-version
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Node
        metadata:
          name: worker-1
        status:
          nodeInfo:
            kubeletVersion: v1.36.1-eks-1
        ",
    ),
    Fixture::unknown(
        "
        apiVersion: kubeadm.k8s.io/v1beta4
        kind: ClusterConfiguration
        kubernetesVersion: stable
        ",
    ),
];
