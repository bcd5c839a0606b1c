//! The /proc mount at restricted: masked even where the pod has its own users.

use sekisho_finding::{Audience, CheckMeta, Confidence, Severity, Text};

use crate::control::{Control, Revision, reference};
use crate::controls::proc_mount::{describe, find};
use crate::policy::Level;
use crate::remedy::{Action, Remedy};

pub(crate) const CONTROL: Control = Control {
    id: "procMount_restricted",
    level: Level::Restricted,
    revisions: &[Revision {
        since: 35,
        change: Text {
            en: "Only the default /proc mount, with `hostUsers: false` as well; until v1.34 the baseline control said so.",
            ja: "`hostUsers: false` の場合も、既定の /proc マウントだけを許可します（v1.34 までは baseline のコントロールが担っていました）。",
        },
        find,
    }],
    overrides: &["procMount"],
    meta: CheckMeta {
        id: "SK-0015",
        slug: "any-unmasked-proc",
        former_slugs: &[],
        since: "0.1.0",
        severity: Severity::Low,
        confidence: Confidence::High,
        audience: Audience::Security,
        title: Text {
            en: "Container gets an unmasked /proc, even if in a user namespace",
            ja: "ユーザー名前空間の有無を問わず、コンテナーに /proc がマスクされずに渡される",
        },
        what: Text {
            en: "`securityContext.procMount` with another value than `Default`, whether or not the pod sets `hostUsers: false`.",
            ja: "`hostUsers: false` の設定にかかわらず、`securityContext.procMount` が `Default` 以外の値になっているものを検出します。",
        },
        why: Text {
            en: "In a user namespace root of the container cannot write to the unmasked files as root of the node, but it can read more about the kernel and the node than it needs, and more kernel code is within its reach. Hardened workloads do without.",
            ja: "ユーザー名前空間の中では、コンテナーの root がノードの root としてファイルに書き込むことはできません。それでもカーネルやノードの情報を必要以上に読み取れ、攻撃可能なカーネルコードも増えます。堅牢化したワークロードには不要です。",
        },
        fix: Text {
            en: "Remove `procMount`. Workloads that run containers inside the container belong into a namespace with the baseline level.",
            ja: "`procMount` を削除してください。コンテナー内でコンテナーを動かすワークロードは、baseline レベルの Namespace に置きます。",
        },
        fine: Text {
            en: "For nested containers and image builders with `hostUsers: false`, in a namespace that enforces baseline.",
            ja: "`hostUsers: false` を設定した入れ子のコンテナーやイメージビルダーを、baseline を強制する Namespace で動かす場合です。",
        },
        references: &[
            reference("pss", "restricted:procMount_restricted"),
            reference("nsa", "pod"),
            reference("mitre", "T1611"),
            reference("trivy", "KSV-0027"),
            reference("kube-linter", "unsafe-proc-mount"),
            reference("polaris", "procMount"),
            reference("catalogue", "P26"),
            reference("kubescape", "C-0211"),
            reference("kubescape", "set-procmount-default"),
        ],
    },
    narrower: &[],
    describe,
    remedy: Some(Remedy {
        title: Text { en: "Take `procMount` out", ja: "`procMount` を削除する" },
        action: Action::Remove,
        risk: None,
    }),
};
