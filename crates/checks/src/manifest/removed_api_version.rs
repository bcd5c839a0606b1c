//! An API version that the cluster no longer serves.

use sekisho_api::{ApiStatus, api_version_status};

use crate::api_version::{self, has_same_fields};
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1701",
        slug: "removed-api-version",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "API version is no longer served",
            "提供が終了した API バージョンが使われている",
        ),
        what: text(
            "Objects and configuration files of Kubernetes' own kinds in an API version that the chosen \
             version of Kubernetes (`--kubernetes-version`, the newest by default) does not serve any more.",
            "対象の Kubernetes バージョン（`--kubernetes-version`、既定は最新）で提供が終了した API バージョンの、Kubernetes 標準の\
             オブジェクトや設定ファイルを検出します。",
        ),
        why: text(
            "The API server refuses the object. Where it is a NetworkPolicy, a role or an admission policy, \
             the protection that everybody believes in is not there; where it is a PodSecurityPolicy, nothing \
             takes its place by itself.",
            "API サーバーはこのオブジェクトを受け付けません。NetworkPolicy、ロール、アドミッションポリシーであれば、皆があると信じている\
             防御が存在しないことになります。PodSecurityPolicy の場合は、代わりになるものが自動的に用意されるわけではありません。",
        ),
        fix: text(
            "Write the replacement that the finding names; `kubectl convert` changes the fields where they \
             differ. Instead of PodSecurityPolicy, label the namespaces for Pod Security admission.",
            "指摘にある後継バージョンに書き換えます。フィールドが異なる場合は `kubectl convert` で変換できます。PodSecurityPolicy の\
             代わりには、名前空間に Pod Security Admission のラベルを付けます。",
        ),
        fine: text(
            "Manifests that are kept for an old cluster: say so with `--kubernetes-version`.",
            "古いクラスター向けに残してあるマニフェストであれば、`--kubernetes-version` でそのバージョンを指定してください。",
        ),
        references: &[
            reference("nsa", "upg"),
            reference("trivy", "KSV-0107"),
            reference("kube-linter", "no-extensions-v1beta"),
            reference("kube-score", "Stable version"),
            reference("catalogue", "D01"),
            reference("popeye", "POP-403"),
        ],
    },
    run: Run::Object { of: api_version::BUILT_IN, run },
    fixtures: FIXTURES,
};

const REPLACED: Text = text(
    "{kind} in `{api_version}` is not served since Kubernetes {removed}: write `{replacement}`",
    "`{api_version}` の {kind} は Kubernetes {removed} で廃止されました: `{replacement}` を使ってください",
);
const GONE: Text = text(
    "{kind} in `{api_version}` is not served since Kubernetes {removed}, and nothing replaces it",
    "`{api_version}` の {kind} は Kubernetes {removed} で廃止され、後継はありません",
);
const PSP: Text = text(
    "PodSecurityPolicy is not served since Kubernetes v1.25: label namespaces for Pod Security admission",
    "PodSecurityPolicy は Kubernetes v1.25 で廃止されました: 名前空間に Pod Security Admission のラベルを付けてください",
);
const CHANGE: Text = text("write the version that replaces it", "後継のバージョンに書き換える");

fn run(cx: &mut Cx<'_>, object: &Object) {
    let (api_version, kind) = (object.api_version(), object.kind());
    let (removed, replacement) = match api_version_status(api_version, kind, cx.settings.version) {
        ApiStatus::Removed { removed_in, replacement } => (removed_in, replacement),
        ApiStatus::Served | ApiStatus::Deprecated { .. } => return,
        ApiStatus::Future { .. } | ApiStatus::Unknown => return cx.not_applicable(),
    };
    let route = Route::keys(["apiVersion"]);
    let message = match replacement {
        _ if kind == "PodSecurityPolicy" => Message::new(PSP),
        Some(replacement) => {
            Message::new(REPLACED).with("replacement", api_version::written(replacement))
        }
        None => Message::new(GONE),
    };
    let message =
        message.with("kind", kind).with("api_version", api_version).with("removed", removed);
    let mut finding = cx.finding(object.place(route.clone()), message);
    if let Some(new) = replacement.filter(|it| has_same_fields(api_version, kind, *it)) {
        finding = finding.fix(set(CHANGE, Safety::Safe, route, new.api_version));
    }
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: policy/v1beta1  # expect: removed-api-version
        kind: PodDisruptionBudget
        metadata:
          name: web
        ",
    ),
    Fixture::fail(
        "
        apiVersion: policy/v1beta1  # expect: removed-api-version
        kind: PodSecurityPolicy
        metadata:
          name: restricted
        ",
    ),
    Fixture::fail(
        "
        apiVersion: audit.k8s.io/v1beta1  # expect: removed-api-version
        kind: Policy
        rules: []
        ",
    ),
    Fixture::fail(
        "
        apiVersion: resource.k8s.io/v1alpha2  # expect: removed-api-version
        kind: ResourceClaim
        metadata:
          name: gpu
        ",
    ),
    Fixture::pass(
        "
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata:
          name: web
        ",
    ),
    Fixture::pass(
        "
        apiVersion: flowcontrol.apiserver.k8s.io/v1beta3
        kind: FlowSchema
        metadata:
          name: shop
        ",
    )
    .on(31),
];
