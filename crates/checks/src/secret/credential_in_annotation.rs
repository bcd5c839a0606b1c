//! An annotation: whoever sees the object sees the credential.

use crate::credential;

use crate::kinds::EVERY;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1317",
        slug: "credential-in-annotation",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Credential stored in an annotation or label",
            "アノテーションやラベルに認証情報が保存されている",
        ),
        what: text(
            "Annotations and labels of objects and of the pods they make that hold a \
             credential: by shape (private keys, tokens of well-known services, URLs with a \
             password), or by a name that is one of a credential. The annotation in which \
             `kubectl apply` keeps the last configuration is read too.",
            "オブジェクトやその Pod テンプレートのアノテーション・ラベルにある認証情報を検出し\
             ます。値の形（秘密鍵、有名サービスのトークン、パスワード入り URL）と名前から判断\
             します。`kubectl apply` が直前の設定を残すアノテーションも調べます。",
        ),
        why: text(
            "Annotations are shown by every `kubectl describe`, copied to logs and metrics, and \
             readable with rights that do not reach Secrets. What was once applied with a \
             literal credential stays in the last configuration.",
            "アノテーションは `kubectl describe` で表示され、ログやメトリクスにも写り、Secret \
             を読めない権限でも読めます。直接書いた認証情報を一度でも apply すると、直前の設定\
             として残ります。",
        ),
        fix: text(
            "Replace the credential, move it to a Secret, and remove the annotation. Use \
             server-side apply, which keeps no copy.",
            "認証情報を交換して Secret に移し、アノテーションを削除します。コピーを残さない \
             server-side apply を使いましょう。",
        ),
        fine: text("Values that open nothing.", "何の権限もない値であれば問題ありません。"),
        references: &[reference("nsa", "sec"), reference("mitre", "T1552.001")],
    },
    run: Run::Object { of: EVERY, run },
    fixtures: FIXTURES,
};

const HELD: Text = text(
    "annotation or label `{key}` holds a credential",
    "アノテーションまたはラベル `{key}` に認証情報が含まれています",
);
const COPY: Text = text(
    "the last applied configuration holds a credential",
    "直前に適用した設定のアノテーションに認証情報が含まれています",
);

const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

fn run(cx: &mut Cx<'_>, object: &Object) {
    let mut has_texts = false;
    for path in [&["metadata"][..], &["spec", "template", "metadata"][..]] {
        let Some(metadata) = object.value.at(path) else { continue };
        for field in ["annotations", "labels"] {
            let Some(texts) = metadata.field(field) else { continue };
            has_texts = true;
            for (key, value) in texts.entries() {
                let Some(text) = value.as_str() else { continue };
                let Some(confidence) = judge(key, text) else { continue };
                let route = Route::keys(path.iter().copied()).then_keys([field, key]);
                let message = if key == LAST_APPLIED {
                    Message::new(COPY)
                } else {
                    Message::new(HELD).with("key", key)
                };
                let finding = cx.finding(object.place(route), message).sensitive();
                cx.report(finding.confidence(confidence));
            }
        }
    }
    if !has_texts {
        cx.not_applicable();
    }
}

fn judge(key: &str, text: &str) -> Option<Confidence> {
    if credential::shape(text).is_some() {
        return Some(Confidence::High);
    }
    if key == LAST_APPLIED {
        return None;
    }
    let name = key.rsplit('/').next().unwrap_or(key);
    let found = credential::is_credential_name(name)
        && credential::is_credential_value(name, text)
        // `secret: db-password` and `token: enabled` name or switch something.
        && text.chars().any(|c| c.is_ascii_digit())
        && !text.contains(['/', ','])
        && text.len() >= 6;
    found.then_some(Confidence::Low)
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Service
        metadata:
          name: web
          annotations:
            example.org/webhook: https://hooks:hunter2@chat.shop.com/x  # expect: credential-in-annotation
            example.org/api-key: d3b07384d113edec49eaa6238ad5ff00  # expect: credential-in-annotation
        spec: {}
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Service
        metadata:
          name: web
          annotations:
            example.org/secret-name: web-tls-2024
            example.org/token: enabled
        spec: {}
        ",
    ),
];
