//! CNCF: the phases of a workload's life in the Cloud Native Security Whitepaper, version 2.

use sekisho_finding::Text;

use super::{chapter, row};
use crate::Framework;
use crate::Gap::{Authorizer, Host, Image, Organisation, Runtime};

pub(super) fn framework() -> Framework {
    Framework {
        name: "cncf",
        short: Text { en: "CNCF", ja: "CNCF" },
        title: Text {
            en: "Cloud native life cycle (CNCF)",
            ja: "クラウドネイティブのライフサイクル（CNCF）",
        },
        version: "2.0",
        publisher: "Cloud Native Computing Foundation, TAG Security",
        url: "https://tag-security.cncf.io/community/resources/security-whitepaper/v2/cloud-native-security-whitepaper/",
        about: Text {
            en: "What Sekisho judges, by the phase in which it is put right: develop, distribute, deploy, run. The ids are Sekisho's.",
            ja: "Sekisho の判定内容を、対処する段階（開発、配布、デプロイ、実行）ごとに分けました。ID は Sekisho が付けたものです。",
        },
        evidence_only: false,
        sections: vec![
            chapter(
                "develop",
                Text { en: "Develop", ja: "開発" },
                &[
                    row(
                        "develop.manifest",
                        "Manifests say what is meant, and are checked early",
                        "マニフェストを正しく書き、早い段階で検査する",
                        "D01 R33 R34 S05 N03 N13 H07 H10 M03 duplicate-key deprecated-api-version removed-api-version deprecated-service-account-field service-selects-nothing missing-secret-key",
                        None,
                    ),
                    row(
                        "develop.credentials",
                        "No credentials stand in code and manifests",
                        "コードとマニフェストに資格情報を書かない",
                        "S01 S03 credential-in-env credential-in-config-map credential-in-arguments",
                        None,
                    ),
                    row(
                        "develop.tests",
                        "Code is reviewed and tested for security",
                        "コードのレビューとセキュリティ試験を行う",
                        "",
                        Some(Organisation),
                    ),
                ],
            ),
            chapter(
                "distribute",
                Text { en: "Distribute", ja: "配布" },
                &[
                    row(
                        "distribute.identity",
                        "Images are named so that they cannot change",
                        "イメージを変わらない名前で指定する",
                        "I01 I02 I03 mutable-image-tag image-without-digest",
                        None,
                    ),
                    row(
                        "distribute.registry",
                        "Images come from trusted registries",
                        "信頼できるレジストリーのイメージを使う",
                        "I04 I05 I08 I09",
                        None,
                    ),
                    row(
                        "distribute.trust",
                        "Images are signed and scanned",
                        "イメージに署名し、スキャンする",
                        "I06 I07",
                        Some(Image),
                    ),
                ],
            ),
            chapter(
                "deploy",
                Text { en: "Deploy", ja: "デプロイ" },
                &[
                    row(
                        "deploy.admission",
                        "Admission refuses what policy forbids",
                        "ポリシーに反するものをアドミッションで拒否する",
                        "A01 A02 A03 A04 A12 R35 M05 C1.2.10 C1.2.13 C1.2.14 C1.2.15 cis:5.2.1",
                        None,
                    ),
                    row(
                        "deploy.hardening",
                        "Workloads ask for no more privilege than they need",
                        "ワークロードの権限を必要最小限にする",
                        "P01 P02 P13 P15 P16 P17 P20 P21 P22 P26 P27 P31 privileged-container privilege-escalation undropped-capabilities near-root-capability run-as-root run-as-root-user writable-root-filesystem missing-seccomp-profile unconfined-seccomp unmasked-proc any-unmasked-proc unsafe-sysctls",
                        None,
                    ),
                    row(
                        "deploy.separation",
                        "Namespaces, quotas and limits separate workloads",
                        "名前空間、割り当て、上限でワークロードを分離する",
                        "S08 S09 A05 A06 A10 default-namespace missing-memory-limit",
                        None,
                    ),
                    row(
                        "deploy.observability",
                        "What is needed to watch workloads is deployed with them",
                        "監視に必要なものを併せて配備する",
                        "",
                        Some(Organisation),
                    ),
                ],
            ),
            chapter(
                "run",
                Text { en: "Run", ja: "実行" },
                &[
                    row(
                        "run.compute",
                        "Containers are kept apart from the host and each other",
                        "コンテナーをホストや他から隔離する",
                        "P03 P04 P05 P07 P08 P09 P10 P12 P28 P32 P34 host-namespaces host-path-volumes runtime-socket-mounted shared-process-namespace windows-host-process",
                        None,
                    ),
                    row(
                        "run.network",
                        "Traffic is limited and encrypted",
                        "通信を制限し、暗号化する",
                        "N01 N02 N05 N09 N10 N11 N12 M01 namespace-without-network-policy ingress-without-tls host-ports",
                        None,
                    ),
                    row(
                        "run.storage",
                        "Stored data and Secrets are protected",
                        "保存データとシークレットを保護する",
                        "K02 S02 S04 S07 M04 C1.2.28 C1.2.29 secret-as-env unreadable-secret-file identity-encryption-first",
                        None,
                    ),
                    row(
                        "run.access",
                        "Every access is authenticated, authorized and the least that is needed",
                        "すべてのアクセスを認証、認可し、最小限にする",
                        "R01 R02 R03 R04 R28 R29 R30 K03 K05 C1.2.1 C1.2.6 C1.2.8 C4.2.1 C4.2.2 automounted-service-account-token api-server-anonymous-auth api-server-always-allow anonymous-kubelet",
                        Some(Authorizer),
                    ),
                    row(
                        "run.control-plane",
                        "The control plane and its nodes are hardened",
                        "コントロールプレーンとノードを堅牢にする",
                        "C1.2.16 C1.2.24 C1.2.25 C1.2.30 C1.3.2 C1.4.1 C2.1 C2.2 C2.5 C4.2.3 C4.2.4 C4.2.12",
                        Some(Host),
                    ),
                    row(
                        "run.traces",
                        "What happens is recorded",
                        "起きたことを記録する",
                        "K01 C1.2.17 C1.2.18 C3.2.1 C3.2.2 C4.2.8",
                        None,
                    ),
                    row(
                        "run.detection",
                        "Suspicious behaviour is noticed and answered",
                        "不審な動きを検知し対応する",
                        "",
                        Some(Runtime),
                    ),
                ],
            ),
        ],
    }
}
