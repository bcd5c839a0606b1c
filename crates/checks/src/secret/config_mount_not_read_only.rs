//! A container field: it does not say what Kubernetes does anyway.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1313",
        slug: "config-mount-not-read-only",
        former_slugs: &[],
        since: "0.1.0",
        severity: Severity::Info,
        confidence: Confidence::High,
        audience: Audit,
        title: text(
            "Mount of a Secret or ConfigMap is not marked read-only",
            "Secret や ConfigMap のマウントに readOnly の指定がない",
        ),
        what: text(
            "Mounts of Secret, ConfigMap, projected and downward API volumes without \
             `readOnly: true`. Since Kubernetes 1.10 such volumes are read-only whatever the \
             mount says; this is about saying so.",
            "Secret、ConfigMap、projected、downwardAPI ボリュームのうち、`readOnly: true` のな\
             いマウントを検出します。Kubernetes 1.10 以降、これらのボリュームは指定にかかわら\
             ず読み取り専用です。意図を明示するためのチェックです。",
        ),
        why: text(
            "The reader of the manifest, and policies that look at the field, cannot tell that \
             nothing is written there.",
            "マニフェストを読む人や、このフィールドを見るポリシーには、書き込みがないことがわ\
             かりません。",
        ),
        fix: text(
            "Set `readOnly: true`. Nothing changes for the program.",
            "`readOnly: true` を設定します。プログラムの動作は変わりません。",
        ),
        fine: text("Always, as far as safety goes.", "安全性の面では常に問題ありません。"),
        references: &[reference("nsa", "sec")],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const UNMARKED: Text = text(
    "container `{container}` mounts {volumes} without `readOnly: true`",
    "コンテナー `{container}` は {volumes} を `readOnly: true` なしでマウントしています",
);
const SET: Text = text("mark the mounts read-only", "マウントを読み取り専用と明示する");

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    for container in pod.containers() {
        judge(cx, pod, &container);
    }
}

fn judge(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    const KINDS: [&str; 4] = ["secret", "configMap", "projected", "downwardAPI"];
    if container.value.items_at(&["volumeMounts"]).is_empty() {
        return;
    }
    let (mut names, mut routes) = (Vec::new(), Vec::new());
    for mount in container.mounts().filter(|mount| !mount.is_read_only()) {
        if mount.volume.as_ref().is_some_and(|volume| KINDS.contains(&volume.kind)) {
            names.push(format!("`{}`", mount.name()));
            routes.push(mount.route.then("readOnly"));
        }
    }
    let Some((first, others)) = routes.split_first() else { return };
    let edits = routes.iter().map(|route| Edit::Set { route: route.clone(), value: true.into() });
    let fix = Fix { title: SET, safety: Safety::Safe, edits: edits.collect() };
    let message = Message::new(UNMARKED).with("volumes", names.join(", "));
    let mut finding = cx.in_container(pod, container, first.clone(), message).fix(fix);
    finding.also.extend_from_slice(others);
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          initContainers:
            - name: setup
              volumeMounts:
                - name: tls  # expect: config-mount-not-read-only
                  mountPath: /tls
            - name: proxy
              restartPolicy: Always
              volumeMounts:
                - name: tls  # expect: config-mount-not-read-only
                  mountPath: /tls
          containers:
            - name: web
              volumeMounts:
                - name: data
                  mountPath: /data
                - name: tls
                  mountPath: /tls
                  readOnly: true
          volumes:
            - name: data
              emptyDir: {}
            - name: tls
              secret:
                secretName: web-tls
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          containers:
            - name: web
              volumeMounts:
                - name: tls
                  mountPath: /tls
                  readOnly: true
          volumes:
            - name: tls
              secret:
                secretName: web-tls
        ",
    ),
];
