//! Capabilities: nothing beyond what container runtimes grant anyway may be added.

use sekisho_finding::{Audience, CheckMeta, Confidence, Severity, Text};

use crate::control::{Control, Narrower, Revision, reference};
use crate::offence::{Fault, Offence, Offences, container_names};
use crate::phrase::{containers, quoted, set};
use crate::policy::Level;
use crate::remedy::{Action, Remedy};
use crate::view::{Pod, element};

pub(crate) const CONTROL: Control = Control {
    id: "capabilities_baseline",
    level: Level::Baseline,
    revisions: &[Revision {
        since: 0,
        change: Text {
            en: "Only capabilities of the runtimes' default set may be added.",
            ja: "追加できるのは、ランタイムの既定セットに含まれるケーパビリティだけです。",
        },
        find,
    }],
    overrides: &[],
    meta: CheckMeta {
        id: "SK-0002",
        slug: "added-capabilities",
        former_slugs: &[],
        since: "0.1.0",
        severity: Severity::High,
        confidence: Confidence::High,
        audience: Audience::Security,
        title: Text {
            en: "Container adds capabilities beyond the default set",
            ja: "コンテナーが既定セット以外のケーパビリティを追加している",
        },
        what: Text {
            en: "Entries of `securityContext.capabilities.add` outside the default set (AUDIT_WRITE, CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, MKNOD, NET_BIND_SERVICE, SETFCAP, SETGID, SETPCAP, SETUID, SYS_CHROOT). Names are compared exactly: `ALL`, `all` and `CAP_CHOWN` are outside it.",
            ja: "`securityContext.capabilities.add` のうち、既定セット（AUDIT_WRITE、CHOWN、DAC_OVERRIDE、FOWNER、FSETID、KILL、MKNOD、NET_BIND_SERVICE、SETFCAP、SETGID、SETPCAP、SETUID、SYS_CHROOT）に含まれないものを検出します。名前は完全一致で比較されるため、`ALL`、`all`、`CAP_CHOWN` も対象外の値として扱われます。",
        },
        why: Text {
            en: "Several of these are root by another name: SYS_ADMIN mounts file systems, SYS_MODULE loads kernel modules, SYS_PTRACE reads other processes, NET_ADMIN rewrites the network, DAC_READ_SEARCH opens any file by its handle. Whoever takes over the container has them too.",
            ja: "これらの多くは実質的に root と同等です。SYS_ADMIN はファイルシステムのマウント、SYS_MODULE はカーネルモジュールの読み込み、SYS_PTRACE は他プロセスの読み取り、NET_ADMIN はネットワーク設定の変更、DAC_READ_SEARCH はハンドル経由での任意ファイルの読み取りを可能にします。コンテナーが乗っ取られれば、攻撃者も同じ権限を手にします。",
        },
        fix: Text {
            en: "Remove the capability from `add` and find out what fails without it: `drop: [\"ALL\"]` with the one or two that are really needed is the aim. Binding a port below 1024 needs NET_BIND_SERVICE only, or none with a higher port.",
            ja: "`add` から該当のケーパビリティを外し、何が動かなくなるかを確認してください。`drop: [\"ALL\"]` としたうえで、本当に必要な一つか二つだけを追加するのが理想です。1024 未満のポートの使用に必要なのは NET_BIND_SERVICE だけで、より大きいポート番号なら何も要りません。",
        },
        fine: Text {
            en: "For components that work on the node itself (CNI and CSI plug-ins, eBPF agents), in a namespace that only cluster operators may use.",
            ja: "CNI や CSI のプラグイン、eBPF エージェントなどノード自体を操作するコンポーネントで、クラスター運用者だけが使える Namespace に置かれている場合です。",
        },
        references: &[
            reference("pss", "baseline:capabilities_baseline"),
            reference("cis-1.11", "5.2.9"),
            reference("nsa", "pod"),
            reference("mitre", "T1611"),
            reference("kubescape", "C-0200"),
            reference("kubescape", "C-0219"),
            reference("trivy", "KSV-0022"),
            reference("checkov", "CKV_K8S_25"),
            reference("polaris", "insecureCapabilities"),
            reference("kalm", "POD-035"),
            reference("catalogue", "P15"),
            reference("trivy", "KSV-0106"),
        ],
    },
    narrower: &[
        Narrower {
            applies: adds_net_raw,
            references: &[
                reference("catalogue", "P14"),
                reference("trivy", "KSV-0119"),
                reference("mitre", "T1557"),
            ],
        },
        Narrower {
            applies: adds_insecure,
            references: &[
                reference("kubescape", "C-0046"),
                reference("kubescape", "insecure-capabilities"),
            ],
        },
    ],
    describe,
    remedy: Some(Remedy {
        title: Text {
            en: "Take the added capability out", ja: "追加したケーパビリティを外す"
        },
        action: Action::Remove,
        risk: Some(Text {
            en: "The program does what the capability allows.",
            ja: "そのケーパビリティで許される操作をプログラムが行う場合。",
        }),
    }),
};

