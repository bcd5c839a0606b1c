//! A pod field that is not there at all.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1013",
        slug: "missing-pod-security-context",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text("Pod has no security context", "Pod にセキュリティコンテキストがない"),
        what: text(
            "Pods without `spec.securityContext`, or with an empty one. The fields that matter \
             are judged one by one by other checks; this one says that nobody has thought about \
             any of them at this level.",
            "`spec.securityContext` がない、または空の Pod を検出します。個々のフィールドは他\
             のチェックで判定します。このチェックは、Pod 単位の設定が何も検討されていないこと\
             を示します。",
        ),
        why: text(
            "What is set on the pod holds for every container that says nothing itself, those \
             that a webhook or a colleague adds later included. Without it each of them starts \
             from the weak defaults.",
            "Pod に設定した値は、後から Webhook や他の人が追加するものも含め、指定のない全コン\
             テナーに適用されます。設定がなければ、すべて弱い既定値から始まります。",
        ),
        fix: text(
            "Set at least `runAsNonRoot: true` and `seccompProfile.type: RuntimeDefault` on the \
             pod.",
            "Pod には少なくとも `runAsNonRoot: true` と `seccompProfile.type: RuntimeDefault` \
             を設定します。",
        ),
        fine: text(
            "Every container has a security context that says it all.",
            "すべてのコンテナーに必要な設定がそろっている場合は問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.6.3"),
            reference("nsa", "pod"),
            reference("mitre", "T1611"),
            reference("catalogue", "P31"),
            reference("trivy", "KSV-0118"),
            reference("checkov", "CKV_K8S_29"),
            reference("kalm", "POD-016"),
        ],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const MISSING: Text =
    text("the pod has no security context", "Pod にセキュリティコンテキストがありません");

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    const FIELD: &str = "securityContext";
    if pod.spec.field(FIELD).is_some_and(|it| it.entries().next().is_some()) {
        return;
    }
    if pod.partial {
        return cx.unknown();
    }
    let finding = cx
        .in_pod(pod, [FIELD], Message::new(MISSING))
        .reference("kubescape", "set-fsgroup-value")
        .reference("kubescape", "set-fsgroupchangepolicy-value");
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        securityContext: {}  # expect: missing-pod-security-context
        ",
    ),
    Fixture::pass(
        "
        securityContext:
          runAsNonRoot: true
        ",
    ),
];
