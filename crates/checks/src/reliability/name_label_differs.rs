//! A label that should say the name of the object.

use crate::kinds::Kinds;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1834",
        slug: "name-label-differs",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Low,
        audience: Audit,
        title: text(
            "Name label differs from the object's name",
            "名前を表すラベルがオブジェクト名と異なる",
        ),
        what: text(
            "Workloads whose label `app.kubernetes.io/instance`, or where there is none \
             `app.kubernetes.io/name`, is no part of the object's name.",
            "ラベル `app.kubernetes.io/instance`（なければ `app.kubernetes.io/name`）の値が\
             オブジェクト名に含まれないワークロードを検出します。",
        ),
        why: text(
            "Dashboards, alerts and policies select by these labels. A label that was copied \
             from another manifest hides the workload from them.",
            "ダッシュボード、アラート、ポリシーはこれらのラベルで対象を選択します。別のマニ\
             フェストから写したままのラベルでは、ワークロードが対象から漏れます。",
        ),
        fix: text(
            "Set the label to the name of the application.",
            "ラベルをアプリケーションの名前に合わせます。",
        ),
        fine: text(
            "The team names things otherwise on purpose.",
            "意図的に別の命名規則を使っている場合は問題ありません。",
        ),
        references: &[
            reference("catalogue", "H07"),
            reference("polaris", "metadataAndInstanceMismatched"),
        ],
    },
    run: Run::Object { of: WORKLOADS, run },
    fixtures: FIXTURES,
};

const DIFFERS: Text = text(
    "the label says `{label}`, the object is called `{name}`",
    "ラベルは `{label}`、オブジェクト名は `{name}` です",
);

/// By kind alone: the label is as wrong where the API version is.
/// Workloads, those of add-ons that go by the same names included.
const WORKLOADS: Kinds = &[
    ("*", "Pod"),
    ("*", "Deployment"),
    ("*", "StatefulSet"),
    ("*", "DaemonSet"),
    ("*", "ReplicaSet"),
    ("*", "Job"),
    ("*", "CronJob"),
];

fn run(cx: &mut Cx<'_>, object: &Object) {
    const LABELS: [&str; 2] = ["app.kubernetes.io/instance", "app.kubernetes.io/name"];
    if object.id.owner.is_some() {
        return cx.not_applicable();
    }
    let labels = object.labels();
    let Some((key, label)) =
        LABELS.iter().find_map(|key| Some((*key, labels.field(key)?.as_str()?)))
    else {
        return;
    };
    let name = object.name();
    if label.is_empty() || name.is_empty() || name.contains(label) {
        return;
    }
    if label.contains(['$', '{']) || name.contains(['$', '{']) {
        return cx.unknown();
    }
    let message = Message::new(DIFFERS).with("label", label).with("name", name);
    let finding = cx.finding(object.place(Route::keys(["metadata", "labels", key])), message);
    let control = if object.kind() == "Pod" { "nakedPod" } else { "oneController" };
    cx.report(finding.reference("polaris", control));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          labels:
            app.kubernetes.io/name: api  # expect: name-label-differs
        spec:
          containers:
            - name: web
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: shop-web
          labels:
            app.kubernetes.io/name: web
        spec:
          containers:
            - name: web
        ",
    ),
];