pub(crate) const ADD: &[&str] = &["securityContext", "capabilities", "add"];

fn adds_net_raw(_: &Pod<'_>, offences: &[Offence<'_>]) -> bool {
    offences.iter().any(|offence| is_one_of(offence, &["NET_RAW"]))
}

/// Capabilities that lead out of the container or to its neighbours.
fn adds_insecure(_: &Pod<'_>, offences: &[Offence<'_>]) -> bool {
    const INSECURE: &[&str] = &[
        "ALL",
        "BPF",
        "DAC_READ_SEARCH",
        "IPC_LOCK",
        "IPC_OWNER",
        "LINUX_IMMUTABLE",
        "MAC_ADMIN",
        "MAC_OVERRIDE",
        "NET_ADMIN",
        "NET_BROADCAST",
        "NET_RAW",
        "PERFMON",
        "SYSLOG",
        "SYS_ADMIN",
        "SYS_BOOT",
        "SYS_MODULE",
        "SYS_NICE",
        "SYS_PACCT",
        "SYS_PTRACE",
        "SYS_RAWIO",
        "SYS_RESOURCE",
        "SYS_TIME",
        "SYS_TTY_CONFIG",
        "WAKE_ALARM",
    ];
    offences.iter().any(|offence| is_one_of(offence, INSECURE))
}

/// Whether an added capability is among some, in any spelling that runtimes take.
pub(crate) fn is_one_of(offence: &Offence<'_>, names: &[&str]) -> bool {
    offence.fault == Fault::Forbidden
        && offence.text().is_some_and(|text| is_spelling_of(text, names))
}

/// Whether runtimes take a text for one of some capabilities: in any case, with `CAP_` or without.
pub(crate) fn is_spelling_of(text: &str, names: &[&str]) -> bool {
    let has_prefix = text.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("CAP_"));
    let name = if has_prefix { text.get(4..).unwrap_or_default() } else { text };
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

fn find<'v>(pod: &Pod<'v>, offences: &mut Offences<'v>) {
    for (at, container) in pod.visit() {
        let Some(capabilities) = container.security.capabilities else { continue };
        let added = capabilities.add.iter().enumerate();
        for (index, name) in added.filter_map(|(index, name)| Some((index, element(name)?))) {
            if !is_default(name) {
                offences.push(Offence::container(at, ADD).index(index).quoting(name));
            }
        }
    }
}

fn is_default(name: &str) -> bool {
    matches!(
        name,
        "AUDIT_WRITE"
            | "CHOWN"
            | "DAC_OVERRIDE"
            | "FOWNER"
            | "FSETID"
            | "KILL"
            | "MKNOD"
            | "NET_BIND_SERVICE"
            | "SETFCAP"
            | "SETGID"
            | "SETPCAP"
            | "SETUID"
            | "SYS_CHROOT"
    )
}

fn describe(pod: &Pod<'_>, offences: &[Offence<'_>]) -> (&'static str, String) {
    let names = container_names(pod, offences, |_| true);
    ("non-default capabilities", adds(&names, offences.iter()))
}

/// `container "a" must not include "X" in securityContext.capabilities.add`.
pub(crate) fn adds<'a, 'v: 'a>(
    names: &[&str],
    offences: impl Iterator<Item = &'a Offence<'v>>,
) -> String {
    format!(
        "{} must not include {} in securityContext.capabilities.add",
        containers(names),
        quoted(&set(offences.filter_map(Offence::text))),
    )
}
