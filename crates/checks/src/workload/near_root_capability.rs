//! A container field: capabilities that are as good as root on the node.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1003",
        slug: "near-root-capability",
        former_slugs: &[],
        since: "0.1.0",
        severity: Critical,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Container has a capability close to root",
            "root に近いケーパビリティを持つコンテナーがある",
        ),
        what: text(
            "Containers that add a capability from which there is a known way to the node or to other \
             workloads: `ALL`, `SYS_ADMIN`, `SYS_MODULE`, `SYS_RAWIO`, `SYS_PTRACE`, `DAC_READ_SEARCH`, \
             `BPF`, `SYS_BOOT`, `MAC_ADMIN`, `MAC_OVERRIDE`, `NET_ADMIN`. Every spelling that some \
             runtime accepts counts: lower case, and with the prefix `CAP_`.",
            "ノードや他のワークロードへ抜け出す方法が知られているケーパビリティを追加しているコンテナーを検出します: \
             `ALL`、`SYS_ADMIN`、`SYS_MODULE`、`SYS_RAWIO`、`SYS_PTRACE`、`DAC_READ_SEARCH`、`BPF`、`SYS_BOOT`、\
             `MAC_ADMIN`、`MAC_OVERRIDE`、`NET_ADMIN`。小文字や `CAP_` 接頭辞など、ランタイムが受け付ける綴りはすべて対象です。",
        ),
        why: text(
            "Capabilities are root in pieces, and these pieces are large. `SYS_ADMIN` mounts filesystems \
             and enters namespaces, `SYS_MODULE` loads code into the kernel, `DAC_READ_SEARCH` opens any \
             file of the host by its handle, `SYS_PTRACE` takes over processes, `NET_ADMIN` rewrites \
             routes and firewall rules. A break-in ends on the node instead of in the container.",
            "ケーパビリティは root 権限を分割したもので、ここに挙げたものはいずれも強力です。`SYS_ADMIN` はマウントや\
             名前空間への参加、`SYS_MODULE` はカーネルへのコード読み込み、`DAC_READ_SEARCH` はホスト上の任意のファイルの読み取り、\
             `SYS_PTRACE` は他プロセスの乗っ取り、`NET_ADMIN` は経路やファイアウォールの書き換えを可能にします。\
             侵入の被害がコンテナーからノード全体に広がります。",
        ),
        fix: text(
            "Remove the capability and drop `ALL`. Most programs that ask for one need it for a single \
             call that has a smaller alternative: `NET_BIND_SERVICE` for low ports, `PERFMON` for \
             profiling, a CSI driver for mounts, a device plugin for devices.",
            "そのケーパビリティを外し、`ALL` を drop します。多くの場合、より小さな代替手段があります: 低いポート番号には \
             `NET_BIND_SERVICE`、プロファイリングには `PERFMON`、マウントには CSI ドライバー、デバイスにはデバイスプラグイン。",
        ),
        fine: text(
            "Node agents such as network plugins, storage drivers and runtime sensors, in a namespace of \
             their own that nobody else may create pods in.",
            "ネットワークプラグイン、ストレージドライバー、ランタイムセンサーなどのノードエージェントで、\
             他者が Pod を作成できない専用の名前空間で動かす場合は問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.2.9"),
            reference("nsa", "pod"),
            reference("mitre", "T1611"),
            reference("polaris", "dangerousCapabilities"),
            reference("kalm", "POD-034"),
            reference("catalogue", "P16"),
        ],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const ADDED: Text = text(
    "container `{container}` adds {capabilities}, which is close to root on the node",
    "コンテナー `{container}` は {capabilities} を追加しており、ノードの root に近い権限を持ちます",
);
const REMOVE: Text = text("remove the capability", "ケーパビリティを削除する");

