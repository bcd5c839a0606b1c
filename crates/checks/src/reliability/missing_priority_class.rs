//! Names that pods refer to: one finding for each that nothing has.

use crate::dangling::{Target, Wanted};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1827",
        slug: "missing-priority-class",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text("Priority class does not exist", "優先度クラスが存在しない"),
        what: text(
            "PriorityClasses that pods name and that the cluster does not have. \
             `system-node-critical` and `system-cluster-critical` are always there.",
            "Pod が指定しているのに、クラスターに存在しない PriorityClass を検出します。`system-node-critical` と `system-cluster-critical` は\
             常に存在します。",
        ),
        why: text(
            "The API server refuses the pods: a Deployment makes none, and says so only in \
             its status.",
            "API サーバーが Pod の作成を拒否するため、Deployment を作成しても Pod は作られ\
             ず、理由は status にしか現れません。",
        ),
        fix: text(
            "Create the PriorityClass, or correct the name.",
            "PriorityClass を作成するか、名前を修正します。",
        ),
        fine: text(
            "The class is made by another tool before the pods.",
            "別のツールが Pod より先にクラスを作成する場合は問題ありません。",
        ),
        references: &[reference("catalogue", "H06")],
    },
    run: Run::World(run),
    fixtures: FIXTURES,
};

static CLASS: Target = Target {
    group: "scheduling.k8s.io",
    kind: "PriorityClass",
    is_namespaced: false,
    missing: text("there is no PriorityClass `{name}`", "PriorityClass `{name}` は存在しません"),
    elsewhere: None,
    also: text("named here too", "ここでも指定されています"),
};

fn run(cx: &mut Cx<'_>, snapshot: &Snapshot) {
    const FIELD: &str = "priorityClassName";
    let wanted = Wanted::of(&CLASS, snapshot, |pod, want| {
        let name = pod.spec.str_at(&[FIELD]).unwrap_or_default();
        if !matches!(name, "system-node-critical" | "system-cluster-critical") {
            want(name, pod.spec_route([FIELD]));
        }
    });
    wanted.report(cx, |_, _, _| false);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          priorityClassName: urgent  # expect: missing-priority-class
          containers:
            - name: web
        ",
    ),
    Fixture::pass(
        "
        apiVersion: scheduling.k8s.io/v1
        kind: PriorityClass
        metadata:
          name: urgent
        value: 1000
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          priorityClassName: urgent
          containers:
            - name: web
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: proxy
        spec:
          priorityClassName: system-node-critical
          containers:
            - name: proxy
        ",
    ),
];
