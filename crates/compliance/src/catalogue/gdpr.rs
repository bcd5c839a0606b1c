//! GDPR, Regulation (EU) 2016/679: the articles that ask for technical measures.

use sekisho_finding::Text;

use super::{chapter, row};
use crate::Framework;
use crate::Gap::{Application, Authorizer, Organisation};

pub(super) fn framework() -> Framework {
    Framework {
        name: "gdpr",
        short: Text { en: "GDPR", ja: "GDPR" },
        title: Text { en: "GDPR", ja: "GDPR（EU 一般データ保護規則）" },
        version: "(EU) 2016/679",
        publisher: "European Union",
        url: "https://eur-lex.europa.eu/eli/reg/2016/679/oj",
        about: Text {
            en: "The articles that ask for technical measures. The regulation names aims and no settings: a control that passes is evidence of a measure, never of lawfulness.",
            ja: "技術的対策を求める条文です。規則は目的を定めるもので設定は定めません。合格は対策の証拠であり、適法性を示すものではありません。",
        },
        evidence_only: true,
        sections: vec![
            chapter(
                "5",
                Text { en: "Principles", ja: "原則" },
                &[
                    row(
                        "5(1)(c)",
                        "Data is kept to what is necessary",
                        "データを必要な範囲に限る",
                        "",
                        Some(Organisation),
                    ),
                    row(
                        "5(1)(f)",
                        "Data is processed with integrity and confidentiality",
                        "データの完全性と機密性を保つ",
                        "S01 S03 K02 N11 credential-in-env credential-in-config-map ingress-without-tls identity-encryption-first",
                        Some(Organisation),
                    ),
                ],
            ),
            chapter(
                "25",
                Text {
                    en: "Protection by design and by default",
                    ja: "設計と既定によるデータ保護",
                },
                &[
                    row(
                        "25(1)",
                        "Protection is built into the design",
                        "設計段階で保護を組み込む",
                        "A01 A02 A04 P01 P17 P20 cis:5.2.1 privileged-container run-as-root writable-root-filesystem",
                        Some(Organisation),
                    ),
                    row(
                        "25(2)",
                        "By default only the necessary is processed and reachable",
                        "既定で必要な範囲だけを処理、公開する",
                        "R29 R30 N01 N05 N10 P13 automounted-service-account-token namespace-without-network-policy undropped-capabilities",
                        Some(Organisation),
                    ),
                ],
            ),
            chapter(
                "30",
                Text { en: "Records", ja: "記録" },
                &[row(
                    "30",
                    "Processing activities are recorded",
                    "処理活動を記録する",
                    "",
                    Some(Organisation),
                )],
            ),
            chapter(
                "32",
                Text { en: "Security of processing", ja: "処理の安全性" },
                &[
                    row(
                        "32(1)(a)",
                        "Personal data is pseudonymised and encrypted",
                        "個人データを仮名化、暗号化する",
                        "K02 S07 M04 N11 M01 C1.2.28 C1.2.29 ingress-without-tls identity-encryption-first",
                        Some(Application),
                    ),
                    row(
                        "32(1)(b)",
                        "Confidentiality, integrity, availability and resilience last",
                        "機密性、完全性、可用性、回復力を維持する",
                        "P01 P03 P07 P16 N01 A10 C1.2.1 C1.2.6 privileged-container host-namespaces host-path-volumes near-root-capability missing-memory-limit namespace-without-network-policy api-server-anonymous-auth api-server-always-allow",
                        Some(Organisation),
                    ),
                    row(
                        "32(1)(c)",
                        "Access can be restored after an incident",
                        "障害後にアクセスを復旧できる",
                        "",
                        Some(Organisation),
                    ),
                    row(
                        "32(1)(d)",
                        "Measures are tested at intervals",
                        "対策を定期的に試験する",
                        "",
                        Some(Organisation),
                    ),
                    row(
                        "32(4)",
                        "Whoever has access acts on instruction only",
                        "アクセスできる者は指示に従って処理する",
                        "R01 R02 R03",
                        Some(Authorizer),
                    ),
                ],
            ),
            chapter(
                "33-35",
                Text { en: "Breaches and impact assessment", ja: "侵害と影響評価" },
                &[
                    row(
                        "33",
                        "Breaches are reported in time",
                        "侵害を期限内に報告する",
                        "K01 C3.2.1 C3.2.2",
                        Some(Organisation),
                    ),
                    row(
                        "35",
                        "Impact is assessed beforehand",
                        "事前に影響を評価する",
                        "",
                        Some(Organisation),
                    ),
                ],
            ),
        ],
    }
}
