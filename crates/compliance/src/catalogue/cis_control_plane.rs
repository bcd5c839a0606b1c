//! Chapters 1.3 to 3 of the CIS benchmark: the other components, authentication and audit.

use sekisho_finding::Text;

use super::cis::{Chapter, Item};
use crate::Gap::Organisation;

pub(super) const CHAPTERS: &[Chapter] = &[
    Chapter {
        id: "1.3",
        title: Text { en: "Controller manager", ja: "controller manager" },
        items: &[
            Item::new(
                "1.3.1(M)@1.8/1.9/1.10/1.11/1.12",
                "The number of finished pods that are kept is chosen deliberately",
                "終了した Pod の保持数を適切に設定する",
                "C1.3.1 cis:1.3.1",
                None,
            ),
            Item::new(
                "1.3.2(A)@1.8/1.9/1.10/1.11/1.12",
                "The controller manager offers no profiling",
                "controller manager のプロファイリングを無効にする",
                "C1.3.2 cis:1.3.2",
                None,
            ),
            Item::new(
                "1.3.3(A)@1.8/1.9/1.10/1.11/1.12",
                "Each controller uses credentials of its own",
                "コントローラーごとに専用の資格情報を使う",
                "C1.3.3 cis:1.3.3",
                None,
            ),
            Item::new(
                "1.3.4(A)@1.8/1.9/1.10/1.11/1.12",
                "Service account tokens are signed with a key that is set for it",
                "サービスアカウントトークンを専用の鍵で署名する",
                "C1.3.4 cis:1.3.4",
                None,
            ),
            Item::new(
                "1.3.5(A)@1.8/1.9/1.10/1.11/1.12",
                "Pods receive the authority by which they verify the API server",
                "API サーバーを検証するためのルート CA を Pod に配布する",
                "C1.3.5 cis:1.3.5",
                None,
            ),
            Item::new(
                "1.3.6(A)@1.8/1.9/1.10/1.11/1.12",
                "Serving certificates of kubelets are rotated",
                "kubelet のサーバー証明書を自動更新する",
                "C1.3.6 cis:1.3.6",
                None,
            ),
            Item::new(
                "1.3.7(A)@1.8/1.9/1.10/1.11/1.12",
                "The controller manager listens on the loopback address only",
                "controller manager をループバックアドレスだけで待ち受ける",
                "C1.3.7 cis:1.3.7",
                None,
            ),
        ],
    },
    Chapter {
        id: "1.4",
        title: Text { en: "Scheduler", ja: "スケジューラー" },
        items: &[
            Item::new(
                "1.4.1(A)@1.8/1.9/1.10/1.11/1.12",
                "The scheduler offers no profiling",
                "スケジューラーのプロファイリングを無効にする",
                "C1.4.1 cis:1.4.1",
                None,
            ),
            Item::new(
                "1.4.2(A)@1.8/1.9/1.10/1.11/1.12",
                "The scheduler listens on the loopback address only",
                "スケジューラーをループバックアドレスだけで待ち受ける",
                "C1.4.2 cis:1.4.2",
                None,
            ),
        ],
    },
    Chapter {
        id: "2",
        title: Text { en: "etcd", ja: "etcd" },
        items: &[
            Item::new(
                "2.1(A)@1.8/1.9/1.10/1.11/1.12",
                "Clients reach etcd over TLS",
                "etcd へのクライアント接続に TLS を使う",
                "C2.1 cis:2.1",
                None,
            ),
            Item::new(
                "2.2(A)@1.8/1.9/1.10/1.11/1.12",
                "Clients of etcd must show a certificate",
                "etcd のクライアントに証明書を必須とする",
                "C2.2 cis:2.2",
                None,
            ),
            Item::new(
                "2.3(A)@1.8/1.9/1.10/1.11/1.12",
                "Certificates for clients of etcd are not self-signed",
                "etcd のクライアント接続で自己署名証明書を使わない",
                "C2.3 cis:2.3",
                None,
            ),
            Item::new(
                "2.4(A)@1.8/1.9/1.10/1.11/1.12",
                "Members of etcd talk to each other over TLS",
                "etcd のメンバー間通信に TLS を使う",
                "C2.4 cis:2.4",
                None,
            ),
            Item::new(
                "2.5(A)@1.8/1.9/1.10/1.11/1.12",
                "Members of etcd must show each other a certificate",
                "etcd のメンバーに証明書を必須とする",
                "C2.5 cis:2.5",
                None,
            ),
            Item::new(
                "2.6(A)@1.8/1.9/1.10/1.11/1.12",
                "Certificates between members of etcd are not self-signed",
                "etcd のメンバー間通信で自己署名証明書を使わない",
                "C2.6 cis:2.6",
                None,
            ),
            Item::new(
                "2.7(M)@1.8/1.9/1.10/1.11/1.12",
                "Certificates of etcd come from an authority of its own",
                "etcd に専用の認証局を使う",
                "C2.7 cis:2.7",
                None,
            ),
        ],
    },
    Chapter {
        id: "3.1",
        title: Text { en: "Authentication of people", ja: "人の認証" },
        items: &[
            Item::new(
                "3.1.1(M)@1.8/1.9/1.10/1.11/1.12",
                "People do not sign in with client certificates, which cannot be withdrawn",
                "失効できないクライアント証明書を人の認証に使わない",
                "C3.1.1 cis:3.1.1",
                Some(Organisation),
            ),
            Item::new(
                "3.1.2(M)@1.8/1.9/1.10/1.11/1.12",
                "People do not sign in with tokens of service accounts",
                "サービスアカウントトークンを人の認証に使わない",
                "C3.1.2 cis:3.1.2",
                Some(Organisation),
            ),
            Item::new(
                "3.1.3(M)@1.8/1.9/1.10/1.11/1.12",
                "People do not sign in with bootstrap tokens",
                "ブートストラップトークンを人の認証に使わない",
                "C3.1.3 cis:3.1.3",
                Some(Organisation),
            ),
        ],
    },
    Chapter {
        id: "3.2",
        title: Text { en: "Audit", ja: "監査" },
        items: &[
            Item::new(
                "3.2.1(M)@1.8/1.9/1.10/1.11/1.12",
                "There is an audit policy",
                "監査ポリシーを設定する",
                "C3.2.1 cis:3.2.1",
                None,
            ),
            Item::new(
                "3.2.2(M)@1.8/1.9/1.10/1.11/1.12",
                "The audit policy covers Secrets, commands in containers, roles and other changes",
                "監査ポリシーで Secret、コンテナーでのコマンド実行、権限などの変更を記録する",
                "C3.2.2 cis:3.2.2",
                None,
            ),
        ],
    },
];
