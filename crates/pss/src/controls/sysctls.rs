//! Kernel parameters: only those that are the pod's own.

use sekisho_finding::{Audience, CheckMeta, Confidence, Severity, Text};

use crate::control::{Control, Revision, reference};
use crate::offence::{Offence, Offences};
use crate::policy::Level;
use crate::remedy::{Action, Remedy};
use crate::view::{Pod, text};

pub(crate) const CONTROL: Control = Control {
    id: "sysctls",
    level: Level::Baseline,
    revisions: &[
        Revision {
            since: 0,
            change: Text {
                en: "Only five parameters that are separate for every pod.",
                ja: "Pod ごとに独立した 5 つのパラメーターだけを許可します。",
            },
            find: |pod, offences| find(pod, offences, 0),
        },
        Revision {
            since: 27,
            change: Text {
                en: "net.ipv4.ip_local_reserved_ports is allowed too.",
                ja: "net.ipv4.ip_local_reserved_ports も許可します。",
            },
            find: |pod, offences| find(pod, offences, 27),
        },
        Revision {
            since: 29,
            change: Text {
                en: "net.ipv4.tcp_fin_timeout and three tcp_keepalive parameters are allowed too.",
                ja: "net.ipv4.tcp_fin_timeout と 3 つの tcp_keepalive パラメーターも許可します。",
            },
            find: |pod, offences| find(pod, offences, 29),
        },
        Revision {
            since: 32,
            change: Text {
                en: "net.ipv4.tcp_rmem and tcp_wmem are allowed too.",
                ja: "net.ipv4.tcp_rmem と tcp_wmem も許可します。",
            },
            find: |pod, offences| find(pod, offences, 32),
        },
        Revision {
            since: 37,
            change: Text {
                en: "net.ipv4.tcp_slow_start_after_idle and tcp_notsent_lowat are allowed too.",
                ja: "net.ipv4.tcp_slow_start_after_idle と tcp_notsent_lowat も許可します。",
            },
            find: |pod, offences| find(pod, offences, 37),
        },
    ],
    overrides: &[],
    meta: CheckMeta {
        id: "SK-0011",
        slug: "unsafe-sysctls",
        former_slugs: &[],
        since: "0.1.0",
        severity: Severity::Medium,
        confidence: Confidence::High,
        audience: Audience::Security,
        title: Text {
            en: "Pod sets kernel parameters outside the safe set",
            ja: "Pod が安全とされる範囲外のカーネルパラメーターを設定している",
        },
        what: Text {
            en: "Entries of the pod's `securityContext.sysctls` that are not in the safe set of the policy version. Names are compared as written with dots: `net/ipv4/…` is not in it.",
            ja: "Pod の `securityContext.sysctls` のうち、そのポリシーバージョンで安全とされていないものを検出します。名前はドット区切りの表記で比較されるため、`net/ipv4/…` の形式は該当しません。",
        },
        why: Text {
            en: "Parameters that are not separate for each pod change the node for everybody: they can switch off protections, starve other pods or crash the node. The kubelet refuses most of them unless it was told otherwise, so the pod may not even start.",
            ja: "Pod ごとに独立していないパラメーターはノード全体に影響し、保護機能を無効にしたり、他の Pod のリソースを奪ったり、ノードを停止させたりできます。kubelet は明示的に許可されていない限り大半を拒否するため、Pod が起動しないこともあります。",
        },
        fix: Text {
            en: "Remove the entry. What the whole node needs belongs into the node's configuration; what the application needs can often be set on the socket.",
            ja: "該当の項目を削除してください。ノード全体に必要な設定はノードの構成で行い、アプリケーションに必要なものは多くの場合ソケットオプションで設定できます。",
        },
        fine: Text {
            en: "For parameters that are separate for every network namespace, on nodes that allow them with `--allowed-unsafe-sysctls`, for example net.core.somaxconn for a busy proxy.",
            ja: "ネットワーク名前空間ごとに独立したパラメーターを、`--allowed-unsafe-sysctls` で許可したノードで使う場合です。例えば負荷の高いプロキシーの net.core.somaxconn が該当します。",
        },
        references: &[
            reference("pss", "baseline:sysctls"),
            reference("nsa", "pod"),
            reference("mitre", "T1611"),
            reference("trivy", "KSV-0026"),
            reference("kube-linter", "unsafe-sysctls"),
            reference("kalm", "POD-021"),
            reference("catalogue", "P27"),
            reference("kubescape", "C-0211"),
            reference("kubescape", "set-sysctls-params"),
        ],
    },
    narrower: &[],
    describe,
    remedy: Some(Remedy {
        title: Text {
            en: "Take the kernel parameter out", ja: "カーネルパラメーターを削除する"
        },
        action: Action::RemoveElement,
        risk: None,
    }),
};

fn find<'v>(pod: &Pod<'v>, offences: &mut Offences<'v>, version: u64) {
    for (index, sysctl) in pod.sysctls.iter().enumerate() {
        let name = text(sysctl.field("name"));
        if safe_since(name).is_none_or(|since| version < since) {
            let place = Offence::pod(&["spec", "securityContext", "sysctls"]).index(index);
            offences.push(place.within(&["name"]).quoting(name));
        }
    }
}

/// The policy version that counts the parameter as safe first.
fn safe_since(name: &str) -> Option<u64> {
    match name {
        "kernel.shm_rmid_forced"
        | "net.ipv4.ip_local_port_range"
        | "net.ipv4.tcp_syncookies"
        | "net.ipv4.ping_group_range"
        | "net.ipv4.ip_unprivileged_port_start" => Some(0),
        "net.ipv4.ip_local_reserved_ports" => Some(27),
        "net.ipv4.tcp_keepalive_time"
        | "net.ipv4.tcp_fin_timeout"
        | "net.ipv4.tcp_keepalive_intvl"
        | "net.ipv4.tcp_keepalive_probes" => Some(29),
        "net.ipv4.tcp_rmem" | "net.ipv4.tcp_wmem" => Some(32),
        "net.ipv4.tcp_slow_start_after_idle" | "net.ipv4.tcp_notsent_lowat" => Some(37),
        _ => None,
    }
}

fn describe(_: &Pod<'_>, offences: &[Offence<'_>]) -> (&'static str, String) {
    let names: Vec<&str> = offences.iter().filter_map(Offence::text).collect();
    ("forbidden sysctls", names.join(", "))
}
