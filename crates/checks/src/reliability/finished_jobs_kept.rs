//! A field that is missing in one kind and out of place in another.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1824",
        slug: "finished-jobs-kept",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "Nobody removes the finished job, or two settings do",
            "完了したジョブが削除されない、または削除設定が競合している",
        ),
        what: text(
            "Jobs that nothing owns without `ttlSecondsAfterFinished`, and CronJobs whose job \
             template has one, because their history limits remove jobs too. Jobs that Helm \
             or Argo CD runs as hooks are left out.",
            "所有者がなく `ttlSecondsAfterFinished` もない Job と、ジョブテンプレートにこの\
             値を持つ CronJob を検出します。CronJob では履歴数の上限でも削除されるためです。\
             Helm や Argo CD のフックとして実行される Job は対象外です。",
        ),
        why: text(
            "Finished jobs keep their pods, which fill the API server's storage and quotas, \
             with logs and environment open to whoever may read pods. In a CronJob the \
             stricter setting wins, and logs of failures vanish early.",
            "完了したジョブの Pod は残り続け、API サーバーの保存領域やクォータを圧迫します。\
             Pod を読める者はログや環境変数も参照できます。CronJob では厳しい方の設定が優先\
             され、失敗時のログが早く消えることがあります。",
        ),
        fix: text(
            "Set `ttlSecondsAfterFinished` on jobs; use `successfulJobsHistoryLimit` and \
             `failedJobsHistoryLimit` on CronJobs.",
            "Job には `ttlSecondsAfterFinished` を、CronJob には `successfulJobsHistoryLimit` と `failedJobsHistoryLimit` を\
             設定します。",
        ),
        fine: text(
            "Another program cleans up.",
            "別のプログラムが削除している場合は問題ありません。",
        ),
        references: &[
            reference("catalogue", "H05"),
            reference("kube-linter", "job-ttl-seconds-after-finished"),
        ],
    },
    run: Run::Object { of: &[("batch", "Job"), ("batch", "CronJob")], run },
    fixtures: FIXTURES,
};

const KEPT: Text =
    text("the job stays for ever once it has finished", "ジョブは完了後もずっと残ります");
const TWICE: Text = text(
    "the history limits of the CronJob remove finished jobs already",
    "完了したジョブは CronJob の履歴数の上限で既に削除されます",
);
const TTL: &str = "ttlSecondsAfterFinished";

fn run(cx: &mut Cx<'_>, object: &Object) {
    if object.kind() == "CronJob" {
        let route = ["spec", "jobTemplate", "spec", TTL];
        if object.value.at(&route).is_some() {
            cx.report(cx.at(object, route, TWICE));
        }
        return;
    }
    let is_hook = ["helm.sh/hook", "argocd.argoproj.io/hook"]
        .iter()
        .any(|hook| object.annotations().field(hook).is_some());
    if object.id.owner.is_some() || is_hook {
        return cx.not_applicable();
    }
    if object.value.at(&["spec", TTL]).is_none() {
        cx.report(cx.at(object, ["spec", TTL], KEPT));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: migrate
        spec:  # expect: finished-jobs-kept
          template:
            spec:
              restartPolicy: OnFailure
              containers:
                - name: migrate
        ",
    ),
    Fixture::fail(
        "
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: report
        spec:
          schedule: 0 3 * * *
          jobTemplate:
            spec:
              ttlSecondsAfterFinished: 60  # expect: finished-jobs-kept
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
        kind: Job
        metadata:
          name: migrate
        spec:
          ttlSecondsAfterFinished: 3600
          template:
            spec:
              restartPolicy: OnFailure
              containers:
                - name: migrate
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
