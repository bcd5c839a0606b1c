//! API versions of widely used extensions that have a successor.

use crate::extension_api;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1912",
        slug: "superseded-api-version",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "API version of an extension is superseded",
            "拡張機能の API バージョンに後継がある",
        ),
        what: text(
            "Objects of cert-manager, External Secrets, Istio, Gatekeeper, the Gateway API, KEDA, \
             Traefik, Karpenter, Flux, Knative and Cluster API in a version that newer releases no longer \
             serve or that has a stable successor, and the alpha group in which network policies were \
             tried out before Kubernetes 1.3.",
            "cert-manager、External Secrets、Istio、Gatekeeper、Gateway API、KEDA、Traefik、Karpenter、\
             Flux、Knative、Cluster API のオブジェクトのうち、新しいリリースで提供されないバージョンや、\
             安定版の後継があるバージョンのものを検出します。Kubernetes 1.3 以前に NetworkPolicy が試験さ\
             れていたアルファ版のグループも対象です。",
        ),
        why: text(
            "Where the version is gone the object cannot be created any more: the certificate is not \
             renewed, the policy does not hold. Where it is only superseded, the next upgrade may drop \
             it.",
            "提供が終了したバージョンではオブジェクトを作成できず、証明書が更新されない、ポリシーが効かな\
             いといった問題が起きます。後継があるだけの場合も、次のアップグレードで廃止されるかもしれませ\
             ん。",
        ),
        fix: text(
            "Write the version that the finding names, and compare the fields where it is a step from \
             alpha.",
            "指摘にあるバージョンに書き換えます。アルファ版からの移行ではフィールドの違いを確認してくださ\
             い。",
        ),
        fine: text(
            "The installed release does not know the successor yet.",
            "導入済みのリリースが後継のバージョンにまだ対応していない場合は問題ありません。",
        ),
        references: &[reference("nsa", "upg"), reference("catalogue", "D01")],
    },
    run: Run::Object { of: extension_api::GROUPS, run },
    fixtures: FIXTURES,
};

const GONE: Text = text(
    "{kind} in `{api_version}` is not served since {release}: write `{replacement}`",
    "`{api_version}` の {kind} は {release} で廃止されました: `{replacement}` を使ってください",
);
const SUPERSEDED: Text = text(
    "{kind} in `{api_version}` is superseded since {release}: write `{replacement}`",
    "`{api_version}` の {kind} には {release} から後継があります: `{replacement}` を使ってくださ\
     い",
);

fn run(cx: &mut Cx<'_>, object: &Object) {
    let Some(row) = extension_api::find(object) else { return cx.not_applicable() };
    let text = if row.removed { GONE } else { SUPERSEDED };
    let message = Message::new(text)
        .with("api_version", object.api_version())
        .with("kind", object.kind())
        .with("replacement", row.replacement)
        .with("release", row.release);
    let finding = cx.finding(object.place(Route::keys(["apiVersion"])), message);
    cx.report(finding.severity(if row.removed { Medium } else { Low }));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: external-secrets.io/v1beta1  # expect: superseded-api-version
        kind: ExternalSecret
        metadata:
          name: app
        ",
    ),
    Fixture::fail(
        "
        apiVersion: security.istio.io/v1beta1  # expect: superseded-api-version
        kind: PeerAuthentication
        metadata:
          name: default
        ",
    ),
    Fixture::pass(
        "
        apiVersion: networking.istio.io/v1alpha3
        kind: EnvoyFilter
        metadata:
          name: limits
        ",
    ),
    Fixture::pass(
        "
        apiVersion: constraints.gatekeeper.sh/v1beta1
        kind: K8sAllowedRepos
        metadata:
          name: repos
        ",
    ),
];
