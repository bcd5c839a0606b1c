//! Two objects that belong together: a pod asks a Secret for a key that it does not have.

use crate::pod_referent::{self, KeyReferent};
use crate::prelude::*;
use crate::secret_maker::is_made;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1304",
        slug: "missing-secret-key",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "Pod asks for a key that its Secret does not have",
            "Pod が参照するキーが Secret に存在しない",
        ),
        what: text(
            "Keys that a pod takes from a Secret of its own namespace, as a variable or as a file, while \
             the Secret at hand has no such key. References marked `optional` are left out. A Secret that \
             a controller fills (External Secrets, Sealed Secrets, cert-manager, token Secrets) cannot be \
             judged; that a Secret is missing altogether is a check of its own.",
            "Pod が同じ名前空間の Secret から変数やファイルとして取り出すキーのうち、手元の Secret に存在しないものを検出します。\
             `optional` の参照は対象外です。コントローラーが中身を埋める Secret（External Secrets、Sealed Secrets、cert-manager、\
             トークン用 Secret など）は判定できません。Secret 自体がないことは別のチェックで扱います。",
        ),
        why: text(
            "The kubelet does not start the container (`CreateContainerConfigError`) or leaves the pod \
             waiting for its volume. Found on the cluster, it is an outage; found here, it is a typo.",
            "kubelet はコンテナーを起動せず（`CreateContainerConfigError`）、あるいは Pod はボリュームを待ち続けます。クラスターで\
             見つかれば障害ですが、ここで見つかれば単なる誤記です。",
        ),
        fix: text(
            "Correct the key, or add it to the Secret.",
            "キー名を修正するか、Secret にキーを追加します。",
        ),
        fine: text(
            "Something adds the key after the Secret was made. Mark the reference `optional: true` if the \
             program copes without it.",
            "Secret の作成後に別の仕組みがキーを追加する場合は問題ありません。なくても動くプログラムなら `optional: true` を\
             付けてください。",
        ),
        references: &[
            reference("kube-linter", "env-value-from"),
            reference("popeye", "POP-304"),
            reference("catalogue", "S05"),
        ],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const NO_KEY: Text =
    text("Secret `{secret}` has no key `{key}`", "Secret `{secret}` にキー `{key}` がありません");
const SECRET: Text = text("the Secret", "参照先の Secret");

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    let references = pod_referent::keys(pod, "Secret");
    if references.is_empty() {
        return cx.not_applicable();
    }
    for reference in &references {
        judge(cx, pod, reference);
    }
}

fn judge(cx: &mut Cx<'_>, pod: &Pod<'_>, reference: &KeyReferent<'_>) {
    let namespace = pod.object.namespace();
    if is_made(cx.snapshot, namespace, reference.name) {
        return cx.unknown();
    }
    let Some((secret, confidence)) = find(cx.snapshot, namespace, reference.name) else {
        // That it is not there at all is a finding of its own: `missing-secret`.
        return cx.unknown();
    };
    let data = ["data", "stringData"].map(|field| secret.value.field(field));
    let mut keys = data.iter().flatten().flat_map(|data| data.entries()).peekable();
    // Empty ones and those of a token wait for a controller to fill them.
    let is_filled_later = keys.peek().is_none()
        || secret.value.str_at(&["type"]) == Some("kubernetes.io/service-account-token");
    if is_filled_later {
        return cx.unknown();
    }
    if keys.any(|(key, _)| key == reference.key) {
        return;
    }
    let message = Message::new(NO_KEY).with("secret", reference.name).with("key", reference.key);
    let finding = cx
        .finding(pod.object.place(reference.route.clone()), message)
        .related(secret.place(Route::keys(["metadata", "name"])), Message::new(SECRET));
    cx.report(finding.confidence(confidence));
}

/// The Secret of a namespace. A pod whose manifest names none may land in any: the only Secret of that
/// name is then probably the one that is meant.
fn find<'s>(
    snapshot: &'s Snapshot,
    namespace: Option<&str>,
    name: &str,
) -> Option<(&'s Object, Confidence)> {
    if let Some(secret) = snapshot.find("", "Secret", namespace, name) {
        return Some((secret, Confidence::High));
    }
    if namespace.is_some() {
        return None;
    }
    let mut others = snapshot.of_kind("", "Secret").filter(|secret| secret.name() == name);
    let only = others.next()?;
    others.next().is_none().then_some((only, Confidence::Medium))
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Secret
        metadata:
          name: db
          namespace: shop
        stringData:
          username: shop
          password: hunter2
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
        spec:
          containers:
            - name: web
              env:
                - name: DB_PASSWORD
                  valueFrom:
                    secretKeyRef:
                      name: db
                      key: passwd  # expect: missing-secret-key
          volumes:
            - name: tls
              secret:
                secretName: db
                items:
                  - key: certificate  # expect: missing-secret-key
                    path: tls.crt
        ",
    ),
    Fixture::unknown(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
        spec:
          containers:
            - name: web
              env:
                - name: DB_PASSWORD
                  valueFrom:
                    secretKeyRef:
                      name: db
                      key: password
        ",
    )
    .in_cluster(),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Secret
        metadata:
          name: db
        data:
          password: aHVudGVyMg==
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          containers:
            - name: web
              env:
                - name: DB_PASSWORD
                  valueFrom:
                    secretKeyRef:
                      name: db
                      key: password
                - name: DB_OPTIONS
                  valueFrom:
                    secretKeyRef:
                      name: db
                      key: options
                      optional: true
        ",
    ),
    Fixture::unknown(
        "
        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata:
          name: db
        spec:
          target:
            creationPolicy: Merge
        ---
        apiVersion: v1
        kind: Secret
        metadata:
          name: db
        stringData:
          username: shop
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          containers:
            - name: web
              env:
                - name: DB_PASSWORD
                  valueFrom:
                    secretKeyRef:
                      name: db
                      key: password
        ",
    ),
];
