//! An object's labels: a policy version that the cluster does not know yet.

use sekisho_pss::{LevelVersion, Version};

use crate::admission;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1504",
        slug: "future-pod-security-version",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Pod Security labels pin a version that the cluster does not know",
            "Pod Security のラベルがクラスターの知らないバージョンに固定されている",
        ),
        what: text(
            "Labels `pod-security.kubernetes.io/…-version` with a version newer than the chosen version of \
             Kubernetes (`--kubernetes-version`, the newest by default).",
            "対象の Kubernetes バージョン（`--kubernetes-version`、既定は最新）より新しいバージョンに固定された \
             `pod-security.kubernetes.io/…-version` ラベルを検出します。",
        ),
        why: text(
            "The API server judges by the newest version that it knows. The pin does not hold: after an \
             upgrade the same label means other rules.",
            "API サーバーは自分の知る最新バージョンで判定します。つまり固定は効いておらず、アップグレード後には同じラベルが別の規則を\
             意味することになります。",
        ),
        fix: text(
            "Pin the version of the cluster, or write `latest` if that is what is meant.",
            "クラスターと同じバージョンに固定します。最新を意図するなら `latest` と書きます。",
        ),
        fine: text(
            "The manifest is for a cluster newer than the chosen version: say so with `--kubernetes-version`.",
            "より新しいクラスター向けのマニフェストであれば、`--kubernetes-version` でそのバージョンを指定してください。",
        ),
        references: &[
            reference("cis-1.12", "5.2.1"),
            reference("kalm", "PSA-003"),
            reference("catalogue", "A03"),
        ],
    },
    run: Run::Object { of: &[("", "Namespace")], run },
    fixtures: FIXTURES,
};

const NEWER: Text = text(
    "policy version `v1.{pinned}` is newer than Kubernetes {version}, which takes it for `latest`",
    "ポリシーバージョン `v1.{pinned}` は Kubernetes {version} より新しく、`latest` として扱われます",
);

const PIN: Text = text("pin the version of the cluster", "クラスターのバージョンに固定する");

fn run(cx: &mut Cx<'_>, namespace: &Object) {
    let (policy, _) = admission::policy(cx.settings, namespace);
    let version = cx.settings.version;
    for mode in admission::labelled(namespace) {
        let LevelVersion { version: Version::Minor(pinned), .. } = policy.get(mode) else {
            continue;
        };
        if pinned > u64::from(version.minor()) {
            let message = Message::new(NEWER).with("pinned", pinned).with("version", version);
            // Not safe: on a cluster that is newer than the version asked for, the pin works as it is.
            let label = admission::label_route(mode.version_label());
            let fix = set(PIN, Safety::Unsafe, label, version.to_string());
            let place = admission::label(namespace, mode.version_label());
            cx.report(cx.finding(place, message).fix(fix));
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop
          labels:
            pod-security.kubernetes.io/enforce: baseline
            pod-security.kubernetes.io/enforce-version: v1.34  # expect: future-pod-security-version
        ",
    )
    .on(33),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop
          labels:
            pod-security.kubernetes.io/enforce: baseline
            pod-security.kubernetes.io/enforce-version: v1.33
        ",
    )
    .on(33),
];
