//! A pod and the quota of its namespace, which refuses pods that do not say what they need.

use crate::prelude::*;
use crate::{container_resources, quota};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1907",
        slug: "refused-by-quota",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "Quota of the namespace refuses the pod",
            "名前空間のクォータが Pod を拒否する",
        ),
        what: text(
            "Pods with a container that does not state an amount which a ResourceQuota of the same \
             namespace counts (CPU or memory, requests or limits), where neither the pod as a whole nor a \
             LimitRange gives it.",
            "同じ名前空間の ResourceQuota が数える値（CPU・メモリの要求または上限）を書いていないコンテナ\
             ーを持つ Pod を検出します。Pod 全体の指定や LimitRange の既定値があれば対象外です。",
        ),
        why: text(
            "The API server refuses such a pod. A Deployment is accepted and stands still without pods, \
             which shows in its events only.",
            "API サーバーはこのような Pod を受け付けません。Deployment は受け付けられますが Pod が作られ\
             ないまま止まり、イベントを見ないとわかりません。",
        ),
        fix: text(
            "State the amounts, or add a LimitRange with defaults to the namespace.",
            "値を書くか、既定値を持つ LimitRange を名前空間に追加します。",
        ),
        fine: text(
            "Never, as long as the quota is there.",
            "クォータがあるかぎり、問題のない場合はありません。",
        ),
        references: &[reference("nsa", "res"), reference("catalogue", "A06")],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const REFUSED: Text = text(
    "container `{container}` states nothing for `{resource}`, which the quota `{quota}` counts",
    "コンテナー `{container}` に `{resource}` の値がなく、クォータ `{quota}` に拒否されます",
);
const COUNTS: Text = text("it is counted here", "ここで数えられています");

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    let namespace = pod.object.namespace();
    let mut quotas = quota::of_namespace(cx.snapshot, namespace).peekable();
    if quotas.peek().is_none() || pod.partial {
        return cx.not_applicable();
    }
    for quota in quotas {
        for (kind, resource, name) in quota::AMOUNTS {
            if quota::hard(quota, name).is_none() {
                continue;
            }
            let missing = pod
                .containers()
                .filter(|container| container.kind != ContainerKind::Ephemeral)
                .find(|it| container_resources::is_open(cx.snapshot, pod, it, kind, resource));
            if let Some(container) = missing {
                let route = container.field(["resources", kind.field(), resource]);
                let message =
                    Message::new(REFUSED).with("quota", quota.name()).with("resource", name);
                let counted = quota.place(Route::keys(["spec", "hard"]));
                let finding = cx.in_container(pod, &container, route, message);
                return cx.report(finding.related(counted, Message::new(COUNTS)));
            }
        }
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
          hard:
            limits.memory: 2Gi
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
        spec:
          containers:
            - name: web
              resources:  # expect: refused-by-quota
                requests:
                  memory: 64Mi
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
            requests.memory: 2Gi
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
        spec:
          containers:
            - name: web
              resources:
                limits:
                  memory: 64Mi
        ",
    ),
];
