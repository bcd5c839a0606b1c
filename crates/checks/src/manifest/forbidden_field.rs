//! A field that may not stand where it does.

use crate::prelude::*;
use crate::refusal;
use sekisho_api::{Ban, Cause, Violation};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1712",
        slug: "forbidden-field",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text("Field may not stand here", "ここに書けないフィールドがある"),
        what: text(
            "Fields that exist and that the API server does not take in this combination: a second source of a volume, a second handler of a probe, Linux settings of a Windows pod, ephemeral containers of a pod that is created.",
            "存在はするものの、この組み合わせでは API サーバーが受け付けないフィールドを検出します。ボリュームのふたつめのソース、プローブのふたつめのハンドラー、Windows の Pod にある Linux の設定、作成時の一時コンテナーなどです。",
        ),
        why: text(
            "The API server refuses the object, so that an update of it is lost, or a new installation stays incomplete.",
            "API サーバーがこのオブジェクトを拒否するため、更新が反映されなかったり、新規の導入が途中で止まったりします。",
        ),
        fix: text(
            "Take out the field that is not meant.",
            "不要なほうのフィールドを取り除きます。",
        ),
        fine: text(
            "Pods that were written out of a running cluster, with ephemeral containers, and are not meant to be created again.",
            "実行中のクラスターから書き出した一時コンテナー付きの Pod で、再作成する予定のないものであれば問題ありません。",
        ),
        references: &[
            reference("kube-linter", "schema-validation"),
            reference("kube-linter", "template-kubeconform"),
            reference("catalogue", "H10"),
        ],
    },
    run: Run::Schema(run),
    fixtures: FIXTURES,
};

const ON_CREATE: Text = text(
    "`{field}` can be set on a running pod only",
    "`{field}` は実行中の Pod にしか設定できません",
);
const ON_WINDOWS: Text = text(
    "`{field}` cannot be set: the pod runs on Windows",
    "Windows で動く Pod には `{field}` を設定できません",
);
const ON_LINUX: Text = text(
    "`{field}` cannot be set: the pod runs on Linux",
    "Linux で動く Pod には `{field}` を設定できません",
);
const BESIDE: Text = text(
    "`{field}` cannot stand beside `{other}`",
    "`{field}` は `{other}` と同時に指定できません",
);
const SECOND: Text = text(
    "`{field}` is one too many: only one of its sort can be set",
    "`{field}` は余分です。同じ種類のものはひとつしか指定できません",
);

fn run(cx: &mut Cx<'_>, object: &Object, violations: &[Violation]) {
    for violation in violations {
        let Cause::Forbidden(ban) = violation.cause else { continue };
        let (template, other) = match ban {
            Ban::OnCreate => (ON_CREATE, ""),
            Ban::OnWindows => (ON_WINDOWS, ""),
            Ban::OnLinux => (ON_LINUX, ""),
            Ban::Beside(other) => (BESIDE, other),
            Ban::Second => (SECOND, ""),
        };
        let fill = |message: Message| message.with("other", other);
        if let Some(finding) = refusal::report(cx, object, violation, template, fill) {
            cx.report(finding);
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          containers:
            - name: web
              image: registry.example.org/web:1.0
          volumes:
            - name: data
              emptyDir: {}
              hostPath:  # expect: forbidden-field
                path: /data
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          containers:
            - name: web
              image: registry.example.org/web:1.0
          volumes:
            - name: data
              emptyDir: {}
        ",
    ),
];
