//! Whether a quota decides who may open the cluster to the outside.

use crate::prelude::*;
use crate::quota;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1906",
        slug: "quota-without-exposure",
        former_slugs: &[],
        since: "0.1.0",
        severity: Severity::Info,
        confidence: Confidence::High,
        audience: Audit,
        title: text(
            "ResourceQuota does not count node ports and load balancers",
            "ResourceQuota が NodePort と LoadBalancer を数えていない",
        ),
        what: text(
            "Namespaces with ResourceQuotas of which none sets `services.nodeports` or \
             `services.loadbalancers`.",
            "`services.nodeports` と `services.loadbalancers` のどちらかがどの ResourceQuota にも定められ\
             ていない名前空間を検出します。",
        ),
        why: text(
            "Whoever may create a Service may then open a port on every node or order a load balancer of \
             the cloud, and so decide alone that the application is seen from outside.",
            "Service を作成できる人なら誰でも、全ノードのポートを開いたり、クラウドのロードバランサーを作\
             成したりして、アプリケーションを外部に公開できてしまいます。",
        ),
        fix: text(
            "Set both in `spec.hard`, to zero where nothing is to be seen from outside.",
            "`spec.hard` に両方を設定します。外部公開しない名前空間では 0 にします。",
        ),
        fine: text(
            "An admission policy decides who may expose Services.",
            "Service の公開をアドミッションポリシーで制御している場合は問題ありません。",
        ),
        references: &[reference("catalogue", "A06"), reference("catalogue", "N10")],
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
    const COUNTED: [&str; 2] = ["services.nodeports", "services.loadbalancers"];
    let all = || quota::of_namespace(cx.snapshot, quota.namespace());
    // A quota of no Services at all, or of no node ports, leaves nothing to expose.
    let limits = |it: &str| all().any(|quota| quota::hard(quota, it).is_some());
    let missing: Vec<&str> = COUNTED.into_iter().filter(|it| !limits(it)).collect();
    if !missing.is_empty() {
        let message = Message::new(MISSING).with("resources", missing.join("`, `"));
        let place = quota.place(Route::keys(["spec", "hard"]));
        cx.report(cx.finding(place, message));
    }
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
          hard:  # expect: quota-without-exposure
            pods: '4'
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
            pods: '4'
            services.nodeports: '0'
            services.loadbalancers: '1'
        ",
    ),
];
