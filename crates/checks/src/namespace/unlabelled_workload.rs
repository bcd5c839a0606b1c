//! Labels by which people and tools tell what a workload is.

use crate::kinds::Kinds;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1908",
        slug: "unlabelled-workload",
        former_slugs: &[],
        since: "0.1.0",
        severity: Severity::Info,
        confidence: Confidence::Medium,
        audience: Audit,
        title: text("Workload has none of the usual labels", "ワークロードに一般的なラベルがない"),
        what: text(
            "Workloads that carry neither on themselves or not on their pods any label that tells what \
             they are: `app.kubernetes.io/…`, or one of `app`, `tier`, `phase`, `version`, `owner`, \
             `env`.",
            "ワークロード自身またはその Pod に、種類を示すラベル（`app.kubernetes.io/…`、または `app`、\
             `tier`、`phase`、`version`、`owner`、`env` のいずれか）がないものを検出します。",
        ),
        why: text(
            "Network policies, budgets, monitors and people who look for the owner in an incident all \
             rest on labels.",
            "NetworkPolicy、PodDisruptionBudget、監視、障害時の担当者探しは、いずれもラベルに依存していま\
             す。",
        ),
        fix: text(
            "Set the labels `app.kubernetes.io/name`, `instance`, `component` and `part-of` on the \
             workload and on its pod template.",
            "ワークロードと Pod テンプレートに `app.kubernetes.io/name`、`instance`、`component`、\
             `part-of` のラベルを付けます。",
        ),
        fine: text(
            "Another scheme of labels is in use; name it in `required_labels`.",
            "別のラベル体系を使っている場合は問題ありません。`required_labels` に指定してください。",
        ),
        references: &[reference("catalogue", "H08")],
    },
    run: Run::Object { of: WORKLOADS, run },
    fixtures: FIXTURES,
};

const NONE: Text = text(
    "{kind} or its pods carry no label that tells what they are",
    "{kind} またはその Pod に、種類を示すラベルがありません",
);
const OTHER: Text = text(
    "{kind} and its pods carry one of the two usual schemes of labels only",
    "{kind} とその Pod は、一般的な 2 種類のラベル体系の片方しか使っていません",
);

/// Workloads of Kubernetes.
const WORKLOADS: Kinds = &[
    ("", "Pod"),
    ("apps", "Deployment"),
    ("extensions", "Deployment"),
    ("apps", "ReplicaSet"),
    ("extensions", "ReplicaSet"),
    ("apps", "DaemonSet"),
    ("extensions", "DaemonSet"),
    ("apps", "StatefulSet"),
    ("batch", "Job"),
    ("extensions", "Job"),
    ("batch", "CronJob"),
];

fn run(cx: &mut Cx<'_>, object: &Object) {
    const WORDS: [&str; 6] = ["app", "tier", "phase", "version", "owner", "env"];
    if object.id.owner.is_some() {
        return cx.not_applicable();
    }
    let is_word = |label: &str| WORDS.contains(&label);
    let is_common = |label: &str| label.starts_with("app.kubernetes.io/");
    let pods = object.pods();
    let own = object.labels();
    let lacks = |holds: &dyn Fn(&str) -> bool| {
        let has = |labels: &Value| labels.entries().any(|(label, _)| holds(label));
        !has(own) || pods.iter().any(|pod| !has(pod.labels()))
    };
    let (no_word, no_common) = (lacks(&is_word), lacks(&is_common));
    if !no_word && !no_common {
        return;
    }
    let names = |label: &str| is_word(label) || is_common(label);
    // Either scheme will do; the catalogues ask for one or the other.
    let severity = if lacks(&names) { Low } else { Severity::Info };
    let text = if lacks(&names) { NONE } else { OTHER };
    let place = object.place(Route::keys(["metadata", "labels"]));
    let mut finding = cx.finding(place, Message::new(text).with("kind", object.kind()));
    finding = finding.severity(severity);
    if no_word {
        finding = finding
            .reference("kubescape", "C-0076")
            .reference("kubescape", "label-usage-for-resources");
    }
    if no_common {
        finding = finding
            .reference("kubescape", "C-0077")
            .reference("kubescape", "k8s-common-labels-usage");
    }
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:  # expect: unlabelled-workload
          name: web
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
          name: web
          labels:
            app: web
            app.kubernetes.io/name: web
        spec:
          containers:
            - name: web
        ",
    ),
];
