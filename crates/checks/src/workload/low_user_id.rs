//! A value from two levels: a user id that may be somebody on the node.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1006",
        slug: "low-user-id",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text("Container runs under a low user id", "コンテナーが小さいユーザー ID で動く"),
        what: text(
            "Containers whose effective `runAsUser` is between 1 and 9999, or is not set, so \
             that the image decides. Pods with a user namespace of their own \
             (`hostUsers: false`) and Windows pods are left out; user id 0 is judged by the Pod \
             Security Standards.",
            "有効な `runAsUser` が 1〜9999 のコンテナー、または設定がなくイメージ任せになって\
             いるコンテナーを検出します。ユーザー名前空間を持つ Pod（`hostUsers: false`）と \
             Windows の Pod は対象外です。ユーザー ID 0 は Pod Security Standards で判定します。",
        ),
        why: text(
            "Without a user namespace, user 1000 in the container is user 1000 on the node. \
             After an escape, or on a shared volume, the process has the files of whoever has \
             that number there, such as a service account or the first login user.",
            "ユーザー名前空間がなければ、コンテナー内のユーザー 1000 はノード上でもユーザー \
             1000 です。コンテナーから抜け出した場合や共有ボリューム上では、同じ番号を持つノー\
             ドのユーザーやサービスのファイルに手が届きます。",
        ),
        fix: text(
            "Set `securityContext.runAsUser` to a number from 10000 up that no other workload \
             uses, and give the image files to it; or set `hostUsers: false`.",
            "`securityContext.runAsUser` に、他のワークロードと重ならない 10000 以上の番号を設\
             定し、イメージ内のファイルの所有者もそれに合わせます。`hostUsers: false` でも構い\
             ません。",
        ),
        fine: text(
            "Nodes on which no person and no service has an id of that range.",
            "ノード上でその範囲の ID を誰も使っていない場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "pod"),
            reference("mitre", "T1611"),
            reference("catalogue", "P18"),
            reference("trivy", "KSV-0020"),
            reference("checkov", "CKV_K8S_40"),
            reference("kube-score", "container-security-context-user-group-id"),
            reference("kube-score", "Container Security Context User Group ID"),
            reference("kalm", "POD-018"),
        ],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const LOW: Text = text(
    "container `{container}` runs as user {user}, which may be somebody on the node",
    "コンテナー `{container}` はユーザー {user} で動きます。ノード上の誰かと重なる可能性があり\
     ます",
);
const UNSET: Text = text(
    "the image decides as which user container `{container}` runs",
    "コンテナー `{container}` の実行ユーザーはイメージ任せです",
);

/// Where people and services of a node end.
const FIRST_HIGH: i64 = 10_000;

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    const FIELD: &str = "runAsUser";
    if pod.is_windows() || pod.spec.bool_at(&["hostUsers"]) == Some(false) {
        return cx.not_applicable();
    }
    let finding = match container.run_as_user() {
        Some(user) if user.value == 0 || user.value >= FIRST_HIGH => return,
        Some(user) => {
            let message = Message::new(LOW).with("user", user.value);
            cx.in_container(pod, container, user.route, message)
        }
        // Something stands there that is no number: the API server refuses it.
        None if container.effective_security(FIELD).is_some() => return cx.unknown(),
        None if pod.partial => return cx.unknown(),
        None => {
            let route = container.field(["securityContext", FIELD]);
            cx.in_container(pod, container, route, Message::new(UNSET))
        }
    };
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: web
        securityContext:
          runAsUser: 1000  # expect: low-user-id
        ",
    ),
    Fixture::fail(
        "
        name: web
        securityContext:  # expect: low-user-id
          runAsNonRoot: true
        ",
    ),
    Fixture::pass(
        "
        name: web
        securityContext:
          runAsUser: 10001
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          hostUsers: false
          containers:
            - name: web
        ",
    ),
];
