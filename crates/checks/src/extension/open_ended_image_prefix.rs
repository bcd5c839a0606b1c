//! A beginning that fits too much.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2012",
        slug: "open-ended-image-prefix",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Allowed image prefix does not end at a slash",
            "スラッシュで終わらない許可イメージの接頭辞",
        ),
        what: text(
            "Repositories in a constraint of kind `K8sAllowedRepos` without a slash behind the \
             registry: `registry.example.com` also fits `registry.example.com.evil.net`.",
            "種類 `K8sAllowedRepos` の制約で、レジストリの後にスラッシュのないリポジトリを検出し\
             ます。`registry.example.com` は `registry.example.com.evil.net` にも一致します。",
        ),
        why: text(
            "The template compares beginnings of texts, so anybody may register a name that \
             begins like yours.",
            "テンプレートは文字列の先頭を比較するため、先頭が同じ名前を誰でも登録できます。",
        ),
        fix: text(
            "End each entry with `/`, or name the tag or digest.",
            "各項目を `/` で終わらせるか、タグやダイジェストまで指定します。",
        ),
        fine: text(
            "The template compares whole components.",
            "テンプレートが構成要素単位で比較する場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "img"),
            reference("mitre", "T1525"),
            reference("trivy", "KSV-0124"),
            reference("catalogue", "I08"),
        ],
    },
    run: Run::Object { of: &[("constraints.gatekeeper.sh", "K8sAllowedRepos")], run },
    fixtures: FIXTURES,
};

const OPEN: Text = text(
    "`{repo}` also fits every name that begins so",
    "`{repo}` は、同じ文字列で始まるあらゆる名前に一致します",
);
const SLASH: Text = text("end it with a slash", "スラッシュで終わらせる");

fn run(cx: &mut Cx<'_>, constraint: &Object) {
    let list = Route::keys(["spec", "parameters", "repos"]);
    let repos = constraint.value.items_at(&["spec", "parameters", "repos"]);
    for (index, repo) in repos.iter().enumerate() {
        let Some(text) = repo.as_str() else { continue };
        if text.contains(['/', ':']) {
            continue;
        }
        let route = list.then(index);
        let message = Message::new(OPEN).with("repo", text);
        let finding = cx.finding(constraint.place(route.clone()), message).fix(set(
            SLASH,
            Safety::Unsafe,
            route,
            format!("{text}/"),
        ));
        cx.report(finding);
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: constraints.gatekeeper.sh/v1beta1
        kind: K8sAllowedRepos
        metadata:
          name: ours
        spec:
          parameters:
            repos:
              - registry.example.com  # expect: open-ended-image-prefix
        ",
    ),
    Fixture::pass(
        "
        apiVersion: constraints.gatekeeper.sh/v1beta1
        kind: K8sAllowedRepos
        metadata:
          name: ours
        spec:
          parameters:
            repos:
              - registry.example.com/
        ",
    ),
];
