//! Settings of components: how traffic is encrypted.

use sekisho_component::setting::{api_server, controller_manager, etcd, kubelet, scheduler};
use sekisho_component::{Answer, Component, Origin, Setting};

use crate::Configured;
use crate::cipher::{self, Strength};
use crate::prelude::*;
use crate::setting_rule::at;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1652",
        slug: "weak-tls-cipher-suite",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Component takes weak cipher suites",
            "コンポーネントが弱い暗号スイートを受け付ける",
        ),
        what: text(
            "API servers, controller managers, schedulers, kubelets and etcd whose list of cipher suites \
             has one with RC4, 3DES, CBC or without forward secrecy, or a name that Go does not know. API \
             servers and kubelets without a list are a hint only: Go's own choice is good, save for a few \
             with CBC. With TLS 1.3 as the oldest version the list does not matter.",
            "暗号スイートの一覧に、RC4、3DES、CBC を使うもの、前方秘匿性のないもの、Go が知らない名前を含\
             む API サーバー、controller-manager、scheduler、kubelet、etcd を検出します。一覧のない API サ\
             ーバーと kubelet は参考程度の扱いです。Go の既定値は、CBC を使う数種を除けば良好です。最低バ\
             ージョンが TLS 1.3 なら一覧は関係ありません。",
        ),
        why: text(
            "Whoever sits on the network may push old clients to the weakest suite that both sides take, \
             and read tokens and Secrets, now or later from a recording. With an unknown name the \
             component does not start.",
            "ネットワーク上の攻撃者は、双方が受け付ける最も弱いスイートへ古いクライアントを誘導し、トーク\
             ンや Secret を、その場で、あるいは記録から後で読み取れます。未知の名前があるとコンポーネント\
             は起動しません。",
        ),
        fix: text(
            "Name suites with ECDHE and GCM or ChaCha20 only, or set the oldest version to TLS 1.3.",
            "ECDHE と GCM または ChaCha20 の組み合わせだけを列挙するか、最低バージョンを TLS 1.3 にします。",
        ),
        fine: text(
            "Old clients that know nothing better, for as long as they exist.",
            "ほかに選択肢のない古いクライアントが残っている間だけは問題ありません。",
        ),
        references: &[reference("nsa", "enc"), reference("mitre", "T1557")],
    },
    run: Run::Component {
        of: &[
            Component::ApiServer,
            Component::ControllerManager,
            Component::Scheduler,
            Component::Kubelet,
            Component::Etcd,
        ],
        run,
    },
    fixtures: FIXTURES,
};

const WEAK: Text = text(
    "{component} may use the cipher suite `{suite}`: {why}",
    "{component} が暗号スイート `{suite}` を使う可能性があります: {why}",
);
const UNSET: Text = text(
    "{component} leaves the cipher suites to Go, which still takes some with CBC in TLS 1.2",
    "{component} の暗号スイートが Go の既定値のままで、TLS 1.2 では CBC を使うものも受け付けます",
);

