//! A control-plane flag: how long a request may take.

use sekisho_component::Component;
use sekisho_component::setting::api_server;

use crate::Configured;
use crate::duration;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1624",
        slug: "long-request-timeout",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "Requests may hold the API server for long",
            "リクエストが API サーバーを長時間占有できる",
        ),
        what: text(
            "API servers with `--request-timeout` of five minutes or more, where one minute is the \
             default, or with a value that is no duration, such as one without a unit.",
            "`--request-timeout` が 5 分以上の API サーバー（既定値は 1 分）と、単位のない値など、期間と\
             して読めない値を指定した API サーバーを検出します。",
        ),
        why: text(
            "Each request holds memory and a place in line until it ends. With long limits, few slow \
             clients keep everybody else out. With a value that is no duration the server does not start.",
            "リクエストは終わるまでメモリと処理枠を占有します。上限が長いと、少数の遅いクライアントがほか\
             の全員を締め出せます。期間として読めない値では、サーバーは起動しません。",
        ),
        fix: text(
            "Remove the flag, or set what the slowest network needs.",
            "フラグを削除するか、最も遅いネットワークに必要な値に留めます。",
        ),
        fine: text(
            "Clusters behind very slow links.",
            "非常に遅い回線越しのクラスターであれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "1.2.20"),
            reference("catalogue", "C1.2.21"),
            reference("mitre", "T1499"),
            reference("kubescape", "C-0134"),
            reference(
                "kubescape",
                "ensure-that-the-api-server-request-timeout-argument-is-set-as-appropriate",
            ),
            reference("checkov", "CKV_K8S_95"),
        ],
    },
    run: Run::Component { of: &[Component::ApiServer], run },
    fixtures: FIXTURES,
};

const RULE: Rule = rule(api_server::REQUEST_TIMEOUT, Fault::Value(is_long));

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    setting_rule::judge(cx, configured, &[RULE]);
}

/// Whether a duration is five minutes or more, or none at all.
fn is_long(text: &str) -> bool {
    const LONGEST: f64 = 300.0;
    duration::seconds(text).is_none_or(|seconds| seconds >= LONGEST)
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
                - --request-timeout=1h  # expect: long-request-timeout
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
                - --request-timeout=60  # expect: long-request-timeout
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
                - --request-timeout=2m3s
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
];
