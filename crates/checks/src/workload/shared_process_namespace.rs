//! A pod field: all containers see each other's processes.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1002",
        slug: "shared-process-namespace",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Containers share one process namespace",
            "コンテナー同士がプロセス名前空間を共有している",
        ),
        what: text(
            "Pods that set `shareProcessNamespace: true`.",
            "`shareProcessNamespace: true` を設定している Pod を検出します。",
        ),
        why: text(
            "Every container of the pod sees the processes of the others, with their arguments and, for \
             the same user, their environment and their files through `/proc/‹pid›/root`. A broken \
             sidecar then reads the secrets of the main container and can send it signals.",
            "Pod 内の全コンテナーから、互いのプロセスとその引数が見えます。同じユーザーであれば環境変数や、\
             `/proc/‹pid›/root` 経由のファイルも読めます。侵害されたサイドカーから本体のシークレットを読み取ったり、\
             シグナルを送ったりできてしまいます。",
        ),
        fix: text(
            "Remove the field. Where one container has to reload another, use a shared volume, an HTTP \
             endpoint or a file watch instead of a signal.",
            "このフィールドを削除します。別のコンテナーを再読み込みさせたい場合は、シグナルではなく共有ボリューム、\
             HTTP エンドポイント、ファイル監視を使います。",
        ),
        fine: text(
            "All containers are of the same trust, and one has to signal or debug another.",
            "全コンテナーの信頼度が同じで、シグナル送信やデバッグが必要な場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "pod"),
            reference("mitre", "T1057"),
            reference("kalm", "POD-046"),
            reference("catalogue", "P34"),
        ],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const SHARED: Text = text(
    "all containers of the pod share one process namespace",
    "Pod の全コンテナーがプロセス名前空間を共有しています",
);
const REMOVE: Text = text("remove `shareProcessNamespace`", "`shareProcessNamespace` を削除する");

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    const FIELD: &str = "shareProcessNamespace";
    if pod.spec.bool_at(&[FIELD]) == Some(true) {
        let fix = remove(REMOVE, Safety::Unsafe, pod.spec_route([FIELD]));
        cx.report(cx.in_pod(pod, [FIELD], Message::new(SHARED)).fix(fix));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        shareProcessNamespace: true  # expect: shared-process-namespace
        ",
    ),
    Fixture::pass(
        "
        shareProcessNamespace: false
        ",
    ),
    Fixture::pass(
        "
        terminationGracePeriodSeconds: 5
        ",
    ),
];
