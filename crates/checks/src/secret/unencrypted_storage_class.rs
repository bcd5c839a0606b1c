//! A storage class: what is written to its volumes is readable on the disk.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1315",
        slug: "unencrypted-storage-class",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "Storage class makes volumes without encryption",
            "StorageClass が暗号化されないボリュームを作る",
        ),
        what: text(
            "StorageClasses of drivers that encrypt on request only and that are not asked to: \
             AWS EBS, Ceph RBD, Longhorn, Portworx, Cinder and Alibaba Cloud disks. Disks of \
             Azure, Google Cloud and DigitalOcean are always encrypted; of other drivers \
             nothing can be said. PersistentVolumes of the class are shown with it.",
            "指定した場合だけ暗号化するドライバー（AWS EBS、Ceph \
             RBD、Longhorn、Portworx、Cinder、Alibaba Cloud のディスク）で、暗号化を指定してい\
             ない StorageClass を検出します。Azure、Google Cloud、DigitalOcean のディスクは常\
             に暗号化されます。その他のドライバーは判定できません。該当する PersistentVolume \
             も示します。",
        ),
        why: text(
            "Encryption of the control plane covers Secrets in etcd, not what the workloads \
             themselves keep. A disk or snapshot that is lost, shared or sold is read by \
             whoever has it. An account-wide default (AWS: EBS encryption by default) has the \
             same effect and cannot be seen here.",
            "コントロールプレーンの暗号化が守るのは etcd の Secret であり、ワークロード自身の\
             データではありません。紛失・共有・転売されたディスクやスナップショットは、手にし\
             た人に読まれます。アカウント全体の既定（AWS の EBS デフォルト暗号化など）でも同じ\
             効果がありますが、ここからは見えません。",
        ),
        fix: text(
            "Set the parameter of the driver, for example `encrypted: \"true\"`, and move the \
             data to new volumes: existing ones do not change.",
            "ドライバーのパラメーター（`encrypted: \"true\"` など）を設定し、データを新しいボ\
             リュームに移します。既存のボリュームは変わりません。",
        ),
        fine: text(
            "The cloud account encrypts all disks by default, or the data is public.",
            "クラウドアカウントの既定で全ディスクが暗号化される場合や、公開データの場合は問題\
             ありません。",
        ),
        references: &[reference("nsa", "enc"), reference("catalogue", "S07")],
    },
    run: Run::Object { of: &[("storage.k8s.io", "StorageClass")], run },
    fixtures: FIXTURES,
};

const PLAIN: Text = text(
    "storage class `{name}` of {provisioner} does not ask for encryption (`{parameter}`)",
    "StorageClass `{name}`（{provisioner}）は暗号化（`{parameter}`）を指定していません",
);
const VOLUME: Text = text("a volume of this class", "このクラスのボリューム");

/// Drivers that encrypt if this parameter is `true`.
const ON_REQUEST: [(&str, &str); 8] = [
    ("ebs.csi.aws.com", "encrypted"),
    ("ebs.csi.eks.amazonaws.com", "encrypted"),
    ("kubernetes.io/aws-ebs", "encrypted"),
    ("rbd.csi.ceph.com", "encrypted"),
    ("driver.longhorn.io", "encrypted"),
    ("pxd.portworx.com", "secure"),
    ("kubernetes.io/portworx-volume", "secure"),
    ("diskplugin.csi.alibabacloud.com", "encrypted"),
];

/// Parts of the names of drivers whose disks are always encrypted.
const ALWAYS: [&str; 6] = [
    "azure",
    "csi.storage.gke.io",
    "kubernetes.io/gce-pd",
    "digitalocean",
    "linode",
    "vpc.block.csi.ibm",
];

fn run(cx: &mut Cx<'_>, class: &Object) {
    let provisioner = class.value.str_at(&["provisioner"]).unwrap_or_default();
    let parameters = class.value.field("parameters").unwrap_or(&Value::Null);
    let known = ON_REQUEST.iter().find(|(driver, _)| {
        // Ceph clusters prefix the driver with their namespace.
        provisioner == *driver || provisioner.ends_with(&format!(".{driver}"))
    });
    let Some((_, parameter)) = known else {
        if ALWAYS.iter().any(|part| provisioner.contains(part)) {
            return;
        }
        return cx.unknown();
    };
    let is_on = match parameters.field(parameter) {
        Some(value) => value.as_bool() == Some(true) || value.as_str() == Some("true"),
        None => false,
    };
    if is_on {
        return;
    }
    let message = Message::new(PLAIN)
        .with("name", class.name())
        .with("provisioner", provisioner)
        .with("parameter", *parameter);
    let route = Route::keys(["parameters", parameter]);
    let mut finding = cx.finding(class.place(route), message);
    let volumes: Vec<&Object> = cx
        .snapshot
        .of_kind("", "PersistentVolume")
        .filter(|volume| volume.value.str_at(&["spec", "storageClassName"]) == Some(class.name()))
        .collect();
    if !volumes.is_empty() {
        finding = finding
            .reference("kubescape", "C-0264")
            .reference("kubescape", "pv-without-encryption");
    }
    for volume in volumes {
        let place = volume.place(Route::keys(["spec", "storageClassName"]));
        finding = finding.related(place, Message::new(VOLUME));
    }
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata:
          name: fast
        provisioner: ebs.csi.aws.com
        parameters:  # expect: unencrypted-storage-class
          type: gp3
        ---
        apiVersion: v1
        kind: PersistentVolume
        metadata:
          name: pv-1
        spec:
          storageClassName: fast
        ",
    ),
    Fixture::pass(
        r#"
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata:
          name: fast
        provisioner: ebs.csi.aws.com
        parameters:
          encrypted: "true"
        "#,
    ),
    Fixture::unknown(
        "
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata:
          name: local
        provisioner: example.org/disks
        ",
    ),
];
