//! Control-plane flags: an admission plugin that is off by default.

use sekisho_component::Component;

use crate::Configured;
use crate::admission_flags;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1612",
        slug: "service-external-ips-allowed",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "Services may claim any external address",
            "Service が任意の外部 IP を名乗れる",
        ),
        what: text(
            "API servers on which the admission plugin `DenyServiceExternalIPs` is not enabled. It is off \
             by default.",
            "アドミッションプラグイン `DenyServiceExternalIPs` が有効でない API サーバーを検出します。既\
             定では無効です。",
        ),
        why: text(
            "Who may create Services can write any address into `spec.externalIPs`, and nodes then send \
             traffic for that address to the pods of that Service (CVE-2020-8554): traffic to the \
             internet or to other tenants is intercepted.",
            "Service を作成できる者は、`spec.externalIPs` に任意のアドレスを書けます。すると各ノードは、\
             そのアドレス宛ての通信をその Service の Pod へ送ります（CVE-2020-8554）。インターネットや他\
             テナント宛ての通信が傍受されます。",
        ),
        fix: text(
            "Add `DenyServiceExternalIPs` to `--enable-admission-plugins`; Services that have such \
             addresses already keep them.",
            "`--enable-admission-plugins` に `DenyServiceExternalIPs` を追加します。すでに外部 IP を持つ Service は\
             そのまま使えます。",
        ),
        fine: text(
            "Where a policy engine or an admission policy limits `externalIPs`, or where the addresses \
             are needed and all who may create Services are trusted.",
            "ポリシーエンジンやアドミッションポリシーが `externalIPs` を制限している場合や、この機能が必\
             要で、Service を作成できる全員を信頼できる場合は問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "1.2.3"),
            reference("catalogue", "C1.2.3"),
            reference("nsa", "net"),
            reference("mitre", "T1557"),
            reference("kubescape", "C-0283"),
            reference("kubescape", "ensure-that-the-api-server-DenyServiceExternalIPs-is-set"),
        ],
    },
    run: Run::Component { of: &[Component::ApiServer], run },
    fixtures: FIXTURES,
};

const OFF: Text = text(
    "the admission plugin `DenyServiceExternalIPs` is off",
    "アドミッションプラグイン `DenyServiceExternalIPs` が無効です",
);

fn run(cx: &mut Cx<'_>, server: &Configured<'_>) {
    admission_flags::is_off(cx, server, "DenyServiceExternalIPs", OFF);
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
                - --enable-admission-plugins=NamespaceExists  # expect: service-external-ips-allowed
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
                - kube-apiserver  # expect: service-external-ips-allowed
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
                - --enable-admission-plugins=PodNodeSelector,DenyServiceExternalIPs
        ",
    ),
];
