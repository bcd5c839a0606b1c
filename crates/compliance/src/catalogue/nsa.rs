//! NSA and CISA: Kubernetes Hardening Guide 1.2 (August 2022). The guide numbers nothing; ids are ours.

use sekisho_finding::Text;

use super::{Row, chapter, row};
use crate::Framework;
use crate::Gap::{Authorizer, Cloud, Cluster, Host, Image, Organisation, Runtime};

const POD: &[Row] = &[
    row(
        "pod.non-root",
        "Containers run as another user than root",
        "root 以外のユーザーでコンテナーを実行する",
        "P17 P18 P19 run-as-root run-as-root-user",
        None,
    ),
    row(
        "pod.immutable",
        "The root file system of containers cannot be written",
        "コンテナーのルートファイルシステムを書き込み不可にする",
        "P20 writable-root-filesystem config-mount-not-read-only",
        None,
    ),
    row(
        "pod.image-build",
        "Images are small, current and scanned when they are built",
        "イメージを小さく最新に保ち、ビルド時にスキャンする",
        "",
        Some(Image),
    ),
    row(
        "pod.image-source",
        "Images come from trusted registries, by a name that cannot change",
        "信頼できるレジストリーの、変わらない名前のイメージを使う",
        "I01 I02 I03 I04 I08 mutable-image-tag image-without-digest sandbox-image-provenance",
        Some(Image),
    ),
    row(
        "pod.image-admission",
        "Admission verifies images before they run",
        "実行前にアドミッションでイメージを検証する",
        "I06 I07",
        Some(Image),
    ),
    row(
        "pod.privileged",
        "No container is privileged",
        "特権コンテナーを使わない",
        "P01 privileged-container P28 windows-host-process",
        None,
    ),
    row(
        "pod.escalation",
        "Containers cannot gain privileges after they start",
        "起動後の権限昇格を許可しない",
        "P02 privilege-escalation P36",
        None,
    ),
    row(
        "pod.host-namespaces",
        "Pods share no process, IPC or network namespace of the host",
        "ホストの名前空間を共有しない",
        "P03 P04 P05 host-namespaces",
        None,
    ),
    row(
        "pod.host-paths",
        "Pods mount no folders, sockets or devices of the host",
        "ホストのフォルダーやソケットをマウントしない",
        "P07 P08 P09 P10 P12 host-path-volumes runtime-socket-mounted unrestricted-volume-types",
        None,
    ),
    row(
        "pod.capabilities",
        "Containers keep only the capabilities that they need",
        "必要なケーパビリティだけを残す",
        "P13 P14 P15 P16 undropped-capabilities added-capabilities near-root-capability",
        None,
    ),
    row(
        "pod.kernel",
        "Seccomp, AppArmor or SELinux confine containers",
        "seccomp、AppArmor、SELinux でコンテナーを制限する",
        "P21 P22 P23 P24 P25 P26 P27 P31 unconfined-seccomp missing-seccomp-profile unconfined-apparmor selinux-override unmasked-proc any-unmasked-proc unsafe-sysctls misplaced-container-field unselectable-annotation",
        None,
    ),
    row(
        "pod.isolation",
        "Risky workloads run apart: in a sandbox or user namespace, away from the control plane",
        "リスクの高いワークロードをサンドボックスなどで隔離する",
        "P32 P34 P38 P45 shared-process-namespace",
        Some(Organisation),
    ),
    row(
        "pod.token",
        "Pods that do not call the API have no token",
        "API を使わない Pod にトークンを渡さない",
        "R29 R30 automounted-service-account-token",
        None,
    ),
    row(
        "pod.enforcement",
        "Namespaces enforce a pod security level or another policy",
        "名前空間でポッドセキュリティのレベルなどのポリシーを強制する",
        "A01 A02 A03 A04 A12 M05 cis:5.2.1",
        None,
    ),
];