/// The setting that names the suites of a component, and the one of the oldest version.
const SETTINGS: [(Setting, Setting); 5] = [
    (api_server::TLS_CIPHER_SUITES, api_server::TLS_MIN_VERSION),
    (controller_manager::TLS_CIPHER_SUITES, controller_manager::TLS_MIN_VERSION),
    (scheduler::TLS_CIPHER_SUITES, scheduler::TLS_MIN_VERSION),
    (kubelet::TLS_CIPHER_SUITES, kubelet::TLS_MIN_VERSION),
    (etcd::CIPHER_SUITES, etcd::TLS_MIN_VERSION),
];

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    let component = configured.component();
    let settings = SETTINGS.iter().find(|(suites, _)| suites.component == component);
    let Some((suites, oldest)) = settings else { return };
    // TLS 1.3 has suites of its own, all of them good, and nobody can choose among them.
    let is_newest = |version: &String| matches!(version.as_str(), "VersionTLS13" | "TLS1.3");
    if configured.settings.text(oldest).value().is_some_and(is_newest) {
        return;
    }
    match configured.settings.list(suites) {
        Answer::Known(found) if !found.value.is_empty() => {
            let judged = found.value.iter().map(|suite| (suite, cipher::strength(suite)));
            let Some((suite, strength)) = judged.max_by_key(|(_, strength)| *strength) else {
                return;
            };
            if strength == Strength::Strong {
                return;
            }
            let message = Message::new(WEAK)
                .with("component", component.binary())
                .with("suite", suite)
                .with("why", strength.fault());
            let severity = if strength == Strength::Broken { Medium } else { Low };
            let mut finding = at(cx, configured, &found.origin, message).severity(severity);
            finding.references.extend(references(component, strength));
            cx.report(finding);
        }
        Answer::Unknown(_) => cx.unknown(),
        _ => {
            let message = Message::new(UNSET).with("component", component.binary());
            let finding = at(cx, configured, &Origin::Default, message);
            let mut finding = finding.severity(Low).confidence(Confidence::Low);
            match component {
                Component::ApiServer => finding.references.extend_from_slice(SERVER_UNSET),
                Component::Kubelet => finding.references.extend_from_slice(KUBELET),
                _ => return,
            }
            cx.report(finding);
        }
    }
}

/// The controls that are broken by a suite of a strength; they differ in what they still take.
fn references(component: Component, strength: Strength) -> Vec<Reference> {
    let of = |references: &[Reference]| references.to_vec();
    match (component, strength) {
        (Component::ApiServer, Strength::Old) => of(&[CHECKOV_SERVER]),
        (Component::ApiServer, _) => [of(SERVER), of(&[CHECKOV_SERVER])].concat(),
        (Component::Kubelet, Strength::Old | Strength::Broken) => {
            [of(KUBELET), of(&[CHECKOV_KUBELET])].concat()
        }
        _ => Vec::new(),
    }
}

const CHECKOV_SERVER: Reference = reference("checkov", "CKV_K8S_105");
const CHECKOV_KUBELET: Reference = reference("checkov", "CKV_K8S_151");

const SERVER: &[Reference] = &[
    reference("cis-1.12", "1.2.29"),
    reference("catalogue", "C1.2.30"),
    reference("kubescape", "C-0277"),
    reference(
        "kubescape",
        "ensure-that-the-API-Server-only-makes-use-of-Strong-Cryptographic-Ciphers-cis1-10",
    ),
];

const SERVER_UNSET: &[Reference] = &[
    reference("cis-1.12", "1.2.29"),
    reference("catalogue", "C1.2.30"),
    reference("kubescape", "C-0143"),
    reference(
        "kubescape",
        "ensure-that-the-API-Server-only-makes-use-of-Strong-Cryptographic-Ciphers",
    ),
    reference("kubescape", "C-0277"),
    reference(
        "kubescape",
        "ensure-that-the-API-Server-only-makes-use-of-Strong-Cryptographic-Ciphers-cis1-10",
    ),
];

const KUBELET: &[Reference] = &[
    reference("cis-1.12", "4.2.12"),
    reference("catalogue", "C4.2.12"),
    reference("kubescape", "C-0184"),
    reference("kubescape", "kubelet-strong-cryptographics-ciphers"),
    reference("kubescape", "kubelet-strong-cryptography-ciphers"),
    reference("trivy", "KCV-0092"),
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
                - kube-apiserver
                - --tls-cipher-suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_RSA_WITH_3DES_EDE_CBC_SHA  # expect: weak-tls-cipher-suite
        ",
    ),
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
                - kube-apiserver  # expect: weak-tls-cipher-suite
                - --secure-port=6443
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
                - --tls-cipher-suites=TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256
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
                - --tls-min-version=VersionTLS13
        ",
    ),
    Fixture::fail(
        "
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        tlsCipherSuites:  # expect: weak-tls-cipher-suite
          - TLS_ECDHE_ECDSA_WITH_RC4_128_SHA
        ",
    ),
];
