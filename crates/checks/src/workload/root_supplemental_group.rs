//! A pod field: every container gets the group root.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1008",
        slug: "root-supplemental-group",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Pod adds the group root to its containers",
            "Pod が全コンテナーに root グループを追加している",
        ),
        what: text(
            "Pods whose `securityContext.fsGroup` is 0, or whose `supplementalGroups` hold 0.",
            "`securityContext.fsGroup` が 0、または `supplementalGroups` に 0 を含む Pod を検\
             出します。",
        ),
        why: text(
            "All processes of the pod are then in group root and may write whatever files that \
             group may write, and with `fsGroup: 0` the volumes belong to it too.",
            "Pod の全プロセスが root グループに属し、このグループが書き込めるファイルをすべて\
             変更できます。`fsGroup: 0` ではボリュームもこのグループのものになります。",
        ),
        fix: text(
            "Use a group from 10000 up for the files that the containers share.",
            "コンテナー間で共有するファイルには 10000 以上のグループを使います。",
        ),
        fine: text(
            "An image that insists on group 0 and has no other files of that group.",
            "グループ 0 を前提としたイメージで、そのグループのファイルが他にない場合は問題あり\
             ません。",
        ),
        references: &[
            reference("nsa", "pod"),
            reference("catalogue", "P19"),
            reference("trivy", "KSV-0116"),
        ],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const ROOT: Text = text(
    "`{field}` puts every container into group 0, root",
    "`{field}` により、全コンテナーがグループ 0（root）に属します",
);
const REMOVE: Text = text("remove the group root", "root グループを削除する");

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    const GROUPS: &str = "supplementalGroups";
    if pod.is_windows() {
        return cx.not_applicable();
    }
    if pod.security("fsGroup").and_then(Value::as_i64) == Some(0) {
        let route = pod.spec_route(["securityContext", "fsGroup"]);
        let message = Message::new(ROOT).with("field", "fsGroup");
        let fix = remove(REMOVE, Safety::Unsafe, route.clone());
        cx.report(cx.finding(pod.object.place(route), message).fix(fix));
    }
    let groups = pod.spec.items_at(&["securityContext", GROUPS]);
    if let Some(at) = groups.iter().position(|group| group.as_i64() == Some(0)) {
        let route = pod.spec_route(["securityContext", GROUPS]).then(at);
        let message = Message::new(ROOT).with("field", GROUPS);
        let fix = remove(REMOVE, Safety::Unsafe, route.clone());
        let finding = cx
            .finding(pod.object.place(route), message)
            .reference("kubescape", "C-0211")
            .reference("kubescape", "set-supplementalgroups-values");
        cx.report(finding.fix(fix));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        securityContext:
          fsGroup: 0  # expect: root-supplemental-group
          supplementalGroups:
            - 4000
            - 0  # expect: root-supplemental-group
        ",
    ),
    Fixture::pass(
        "
        securityContext:
          fsGroup: 10001
          supplementalGroups: [4000]
        ",
    ),
];