const NET: &[Row] = &[
    row(
        "net.namespaces",
        "Namespaces separate workloads; the default and system ones stay empty",
        "名前空間でワークロードを分離し、default とシステム用は使わない",
        "S08 S09 S10 default-namespace",
        None,
    ),
    row(
        "net.policies",
        "Network policies select every pod",
        "すべての Pod を NetworkPolicy の対象にする",
        "N01 N02 N03 N04 namespace-without-network-policy",
        None,
    ),
    row(
        "net.narrow",
        "Network policies let through only what is needed",
        "NetworkPolicy で必要な通信だけを許可する",
        "N05 N07 sandbox-open-egress",
        None,
    ),
    row(
        "net.plugin",
        "The network plugin enforces policies",
        "ネットワークプラグインが NetworkPolicy を適用する",
        "N08",
        Some(Cluster),
    ),
    row(
        "net.limits",
        "Quotas and limits keep one workload from starving the others",
        "割り当てと上限で、リソースの独占を防ぐ",
        "A05 A06 A07 A08 A09 A10 A11 missing-memory-limit sandbox-without-ceiling critical-best-effort",
        None,
    ),
    row(
        "net.control-plane",
        "The control plane is reachable only by those who need it, over TLS",
        "コントロールプレーンへの到達を必要な相手に限り、TLS を使う",
        "K04 C1.2.25 C1.2.26 C1.2.30 C1.3.7 C1.4.2 component-on-every-address missing-client-ca old-tls-version self-signed-serving-certificate weak-tls-cipher-suite",
        Some(Host),
    ),
    row(
        "net.etcd",
        "Only the API server reaches etcd, with certificates",
        "etcd には API サーバーだけが証明書で接続する",
        "C1.2.24 C1.2.27 C2.1 C2.2 C2.3 C2.4 C2.5 C2.6 C2.7 etcd-peers-without-tls etcd-reached-without-tls etcd-self-signed-certificates etcd-without-tls",
        None,
    ),
    row(
        "net.kubeconfig",
        "Files with credentials on nodes are readable by root alone",
        "ノード上の資格情報ファイルを root だけが読めるようにする",
        "",
        Some(Host),
    ),
    row(
        "net.nodes",
        "Kubelets admit only known callers and serve over TLS",
        "kubelet は認証された相手だけに TLS で応答する",
        "K05 anonymous-kubelet C1.2.4 C1.2.5 C4.2.1 C4.2.2 C4.2.3 C4.2.4 C4.2.5 C4.2.6 C4.2.9 C4.2.10 C4.2.11 C4.2.12 C4.2.13 C4.3.1 kubelet-certificate-rotation-gate-off kubelet-hostname-override seccomp-default-off unprotected-kernel-defaults",
        None,
    ),
    row(
        "net.tls",
        "Traffic is encrypted",
        "通信を暗号化する",
        "N11 M01 ingress-without-tls aws-load-balancer-without-certificate clear-text-endpoint",
        None,
    ),
    row(
        "net.exposure",
        "Services are exposed to the outside only where meant, dashboards never",
        "外部公開を必要なものだけに絞り、管理画面は公開しない",
        "P06 P33 P35 P37 P42 P43 N09 N10 N12 N16 C1.2.3 host-ports ingress-backend-missing managed-cluster-public-endpoint route-backend-missing",
        None,
    ),
    row(
        "net.metadata",
        "Pods do not reach the cloud's metadata and credentials",
        "Pod からクラウドのメタデータと資格情報に届かせない",
        "P11 N06",
        Some(Cloud),
    ),
];

const SEC: &[Row] = &[
    row(
        "sec.encrypted",
        "Secrets are encrypted at rest",
        "シークレットを保存時に暗号化する",
        "K02 M04 C1.2.28 C1.2.29 S07 identity-encryption-first",
        None,
    ),
    row(
        "sec.plain",
        "No credentials stand in manifests, ConfigMaps or arguments",
        "マニフェスト、ConfigMap、引数に資格情報を書かない",
        "S01 S03 credential-in-env credential-in-config-map credential-in-arguments credential-in-annotation secret-in-manifest",
        None,
    ),
    row(
        "sec.delivery",
        "Secrets reach only the programs that use them, as files or from a store",
        "シークレットを使うプログラムだけに、ファイルや専用ストアから渡す",
        "S02 S04 secret-as-env decimal-file-mode world-readable-secret",
        None,
    ),
];

const AUTH: &[Row] = &[
    row(
        "authn.anonymous",
        "Anonymous requests are refused",
        "匿名リクエストを拒否する",
        "C1.2.1 R26 api-server-anonymous-auth",
        None,
    ),
    row(
        "authn.strong",
        "People and programs sign in with credentials that expire and can be withdrawn",
        "失効できる資格情報で認証する",
        "C1.2.2 C1.2.22 C1.2.23 C1.3.3 C1.3.4 C1.3.5 R36 endless-bootstrap-token extended-token-lifetime missing-service-account-key",
        Some(Organisation),
    ),
    row(
        "authz.on",
        "RBAC authorizes every request",
        "すべてのリクエストを RBAC で認可する",
        "K03 C1.2.6 C1.2.7 C1.2.8 api-server-always-allow missing-authorizer",
        None,
    ),
    row(
        "authz.admission",
        "The admission plugins that guard the cluster are on",
        "クラスターを守るアドミッションプラグインを有効にする",
        "C1.2.9 C1.2.10 C1.2.11 C1.2.13 C1.2.14 C1.2.15 R35 M02 default-admission-plugin-off unknown-admission-plugin",
        None,
    ),
    row(
        "authz.least",
        "Roles grant no more than is needed, to individuals and programs of their own",
        "ロールは必要最小限の権限を個別の主体に与える",
        "R01 R02 R03 R04 R05 R06 R07 R08 R13 R16 R17 R21 R25 R27 R28 R31 R32 aws-auth-grants-masters dangling-role-reference",
        Some(Authorizer),
    ),
    row(
        "authz.escalation",
        "Nobody can grant themselves more than they have",
        "自分の権限を自ら広げられないようにする",
        "R09 R10 R11 R12 R14 R15 R18 R22 R23 R24",
        Some(Authorizer),
    ),
];

