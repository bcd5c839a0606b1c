//! A value that is more than a value.

use crate::exposure::INGRESSES;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1427",
        slug: "unsafe-ingress-nginx-annotation",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Annotation of ingress-nginx breaks out of its directive",
            "ディレクティブを抜け出す ingress-nginx のアノテーション",
        ),
        what: text(
            "Values of `auth-url`, `auth-tls-match-cn`, `mirror-target` and `mirror-host` with \
             characters that end a directive of nginx or that the controller refuses since \
             v1.11.5 and v1.12.1.",
            "`auth-url`、`auth-tls-match-cn`、`mirror-target`、`mirror-host` の値に、nginx のデ\
             ィレクティブを終わらせる文字や、コントローラーが v1.11.5 と v1.12.1 以降で拒否する\
             文字が含まれるものを検出します。",
        ),
        why: text(
            "Older controllers copy the value as it is (CVE-2025-24514, CVE-2025-1097, \
             CVE-2025-1098). Together with CVE-2025-1974 whoever reaches the admission webhook \
             runs code in the controller.",
            "古いコントローラーは値をそのまま設定に書き込みます（CVE-2025-24514、CVE-2025-1097、\
             CVE-2025-1098）。CVE-2025-1974 と組み合わせると、アドミッション Webhook に到達でき\
             る者がコントローラー内でコードを実行できます。",
        ),
        fix: text(
            "Find out who wrote it. Write a plain URL or `CN=` and a name, and run a controller \
             that checks them.",
            "誰が書いたかを調べます。単純な URL、または `CN=` と名前だけを書き、値を検査するバー\
             ジョンのコントローラーを使います。",
        ),
        fine: text("Never on purpose.", "意図的にこうする理由はありません。"),
        references: &[
            reference("nsa", "upg"),
            reference("mitre", "T1190"),
            reference("trivy", "KCV-0093"),
            reference("catalogue", "N14"),
        ],
    },
    run: Run::Object { of: INGRESSES, run },
    fixtures: FIXTURES,
};

const UNSAFE: Text = text(
    "the value of `{annotation}` can end its directive and add others",
    "`{annotation}` の値はディレクティブを終わらせて別のものを追加できます",
);

fn run(cx: &mut Cx<'_>, ingress: &Object) {
    for (key, value) in ingress.annotations().entries() {
        let Some((prefix, name)) = key.split_once('/') else { continue };
        let Some(value) = value.as_str().filter(|_| prefix.starts_with("nginx.")) else { continue };
        let is_safe = match name {
            "auth-url" | "mirror-target" | "mirror-host" => is_plain_url,
            "auth-tls-match-cn" => is_common_name,
            _ => continue,
        };
        if !is_safe(value) {
            let route = Route::keys(["metadata", "annotations", key]);
            let message = Message::new(UNSAFE).with("annotation", key);
            cx.report(cx.finding(ingress.place(route), message));
        }
    }
}

/// Whether a text has nothing but what URLs and the variables of nginx need.
fn is_plain_url(text: &str) -> bool {
    const MARKS: &str = "-._~:/?[]@!$&'()*+,=%{}";
    text.chars().all(|c| c.is_ascii_alphanumeric() || MARKS.contains(c))
}

/// Whether a text is `CN=` and a name or a simple pattern.
fn is_common_name(text: &str) -> bool {
    const MARKS: &str = "-._*^$+()[]\\ ";
    let Some(name) = text.strip_prefix("CN=") else { return false };
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || MARKS.contains(c))
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
            nginx.ingress.kubernetes.io/auth-url: 'http://example.com/#;'  # expect: unsafe-ingress-nginx-annotation
            nginx.ingress.kubernetes.io/auth-tls-match-cn: 'CN=a;'  # expect: unsafe-ingress-nginx-annotation
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
            nginx.ingress.kubernetes.io/auth-url: https://auth.example.com/check?rd=$request_uri
            nginx.ingress.kubernetes.io/auth-tls-match-cn: CN=client
        ",
    ),
];
