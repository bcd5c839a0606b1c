//! A pod field, by version: users of the pod are users of the node.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1015",
        slug: "no-user-namespace",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text(
            "Pod has no user namespace of its own",
            "Pod が独自のユーザー名前空間を持たない",
        ),
        what: text(
            "Pods without `hostUsers: false`, for Kubernetes 1.33 and later, where user \
             namespaces are on by default (stable since 1.36). Pods that join a namespace of \
             the node or run privileged cannot have one, and Windows pods do not know them.",
            "Kubernetes 1.33 以降（ユーザー名前空間が既定で有効。安定版は 1.36）を対象\
             に、`hostUsers: false` のない Pod を検出します。ノードの名前空間に参加する Pod や\
             特権コンテナーを持つ Pod では使えず、Windows の Pod にはこの機能がありません。",
        ),
        why: text(
            "With a user namespace root in the pod is a powerless user on the node, and \
             capabilities hold inside the pod only. Most escapes from containers then end with \
             nothing.",
            "ユーザー名前空間があれば、Pod 内の root はノード上では権限のないユーザーにすぎ\
             ず、ケーパビリティも Pod の中だけで有効です。コンテナーからの脱出は、ほとんどが無\
             害に終わります。",
        ),
        fix: text(
            "Set `hostUsers: false`. It needs Linux 6.3 or later, a runtime that can do it \
             (containerd 2.0, CRI-O 1.25) and volumes whose file systems support idmapped \
             mounts.",
            "`hostUsers: false` を設定します。Linux 6.3 以降、対応するランタイム（containerd \
             2.0、CRI-O 1.25 以降）、idmap マウントに対応したファイルシステムのボリュームが必\
             要です。",
        ),
        fine: text(
            "Nodes or volumes that cannot do it yet.",
            "ノードやボリュームがまだ対応していない場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "pod"),
            reference("mitre", "T1611"),
            reference("catalogue", "P32"),
        ],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const SHARED: Text = text(
    "users of the pod are users of the node: `hostUsers` is not false",
    "`hostUsers` が false ではないため、Pod のユーザーはノードのユーザーと同じです",
);

/// The first version of Kubernetes that has user namespaces without a feature gate.
const ON_BY_DEFAULT: u16 = 33;

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    const FIELD: &str = "hostUsers";
    let on = |field: &str| pod.spec.bool_at(&[field]) == Some(true);
    let is_privileged =
        pod.containers().any(|container| container.privileged().is_some_and(|it| it.value));
    if cx.settings.version.minor() < ON_BY_DEFAULT
        || pod.is_windows()
        || is_privileged
        || ["hostNetwork", "hostPID", "hostIPC"].into_iter().any(on)
    {
        return cx.not_applicable();
    }
    match pod.spec.bool_at(&[FIELD]) {
        Some(false) => {}
        None if pod.partial => cx.unknown(),
        Some(true) | None => cx.report(cx.in_pod(pod, [FIELD], Message::new(SHARED))),
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        hostUsers: true  # expect: no-user-namespace
        ",
    ),
    Fixture::pass(
        "
        hostUsers: false
        ",
    ),
    Fixture::pass(
        "
        hostNetwork: true
        ",
    ),
    Fixture::pass(
        "
        hostUsers: true
        ",
    )
    .on(30),
];
