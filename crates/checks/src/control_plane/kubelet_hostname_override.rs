//! A flag of the kubelet: what the node is called.

use sekisho_component::Component;
use sekisho_component::setting::kubelet;

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1641",
        slug: "kubelet-hostname-override",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text(
            "Kubelet goes by another name than its machine",
            "kubelet がマシンとは別の名前を名乗る",
        ),
        what: text(
            "Kubelets with `--hostname-override`.",
            "`--hostname-override` を指定した kubelet を検出します。",
        ),
        why: text(
            "Certificates and node authorization rest on the node's name. Where it is made up, requests \
             in logs cannot be traced to machines, and two nodes may get the same one.",
            "証明書と Node 認可はノード名に基づきます。名前を任意に付けると、ログのリクエストをマシンに結\
             び付けられず、2 台のノードが同じ名前になることもあります。",
        ),
        fix: text(
            "Remove the flag and give the machine the right hostname.",
            "フラグを削除し、マシンに正しいホスト名を付けます。",
        ),
        fine: text(
            "Cloud providers whose integration demands a certain node name.",
            "クラウドプロバイダーとの連携で、特定のノード名が求められる場合は問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "4.2.7"),
            reference("catalogue", "C4.2.7"),
            reference("nsa", "node"),
            reference("kubescape", "C-0179"),
            reference("kubescape", "kubelet-hostname-override"),
            reference("trivy", "KCV-0086"),
            reference("checkov", "CKV_K8S_146"),
        ],
    },
    run: Run::Component { of: &[Component::Kubelet], run },
    fixtures: FIXTURES,
};

const RULES: &[Rule] = &[rule(kubelet::HOSTNAME_OVERRIDE, Fault::Given)];

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    setting_rule::judge(cx, configured, RULES);
}

const FIXTURES: &[Fixture] = &[
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
                - --hostname-override=node-1.example  # expect: kubelet-hostname-override
        ",
    ),
    Fixture::pass(
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
                - --v=2
        ",
    ),
];
