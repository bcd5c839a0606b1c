//! What the quotas of a namespace count, and what they do not.

use crate::prelude::*;
use crate::quota;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1905",
        slug: "incomplete-quota",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "ResourceQuota leaves resources uncounted",
            "ResourceQuota が数えていないリソースがある",
        ),
        what: text(
            "Namespaces whose ResourceQuotas together set no limit for requests or limits of CPU or \
             memory. Quotas with scopes count some pods only and are left out.",
            "ResourceQuota 全体として、CPU またはメモリの要求・上限のいずれかが制限されていない名前空間を\
             検出します。スコープ付きのクォータは一部の Pod しか数えないため、対象外です。",
        ),
        why: text(
            "What is not counted can be used up: without `limits.memory`, for example, pods with small \
             requests may take the memory of all nodes.",
            "数えられていないリソースは使い切ることができます。たとえば `limits.memory` がなければ、要求\
             の小さい Pod がすべてのノードのメモリを使えます。",
        ),
        fix: text(
            "Add `requests.cpu`, `requests.memory`, `limits.cpu` and `limits.memory` to `spec.hard`, and \
             a LimitRange with defaults, because pods without amounts are refused then.",
            "`spec.hard` に `requests.cpu`、`requests.memory`、`limits.cpu`、`limits.memory` を追加します。\
             値のない Pod は拒否されるようになるため、既定値を持つ LimitRange も必要です。",
        ),
        fine: text(
            "CPU limits are left out on purpose where every pod has a request.",
            "すべての Pod に要求があり、CPU の上限を意図的に設けない場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "res"),
            reference("catalogue", "A06"),
            reference("trivy", "KSV-0040"),
            reference("kalm", "RES-009"),
        ],
    },
    run: Run::World(run),
    fixtures: FIXTURES,
};

const MISSING: Text = text(
    "the quotas of the namespace do not count `{resources}`",
    "この名前空間のクォータは `{resources}` を数えていません",
);

fn run(cx: &mut Cx<'_>, snapshot: &Snapshot) {
    let mut seen: Vec<Option<&str>> = Vec::new();
    for quota in snapshot.of_kind("", "ResourceQuota").filter(|quota| !quota::has_scope(quota)) {
        if seen.contains(&quota.namespace()) {
            continue;
        }
        seen.push(quota.namespace());
        cx.subject(|cx| judge(cx, quota));
    }
}

fn judge(cx: &mut Cx<'_>, quota: &Object) {
    const COUNTED: [&str; 4] = ["requests.cpu", "requests.memory", "limits.cpu", "limits.memory"];
    let all = || quota::of_namespace(cx.snapshot, quota.namespace());
    let missing: Vec<&str> = COUNTED
        .into_iter()
        .filter(|it| all().all(|quota| quota::hard(quota, it).is_none()))
        .collect();
    let Some((first, rest)) = missing.split_first() else { return };
    let hard = Route::keys(["spec", "hard"]);
    let message = Message::new(MISSING).with("resources", missing.join("`, `"));
    let finding = cx.finding(quota.place(hard.then(*first)), message);
    cx.report(rest.iter().fold(finding, |finding, it| finding.also(hard.then(*it))));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: ResourceQuota
        metadata:
          name: compute
          namespace: shop
        spec:
          hard:  # expect: incomplete-quota
            requests.cpu: '4'
            requests.memory: 8Gi
            limits.cpu: '8'
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: ResourceQuota
        metadata:
          name: compute
          namespace: shop
        spec:
          hard:
            cpu: '4'
            memory: 8Gi
            limits.cpu: '8'
            limits.memory: 16Gi
        ",
    ),
];
