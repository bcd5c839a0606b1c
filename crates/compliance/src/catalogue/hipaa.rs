//! HIPAA Security Rule, 45 CFR Part 164 Subpart C.

use sekisho_finding::Text;

use super::{chapter, row};
use crate::Framework;
use crate::Gap::{Application, Authorizer, Organisation};

pub(super) fn framework() -> Framework {
    Framework {
        name: "hipaa",
        short: Text { en: "HIPAA", ja: "HIPAA" },
        title: Text { en: "HIPAA Security Rule", ja: "HIPAA セキュリティ規則" },
        version: "45 CFR 164 Subpart C",
        publisher: "U.S. Department of Health and Human Services",
        url: "https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C",
        about: Text {
            en: "The technical safeguards one by one, the others by section. A safeguard that passes is evidence about the platform only; whether health information is on it, and what the application does with it, is not seen.",
            ja: "技術的安全対策を項目ごとに、その他は節ごとに挙げます。合格は基盤についての証拠に限られます。医療情報の有無やアプリケーションでの扱いは対象外です。",
        },
        evidence_only: true,
        sections: vec![
            chapter(
                "164.308",
                Text { en: "Administrative safeguards", ja: "管理的安全対策" },
                &[
                    row(
                        "164.308(a)(1)",
                        "Risks are analysed and managed, and activity is reviewed",
                        "リスクの分析、管理と活動の確認",
                        "",
                        Some(Organisation),
                    ),
                    row(
                        "164.308(a)(2)",
                        "Somebody is responsible for security",
                        "セキュリティ責任者を定める",
                        "",
                        Some(Organisation),
                    ),
                    row(
                        "164.308(a)(3)",
                        "Only staff who need it have access",
                        "必要な職員だけにアクセスを許す",
                        "",
                        Some(Organisation),
                    ),
                    row(
                        "164.308(a)(4)",
                        "Access is authorised and reviewed",
                        "アクセスの承認と見直し",
                        "R01 R02 R03",
                        Some(Authorizer),
                    ),
                    row(
                        "164.308(a)(5)",
                        "Staff are trained; malicious software and logins are watched",
                        "職員の教育、悪意のあるソフトウェアとログインの監視",
                        "",
                        Some(Organisation),
                    ),
                    row(
                        "164.308(a)(6)",
                        "Incidents are answered",
                        "インシデントに対応する",
                        "",
                        Some(Organisation),
                    ),
                    row(
                        "164.308(a)(7)",
                        "Contingencies are planned for",
                        "緊急時対応を計画する",
                        "",
                        Some(Organisation),
                    ),
                    row(
                        "164.308(a)(8)",
                        "Safeguards are evaluated at intervals",
                        "安全対策を定期的に評価する",
                        "",
                        Some(Organisation),
                    ),
                ],
            ),
            chapter(
                "164.310",
                Text { en: "Physical safeguards", ja: "物理的安全対策" },
                &[row(
                    "164.310",
                    "Facilities, workstations and media are protected",
                    "施設、端末、媒体を保護する",
                    "",
                    Some(Organisation),
                )],
            ),
            chapter(
                "164.312",
                Text { en: "Technical safeguards", ja: "技術的安全対策" },
                &[
                    row(
                        "164.312(a)(1)",
                        "Systems let in only persons and programs with rights",
                        "権限のある人とプログラムだけにアクセスを許す",
                        "K03 K05 C1.2.6 C1.2.8 C4.2.2 R30 N01 P01 P03 P07 api-server-always-allow automounted-service-account-token namespace-without-network-policy privileged-container host-namespaces host-path-volumes",
                        Some(Authorizer),
                    ),
                    row(
                        "164.312(a)(2)(i)",
                        "Every user has a name or number of their own",
                        "利用者を一意に識別する",
                        "C1.2.1 C1.2.2 R26 R29 api-server-anonymous-auth",
                        Some(Organisation),
                    ),
                    row(
                        "164.312(a)(2)(ii)",
                        "Information can be reached in an emergency",
                        "緊急時に情報へアクセスできる",
                        "",
                        Some(Organisation),
                    ),
                    row(
                        "164.312(a)(2)(iii)",
                        "Idle sessions end",
                        "無操作のセッションを切断する",
                        "C4.2.5",
                        Some(Application),
                    ),
                    row(
                        "164.312(a)(2)(iv)",
                        "Stored information is encrypted",
                        "保存された情報を暗号化する",
                        "K02 S07 M04 C1.2.28 C1.2.29 identity-encryption-first",
                        Some(Application),
                    ),
                    row(
                        "164.312(b)",
                        "Activity is recorded and can be examined",
                        "活動を記録し検証できるようにする",
                        "K01 C1.2.17 C1.2.18 C1.2.19 C1.2.20 C3.2.1 C3.2.2",
                        Some(Application),
                    ),
                    row(
                        "164.312(c)(1)",
                        "Information cannot be altered or destroyed improperly",
                        "不正な改変と破壊から情報を守る",
                        "P20 P08 I02 writable-root-filesystem image-without-digest",
                        Some(Application),
                    ),
                    row(
                        "164.312(c)(2)",
                        "It can be shown that information was not altered",
                        "改変されていないことを確認できる",
                        "",
                        Some(Application),
                    ),
                    row(
                        "164.312(d)",
                        "Whoever asks for access is authenticated",
                        "アクセスを求める相手を認証する",
                        "C1.2.1 C4.2.1 C4.2.3 C2.2 K05 api-server-anonymous-auth anonymous-kubelet",
                        Some(Application),
                    ),
                    row(
                        "164.312(e)(1)",
                        "Information is guarded while it is transmitted",
                        "伝送時に情報を保護する",
                        "N11 M01 N05 ingress-without-tls",
                        Some(Application),
                    ),
                    row(
                        "164.312(e)(2)(i)",
                        "Alteration during transmission is noticed",
                        "伝送時の改変を検知する",
                        "N11 M01 ingress-without-tls",
                        Some(Application),
                    ),
                    row(
                        "164.312(e)(2)(ii)",
                        "Transmissions are encrypted where appropriate",
                        "必要に応じて伝送を暗号化する",
                        "N11 M01 C1.2.30 C2.1 ingress-without-tls",
                        Some(Application),
                    ),
                ],
            ),
            chapter(
                "164.314-316",
                Text { en: "Contracts and documentation", ja: "契約と文書" },
                &[
                    row(
                        "164.314",
                        "Contracts with partners protect information",
                        "委託先との契約で情報を保護する",
                        "",
                        Some(Organisation),
                    ),
                    row(
                        "164.316",
                        "Policies are written down and kept",
                        "方針を文書化し保管する",
                        "",
                        Some(Organisation),
                    ),
                ],
            ),
        ],
    }
}
