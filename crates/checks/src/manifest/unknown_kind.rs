//! A kind of Kubernetes in a version that never was.

use crate::kinds::Kinds;
use crate::prelude::*;
use sekisho_api::{Api, ApiStatus, KubeVersion, Resource, api_version_status, nearest_name};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1713",
        slug: "unknown-kind",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "API version and kind were never served",
            "存在したことのない API バージョンと種類の組み合わせ",
        ),
        what: text(
            "Objects of a kind of Kubernetes in an API group or version that no version of Kubernetes ever served, and misspelt kinds in its groups. Kinds of other groups are custom resources and not judged here.",
            "Kubernetes 標準の種類のうち、どのバージョンの Kubernetes も提供したことのない API グループやバージョンで書かれたものと、標準グループの中の綴りの誤った種類を検出します。ほかのグループの種類はカスタムリソースとみなし、ここでは判定しません。",
        ),
        why: text(
            "The API server refuses the object. Where it is a network policy or a role, the protection that the manifest promises is never there.",
            "API サーバーがこのオブジェクトを拒否します。NetworkPolicy やロールであれば、マニフェストが約束する防御は一切存在しません。",
        ),
        fix: text(
            "Write the API version that the finding names, and look whether the fields are those of that version.",
            "指摘に示された API バージョンを書き、フィールドがそのバージョンのものか確認します。",
        ),
        fine: text(
            "A custom resource of the same name whose definition is not in the input.",
            "同じ名前のカスタムリソースで、その定義が入力に含まれていないだけであれば問題ありません。",
        ),
        references: &[
            reference("kube-linter", "schema-validation"),
            reference("kube-linter", "template-kubeconform"),
            reference("catalogue", "H10"),
        ],
    },
    run: Run::Object { of: RESERVED, run },
    fixtures: FIXTURES,
};

const ELSEWHERE: Text = text(
    "{kind} was never served in `{api_version}`: write `{right}`",
    "{kind} が `{api_version}` で提供されたことはありません: `{right}` と書きます",
);
const MISSPELT: Text = text(
    "`{api_version}` has no kind {kind}; `{right}` was probably meant",
    "`{api_version}` に {kind} という種類はありません。`{right}` の誤りと思われます",
);

/// Groups that only Kubernetes itself should use.
const RESERVED: Kinds = &[
    ("", "*"),
    ("apps", "*"),
    ("batch", "*"),
    ("autoscaling", "*"),
    ("policy", "*"),
    ("extensions", "*"),
    ("*.k8s.io", "*"),
    ("*.kubernetes.io", "*"),
];

fn run(cx: &mut Cx<'_>, object: &Object) {
    let (api_version, kind) = (object.api_version(), object.kind());
    let newest = KubeVersion::NEWEST;
    let is_unknown = api_version_status(api_version, kind, cx.settings.version)
        == ApiStatus::Unknown
        && !KubeVersion::recorded()
            .any(|version| Api::of(version).schema(api_version, kind).is_some());
    if !is_unknown || is_defined(cx.snapshot, object) {
        return;
    }
    let api = Api::of(newest);
    let served = api.resources().filter(|resource| resource.kind() == kind);
    let own = |group: &str| api.resources().any(|resource| resource.group() == group);
    let mut right: Vec<&str> = served.map(Resource::api_version).collect();
    // A stable version of the same group says most.
    right.sort_by_key(|version| {
        let (group, version) = sekisho_api::split_api_version(version);
        (group != object.group(), std::cmp::Reverse(sekisho_api::stability(version)))
    });
    let route = Route::keys(["apiVersion"]);
    let mut finding = if let Some(right) = right.first() {
        let message = Message::new(ELSEWHERE).with("right", right);
        cx.finding(object.place(route), message.with("kind", kind).with("api_version", api_version))
    } else if api.serves_version(api_version) {
        let kinds = api.resources().filter(|resource| resource.api_version() == api_version);
        let Some(right) = nearest_name(kind, kinds.map(Resource::kind)) else {
            return cx.not_applicable();
        };
        let message = Message::new(MISSPELT).with("right", right);
        let place = object.place(Route::keys(["kind"]));
        cx.finding(place, message.with("kind", kind).with("api_version", api_version))
    } else {
        return cx.not_applicable();
    };
    if !own(object.group()) {
        // Somebody may have defined the kind in a group that is not theirs.
        match cx.absence("CustomResourceDefinition", None) {
            Some(Confidence::Low) => finding = finding.confidence(Confidence::Medium),
            Some(_) => {}
            None => return cx.unknown(),
        }
    }
    cx.report(finding);
}

/// Whether a definition in the same world has the kind.
fn is_defined(snapshot: &Snapshot, object: &Object) -> bool {
    snapshot.of_kind("apiextensions.k8s.io", "CustomResourceDefinition").any(|definition| {
        definition.value.str_at(&["spec", "group"]) == Some(object.group())
            && definition.value.str_at(&["spec", "names", "kind"]) == Some(object.kind())
    })
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: net.alpha.kubernetes.io/v1alpha1  # expect: unknown-kind
        kind: NetworkPolicy
        metadata:
          name: web
        spec:
          podSelector: {}
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1  # expect: unknown-kind
        kind: Deployment
        metadata:
          name: web
        ",
    ),
    Fixture::fail(
        "
        apiVersion: apps/v1
        kind: Deploymnet  # expect: unknown-kind
        metadata:
          name: web
        ",
    ),
    Fixture::pass(
        "
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata:
          name: web
        spec:
          podSelector: {}
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata:
          name: web
        ---
        apiVersion: v1
        kind: Config
        ",
    ),
];
