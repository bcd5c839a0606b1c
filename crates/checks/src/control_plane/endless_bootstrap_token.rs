//! Tokens that let nodes join.

use crate::duration;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1660",
        slug: "endless-bootstrap-token",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text("Bootstrap token never expires", "ブートストラップトークンに期限がない"),
        what: text(
            "Secrets of type `bootstrap.kubernetes.io/token` without `expiration`, and kubeadm's \
             `bootstrapTokens` with a `ttl` of zero and no `expires`.",
            "`expiration` のない `bootstrap.kubernetes.io/token` 型の Secret と、`ttl` が 0 で `expires` も\
             ない kubeadm の `bootstrapTokens` を検出します。",
        ),
        why: text(
            "Whoever finds the token, in a script, a cloud image or an old terminal, may let a machine of \
             his own join the cluster as a node and read the Secrets of the pods that land on it.",
            "スクリプト、クラウドのイメージ、古い端末などでこのトークンを見つけた者は、自分のマシンをノー\
             ドとしてクラスターに参加させ、そこに配置された Pod の Secret を読めます。",
        ),
        fix: text(
            "Delete the token once nodes have joined; make new ones with `kubeadm token create --ttl 1h`. \
             In kubeadm's configuration leave `ttl` out: it is 24 hours then.",
            "ノードの参加後はトークンを削除し、必要なときに `kubeadm token create --ttl 1h` で作り直しま\
             す。kubeadm の設定では `ttl` を省けば 24 時間になります。",
        ),
        fine: text(
            "Clusters whose nodes come and go by themselves and have no other way to join.",
            "ノードが自動的に増減し、ほかに参加の手段がないクラスターであれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "3.1.3"),
            reference("catalogue", "C3.1.3"),
            reference("nsa", "authn"),
            reference("mitre", "T1078"),
            reference("kubescape", "C-0288"),
        ],
    },
    run: Run::Object { of: &[("", "Secret"), ("kubeadm.k8s.io", "InitConfiguration")], run },
    fixtures: FIXTURES,
};

const SECRET: Text = text(
    "the token has no `expiration`: it lets nodes join for ever",
    "トークンに `expiration` がなく、いつまでもノードの参加に使えます",
);
const TTL: Text = text(
    "a `ttl` of zero makes a token that never expires",
    "`ttl` が 0 のため、期限のないトークンが作られます",
);

fn run(cx: &mut Cx<'_>, object: &Object) {
    if object.kind() == "Secret" {
        if object.value.str_at(&["type"]) != Some("bootstrap.kubernetes.io/token") {
            return cx.not_applicable();
        }
        if !cx.snapshot.has_contents("Secret") {
            return cx.unknown();
        }
        let has = |list: &str| object.value.at(&[list, "expiration"]).is_some();
        if !has("data") && !has("stringData") {
            cx.report(cx.at(object, ["type"], SECRET));
        }
        return;
    }
    for (index, token) in object.value.items_at(&["bootstrapTokens"]).iter().enumerate() {
        let is_zero = token.str_at(&["ttl"]).and_then(duration::seconds) == Some(0.0);
        if is_zero && token.get("expires").is_none_or(Value::is_null) {
            let route = Route::keys(["bootstrapTokens"]).then(index).then("ttl");
            let finding = cx.finding(object.place(route.clone()), Message::new(TTL));
            cx.report(finding.fix(set(SHORT, Safety::Unsafe, route, "24h0m0s")));
        }
    }
}

const SHORT: Text = text("let the token expire after a day", "トークンの期限を 1 日にする");

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Secret
        metadata:
          name: bootstrap-token-abcdef
          namespace: kube-system
        type: bootstrap.kubernetes.io/token  # expect: endless-bootstrap-token
        stringData:
          token-id: abcdef
          usage-bootstrap-authentication: 'true'
        ",
    ),
    Fixture::fail(
        "
        apiVersion: kubeadm.k8s.io/v1beta4
        kind: InitConfiguration
        bootstrapTokens:
          - ttl: 0s  # expect: endless-bootstrap-token
            usages: [signing, authentication]
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Secret
        metadata:
          name: bootstrap-token-abcdef
          namespace: kube-system
        type: bootstrap.kubernetes.io/token
        stringData:
          token-id: abcdef
          expiration: '2026-12-01T00:00:00Z'
        ",
    ),
    Fixture::pass(
        "
        apiVersion: kubeadm.k8s.io/v1beta4
        kind: InitConfiguration
        bootstrapTokens:
          - usages: [signing, authentication]
        ",
    ),
];
