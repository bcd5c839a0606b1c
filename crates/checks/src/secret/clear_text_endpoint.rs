//! A container field: data leaves without encryption.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1316",
        slug: "clear-text-endpoint",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Audit,
        title: text("Program is told to connect without TLS", "暗号化なしの接続先が設定されている"),
        what: text(
            "Environment variables with a literal value that is an `http://`, `ftp://`, \
             `ldap://`, `ws://` or `smtp://` address of a host outside the cluster, or a \
             connection string of a database that switches TLS off (`sslmode=disable`, \
             `tls=false`, `ssl=false`, `useSSL=false`, `encrypt=false`). Addresses of the \
             cluster and of private networks are left out, because a mesh may encrypt them.",
            "環境変数に直接書かれた値のうち、クラスター外のホストを指す \
             `http://`、`ftp://`、`ldap://`、`ws://`、`smtp://` のアドレスと、TLS を無効にした\
             データベース接続文字列\
             （`sslmode=disable`、`tls=false`、`ssl=false`、`useSSL=false`、`encrypt=false`）\
             を検出します。クラスター内やプライベートネットワークのアドレスは、メッシュが暗号\
             化している可能性があるため対象外です。",
        ),
        why: text(
            "Whoever is on the way reads and changes what is sent, credentials included.",
            "経路上の誰もが、認証情報を含む通信内容を読み取り、改ざんできます。",
        ),
        fix: text(
            "Use the TLS form of the protocol and verify the certificate.",
            "TLS を使うプロトコルに変更し、証明書を検証します。",
        ),
        fine: text(
            "Public data whose integrity is verified otherwise, such as signed packages.",
            "署名付きパッケージなど、別の方法で完全性を検証する公開データであれば問題ありません。",
        ),
        references: &[reference("nsa", "enc"), reference("mitre", "T1557")],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const PLAIN: Text = text(
    "`{name}` of container `{container}` is a clear-text address outside the cluster",
    "コンテナー `{container}` の `{name}` はクラスター外への平文のアドレスです",
);
const OFF_TEXT: Text = text(
    "`{name}` of container `{container}` switches TLS off",
    "コンテナー `{container}` の `{name}` は TLS を無効にしています",
);

const SCHEMES: [&str; 5] = ["http://", "ftp://", "ldap://", "ws://", "smtp://"];
const OFF: [&str; 6] =
    ["sslmode=disable", "tls=false", "ssl=false", "usessl=false", "encrypt=false", "tls=disable"];

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    for variable in container.env() {
        let Some(value) = variable.value else { continue };
        let lower = value.trim().to_ascii_lowercase();
        let is_off = lower.contains("://") && OFF.iter().any(|part| lower.contains(part));
        let text = if is_off {
            OFF_TEXT
        } else if SCHEMES.iter().any(|scheme| lower.strip_prefix(scheme).is_some_and(is_outside)) {
            PLAIN
        } else {
            continue;
        };
        let message = Message::new(text).with("name", variable.name);
        let route = variable.value_route();
        // The value may hold a password beside the address.
        cx.report(cx.in_container(pod, container, route, message).sensitive());
    }
}

/// Ends of names that are not public.
const INSIDE: [&str; 9] = [
    ".svc",
    ".local",
    ".internal",
    ".cluster",
    ".localdomain",
    ".test",
    ".invalid",
    ".lan",
    ".home",
];

/// Whether an address behind its scheme is of a host that is neither of the cluster nor private.
fn is_outside(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    if let Ok(address) = host.parse::<std::net::Ipv4Addr>() {
        let is_shared = matches!(address.octets(), [100, 64..=127, ..]);
        return !(address.is_private()
            || address.is_loopback()
            || address.is_link_local()
            || address.is_unspecified()
            || is_shared);
    }
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    let labels: Vec<&str> = host.split('.').collect();
    // `db` and `db.shop` are Services; the last label of a public name is made of letters.
    labels.len() > 2
        && host.chars().all(is_name)
        && !INSIDE.iter().any(|end| host.ends_with(end))
        && labels
            .last()
            .is_some_and(|last| last.len() > 1 && last.chars().all(|c| c.is_ascii_alphabetic()))
        && !labels.iter().any(|label| *label == "svc" || label.starts_with("example"))
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: web
        env:
          - name: API
            value: http://api.payments.shop.com/v1  # expect: clear-text-endpoint
          - name: DATABASE_URL
            value: postgres://db.shop.svc/shop?sslmode=disable  # expect: clear-text-endpoint
        ",
    ),
    Fixture::pass(
        "
        name: web
        env:
          - name: API
            value: https://api.payments.shop.com/v1
          - name: CACHE
            value: http://cache.shop.svc.cluster.local:8080
          - name: PROXY
            value: http://10.0.0.12:3128
          - name: NEAR
            value: http://db:5432
        ",
    ),
];
