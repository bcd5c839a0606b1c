//! Privilege escalation must be switched off in every container.

use sekisho_finding::{Audience, CheckMeta, Confidence, Severity, Text};

use crate::control::{Control, Revision, reference};
use crate::offence::{Offence, Offences, container_names};
use crate::phrase::containers;
use crate::policy::Level;
use crate::remedy::{Action, Remedy};
use crate::view::Pod;

pub(crate) const CONTROL: Control = Control {
    id: "allowPrivilegeEscalation",
    level: Level::Restricted,
    revisions: &[
        Revision {
            since: 8,
            change: Text {
                en: "Every container must set allowPrivilegeEscalation to false.",
                ja: "すべてのコンテナーで allowPrivilegeEscalation を false にする必要があります。",
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
    overrides: &[],
    meta: CheckMeta {
        id: "SK-0013",
        slug: "privilege-escalation",
        former_slugs: &[],
        since: "0.1.0",
        severity: Severity::Medium,
        confidence: Confidence::High,
        audience: Audience::Security,
        title: Text {
            en: "Privilege escalation is not switched off",
            ja: "権限昇格が無効化されていない",
        },
        what: Text {
            en: "Containers that do not set `securityContext.allowPrivilegeEscalation: false`; absent means allowed. From policy version v1.25 on, pods with `os.name: windows` are left alone.",
            ja: "`securityContext.allowPrivilegeEscalation: false` を設定していないコンテナーを検出します。未設定は許可とみなされます。ポリシーバージョン v1.25 以降では、`os.name: windows` の Pod は対象外です。",
        },
        why: Text {
            en: "Without it the kernel honours setuid and setgid bits and file capabilities: a process that started as an ordinary user becomes root through any such program in the image (su, sudo, ping, a forgotten helper). With `false`, no_new_privs is set and what a process may do at its start is all that it will ever may.",
            ja: "無効化しない場合、カーネルは setuid・setgid ビットやファイルケーパビリティを有効に扱います。一般ユーザーで起動したプロセスでも、イメージ内の su、sudo、ping や残置された補助プログラムなどを通じて root になれます。`false` にすると no_new_privs が設定され、プロセスは起動時より強い権限を得られなくなります。",
        },
        fix: Text {
            en: "Set `allowPrivilegeEscalation: false` in the securityContext of every container, init containers included. Start as the user that the program needs instead of changing to it.",
            ja: "init コンテナーを含むすべてのコンテナーの securityContext に `allowPrivilegeEscalation: false` を設定してください。途中でユーザーを切り替えるのではなく、最初から必要なユーザーで起動します。",
        },
        fine: Text {
            en: "For images that must run sudo or a setuid helper; the API server also refuses `false` together with `privileged: true` or CAP_SYS_ADMIN.",
            ja: "sudo や setuid の補助プログラムがどうしても必要なイメージの場合です。なお、`privileged: true` や CAP_SYS_ADMIN と `false` の併用は API サーバーが拒否します。",
        },
        references: &[
            reference("pss", "restricted:allowPrivilegeEscalation"),
            reference("cis-1.12", "5.2.6"),
            reference("nsa", "pod"),
            reference("mitre", "T1611"),
            reference("kubescape", "C-0016"),
            reference("kubescape", "C-0197"),
            reference("kubescape", "C-0217"),
            reference("trivy", "KSV-0001"),
            reference("checkov", "CKV_K8S_20"),
            reference("kube-linter", "privilege-escalation-container"),
            reference("polaris", "privilegeEscalationAllowed"),
            reference("kalm", "POD-031"),
            reference("catalogue", "P02"),
            reference("kubescape", "rule-allow-privilege-escalation"),
        ],
    },
    narrower: &[],
    describe,
    remedy: Some(Remedy {
        title: Text {
            en: "Set `allowPrivilegeEscalation: false`",
            ja: "`allowPrivilegeEscalation: false` を設定する",
        },
        action: Action::False,
        risk: Some(Text {
            en: "The container runs `sudo`, `ping` or another program that gains rights when it starts.",
            ja: "`sudo` や `ping` など、起動時に権限を得るプログラムをコンテナーが実行している場合。",
        }),
    }),
};

const FIELD: &[&str] = &["securityContext", "allowPrivilegeEscalation"];

fn find<'v>(pod: &Pod<'v>, offences: &mut Offences<'v>) {
    for (at, container) in pod.visit() {
        match container.security.escalation {
            Some(false) => {}
            Some(true) => offences.push(Offence::container(at, FIELD)),
            None => offences.push(Offence::container(at, FIELD).required()),
        }
    }
}

fn find_unless_windows<'v>(pod: &Pod<'v>, offences: &mut Offences<'v>) {
    if !pod.windows {
        find(pod, offences);
    }
}

fn describe(pod: &Pod<'_>, offences: &[Offence<'_>]) -> (&'static str, String) {
    let names = containers(&container_names(pod, offences, |_| true));
    (
        "allowPrivilegeEscalation != false",
        format!("{names} must set securityContext.allowPrivilegeEscalation=false"),
    )
}
