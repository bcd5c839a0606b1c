//! A field whose absence lets runs pile up.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1825",
        slug: "cron-job-without-deadline",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Reliability,
        title: text("CronJob has no starting deadline", "CronJob に開始期限がない"),
        what: text(
            "CronJobs without `startingDeadlineSeconds`, suspended ones left out.",
            "`startingDeadlineSeconds` のない CronJob を検出します。一時停止中のものは対象\
             外です。",
        ),
        why: text(
            "After the controller was away, or while runs are forbidden to overlap, missed \
             runs are counted without limit. Above a hundred of them the controller starts no \
             job any more, or starts one at a time nobody expects.",
            "コントローラーが停止していた場合や、重複実行を禁止している間に逃した実行は、際\
             限なく数えられます。100 回を超えるとジョブが開始されなくなり、そうでなくても想\
             定外の時刻に開始されることがあります。",
        ),
        fix: text(
            "Set `startingDeadlineSeconds` to how late a run still makes sense; ten seconds \
             or more, because the controller looks every ten.",
            "実行が遅れても意味のある時間を `startingDeadlineSeconds` に設定します。コント\
             ローラーは 10 秒ごとに確認するため、10 以上にします。",
        ),
        fine: text(
            "A late run is as good as one in time.",
            "遅れて実行されても支障がない場合は問題ありません。",
        ),
        references: &[
            reference("catalogue", "H05"),
            reference("kube-score", "CronJob has deadline"),
        ],
    },
    run: Run::Object { of: &[("batch", "CronJob")], run },
    fixtures: FIXTURES,
};

const NONE: Text = text(
    "a run that was missed may start at any later time",
    "逃した実行がいつ開始されるか分かりません",
);

fn run(cx: &mut Cx<'_>, object: &Object) {
    const FIELD: [&str; 2] = ["spec", "startingDeadlineSeconds"];
    if object.value.bool_at(&["spec", "suspend"]) == Some(true) {
        return cx.not_applicable();
    }
    if object.value.at(&FIELD).is_none() {
        cx.report(cx.at(object, FIELD, NONE));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:  # expect: cron-job-without-deadline
          schedule: 0 3 * * *
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: OnFailure
                  containers:
                    - name: report
        ",
    ),
    Fixture::pass(
        "
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: 0 3 * * *
          startingDeadlineSeconds: 300
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: OnFailure
                  containers:
                    - name: report
        ",
    ),
];
