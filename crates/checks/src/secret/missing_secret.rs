//! Pods and a Secret: it is not there.

use crate::dangling::{Target, Wanted};
use crate::pod_referent::referents;
use crate::secret_maker::is_made;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1307",
        slug: "missing-secret",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text("Secret that pods need does not exist", "Pod に必要な Secret が存在しない"),
        what: text(
            "Secrets that pods refer to, as a variable or as a volume, and that are not in \
             their namespace; references marked `optional` are left out, and so are Secrets \
             that a controller makes from an object at hand. In files that is a hint, because \
             Secrets are often kept elsewhere. A Secret that is only in another namespace than \
             the one that the pod names does not count, because it cannot be mounted.",
            "Pod が変数やボリュームとして参照する Secret のうち、同じ名前空間にないものを検出\
             します。`optional` の参照と、手元のオブジェクトからコントローラーが作る Secret は\
             対象外です。ファイルだけの場合は、別の場所で作られている可能性があるため示唆にと\
             どめます。別の名前空間にある Secret は使えないため、存在しないものとして扱います。",
        ),
        why: text(
            "The pod does not start. And whoever may make a Secret of that name decides what \
             the program reads.",
            "Pod は起動しません。また、その名前の Secret を作れる人が、プログラムの読み込む内\
             容を決められます。",
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
    kind: "Secret",
    is_namespaced: true,
    missing: text(
        "there is no Secret `{name}` in the namespace",
        "この名前空間に Secret `{name}` がありません",
    ),
    elsewhere: Some(text(
        "Secret `{name}` is in namespace `{namespace}`, and these pods name none: it is not \
         shared across namespaces",
        "Secret `{name}` は名前空間 `{namespace}` にありますが、この Pod には名前空間の指定が\
         ありません。名前空間をまたいで使うことはできません",
    )),
    also: text("these pods refer to it too", "この Pod も参照しています"),
};

fn run(cx: &mut Cx<'_>, snapshot: &Snapshot) {
    let wanted = Wanted::of(&TARGET, snapshot, |pod, want| {
        let needed = referents(pod, "Secret").into_iter().filter(|referent| !referent.optional);
        for referent in needed {
            want(referent.name, referent.route);
        }
    });
    wanted.report(cx, is_made);
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
                - secretRef:
                    name: db  # expect: missing-secret
          volumes:
            - name: db
              secret:
                secretName: db
            - name: extra
              secret:
                secretName: extra
                optional: true
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1
        kind: Secret
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
                  - secret:
                      name: db  # expect: missing-secret
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Secret
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
              secret:
                secretName: db
        ",
    ),
];
