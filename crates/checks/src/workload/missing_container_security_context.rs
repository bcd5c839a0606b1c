//! A container field that is not there at all.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1014",
        slug: "missing-container-security-context",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text(
            "Container has no security context",
            "コンテナーにセキュリティコンテキストがない",
        ),
        what: text(
            "Containers without `securityContext`, or with an empty one. The fields that matter \
             are judged one by one by other checks; this one says that nobody has thought about \
             any of them for this container.",
            "`securityContext` がない、または空のコンテナーを検出します。個々のフィールドは他\
             のチェックで判定します。このチェックは、このコンテナーについて何も検討されていな\
             いことを示します。",
        ),
        why: text(
            "Privilege escalation, capabilities and the root filesystem can be restricted here \
             only. Without it a container has all that the runtime gives by default.",
            "権限昇格、ケーパビリティ、ルートファイルシステムの制限はコンテナーごとにしか設定\
             できません。設定がなければ、ランタイムの既定の権限がすべて与えられます。",
        ),
        fix: text(
            "Set at least `allowPrivilegeEscalation: false`, `capabilities.drop: [ALL]` and \
             `readOnlyRootFilesystem: true` on the container.",
            "コンテナーには少なくとも \
             `allowPrivilegeEscalation: false`、`capabilities.drop: [ALL]`、`readOnlyRootFilesys\
             tem: true` を設定します。",
        ),
        fine: text(
            "A mutating webhook or policy fills it in.",
            "mutating webhook やポリシーが補う場合は問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.6.3"),
            reference("nsa", "pod"),
            reference("mitre", "T1611"),
            reference("catalogue", "P31"),
            reference("trivy", "KSV-0118"),
            reference("checkov", "CKV_K8S_30"),
            reference("kalm", "POD-030"),
        ],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const MISSING: Text = text(
    "container `{container}` has no security context",
    "コンテナー `{container}` にセキュリティコンテキストがありません",
);

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    const FIELD: &str = "securityContext";
    if container.value.field(FIELD).is_some_and(|it| it.entries().next().is_some()) {
        return;
    }
    if pod.partial {
        return cx.unknown();
    }
    let route = container.field([FIELD]);
    cx.report(cx.in_container(pod, container, route, Message::new(MISSING)));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: web  # expect: missing-container-security-context
        image: registry.example/web:1.4.2
        ",
    ),
    Fixture::pass(
        "
        name: web
        securityContext:
          allowPrivilegeEscalation: false
        ",
    ),
];
