//! A Gatekeeper constraint: a prefix that matches more than was meant.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1211",
        slug: "ambiguous-allowed-repository",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Allowed repository prefix matches other names too",
            "許可リポジトリの接頭辞が別の名前にも一致する",
        ),
        what: text(
            "Constraints `K8sAllowedRepos` of the Gatekeeper library with an entry of `repos` \
             that does not end at a `/`. The template compares beginnings of texts.",
            "Gatekeeper ライブラリの `K8sAllowedRepos` 制約のうち、`repos` の項目が `/` で終\
             わっていないものを検出します。このテンプレートは文字列の先頭だけを比較します。",
        ),
        why: text(
            "`registry.example.com` also lets `registry.example.com.attacker.org/x` pass, and \
             `docker.io/shop` lets `docker.io/shop-evil/x` pass: whoever registers such a name \
             gets past the policy.",
            "`registry.example.com` は `registry.example.com.attacker.org/x` \
             も、`docker.io/shop` は `docker.io/shop-evil/x` も通してしまいます。そのような名\
             前を登録すれば、誰でもポリシーをすり抜けられます。",
        ),
        fix: text("End each entry with a `/`.", "各項目の末尾に `/` を付けます。"),
        fine: text(
            "The entry is the whole name of one image, with its tag or digest.",
            "タグやダイジェストまで含めた、一つのイメージの完全な名前であれば問題ありません。",
        ),
        references: &[
            reference("nsa", "img"),
            reference("mitre", "T1525"),
            reference("catalogue", "I08"),
            reference("trivy", "KSV-0124"),
        ],
    },
    run: Run::Object {
        applies: |object| object.is("constraints.gatekeeper.sh", "K8sAllowedRepos"),
        run,
    },
    fixtures: FIXTURES,
};

const OPEN: Text = text(
    "`{entry}` also lets names pass that only begin like it",
    "`{entry}` は、先頭が同じだけの別の名前も許可します",
);
const SET: Text = text("end the prefix with a `/`", "接頭辞の末尾に `/` を付ける");

fn run(cx: &mut Cx<'_>, constraint: &Object) {
    const REPOS: [&str; 3] = ["spec", "parameters", "repos"];
    for (index, entry) in constraint.value.items_at(&REPOS).iter().enumerate() {
        let Some(entry) = entry.as_str() else { continue };
        let last = entry.rsplit('/').next().unwrap_or_default();
        let is_whole = entry.contains('/') && last.contains([':', '@']);
        if entry.ends_with('/') || is_whole {
            continue;
        }
        let route = Route::keys(REPOS).then(index);
        let fix = set(SET, Safety::Unsafe, route.clone(), format!("{entry}/"));
        let message = Message::new(OPEN).with("entry", entry);
        cx.report(cx.finding(constraint.place(route), message).fix(fix));
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
              - registry.example.com/
              - docker.io/shop  # expect: ambiguous-allowed-repository
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
              - registry.example.com/shop/
              - docker.io/library/redis:8.2
        ",
    ),
];
