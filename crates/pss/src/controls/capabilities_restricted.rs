//! Capabilities at restricted: all dropped, none but one added.

use sekisho_finding::{Audience, CheckMeta, Confidence, Severity, Text};

use crate::control::{Control, Narrower, Revision, reference};
use crate::controls::capabilities_baseline::{ADD, adds, is_spelling_of};
use crate::offence::{Fault, Offence, Offences, container_names};
use crate::phrase::containers;
use crate::policy::Level;
use crate::remedy::{Action, Remedy};
use crate::view::{Pod, element};

pub(crate) const CONTROL: Control = Control {
    id: "capabilities_restricted",
    level: Level::Restricted,
    revisions: &[
        Revision {
            since: 22,
            change: Text {
                en: "Every container must drop ALL and may add NET_BIND_SERVICE only.",
                ja: "すべてのコンテナーで ALL を drop する必要があり、追加できるのは NET_BIND_SERVICE だけです。",
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
    overrides: &["capabilities_baseline"],
    meta: CheckMeta {
        id: "SK-0014",
        slug: "undropped-capabilities",
        former_slugs: &[],
        since: "0.1.0",
        severity: Severity::Medium,
        confidence: Confidence::High,
        audience: Audience::Security,
        title: Text {
            en: "Capabilities are not dropped", ja: "ケーパビリティが削除されていない"
        },
        what: Text {
            en: "Containers whose `securityContext.capabilities.drop` does not hold exactly `ALL`, or whose `add` holds anything but `NET_BIND_SERVICE`. `all` in small letters and a list of single names do not count as dropped.",
            ja: "`securityContext.capabilities.drop` に正確に `ALL` と書かれていないコンテナー、または `add` に `NET_BIND_SERVICE` 以外を含むコンテナーを検出します。小文字の `all` や個別の名前の列挙は、すべて削除したとはみなされません。",
        },
        why: Text {
            en: "A container starts with about a dozen capabilities that almost no application uses: with NET_RAW it can forge packets to its neighbours, with DAC_OVERRIDE and SETUID its root disregards file permissions and users, with MKNOD it makes device files. What is not there cannot be misused.",
            ja: "コンテナーは、ほとんどのアプリケーションが使わない十数個のケーパビリティを持って起動します。NET_RAW があれば隣の Pod に偽装パケットを送れ、DAC_OVERRIDE や SETUID があればコンテナー内の root がファイル権限やユーザーの区別を無視でき、MKNOD があればデバイスファイルを作れます。持っていない権限は悪用されません。",
        },
        fix: Text {
            en: "Set `capabilities: {drop: [\"ALL\"]}` in every container, init containers included, and add NET_BIND_SERVICE only for ports below 1024.",
            ja: "init コンテナーを含むすべてのコンテナーに `capabilities: {drop: [\"ALL\"]}` を設定し、1024 未満のポートを使う場合に限り NET_BIND_SERVICE を追加してください。",
        },
        fine: Text {
            en: "For images that start as root, change the owner of files and then change the user (many database images do): those need CHOWN, SETUID and SETGID until they are built otherwise.",
            ja: "root で起動してファイルの所有者を変更し、その後ユーザーを切り替えるイメージ（多くのデータベースイメージなど）の場合です。作り直すまでは CHOWN、SETUID、SETGID が必要です。",
        },
        references: &[
            reference("pss", "restricted:capabilities_restricted"),
            reference("cis-1.12", "5.2.8"),
            reference("mitre", "T1557"),
            reference("cis-1.12", "5.2.9"),
            reference("nsa", "pod"),
            reference("mitre", "T1611"),
            reference("trivy", "KSV-0106"),
            reference("polaris", "insecureCapabilities"),
        ],
    },
    narrower: &[
        Narrower {
            applies: keeps_some,
            references: &[
                reference("catalogue", "P13"),
                reference("kubescape", "C-0201"),
                reference("kubescape", "C-0220"),
                reference("trivy", "KSV-0003"),
                reference("checkov", "CKV_K8S_37"),
                reference("kalm", "POD-036"),
            ],
        },
        Narrower { applies: drops_nothing, references: &[reference("trivy", "KSV-0004")] },
        Narrower {
            applies: keeps_net_raw,
            references: &[
                reference("catalogue", "P14"),
                reference("kubescape", "C-0199"),
                reference("kubescape", "drop-capability-netraw"),
                reference("checkov", "CKV_K8S_28"),
                reference("kube-linter", "drop-net-raw-capability"),
            ],
        },
        Narrower {
            applies: adds_some,
            references: &[
                reference("catalogue", "P15"),
                reference("trivy", "KSV-0022"),
                reference("checkov", "CKV_K8S_25"),
                reference("kalm", "POD-035"),
            ],
        },
    ],
    describe,
    remedy: Some(Remedy {
        title: Text {
            en: "Drop all capabilities", ja: "すべてのケーパビリティを drop する"
        },
        action: Action::DropAll,
        risk: Some(Text {
            en: "The container starts as root and changes owners of files or its own user, binds a port below 1024, or its program has file capabilities.",
            ja: "コンテナーが root で起動してファイルの所有者や自身のユーザーを変える場合、1024 未満のポートを使う場合、またはプログラムにファイルケーパビリティが付いている場合。",
        }),
    }),
};

const DROP: &[&str] = &["securityContext", "capabilities", "drop"];

/// Whether a container does not drop `ALL`, in whatever spelling.
fn keeps_some(pod: &Pod<'_>, offences: &[Offence<'_>]) -> bool {
    offences
        .iter()
        .any(|offence| offence.fault == Fault::Required && !drops(pod, offence, &["ALL"]))
}

fn drops_nothing(pod: &Pod<'_>, offences: &[Offence<'_>]) -> bool {
    offences.iter().any(|offence| {
        let container = offence.container.and_then(|at| pod.containers.get(at));
        let capabilities = container.and_then(|container| container.security.capabilities);
        capabilities.is_none_or(|capabilities| capabilities.drop.is_empty())
    })
}

fn keeps_net_raw(pod: &Pod<'_>, offences: &[Offence<'_>]) -> bool {
    let drops = |offence: &Offence<'_>| drops(pod, offence, &["ALL", "NET_RAW"]);
    offences.iter().any(|offence| offence.fault == Fault::Required && !drops(offence))
}

