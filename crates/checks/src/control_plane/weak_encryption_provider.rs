//! A configuration file kind: encryption that gives way.

use sekisho_component::encryption_rules;

use crate::encryption_file;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1654",
        slug: "weak-encryption-provider",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text("Encryption at rest is weaker than it looks", "保存時の暗号化が見かけより弱い"),
        what: text(
            "EncryptionConfiguration whose writing provider is `aescbc`, `aesgcm` or `secretbox` with \
             keys in the file, or KMS v1, and keys that are guessable: readable text, or the same \
             character over and over. Only the first provider of an entry writes.",
            "書き込みに使うプロバイダーが、鍵をファイルに置く `aescbc`、`aesgcm`、`secretbox`、または KMS v1 で\
             ある EncryptionConfiguration を検出します。読める文字列や同じ文字の繰り返しなど、推測できる\
             鍵も対象です。書き込みに使われるのは各項目の先頭のプロバイダーだけです。",
        ),
        why: text(
            "Whoever can read the file decrypts everything: it lies on the same machines, and often in \
             the same backups, as etcd. `aescbc` is open to padding oracle attacks, `aesgcm` breaks once \
             a key has been used for more than 200000 writes, and KMS v1 is deprecated since v1.28 and \
             off by default since v1.29. A key out of a manual is no key.",
            "このファイルを読める者はすべてを復号できます。ファイルは etcd と同じマシンにあり、同じバック\
             アップに入ることも少なくありません。`aescbc` はパディングオラクル攻撃を受けうるうえ、\
             `aesgcm` は 1 つの鍵で 20 万回を超えて書き込むと破綻し、KMS v1 は v1.28 で非推奨となり v1.29 か\
             ら既定で無効です。手引きに載っている鍵は鍵とは呼べません。",
        ),
        fix: text(
            "Use `kms` with `apiVersion: v2`; where there is no key service, `secretbox` with a random \
             key and a file that only root reads. Then write all objects anew.",
            "`kms`（`apiVersion: v2`）を使います。鍵管理サービスがなければ、乱数の鍵を使った `secretbox` と\
             し、root だけが読めるファイルにします。その後、すべてのオブジェクトを書き直します。",
        ),
        fine: text(
            "`secretbox` protects well against those who get a copy of etcd but not of the file.",
            "etcd の複製は入手してもこのファイルは入手できない攻撃者に対しては、`secretbox` で十分に守れ\
             ます。",
        ),
        references: &[
            reference("catalogue", "K02"),
            reference("catalogue", "M04"),
            reference("nsa", "enc"),
            reference("mitre", "T1552"),
        ],
    },
    run: Run::Object { of: encryption_file::KINDS, run },
    fixtures: FIXTURES,
};

const AESCBC: Text = text(
    "`aescbc` writes {resources}: it is open to padding oracle attacks, and its key lies in this file",
    "{resources} の書き込みに `aescbc` が使われます。パディングオラクル攻撃を受けうるうえ、鍵がこのファイルにあります",
);
const AESGCM: Text = text(
    "`aesgcm` writes {resources}: unsafe unless its key, which lies in this file, changes every 200000 writes",
    "{resources} の書き込みに `aesgcm` が使われます。このファイルにある鍵を 20 万回の書き込みごとに替えない限り安全ではありません",
);
const SECRETBOX: Text = text(
    "`secretbox` writes {resources}: strong, but its key lies in this file",
    "{resources} の書き込みに `secretbox` が使われます。強力ですが、鍵がこのファイルにあります",
);
const KMS_V1: Text = text(
    "KMS v1 writes {resources}: deprecated since v1.28, and off by default since v1.29",
    "{resources} の書き込みに KMS v1 が使われます。v1.28 で非推奨、v1.29 から既定で無効です",
);
const GUESSABLE: Text = text(
    "the key is guessable: it is text or one character over and over",
    "鍵が推測できます（読める文字列か、同じ文字の繰り返しです）",
);

fn run(cx: &mut Cx<'_>, configuration: &Object) {
    for rule in encryption_rules(&configuration.value) {
        for provider in &rule.providers {
            for (index, key) in provider.value.items_at(&["keys"]).iter().enumerate() {
                if key.str_at(&["secret"]).is_some_and(encryption_file::is_guessable) {
                    let route = provider.route.then("keys").then(index).then("secret");
                    let finding = cx.finding(configuration.place(route), Message::new(GUESSABLE));
                    cx.report(finding.severity(High).sensitive());
                }
            }
        }
        let Some(writer) = rule.providers.first() else { continue };
        let is_v1 = writer.value.str_at(&["apiVersion"]).is_none_or(|version| version == "v1");
        let (message, severity) = match writer.name {
            "aescbc" => (AESCBC, Medium),
            "aesgcm" => (AESGCM, Medium),
            "secretbox" => (SECRETBOX, Low),
            "kms" if is_v1 => (KMS_V1, Medium),
            _ => continue,
        };
        let message = Message::new(message).with("resources", rule.resources.join(", "));
        let place = configuration.place(writer.route.clone());
        cx.report(cx.finding(place, message).severity(severity));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: apiserver.config.k8s.io/v1
        kind: EncryptionConfiguration
        resources:
          - resources: [secrets]
            providers:
              - aescbc:  # expect: weak-encryption-provider
                  keys:
                    - name: key1
                      secret: ${KEY}
              - identity: {}
        ",
    ),
    Fixture::fail(
        "
        apiVersion: apiserver.config.k8s.io/v1
        kind: EncryptionConfiguration
        resources:
          - resources: [secrets]
            providers:
              - secretbox:  # expect: weak-encryption-provider
                  keys:
                    - name: key1
                      secret: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=  # expect: weak-encryption-provider
        ",
    ),
    Fixture::pass(
        "
        apiVersion: apiserver.config.k8s.io/v1
        kind: EncryptionConfiguration
        resources:
          - resources: [secrets]
            providers:
              - kms:
                  apiVersion: v2
                  name: vault
                  endpoint: unix:///run/kms.sock
              - identity: {}
        ",
    ),
];
