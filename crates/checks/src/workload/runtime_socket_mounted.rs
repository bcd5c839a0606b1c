//! A pod field: the socket of a container runtime comes in through a hostPath volume.

use crate::container_user::may_be_root;
use crate::host_path::normalise;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1004",
        slug: "runtime-socket-mounted",
        former_slugs: &[],
        since: "0.1.0",
        severity: Critical,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Pod can reach the container runtime's socket",
            "Pod がコンテナーランタイムのソケットに届く",
        ),
        what: text(
            "Containers that mount the socket of Docker, containerd, CRI-O, Podman or cri-dockerd from \
             the node, or a directory that holds it. `/var/run` and `/run` are the same directory; `..`, \
             double slashes and `subPath` are followed. A directory above counts only if the container may \
             run as root, because the sockets belong to root.",
            "ノードの Docker、containerd、CRI-O、Podman、cri-dockerd のソケット、またはそれを含むディレクトリをマウントする\
             コンテナーを検出します。`/var/run` と `/run` は同じものとして扱い、`..`、重複したスラッシュ、`subPath` も解決します。\
             ソケットの所有者は root なので、上位ディレクトリのマウントは root で動く可能性がある場合だけ対象とします。",
        ),
        why: text(
            "The runtime does as its socket is told, as root: whoever reaches it starts a privileged \
             container, reads the Secrets of every pod on the node and leaves no trace at the API server. \
             A read-only mount does not help: a socket can be connected to all the same.",
            "ランタイムはソケットからの指示に root 権限で従います。ソケットに届く攻撃者は、特権コンテナーを起動し、ノード上の\
             すべての Pod の Secret を読み取れます。API サーバーには記録も残りません。読み取り専用のマウントでもソケットには\
             接続できるため、対策になりません。",
        ),
        fix: text(
            "Remove the volume. Build images with a builder that needs no daemon (Buildah, BuildKit \
             rootless), read container metadata from the API server or the kubelet, and collect logs \
             from `/var/log/pods`.",
            "ボリュームを削除します。イメージのビルドにはデーモン不要のツール（Buildah、rootless の BuildKit）を使い、コンテナーの\
             情報は API サーバーや kubelet から、ログは `/var/log/pods` から取得します。",
        ),
        fine: text(
            "Node agents whose work is to watch or manage containers, such as runtime sensors, in a \
             namespace of their own.",
            "ランタイムセンサーなど、コンテナーの監視や管理そのものが役割のノードエージェントを、専用の名前空間で動かす場合は\
             問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.2.11"),
            reference("nsa", "pod"),
            reference("mitre", "T1610"),
            reference("mitre", "T1611"),
            reference("kubescape", "C-0074"),
            reference("trivy", "KSV-0006"),
            reference("checkov", "CKV_K8S_27"),
            reference("kube-linter", "docker-sock"),
            reference("polaris", "hostPathSet"),
            reference("kalm", "POD-044"),
            reference("catalogue", "P10"),
            reference("kubescape", "containers-mounting-docker-socket"),
        ],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const SOCKET: Text = text(
    "container `{container}` mounts the {runtime} socket `{path}`",
    "コンテナー `{container}` は {runtime} のソケット `{path}` をマウントしています",
);
const DIRECTORY: Text = text(
    "container `{container}` mounts `{path}`, which holds the {runtime} socket",
    "コンテナー `{container}` がマウントする `{path}` には {runtime} のソケットが含まれます",
);
const MOUNTED: Text = text("mounted here", "ここでマウントされています");

/// Where runtimes and node distributions keep their sockets; `/var/run` is written as `/run`.
const SOCKETS: [(&str, &str); 10] = [
    ("/run/docker.sock", "Docker"),
    ("/run/containerd/containerd.sock", "containerd"),
    ("/run/crio/crio.sock", "CRI-O"),
    ("/run/k3s/containerd/containerd.sock", "containerd"),
    ("/run/k0s/containerd.sock", "containerd"),
    ("/run/cri-dockerd.sock", "cri-dockerd"),
    ("/run/dockershim.sock", "Docker"),
    ("/run/podman/podman.sock", "Podman"),
    (r"\\.\pipe\docker_engine", "Docker"),
    (r"\\.\pipe\containerd-containerd", "containerd"),
];

/// Directories that hold sockets of any runtime: which one is on the node is not known.
const SHARED: [&str; 2] = ["/", "/run"];

