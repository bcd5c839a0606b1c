//! A field that means something else in each kind of workload.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1823",
        slug: "never-restarted",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text("Containers are never restarted", "コンテナーが再起動されない"),
        what: text(
            "Pods and pod templates with `restartPolicy: Never`. For jobs, where each failure \
             then makes another pod, it is a hint.",
            "`restartPolicy: Never` を指定した Pod や Pod テンプレートを検出します。失敗の\
             たびに別の Pod が作られるジョブではヒントとして扱います。",
        ),
        why: text(
            "A container that ends stays away. Deployments, StatefulSets, DaemonSets and \
             ReplicaSets with it are refused by the API server: they accept `Always` only.",
            "終了したコンテナーはそのまま停止します。Deployment、StatefulSet、DaemonSet、ReplicaSet は `Always` 以\
             外を受け付けず、API サーバーに拒否されます。",
        ),
        fix: text(
            "Use `Always` for what runs on, `OnFailure` for jobs.",
            "動き続けるものには `Always`、ジョブには `OnFailure` を使います。",
        ),
        fine: text(
            "The pod runs once, and its failure should be seen as it is.",
            "一度だけ実行し、失敗したらその状態を残したい場合は問題ありません。",
        ),
        references: &[reference("catalogue", "H05"), reference("kube-linter", "restart-policy")],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const NEVER: Text = text("what ends is not started again", "終了したコンテナーは再起動されません");

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    const FIELD: &str = "restartPolicy";
    if pod.spec.str_at(&[FIELD]) != Some("Never") {
        return;
    }
    let finding = cx.in_pod(pod, [FIELD], Message::new(NEVER));
    let keeps_pods = matches!(pod.object.group(), "apps" | "extensions");
    let is_single = pod.object.is("", "Pod") || pod.object.is("", "ReplicationController");
    cx.report(if keeps_pods {
        finding.severity(Medium)
    } else if is_single {
        finding
    } else {
        finding.confidence(Confidence::Low)
    });
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        restartPolicy: Never  # expect: never-restarted
        ",
    ),
    Fixture::pass(
        "
        restartPolicy: Always
        ",
    ),
];