/// Capabilities, each with how bad it is in a container that is confined otherwise.
const NEAR_ROOT: [(&str, Severity); 11] = [
    ("ALL", Critical),
    ("SYS_ADMIN", Critical),
    ("SYS_MODULE", Critical),
    ("SYS_RAWIO", Critical),
    ("DAC_READ_SEARCH", High),
    ("SYS_PTRACE", High),
    ("BPF", High),
    ("SYS_BOOT", High),
    ("MAC_ADMIN", High),
    ("MAC_OVERRIDE", High),
    // Ordinary in meshes, whose init containers redirect the pod's own traffic.
    ("NET_ADMIN", Medium),
];

/// Controls that are about some of the capabilities only.
const NARROWER: [(&str, &str, &str); 12] = [
    ("SYS_ADMIN", "trivy", "KSV-0005"),
    ("ALL", "trivy", "KSV-0005"),
    ("SYS_MODULE", "trivy", "KSV-0120"),
    ("ALL", "trivy", "KSV-0120"),
    ("SYS_ADMIN", "checkov", "CKV_K8S_39"),
    ("ALL", "checkov", "CKV_K8S_39"),
    ("SYS_ADMIN", "kubescape", "C-0057"),
    ("SYS_ADMIN", "kubescape", "rule-privileged-container"),
    ("SYS_ADMIN", "kubescape", "C-0046"),
    ("SYS_ADMIN", "kubescape", "insecure-capabilities"),
    ("ALL", "kubescape", "C-0046"),
    ("ALL", "kubescape", "insecure-capabilities"),
];

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    if container.value.items_at(&["securityContext", "capabilities", "add"]).is_empty() {
        return;
    }
    let mut worst: Option<Severity> = None;
    let mut names: Vec<String> = Vec::new();
    let mut routes: Vec<Route> = Vec::new();
    for added in container.capabilities().add {
        let Some((name, severity)) = NEAR_ROOT.iter().find(|(name, _)| *name == added.value) else {
            continue;
        };
        worst = worst.max(Some(severity_here(pod, name, *severity)));
        names.push(format!("`{name}`"));
        routes.push(added.route);
    }
    let (Some(severity), Some((first, others))) = (worst, routes.split_first()) else { return };
    let message = Message::new(ADDED).with("capabilities", names.join(", "));
    // The last first, so that no index moves before its turn.
    let edits = routes.iter().rev().map(|route| Edit::Remove { route: route.clone() }).collect();
    let mut finding = cx
        .in_container(pod, container, first.clone(), message)
        .severity(severity)
        .fix(Fix { title: REMOVE, safety: Safety::Unsafe, edits });
    finding.also.extend_from_slice(others);
    for (name, framework, control) in NARROWER {
        if names.iter().any(|added| added.trim_matches('`') == name) {
            finding = finding.reference(framework, control);
        }
    }
    cx.report(finding);
}

/// What the rest of the pod makes of it: in a user namespace of its own a capability holds over that
/// namespace only, and with the host's network or processes it reaches them.
fn severity_here(pod: &Pod<'_>, name: &str, severity: Severity) -> Severity {
    let on = |field| pod.spec.bool_at(&[field]) == Some(true);
    if pod.spec.bool_at(&["hostUsers"]) == Some(false) {
        return Medium;
    }
    match name {
        "NET_ADMIN" if on("hostNetwork") => High,
        "SYS_PTRACE" if on("hostPID") => Critical,
        _ => severity,
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        r#"
        name: agent
        securityContext:
          capabilities:
            drop: ["ALL"]
            add:
              - SYS_ADMIN  # expect: near-root-capability
        "#,
    ),
    Fixture::fail(
        "
        name: agent
        securityContext:
          capabilities:
            add:
              - NET_BIND_SERVICE
              - cap_sys_module  # expect: near-root-capability
              - Bpf
        ",
    ),
    Fixture::fail(
        r#"
        name: agent
        securityContext:
          capabilities:
            add: ["ALL"]  # expect: near-root-capability
        "#,
    ),
    Fixture::pass(
        r#"
        name: web
        securityContext:
          capabilities:
            drop: ["ALL"]
            add: ["NET_BIND_SERVICE"]
        "#,
    ),
    Fixture::pass(
        r#"
        name: web
        securityContext:
          capabilities:
            drop: ["SYS_ADMIN"]
        "#,
    ),
];
