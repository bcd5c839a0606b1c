//! The /proc mount: what runtimes mask must stay masked, unless the pod has its own users.

use sekisho_finding::{Audience, CheckMeta, Confidence, Severity, Text};

use crate::control::{Control, Revision, reference};
use crate::offence::{Offence, Offences, container_names};
use crate::phrase::{containers, quoted, set};
use crate::policy::Level;
use crate::remedy::{Action, Remedy};
use crate::view::Pod;

pub(crate) const CONTROL: Control = Control {
    id: "procMount",
    level: Level::Baseline,
    revisions: &[
        Revision {
            since: 0,
            change: Text {
                en: "Only the default /proc mount.",
                ja: "既定の /proc マウントだけを許可します。",
            },
            find,
        },
        Revision {
            since: 35,
            change: Text {
                en: "Pods with `hostUsers: false` may unmask /proc.",
                ja: "`hostUsers: false` の Pod では /proc のマスク解除を許可します。",
            },
            find: find_unless_own_users,
        },
    ],
    overrides: &[],
    meta: CheckMeta {
        id: "SK-0008",
        slug: "unmasked-proc",
        former_slugs: &[],
        since: "0.1.0",
        severity: Severity::High,
        confidence: Confidence::High,
        audience: Audience::Security,
        title: Text {
            en: "Container gets an unmasked /proc",
            ja: "コンテナーに /proc がマスクされずに渡される",
        },
        what: Text {
            en: "`securityContext.procMount` with another value than `Default`. From policy version v1.35 on, pods with `hostUsers: false` are left alone.",
            ja: "`securityContext.procMount` が `Default` 以外の値になっているものを検出します。ポリシーバージョン v1.35 以降では、`hostUsers: false` の Pod は対象外です。",
        },
        why: Text {
            en: "Runtimes hide /proc/kcore, /proc/keys and others and mount /proc/sys and /proc/sysrq-trigger read-only. Unmasked, and without a user namespace, root in the container reads kernel memory and changes kernel parameters of the whole node.",
            ja: "コンテナーランタイムは /proc/kcore や /proc/keys などを隠し、/proc/sys や /proc/sysrq-trigger を読み取り専用にしています。ユーザー名前空間なしでこのマスクを外すと、コンテナー内の root がカーネルメモリーを読み取り、ノード全体のカーネルパラメーターを変更できるようになります。",
        },
        fix: Text {
            en: "Remove `procMount`. To run containers inside the container, set `hostUsers: false` as well, so that its root is nobody on the node.",
            ja: "`procMount` を削除してください。コンテナー内でコンテナーを動かす場合は、コンテナーの root がノードでは一般ユーザーになるよう、あわせて `hostUsers: false` を設定します。",
        },
        fine: Text {
            en: "For nested containers and image builders in a user namespace of their own; only clusters with that feature on can run them.",
            ja: "独自のユーザー名前空間の中で動く、入れ子のコンテナーやイメージビルダーの場合です。この機能が有効なクラスターでのみ実行できます。",
        },
        references: &[
            reference("pss", "baseline:procMount"),
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

pub(crate) fn find<'v>(pod: &Pod<'v>, offences: &mut Offences<'v>) {
    for (at, container) in pod.visit() {
        if let Some(kind) = container.security.proc_mount.filter(|kind| *kind != "Default") {
            let place = Offence::container(at, &["securityContext", "procMount"]);
            offences.push(place.quoting(kind));
        }
    }
}

fn find_unless_own_users<'v>(pod: &Pod<'v>, offences: &mut Offences<'v>) {
    if !pod.own_users() {
        find(pod, offences);
    }
}

pub(crate) fn describe(pod: &Pod<'_>, offences: &[Offence<'_>]) -> (&'static str, String) {
    let detail = format!(
        "{} must not set securityContext.procMount to {}",
        containers(&container_names(pod, offences, |_| true)),
        quoted(&set(offences.iter().filter_map(Offence::text))),
    );
    ("procMount", detail)
}
