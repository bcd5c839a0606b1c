//! An object: something that runs again and again.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1026",
        slug: "scheduled-job",
        former_slugs: &[],
        since: "0.1.0",
        severity: Severity::Info,
        confidence: Confidence::High,
        audience: Audit,
        title: text("Job runs on a schedule", "ジョブが定期的に実行される"),
        what: text(
            "CronJobs that are not suspended. A list for review, no fault.",
            "停止されていない CronJob の一覧です。問題ではなく、見直し用の情報です。",
        ),
        why: text(
            "Whoever got into a cluster once likes to leave a CronJob: it starts fresh pods \
             with a service account of its choice long after the break-in.",
            "一度侵入した攻撃者は CronJob を残そうとします。侵入のずっと後でも、任意のサービス\
             アカウントで新しい Pod を起動できるからです。",
        ),
        fix: text(
            "Go through the list now and then and remove what nobody knows.",
            "ときどき一覧を見直し、誰も把握していないものを削除します。",
        ),
        fine: text(
            "Every CronJob that somebody answers for.",
            "担当者のいる CronJob であれば問題ありません。",
        ),
        references: &[
            reference("mitre", "T1053.007"),
            reference("catalogue", "P39"),
            reference("kubescape", "C-0026"),
            reference("kubescape", "rule-deny-cronjobs"),
        ],
    },
    run: Run::Object { of: &[("batch", "CronJob")], run },
    fixtures: FIXTURES,
};

const SCHEDULED: Text = text(
    "CronJob `{name}` runs at `{schedule}`",
    "CronJob `{name}` は `{schedule}` に実行されます",
);

fn run(cx: &mut Cx<'_>, job: &Object) {
    if job.value.bool_at(&["spec", "suspend"]) == Some(true) {
        return;
    }
    let schedule = job.value.str_at(&["spec", "schedule"]).unwrap_or_default();
    let message = Message::new(SCHEDULED).with("name", job.name()).with("schedule", schedule);
    cx.report(cx.finding(job.place(Route::keys(["spec", "schedule"])), message));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        r#"
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "0 3 * * *"  # expect: scheduled-job
        "#,
    ),
    Fixture::pass(
        r#"
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: "0 3 * * *"
          suspend: true
        "#,
    ),
];
