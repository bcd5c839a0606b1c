//! The stage of an API of Kubernetes itself.

use sekisho_api::{ApiStatus, api_version_status, split_api_version};

use crate::api_version;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1913",
        slug: "alpha-api-version",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Reliability,
        title: text("Object of an alpha API", "アルファ版の API が使われている"),
        what: text(
            "Objects of kinds of Kubernetes in an alpha version that the chosen version of Kubernetes \
             (`--kubernetes-version`, the newest by default) knows.",
            "対象の Kubernetes バージョン（`--kubernetes-version`、既定は最新）が認識するアルファ版の API \
             のオブジェクトを検出します。",
        ),
        why: text(
            "Alpha APIs are off unless `--runtime-config` switches them on, change without notice and \
             vanish with any release. Their defects are not treated as vulnerabilities.",
            "アルファ版の API は `--runtime-config` で有効にしないかぎり無効で、予告なく変更され、どのリ\
             リースでも削除されることがあります。欠陥も脆弱性として扱われません。",
        ),
        fix: text(
            "Use the beta or stable version where there is one; else keep it out of production.",
            "ベータ版や安定版があればそちらを使い、なければ本番環境では使わないようにします。",
        ),
        fine: text(
            "A cluster for trying things out.",
            "検証用のクラスターであれば問題ありません。",
        ),
        references: &[reference("nsa", "upg"), reference("catalogue", "D01")],
    },
    run: Run::Object { of: api_version::BUILT_IN, run },
    fixtures: FIXTURES,
};

const ALPHA: Text = text(
    "`{api_version}` of {kind} is alpha in Kubernetes {version}",
    "{kind} の `{api_version}` は Kubernetes {version} ではアルファ版です",
);

fn run(cx: &mut Cx<'_>, object: &Object) {
    let (_, written) = split_api_version(object.api_version());
    if !written.contains("alpha") {
        return cx.not_applicable();
    }
    let version = cx.settings.version;
    match api_version_status(object.api_version(), object.kind(), version) {
        ApiStatus::Served | ApiStatus::Deprecated { .. } => {}
        ApiStatus::Removed { .. } | ApiStatus::Future { .. } | ApiStatus::Unknown => {
            return cx.not_applicable();
        }
    }
    let message = Message::new(ALPHA)
        .with("kind", object.kind())
        .with("api_version", object.api_version())
        .with("version", version);
    cx.report(cx.finding(object.place(Route::keys(["apiVersion"])), message));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: admissionregistration.k8s.io/v1alpha1  # expect: alpha-api-version
        kind: ValidatingAdmissionPolicy
        metadata:
          name: replicas
        ",
    )
    .on(28),
    Fixture::pass(
        "
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata:
          name: replicas
        ",
    ),
];
