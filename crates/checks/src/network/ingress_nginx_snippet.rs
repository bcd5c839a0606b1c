//! Text that a tenant puts into the configuration of all.

use crate::exposure::INGRESSES;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1426",
        slug: "ingress-nginx-snippet",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text("Ingress injects configuration into nginx", "nginx に設定を差し込む Ingress"),
        what: text(
            "Annotations of ingress-nginx that end in `-snippet`; those with `alias` or Lua are \
             named apart.",
            "`-snippet` で終わる ingress-nginx のアノテーションを検出します。`alias` や Lua を含\
             むものは区別します。",
        ),
        why: text(
            "A snippet is copied into the configuration of the controller. Whoever may edit the \
             Ingress can read the token of the controller, which usually reads every Secret of \
             the cluster (CVE-2021-25742).",
            "スニペットはコントローラーの設定にそのまま書き込まれます。Ingress を編集できる者は、\
             多くの場合クラスターの全 Secret を読めるコントローラーのトークンを読み取れます（CVE-2021-25742）。",
        ),
        fix: text(
            "Use the annotations that exist for the purpose, and set \
             `allow-snippet-annotations: \"false\"` in the ConfigMap of the controller, which \
             is the default since v1.9.",
            "目的に合った専用のアノテーションを使い、コントローラーの ConfigMap で \
             `allow-snippet-annotations: \"false\"` を設定します（v1.9 以降の既定値）。",
        ),
        fine: text(
            "Everybody who may edit Ingresses may also administer the cluster.",
            "Ingress を編集できる全員がクラスター管理者でもある場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "upg"),
            reference("mitre", "T1190"),
            reference("kubescape", "C-0059"),
            reference("checkov", "CKV_K8S_153"),
            reference("catalogue", "N14"),
        ],
    },
    run: Run::Object { of: INGRESSES, run },
    fixtures: FIXTURES,
};

const SNIPPET: Text = text(
    "`{annotation}` is copied into the configuration of the controller",
    "`{annotation}` はコントローラーの設定にそのまま書き込まれます",
);

fn run(cx: &mut Cx<'_>, ingress: &Object) {
    for (key, value) in ingress.annotations().entries() {
        let Some((prefix, name)) = key.split_once('/') else { continue };
        if !prefix.starts_with("nginx.") || !name.ends_with("-snippet") {
            continue;
        }
        let text = value.as_str().unwrap_or_default();
        let has_word = |word: &str| {
            text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|it| it == word)
        };
        let has_lua = text.contains("lua_") || text.contains("_lua") || has_word("lua");
        let route = Route::keys(["metadata", "annotations", key]);
        let message = Message::new(SNIPPET).with("annotation", key);
        let mut finding = cx.finding(ingress.place(route), message);
        if has_lua {
            finding = finding.reference("checkov", "CKV_K8S_152");
        }
        if has_word("alias") {
            finding = finding.reference("checkov", "CKV_K8S_154");
        }
        cx.report(finding);
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: web
          namespace: shop
          annotations:
            nginx.ingress.kubernetes.io/server-snippet: |  # expect: ingress-nginx-snippet
              location /files { alias /var/run; }
        ",
    ),
    Fixture::pass(
        "
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata:
          name: web
          namespace: shop
          annotations:
            nginx.ingress.kubernetes.io/rewrite-target: /
        ",
    ),
];
