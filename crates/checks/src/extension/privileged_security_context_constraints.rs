//! OpenShift's rule that lets everything pass.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2007",
        slug: "privileged-security-context-constraints",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "SecurityContextConstraints admit privileged pods",
            "特権 Pod を許可する SecurityContextConstraints",
        ),
        what: text(
            "SecurityContextConstraints of OpenShift with `allowPrivilegedContainer: true`, but \
             for those that OpenShift brings along.",
            "`allowPrivilegedContainer: true` の OpenShift の SecurityContextConstraints を検出\
             します。OpenShift に付属するものは除きます。",
        ),
        why: text(
            "Whoever may use it may take over a node.",
            "これを使用できる者は、ノードを乗っ取れます。",
        ),
        fix: text(
            "Set it to false and allow only what the pods need.",
            "false に設定し、Pod に必要なものだけを許可します。",
        ),
        fine: text(
            "It is used by agents of the nodes only, and no one else may use it.",
            "ノードのエージェント専用で、他の誰も使用できない場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "pod"),
            reference("mitre", "T1611"),
            reference("kube-linter", "scc-deny-privileged-container"),
            reference("catalogue", "A12"),
        ],
    },
    run: Run::Object { of: &[("*", "SecurityContextConstraints")], run },
    fixtures: FIXTURES,
};

const ADMITS: Text =
    text("`{name}` admits privileged containers", "`{name}` は特権コンテナを許可します");

fn run(cx: &mut Cx<'_>, constraints: &Object) {
    let is_allowed = constraints.value.bool_at(&["allowPrivilegedContainer"]) == Some(true);
    let is_built_in = matches!(constraints.name(), "privileged" | "node-exporter");
    if is_allowed && !is_built_in {
        let message = Message::new(ADMITS).with("name", constraints.name());
        let place = constraints.place(Route::keys(["allowPrivilegedContainer"]));
        cx.report(cx.finding(place, message));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: security.openshift.io/v1
        kind: SecurityContextConstraints
        metadata:
          name: agents
        allowPrivilegedContainer: true  # expect: privileged-security-context-constraints
        ",
    ),
    Fixture::pass(
        "
        apiVersion: security.openshift.io/v1
        kind: SecurityContextConstraints
        metadata:
          name: agents
        allowPrivilegedContainer: false
        ",
    ),
];
