//! No container may be told to run as user 0.

use sekisho_finding::{Audience, CheckMeta, Confidence, Severity, Text};

use crate::control::{Control, Revision, reference};
use crate::offence::{Offence, Offences, container_names};
use crate::phrase::setters;
use crate::policy::Level;
use crate::remedy::{Action, Remedy};
use crate::view::Pod;

pub(crate) const CONTROL: Control = Control {
    id: "runAsUser",
    level: Level::Restricted,
    revisions: &[
        Revision {
            since: 23,
            change: Text { en: "No runAsUser 0.", ja: "runAsUser の 0 を禁止します。" },
            find,
        },
        Revision {
            since: 35,
            change: Text {
                en: "Pods with `hostUsers: false` are left alone.",
                ja: "`hostUsers: false` の Pod は対象外になります。",
            },
            find: find_unless_own_users,
        },
    ],
    overrides: &[],
    meta: CheckMeta {
        id: "SK-0018",
        slug: "run-as-root-user",
        former_slugs: &[],
        since: "0.1.0",
        severity: Severity::Medium,
        confidence: Confidence::High,
        audience: Audience::Security,
        title: Text {
            en: "Container is told to run as user 0",
            ja: "コンテナーがユーザー 0（root）での実行を指定している",
        },
        what: Text {
            en: "`runAsUser: 0` in the security context of a pod or container. From policy version v1.35 on, pods with `hostUsers: false` are left alone.",
            ja: "Pod またはコンテナーの securityContext にある `runAsUser: 0` を検出します。ポリシーバージョン v1.35 以降では、`hostUsers: false` の Pod は対象外です。",
        },
        why: Text {
            en: "The manifest overrides the image's own user, so even an image that was built to run unprivileged starts as root. Together with `runAsNonRoot: true` it never starts at all.",
            ja: "マニフェストの指定がイメージ側のユーザー設定を上書きするため、非特権で動くように作られたイメージでも root で起動します。`runAsNonRoot: true` と併用すると、コンテナーは起動できません。",
        },
        fix: Text {
            en: "Remove `runAsUser`, so that the image's user applies, or give a number above 0, better above 10000. If the reason was a volume that belongs to root, set `fsGroup` instead.",
            ja: "`runAsUser` を削除してイメージのユーザーを使うか、0 より大きい値（できれば 10000 超）を指定してください。ボリュームの所有者が root であることが理由なら、代わりに `fsGroup` を設定します。",
        },
        fine: Text {
            en: "For pods with `hostUsers: false` and for node agents that must be root.",
            ja: "`hostUsers: false` を設定した Pod や、root 権限が不可欠なノードエージェントの場合です。",
        },
        references: &[
            reference("pss", "restricted:runAsUser"),
            reference("cis-1.12", "5.2.7"),
            reference("nsa", "pod"),
            reference("mitre", "T1611"),
            reference("kubescape", "C-0013"),
            reference("trivy", "KSV-0105"),
            reference("checkov", "CKV_K8S_23"),
            reference("polaris", "runAsRootAllowed"),
            reference("kalm", "POD-018"),
            reference("catalogue", "P17"),
            reference("kubescape", "non-root-containers"),
            reference("checkov", "CKV_K8S_40"),
            reference("trivy", "KSV-0020"),
            reference("kube-score", "Container Security Context User Group ID"),
        ],
    },
    narrower: &[],
    describe,
    remedy: Some(Remedy {
        title: Text { en: "Take `runAsUser` out", ja: "`runAsUser` を削除する" },
        action: Action::Remove,
        risk: Some(Text {
            en: "The image runs as root by itself, or files that the program needs belong to root.",
            ja: "イメージ自体が root で動く場合、またはプログラムに必要なファイルが root のものである場合。",
        }),
    }),
};

fn find<'v>(pod: &Pod<'v>, offences: &mut Offences<'v>) {
    if pod.security.run_as_user == Some(0) {
        offences.push(Offence::pod(&["spec", "securityContext", "runAsUser"]));
    }
    for (at, container) in pod.visit() {
        if container.security.run_as_user == Some(0) {
            offences.push(Offence::container(at, &["securityContext", "runAsUser"]));
        }
    }
}

fn find_unless_own_users<'v>(pod: &Pod<'v>, offences: &mut Offences<'v>) {
    if !pod.own_users() {
        find(pod, offences);
    }
}

fn describe(pod: &Pod<'_>, offences: &[Offence<'_>]) -> (&'static str, String) {
    let on_pod = offences.iter().any(|offence| offence.container.is_none());
    let who = setters(on_pod, &container_names(pod, offences, |_| true));
    ("runAsUser=0", format!("{who} must not set runAsUser=0"))
}
