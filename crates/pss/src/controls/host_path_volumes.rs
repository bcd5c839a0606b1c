//! hostPath volumes: no file of the node may be mounted.

use sekisho_finding::{Audience, CheckMeta, Confidence, Severity, Text};

use crate::control::{Control, Revision, reference};
use crate::offence::{Offence, Offences};
use crate::phrase::{plural, quoted};
use crate::policy::Level;
use crate::view::{Pod, text};

pub(crate) const CONTROL: Control = Control {
    id: "hostPathVolumes",
    level: Level::Baseline,
    revisions: &[Revision {
        since: 0,
        change: Text {
            en: "No hostPath volumes.", ja: "hostPath ボリュームを禁止します。"
        },
        find,
    }],
    overrides: &[],
    meta: CheckMeta {
        id: "SK-0004",
        slug: "host-path-volumes",
        former_slugs: &[],
        since: "0.1.0",
        severity: Severity::High,
        confidence: Confidence::High,
        audience: Audience::Security,
        title: Text {
            en: "Pod mounts files of the node",
            ja: "Pod がノードのファイルをマウントしている",
        },
        what: Text {
            en: "Volumes with a `hostPath` source, whether or not a container mounts them and whether or not the mount is read-only.",
            ja: "`hostPath` を使うボリュームを検出します。実際にコンテナーがマウントしているか、読み取り専用かどうかは問いません。",
        },
        why: Text {
            en: "The node's file system holds the kubelet's credentials, the tokens and Secrets of all other pods on it and the runtime's socket. A writable path is enough to become root on the node; a read-only one is often enough to take over its pods. A path such as /var/log leads further by symbolic links.",
            ja: "ノードのファイルシステムには、kubelet の認証情報、同じノードで動く全 Pod のトークンや Secret、コンテナーランタイムのソケットがあります。書き込み可能なパスが一つあればノードの root を奪うことができ、読み取り専用でも他の Pod を乗っ取るには十分なことがよくあります。/var/log のようなパスからは、シンボリックリンクを経由してさらに先まで到達できます。",
        },
        fix: Text {
            en: "Use `emptyDir` for scratch space, a PersistentVolumeClaim for data (a `local` volume if it must be the node's disk), `configMap`, `secret` or `projected` for files that are handed in, and a CSI driver for devices.",
            ja: "一時領域には `emptyDir`、データには PersistentVolumeClaim（ノードのディスクが必要なら `local` ボリューム）、外から渡すファイルには `configMap`・`secret`・`projected`、デバイスには CSI ドライバーを使ってください。",
        },
        fine: Text {
            en: "For node agents (log collectors, CNI and CSI plug-ins, runtime sensors) that mount single, named directories read-only.",
            ja: "ログ収集、CNI・CSI プラグイン、ランタイムセンサーなどのノードエージェントが、特定のディレクトリーだけを読み取り専用でマウントする場合です。",
        },
        references: &[
            reference("pss", "baseline:hostPathVolumes"),
            reference("cis-1.12", "5.2.11"),
            reference("nsa", "pod"),
            reference("mitre", "T1611"),
            reference("kubescape", "C-0048"),
            reference("kubescape", "C-0203"),
            reference("trivy", "KSV-0023"),
            reference("polaris", "hostPathSet"),
            reference("catalogue", "P07"),
            reference("kubescape", "alert-any-hostpath"),
        ],
    },
    narrower: &[],
    describe,
    remedy: None,
};

pub(crate) const VOLUMES: &[&str] = &["spec", "volumes"];
pub(crate) const HOST_PATH: &[&str] = &["hostPath"];

fn find<'v>(pod: &Pod<'v>, offences: &mut Offences<'v>) {
    for (index, volume) in pod.volumes.iter().enumerate() {
        if volume.field("hostPath").is_some() {
            let name = text(volume.field("name"));
            offences.push(Offence::pod(VOLUMES).index(index).within(HOST_PATH).quoting(name));
        }
    }
}

fn describe(_: &Pod<'_>, offences: &[Offence<'_>]) -> (&'static str, String) {
    let names: Vec<&str> = offences.iter().filter_map(Offence::text).collect();
    let volumes = plural("volume", "volumes", names.len());
    ("hostPath volumes", format!("{volumes} {}", quoted(&names)))
}
