//! SELinux options: only the types that confine a container, never another user or role.

use sekisho_finding::{Audience, CheckMeta, Confidence, Severity, Text};

use crate::control::{Control, Revision, reference};
use crate::offence::{Offence, Offences, container_names};
use crate::phrase::{plural, quoted, set, setters};
use crate::policy::Level;
use crate::remedy::{Action, Remedy};
use crate::view::{Pod, SeLinux};

pub(crate) const CONTROL: Control = Control {
    id: "seLinuxOptions",
    level: Level::Baseline,
    revisions: &[
        Revision {
            since: 0,
            change: Text {
                en: "Only the types container_t, container_init_t and container_kvm_t; no user, no role.",
                ja: "type は container_t、container_init_t、container_kvm_t だけを許可し、user と role の指定は禁止します。",
            },
            find: find_v1_0,
        },
        Revision {
            since: 31,
            change: Text {
                en: "The type container_engine_t is allowed too.",
                ja: "container_engine_t も許可します。",
            },
            find: find_v1_31,
        },
    ],
    overrides: &[],
    meta: CheckMeta {
        id: "SK-0009",
        slug: "selinux-override",
        former_slugs: &[],
        since: "0.1.0",
        severity: Severity::Medium,
        confidence: Confidence::High,
        audience: Audience::Security,
        title: Text {
            en: "SELinux confinement is overridden",
            ja: "SELinux による制限が上書きされている",
        },
        what: Text {
            en: "`seLinuxOptions` of a pod or container with a `type` other than container_t, container_init_t, container_kvm_t or, from policy version v1.31 on, container_engine_t; or with any `user` or `role`. The `level` is free.",
            ja: "Pod やコンテナーの `seLinuxOptions` で、`type` が container_t、container_init_t、container_kvm_t（ポリシーバージョン v1.31 以降は container_engine_t も可）以外のもの、または `user` や `role` を指定しているものを検出します。`level` は自由に設定できます。",
        },
        why: Text {
            en: "On nodes with SELinux the type decides which files and processes of the node a container may touch. A type such as spc_t stands for no confinement at all, and another user or role can lead to one that is less confined.",
            ja: "SELinux が有効なノードでは、コンテナーがノードのどのファイルやプロセスに触れられるかを type が決めます。spc_t のような type は制限がないことを意味し、user や role を変えると、より制限の緩い文脈に移れることがあります。",
        },
        fix: Text {
            en: "Remove `type`, `user` and `role`; the runtime then labels the container container_t. For access to one directory of the node write a policy for that instead (udica can derive one).",
            ja: "`type`、`user`、`role` を削除すれば、ランタイムがコンテナーに container_t を付けます。ノードの特定のディレクトリーへのアクセスが必要なら、そのためのポリシーを作成してください（udica で生成できます）。",
        },
        fine: Text {
            en: "For a type of your own that is narrower than container_t, on clusters whose policy engine knows it; the standard cannot tell.",
            ja: "container_t より制限の厳しい独自の type を使い、クラスターのポリシーエンジンがそれを把握している場合です。この標準だけでは区別できません。",
        },
        references: &[
            reference("pss", "baseline:seLinuxOptions"),
            reference("nsa", "pod"),
            reference("mitre", "T1611"),
            reference("trivy", "KSV-0025"),
            reference("catalogue", "P24"),
        ],
    },
    narrower: &[],
    describe,
    remedy: Some(Remedy {
        title: Text {
            en: "Take the SELinux override out", ja: "SELinux の上書きを削除する"
        },
        action: Action::Remove,
        risk: None,
    }),
};

const TYPE: &str = "type";
const USER: &str = "user";
const ROLE: &str = "role";

fn find_v1_0<'v>(pod: &Pod<'v>, offences: &mut Offences<'v>) {
    find(pod, offences, |kind| {
        matches!(kind, "" | "container_t" | "container_init_t" | "container_kvm_t")
    });
}

fn find_v1_31<'v>(pod: &Pod<'v>, offences: &mut Offences<'v>) {
    find(pod, offences, |kind| {
        matches!(
            kind,
            "" | "container_t" | "container_init_t" | "container_kvm_t" | "container_engine_t"
        )
    });
}

fn find<'v>(pod: &Pod<'v>, offences: &mut Offences<'v>, is_allowed: fn(&str) -> bool) {
    if let Some(options) = pod.security.se_linux {
        let place = Offence::pod(&["spec", "securityContext", "seLinuxOptions"]);
        judge(options, place, offences, is_allowed);
    }
    for (at, container) in pod.visit() {
        if let Some(options) = container.security.se_linux {
            let place = Offence::container(at, &["securityContext", "seLinuxOptions"]);
            judge(options, place, offences, is_allowed);
        }
    }
}

fn judge<'v>(
    options: SeLinux<'v>,
    place: Offence<'v>,
    offences: &mut Offences<'v>,
    is_allowed: fn(&str) -> bool,
) {
    if !is_allowed(options.kind) {
        offences.push(place.within(&[TYPE]).quoting(options.kind));
    }
    if !options.user.is_empty() {
        offences.push(place.within(&[USER]).quoting(options.user));
    }
    if !options.role.is_empty() {
        offences.push(place.within(&[ROLE]).quoting(options.role));
    }
}

fn describe(pod: &Pod<'_>, offences: &[Offence<'_>]) -> (&'static str, String) {
    let sets = |field| move |offence: &&Offence<'_>| offence.tail == [field];
    let mut faults = Vec::new();
    let kinds = set(offences.iter().filter(sets(TYPE)).filter_map(Offence::text));
    if !kinds.is_empty() {
        faults.push(format!("{} {}", plural("type", "types", kinds.len()), quoted(&kinds)));
    }
    if offences.iter().any(|offence| sets(USER)(&offence)) {
        faults.push("user may not be set".to_owned());
    }
    if offences.iter().any(|offence| sets(ROLE)(&offence)) {
        faults.push("role may not be set".to_owned());
    }
    let on_pod = offences.iter().any(|offence| offence.container.is_none());
    let detail = format!(
        "{} set forbidden securityContext.seLinuxOptions: {}",
        setters(on_pod, &container_names(pod, offences, |_| true)),
        faults.join("; "),
    );
    ("seLinuxOptions", detail)
}
