use super::super::needs::{
    ADMISSION, ANY_WRITE, AUTHENTICATION, CERTIFICATES, CHANGE, RBAC, READ, WRITE, anywhere,
    cluster, here, primitive,
};
use super::super::{Leads, Primitive};

/// Control over identities, rights and what the API server lets through: E01 to E18.
pub(super) const IDENTITY: &[Primitive] = &[
    primitive(
        "E01",
        "everything",
        Leads::ClusterAdmin,
        &[cluster(&["*"], &[("*", "*", "")])],
        "has every right in the cluster",
        "クラスターのすべての権限を持つ",
    ),
    primitive(
        "E01",
        "everything-in-namespace",
        Leads::NamespaceAdmin,
        &[here(&["*"], &[("*", "*", "")])],
        "has every right in the namespace",
        "名前空間のすべての権限を持つ",
    )
    .unless("everything"),
    primitive(
        "E02",
        "impersonate-masters",
        Leads::ClusterAdmin,
        // A group can be put on only together with a user or service account.
        &[
            cluster(&["impersonate"], &[("", "groups", "")]).one(&["system:masters"]),
            anywhere(&["impersonate"], &[("", "users", ""), ("", "serviceaccounts", "")]).some(),
        ],
        "acts as a member of `system:masters`, which no authorizer holds back",
        "どの認可機構にも制限されない `system:masters` のメンバーとして操作する",
    ),
    primitive(
        "E02",
        "impersonate-named-groups",
        Leads::NamedGroups,
        &[
            cluster(&["impersonate"], &[("", "groups", "")]).some(),
            anywhere(&["impersonate"], &[("", "users", ""), ("", "serviceaccounts", "")]).some(),
        ],
        "acts as a member of the groups that the rule names",
        "ルールに挙げられたグループのメンバーとして操作する",
    )
    .unless("impersonate-masters"),
    primitive(
        "E02",
        "impersonate-users",
        Leads::Users,
        &[cluster(&["impersonate"], &[("", "users", "")])],
        "acts as any user",
        "任意のユーザーとして操作する",
    ),
    primitive(
        "E02",
        "impersonate-named-users",
        Leads::NamedUsers,
        &[cluster(&["impersonate"], &[("", "users", "")]).some()],
        "acts as the users that the rule names",
        "ルールに挙げられたユーザーとして操作する",
    )
    .unless("impersonate-users"),
    primitive(
        "E02",
        "impersonate-service-accounts",
        Leads::Accounts,
        &[here(&["impersonate"], &[("", "serviceaccounts", "")])],
        "acts as any service account",
        "任意のサービスアカウントとして操作する",
    ),
    primitive(
        "E02",
        "impersonate-named-service-accounts",
        Leads::NamedAccounts,
        &[here(&["impersonate"], &[("", "serviceaccounts", "")]).some()],
        "acts as the service accounts that the rule names",
        "ルールに挙げられたサービスアカウントとして操作する",
    )
    .unless("impersonate-service-accounts"),
    primitive(
        "E02",
        "impersonate-attributes",
        Leads::Controls,
        &[
            cluster(
                &["impersonate"],
                &[(AUTHENTICATION, "uids", ""), (AUTHENTICATION, "userextras", "scopes")],
            )
            .some(),
            anywhere(&["impersonate"], &[("", "users", ""), ("", "serviceaccounts", "")]).some(),
        ],
        "acts with a UID or extra attributes of its choice, which webhooks and policies may trust",
        "Webhook やポリシーが信頼し得る UID や追加属性を任意に付けて操作する",
    ),
    primitive(
        "E02",
        "impersonate-constrained",
        Leads::Data,
        &[anywhere(
            &["impersonate:user-info", "impersonate:serviceaccount", "impersonate:arbitrary-node"],
            &[
                (AUTHENTICATION, "users", ""),
                (AUTHENTICATION, "serviceaccounts", ""),
                (AUTHENTICATION, "nodes", ""),
            ],
        )
        .some()],
        "acts as others for the verbs that it holds as `impersonate-on:…`",
        "`impersonate-on:…` として持つ動詞の範囲で他者として操作する",
    )
    .since(36),
    primitive(
        "E03",
        "escalate-cluster-roles",
        Leads::ClusterAdmin,
        &[
            cluster(&["escalate"], &[(RBAC, "clusterroles", "")]),
            cluster(CHANGE, &[(RBAC, "clusterroles", "")]),
        ],
        "writes any right into the ClusterRole that it is bound to",
        "自身に付与された ClusterRole に任意の権限を書き加える",
    ),
    primitive(
        "E03",
        "escalate-named-cluster-role",
        Leads::OwnRole,
        &[
            cluster(&["escalate"], &[(RBAC, "clusterroles", "")]).some(),
            cluster(CHANGE, &[(RBAC, "clusterroles", "")]).some(),
        ],
        "writes any right into the ClusterRoles that the rule names",
        "ルールに挙げられた ClusterRole に任意の権限を書き加える",
    )
    .unless("escalate-cluster-roles"),
    primitive(
        "E03",
        "escalate-roles",
        Leads::NamespaceAdmin,
        &[here(&["escalate"], &[(RBAC, "roles", "")]), here(CHANGE, &[(RBAC, "roles", "")])],
        "writes any right into the Roles of the namespace",
        "名前空間の Role に任意の権限を書き加える",
    ),
    primitive(
        "E03",
        "escalate-named-role",
        Leads::OwnRole,
        &[
            here(&["escalate"], &[(RBAC, "roles", "")]).some(),
            here(CHANGE, &[(RBAC, "roles", "")]).some(),
        ],
        "writes any right into the Roles that the rule names",
        "ルールに挙げられた Role に任意の権限を書き加える",
    )
    .unless("escalate-roles"),
    primitive(
        "E04",
        "bind-in-cluster",
        Leads::ClusterAdmin,
        &[
            cluster(&["bind"], &[(RBAC, "clusterroles", "")]).one(&["cluster-admin"]),
            cluster(WRITE, &[(RBAC, "clusterrolebindings", "")]),
        ],
        "binds `cluster-admin` to itself",
        "自身に `cluster-admin` を付与する",
    ),
    primitive(
        "E04",
        "bind-in-namespace",
        Leads::NamespaceAdmin,
        &[
            here(&["bind"], &[(RBAC, "clusterroles", "")]).one(&["cluster-admin", "admin"]),
            here(&["create"], &[(RBAC, "rolebindings", "")]),
        ],
        "binds `cluster-admin` or `admin` to itself in the namespace",
        "名前空間で自身に `cluster-admin` または `admin` を付与する",
    )
    .unless("bind-in-cluster"),
    primitive(
        "E04",
        "bind-roles",
        Leads::HandOver,
        &[
            here(&["bind"], &[(RBAC, "roles", ""), (RBAC, "clusterroles", "")]).some(),
            here(&["create"], &[(RBAC, "rolebindings", "")]),
        ],
        "binds roles with more rights than it has, those that the rule names",
        "自身の権限を超えるロールのうち、ルールに挙げられたものを付与する",
    )
    .unless("bind-in-namespace"),
    primitive(
        "E05",
        "hand-over-in-cluster",
        Leads::HandOver,
        &[cluster(WRITE, &[(RBAC, "clusterrolebindings", "")])],
        "hands its own rights to others in the whole cluster",
        "自身の権限をクラスター全体で他者に渡す",
    )
    .unless("bind-in-cluster"),
    primitive(
        "E05",
        "hand-over",
        Leads::HandOver,
        &[here(WRITE, &[(RBAC, "rolebindings", "")])],
        "hands its own rights to others in the namespace",
        "自身の権限を名前空間で他者に渡す",
    )
    .unless("bind-in-namespace"),
    primitive(
        "E06",
        "aggregate",
        Leads::HandOver,
        &[cluster(WRITE, &[(RBAC, "clusterroles", "")])],
        "hands its own rights to every holder of an aggregated ClusterRole, with a label",
        "集約される ClusterRole のすべての保持者に、ラベルを使って自身の権限を渡す",
    )
    .unless("escalate-cluster-roles"),
    primitive(
        "E07",
        "create-tokens",
        Leads::Accounts,
        &[here(&["create"], &[("", "serviceaccounts", "token")])],
        "makes tokens of any service account",
        "任意のサービスアカウントのトークンを発行する",
    ),
    primitive(
        "E07",
        "create-named-tokens",
        Leads::NamedAccounts,
        &[here(&["create"], &[("", "serviceaccounts", "token")]).some()],
        "makes tokens of the service accounts that the rule names",
        "ルールに挙げられたサービスアカウントのトークンを発行する",
    )
    .unless("create-tokens"),
    primitive(
        "E08",
        "read-secrets",
        Leads::TokenSecrets,
        &[here(READ, &[("", "secrets", "")])],
        "reads Secrets: tokens of service accounts, keys, passwords",
        "Secret（サービスアカウントのトークン、鍵、パスワード）を読む",
    ),
    primitive(
        "E09",
        "mint-token-secret",
        Leads::Accounts,
        &[here(&["create"], &[("", "secrets", "")]), here(READ, &[("", "secrets", "")])],
        "makes a Secret of the type service-account-token and reads the token that is put into it",
        "service-account-token 型の Secret を作り、書き込まれたトークンを読む",
    ),
    primitive(
        "E10",
        "issue-client-certificate",
        Leads::ClusterAdmin,
        &[
            cluster(&["create"], &[(CERTIFICATES, "certificatesigningrequests", "")]),
            cluster(CHANGE, &[(CERTIFICATES, "certificatesigningrequests", "approval")]).some(),
            cluster(&["approve"], &[(CERTIFICATES, "signers", "")])
                .one(&["kubernetes.io/kube-apiserver-client", "kubernetes.io/*"]),
        ],
        "approves its own request for a client certificate in any name but `system:masters`",
        "`system:masters` 以外の任意の名前のクライアント証明書を、自身で申請して承認する",
    ),
    primitive(
        "E10",
        "issue-node-certificate",
        Leads::Node,
        &[
            cluster(&["create"], &[(CERTIFICATES, "certificatesigningrequests", "")]),
            cluster(CHANGE, &[(CERTIFICATES, "certificatesigningrequests", "approval")]).some(),
            cluster(&["approve"], &[(CERTIFICATES, "signers", "")])
                .one(&["kubernetes.io/kube-apiserver-client-kubelet"]),
        ],
        "approves its own request for the client certificate of any node",
        "任意のノードのクライアント証明書を、自身で申請して承認する",
    )
    .unless("issue-client-certificate"),
    primitive(
        "E11",
        "sign-certificates",
        Leads::Controls,
        &[
            cluster(CHANGE, &[(CERTIFICATES, "certificatesigningrequests", "status")]).some(),
            cluster(&["sign"], &[(CERTIFICATES, "signers", "")]).some(),
        ],
        "puts certificates of its choice into requests",
        "証明書署名要求に任意の証明書を書き込む",
    ),
    primitive(
        "E12",
        "sign-pod-certificates",
        Leads::Controls,
        &[
            anywhere(CHANGE, &[(CERTIFICATES, "podcertificaterequests", "status")]).some(),
            cluster(&["sign"], &[(CERTIFICATES, "signers", "")]).some(),
        ],
        "puts certificates of its choice into the requests of pods",
        "Pod の証明書要求に任意の証明書を書き込む",
    )
    .since(35),
    primitive(
        "E13",
        "mutating-webhooks",
        Leads::ClusterAdmin,
        &[cluster(WRITE, &[(ADMISSION, "mutatingwebhookconfigurations", "")]).some()],
        "rewrites what others send to the API server, bindings of administrators included",
        "管理者のバインディングを含め、他者が API サーバーに送る内容を書き換える",
    ),
    primitive(
        "E13",
        "validating-webhooks",
        Leads::Data,
        &[cluster(ANY_WRITE, &[(ADMISSION, "validatingwebhookconfigurations", "")]).some()],
        "reads what others write, Secrets included, and turns admission checks off",
        "Secret を含め他者が書き込む内容を読み、アドミッションの検査を無効にする",
    ),
    primitive(
        "E14",
        "mutating-policies",
        Leads::ClusterAdmin,
        &[
            cluster(WRITE, &[(ADMISSION, "mutatingadmissionpolicies", "")]).some(),
            cluster(WRITE, &[(ADMISSION, "mutatingadmissionpolicybindings", "")]).some(),
        ],
        "rewrites what others send to the API server, by a policy",
        "他者が API サーバーに送る内容をポリシーで書き換える",
    )
    .since(36),
    primitive(
        "E14",
        "validating-policies",
        Leads::Controls,
        &[cluster(
            ANY_WRITE,
            &[
                (ADMISSION, "validatingadmissionpolicies", ""),
                (ADMISSION, "validatingadmissionpolicybindings", ""),
            ],
        )
        .some()],
        "turns admission policies off, or refuses what others write",
        "アドミッションポリシーを無効にしたり、他者の書き込みを拒否したりする",
    )
    .since(30),
    primitive(
        "E15",
        "api-services",
        Leads::Data,
        &[cluster(WRITE, &[("apiregistration.k8s.io", "apiservices", "")]).some()],
        "answers in place of the API server for a whole API group",
        "API グループ全体について API サーバーの代わりに応答する",
    ),
    primitive(
        "E16",
        "conversion-webhooks",
        Leads::Data,
        &[cluster(WRITE, &[("apiextensions.k8s.io", "customresourcedefinitions", "")]).some()],
        "reads and rewrites all objects of a custom resource by a conversion webhook",
        "変換 Webhook によりカスタムリソースの全オブジェクトを読み書きする",
    ),
    primitive(
        "E17",
        "namespace-labels",
        Leads::Controls,
        &[here(CHANGE, &[("", "namespaces", "")]).some()],
        "changes the labels of the namespace: Pod Security and everything that selects by them",
        "名前空間のラベル（Pod Security や、ラベルで選択するすべての仕組み）を変更する",
    ),
    primitive(
        "E18",
        "edit-aws-auth",
        Leads::Cloud,
        &[here(CHANGE, &[("", "configmaps", "")]).one(&["aws-auth"])],
        "maps any AWS identity to `system:masters`, where the cluster is one of EKS",
        "EKS のクラスターであれば、任意の AWS アイデンティティを `system:masters` に対応付ける",
    )
    .only_in("kube-system"),
    primitive(
        "E18",
        "edit-cluster-dns",
        Leads::Network,
        &[here(CHANGE, &[("", "configmaps", "")]).one(&["coredns", "coredns-custom", "kube-dns"])],
        "answers DNS questions of every pod as it likes",
        "すべての Pod の DNS 問い合わせに任意の応答を返す",
    )
    .only_in("kube-system"),
    primitive(
        "E18",
        "edit-control-plane-config",
        Leads::Controls,
        &[here(CHANGE, &[("", "configmaps", "")]).one(&[
            "extension-apiserver-authentication",
            "kubeadm-config",
            "kubelet-config",
        ])],
        "changes what extension API servers trust, or how the next upgrade sets components up",
        "拡張 API サーバーの信頼先や、次回のアップグレードでの設定を変更する",
    )
    .only_in("kube-system"),
];
