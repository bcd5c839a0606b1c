//! An object's labels: levels whose rules change with the cluster.

use sekisho_pss::{Level, Version};

use crate::admission;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1505",
        slug: "unpinned-pod-security-version",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "Enforced Pod Security level follows the cluster's version",
            "強制される Pod Security レベルがクラスターのバージョンに追従する",
        ),
        what: text(
            "Namespaces that enforce `baseline` or `restricted` without \
             `pod-security.kubernetes.io/enforce-version`, or with `latest`.",
            "`pod-security.kubernetes.io/enforce-version` なし、または `latest` で `baseline` や `restricted` を強制する名前空間を\
             検出します。",
        ),
        why: text(
            "Controls are added with new releases. After an upgrade of the control plane, pods that were \
             admitted the day before are rejected: at the next roll-out, or when a node dies.",
            "コントロールは新しいリリースで追加されます。コントロールプレーンのアップグレード後、前日まで許可されていた Pod が、次の\
             ロールアウトやノード障害の際に拒否されることがあります。",
        ),
        fix: text(
            "Pin `enforce-version` to the version of the cluster, let `warn` and `audit` follow `latest`, and \
             raise the pin when they are silent.",
            "`enforce-version` をクラスターのバージョンに固定し、`warn` と `audit` は `latest` に追従させます。警告が出なくなったら固定を\
             引き上げます。",
        ),
        fine: text(
            "New controls shall apply at once, and somebody reads the release notes before an upgrade.",
            "新しいコントロールをすぐに適用したく、アップグレード前にリリースノートを確認している場合は問題ありません。",
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

const FOLLOWS: Text = text(
    "`enforce: {level}` follows the version of the API server",
    "`enforce: {level}` は API サーバーのバージョンに追従します",
);
const PIN: Text = text("pin the version of the cluster", "クラスターと同じバージョンに固定する");

fn run(cx: &mut Cx<'_>, namespace: &Object) {
    const ENFORCE: sekisho_pss::Mode = sekisho_pss::Mode::Enforce;
    let (policy, errors) = admission::policy(cx.settings, namespace);
    if !admission::has_label(namespace, ENFORCE.level_label()) {
        return cx.not_applicable();
    }
    let enforce = policy.enforce;
    let is_bad = errors.iter().any(|error| error.mode == ENFORCE);
    if enforce.level == Level::Privileged || enforce.version != Version::Latest || is_bad {
        return;
    }
    let is_said = admission::has_label(namespace, ENFORCE.version_label());
    let place = if is_said { ENFORCE.version_label() } else { ENFORCE.level_label() };
    let message = Message::new(FOLLOWS).with("level", enforce.level);
    let version = cx.settings.version.to_string();
    let fix = set(PIN, Safety::Safe, admission::label_route(ENFORCE.version_label()), version);
    cx.report(cx.finding(admission::label(namespace, place), message).fix(fix));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop
          labels:
            pod-security.kubernetes.io/enforce: restricted  # expect: unpinned-pod-security-version
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop
          labels:
            pod-security.kubernetes.io/enforce: baseline
            pod-security.kubernetes.io/enforce-version: latest  # expect: unpinned-pod-security-version
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop
          labels:
            pod-security.kubernetes.io/enforce: restricted
            pod-security.kubernetes.io/enforce-version: v1.36
            pod-security.kubernetes.io/warn: restricted
            pod-security.kubernetes.io/warn-version: latest
        ",
    ),
];