const WRITABLE: &[Reference] = &[
    reference("kubescape", "C-0045"),
    reference("kubescape", "alert-rw-hostpath"),
    reference("kube-linter", "writable-host-mount"),
    reference("kalm", "POD-042"),
    reference("catalogue", "P08"),
];

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    let volumes = pod.spec.items_at(&["volumes"]);
    if !volumes.iter().any(|volume| volume.field("hostPath").is_some()) {
        return cx.not_applicable();
    }
    for volume in pod.volumes() {
        let Some(path) = volume.host_path() else { continue };
        if path.contains("${") || path.contains("{{") {
            cx.unknown();
            continue;
        }
        if let Some(found) = pod.containers().find_map(|container| reach(volume.name, &container)) {
            report(cx, pod, volume.field(["path"]), found);
        }
    }
}

/// A container that reaches a socket, and how.
struct Reach {
    container: String,
    path: String,
    mount: Route,
    runtime: &'static str,
    is_socket: bool,
    is_read_only: bool,
}

/// Whether a path is a socket of a container runtime.
pub(super) fn is_socket(path: &str) -> bool {
    let path = normalise(path);
    SOCKETS.iter().any(|(socket, _)| socket.eq_ignore_ascii_case(&path))
}

fn reach(volume: &str, container: &Container<'_>) -> Option<Reach> {
    container.mounts().filter(|mount| mount.name() == volume).find_map(|mount| {
        let path = normalise(&mount.host_path()?);
        let socket = SOCKETS.iter().find(|(socket, _)| socket.eq_ignore_ascii_case(&path));
        let within = || {
            let below = format!("{}/", path.trim_end_matches('/'));
            let socket = SOCKETS.iter().find(|(socket, _)| socket.starts_with(&below))?;
            may_be_root(container).then_some(socket)
        };
        let (_, runtime) = socket.or_else(within)?;
        Some(Reach {
            container: container.name().to_owned(),
            mount: mount.route.clone(),
            runtime: if SHARED.contains(&path.as_str()) { "container runtime" } else { runtime },
            is_socket: socket.is_some(),
            is_read_only: mount.is_read_only(),
            path,
        })
    })
}

fn report(cx: &mut Cx<'_>, pod: &Pod<'_>, route: Route, found: Reach) {
    let message = Message::new(if found.is_socket { SOCKET } else { DIRECTORY })
        .with("container", &found.container)
        .with("runtime", found.runtime)
        .with("path", &found.path);
    let mut finding = cx
        .finding(pod.object.place(route), message)
        .container(found.container)
        .related(pod.object.place(found.mount), Message::new(MOUNTED));
    if found.is_socket && !found.is_read_only {
        // What is sent to a socket is not held up by `readOnly`, so that it is missing is no matter of
        // its own; other scanners ask for it all the same.
        finding.references.extend_from_slice(WRITABLE);
    }
    if SHARED.contains(&found.path.as_str()) {
        finding = finding.severity(High).confidence(Confidence::Medium);
    }
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        containers:
          - name: builder
            image: registry.example/builder:3.1.0
            volumeMounts:
              - name: docker
                mountPath: /var/run/docker.sock
        volumes:
          - name: docker
            hostPath:
              path: /var/run/docker.sock  # expect: runtime-socket-mounted
        ",
    ),
    Fixture::fail(
        "
        initContainers:
          - name: agent
            volumeMounts:
              - name: run
                mountPath: /host/run
                subPath: containerd
                readOnly: true
        volumes:
          - name: run
            hostPath:
              path: /var/lib/../run/  # expect: runtime-socket-mounted
        ",
    ),
    Fixture::fail(
        "
        containers:
          - name: agent
            volumeMounts:
              - name: run
                mountPath: /host/run
        volumes:
          - name: run
            hostPath:
              path: //run  # expect: runtime-socket-mounted
        ",
    ),
    Fixture::pass(
        "
        containers:
          - name: agent
            securityContext:
              runAsUser: 65534
            volumeMounts:
              - name: root
                mountPath: /host
                readOnly: true
        volumes:
          - name: root
            hostPath:
              path: /
        ",
    ),
    Fixture::pass(
        "
        containers:
          - name: cni
            volumeMounts:
              - name: run
                mountPath: /run/netns
                subPath: netns
        volumes:
          - name: run
            hostPath:
              path: /run
        ",
    ),
    Fixture::unknown(
        "
        containers:
          - name: agent
            volumeMounts:
              - name: socket
                mountPath: /socket
        volumes:
          - name: socket
            hostPath:
              path: ${SOCKET_PATH}
        ",
    ),
];
