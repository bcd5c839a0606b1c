//! AppArmor profiles: what the runtime confines by default may not be switched off.

use sekisho_finding::{Audience, CheckMeta, Confidence, Severity, Text};

use crate::control::{Control, Revision, reference};
use crate::offence::{Item, Offence, Offences, container_names};
use crate::phrase::{go_quote, plural, quoted, set, setters};
use crate::policy::Level;
use crate::remedy::{Action, Remedy};
use crate::view::Pod;

pub(crate) const CONTROL: Control = Control {
    id: "appArmorProfile",
    level: Level::Baseline,
    revisions: &[Revision {
        since: 0,
        change: Text {
            en: "Only the profiles RuntimeDefault and Localhost, as field or as annotation.",
            ja: "フィールドでもアノテーションでも、RuntimeDefault と Localhost のプロファイルだけを許可します。",
        },
        find,
    }],
    overrides: &[],
    meta: CheckMeta {
        id: "SK-0001",
        slug: "unconfined-apparmor",
        former_slugs: &[],
        since: "0.1.0",
        severity: Severity::Medium,
        confidence: Confidence::High,
        audience: Audience::Security,
        title: Text { en: "AppArmor is switched off", ja: "AppArmor が無効化されている" },
        what: Text {
            en: "A pod or container whose `appArmorProfile.type` is neither `RuntimeDefault` nor `Localhost`, or an annotation `container.apparmor.security.beta.kubernetes.io/…` with a value other than `runtime/default` or `localhost/…`. The annotation counts even if no container has that name.",
            ja: "`appArmorProfile.type` が `RuntimeDefault` でも `Localhost` でもない Pod やコンテナー、または値が `runtime/default` と `localhost/…` 以外のアノテーション `container.apparmor.security.beta.kubernetes.io/…` を検出します。アノテーションは、その名前のコンテナーが存在しなくても対象になります。",
        },
        why: Text {
            en: "On nodes with AppArmor the runtime's profile denies mounting, writing to sensitive files under /proc and /sys, and tracing other processes. `Unconfined` takes that layer away, so that one more mistake, such as an extra capability, is enough to reach the node.",
            ja: "AppArmor が有効なノードでは、ランタイムの既定プロファイルがマウント操作、/proc や /sys の重要なファイルへの書き込み、他プロセスのトレースを拒否します。`Unconfined` にするとこの防御層が失われ、余分なケーパビリティなどの不備がもう一つあるだけで、ノードに到達されるおそれがあります。",
        },
        fix: Text {
            en: "Remove the field or annotation, so that the runtime's profile applies, or name a profile of your own that is loaded on the nodes: `appArmorProfile: {type: Localhost, localhostProfile: my-profile}`.",
            ja: "フィールドまたはアノテーションを削除してランタイムの既定プロファイルを適用するか、ノードに読み込んだ独自のプロファイルを `appArmorProfile: {type: Localhost, localhostProfile: my-profile}` のように指定してください。",
        },
        fine: Text {
            en: "For node agents that must mount file systems or trace processes and for which nobody has written a profile yet; keep those in a namespace of their own.",
            ja: "ファイルシステムのマウントやプロセスのトレースが必要で、専用プロファイルがまだ用意されていないノードエージェントの場合です。専用の Namespace に隔離してください。",
        },
        references: &[
            reference("pss", "baseline:appArmorProfile"),
            reference("nsa", "pod"),
            reference("mitre", "T1611"),
            reference("trivy", "KSV-0002"),
            reference("kalm", "POD-014"),
            reference("catalogue", "P23"),
        ],
    },
    narrower: &[],
    describe,
    remedy: Some(Remedy {
        title: Text {
            en: "Let the runtime's AppArmor profile apply",
            ja: "ランタイムの AppArmor プロファイルを適用する",
        },
        action: Action::Confine,
        risk: None,
    }),
};

const ANNOTATION_PREFIX: &str = "container.apparmor.security.beta.kubernetes.io/";
const TYPE: &[&str] = &["securityContext", "appArmorProfile", "type"];
const POD_TYPE: &[&str] = &["spec", "securityContext", "appArmorProfile", "type"];
const ANNOTATIONS: &[&str] = &["metadata", "annotations"];

fn find<'v>(pod: &Pod<'v>, offences: &mut Offences<'v>) {
    if let Some(kind) = pod.security.app_armor.filter(|kind| !is_confined(kind)) {
        offences.push(Offence::pod(POD_TYPE).quoting(kind));
    }
    for (at, container) in pod.visit() {
        if let Some(kind) = container.security.app_armor.filter(|kind| !is_confined(kind)) {
            offences.push(Offence::container(at, TYPE).quoting(kind));
        }
    }
    for (key, value) in pod.annotations() {
        if key.starts_with(ANNOTATION_PREFIX) && !is_confined_annotation(value) {
            offences.push(Offence::pod(ANNOTATIONS).key(key).quoting(value));
        }
    }
}

fn is_confined(kind: &str) -> bool {
    matches!(kind, "RuntimeDefault" | "Localhost")
}

fn is_confined_annotation(value: &str) -> bool {
    value.is_empty() || value == "runtime/default" || value.starts_with("localhost/")
}

fn describe(pod: &Pod<'_>, offences: &[Offence<'_>]) -> (&'static str, String) {
    let is_field = |offence: &&Offence<'_>| offence.item == Item::None;
    let fields = offences.iter().filter(is_field);
    let kinds = set(fields.clone().filter_map(Offence::text));
    let mut annotations: Vec<String> = offences.iter().filter_map(annotation).collect();
    annotations.sort_unstable();

    let on_pod = fields.clone().any(|offence| offence.container.is_none());
    let names = container_names(pod, offences, |_| true);
    let mut who = Vec::new();
    if on_pod || !names.is_empty() {
        who.push(setters(on_pod, &names));
    }
    if !annotations.is_empty() {
        who.push(plural("annotation", "annotations", annotations.len()).to_owned());
    }
    let values: Vec<&str> =
        kinds.into_iter().chain(annotations.iter().map(String::as_str)).collect();
    (
        plural("forbidden AppArmor profile", "forbidden AppArmor profiles", values.len()),
        format!("{} must not set AppArmor profile type to {}", who.join(" and "), quoted(&values)),
    )
}

/// `key="value"`; the sentence puts quotes around that once more, as upstream's does.
fn annotation(offence: &Offence<'_>) -> Option<String> {
    match offence.item {
        Item::Key(key) => Some(format!("{key}={}", go_quote(offence.text()?))),
        _ => None,
    }
}
