//! Seccomp at baseline: what the runtime filters by default may not be switched off.

use sekisho_finding::{Audience, CheckMeta, Confidence, Severity, Text};

use crate::control::{Control, Narrower, Revision, reference};
use crate::offence::{Item, Offence, Offences, container_names};
use crate::phrase::{go_quote, plural, quoted, set, setters};
use crate::policy::Level;
use crate::remedy::{Action, Remedy};
use crate::view::Pod;

pub(crate) const CONTROL: Control = Control {
    id: "seccompProfile_baseline",
    level: Level::Baseline,
    revisions: &[
        Revision {
            since: 0,
            change: Text {
                en: "The alpha annotations may only name runtime/default, docker/default or localhost/… .",
                ja: "アルファ版アノテーションの値は runtime/default、docker/default、localhost/… だけを許可します。",
            },
            find: find_annotations,
        },
        Revision {
            since: 19,
            change: Text {
                en: "The fields count instead of the annotations: only RuntimeDefault and Localhost.",
                ja: "アノテーションの代わりにフィールドを評価し、RuntimeDefault と Localhost だけを許可します。",
            },
            find: find_fields,
        },
    ],
    overrides: &[],
    meta: CheckMeta {
        id: "SK-0010",
        slug: "unconfined-seccomp",
        former_slugs: &[],
        since: "0.1.0",
        severity: Severity::High,
        confidence: Confidence::High,
        audience: Audience::Security,
        title: Text { en: "Seccomp is switched off", ja: "seccomp が無効化されている" },
        what: Text {
            en: "A `seccompProfile.type` of a pod or container that is neither `RuntimeDefault` nor `Localhost`; at policy versions before v1.19, the annotations `seccomp.security.alpha.kubernetes.io/pod` and `container.seccomp.security.alpha.kubernetes.io/‹container›` instead. A profile that is absent is not an objection here.",
            ja: "Pod やコンテナーの `seccompProfile.type` が `RuntimeDefault` でも `Localhost` でもないものを検出します。v1.19 より前のポリシーバージョンでは、代わりにアノテーション `seccomp.security.alpha.kubernetes.io/pod` と `container.seccomp.security.alpha.kubernetes.io/‹コンテナー名›` を評価します。プロファイルの未指定はここでは指摘しません。",
        },
        why: Text {
            en: "The runtime's filter refuses dozens of system calls that containers do not need and kernel exploits do: keyctl, bpf, userfaultfd, new namespaces, and more. `Unconfined` offers the whole kernel interface to whoever runs code in the container.",
            ja: "ランタイム既定のフィルターは、コンテナーには不要でもカーネルの悪用には必要なシステムコール（keyctl、bpf、userfaultfd、名前空間の作成など）を数十種類拒否します。`Unconfined` にすると、コンテナー内でコードを実行できる者にカーネルのインターフェイス全体を差し出すことになります。",
        },
        fix: Text {
            en: "Set `seccompProfile: {type: RuntimeDefault}`, or `Localhost` with a profile that allows the additional system calls only.",
            ja: "`seccompProfile: {type: RuntimeDefault}` を設定するか、追加で必要なシステムコールだけを許可するプロファイルを `Localhost` で指定してください。",
        },
        fine: Text {
            en: "For a debugger or profiler that is started for a short time and needs system calls that the default filter refuses.",
            ja: "既定のフィルターが拒否するシステムコールを必要とするデバッガーやプロファイラーを、短時間だけ動かす場合です。",
        },
        references: &[
            reference("pss", "baseline:seccompProfile_baseline"),
            reference("cis-1.12", "5.6.2"),
            reference("nsa", "pod"),
            reference("mitre", "T1611"),
            reference("checkov", "CKV_K8S_31"),
            reference("kalm", "POD-023"),
            reference("catalogue", "P22"),
        ],
    },
    narrower: &[Narrower {
        applies: leaves_one_unfiltered,
        references: &[
            reference("kubescape", "C-0055"),
            reference("kubescape", "linux-hardening"),
            reference("kubescape", "C-0210"),
            reference("kubescape", "set-seccomp-profile"),
            reference("kubescape", "set-seccomp-profile-RuntimeDefault"),
            reference("trivy", "KSV-0030"),
            reference("trivy", "KSV-0104"),
            reference("kube-score", "container-seccomp-profile"),
            reference("kube-score", "Container Seccomp Profile"),
        ],
    }],
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

const POD_ANNOTATION: &str = "seccomp.security.alpha.kubernetes.io/pod";
const CONTAINER_PREFIX: &str = "container.seccomp.security.alpha.kubernetes.io/";
const ANNOTATIONS: &[&str] = &["metadata", "annotations"];

/// The profile's type in a pod.
pub(crate) const POD_TYPE: &[&str] = &["spec", "securityContext", "seccompProfile", "type"];
/// The profile's type in a container.
pub(crate) const TYPE: &[&str] = &["securityContext", "seccompProfile", "type"];

/// Whether a container ends up without a filter: a bad profile of the pod harms nobody where every
/// container has a good one.
fn leaves_one_unfiltered(pod: &Pod<'_>, _: &[Offence<'_>]) -> bool {
    pod.containers.iter().any(|container| {
        let kind = container.security.seccomp.or(pod.security.seccomp);
        !kind.is_some_and(is_filtered)
    })
}

