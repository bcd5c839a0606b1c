//! A capability that is not needed, or that has no effect.

use crate::container_user::runs_as_root;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1036",
        slug: "needless-net-bind-service",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Audit,
        title: text(
            "NET_BIND_SERVICE is added without need",
            "不要な NET_BIND_SERVICE が追加されている",
        ),
        what: text(
            "Containers that add `NET_BIND_SERVICE`, the one capability that the restricted \
             level of the Pod Security Standards allows. A container that runs as another user \
             than root and may not escalate its privileges does not get it at all, unless the \
             program file itself carries the capability: Kubernetes sets no ambient \
             capabilities.",
            "`NET_BIND_SERVICE`（Pod Security Standards の restricted で唯一許されるケーパビリ\
             ティ）を追加しているコンテナーを検出します。Kubernetes は ambient ケーパビリティ\
             を設定しないため、root 以外で動き権限昇格も禁止されたコンテナーでは、プログラム\
             ファイル自体に付与されていない限り効果がありません。",
        ),
        why: text(
            "A field without effect misleads whoever reads it, and a capability that is not \
             needed is one more for an attacker.",
            "効果のない設定は読む人を誤解させます。不要なケーパビリティは攻撃者の道具を一つ増\
             やすだけです。",
        ),
        fix: text(
            "Remove it. Runtimes let every user open low ports today (containerd 1.6, Docker \
             20.10); elsewhere listen on a high port behind the Service, or allow it by the \
             safe sysctl `net.ipv4.ip_unprivileged_port_start`.",
            "削除します。最近のランタイム（containerd 1.6、Docker 20.10）では一般ユーザーも小\
             さい番号のポートを開けます。そうでない場合は、Service の背後で大きい番号のポート\
             を使うか、安全な sysctl `net.ipv4.ip_unprivileged_port_start` で許可します。",
        ),
        fine: text(
            "A root process on a runtime that does not let plain users open low ports.",
            "一般ユーザーに小さい番号のポートを許さないランタイムで、root として動くプロセスで\
             あれば問題ありません。",
        ),
        references: &[
            reference("nsa", "pod"),
            reference("catalogue", "P15"),
            reference("trivy", "KSV-0022"),
            reference("checkov", "CKV_K8S_25"),
        ],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const VOID: Text = text(
    "`NET_BIND_SERVICE` has no effect in container `{container}`, which is not root and may not \
     escalate",
    "コンテナー `{container}` は root ではなく権限昇格も禁止されているため、`NET_BIND_SERVICE` \
     は効果がありません",
);
const ADDED: Text = text(
    "container `{container}` adds `NET_BIND_SERVICE`, which low ports need no more",
    "コンテナー `{container}` は `NET_BIND_SERVICE` を追加していますが、小さい番号のポートには\
     もう必要ありません",
);
const REMOVE: Text = text("remove `NET_BIND_SERVICE`", "`NET_BIND_SERVICE` を削除する");

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    if container.value.items_at(&["securityContext", "capabilities", "add"]).is_empty() {
        return;
    }
    let capabilities = container.capabilities();
    let mut added = capabilities.add.into_iter();
    let Some(found) = added.find(|it| it.value == "NET_BIND_SERVICE") else { return };
    let is_void = runs_as_root(container) == Some(false)
        && container.allow_privilege_escalation().is_some_and(|it| !it.value);
    let fix = remove(REMOVE, Safety::Unsafe, found.route.clone());
    let message = Message::new(if is_void { VOID } else { ADDED });
    cx.report(cx.in_container(pod, container, found.route, message).fix(fix));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: web
        securityContext:
          runAsUser: 1000
          allowPrivilegeEscalation: false
          capabilities:
            drop: [ALL]
            add:
              - NET_BIND_SERVICE  # expect: needless-net-bind-service
        ",
    ),
    Fixture::pass(
        "
        name: web
        securityContext:
          capabilities:
            drop: [ALL]
        ",
    ),
];
