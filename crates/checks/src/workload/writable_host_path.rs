//! Pod and container together: files of the node can be changed.

use super::runtime_socket_mounted;
use crate::container_user::may_be_root;
use crate::host_path::{self, is_sensitive};

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1009",
        slug: "writable-host-path",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Container can change files of the node",
            "コンテナーからノードのファイルを変更できる",
        ),
        what: text(
            "hostPath volumes that a container mounts without `readOnly: true`. Severity \
             follows from what lies there and from whether the container may run as root. That \
             the pod has a hostPath volume at all is judged by the Pod Security Standards, and \
             sockets of container runtimes, which `readOnly` does not close, by a check of their own. What the \
             parameter `allowed_host_paths` names is left out.",
            "`readOnly: true` を付けずにコンテナーがマウントする hostPath ボリュームを検出しま\
             す。重大度は、パスの中身と、コンテナーが root で動く可能性から決まります。hostPath \
             を使うこと自体は Pod Security Standards で判定し、`readOnly` では塞げないコンテナーランタイムの\
             ソケットは別のチェックで判定します。パラメーター `allowed_host_paths` で許可したパスは対象外です。",
        ),
        why: text(
            "Whatever the container writes outlives it and is read by programs of the node: a \
             cron file, a unit, a CNI plug-in, the log of another pod. That is a way to stay on \
             the node after the pod is gone.",
            "コンテナーが書き込んだ内容は Pod が消えた後も残り、ノード上のプログラムに読まれま\
             す。cron の設定、ユニットファイル、CNI プラグイン、他の Pod のログなどを通じて、\
             ノードに居座る足がかりになります。",
        ),
        fix: text(
            "Mount it with `readOnly: true`. For data use a PersistentVolumeClaim, for scratch \
             space `emptyDir`. Where the node must be written to, mount the single directory \
             that it is about.",
            "`readOnly: true` でマウントします。データには PersistentVolumeClaim、一時領域には \
             `emptyDir` を使います。どうしてもノードへの書き込みが必要なら、対象のディレクトリ\
             だけをマウントします。",
        ),
        fine: text(
            "Installers of CNI plug-ins and drivers, storage daemons and device plug-ins, in a \
             namespace that nobody else may use.",
            "CNI プラグインやドライバーのインストーラー、ストレージデーモン、デバイスプラグイ\
             ンを、他の誰も使えない名前空間で動かす場合は問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.2.11"),
            reference("nsa", "pod"),
            reference("mitre", "T1611"),
            reference("mitre", "T1543"),
            reference("catalogue", "P08"),
            reference("kubescape", "C-0045"),
            reference("kubescape", "alert-rw-hostpath"),
            reference("kube-linter", "writable-host-mount"),
            reference("kalm", "POD-042"),
        ],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const WRITABLE: Text = text(
    "container `{container}` can write to `{path}` of the node",
    "コンテナー `{container}` はノードの `{path}` に書き込めます",
);
const MOUNTED: Text = text(
    "mounted here without `readOnly: true`",
    "ここで `readOnly: true` なしにマウントされています",
);
const SET: Text = text("mount it read-only", "読み取り専用でマウントする");

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    let volumes = pod.spec.items_at(&["volumes"]);
    if !volumes.iter().any(|volume| volume.field("hostPath").is_some()) {
        return cx.not_applicable();
    }
    for volume in pod.volumes() {
        let Some(path) = volume.host_path() else { continue };
        // A socket takes what is sent to it, read-only or not: `runtime-socket-mounted` tells of it.
        if runtime_socket_mounted::is_socket(path)
            || host_path::is_allowed(path, &cx.settings.parameters.allowed_host_paths)
        {
            continue;
        }
        let mut writers: Vec<Writer> = Vec::new();
        for container in pod.containers() {
            let mounts = container.mounts().filter(|mount| mount.name() == volume.name);
            for mount in mounts.filter(|mount| !mount.is_read_only()) {
                writers.push(Writer {
                    container: container.name().to_owned(),
                    mount: mount.route.clone(),
                    may_be_root: may_be_root(&container),
                });
            }
        }
        let Some(first) = writers.first() else { continue };
        let message =
            Message::new(WRITABLE).with("container", first.container.as_str()).with("path", path);
        let by_root = writers.iter().any(|writer| writer.may_be_root);
        let severity = match (by_root, is_sensitive(path)) {
            (true, true) => Critical,
            (false, false) => Medium,
            _ => High,
        };
        let edits = writers
            .iter()
            .map(|writer| Edit::Set { route: writer.mount.then("readOnly"), value: true.into() });
        let is_only_read = is_only_read(path) && !pod.containers().any(|it| is_privileged(&it));
        let safety = if is_only_read { Safety::Safe } else { Safety::Unsafe };
        let fix = Fix { title: SET, safety, edits: edits.collect() };
        let mut finding = cx
            .finding(pod.object.place(volume.field(["path"])), message)
            .severity(severity)
            .container(first.container.as_str())
            .fix(fix);
        for writer in &writers {
            let place = pod.object.place(writer.mount.clone());
            finding = finding.related(place, Message::new(MOUNTED));
        }
        cx.report(finding);
    }
}

/// Whether programs in containers read the path and nothing else: time zones, certificate authorities,
/// kernel modules, who the node is. A privileged container may be there to write just these.
fn is_only_read(path: &str) -> bool {
    const READ: [&str; 12] = [
        "/etc/ca-certificates",
        "/etc/hosts",
        "/etc/localtime",
        "/etc/machine-id",
        "/etc/os-release",
        "/etc/pki",
        "/etc/ssl/certs",
        "/etc/timezone",
        "/lib/modules",
        "/usr/lib/os-release",
        "/usr/share/ca-certificates",
        "/usr/share/zoneinfo",
    ];
    let path = host_path::normalise(path);
    READ.iter().any(|tree| {
        path.strip_prefix(tree).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

fn is_privileged(container: &Container<'_>) -> bool {
    container.privileged().is_some_and(|it| it.value)
}

/// A container that mounts the volume for writing.
struct Writer {
    container: String,
    mount: Route,
    may_be_root: bool,
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        containers:
          - name: agent
            volumeMounts:
              - name: data
                mountPath: /data
              - name: log
                mountPath: /var/log
                readOnly: true
        volumes:
          - name: data
            hostPath:
              path: /var/lib/agent  # expect: writable-host-path
          - name: log
            hostPath:
              path: /var/log/pods
        ",
    ),
    Fixture::pass(
        "
        containers:
          - name: builder
            volumeMounts:
              - name: docker
                mountPath: /var/run/docker.sock
        volumes:
          - name: docker
            hostPath:
              path: /var/run/docker.sock
        ",
    ),
    Fixture::pass(
        "
        containers:
          - name: agent
            volumeMounts:
              - name: data
                mountPath: /data
                readOnly: true
        volumes:
          - name: data
            hostPath:
              path: /var/lib/agent
        ",
    ),
];
