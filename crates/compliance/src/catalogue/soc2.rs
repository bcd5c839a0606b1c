//! SOC 2: Trust Services Criteria 2017 with the points of focus revised in 2022.

use sekisho_finding::Text;

use super::{chapter, row};
use crate::Framework;
use crate::Gap::{Application, Authorizer, Cluster, Image, Organisation, Runtime};

pub(super) fn framework() -> Framework {
    Framework {
        name: "soc2",
        short: Text { en: "SOC 2", ja: "SOC 2" },
        title: Text { en: "SOC 2 Trust Services Criteria", ja: "SOC 2 Trust サービス規準" },
        version: "2017 (revised 2022)",
        publisher: "AICPA",
        url: "https://www.aicpa-cima.com/resources/download/2017-trust-services-criteria-with-revised-points-of-focus-2022",
        about: Text {
            en: "The common criteria, availability, confidentiality, processing integrity and privacy. A criterion that passes is evidence for an auditor about a part of it; most of the criteria speak of an organisation.",
            ja: "共通規準と、可用性、機密保持、処理の完全性、プライバシーの規準です。合格は規準の一部についての監査証拠です。規準の多くは組織に関するものです。",
        },
        evidence_only: true,
        sections: vec![
            chapter(
                "CC1-CC5",
                Text {
                    en: "Environment, communication, risk, monitoring, control activities",
                    ja: "統制環境、情報伝達、リスク、監視、統制活動",
                },
                &[
                    row(
                        "CC1",
                        "Integrity, oversight, structure, competence and accountability",
                        "誠実性、監督、組織、能力、説明責任",
                        "",
                        Some(Organisation),
                    ),
                    row(
                        "CC2",
                        "Information is gathered and communicated",
                        "情報を集め、伝達する",
                        "",
                        Some(Organisation),
                    ),
                    row(
                        "CC3",
                        "Risks are identified and assessed",
                        "リスクを識別し評価する",
                        "",
                        Some(Organisation),
                    ),
                    row("CC4", "Controls are monitored", "統制を監視する", "", Some(Organisation)),
                    row(
                        "CC5",
                        "Control activities are chosen and put into force",
                        "統制活動を選び、適用する",
                        "A01 A02 A04 cis:5.2.1",
                        Some(Organisation),
                    ),
                ],
            ),
            chapter(
                "CC6",
                Text { en: "Logical and physical access", ja: "論理的、物理的アクセス" },
                &[
                    row(
                        "CC6.1",
                        "Software and infrastructure protect information by access control",
                        "アクセス制御で情報を保護する",
                        "K02 K03 K05 C1.2.1 C1.2.6 C1.2.8 C4.2.1 C4.2.2 S01 S03 P01 P03 P07 N01 api-server-anonymous-auth api-server-always-allow anonymous-kubelet credential-in-env credential-in-config-map privileged-container host-namespaces host-path-volumes namespace-without-network-policy identity-encryption-first",
                        Some(Organisation),
                    ),
                    row(
                        "CC6.2",
                        "Users are registered before and removed after they have access",
                        "利用者の登録と削除を管理する",
                        "R26 C1.2.2",
                        Some(Organisation),
                    ),
                    row(
                        "CC6.3",
                        "Rights follow roles, the least that is needed, and duties are separated",
                        "役割に基づき最小限の権限を与え、職務を分離する",
                        "R01 R02 R03 R04 R09 R10 R11 R28 R30 automounted-service-account-token",
                        Some(Authorizer),
                    ),
                    row(
                        "CC6.4",
                        "Physical access is restricted",
                        "物理アクセスを制限する",
                        "",
                        Some(Organisation),
                    ),
                    row(
                        "CC6.5",
                        "Data is removed before protection of a device ends",
                        "機器の保護を終える前にデータを消す",
                        "",
                        Some(Organisation),
                    ),
                    row(
                        "CC6.6",
                        "Threats from outside are kept out at the boundary",
                        "外部からの脅威を境界で防ぐ",
                        "N01 N02 N05 N09 N10 N11 N12 P06 P42 P43 K04 namespace-without-network-policy ingress-without-tls host-ports",
                        Some(Organisation),
                    ),
                    row(
                        "CC6.7",
                        "Information is protected while it is moved",
                        "情報の移動時に保護する",
                        "N11 M01 C1.2.30 C2.1 ingress-without-tls",
                        Some(Organisation),
                    ),
                    row(
                        "CC6.8",
                        "Unauthorised and malicious software is prevented or found",
                        "未承認や悪意のあるソフトウェアを防止、検知する",
                        "I01 I02 I04 I06 P20 P16 mutable-image-tag image-without-digest writable-root-filesystem near-root-capability",
                        Some(Runtime),
                    ),
                ],
            ),
            chapter(
                "CC7",
                Text { en: "Operations", ja: "システム運用" },
                &[
                    row(
                        "CC7.1",
                        "Configuration faults and new vulnerabilities are found",
                        "設定の不備と新たな脆弱性を見つける",
                        "A01 A03 D01 D02 V01 N14 I07 cis:5.2.1 deprecated-api-version removed-api-version",
                        Some(Image),
                    ),
                    row(
                        "CC7.2",
                        "Systems are watched for anomalies",
                        "異常を監視する",
                        "K01 C1.2.17 C3.2.1 C3.2.2",
                        Some(Runtime),
                    ),
                    row(
                        "CC7.3",
                        "Security events are evaluated",
                        "セキュリティ事象を評価する",
                        "",
                        Some(Organisation),
                    ),
                    row(
                        "CC7.4",
                        "Incidents are answered",
                        "インシデントに対応する",
                        "",
                        Some(Organisation),
                    ),
                    row(
                        "CC7.5",
                        "Recovery from incidents is prepared",
                        "インシデントからの復旧に備える",
                        "",
                        Some(Organisation),
                    ),
                ],
            ),
            chapter(
                "CC8",
                Text { en: "Change management", ja: "変更管理" },
                &[row(
                    "CC8.1",
                    "Changes are authorised, tested and approved",
                    "変更を承認、試験して適用する",
                    "I01 I02 mutable-image-tag image-without-digest",
                    Some(Organisation),
                )],
            ),
            chapter(
                "CC9",
                Text { en: "Risk mitigation", ja: "リスク軽減" },
                &[
                    row(
                        "CC9.1",
                        "Disruptions are prepared for",
                        "業務の中断に備える",
                        "",
                        Some(Organisation),
                    ),
                    row(
                        "CC9.2",
                        "Risks of vendors and partners are managed",
                        "委託先のリスクを管理する",
                        "",
                        Some(Organisation),
                    ),
                ],
            ),
            chapter(
                "A1",
                Text { en: "Availability", ja: "可用性" },
                &[
                    row(
                        "A1.1",
                        "Capacity is managed",
                        "処理能力を管理する",
                        "A05 A06 A07 A08 A09 A10 missing-memory-limit",
                        Some(Cluster),
                    ),
                    row(
                        "A1.2",
                        "Environment, backup and recovery keep the service up",
                        "環境保護、バックアップ、復旧で稼働を保つ",
                        "H01 H02 H03 single-replica-security-function",
                        Some(Organisation),
                    ),
                    row("A1.3", "Recovery is tested", "復旧を試験する", "", Some(Organisation)),
                ],
            ),
            chapter(
                "C1",
                Text { en: "Confidentiality", ja: "機密保持" },
                &[
                    row(
                        "C1.1",
                        "Confidential information is identified and protected",
                        "機密情報を識別し保護する",
                        "K02 S01 S02 S03 N11 credential-in-env credential-in-config-map secret-as-env ingress-without-tls identity-encryption-first",
                        Some(Organisation),
                    ),
                    row(
                        "C1.2",
                        "Confidential information is disposed of",
                        "機密情報を廃棄する",
                        "",
                        Some(Organisation),
                    ),
                ],
            ),
            chapter(
                "PI1",
                Text { en: "Processing integrity", ja: "処理の完全性" },
                &[row(
                    "PI1",
                    "Processing is complete, valid, accurate and timely",
                    "処理を完全、有効、正確、適時に行う",
                    "",
                    Some(Application),
                )],
            ),
            chapter(
                "P",
                Text { en: "Privacy", ja: "プライバシー" },
                &[row(
                    "P",
                    "Personal information is handled as was promised",
                    "個人情報を約束どおりに扱う",
                    "",
                    Some(Organisation),
                )],
            ),
        ],
    }
}
