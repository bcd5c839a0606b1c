//! Pod and container together: a Secret's files are for root only, and the program is not root.

use sekisho_inventory::Volume;

use crate::container_user::runs_as_root;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1305",
        slug: "unreadable-secret-file",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "Program cannot read the Secret that is mounted for it",
            "マウントされた Secret をプログラムが読み取れない",
        ),
        what: text(
            "Secret and ConfigMap volumes whose mode lets only their owner read, mounted into a container \
             that does not run as root, in a pod without `fsGroup`. The owner of such files is always root. \
             Where only the image says as whom it runs, nothing can be said.",
            "所有者しか読めないモードの Secret・ConfigMap ボリュームを、root 以外で動くコンテナーがマウントし、Pod に `fsGroup` が\
             ない場合を検出します。これらのファイルの所有者は常に root です。実行ユーザーがイメージでしか決まらない場合は判定できません。",
        ),
        why: text(
            "The program fails at start, and the usual way out is to let it run as root or to open the \
             mode for everybody.",
            "プログラムは起動に失敗し、よくある対処は root で動かすか、全員に読み取りを許すことです。どちらも安全性を下げます。",
        ),
        fix: text(
            "Set `securityContext.fsGroup` on the pod and mode `0440` on the volume: the files then belong \
             to that group. Mind that `400` without the leading zero is decimal and means `0620`.",
            "Pod に `securityContext.fsGroup` を、ボリュームにモード `0440` を設定すると、ファイルはそのグループのものになります。\
             先頭の 0 がない `400` は十進数で、`0620` を意味する点に注意してください。",
        ),
        fine: text(
            "The program starts as root and reads the file before it gives root up.",
            "root で起動してファイルを読んだ後に権限を落とすプログラムであれば問題ありません。",
        ),
        references: &[reference("cis-1.12", "5.4.1"), reference("catalogue", "S05")],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const UNREADABLE: Text = text(
    "container `{container}` cannot read volume `{volume}`: mode {mode} is for root only",
    "コンテナー `{container}` はボリューム `{volume}` を読めません: モード {mode} では root だけが読めます",
);
const MOUNTED: Text = text("mounted here", "ここでマウントされています");

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    const SOURCES: [&str; 3] = ["secret", "configMap", "projected"];
    let has_mode =
        |volume: &Value| SOURCES.iter().any(|it| volume.at(&[it, "defaultMode"]).is_some());
    if !pod.spec.items_at(&["volumes"]).iter().any(has_mode) {
        return cx.not_applicable();
    }
    for volume in pod.volumes() {
        let Some(mode) = owner_only(&volume) else { continue };
        if pod.security("fsGroup").is_some() || pod.is_windows() {
            continue;
        }
        for container in pod.containers() {
            let Some(mount) = container.mounts().find(|mount| mount.name() == volume.name) else {
                continue;
            };
            match runs_as_root(&container) {
                Some(true) => continue,
                None => {
                    cx.unknown();
                    continue;
                }
                Some(false) => {}
            }
            let message = Message::new(UNREADABLE)
                .with("volume", volume.name)
                .with("mode", format_args!("{mode:04o}"));
            let finding = cx
                .in_container(pod, &container, volume.field(["defaultMode"]), message)
                .related(pod.object.place(mount.route), Message::new(MOUNTED));
            cx.report(finding);
            break;
        }
    }
}

/// The mode of a volume of Secret or ConfigMap files, if it shuts out everybody but the owner.
fn owner_only(volume: &Volume<'_>) -> Option<i64> {
    const READ_BY_OTHERS: i64 = 0o044;
    if !matches!(volume.kind, "secret" | "configMap" | "projected") {
        return None;
    }
    let source = volume.source;
    // The kubelet gives token files to the program's user itself.
    let has_token = source.items_at(&["sources"]).iter().any(|source| {
        ["serviceAccountToken", "podCertificate"].iter().any(|kind| source.field(kind).is_some())
    });
    let has_modes_of_its_own =
        source.items_at(&["items"]).iter().any(|item| item.field("mode").is_some());
    let mode = source.i64_at(&["defaultMode"])?;
    (mode & READ_BY_OTHERS == 0 && !has_token && !has_modes_of_its_own).then_some(mode)
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        securityContext:
          runAsUser: 10001
        containers:
          - name: web
            volumeMounts:
              - name: tls
                mountPath: /run/secrets/tls
        volumes:
          - name: tls
            secret:
              secretName: web-tls
              defaultMode: 0400  # expect: unreadable-secret-file
        ",
    ),
    Fixture::fail(
        "
        containers:
          - name: web
            securityContext:
              runAsNonRoot: true
            volumeMounts:
              - name: tls
                mountPath: /run/secrets/tls
        volumes:
          - name: tls
            secret:
              secretName: web-tls
              defaultMode: 400  # expect: unreadable-secret-file
        ",
    ),
    Fixture::pass(
        "
        securityContext:
          runAsUser: 10001
          fsGroup: 10001
        containers:
          - name: web
            volumeMounts:
              - name: tls
                mountPath: /run/secrets/tls
        volumes:
          - name: tls
            secret:
              secretName: web-tls
              defaultMode: 0400
        ",
    ),
    Fixture::pass(
        "
        securityContext:
          runAsUser: 0
        containers:
          - name: web
            volumeMounts:
              - name: tls
                mountPath: /run/secrets/tls
        volumes:
          - name: tls
            secret:
              secretName: web-tls
              defaultMode: 0400
        ",
    ),
    Fixture::unknown(
        "
        containers:
          - name: web
            volumeMounts:
              - name: tls
                mountPath: /run/secrets/tls
        volumes:
          - name: tls
            secret:
              secretName: web-tls
              defaultMode: 0400
        ",
    ),
];
