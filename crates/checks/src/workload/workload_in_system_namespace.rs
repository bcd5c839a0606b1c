//! A pod and its namespace: it sits among the parts of Kubernetes.

use crate::system_namespace;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1038",
        slug: "workload-in-system-namespace",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "Workload runs in a namespace of the system",
            "ワークロードがシステムの名前空間で動いている",
        ),
        what: text(
            "Pods in `kube-system`, `kube-public` and `kube-node-lease` that are no part of the \
             system: neither labelled as a component of the control plane (`component` with \
             `tier: control-plane`) or as an add-on (`kubernetes.io/cluster-service`, \
             `addonmanager.kubernetes.io/mode`), nor of a priority class of the system, nor one \
             of the well-known add-ons that install themselves there (DNS, kube-proxy, network \
             and storage plug-ins, metrics).",
            "`kube-system`、`kube-public`、`kube-node-lease` にある Pod のうち、システムの一部\
             ではないものを検出します。コントロールプレーンのコンポーネントのラベル\
             （`component` と `tier: control-plane`）やアドオンのラベル\
             （`kubernetes.io/cluster-service`、`addonmanager.kubernetes.io/mode`）があるも\
             の、システムの優先度クラスを使うもの、ここにインストールされる有名なアドオン\
             （DNS、kube-proxy、ネットワーク・ストレージプラグイン、メトリクスなど）は対象外で\
             す。",
        ),
        why: text(
            "These namespaces are often exempt from Pod Security and other policies, and \
             accounts there are strong. A workload among them is hard to see and close to what \
             makes the cluster.",
            "これらの名前空間は Pod Security などのポリシーから除外されがちで、強い権限のアカ\
             ウントもあります。そこに紛れたワークロードは見つけにくく、クラスターの中枢に近い\
             位置にあります。",
        ),
        fix: text(
            "Give it a namespace of its own, with a Pod Security level and a NetworkPolicy.",
            "専用の名前空間に移し、Pod Security のレベルと NetworkPolicy を設定します。",
        ),
        fine: text(
            "An add-on for the whole cluster that must be there; give it the priority class \
             `system-cluster-critical` then.",
            "クラスター全体のアドオンでここに置く必要がある場合は問題ありません。その場合は優\
             先度クラス `system-cluster-critical` を設定してください。",
        ),
        references: &[
            reference("cis-1.12", "5.6.1"),
            reference("nsa", "ns"),
            reference("mitre", "T1036"),
            reference("catalogue", "S09"),
            reference("trivy", "KSV-0037"),
            reference("kalm", "NS-002"),
        ],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const AMONG: Text = text(
    "the pod runs in `{namespace}`, among the parts of Kubernetes",
    "Pod は、Kubernetes 自身が使う `{namespace}` で動いています",
);

/// Beginnings of the names of add-ons that install themselves into `kube-system`.
const ADD_ONS: [&str; 27] = [
    "aws-",
    "azure-",
    "calico",
    "canal",
    "cilium",
    "cloud-",
    "cluster-autoscaler",
    "coredns",
    "csi-",
    "dns-",
    "ebs-csi",
    "efs-csi",
    "eks-",
    "etcd",
    "fluentbit-gke",
    "gke-",
    "helm-install-",
    "konnectivity",
    "kube-",
    "local-path-provisioner",
    "metrics-server",
    "nodelocaldns",
    "node-local-dns",
    "snapshot-controller",
    "storage-provisioner",
    "tigera",
    "weave-net",
];

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    let namespace = pod.object.namespace().unwrap_or_default();
    if !system_namespace::is_built_in(namespace) {
        return cx.not_applicable();
    }
    let labels = pod.labels();
    let of_object = pod.object.labels();
    let is_component = labels.str_at(&["tier"]) == Some("control-plane")
        && labels.str_at(&["component"]).is_some();
    let is_add_on = ["kubernetes.io/cluster-service", "addonmanager.kubernetes.io/mode"]
        .iter()
        .any(|key| labels.get(key).is_some() || of_object.get(key).is_some());
    let is_critical = matches!(
        pod.spec.str_at(&["priorityClassName"]),
        Some("system-cluster-critical" | "system-node-critical")
    );
    let name = pod.object.name();
    let is_known = ADD_ONS.iter().any(|add_on| name.starts_with(add_on));
    // Mirrors of static pods: whoever writes files on the node puts them where it likes.
    let is_static = pod.object.annotations().get("kubernetes.io/config.mirror").is_some();
    if is_component || is_add_on || is_known || is_static {
        return;
    }
    let message = Message::new(AMONG).with("namespace", namespace);
    let place = pod.object.place(Route::keys(["metadata", "namespace"]));
    let mut finding = cx.finding(place, message);
    if is_critical {
        // Drivers of networks and storage have such a class, and so has whoever wants to stay.
        finding = finding.confidence(Confidence::Low);
    }
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: kube-system  # expect: workload-in-system-namespace
        spec:
          containers:
            - name: web
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: agent
          namespace: kube-system  # expect: workload-in-system-namespace
        spec:
          priorityClassName: system-node-critical
          containers:
            - name: agent
        ",
    ),
    Fixture::pass(
        "
        apiVersion: apps/v1
        kind: DaemonSet
        metadata:
          name: kube-proxy
          namespace: kube-system
        spec:
          template:
            spec:
              containers:
                - name: kube-proxy
        ",
    ),
];
