//! A field whose absence matters to few.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1828",
        slug: "runs-on-any-node",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Low,
        audience: Audit,
        title: text("Pod may run on any node", "Pod がどのノードでも動作しうる"),
        what: text(
            "Pods with neither `nodeSelector` nor node affinity nor `nodeName`; a selector of \
             the architecture or the operating system alone counts as none. Pods of \
             DaemonSets are left out.",
            "`nodeSelector`、ノードアフィニティ、`nodeName` のいずれもない Pod を検出します。\
             アーキテクチャや OS だけを選ぶ `nodeSelector` は、ないものとみなします。DaemonSet の Pod は\
             対象外です。",
        ),
        why: text(
            "Work of different trust shares nodes: whoever breaks out of the weakest \
             container finds the secrets of all pods beside it.",
            "信頼度の異なる処理が同じノードを共有します。最も弱いコンテナーから脱出した攻撃\
             者は、隣にあるすべての Pod のシークレットを得られます。",
        ),
        fix: text(
            "Label and taint nodes for each level of trust, and select them with \
             `nodeSelector` or `nodeAffinity`.",
            "信頼度ごとにノードへラベルと taint を設定し、`nodeSelector` や `nodeAffinity` で\
             選択します。",
        ),
        fine: text(
            "All work of the cluster is of the same trust.",
            "クラスター内のすべての処理の信頼度が同じであれば問題ありません。",
        ),
        references: &[
            reference("catalogue", "H02"),
            reference("kube-linter", "no-node-affinity"),
            reference("kalm", "REL-004"),
        ],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const ANY: Text = text(
    "nothing selects the nodes that the pod may run on",
    "Pod を動かすノードが選択されていません",
);
/// What the kubelet puts on every node: says which image runs there, and keeps nobody apart.
const OF_EVERY_NODE: [&str; 4] =
    ["kubernetes.io/arch", "kubernetes.io/os", "beta.kubernetes.io/arch", "beta.kubernetes.io/os"];

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    const FIELDS: [&[&str]; 2] = [&["affinity", "nodeAffinity"], &["nodeName"]];
    if pod.object.kind() == "DaemonSet" {
        return cx.not_applicable();
    }
    let selector = pod.spec.field("nodeSelector").unwrap_or(&Value::Null);
    let is_chosen = selector.entries().any(|(label, _)| !OF_EVERY_NODE.contains(&label));
    if is_chosen || FIELDS.iter().any(|field| pod.spec.at(field).is_some()) {
        return;
    }
    if pod.partial {
        return cx.unknown();
    }
    cx.report(cx.in_pod(pod, ["nodeSelector"], Message::new(ANY)));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:  # expect: runs-on-any-node
          containers:
            - name: web
        ",
    ),
    Fixture::fail(
        "
        nodeSelector:  # expect: runs-on-any-node
          kubernetes.io/os: linux
        ",
    ),
    Fixture::pass(
        "
        nodeSelector:
          trust: high
        ",
    ),
];
