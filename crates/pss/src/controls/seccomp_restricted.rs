//! Seccomp at restricted: every container must have a filter.

use sekisho_finding::{Audience, CheckMeta, Confidence, Severity, Text};

use crate::control::{Control, Revision, reference};
use crate::controls::seccomp_baseline::{POD_TYPE, TYPE, forbidden_types, is_filtered};
use crate::offence::{Fault, Offence, Offences, container_names};
use crate::phrase::containers;
use crate::policy::Level;
use crate::remedy::{Action, Remedy};
use crate::view::Pod;

pub(crate) const CONTROL: Control = Control {
    id: "seccompProfile_restricted",
    level: Level::Restricted,
    revisions: &[
        Revision {
            since: 19,
            change: Text {
                en: "Every container must have the profile RuntimeDefault or Localhost, its own or the pod's.",
                ja: "すべてのコンテナーに、自身または Pod の RuntimeDefault か Localhost のプロファイルが必要です。",
            },
            find,
        },
        Revision {
            since: 25,
            change: Text {
                en: "Pods with `os.name: windows` are left alone.",
                ja: "`os.name: windows` の Pod は対象外になります。",
            },
            find: find_unless_windows,
        },
    ],
    overrides: &["seccompProfile_baseline"],
    meta: CheckMeta {
        id: "SK-0019",
        slug: "missing-seccomp-profile",
        former_slugs: &[],
        since: "0.1.0",
        severity: Severity::Medium,
        confidence: Confidence::High,
        audience: Audience::Security,
        title: Text {
            en: "Container has no seccomp profile",
            ja: "コンテナーに seccomp プロファイルがない",
        },
        what: Text {
            en: "Containers for which neither they nor the pod name the seccomp profile `RuntimeDefault` or `Localhost`, and profiles of any other type. From policy version v1.25 on, pods with `os.name: windows` are left alone.",
            ja: "コンテナー自身にも Pod にも seccomp プロファイル `RuntimeDefault` または `Localhost` の指定がないコンテナーと、それ以外の種類のプロファイルを検出します。ポリシーバージョン v1.25 以降では、`os.name: windows` の Pod は対象外です。",
        },
        why: Text {
            en: "Kubernetes starts containers without a filter unless the kubelet was told otherwise. The whole system call interface of the kernel is then open to them, the rarely used and often faulty parts included; `RuntimeDefault` closes those and hardly any application notices.",
            ja: "kubelet で明示的に設定しない限り、Kubernetes はフィルターなしでコンテナーを起動します。その場合、めったに使われず欠陥の多い部分も含め、カーネルのシステムコール全体がコンテナーに開かれたままになります。`RuntimeDefault` はそうした部分を塞ぎ、ほとんどのアプリケーションは影響を受けません。",
        },
        fix: Text {
            en: "Set `securityContext.seccompProfile: {type: RuntimeDefault}` for the pod: it holds for all of its containers. On the nodes, the kubelet's `seccompDefault: true` does the same for pods that say nothing, but the standard does not see that.",
            ja: "Pod に `securityContext.seccompProfile: {type: RuntimeDefault}` を設定すれば、そのすべてのコンテナーに適用されます。ノード側では kubelet の `seccompDefault: true` により未指定の Pod にも同じ設定が適用されますが、この標準の評価には反映されません。",
        },
        fine: Text {
            en: "On clusters where every kubelet has `seccompDefault: true`, the missing field changes nothing at run time; naming it keeps it so elsewhere.",
            ja: "すべての kubelet で `seccompDefault: true` が有効なクラスターでは、未指定でも実行時の動作は変わりません。それでも明示しておけば、他のクラスターでも同じ動作になります。",
        },
        references: &[
            reference("pss", "restricted:seccompProfile_restricted"),
            reference("cis-1.12", "5.6.2"),
            reference("nsa", "pod"),
            reference("mitre", "T1611"),
            reference("kubescape", "C-0210"),
            reference("kubescape", "C-0055"),
            reference("trivy", "KSV-0030"),
            reference("trivy", "KSV-0104"),
            reference("checkov", "CKV_K8S_31"),
            reference("kube-score", "container-seccomp-profile"),
            reference("kalm", "POD-023"),
            reference("catalogue", "P21"),
            reference("kubescape", "linux-hardening"),
            reference("kubescape", "set-seccomp-profile"),
            reference("kubescape", "set-seccomp-profile-RuntimeDefault"),
            reference("kube-score", "Container Seccomp Profile"),
        ],
    },
    narrower: &[],
    describe,
    remedy: Some(Remedy {
        title: Text {
            en: "Set the seccomp profile `RuntimeDefault`",
            ja: "seccomp プロファイル `RuntimeDefault` を設定する",
        },
        action: Action::Confine,
        risk: Some(Text {
            en: "The program makes system calls that the runtime's default profile refuses, such as `mount`, `io_uring_setup` or `userfaultfd`.",
            ja: "`mount`、`io_uring_setup`、`userfaultfd` など、ランタイムの既定プロファイルが拒否するシステムコールをプログラムが使う場合。",
        }),
    }),
};

fn find<'v>(pod: &Pod<'v>, offences: &mut Offences<'v>) {
    let of_pod = pod.security.seccomp;
    if let Some(kind) = of_pod.filter(|kind| !is_filtered(kind)) {
        offences.push(Offence::pod(POD_TYPE).quoting(kind));
    }
    for (at, container) in pod.visit() {
        match (container.security.seccomp, of_pod) {
            (Some(kind), _) if is_filtered(kind) => {}
            (Some(kind), _) => offences.push(Offence::container(at, TYPE).quoting(kind)),
            (None, None) => offences.push(Offence::container(at, TYPE).required()),
            // Where the pod's profile is bad, that is the fault; mending it mends this container too.
            (None, Some(_)) => {}
        }
    }
}

fn find_unless_windows<'v>(pod: &Pod<'v>, offences: &mut Offences<'v>) {
    if !pod.windows {
        find(pod, offences);
    }
}

fn describe(pod: &Pod<'_>, offences: &[Offence<'_>]) -> (&'static str, String) {
    const REASON: &str = "seccompProfile";
    let is_set = |offence: &Offence<'_>| offence.fault == Fault::Forbidden;
    // Upstream speaks of missing profiles only where none is set wrongly.
    if offences.iter().any(is_set) {
        let set: Vec<Offence<'_>> = offences.iter().copied().filter(is_set).collect();
        return (REASON, forbidden_types(pod, &set));
    }
    let names = containers(&container_names(pod, offences, |_| true));
    (
        REASON,
        format!(
            r#"pod or {names} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost""#
        ),
    )
}
