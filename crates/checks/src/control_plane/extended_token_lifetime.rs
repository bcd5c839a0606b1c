//! A control-plane flag: how long a token lives.

use sekisho_component::Component;
use sekisho_component::setting::api_server;

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::{self, Fault, Rule, rule};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1623",
        slug: "extended-token-lifetime",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text(
            "Tokens of service accounts are valid for a year",
            "ServiceAccount のトークンが 1 年間有効",
        ),
        what: text(
            "API servers that do not set `--service-account-extend-token-expiration=false`; true is the \
             default.",
            "`--service-account-extend-token-expiration=false` を設定していない API サーバーを検出します。\
             既定値は true です。",
        ),
        why: text(
            "Pods ask for tokens of an hour, and get ones that are valid for a year, so that old clients \
             which do not read them again keep working. A stolen one stays valid as long as its pod \
             exists.",
            "Pod は 1 時間のトークンを要求しますが、トークンを読み直さない古いクライアントのために、実際\
             には 1 年間有効なものが発行されます。盗まれたトークンは、その Pod が存在する限り有効です。",
        ),
        fix: text(
            "Set it to false once the metric `serviceaccount_stale_tokens_total` stays at zero.",
            "メトリック `serviceaccount_stale_tokens_total` が 0 のままであることを確認してから、false に\
             設定します。",
        ),
        fine: text(
            "While there are clients that do not read their token again.",
            "トークンを読み直さないクライアントが残っている間は問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "1.2.30"),
            reference("catalogue", "C1.2.30b"),
            reference("nsa", "authn"),
            reference("mitre", "T1528"),
            reference("kubescape", "C-0290"),
            reference(
                "kubescape",
                "ensure-that-the-api-server-service-account-extend-token-expiration-is-set-to-false",
            ),
        ],
    },
    run: Run::Component { of: &[Component::ApiServer], run },
    fixtures: FIXTURES,
};

const RULES: &[Rule] =
    &[rule(api_server::SERVICE_ACCOUNT_EXTEND_TOKEN_EXPIRATION, Fault::Is(true))
        .fix("false", Safety::Unsafe)];

fn run(cx: &mut Cx<'_>, configured: &Configured<'_>) {
    setting_rule::judge(cx, configured, RULES);
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
                - kube-apiserver  # expect: extended-token-lifetime
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
                - --service-account-extend-token-expiration=false
        ",
    ),
];
