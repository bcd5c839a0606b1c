//! Volume types: only those that bring neither files nor drivers of the node.

use sekisho_finding::{Audience, CheckMeta, Confidence, Severity, Text};
use sekisho_value::Value;

use crate::control::{Control, Revision, reference};
use crate::controls::host_path_volumes::{HOST_PATH, VOLUMES};
use crate::offence::{Offence, Offences};
use crate::phrase::{plural, quoted, set};
use crate::policy::Level;
use crate::view::{Pod, text};

pub(crate) const CONTROL: Control = Control {
    id: "restrictedVolumes",
    level: Level::Restricted,
    revisions: &[Revision {
        since: 0,
        change: Text {
            en: "Only configMap, csi, downwardAPI, emptyDir, ephemeral, image, persistentVolumeClaim, projected and secret volumes.",
            ja: "configMap、csi、downwardAPI、emptyDir、ephemeral、image、persistentVolumeClaim、projected、secret のボリュームだけを許可します。",
        },
        find,
    }],
    overrides: &["hostPathVolumes"],
    meta: CheckMeta {
        id: "SK-0016",
        slug: "unrestricted-volume-types",
        former_slugs: &[],
        since: "0.1.0",
        severity: Severity::Low,
        confidence: Confidence::High,
        audience: Audience::Security,
        title: Text {
            en: "Pod uses a volume type outside the restricted list",
            ja: "Pod が許可リスト外のボリューム種別を使用している",
        },
        what: Text {
            en: "Volumes with another source than configMap, csi, downwardAPI, emptyDir, ephemeral, image, persistentVolumeClaim, projected or secret: hostPath, nfs, iscsi, gitRepo, flexVolume and the cloud disks built into Kubernetes.",
            ja: "configMap、csi、downwardAPI、emptyDir、ephemeral、image、persistentVolumeClaim、projected、secret 以外を使うボリュームを検出します。hostPath、nfs、iscsi、gitRepo、flexVolume や、Kubernetes 組み込みのクラウドディスクが該当します。",
        },
        why: Text {
            en: "With these the author of the pod, not the cluster's operator, chooses the server and the path, and code on the node runs with root's rights to mount it: gitRepo has run commands of the repository on the node, flexVolume starts a program of the node, nfs and iscsi reach servers past NetworkPolicies.",
            ja: "これらの種別では、接続先のサーバーやパスをクラスター運用者ではなく Pod の作成者が選び、マウント処理はノードの root 権限で実行されます。gitRepo ではリポジトリー内のコマンドがノード上で実行されたことがあり、flexVolume はノードのプログラムを起動し、nfs や iscsi は NetworkPolicy を迂回してサーバーに到達します。",
        },
        fix: Text {
            en: "Claim the storage: describe it once in a PersistentVolume or StorageClass and refer to it with `persistentVolumeClaim`. Replace gitRepo by an init container that clones into an `emptyDir`.",
            ja: "ストレージは PersistentVolume や StorageClass で一度だけ定義し、`persistentVolumeClaim` で参照してください。gitRepo は、`emptyDir` にクローンする init コンテナーに置き換えます。",
        },
        fine: Text {
            en: "For an nfs share that is mounted read-only in a cluster without a provisioner, where the namespace's users may use that server anyway.",
            ja: "プロビジョナーのないクラスターで nfs 共有を読み取り専用でマウントし、その Namespace の利用者がもともとそのサーバーを使える場合です。",
        },
        references: &[
            reference("pss", "restricted:restrictedVolumes"),
            reference("nsa", "pod"),
            reference("trivy", "KSV-0028"),
            reference("catalogue", "P29"),
        ],
    },
    narrower: &[],
    describe,
    remedy: None,
};

/// The sources that are not allowed, in the order in which upstream names the first that is set.
const FORBIDDEN: [&[&str]; 21] = [
    HOST_PATH,
    &["gcePersistentDisk"],
    &["awsElasticBlockStore"],
    &["gitRepo"],
    &["nfs"],
    &["iscsi"],
    &["glusterfs"],
    &["rbd"],
    &["flexVolume"],
    &["cinder"],
    &["cephfs"],
    &["flocker"],
    &["fc"],
    &["azureFile"],
    &["vsphereVolume"],
    &["quobyte"],
    &["azureDisk"],
    &["photonPersistentDisk"],
    &["portworxVolume"],
    &["scaleIO"],
    &["storageos"],
];

fn find<'v>(pod: &Pod<'v>, offences: &mut Offences<'v>) {
    for (index, volume) in pod.volumes.iter().enumerate() {
        if !has_allowed_source(volume) {
            let name = text(volume.field("name"));
            let place = Offence::pod(VOLUMES).index(index).quoting(name);
            offences.push(forbidden_source(volume).map_or(place, |source| place.within(source)));
        }
    }
}

/// One allowed source is enough, whatever else is set.
fn has_allowed_source(volume: &Value) -> bool {
    volume.entries().any(|(key, value)| {
        let is_allowed = matches!(
            key,
            "configMap"
                | "csi"
                | "downwardAPI"
                | "emptyDir"
                | "ephemeral"
                | "image"
                | "persistentVolumeClaim"
                | "projected"
                | "secret"
        );
        is_allowed && !value.is_null()
    })
}

fn forbidden_source(volume: &Value) -> Option<&'static [&'static str]> {
    FORBIDDEN.into_iter().find(|source| volume.at(source).is_some())
}

fn describe(_: &Pod<'_>, offences: &[Offence<'_>]) -> (&'static str, String) {
    let names: Vec<&str> = offences.iter().filter_map(Offence::text).collect();
    let kinds =
        set(offences.iter().map(|offence| offence.tail.first().copied().unwrap_or("unknown")));
    let detail = format!(
        "{} {} {} {} {}",
        plural("volume", "volumes", names.len()),
        quoted(&names),
        plural("uses", "use", names.len()),
        plural("restricted volume type", "restricted volume types", kinds.len()),
        quoted(&kinds),
    );
    ("restricted volume types", detail)
}
