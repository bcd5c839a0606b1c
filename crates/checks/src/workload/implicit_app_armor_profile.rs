//! A value from several places: the profile that a node happens to have.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1019",
        slug: "implicit-app-armor-profile",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Audit,
        title: text(
            "AppArmor profile is left to the node",
            "AppArmor プロファイルがノード任せになっている",
        ),
        what: text(
            "Containers without an AppArmor profile: neither the field `appArmorProfile` of \
             container or pod (stable since 1.31) nor the annotation of old. The runtime then \
             applies its own profile where the node has AppArmor switched on, and none \
             elsewhere. That a profile is switched off is judged by the Pod Security Standards.",
            "AppArmor プロファイルのないコンテナー（コンテナー・Pod の `appArmorProfile`（1.31 \
             で安定版）も、旧来のアノテーションもない）を検出します。ノードで AppArmor が有効\
             なら、ランタイムが自分のプロファイルを適用し、有効でなければ何も適用されません。\
             無効化については Pod Security Standards で判定します。",
        ),
        why: text(
            "With the profile written down, a pod is refused on a node that cannot confine it, \
             instead of running there unconfined.",
            "プロファイルを明示しておけば、制限できないノードでは Pod が拒否されます。明示しな\
             ければ、無制限のまま動いてしまいます。",
        ),
        fix: text(
            "Set `securityContext.appArmorProfile.type: RuntimeDefault` on the pod where all \
             nodes have AppArmor.",
            "全ノードで AppArmor が有効なら、Pod に \
             `securityContext.appArmorProfile.type: RuntimeDefault` を設定します。",
        ),
        fine: text(
            "Nodes with SELinux instead of AppArmor.",
            "AppArmor ではなく SELinux を使うノードであれば問題ありません。",
        ),
        references: &[
            reference("nsa", "pod"),
            reference("mitre", "T1611"),
            reference("catalogue", "P23"),
            reference("kalm", "POD-014"),
        ],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const IMPLICIT: Text = text(
    "no AppArmor profile is set for container `{container}`",
    "コンテナー `{container}` に AppArmor プロファイルが設定されていません",
);

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    if pod.is_windows() {
        return cx.not_applicable();
    }
    if container.app_armor().is_some() {
        return;
    }
    if pod.partial {
        return cx.unknown();
    }
    let route = container.field(["securityContext", "appArmorProfile"]);
    cx.report(cx.in_container(pod, container, route, Message::new(IMPLICIT)));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: web
        securityContext:  # expect: implicit-app-armor-profile
          runAsNonRoot: true
        ",
    ),
    Fixture::pass(
        "
        name: web
        securityContext:
          appArmorProfile:
            type: RuntimeDefault
        ",
    ),
];
