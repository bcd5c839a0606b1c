//! Flags of components that are gone.

use sekisho_component::{Component, Flag, Origin, removed_flags};

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::at;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1649",
        slug: "removed-component-flag",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "Flag that the component does not take any more",
            "コンポーネントがもう受け付けないフラグ",
        ),
        what: text(
            "Flags of control-plane components and kubelets that are gone in the version, such as \
             `--insecure-port` and `--port` (v1.24), `--basic-auth-file` (v1.19), `--kubelet-https` \
             (v1.22), `--network-plugin` (v1.24), `--container-runtime` (v1.27) and \
             `--pod-infra-container-image` (v1.35). The version is the one of the image or of kubeadm's \
             configuration, else the one that is scanned for. In versions that still had them, flags that \
             opened a door are told as such.",
            "コントロールプレーンのコンポーネントや kubelet で、そのバージョンから削除されたフラグを検出\
             します。たとえば `--insecure-port` と `--port`（v1.24）、`--basic-auth-file`（v1.19）、\
             `--kubelet-https`（v1.22）、`--network-plugin`（v1.24）、`--container-runtime`（v1.27）、\
             `--pod-infra-container-image`（v1.35）です。バージョンは、イメージのタグか kubeadm の設定、\
             なければスキャン対象のバージョンから判断します。まだ受け付けていたバージョンでは、危険なフラ\
             グとして報告します。",
        ),
        why: text(
            "A component that is given an unknown flag ends at once: the control plane does not come up \
             after the upgrade. And what the flag once secured or opened is not what whoever wrote it \
             believes.",
            "未知のフラグを渡されたコンポーネントはすぐに終了し、アップグレード後にコントロールプレーンが\
             起動しません。また、そのフラグによる防御や公開は、書いた人の想定とは違うものになっています。",
        ),
        fix: text(
            "Remove the flag; the release notes of the version tell what takes its place.",
            "フラグを削除します。代わりの手段はそのバージョンのリリースノートにあります。",
        ),
        fine: text(
            "Distributions that patch the flag back in.",
            "フラグを独自に復活させたディストリビューションであれば問題ありません。",
        ),
        references: &[reference("nsa", "upg")],
    },
    run: Run::Component { of: &ALL, run },
    fixtures: FIXTURES,
};

const REMOVED: Text = text(
    "`--{flag}` was removed in {gone}: {component} {version} does not start with it",
    "`--{flag}` は {gone} で削除されており、{component} {version} はこのフラグでは起動しません",
);
const BASIC: Text = text(
    "people come in with passwords that lie in a file in clear text",
    "ファイルに平文で置かれたパスワードで認証が行われます",
);
const PLAIN: Text = text(
    "`--{flag}={value}` serves the whole API without encryption, authentication and authorization",
    "`--{flag}={value}` により、API 全体が暗号化も認証も認可もなしで公開されます",
);

const KUBELET: Text = text(
    "`--{flag}={value}` asks for connections to kubelets without encryption",
    "`--{flag}={value}` により、kubelet への接続に暗号化なしが指定されています",
);

const ALL: [Component; 6] = Component::ALL;

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    let component = configured.component();
    let version = configured.settings.version();
    for flag in configured.settings.flags().iter() {
        let removed = removed_flags(component, version).find(|removed| removed.name == flag.name);
        let message = match removed {
            Some(removed) => Message::new(REMOVED)
                .with("gone", removed.gone())
                .with("component", component.binary())
                .with("version", version),
            None => match insecure(component, flag) {
                Some(message) => Message::new(message).with("value", flag.text()),
                None => continue,
            },
        };
        let origin = Origin::Flag(flag.route.clone());
        let mut finding = at(cx, configured, &origin, message.with("flag", &flag.name));
        if insecure(component, flag).is_some() {
            finding.references.extend_from_slice(references(&flag.name));
            if removed.is_none() {
                finding = finding.severity(Critical);
            }
        }
        cx.report(finding);
    }
}

/// What a flag did in versions that had it, if it opened a door.
fn insecure(component: Component, flag: &Flag) -> Option<Text> {
    if component != Component::ApiServer {
        return None;
    }
    match flag.name.as_str() {
        "basic-auth-file" => Some(BASIC),
        "insecure-bind-address" => Some(PLAIN),
        "insecure-port" if flag.text() != "0" => Some(PLAIN),
        "kubelet-https" if flag.as_bool() == Some(false) => Some(KUBELET),
        _ => None,
    }
}

fn references(flag: &str) -> &'static [Reference] {
    const BASIC: &[Reference] = &[reference("checkov", "CKV_K8S_69")];
    const HTTPS: &[Reference] =
        &[reference("trivy", "KCV-0004"), reference("checkov", "CKV_K8S_71")];
    const PORT: &[Reference] = &[
        reference("catalogue", "K04"),
        reference("kubescape", "C-0005"),
        reference("kubescape", "insecure-port-flag"),
        reference("checkov", "CKV_K8S_88"),
    ];
    const ADDRESS: &[Reference] =
        &[reference("catalogue", "K04"), reference("checkov", "CKV_K8S_86")];
    match flag {
        "basic-auth-file" => BASIC,
        "insecure-port" => PORT,
        "kubelet-https" => HTTPS,
        _ => ADDRESS,
    }
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
                - --insecure-port=8080  # expect: removed-component-flag
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
                - kube-apiserver
                - --basic-auth-file=/etc/kubernetes/users.csv  # expect: removed-component-flag
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
                - kubelet
                - --network-plugin=cni  # expect: removed-component-flag
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
                - --cloud-provider=external
        ",
    )
    .on(32),
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
                - --cloud-provider=external  # expect: removed-component-flag
        ",
    )
    .on(33),
];
