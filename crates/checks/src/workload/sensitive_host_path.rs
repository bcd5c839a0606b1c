//! A pod field: a directory of the node from which there is a way to all of it.

use crate::container_user::may_be_root;
use crate::host_path::{is_allowed, is_sensitive, normalise};

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1010",
        slug: "sensitive-host-path",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Pod mounts a sensitive directory of the node",
            "Pod がノードの重要なディレクトリをマウントしている",
        ),
        what: text(
            "hostPath volumes of the root directory, of system directories (`/etc`, `/usr`, \
             `/lib`, `/boot`, `/dev`, `/proc`, `/sys`, `/var`, `/root`, `/home` and their \
             like), of what belongs to the kubelet, to etcd and to the container runtime, and \
             of the logs. Single files and devices below system directories are left out, and \
             so are sockets of the runtime, which are a check of their own, and whatever the parameter \
             `allowed_host_paths` names.",
            "ルートディレクトリ、システムディレクトリ\
             （`/etc`、`/usr`、`/lib`、`/boot`、`/dev`、`/proc`、`/sys`、`/var`、`/root`、`/home\
             ` など）、kubelet・etcd・コンテナーランタイムの領域、ログをマウントする hostPath ボ\
             リュームを検出します。システムディレクトリの下の個々のファイルやデバイスと、別の\
             チェックで扱うランタイムのソケット、パラメーター `allowed_host_paths` で許可したパスは対象外です。",
        ),
        why: text(
            "Credentials of the kubelet, keys of the control plane, tokens and Secrets of all \
             pods of the node lie there. Reading them is enough to act as the node; symbolic \
             links under the log directory make even that one readable all over.",
            "kubelet の認証情報、コントロールプレーンの鍵、ノード上の全 Pod のトークンや Secret \
             がそこにあります。読み取れるだけでノードになりすませます。ログのディレクトリで\
             も、シンボリックリンクを使えばノード全体が読めてしまいます。",
        ),
        fix: text(
            "Mount the one directory or file that is needed, read-only. Metrics and logs come \
             from the kubelet and from `/var/log/pods`; files that a program needs belong into \
             its image or a ConfigMap.",
            "必要なディレクトリやファイルだけを読み取り専用でマウントします。メトリクスは \
             kubelet から、ログは `/var/log/pods` から取得し、プログラムに必要なファイルはイ\
             メージや ConfigMap に入れます。",
        ),
        fine: text(
            "Agents that watch the node itself (node exporters, runtime sensors, CIS scanners), \
             read-only and in a namespace that nobody else may use.",
            "ノード自体を監視するエージェント（node exporter、ランタイムセンサー、CIS スキャ\
             ナーなど）を、読み取り専用で、他の誰も使えない名前空間で動かす場合は問題ありませ\
             ん。",
        ),
        references: &[
            reference("cis-1.12", "5.2.11"),
            reference("nsa", "pod"),
            reference("mitre", "T1611"),
            reference("mitre", "T1552.001"),
            reference("catalogue", "P09"),
            reference("trivy", "KSV-0121"),
            reference("kube-linter", "sensitive-host-mounts"),
        ],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const SENSITIVE: Text = text(
    "volume `{volume}` is `{path}` of the node",
    "ボリューム `{volume}` はノードの `{path}` です",
);
const MOUNTED: Text = text(
    "container `{container}` mounts it here",
    "コンテナー `{container}` がここでマウントしています",
);

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
        if !is_sensitive(path) || is_allowed(path, &cx.settings.parameters.allowed_host_paths) {
            continue;
        }
        let message = Message::new(SENSITIVE).with("volume", volume.name).with("path", path);
        let mut finding = cx.finding(pod.object.place(volume.field(["path"])), message);
        let (mut is_mounted, mut is_written) = (false, false);
        for container in pod.containers() {
            for mount in container.mounts().filter(|mount| mount.name() == volume.name) {
                is_mounted = true;
                is_written |= !mount.is_read_only() && may_be_root(&container);
                let note = Message::new(MOUNTED).with("container", container.name());
                finding = finding.related(pod.object.place(mount.route), note);
            }
        }
        let severity = match normalise(path).as_str() {
            // A volume that nothing mounts is one edit away from harm.
            _ if !is_mounted => Low,
            // What every node exporter reads.
            "/proc" | "/sys" if !is_written => Medium,
            _ if is_written => Critical,
            _ => High,
        };
        cx.report(finding.severity(severity));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        containers:
          - name: agent
            volumeMounts:
              - name: etc
                mountPath: /host/etc
                readOnly: true
        volumes:
          - name: etc
            hostPath:
              path: /etc/  # expect: sensitive-host-path
          - name: kubelet
            hostPath:
              path: /var/lib/kubelet/pki  # expect: sensitive-host-path
        ",
    ),
    Fixture::pass(
        "
        containers:
          - name: agent
            volumeMounts:
              - name: localtime
                mountPath: /etc/localtime
                readOnly: true
        volumes:
          - name: localtime
            hostPath:
              path: /etc/localtime
          - name: data
            hostPath:
              path: /data
        ",
    ),
    Fixture::unknown(
        "
        containers:
          - name: agent
        volumes:
          - name: data
            hostPath:
              path: ${DATA_DIR}
        ",
    ),
];
