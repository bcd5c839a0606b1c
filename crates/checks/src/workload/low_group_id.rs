//! A value from two levels: a group that may be one of the node.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1007",
        slug: "low-group-id",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text("Container runs under a low group id", "コンテナーが小さいグループ ID で動く"),
        what: text(
            "Containers whose effective `runAsGroup` is below 10000, or is not set: then the \
             primary group is the one that the image names, and root (0) where it names none. \
             `runAsUser` does not change that. Pods with a user namespace of their own and \
             Windows pods are left out.",
            "有効な `runAsGroup` が 10000 未満、または未設定のコンテナーを検出します。未設定の\
             場合、プライマリグループはイメージの指定に従い、それもなければ root（0）で\
             す。`runAsUser` を設定しても変わりません。ユーザー名前空間を持つ Pod と Windows の \
             Pod は対象外です。",
        ),
        why: text(
            "Files that belong to group root are often writable for it, in images and on \
             volumes. A process of that group may change them although it is not root.",
            "イメージやボリュームでは、root グループに書き込みを許したファイルがよくありま\
             す。root ユーザーでなくても、このグループに属していれば変更できます。",
        ),
        fix: text(
            "Set `securityContext.runAsGroup` to a number from 10000 up.",
            "`securityContext.runAsGroup` に 10000 以上の番号を設定します。",
        ),
        fine: text(
            "Images that are made to run under any user of group 0, as on OpenShift.",
            "OpenShift 向けのように、グループ 0 の任意のユーザーで動く前提のイメージであれば問\
             題ありません。",
        ),
        references: &[
            reference("nsa", "pod"),
            reference("catalogue", "P19"),
            reference("trivy", "KSV-0021"),
            reference("kube-score", "container-security-context-user-group-id"),
            reference("kube-score", "Container Security Context User Group ID"),
        ],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const LOW: Text = text(
    "container `{container}` runs under group {group}",
    "コンテナー `{container}` はグループ {group} で動きます",
);
const ROOT: Text = text(
    "container `{container}` runs under group 0, root",
    "コンテナー `{container}` はグループ 0（root）で動きます",
);
const UNSET: Text = text(
    "the image decides under which group container `{container}` runs; the default is 0, root",
    "コンテナー `{container}` のグループはイメージ任せで、既定は 0（root）です",
);

/// Where people and services of a node end.
const FIRST_HIGH: i64 = 10_000;
/// Where the groups of the system itself end.
const FIRST_USER: i64 = 1_000;

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    const FIELD: &str = "runAsGroup";
    if pod.is_windows() || pod.spec.bool_at(&["hostUsers"]) == Some(false) {
        return cx.not_applicable();
    }
    let group = container.run_as_group();
    let number = group.as_ref().map(|group| group.value);
    let finding = match group {
        Some(group) if group.value >= FIRST_HIGH => return,
        Some(group) => {
            let text = if group.value == 0 { ROOT } else { LOW };
            let message = Message::new(text).with("group", group.value);
            cx.in_container(pod, container, group.route, message)
        }
        None if pod.partial || container.effective_security(FIELD).is_some() => {
            return cx.unknown();
        }
        None => {
            let route = container.field(["securityContext", FIELD]);
            cx.in_container(pod, container, route, Message::new(UNSET))
        }
    };
    let finding = match number {
        None => finding
            .reference("kubescape", "C-0013")
            .reference("kubescape", "non-root-containers")
            .reference("kalm", "POD-019"),
        Some(0) => finding
            .reference("kubescape", "C-0013")
            .reference("kubescape", "non-root-containers")
            .reference("trivy", "KSV-0116")
            .reference("kalm", "POD-019"),
        Some(group) if group < FIRST_USER => finding.reference("kalm", "POD-019"),
        Some(_) => finding,
    };
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: web
        securityContext:
          runAsGroup: 0  # expect: low-group-id
        ",
    ),
    Fixture::fail(
        "
        name: web
        securityContext:  # expect: low-group-id
          runAsUser: 10001
        ",
    ),
    Fixture::pass(
        "
        name: web
        securityContext:
          runAsGroup: 10001
        ",
    ),
];
