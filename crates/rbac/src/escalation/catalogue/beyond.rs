use super::super::{Undecided, Words};

const fn undecided(
    id: &'static str,
    words: [&'static str; 2],
    reason: [&'static str; 2],
) -> Undecided {
    let [en, ja] = words;
    let words = Words { en, ja };
    let [en, ja] = reason;
    Undecided { id, words, reason: Words { en, ja } }
}

/// What RBAC alone does not decide, with what would have to be known.
pub const UNDECIDED: &[Undecided] = &[
    undecided(
        "E53",
        [
            "snippets in annotations of an Ingress run in the ingress controller",
            "Ingress のアノテーションに書かれた設定片がイングレスコントローラーで実行される",
        ],
        [
            "whether the controller takes snippets is in its own configuration",
            "設定片を受け付けるかどうかはコントローラー自身の設定による",
        ],
    ),
    undecided(
        "E69",
        [
            "a custom resource whose controller has more rights than who writes it",
            "書き込む者より強い権限を持つコントローラーが処理するカスタムリソース",
        ],
        [
            "what a controller does with what it reads is in its code",
            "読み取った内容をどう扱うかはコントローラーの実装による",
        ],
    ),
    undecided(
        "E80",
        ["access entries and Pod Identity of EKS", "EKS のアクセスエントリーと Pod Identity"],
        ["they are kept in the AWS account", "AWS アカウント側で管理される"],
    ),
    undecided(
        "E81",
        ["Workload Identity of GKE", "GKE の Workload Identity"],
        [
            "the bindings are kept in the Google Cloud project",
            "Google Cloud のプロジェクト側で管理される",
        ],
    ),
    undecided(
        "E82",
        [
            "roles of AKS, and of nodes through the metadata service",
            "AKS のロール、およびメタデータサービス経由で得られるノードのロール",
        ],
        [
            "they are kept in the subscription, and whether pods reach the service is a matter of the \
             network",
            "サブスクリプション側で管理され、Pod からの到達可否はネットワークによる",
        ],
    ),
];
