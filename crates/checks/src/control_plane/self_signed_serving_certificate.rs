//! Settings of API server and kubelet: who they prove to be.

use sekisho_component::setting::{api_server, kubelet};
use sekisho_component::{Answer, Component};

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1620",
        slug: "self-signed-serving-certificate",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "Serving certificate is one that nobody can verify",
            "サーバー証明書を誰も検証できない",
        ),
        what: text(
            "API servers without `--tls-cert-file` or `--tls-private-key-file`, and kubelets without them \
             that do not ask the cluster for a certificate either (`serverTLSBootstrap`). Both then sign \
             a certificate themselves.",
            "`--tls-cert-file` または `--tls-private-key-file` のない API サーバーと、それらがなく、クラ\
             スターにも証明書を要求しない（`serverTLSBootstrap` を設定していない）kubelet を検出します。\
             どちらも自己署名の証明書を使うことになります。",
        ),
        why: text(
            "Clients either refuse the certificate or, as scripts and the API server in front of kubelets \
             do, stop verifying: then anybody in between reads tokens and changes answers.",
            "クライアントは証明書を拒否するか、さもなければ検証をやめてしまいます。スクリプトや、kubelet に\
             接続する API サーバーは後者です。そうなると、経路上の攻撃者がトークンを盗み、応答を改ざんで\
             きます。",
        ),
        fix: text(
            "Name certificate and key; for kubelets set `serverTLSBootstrap: true` and approve their \
             certificate requests.",
            "証明書と鍵を指定します。kubelet では `serverTLSBootstrap: true` を設定し、証明書の要求を承認\
             します。",
        ),
        fine: text(
            "Kubelets of clusters whose API servers do not verify them yet; that is a finding of its own.",
            "API サーバーがまだ検証していないクラスターの kubelet であれば、すぐには影響しません（それ自\
             体は別に検出します）。",
        ),
        references: &[reference("nsa", "enc"), reference("mitre", "T1557")],
    },
    run: Run::Component { of: &[Component::ApiServer, Component::Kubelet], run },
    fixtures: FIXTURES,
};

const SERVER: &[Rule] = &[
    rule(api_server::TLS_CERT_FILE, Fault::Missing).references(API_SERVER_TLS_CERT_FILE),
    rule(api_server::TLS_PRIVATE_KEY_FILE, Fault::Missing).references(API_SERVER_TLS_CERT_FILE),
];
const KUBELET: &[Rule] = &[
    rule(kubelet::TLS_CERT_FILE, Fault::Missing).references(KUBELET_TLS_CERT_FILE),
    rule(kubelet::TLS_PRIVATE_KEY_FILE, Fault::Missing).references(KUBELET_TLS_PRIVATE_KEY_FILE),
];

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    if configured.component() == Component::ApiServer {
        return setting_rule::judge(cx, configured, SERVER);
    }
    // A pair that is given half is told even where the cluster would sign a certificate.
    let is_given = |setting| configured.settings.text(setting).value().is_some();
    let is_half = is_given(&kubelet::TLS_CERT_FILE) != is_given(&kubelet::TLS_PRIVATE_KEY_FILE);
    match configured.settings.boolean(&kubelet::SERVER_TLS_BOOTSTRAP) {
        Answer::Known(found) if found.value && !is_half => {}
        Answer::Unknown(_) if !is_half => cx.unknown(),
        _ => setting_rule::judge(cx, configured, KUBELET),
    }
}

const API_SERVER_TLS_CERT_FILE: &[Reference] = &[
    reference("cis-1.12", "1.2.24"),
    reference("catalogue", "C1.2.25"),
    reference("kubescape", "C-0138"),
    reference(
        "kubescape",
        "ensure-that-the-api-server-tls-cert-file-and-tls-private-key-file-arguments-are-set-as-appropriate",
    ),
    reference("trivy", "KCV-0027"),
    reference("checkov", "CKV_K8S_100"),
];

const KUBELET_TLS_CERT_FILE: &[Reference] = &[
    reference("cis-1.12", "4.2.9"),
    reference("catalogue", "C4.2.9"),
    reference("kubescape", "C-0181"),
    reference("kubescape", "validate-kubelet-tls-configuration-updated"),
    reference("trivy", "KCV-0088"),
    reference("checkov", "CKV_K8S_148"),
];

const KUBELET_TLS_PRIVATE_KEY_FILE: &[Reference] = &[
    reference("cis-1.12", "4.2.9"),
    reference("catalogue", "C4.2.9"),
    reference("kubescape", "C-0181"),
    reference("kubescape", "validate-kubelet-tls-configuration-updated"),
    reference("trivy", "KCV-0089"),
    reference("checkov", "CKV_K8S_148"),
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
                - kube-apiserver  # expect: self-signed-serving-certificate
                - --tls-cert-file=/pki/tls.crt
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
                - --tls-cert-file=/pki/tls.crt
                - --tls-private-key-file=/pki/tls.key
        ",
    ),
    Fixture::pass(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        serverTLSBootstrap: true
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kubelet
          namespace: kube-system
        spec:
          containers:
            - name: kubelet
              command:
                - kubelet  # expect: self-signed-serving-certificate
                - --tls-cert-file=/pki/tls.crt
        ",
    ),
    Fixture::unknown(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kubelet
          namespace: kube-system
        spec:
          containers:
            - name: kubelet
              command:
                - kubelet
                - --config=/var/lib/kubelet/config.yaml
        ",
    ),
];
