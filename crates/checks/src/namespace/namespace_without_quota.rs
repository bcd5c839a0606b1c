//! A namespace and what ought to be in it: a ResourceQuota.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1904",
        slug: "namespace-without-quota",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Reliability,
        title: text("Namespace has no ResourceQuota", "名前空間に ResourceQuota がない"),
        what: text(
            "Namespaces without a ResourceQuota. Those of the system are left out. In files, where the \
             quota may stand elsewhere, this is a hint.",
            "ResourceQuota のない名前空間を検出します。システムの名前空間は対象外です。ファイルだけを見る\
             場合は、別の場所にクォータがあるかもしれないため、参考情報になります。",
        ),
        why: text(
            "One account of the namespace can use up the nodes, or fill etcd with objects, for everybody.",
            "この名前空間のアカウントひとつで、ノードを使い切ったり、大量のオブジェクトで etcd を埋めたり\
             して、全体に影響を与えられます。",
        ),
        fix: text(
            "Add a ResourceQuota over requests and limits of CPU and memory, and over counts of pods, \
             Services and volumes.",
            "CPU とメモリの要求・上限、および Pod、Service、ボリュームの数を制限する ResourceQuota を追加\
             します。",
        ),
        fine: text(
            "A cluster with one tenant.",
            "テナントがひとつだけのクラスターであれば問題ありません。",
        ),
        references: &[
            reference("nsa", "res"),
            reference("mitre", "T1499"),
            reference("catalogue", "A06"),
            reference("kalm", "RES-009"),
        ],
    },
    run: Run::Object { of: &[("", "Namespace")], run },
    fixtures: FIXTURES,
};

const NONE: Text = text(
    "the namespace `{namespace}` has no ResourceQuota",
    "名前空間 `{namespace}` に ResourceQuota がありません",
);

fn run(cx: &mut Cx<'_>, namespace: &Object) {
    let name = namespace.name();
    if cx.is_system(name) {
        return cx.not_applicable();
    }
    if cx.snapshot.of_kind_in("", "ResourceQuota", Some(name)).next().is_some() {
        return;
    }
    let Some(confidence) = cx.absence("ResourceQuota", Some(name)) else { return cx.unknown() };
    let message = Message::new(NONE).with("namespace", name);
    let place = namespace.place(Route::keys(["metadata", "name"]));
    cx.report(cx.finding(place, message).confidence(confidence));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop  # expect: namespace-without-quota
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop
        ---
        apiVersion: v1
        kind: ResourceQuota
        metadata:
          name: limits
          namespace: shop
        spec:
          hard:
            pods: '10'
        ",
    ),
];
