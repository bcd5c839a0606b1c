//! An API version that the cluster no longer serves.

use sekisho_api::{Api, KubeVersion};

use crate::api_versions;
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
            reference("kube-score", "stable-version"),
            reference("popeye", "POP-403"),
        ],
    },
    run: Run::Object { applies: |object| is_built_in(object.group()), run },
    fixtures: FIXTURES,
};

const REPLACED: Text = text(
    "{kind} in `{api_version}` is not served since Kubernetes v1.{removed}: write `{replacement}`",
    "`{api_version}` の {kind} は Kubernetes v1.{removed} で廃止されました: `{replacement}` を使ってください",
);
const GONE: Text = text(
    "{kind} is not served since Kubernetes v1.{removed}, and nothing replaces it",
    "{kind} は Kubernetes v1.{removed} で廃止され、後継はありません",
);
const PSP: Text = text(
    "PodSecurityPolicy is not served since Kubernetes v1.25: label namespaces for Pod Security admission",
    "PodSecurityPolicy は Kubernetes v1.25 で廃止されました: 名前空間に Pod Security Admission のラベルを付けてください",
);
const UNSERVED: Text = text(
    "{kind} in `{api_version}` is not served by Kubernetes {version}; versions that are: {served}",
    "`{api_version}` の {kind} は Kubernetes {version} では提供されていません。提供中のバージョン: {served}",
);
const CHANGE: Text = text("write the version that replaces it", "後継のバージョンに書き換える");

/// Groups of Kubernetes itself. Many projects use `k8s.io` for theirs.
fn is_built_in(group: &str) -> bool {
    matches!(group, "" | "apps" | "batch" | "autoscaling" | "policy" | "extensions")
        || group.ends_with(".k8s.io")
}

fn run(cx: &mut Cx<'_>, object: &Object) {
    let (api_version, kind) = (object.api_version(), object.kind());
    let version = cx.settings.version;
    let route = Route::keys(["apiVersion"]);
    if let Some(retired) = api_versions::find(api_version, kind) {
        let Some(removed) = retired.removed.filter(|removed| version.minor() >= *removed) else {
            return;
        };
        let replacement = retired.replacement_in(version, kind);
        let template = match (kind, replacement) {
            ("PodSecurityPolicy", _) => PSP,
            (_, "") => GONE,
            _ => REPLACED,
        };
        let message = Message::new(template)
            .with("kind", kind)
            .with("api_version", api_version)
            .with("removed", removed)
            .with("replacement", replacement);
        let mut finding = cx.finding(object.place(route.clone()), message);
        if retired.same_fields {
            finding = finding.fix(set(CHANGE, Safety::Safe, route, replacement));
        }
        return cx.report(finding);
    }
    let api = Api::of(version);
    if api.resource_of_kind(api_version, kind).is_some() {
        return;
    }
    // An alpha version that some other release has: moved on, or not there yet.
    let mut recorded = KubeVersion::recorded();
    let known = recorded
        .any(|it| it < version && Api::of(it).resource_of_kind(api_version, kind).is_some());
    if !known {
        return cx.not_applicable();
    }
    let served = api.versions_of_kind(object.group(), kind);
    let served = if served.is_empty() { "-".to_owned() } else { served.join(", ") };
    let message = Message::new(UNSERVED)
        .with("kind", kind)
        .with("api_version", api_version)
        .with("version", version)
        .with("served", served);
    cx.report(cx.finding(object.place(route), message));
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