const LOG: &[Row] = &[
    row(
        "log.audit",
        "The API server writes an audit log",
        "API サーバーで監査ログを出力する",
        "K01 C1.2.17 C3.2.1",
        None,
    ),
    row(
        "log.policy",
        "The audit policy records what an investigation needs",
        "調査に必要な内容を監査ポリシーで記録する",
        "C3.2.2 C4.2.8",
        None,
    ),
    row(
        "log.retention",
        "Logs are kept long enough",
        "ログを十分な期間保持する",
        "C1.2.18 C1.2.19 C1.2.20",
        Some(Organisation),
    ),
    row(
        "log.tamper",
        "Nobody can delete the traces they leave",
        "自分の痕跡を消せないようにする",
        "R19 R20",
        Some(Authorizer),
    ),
    row(
        "log.shipping",
        "Logs of nodes, pods and the control plane are gathered outside the cluster",
        "ログをクラスター外に集約する",
        "",
        Some(Runtime),
    ),
    row(
        "log.alerts",
        "Somebody is told of suspicious behaviour",
        "不審な動きを検知して通知する",
        "M03 service-monitor-selects-nothing",
        Some(Runtime),
    ),
];

const UPG: &[Row] = &[
    row(
        "upg.current",
        "Kubernetes and what runs on it are supported versions without known faults",
        "サポート中で既知の脆弱性がないバージョンを使う",
        "D02 V01 N14 N15 I05 archived-image",
        Some(Image),
    ),
    row(
        "upg.api",
        "Manifests use API versions that remain",
        "廃止されない API バージョンを使う",
        "D01 deprecated-api-version removed-api-version outdated-pod-security-version removed-component-flag unknown-feature-gate",
        None,
    ),
    row(
        "upg.unused",
        "What is not needed is removed",
        "不要なコンポーネントを取り除く",
        "P41 P44 C1.2.16 C1.3.2 C1.4.1 alpha-feature-gate served-profiles",
        Some(Organisation),
    ),
    row(
        "upg.review",
        "Settings are reviewed and tested at regular intervals",
        "設定を定期的に点検、試験する",
        "",
        Some(Organisation),
    ),
];

pub(super) fn framework() -> Framework {
    Framework {
        name: "nsa",
        short: Text { en: "NSA/CISA", ja: "NSA/CISA" },
        title: Text {
            en: "NSA/CISA Kubernetes Hardening Guide",
            ja: "NSA/CISA Kubernetes ハードニングガイド",
        },
        version: "1.2",
        publisher: "National Security Agency; Cybersecurity and Infrastructure Security Agency",
        url: "https://media.defense.gov/2022/Aug/29/2003066362/-1/-1/0/CTR_KUBERNETES_HARDENING_GUIDANCE_1.2_20220829.PDF",
        about: Text {
            en: "The guide's advice, gathered into controls by chapter. The guide numbers nothing; the ids \
                 are Sekisho's.",
            ja: "ガイドの推奨事項を章ごとの項目にまとめました。ガイドに番号はなく、ID は Sekisho が付けたものです。",
        },
        evidence_only: false,
        sections: vec![
            chapter("pod", Text { en: "Pod security", ja: "Pod のセキュリティ" }, POD),
            chapter(
                "net",
                Text {
                    en: "Network separation and hardening", ja: "ネットワークの分離と堅牢化"
                },
                NET,
            ),
            chapter("sec", Text { en: "Secrets", ja: "シークレット" }, SEC),
            chapter(
                "auth",
                Text { en: "Authentication and authorization", ja: "認証と認可" },
                AUTH,
            ),
            chapter(
                "log",
                Text {
                    en: "Audit logs and threat detection", ja: "監査ログと脅威の検知"
                },
                LOG,
            ),
            chapter(
                "upg",
                Text {
                    en: "Upgrades and application security",
                    ja: "更新とアプリケーションのセキュリティ",
                },
                UPG,
            ),
        ],
    }
}
