//! The text itself: a key that stands twice in one map.

use crate::kinds::EVERY;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1703",
        slug: "duplicate-key",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text("Key stands twice in one map", "同じキーがひとつのマップに重複している"),
        what: text(
            "Objects in whose text a map has the same key more than once. The last one counts, as it does \
             for kubectl.",
            "同じキーがひとつのマップの中に複数回書かれたオブジェクトを検出します。kubectl と同じく、最後のものが有効になります。",
        ),
        why: text(
            "What was written first has no effect, although every reader sees it: a `securityContext` that \
             hardens a container is lost to a second one below it. YAML forbids it, parsers differ, and a \
             review tool may look at the other one than the API server.",
            "先に書かれた内容は、読む人には見えるのに効果がありません。たとえば、下にもうひとつ `securityContext` があれば、上で設定した\
             防御は失われます。YAML では禁止されており、パーサーによって扱いが異なるため、レビューツールが API サーバーとは別のほうを\
             見ている可能性もあります。",
        ),
        fix: text(
            "Merge both into one, and check which of them was in effect.",
            "ひとつにまとめ、どちらが有効だったかを確認します。",
        ),
        fine: text("Never.", "問題のない場合はありません。"),
        references: &[reference("mitre", "T1036")],
    },
    run: Run::Object { of: EVERY, run },
    fixtures: FIXTURES,
};

const TWICE: Text = text(
    "`{field}` stands more than once; only the last one counts",
    "`{field}` が重複しており、最後のものだけが有効です",
);

const KEEP_LAST: Text =
    text("take out the entries that do not count", "無効なほうの項目を取り除く");

fn run(cx: &mut Cx<'_>, object: &Object) {
    let mut reported: Vec<&Route> = Vec::new();
    for route in &object.duplicate_keys {
        if reported.contains(&route) {
            continue;
        }
        reported.push(route);
        let message = Message::new(TWICE).with("field", route.field_path());
        let mut finding = cx.finding(object.place(route.clone()), message);
        let is_security = route.field_path().contains("ecurityContext");
        if is_security {
            finding = finding.severity(High);
        }
        // The object is the same without the entries that do not count. What they say is lost from the
        // file, though, and in a security context that may be the protection that was meant.
        let safety = if is_security { Safety::Unsafe } else { Safety::Safe };
        let edits = vec![Edit::KeepLast { route: route.clone() }];
        cx.report(finding.fix(Fix { title: KEEP_LAST, safety, edits }));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          securityContext:
            runAsNonRoot: true
          containers:
            - name: web
          securityContext:  # expect: duplicate-key
            fsGroup: 10001
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          securityContext:
            runAsNonRoot: true
            fsGroup: 10001
          containers:
            - name: web
        ",
    ),
];
