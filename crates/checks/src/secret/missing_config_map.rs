//! Pods and a ConfigMap: it is not there.

use crate::dangling::{Target, Wanted};
use crate::pod_referent::referents;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1308",
        slug: "missing-config-map",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "ConfigMap that pods need does not exist",
            "Pod に必要な ConfigMap が存在しない",
        ),
        what: text(
            "ConfigMaps that pods refer to, as a variable or as a volume, and that are not in \
             their namespace; references marked `optional` are left out, and so are those that \
             Kubernetes and OpenShift put into every namespace. In files that is a hint, \
             because the ConfigMap may be made elsewhere. A ConfigMap that is only in another \
             namespace than the one that the pod names does not count, because it cannot be \
             mounted.",
            "Pod が変数やボリュームとして参照する ConfigMap のうち、同じ名前空間にないものを検\
             出します。`optional` の参照と、Kubernetes や OpenShift が全名前空間に置くものは対\
             象外です。ファイルだけの場合は、別の場所で作られている可能性があるため示唆にとど\
             めます。別の名前空間にある ConfigMap は使えないため、存在しないものとして扱います。",
        ),
        why: text(
            "The pod does not start. And whoever may make a ConfigMap of that name decides what \
             the program reads.",
            "Pod は起動しません。また、その名前の ConfigMap を作れる人が、プログラムの読み込む\
             内容を決められます。",
        ),
        fix: text(
            "Make it in the namespace of the pods, correct the name, or mark the reference \
             `optional: true` if the program copes without it.",
            "Pod の名前空間に作成するか、名前を修正します。なくても動くプログラムなら \
             `optional: true` を付けます。",
        ),
        fine: text(
            "It is made by a pipeline or by another repository.",
            "パイプラインや別のリポジトリが作成する場合は問題ありません。",
        ),
        references: &[
            reference("catalogue", "S05"),
            reference("kube-linter", "env-value-from"),
            reference("popeye", "POP-304"),
        ],
    },
    run: Run::World(run),
    fixtures: FIXTURES,
};

static TARGET: Target = Target {
    group: "",
    kind: "ConfigMap",
    is_namespaced: true,
    missing: text(
        "there is no ConfigMap `{name}` in the namespace",
        "この名前空間に ConfigMap `{name}` がありません",
    ),
    elsewhere: Some(text(
        "ConfigMap `{name}` is in namespace `{namespace}`, and these pods name none: it is not \
         shared across namespaces",
        "ConfigMap `{name}` は名前空間 `{namespace}` にありますが、この Pod には名前空間の指定\
         がありません。名前空間をまたいで使うことはできません",
    )),
    also: text("these pods refer to it too", "この Pod も参照しています"),
};

/// Whether every namespace has it without anybody's doing.
fn is_built_in(name: &str) -> bool {
    matches!(name, "kube-root-ca.crt" | "openshift-service-ca.crt")
}

fn run(cx: &mut Cx<'_>, snapshot: &Snapshot) {
    let wanted = Wanted::of(&TARGET, snapshot, |pod, want| {
        let needed = referents(pod, "ConfigMap").into_iter().filter(|referent| !referent.optional);
        for referent in needed {
            want(referent.name, referent.route);
        }
    });
    wanted.report(cx, |_, _, name| is_built_in(name));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: a
          namespace: shop
        spec:
          containers:
            - name: web
              envFrom:
                - configMapRef:
                    name: web  # expect: missing-config-map
          volumes:
            - name: extra
              configMap:
                name: extra
                optional: true
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: db
          namespace: bank
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          containers:
            - name: web
          volumes:
            - name: db
              projected:
                sources:
                  - configMap:
                      name: db  # expect: missing-config-map
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: db
          namespace: shop
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: a
          namespace: shop
        spec:
          containers:
            - name: web
          volumes:
            - name: db
              configMap:
                name: db
        ",
    ),
];
