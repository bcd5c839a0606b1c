//! PCI DSS 4.0.1: the requirements that the configuration of a cluster can speak for, by number; the rest by its
//! section.

use sekisho_finding::Text;

use super::{chapter, row};
use crate::Framework;
use crate::Gap::{Application, Authorizer, Host, Image, Organisation, Runtime};

pub(super) fn framework() -> Framework {
    Framework {
        name: "pci-dss",
        short: Text { en: "PCI DSS", ja: "PCI DSS" },
        title: Text { en: "PCI DSS", ja: "PCI DSS" },
        version: "4.0.1",
        publisher: "PCI Security Standards Council",
        url: "https://www.pcisecuritystandards.org/document_library/",
        about: Text {
            en: "Requirements of which a part shows in the configuration of a cluster, and the other sections as not judged. A control that passes is evidence for an assessor, not compliance: scope, procedures and the application are not seen.",
            ja: "クラスターの設定に一部が現れる要件と、判定しないその他の節です。合格は評価者への証拠であり、準拠を示すものではありません。適用範囲、手順、アプリケーションは対象外です。",
        },
        evidence_only: true,
        sections: vec![
            chapter(
                "1",
                Text {
                    en: "Network security controls", ja: "ネットワークセキュリティ制御"
                },
                &[
                    row(
                        "1.2.1",
                        "Rules of network controls are defined and in force",
                        "ネットワーク制御の規則を定め、適用する",
                        "N01 N02 N03 namespace-without-network-policy",
                        Some(Organisation),
                    ),
                    row(
                        "1.2.5",
                        "Only services, protocols and ports with a purpose are open",
                        "必要なサービス、プロトコル、ポートだけを開く",
                        "P06 P35 N09 N10 host-ports",
                        Some(Organisation),
                    ),
                    row(
                        "1.3.1",
                        "Traffic into the card data environment is limited to what is needed",
                        "カード会員データ環境への受信を必要な通信に限る",
                        "N01 N02 N05 namespace-without-network-policy",
                        Some(Organisation),
                    ),
                    row(
                        "1.3.2",
                        "Traffic out of the card data environment is limited to what is needed",
                        "カード会員データ環境からの送信を必要な通信に限る",
                        "N02 N05 N06",
                        Some(Organisation),
                    ),
                    row(
                        "1.4",
                        "Traffic between trusted and untrusted networks is controlled",
                        "信頼できるネットワークとそれ以外の間の通信を制御する",
                        "N10 N12 N16 P42 P43",
                        Some(Organisation),
                    ),
                    row(
                        "1.5",
                        "Devices that use both networks are kept safe",
                        "両方のネットワークに接続する端末を保護する",
                        "",
                        Some(Organisation),
                    ),
                ],
            ),
            chapter(
                "2",
                Text { en: "Secure configuration", ja: "安全な設定" },
                &[
                    row(
                        "2.2.1",
                        "Standards for secure configuration are applied to every component",
                        "すべてのコンポーネントに安全な設定基準を適用する",
                        "P20 P21 P22 P23 P31 A01 A02 A03 A04 cis:5.2.1 writable-root-filesystem missing-seccomp-profile unconfined-seccomp",
                        Some(Organisation),
                    ),
                    row(
                        "2.2.2",
                        "Vendors' default accounts are not used",
                        "ベンダー既定のアカウントを使わない",
                        "R28 R29 automounted-service-account-token",
                        Some(Organisation),
                    ),
                    row(
                        "2.2.4",
                        "Only necessary functions are enabled",
                        "必要な機能だけを有効にする",
                        "P13 P15 P41 P44 C1.2.16 C1.3.2 C1.4.1 C4.2.4 undropped-capabilities added-capabilities",
                        Some(Organisation),
                    ),
                    row(
                        "2.2.6",
                        "System security parameters prevent misuse",
                        "セキュリティパラメーターを設定し悪用を防ぐ",
                        "P01 P02 P03 P04 P05 P07 P16 P26 P27 P28 privileged-container privilege-escalation host-namespaces host-path-volumes near-root-capability unsafe-sysctls",
                        Some(Organisation),
                    ),
                    row(
                        "2.2.7",
                        "Administration over the network is encrypted",
                        "ネットワーク経由の管理操作を暗号化する",
                        "C1.2.25 C1.2.30 C4.2.9 C4.2.12 K04",
                        Some(Organisation),
                    ),
                    row(
                        "2.3",
                        "Wireless networks are configured securely",
                        "無線ネットワークを安全に設定する",
                        "",
                        Some(Organisation),
                    ),
                ],
            ),
            chapter(
                "3",
                Text { en: "Stored account data", ja: "保存されたアカウントデータ" },
                &[
                    row(
                        "3.2",
                        "Stored account data is kept to a minimum",
                        "保存するデータを最小限にする",
                        "",
                        Some(Organisation),
                    ),
                    row(
                        "3.3",
                        "Sensitive authentication data is not kept after authorization",
                        "承認後に機密認証データを保持しない",
                        "",
                        Some(Application),
                    ),
                    row(
                        "3.4",
                        "Card numbers are masked where they are shown",
                        "カード番号を表示時に隠す",
                        "",
                        Some(Application),
                    ),
                    row(
                        "3.5.1",
                        "Stored card numbers cannot be read",
                        "保存されたカード番号を読めないようにする",
                        "K02 S07 M04 C1.2.28 C1.2.29 identity-encryption-first",
                        Some(Application),
                    ),
                    row(
                        "3.6",
                        "Keys that protect stored data are secured",
                        "保存データを守る鍵を保護する",
                        "S01 S03 credential-in-env credential-in-config-map",
                        Some(Organisation),
                    ),
                    row(
                        "3.7",
                        "Keys have a managed life cycle",
                        "鍵のライフサイクルを管理する",
                        "",
                        Some(Organisation),
                    ),
                ],
            ),
            chapter(
                "4",
                Text { en: "Transmission", ja: "伝送" },
                &[row(
                    "4.2.1",
                    "Card data is encrypted with strong cryptography on its way over open networks",
                    "公開ネットワークでの伝送を強力な暗号で保護する",
                    "N11 M01 C1.2.30 C4.2.12 ingress-without-tls",
                    Some(Application),
                )],
            ),
            chapter(
                "5",
                Text { en: "Malicious software", ja: "悪意のあるソフトウェア" },
                &[
                    row(
                        "5.2",
                        "Malicious software is prevented or found",
                        "悪意のあるソフトウェアを防止、検知する",
                        "P20 writable-root-filesystem",
                        Some(Runtime),
                    ),
                    row(
                        "5.3",
                        "Protection against it is active and watched",
                        "対策を有効に保ち監視する",
                        "",
                        Some(Runtime),
                    ),
                ],
            ),
            chapter(
                "6",
                Text { en: "Development and maintenance", ja: "開発と保守" },
                &[
                    row(
                        "6.2",
                        "Own software is developed securely",
                        "自社ソフトウェアを安全に開発する",
                        "",
                        Some(Organisation),
                    ),
                    row(
                        "6.3.2",
                        "There is an inventory of software components",
                        "ソフトウェア部品の一覧を管理する",
                        "I01 I02 mutable-image-tag image-without-digest",
                        Some(Image),
                    ),
                    row(
                        "6.3.3",
                        "Components are patched in time",
                        "修正プログラムを期限内に適用する",
                        "D01 D02 V01 N14 N15 I05 I07 deprecated-api-version removed-api-version",
                        Some(Image),
                    ),
                    row(
                        "6.4",
                        "Public web applications are protected",
                        "公開 Web アプリケーションを保護する",
                        "N14",
                        Some(Application),
                    ),
                    row(
                        "6.5.3",
                        "Production is separate from everything else",
                        "本番環境を他から分離する",
                        "S08 S09 default-namespace",
                        Some(Organisation),
                    ),
                    row(
                        "6.5.6",
                        "Test data and accounts are removed before production",
                        "本番移行前にテスト用のデータとアカウントを除く",
                        "",
                        Some(Organisation),
                    ),
                ],
            ),
            chapter(
                "7",
                Text { en: "Need to know", ja: "業務上の必要性" },
                &[
                    row(
                        "7.2.1",
                        "Access follows a model of roles",
                        "役割に基づくアクセス制御モデルを使う",
                        "K03 C1.2.6 C1.2.7 C1.2.8 api-server-always-allow",
                        Some(Organisation),
                    ),
                    row(
                        "7.2.2",
                        "Rights are the least that the work needs",
                        "権限を業務に必要な最小限にする",
                        "R01 R02 R03 R04 R05 R09 R10 R11 R12 R25 R28",
                        Some(Authorizer),
                    ),
                    row(
                        "7.2.5",
                        "Rights of programs' accounts are the least that they need",
                        "プログラム用アカウントの権限を最小限にする",
                        "R29 R30 R31 automounted-service-account-token",
                        Some(Authorizer),
                    ),
                    row(
                        "7.3",
                        "A system enforces access and denies by default",
                        "システムでアクセスを強制し、既定で拒否する",
                        "C1.2.1 R26 R27 api-server-anonymous-auth",
                        Some(Authorizer),
                    ),
                ],
            ),
            chapter(
                "8",
                Text { en: "Identification and authentication", ja: "識別と認証" },
                &[
                    row(
                        "8.2",
                        "Users have identities of their own with a managed life",
                        "利用者を一意に識別し、管理する",
                        "C1.2.1 C1.2.2 api-server-anonymous-auth",
                        Some(Organisation),
                    ),
                    row(
                        "8.3.1",
                        "Every access is authenticated",
                        "すべてのアクセスを認証する",
                        "C1.2.1 C4.2.1 K05 api-server-anonymous-auth anonymous-kubelet",
                        Some(Organisation),
                    ),
                    row(
                        "8.3.2",
                        "Credentials cannot be read where they are stored or sent",
                        "保存、伝送時に資格情報を読めないようにする",
                        "K02 S01 S03 N11 credential-in-env credential-in-config-map credential-in-arguments identity-encryption-first",
                        Some(Organisation),
                    ),
                    row(
                        "8.4",
                        "Access takes several factors",
                        "多要素認証を使う",
                        "",
                        Some(Organisation),
                    ),
                    row(
                        "8.6.2",
                        "Credentials of programs stand in no script, file or source",
                        "プログラムの資格情報をスクリプト、設定ファイル、ソースに書かない",
                        "S01 S03 credential-in-env credential-in-config-map credential-in-arguments",
                        Some(Organisation),
                    ),
                    row(
                        "8.6.3",
                        "Credentials of programs are changed at intervals",
                        "プログラムの資格情報を定期的に変更する",
                        "R36",
                        Some(Organisation),
                    ),
                ],
            ),
            chapter(
                "9",
                Text { en: "Physical access", ja: "物理アクセス" },
                &[row(
                    "9",
                    "Physical access to card data is restricted",
                    "物理的なアクセスを制限する",
                    "",
                    Some(Organisation),
                )],
            ),
            chapter(
                "10",
                Text { en: "Logging", ja: "ログと監視" },
                &[
                    row(
                        "10.2.1",
                        "Audit logs are active for all components",
                        "すべてのコンポーネントで監査ログを有効にする",
                        "K01 C1.2.17 C3.2.1 C3.2.2",
                        Some(Organisation),
                    ),
                    row(
                        "10.3",
                        "Audit logs are protected against change",
                        "監査ログを改ざんから守る",
                        "R19 R20",
                        Some(Authorizer),
                    ),
                    row(
                        "10.4",
                        "Audit logs are reviewed",
                        "監査ログを確認する",
                        "",
                        Some(Organisation),
                    ),
                    row(
                        "10.5.1",
                        "Audit logs are kept for twelve months",
                        "監査ログを 12 か月保持する",
                        "C1.2.18 C1.2.19 C1.2.20",
                        Some(Organisation),
                    ),
                    row("10.6", "Clocks agree", "時刻を同期する", "", Some(Host)),
                    row(
                        "10.7",
                        "Failures of security controls are noticed",
                        "セキュリティ制御の停止を検知する",
                        "R35",
                        Some(Runtime),
                    ),
                ],
            ),
            chapter(
                "11",
                Text { en: "Tests", ja: "テスト" },
                &[
                    row(
                        "11.3",
                        "Vulnerabilities are found and mended at intervals",
                        "脆弱性を定期的に検出し修正する",
                        "I07 V01",
                        Some(Image),
                    ),
                    row(
                        "11.4",
                        "Penetration tests are made",
                        "ペネトレーションテストを行う",
                        "",
                        Some(Organisation),
                    ),
                    row(
                        "11.5",
                        "Intrusions and changed files are detected",
                        "侵入とファイル改変を検知する",
                        "",
                        Some(Runtime),
                    ),
                ],
            ),
            chapter(
                "12",
                Text { en: "Policies", ja: "ポリシー" },
                &[row(
                    "12",
                    "Policies and programmes support information security",
                    "方針と体制で情報セキュリティを支える",
                    "",
                    Some(Organisation),
                )],
            ),
        ],
    }
}