fn adds_some(_: &Pod<'_>, offences: &[Offence<'_>]) -> bool {
    offences.iter().any(|offence| offence.fault == Fault::Forbidden)
}

/// Whether the container of an offence drops one of some capabilities.
fn drops(pod: &Pod<'_>, offence: &Offence<'_>, names: &[&str]) -> bool {
    let container = offence.container.and_then(|at| pod.containers.get(at));
    let dropped = container.and_then(|container| container.security.capabilities);
    let dropped = dropped.map_or(&[][..], |capabilities| capabilities.drop).iter();
    dropped.filter_map(|name| name.as_str()).any(|name| is_spelling_of(name, names))
}

fn find<'v>(pod: &Pod<'v>, offences: &mut Offences<'v>) {
    for (at, container) in pod.visit() {
        let capabilities = container.security.capabilities;
        let dropped = capabilities.map_or(&[][..], |capabilities| capabilities.drop);
        if !dropped.iter().any(|name| name.as_str() == Some("ALL")) {
            offences.push(Offence::container(at, DROP).required());
        }
        let added =
            capabilities.map_or(&[][..], |capabilities| capabilities.add).iter().enumerate();
        for (index, name) in added.filter_map(|(index, name)| Some((index, element(name)?))) {
            if name != "NET_BIND_SERVICE" {
                offences.push(Offence::container(at, ADD).index(index).quoting(name));
            }
        }
    }
}

fn find_unless_windows<'v>(pod: &Pod<'v>, offences: &mut Offences<'v>) {
    if !pod.windows {
        find(pod, offences);
    }
}

fn describe(pod: &Pod<'_>, offences: &[Offence<'_>]) -> (&'static str, String) {
    let is_added = |offence: &Offence<'_>| offence.fault == Fault::Forbidden;
    let missing = container_names(pod, offences, |offence| !is_added(offence));
    let adding = container_names(pod, offences, is_added);
    let mut faults = Vec::new();
    if !missing.is_empty() {
        let who = containers(&missing);
        faults.push(format!(r#"{who} must set securityContext.capabilities.drop=["ALL"]"#));
    }
    if !adding.is_empty() {
        faults.push(adds(&adding, offences.iter().filter(|offence| is_added(offence))));
    }
    ("unrestricted capabilities", faults.join("; "))
}
