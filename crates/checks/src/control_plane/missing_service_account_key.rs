//! Control-plane flags: the keys that tokens rest on.

use sekisho_component::Component;
use sekisho_component::setting::{api_server, controller_manager};

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1618",
        slug: "missing-service-account-key",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Key of service account tokens is not named",
            "ServiceAccount トークンの鍵が指定されていない",
        ),
        what: text(
            "API servers without `--service-account-key-file`, unless an outside signer is named by \
             `--service-account-signing-endpoint` (v1.32), and controller managers without \
             `--service-account-private-key-file`.",
            "`--service-account-key-file` のない API サーバー（v1.32 以降の `--service-account-signing-endpoint` で\
             外部の署名者を指定している場合を除く）と、`--service-account-private-key-file` のない controller-manager を\
             検出します。",
        ),
        why: text(
            "Without a key of its own, the API server verifies tokens with the key of its serving \
             certificate, which makes it impossible to change one without the other. A controller manager \
             without the key does not issue the tokens of Secrets.",
            "専用の鍵がないと、API サーバーはサーバー証明書の鍵でトークンを検証し、片方だけを交換できなく\
             なります。controller-manager に鍵がないと、Secret 型のトークンは発行されません。",
        ),
        fix: text(
            "Make a pair of keys for tokens and name it: the public key for API servers, the private one \
             for the controller manager.",
            "トークン専用の鍵ペアを作り、公開鍵を API サーバーに、秘密鍵を controller-manager に指定しま\
             す。",
        ),
        fine: text(
            "Controller managers of clusters that use no tokens in Secrets, whose controller is switched \
             off.",
            "Secret 型のトークンを使わず、そのコントローラーを無効にしたクラスターの controller-manager で\
             あれば問題ありません。",
        ),
        references: &[reference("nsa", "authn"), reference("mitre", "T1078")],
    },
    run: Run::Component { of: &[Component::ApiServer, Component::ControllerManager], run },
    fixtures: FIXTURES,
};

const KEY: Rule = rule(api_server::SERVICE_ACCOUNT_KEY_FILE, Fault::Missing)
    .references(API_SERVER_SERVICE_ACCOUNT_KEY_FILE);
const PRIVATE_KEY: Rule =
    rule(controller_manager::SERVICE_ACCOUNT_PRIVATE_KEY_FILE, Fault::Missing)
        .references(CONTROLLER_MANAGER_SERVICE_ACCOUNT_PRIVATE_KEY_FILE);

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    let signer = configured.settings.text(&api_server::SERVICE_ACCOUNT_SIGNING_ENDPOINT);
    if configured.component() == Component::ApiServer && signer.value().is_some() {
        return;
    }
    setting_rule::judge(cx, configured, &[KEY, PRIVATE_KEY]);
}

const API_SERVER_SERVICE_ACCOUNT_KEY_FILE: &[Reference] = &[
    reference("cis-1.12", "1.2.22"),
    reference("catalogue", "C1.2.23"),
    reference("kubescape", "C-0136"),
    reference(
        "kubescape",
        "ensure-that-the-api-server-service-account-key-file-argument-is-set-as-appropriate",
    ),
    reference("trivy", "KCV-0025"),
    reference("checkov", "CKV_K8S_97"),
];

const CONTROLLER_MANAGER_SERVICE_ACCOUNT_PRIVATE_KEY_FILE: &[Reference] = &[
    reference("cis-1.12", "1.3.4"),
    reference("catalogue", "C1.3.4"),
    reference("kubescape", "C-0147"),
    reference(
        "kubescape",
        "ensure-that-the-controller-manager-service-account-private-key-file-argument-is-set-as-appropriate",
    ),
    reference("trivy", "KCV-0036"),
    reference("checkov", "CKV_K8S_110"),
];

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
                - kube-apiserver  # expect: missing-service-account-key
                - --secure-port=6443
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-controller-manager
          namespace: kube-system
        spec:
          containers:
            - name: kube-controller-manager
              command:
                - kube-controller-manager  # expect: missing-service-account-key
                - --leader-elect=true
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
                - --service-account-key-file=/pki/sa.pub
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
                - --service-account-signing-endpoint=/run/signer.sock
        ",
    ),
];
