//! Two objects that belong together: a pod asks a ConfigMap for a key that it does not have.

use crate::pod_referent::keys;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1309",
        slug: "missing-config-map-key",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "Pod asks for a key that its ConfigMap does not have",
            "Pod が参照するキーが ConfigMap に存在しない",
        ),
        what: text(
            "Keys that a pod takes from a ConfigMap of its own namespace, as a variable or as a \
             file, while the ConfigMap at hand has no such key. References marked `optional` \
             are left out; an empty ConfigMap is filled by somebody else.",
            "Pod が同じ名前空間の ConfigMap から変数やファイルとして取り出すキーのうち、手元の \
             ConfigMap に存在しないものを検出します。`optional` の参照は対象外で、空の \
             ConfigMap は別の仕組みが中身を入れるものとみなします。",
        ),
        why: text(
            "The kubelet does not start the container, or leaves the pod waiting for its volume.",
            "kubelet はコンテナーを起動せず、あるいは Pod はボリュームを待ち続けます。",
        ),
        fix: text(
            "Correct the key, or add it to the ConfigMap.",
            "キー名を修正するか、ConfigMap にキーを追加します。",
        ),
        fine: text(
            "Something adds the key after the ConfigMap was made.",
            "ConfigMap の作成後に別の仕組みがキーを追加する場合は問題ありません。",
        ),
        references: &[
            reference("catalogue", "S05"),
            reference("kube-linter", "env-value-from"),
            reference("popeye", "POP-304"),
        ],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const NO_KEY: Text =
    text("ConfigMap `{name}` has no key `{key}`", "ConfigMap `{name}` にキー `{key}` がありません");
const HERE: Text = text("the ConfigMap", "参照先の ConfigMap");

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    let referents = keys(pod, "ConfigMap");
    if referents.is_empty() {
        return cx.not_applicable();
    }
    for referent in &referents {
        let namespace = pod.object.namespace();
        let Some(map) = cx.snapshot.find("", "ConfigMap", namespace, referent.name) else {
            cx.unknown();
            continue;
        };
        let data = ["data", "binaryData"].map(|field| map.value.field(field));
        let mut entries = data.iter().flatten().flat_map(|data| data.entries()).peekable();
        if entries.peek().is_none() {
            cx.unknown();
            continue;
        }
        if entries.any(|(key, _)| key == referent.key) {
            continue;
        }
        let message = Message::new(NO_KEY).with("name", referent.name).with("key", referent.key);
        let finding = cx
            .finding(pod.object.place(referent.route.clone()), message)
            .related(map.place(Route::keys(["metadata", "name"])), Message::new(HERE));
        cx.report(finding);
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: web
        data:
          level: info
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          containers:
            - name: web
              env:
                - name: LEVEL
                  valueFrom:
                    configMapKeyRef:
                      name: web
                      key: log-level  # expect: missing-config-map-key
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: web
        data:
          level: info
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          containers:
            - name: web
          volumes:
            - name: web
              configMap:
                name: web
                items:
                  - key: level
                    path: level
        ",
    ),
    Fixture::unknown(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          containers:
            - name: web
              env:
                - name: LEVEL
                  valueFrom:
                    configMapKeyRef:
                      name: web
                      key: level
        ",
    ),
];
