//! A volume: every user of the container reads it.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1311",
        slug: "world-readable-secret",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text(
            "Secret files are readable by every user of the container",
            "Secret のファイルをコンテナー内の全ユーザーが読める",
        ),
        what: text(
            "Secret volumes that a container mounts and whose `defaultMode` lets others read. \
             The default, 0644, does.",
            "コンテナーがマウントする Secret ボリュームのうち、`defaultMode` が他のユーザーに\
             も読み取りを許すものを検出します。既定値の 0644 も該当します。",
        ),
        why: text(
            "A helper that runs as another user in the same container, or a program that gave \
             up its rights on purpose, reads the credential all the same.",
            "同じコンテナー内で別ユーザーとして動く補助プログラムや、意図的に権限を落としたプ\
             ログラムからも、認証情報が読めてしまいます。",
        ),
        fix: text(
            "Set `defaultMode: 0440` and `securityContext.fsGroup` for a program that is not \
             root, or `0400` for one that is.",
            "root 以外で動くプログラムには `defaultMode: 0440` と `securityContext.fsGroup` \
             を、root なら `0400` を設定します。",
        ),
        fine: text(
            "Containers with a single process.",
            "プロセスが一つだけのコンテナーであれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.4.1"),
            reference("nsa", "sec"),
            reference("mitre", "T1552.001"),
        ],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const OPEN: Text = text(
    "files of Secret volume `{volume}` have mode {mode}: every user of the container reads them",
    "Secret ボリューム `{volume}` のファイルのモードは {mode} で、コンテナー内の全ユーザーが読\
     めます",
);
const MOUNTED: Text = text("mounted here", "ここでマウントされています");

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    const READ_BY_OTHERS: i64 = 0o004;
    const DEFAULT: i64 = 0o644;
    if !pod.spec.items_at(&["volumes"]).iter().any(|volume| volume.field("secret").is_some())
        || pod.is_windows()
    {
        return cx.not_applicable();
    }
    for volume in pod.volumes().filter(|volume| volume.kind == "secret") {
        let mode = volume.source.i64_at(&["defaultMode"]).unwrap_or(DEFAULT);
        let items = volume.source.items_at(&["items"]);
        let has_own =
            |item: &Value| item.i64_at(&["mode"]).is_some_and(|mode| mode & READ_BY_OTHERS == 0);
        let all_have_own = !items.is_empty() && items.iter().all(has_own);
        if mode & READ_BY_OTHERS == 0 || all_have_own {
            continue;
        }
        let mut mounts = pod.containers().filter_map(|container| {
            container.mounts().find(|mount| mount.name() == volume.name).map(|mount| mount.route)
        });
        let Some(mount) = mounts.next() else { continue };
        let message =
            Message::new(OPEN).with("volume", volume.name).with("mode", format_args!("{mode:04o}"));
        let finding = cx
            .finding(pod.object.place(volume.field(["defaultMode"])), message)
            .related(pod.object.place(mount), Message::new(MOUNTED));
        cx.report(finding);
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        containers:
          - name: web
            volumeMounts:
              - name: db
                mountPath: /run/secrets/db
        volumes:
          - name: db
            secret:  # expect: world-readable-secret
              secretName: db
        ",
    ),
    Fixture::pass(
        "
        containers:
          - name: web
            volumeMounts:
              - name: db
                mountPath: /run/secrets/db
        volumes:
          - name: db
            secret:
              secretName: db
              defaultMode: 0440
        ",
    ),
];
