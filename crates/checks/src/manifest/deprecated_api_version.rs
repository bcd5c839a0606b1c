//! An API version that is served still, and will not be.

use sekisho_api::{ApiStatus, api_version_status};

use crate::api_version::{self, has_same_fields};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1702",
        slug: "deprecated-api-version",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Reliability,
        title: text("API version is deprecated", "非推奨の API バージョンが使われている"),
        what: text(
            "Objects in an API version that the chosen version of Kubernetes (`--kubernetes-version`, the \
             newest by default) still serves but has deprecated.",
            "対象の Kubernetes バージョン（`--kubernetes-version`、既定は最新）でまだ提供されているものの、非推奨となった \
             API バージョンのオブジェクトを検出します。",
        ),
        why: text(
            "An upgrade will refuse the object. Changing the version ahead of it is a small task; doing it \
             while the upgrade stands still is not.",
            "いずれアップグレード後に受け付けられなくなります。事前の書き換えは小さな作業ですが、アップグレードを止めて行うのは\
             そうではありません。",
        ),
        fix: text(
            "Write the replacement that the finding names.",
            "指摘にある後継バージョンに書き換えます。",
        ),
        fine: text(
            "The same manifest serves older clusters that do not know the replacement.",
            "後継を知らない古いクラスターにも同じマニフェストを使う場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "upg"),
            reference("trivy", "KSV-0107"),
            reference("kube-score", "Stable version"),
            reference("catalogue", "D01"),
            reference("popeye", "POP-403"),
        ],
    },
    run: Run::Object { of: api_version::BUILT_IN, run },
    fixtures: FIXTURES,
};

const ENDS: Text = text(
    "{kind} in `{api_version}` is deprecated and not served from Kubernetes {removed} on: write \
     `{replacement}`",
    "`{api_version}` の {kind} は非推奨で、Kubernetes {removed} で廃止されます: `{replacement}` を使ってください",
);
const REPLACED: Text = text(
    "{kind} in `{api_version}` is deprecated: use `{replacement}`",
    "`{api_version}` の {kind} は非推奨です: `{replacement}` を使ってください",
);
const GOES: Text =
    text("{kind} in `{api_version}` is deprecated", "`{api_version}` の {kind} は非推奨です");
const CHANGE: Text = text("write the version that replaces it", "後継のバージョンに書き換える");

fn run(cx: &mut Cx<'_>, object: &Object) {
    let (api_version, kind) = (object.api_version(), object.kind());
    let (removed, replacement) = match api_version_status(api_version, kind, cx.settings.version) {
        ApiStatus::Deprecated { removed_in, replacement, .. } => (removed_in, replacement),
        ApiStatus::Served => return,
        ApiStatus::Removed { .. } | ApiStatus::Future { .. } | ApiStatus::Unknown => {
            return cx.not_applicable();
        }
    };
    // Controllers make these; nobody writes them.
    if kind == "Endpoints" && object.id.uid.is_some() {
        return;
    }
    // What the chosen version does not serve yet cannot be written for it.
    let replacement = replacement.filter(|it| it.available_since <= cx.settings.version);
    let message = match (removed, replacement) {
        (_, None) => Message::new(GOES),
        (None, Some(new)) => Message::new(REPLACED).with("replacement", api_version::written(new)),
        (Some(removed), Some(new)) => Message::new(ENDS)
            .with("replacement", api_version::written(new))
            .with("removed", removed),
    };
    let message = message.with("kind", kind).with("api_version", api_version);
    let route = Route::keys(["apiVersion"]);
    let mut finding = cx.finding(object.place(route.clone()), message);
    if let Some(new) = replacement.filter(|it| has_same_fields(api_version, kind, *it)) {
        finding = finding.fix(set(CHANGE, Safety::Safe, route, new.api_version));
    }
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1  # expect: deprecated-api-version
        kind: Endpoints
        metadata:
          name: db
        ",
    ),
    Fixture::fail(
        "
        apiVersion: flowcontrol.apiserver.k8s.io/v1beta3  # expect: deprecated-api-version
        kind: FlowSchema
        metadata:
          name: shop
        ",
    )
    .on(31),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Endpoints
        metadata:
          name: db
        ",
    )
    .on(32),
];
