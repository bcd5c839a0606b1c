//! A container field: a file that is never renewed.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1310",
        slug: "sub-path-secret",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text(
            "Secret or ConfigMap is mounted by subPath",
            "Secret や ConfigMap が subPath でマウントされている",
        ),
        what: text(
            "Mounts with `subPath` or `subPathExpr` of a volume that is a Secret, a ConfigMap \
             or projected.",
            "Secret、ConfigMap、projected ボリュームを `subPath` または `subPathExpr` でマウン\
             トしている箇所を検出します。",
        ),
        why: text(
            "The kubelet updates mounted files when their object changes, but not behind a \
             subPath. After a rotation the program goes on with the old credential until the \
             pod is made anew, so that the old one cannot be revoked.",
            "kubelet は、元のオブジェクトが変わるとマウント済みのファイルを更新します\
             が、subPath の先は更新しません。認証情報を交換しても、Pod を作り直すまで古いもの\
             が使われ続け、失効させられません。",
        ),
        fix: text(
            "Mount the whole volume into a directory of its own, pick files by `items`, and \
             point the program there, or set a link in the image.",
            "ボリューム全体を専用のディレクトリにマウントし、`items` で必要なファイルを選びま\
             す。プログラムの設定かイメージ内のリンクでその場所を指すようにします。",
        ),
        fine: text(
            "The workload is rolled out anew whenever the object changes.",
            "オブジェクトが変わるたびにワークロードを再デプロイする場合は問題ありません。",
        ),
        references: &[reference("nsa", "sec"), reference("catalogue", "S02")],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const FROZEN: Text = text(
    "volume `{volume}` is mounted into container `{container}` by subPath, so that changes \
     never arrive",
    "ボリューム `{volume}` は subPath でコンテナー `{container}` にマウントされているため、変\
     更が反映されません",
);

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    for container in pod.containers() {
        judge(cx, pod, &container);
    }
}

fn judge(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    for mount in container.mounts() {
        let is_set = |field: &&str| mount.value.str_at(&[field]).is_some_and(|it| !it.is_empty());
        let Some(field) = ["subPath", "subPathExpr"].into_iter().find(is_set) else { continue };
        let kind = mount.volume.as_ref().map_or("", |volume| volume.kind);
        let severity = match kind {
            "secret" => Low,
            "configMap" | "projected" => Severity::Info,
            _ => continue,
        };
        let message = Message::new(FROZEN).with("volume", mount.name());
        let route = mount.route.then(field);
        cx.report(cx.in_container(pod, container, route, message).severity(severity));
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
          containers:
            - name: web
              volumeMounts:
                - name: tls
                  mountPath: /etc/web/tls.key
                  subPath: tls.key  # expect: sub-path-secret
          initContainers:
            - name: setup
              volumeMounts:
                - name: tls
                  mountPath: /etc/web/tls.key
                  subPath: tls.key  # expect: sub-path-secret
            - name: proxy
              restartPolicy: Always
              volumeMounts:
                - name: tls
                  mountPath: /etc/web/tls.key
                  subPath: tls.key  # expect: sub-path-secret
          volumes:
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
                  mountPath: /etc/web/tls
                - name: data
                  mountPath: /data
                  subPath: web
          volumes:
            - name: tls
              secret:
                secretName: web-tls
        ",
    ),
];
