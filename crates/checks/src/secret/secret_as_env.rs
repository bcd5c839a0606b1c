//! A container field: a Secret becomes environment variables.

use sekisho_inventory::EnvSource;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1302",
        slug: "secret-as-env",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text(
            "Secret is handed over as an environment variable",
            "Secret が環境変数として渡されている",
        ),
        what: text(
            "Containers that read a Secret into their environment, by `env[].valueFrom.secretKeyRef` or \
             `envFrom[].secretRef`.",
            "`env[].valueFrom.secretKeyRef` または `envFrom[].secretRef` で Secret を環境変数に読み込むコンテナーを検出します。",
        ),
        why: text(
            "The environment is inherited by every child process, printed by crash reporters and debug \
             pages, and readable under `/proc`. A changed Secret reaches it only after a restart.",
            "環境変数はすべての子プロセスに引き継がれ、クラッシュレポートやデバッグページに出力されやすく、`/proc` からも読めます。\
             Secret を更新しても、再起動するまで反映されません。",
        ),
        fix: text(
            "Mount the Secret as a file, readable for the program's user only, and let the program read it \
             there; many images take `‹NAME›_FILE` for this.",
            "Secret をプログラムの実行ユーザーだけが読めるファイルとしてマウントし、そこから読み込みます。多くのイメージは \
             `‹NAME›_FILE` という変数でこれに対応しています。",
        ),
        fine: text(
            "The program takes its credentials from the environment only, and prints it nowhere.",
            "プログラムが環境変数でしか認証情報を受け取れず、環境変数をどこにも出力しない場合は問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.4.1"),
            reference("nsa", "sec"),
            reference("mitre", "T1552"),
            reference("kubescape", "C-0207"),
            reference("checkov", "CKV_K8S_35"),
            reference("kube-linter", "read-secret-from-env-var"),
            reference("kyverno", "SecretsAsEnvironmentVariables"),
            reference("kalm", "POD-025"),
            reference("catalogue", "S02"),
            reference("kubescape", "rule-secrets-in-env-var"),
        ],
    },
    run: Run::Container(run),
    fixtures: FIXTURES,
};

const READS: Text = text(
    "container `{container}` reads Secret {secrets} into its environment",
    "コンテナー `{container}` は Secret {secrets} を環境変数に読み込んでいます",
);

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>, container: &Container<'_>) {
    let is_reference = |variable: &Value| variable.field("valueFrom").is_some();
    if !container.value.items_at(&["env"]).iter().any(is_reference)
        && container.value.items_at(&["envFrom"]).is_empty()
    {
        return;
    }
    let one_by_one = container.env().filter_map(|variable| match variable.source {
        Some(EnvSource::Key { of, .. }) => Some((of, variable.value_route().then("secretKeyRef"))),
        _ => None,
    });
    let all_at_once = container.env_from().map(|(from, route)| (from.of, route.then("secretRef")));
    let mut names: Vec<String> = Vec::new();
    let mut routes: Vec<Route> = Vec::new();
    for (of, route) in one_by_one.chain(all_at_once).filter(|(of, _)| of.kind == "Secret") {
        let name = format!("`{}`", of.name);
        if !names.contains(&name) {
            names.push(name);
        }
        routes.push(route);
    }
    let Some((first, others)) = routes.split_first() else { return };
    let message = Message::new(READS).with("secrets", names.join(", "));
    let mut finding = cx.in_container(pod, container, first.clone(), message);
    finding.also.extend_from_slice(others);
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        name: web
        env:
          - name: DB_HOST
            value: db
          - name: DB_PASSWORD
            valueFrom:
              secretKeyRef:  # expect: secret-as-env
                name: db
                key: password
        ",
    ),
    Fixture::fail(
        "
        name: web
        envFrom:
          - configMapRef:
              name: web
          - secretRef:  # expect: secret-as-env
              name: web
        ",
    ),
    Fixture::pass(
        "
        name: web
        env:
          - name: DB_PASSWORD_FILE
            value: /run/secrets/db/password
        volumeMounts:
          - name: db
            mountPath: /run/secrets/db
        ",
    ),
];
