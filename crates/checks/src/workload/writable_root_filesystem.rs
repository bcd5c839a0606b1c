//! A container field: the root filesystem can be written.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1001",
        slug: "writable-root-filesystem",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Container can write to its root filesystem",
            "コンテナーのルートファイルシステムが書き込み可能",
        ),
        what: text(
            "Containers whose `securityContext` does not set `readOnlyRootFilesystem: true`. The field \
             exists for containers only: in the `securityContext` of a pod it has no effect. Windows \
             containers are left out, because they do not have it.",
            "`securityContext` に `readOnlyRootFilesystem: true` がないコンテナーを検出します。このフィールドは\
             コンテナー専用で、Pod の `securityContext` に書いても効果はありません。Windows コンテナーには\
             このフィールドがないため対象外です。",
        ),
        why: text(
            "Whoever breaks into the process can replace its programs, drop tools next to them and have \
             them run again after a crash. On a read-only filesystem the same attack has to stay in \
             memory or in the few places that you chose to make writable.",
            "プロセスに侵入した攻撃者は、プログラムを置き換えたり、道具を隣に置いたりして、再起動後も動かし続けられます。\
             読み取り専用であれば、攻撃はメモリ上か、書き込みを許した限られた場所にとどまります。",
        ),
        fix: text(
            "Set `readOnlyRootFilesystem: true` on the container and mount an `emptyDir` at each path that \
             the program really writes to, `/tmp` for example.",
            "コンテナーに `readOnlyRootFilesystem: true` を設定し、プログラムが実際に書き込むパス（`/tmp` など）には \
             `emptyDir` をマウントします。",
        ),
        fine: text(
            "The program unpacks or updates itself at start and cannot be changed, as some databases and \
             appliances do. Waive it then with the reason.",
            "起動時に自分自身を展開・更新するソフトウェア（一部のデータベースやアプライアンス）で、変更できない場合は問題ありません。\
             理由を添えて除外してください。",
        ),
        references: &[
            reference("cis-1.12", "5.6.3"),
            reference("nsa", "pod"),
            reference("mitre", "T1036"),
            reference("mitre", "T1543"),
            reference("kubescape", "C-0017"),
            reference("trivy", "KSV-0014"),
            reference("checkov", "CKV_K8S_22"),
            reference("kube-linter", "no-read-only-root-fs"),
            reference("polaris", "notReadOnlyRootFilesystem"),
            reference("kube-score", "container-security-context-readonlyrootfilesystem"),
            reference("kalm", "POD-033"),
            reference("kubescape", "immutable-container-filesystem"),
            reference("kube-score", "Container Security Context ReadOnlyRootFilesystem"),
            reference("catalogue", "P20"),
        ],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const WRITABLE: Text = text(
    "container `{container}` can write to its root filesystem",
    "コンテナー `{container}` のルートファイルシステムは書き込み可能です",
);
const NO_EFFECT: Text = text(
    "`readOnlyRootFilesystem` has no effect here: it is a field of containers",
    "`readOnlyRootFilesystem` はコンテナーのフィールドなので、ここでは効果がありません",
);
const SET: Text =
    text("set `readOnlyRootFilesystem: true`", "`readOnlyRootFilesystem: true` を設定する");

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    const FIELD: &str = "readOnlyRootFilesystem";
    if pod.is_windows() {
        return cx.not_applicable();
    }
    match container.security(FIELD).and_then(Value::as_bool) {
        Some(true) => return,
        None if pod.partial => return cx.unknown(),
        Some(false) | None => {}
    }
    let route = container.field(["securityContext", FIELD]);
    let fix = set(SET, Safety::Unsafe, route.clone(), true);
    let mut finding = cx.in_container(pod, container, route, Message::new(WRITABLE)).fix(fix);
    if pod.security(FIELD).is_some() {
        let place = pod.object.place(pod.spec_route(["securityContext", FIELD]));
        finding = finding.related(place, Message::new(NO_EFFECT));
    }
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: web
        image: registry.example/web:1.4.2
        securityContext:
          readOnlyRootFilesystem: false  # expect: writable-root-filesystem
        ",
    ),
    Fixture::fail(
        "
        name: web
        securityContext:  # expect: writable-root-filesystem
          runAsNonRoot: true
        ",
    ),
    Fixture::pass(
        "
        name: web
        image: registry.example/web:1.4.2
        securityContext:
          readOnlyRootFilesystem: true
        volumeMounts:
          - name: tmp
            mountPath: /tmp
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          securityContext:
            readOnlyRootFilesystem: true
          containers:
            - name: web
              securityContext:  # expect: writable-root-filesystem
                runAsNonRoot: true
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          os:
            name: windows
          containers:
            - name: web
        ",
    ),
];
