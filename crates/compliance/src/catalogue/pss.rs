//! Pod Security Standards, by level. They are published without numbers; the names are those of the
//! checks of Pod Security admission.

use sekisho_finding::Text;

use super::{Row, chapter, row};
use crate::{Framework, Section};

const BASELINE: &[Row] = &[
    row(
        "hostProcess",
        "No Windows container runs as a process of the host",
        "Windows の HostProcess コンテナーを使わない",
        "pss:baseline:windowsHostProcess",
        None,
    ),
    row(
        "hostNamespaces",
        "Pods share no namespace of the host",
        "ホストの名前空間を共有しない",
        "pss:baseline:hostNamespaces",
        None,
    ),
    row(
        "privileged",
        "No container is privileged",
        "特権コンテナーを使わない",
        "pss:baseline:privileged",
        None,
    ),
    row(
        "capabilities",
        "Containers add no capability beyond those of the runtime's default set",
        "ランタイム既定以外のケーパビリティを追加しない",
        "pss:baseline:capabilities_baseline",
        None,
    ),
    row(
        "hostPathVolumes",
        "Pods mount no path of the host",
        "ホストのパスをマウントしない",
        "pss:baseline:hostPathVolumes",
        None,
    ),
    row(
        "hostPorts",
        "Containers open no port on the host",
        "ホストのポートを使わない",
        "pss:baseline:hostPorts",
        None,
    ),
    row(
        "hostProbes",
        "Probes and lifecycle hooks name no host (from v1.34 on)",
        "プローブとライフサイクルフックで host を指定しない（v1.34 以降）",
        "pss:baseline:hostProbesAndHostLifecycle",
        None,
    ),
    row(
        "appArmor",
        "AppArmor is not switched off",
        "AppArmor を無効にしない",
        "pss:baseline:appArmorProfile",
        None,
    ),
    row(
        "seLinux",
        "SELinux types, users and roles are not overridden",
        "SELinux のタイプ、ユーザー、ロールを上書きしない",
        "pss:baseline:seLinuxOptions",
        None,
    ),
    row(
        "procMount",
        "The process file system stays masked",
        "/proc のマスクを外さない",
        "pss:baseline:procMount",
        None,
    ),
    row(
        "seccomp",
        "Seccomp is not switched off",
        "seccomp を無効にしない",
        "pss:baseline:seccompProfile_baseline",
        None,
    ),
    row(
        "sysctls",
        "Kernel parameters are set only if they are safe",
        "安全なカーネルパラメーターだけを設定する",
        "pss:baseline:sysctls",
        None,
    ),
];

const RESTRICTED: &[Row] = &[
    row(
        "restrictedVolumes",
        "Volumes are only of kinds that hold the pod's own data and configuration",
        "Pod 自身のデータと設定を持つ種類のボリュームだけを使う",
        "pss:restricted:restrictedVolumes",
        None,
    ),
    row(
        "privilegeEscalation",
        "Containers cannot gain more privileges than they start with",
        "起動後の権限昇格を許可しない",
        "pss:restricted:allowPrivilegeEscalation",
        None,
    ),
    row(
        "runAsNonRoot",
        "Containers are made to run as another user than root",
        "root 以外のユーザーでの実行を強制する",
        "pss:restricted:runAsNonRoot",
        None,
    ),
    row(
        "runAsUser",
        "No container sets user 0",
        "ユーザー ID に 0 を指定しない",
        "pss:restricted:runAsUser",
        None,
    ),
    row(
        "seccompProfile",
        "Every container has a seccomp profile",
        "すべてのコンテナーに seccomp プロファイルを設定する",
        "pss:restricted:seccompProfile_restricted",
        None,
    ),
    row(
        "dropCapabilities",
        "Containers drop all capabilities and add at most the one for low ports",
        "すべてのケーパビリティを外し、追加は NET_BIND_SERVICE だけにする",
        "pss:restricted:capabilities_restricted",
        None,
    ),
    row(
        "anyProcMount",
        "The process file system stays masked whatever the user namespace",
        "ユーザー名前空間の有無によらず /proc のマスクを外さない",
        "pss:restricted:procMount_restricted",
        None,
    ),
];

const BASELINE_TITLE: Text = Text { en: "Baseline", ja: "Baseline" };
const RESTRICTED_TITLE: Text = Text { en: "Restricted", ja: "Restricted" };

pub(super) fn frameworks() -> Vec<Framework> {
    vec![
        framework(
            "pss-baseline",
            Text { en: "PSS baseline", ja: "PSS baseline" },
            Text { en: "Pod Security Standards: baseline", ja: "Pod Security Standards: baseline" },
            vec![chapter("baseline", BASELINE_TITLE, BASELINE)],
        ),
        framework(
            "pss-restricted",
            Text { en: "PSS restricted", ja: "PSS restricted" },
            Text {
                en: "Pod Security Standards: restricted",
                ja: "Pod Security Standards: restricted",
            },
            vec![
                chapter("baseline", BASELINE_TITLE, BASELINE),
                chapter("restricted", RESTRICTED_TITLE, RESTRICTED),
            ],
        ),
    ]
}

fn framework(name: &'static str, short: Text, title: Text, sections: Vec<Section>) -> Framework {
    Framework {
        name,
        short,
        title,
        version: "latest",
        publisher: "Kubernetes",
        url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
        about: Text {
            en: "What every pod fails at the newest policy version, whatever its namespace enforces. \
                 Restricted asks for all of baseline and more.",
            ja: "名前空間の設定によらず、最新のポリシーバージョンで各 Pod が満たすかどうかを示します。restricted は \
                 baseline のすべてを含みます。",
        },
        evidence_only: false,
        sections,
    }
}
