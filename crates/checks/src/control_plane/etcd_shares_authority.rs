//! Flags of etcd and the API server together: whose certificates open the database.

use sekisho_component::setting::{api_server, etcd};
use sekisho_component::{Answer, Component};
use sekisho_finding::Place;

use crate::configured;
use crate::prelude::*;
use crate::setting_rule::at;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1636",
        slug: "etcd-shares-authority",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "etcd trusts the cluster's authority instead of one of its own",
            "etcd が専用ではなくクラスターの認証局を信頼している",
        ),
        what: text(
            "etcd whose `--trusted-ca-file` is the file that an API server of the same input has as \
             `--client-ca-file`.",
            "同じ入力にある API サーバーの `--client-ca-file` と同じファイルを `--trusted-ca-file` に指定\
             した etcd を検出します。",
        ),
        why: text(
            "Everybody with a client certificate of the cluster (users, kubelets, whoever got a request \
             for one approved) is then let into etcd, past all authorization.",
            "ユーザーや kubelet、証明書の要求を承認された者など、クラスターのクライアント証明書を持つ全員\
             が、認可を一切通らずに etcd に入れてしまいます。",
        ),
        fix: text(
            "Give etcd an authority of its own and let it sign only the certificates of etcd's members \
             and of API servers.",
            "etcd 専用の認証局を用意し、etcd のメンバーと API サーバーの証明書だけを署名させます。",
        ),
        fine: text(
            "Where the authority signs nothing but control-plane certificates.",
            "その認証局がコントロールプレーンの証明書しか署名しない場合は問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "2.7"),
            reference("catalogue", "C2.7"),
            reference("nsa", "authn"),
            reference("mitre", "T1078"),
            reference("kubescape", "C-0159"),
            reference("kubescape", "etcd-unique-ca"),
        ],
    },
    run: Run::World(run),
    fixtures: FIXTURES,
};

const SHARED: Text = text(
    "etcd takes every client certificate of the cluster: `{file}` is its authority and that of the API server",
    "etcd がクラスターのすべてのクライアント証明書を受け入れます（`{file}` が API サーバーと共通の認証局です）",
);
const SERVER: Text = text(
    "the API server's authority for clients is the same file",
    "API サーバーのクライアント認証局が同じファイルです",
);

fn run(cx: &mut Cx<'_>, snapshot: &Snapshot) {
    let version = cx.settings.version;
    let mut servers: Vec<(String, Place)> = Vec::new();
    configured::each(snapshot, version, |it| {
        if it.component() == Component::ApiServer
            && let Answer::Known(found) = it.settings.text(&api_server::CLIENT_CA_FILE)
        {
            servers.push((found.value, it.place(&found.origin)));
        }
    });
    configured::each(snapshot, version, |it| {
        if it.component() != Component::Etcd {
            return;
        }
        cx.subject(|cx| match it.settings.text(&etcd::TRUSTED_CA_FILE) {
            Answer::Known(found) if !found.value.is_empty() => {
                let mut same = servers.iter().filter(|(file, _)| *file == found.value).peekable();
                if same.peek().is_none() {
                    return;
                }
                let message = Message::new(SHARED).with("file", &found.value);
                let finding = at(cx, it, &found.origin, message);
                let finding = same.fold(finding, |finding, (_, place)| {
                    finding.related(place.clone(), Message::new(SERVER))
                });
                cx.report(finding);
            }
            Answer::Unknown(_) => cx.unknown(),
            _ => cx.not_applicable(),
        });
    });
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-apiserver
          namespace: kube-system
        spec:
          containers:
            - name: kube-apiserver
              command:
                - kube-apiserver
                - --client-ca-file=/pki/ca.crt
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: etcd
          namespace: kube-system
        spec:
          containers:
            - name: etcd
              command:
                - etcd
                - --trusted-ca-file=/pki/ca.crt  # expect: etcd-shares-authority
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-apiserver
          namespace: kube-system
        spec:
          containers:
            - name: kube-apiserver
              command:
                - kube-apiserver
                - --client-ca-file=/pki/ca.crt
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: etcd
          namespace: kube-system
        spec:
          containers:
            - name: etcd
              command:
                - etcd
                - --trusted-ca-file=/pki/etcd/ca.crt
        ",
    ),
];
