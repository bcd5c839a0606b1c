//! Settings of what signs certificates: how long they live.

use sekisho_component::setting::controller_manager;
use sekisho_component::{Answer, Component, ConfigKind, Setting};

use crate::Configured;
use crate::duration;
use crate::prelude::*;
use crate::setting_rule::at;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1668",
        slug: "long-certificate-lifetime",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Certificates of users and nodes live for years",
            "ユーザーやノードの証明書の有効期間が年単位",
        ),
        what: text(
            "Controller managers whose `--cluster-signing-duration` is longer than a year, the default, \
             and kubeadm's `certificateValidityPeriod` (v1beta4) longer than a year.",
            "`--cluster-signing-duration` が既定値の 1 年を超える controller-manager と、\
             `certificateValidityPeriod`（v1beta4）が 1 年を超える kubeadm の設定を検出します。",
        ),
        why: text(
            "Kubernetes does not ask for revoked certificates: a stolen one is good until it ends, \
             whatever happens to the account. The longer they live, the fewer people remember who has \
             them.",
            "Kubernetes は証明書の失効を確認しません。盗まれた証明書は、アカウントがどうなろうと期限まで\
             有効です。期間が長いほど、誰が持っているかを覚えている人も減ります。",
        ),
        fix: text(
            "Leave the setting out, let kubelets renew theirs (`rotateCertificates`), and run `kubeadm \
             certs renew` with upgrades.",
            "設定を省き、kubelet には証明書を更新させ（`rotateCertificates`）、アップグレードの際に `kubeadm certs renew` を\
             実行します。",
        ),
        fine: text(
            "Clusters that nobody can reach for years.",
            "何年も誰も触れられないクラスターであれば問題ありません。",
        ),
        references: &[
            reference("catalogue", "M04"),
            reference("nsa", "authn"),
            reference("mitre", "T1078"),
        ],
    },
    run: Run::Component { of: &[Component::ControllerManager], run },
    fixtures: FIXTURES,
};

const LONG: Text = text(
    "certificates are signed for `{duration}`, longer than a year",
    "証明書の有効期間が `{duration}` で、1 年を超えています",
);

/// A year as the default has it.
const YEAR: f64 = 8760.0 * 3600.0;

const PERIOD: &str = "certificateValidityPeriod";

const FLAG: Setting = controller_manager::CLUSTER_SIGNING_DURATION;

fn run(cx: &mut Cx<'_>, manager: &Configured<'_>) {
    match manager.settings.text(&FLAG) {
        Answer::Known(found) if is_long(&found.value) => {
            let message = Message::new(LONG).with("duration", &found.value);
            let mut finding = at(cx, manager, &found.origin, message);
            if let Some(fix) = manager.set(&FLAG, &found.origin, "8760h0m0s", Safety::Unsafe) {
                finding = finding.fix(fix);
            }
            cx.report(finding);
        }
        Answer::Unknown(_) => cx.unknown(),
        _ => {}
    }
    let configuration = manager.object;
    if ConfigKind::of(&configuration.value) == Some(ConfigKind::KubeadmCluster)
        && let Some(period) = configuration.value.str_at(&[PERIOD])
        && is_long(period)
    {
        let message = Message::new(LONG).with("duration", period);
        let finding = cx.finding(configuration.place(Route::keys([PERIOD])), message);
        cx.report(finding.fix(set(SHORTEN, Safety::Unsafe, Route::keys([PERIOD]), "8760h0m0s")));
    }
}

const SHORTEN: Text = text("sign for a year", "有効期間を 1 年にする");

fn is_long(duration: &str) -> bool {
    duration::seconds(duration).is_some_and(|seconds| seconds > YEAR)
}

const FIXTURES: &[Fixture] = &[
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
                - kube-controller-manager
                - --cluster-signing-duration=87600h  # expect: long-certificate-lifetime
        ",
    ),
    Fixture::fail(
        "
        apiVersion: kubeadm.k8s.io/v1beta4
        kind: ClusterConfiguration
        certificateValidityPeriod: 87600h0m0s  # expect: long-certificate-lifetime
        ",
    ),
    Fixture::pass(
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
                - kube-controller-manager
                - --cluster-signing-duration=720h
        ",
    ),
];
