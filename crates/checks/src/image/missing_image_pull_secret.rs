//! Pods and a Secret: the credentials for the registry are not there.

use crate::dangling::{Target, Wanted};
use crate::secret_maker::is_made;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1205",
        slug: "missing-image-pull-secret",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text("Image pull secret does not exist", "イメージ取得用の Secret が存在しない"),
        what: text(
            "Names in `imagePullSecrets` of pods for which there is no Secret in the namespace \
             and nothing that makes one. In files that is a hint, because Secrets are often \
             kept elsewhere.",
            "Pod の `imagePullSecrets` に指定された名前のうち、名前空間に Secret がなく、それ\
             を作るものもないものを検出します。Secret は別の場所で管理されることが多いため、\
             ファイルだけの場合は示唆にとどめます。",
        ),
        why: text(
            "The kubelet pulls without credentials: the pod fails, or gets a public image of \
             the same name.",
            "kubelet は認証情報なしで取得を試みます。Pod は起動に失敗するか、同名の公開イメー\
             ジを取得してしまいます。",
        ),
        fix: text(
            "Make a Secret of type `kubernetes.io/dockerconfigjson` in the namespace of the \
             pods, or remove the reference.",
            "Pod の名前空間に `kubernetes.io/dockerconfigjson` 型の Secret を作成するか、参照\
             を削除します。",
        ),
        fine: text(
            "The nodes have credentials of their own, or the image is public.",
            "ノード自体に認証情報がある場合や、公開イメージの場合は問題ありません。",
        ),
        references: &[reference("catalogue", "I09"), reference("popeye", "POP-305")],
    },
    run: Run::World(run),
    fixtures: FIXTURES,
};

static TARGET: Target = Target {
    group: "",
    kind: "Secret",
    is_namespaced: true,
    missing: text(
        "there is no Secret `{name}` in the namespace to pull images with",
        "イメージ取得用の Secret `{name}` がこの名前空間にありません",
    ),
    elsewhere: Some(text(
        "Secret `{name}` is in namespace `{namespace}`, and these pods name none: Secrets are \
         not shared across namespaces",
        "Secret `{name}` は名前空間 `{namespace}` にありますが、この Pod には名前空間の指定が\
         ありません。Secret は名前空間をまたいで使えません",
    )),
    also: text("these pods ask for it too", "この Pod も参照しています"),
};

fn run(cx: &mut Cx<'_>, snapshot: &Snapshot) {
    let wanted = Wanted::of(&TARGET, snapshot, |pod, want| {
        for (index, secret) in pod.spec.items_at(&["imagePullSecrets"]).iter().enumerate() {
            let route = Route::keys(["spec", "imagePullSecrets"]).then(index).then("name");
            want(secret.str_at(&["name"]).unwrap_or_default(), pod.route(&route));
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
          imagePullSecrets:
            - name: registry  # expect: missing-image-pull-secret
          containers:
            - name: web
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Secret
        metadata:
          name: registry
          namespace: shop
        type: kubernetes.io/dockerconfigjson
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: a
          namespace: shop
        spec:
          imagePullSecrets:
            - name: registry
          containers:
            - name: web
        ",
    ),
    Fixture::unknown(
        "
        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata:
          name: registry
          namespace: shop
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: a
          namespace: shop
        spec:
          imagePullSecrets:
            - name: registry
          containers:
            - name: web
        ",
    ),
];