fn find_annotations<'v>(pod: &Pod<'v>, offences: &mut Offences<'v>) {
    for (key, value) in pod.annotations() {
        let names_container = |name| pod.containers.iter().any(|container| container.name == name);
        let counts = key == POD_ANNOTATION
            || key.strip_prefix(CONTAINER_PREFIX).is_some_and(names_container);
        if counts && !is_filtered_annotation(value) {
            offences.push(Offence::pod(ANNOTATIONS).key(key).quoting(value));
        }
    }
}

fn is_filtered_annotation(value: &str) -> bool {
    matches!(value, "runtime/default" | "docker/default") || value.starts_with("localhost/")
}

fn find_fields<'v>(pod: &Pod<'v>, offences: &mut Offences<'v>) {
    if let Some(kind) = pod.security.seccomp.filter(|kind| !is_filtered(kind)) {
        offences.push(Offence::pod(POD_TYPE).quoting(kind));
    }
    for (at, container) in pod.visit() {
        if let Some(kind) = container.security.seccomp.filter(|kind| !is_filtered(kind)) {
            offences.push(Offence::container(at, TYPE).quoting(kind));
        }
    }
}

/// Whether the profile's type stands for a filter.
pub(crate) fn is_filtered(kind: &str) -> bool {
    matches!(kind, "RuntimeDefault" | "Localhost")
}

fn describe(pod: &Pod<'_>, offences: &[Offence<'_>]) -> (&'static str, String) {
    let mut annotations: Vec<String> = offences.iter().filter_map(annotation).collect();
    if annotations.is_empty() {
        return ("seccompProfile", forbidden_types(pod, offences));
    }
    annotations.sort_unstable();
    let noun = plural("annotation", "annotations", annotations.len());
    ("seccompProfile", format!("forbidden {noun} {}", annotations.join(", ")))
}

/// `pod and container "a" must not set securityContext.seccompProfile.type to "Unconfined"`.
pub(crate) fn forbidden_types(pod: &Pod<'_>, offences: &[Offence<'_>]) -> String {
    let on_pod = offences.iter().any(|offence| offence.container.is_none());
    format!(
        "{} must not set securityContext.seccompProfile.type to {}",
        setters(on_pod, &container_names(pod, offences, |_| true)),
        quoted(&set(offences.iter().filter_map(Offence::text))),
    )
}

fn annotation(offence: &Offence<'_>) -> Option<String> {
    match offence.item {
        Item::Key(key) => Some(format!("{key}={}", go_quote(offence.text()?))),
        _ => None,
    }
}
