//! kubeadm's configuration: whom a new node believes.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1661",
        slug: "unverified-node-join",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Node joins a control plane that it does not verify",
            "ノードがコントロールプレーンを検証せずに参加する",
        ),
        what: text(
            "JoinConfiguration whose token discovery has `unsafeSkipCAVerification: true`, or neither \
             that nor `caCertHashes`, with which kubeadm refuses to join.",
            "トークンによる検出で `unsafeSkipCAVerification: true` を設定した JoinConfiguration を検出し\
             ます。`caCertHashes` もない場合は kubeadm が参加を拒否するため、これも対象です。",
        ),
        why: text(
            "Who answers at the address, or knows the token, can pass for the control plane: the node \
             then runs what he tells it, as root.",
            "そのアドレスで応答する者やトークンを知る者が、コントロールプレーンになりすませます。ノードは、\
             その指示どおりのものを root で実行することになります。",
        ),
        fix: text(
            "Give `caCertHashes`, as `kubeadm token create --print-join-command` prints it.",
            "`kubeadm token create --print-join-command` が表示する `caCertHashes` を指定します。",
        ),
        fine: text(
            "A network that nobody else is on.",
            "ほかに誰もいないネットワークであれば問題ありません。",
        ),
        references: &[
            reference("catalogue", "M04"),
            reference("nsa", "authn"),
            reference("mitre", "T1557"),
        ],
    },
    run: Run::Object { of: &[("kubeadm.k8s.io", "JoinConfiguration")], run },
    fixtures: FIXTURES,
};

const SKIPPED: Text = text(
    "the authority of the control plane is not verified",
    "コントロールプレーンの認証局が検証されません",
);
const NO_HASH: Text = text(
    "without `caCertHashes` kubeadm cannot verify the control plane and refuses to join",
    "`caCertHashes` がないため、kubeadm はコントロールプレーンを検証できず、参加を拒否します",
);

fn run(cx: &mut Cx<'_>, join: &Object) {
    const TOKEN: [&str; 2] = ["discovery", "bootstrapToken"];
    let Some(token) = join.value.at(&TOKEN).filter(|token| !token.is_null()) else {
        return cx.not_applicable();
    };
    if !token.items_at(&["caCertHashes"]).is_empty() {
        return;
    }
    if token.bool_at(&["unsafeSkipCAVerification"]) == Some(true) {
        let route = Route::keys(TOKEN).then("unsafeSkipCAVerification");
        cx.report(cx.finding(join.place(route), Message::new(SKIPPED)));
    } else {
        cx.report(cx.at(join, TOKEN, NO_HASH).severity(Low));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: kubeadm.k8s.io/v1beta4
        kind: JoinConfiguration
        discovery:
          bootstrapToken:
            apiServerEndpoint: 10.0.0.1:6443
            unsafeSkipCAVerification: true  # expect: unverified-node-join
        ",
    ),
    Fixture::pass(
        "
        apiVersion: kubeadm.k8s.io/v1beta4
        kind: JoinConfiguration
        discovery:
          bootstrapToken:
            apiServerEndpoint: 10.0.0.1:6443
            caCertHashes: ['sha256:0123']
        ",
    ),
];
