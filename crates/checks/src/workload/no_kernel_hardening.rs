//! Several fields together: nothing stands between the container and the kernel.

use sekisho_inventory::Profile;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1018",
        slug: "no-kernel-hardening",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Audit,
        title: text("No kernel hardening of any kind", "カーネルの強化策が一つもない"),
        what: text(
            "Containers for which neither a seccomp profile nor an AppArmor profile (field or \
             annotation) nor SELinux options are set, on the container or on the pod. What a \
             node sets by default is not counted. Windows containers are left out.",
            "seccomp プロファイル、AppArmor プロファイル（フィールドまたはアノテーショ\
             ン）、SELinux オプションのいずれも、コンテナーにも Pod にも設定されていないコンテ\
             ナーを検出します。ノードの既定の設定は考慮しません。Windows コンテナーは対象外で\
             す。",
        ),
        why: text(
            "Every system call of the kernel and every file of the container is open to the \
             process. One flaw in the kernel is then enough to leave the container.",
            "プロセスはカーネルの全システムコールを呼び出せます。カーネルに脆弱性が一つあれ\
             ば、コンテナーから抜け出せてしまいます。",
        ),
        fix: text(
            "Set `seccompProfile.type: RuntimeDefault` on the pod; add an AppArmor profile or \
             SELinux options where the nodes have them.",
            "Pod に `seccompProfile.type: RuntimeDefault` を設定します。ノードが対応していれ\
             ば、AppArmor プロファイルや SELinux オプションも加えます。",
        ),
        fine: text(
            "The kubelets run with `seccompDefault: true` (stable since 1.27), or the runtime \
             confines everything by AppArmor or SELinux.",
            "kubelet が `seccompDefault: true`（1.27 で安定版）で動いている場合や、ランタイムが \
             AppArmor・SELinux で全コンテナーを制限している場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "pod"),
            reference("mitre", "T1611"),
            reference("catalogue", "P25"),
            reference("kalm", "POD-022"),
        ],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const BARE: Text = text(
    "no seccomp profile, AppArmor profile or SELinux options confine container `{container}`",
    "コンテナー `{container}` には seccomp、AppArmor、SELinux のどれも設定されていません",
);

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    if pod.is_windows() {
        return cx.not_applicable();
    }
    let confines =
        |profile: Profile<'_>| matches!(profile, Profile::RuntimeDefault | Profile::Localhost(_));
    let is_confined = container.seccomp().is_some_and(|it| confines(it.value))
        || container.app_armor().is_some_and(|it| confines(it.value))
        || container.se_linux().is_some_and(|it| it.value.entries().any(|(_, it)| !it.is_null()));
    if is_confined {
        return;
    }
    if pod.partial {
        return cx.unknown();
    }
    let capabilities = container.capabilities();
    let drops_some =
        !capabilities.drop.is_empty() && !capabilities.add.iter().any(|added| added.value == "ALL");
    let route = container.field(["securityContext", "seccompProfile"]);
    let mut finding = cx.in_container(pod, container, route, Message::new(BARE));
    if !drops_some {
        finding = finding.reference("polaris", "linuxHardening");
    }
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: web
        securityContext:  # expect: no-kernel-hardening
          capabilities:
            drop: [ALL]
        ",
    ),
    Fixture::fail(
        "
        name: web
        securityContext:
          seccompProfile:  # expect: no-kernel-hardening
            type: Unconfined
        ",
    ),
    Fixture::pass(
        "
        name: web
        securityContext:
          seccompProfile:
            type: RuntimeDefault
        ",
    ),
    Fixture::pass(
        "
        name: web
        securityContext:
          seLinuxOptions:
            level: s0:c123,c456
        ",
    ),
];
