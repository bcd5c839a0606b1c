//! Host ports: no port of the node may be taken.

use sekisho_finding::{Audience, CheckMeta, Confidence, Severity, Text};

use crate::control::{Control, Revision, reference};
use crate::offence::{Offence, Offences, Quote, container_names};
use crate::phrase::{containers, plural};
use crate::policy::Level;
use crate::remedy::{Action, Remedy};
use crate::view::{Pod, integer};

pub(crate) const CONTROL: Control = Control {
    id: "hostPorts",
    level: Level::Baseline,
    revisions: &[Revision {
        since: 0,
        change: Text { en: "No host ports.", ja: "hostPort を禁止します。" },
        find,
    }],
    overrides: &[],
    meta: CheckMeta {
        id: "SK-0005",
        slug: "host-ports",
        former_slugs: &[],
        since: "0.1.0",
        severity: Severity::Medium,
        confidence: Confidence::High,
        audience: Audience::Security,
        title: Text {
            en: "Container binds a port of the node",
            ja: "コンテナーがノードのポートを使用している",
        },
        what: Text {
            en: "Container ports with a `hostPort` other than 0. Under `hostNetwork: true` the API server fills `hostPort` in from `containerPort`, and that counts too.",
            ja: "`hostPort` が 0 以外のコンテナーポートを検出します。`hostNetwork: true` の場合は API サーバーが `containerPort` から `hostPort` を補うため、これも対象になります。",
        },
        why: Text {
            en: "The container is reachable on every address of the node, past Services, Ingresses and in many clusters past NetworkPolicies, and it can put itself where clients of the node expect something else. Only one such pod fits on a node.",
            ja: "コンテナーがノードのすべてのアドレスで到達可能になり、Service や Ingress、多くのクラスターでは NetworkPolicy も迂回されます。ノードのクライアントが別のサービスを期待しているポートに居座ることもできます。また、同じノードには一つしか配置できません。",
        },
        fix: Text {
            en: "Remove `hostPort` and put a Service in front: ClusterIP within the cluster, LoadBalancer or an Ingress from outside.",
            ja: "`hostPort` を削除し、代わりに Service を置いてください。クラスター内なら ClusterIP、外部からは LoadBalancer や Ingress を使います。",
        },
        fine: Text {
            en: "For an ingress controller or a DNS cache that runs once per node and is meant to be the node's entrance.",
            ja: "ノードごとに一つだけ動き、ノードの入口となることを意図した Ingress コントローラーや DNS キャッシュの場合です。",
        },
        references: &[
            reference("pss", "baseline:hostPorts"),
            reference("cis-1.12", "5.2.12"),
            reference("nsa", "net"),
            reference("mitre", "T1046"),
            reference("kubescape", "C-0044"),
            reference("kubescape", "C-0204"),
            reference("trivy", "KSV-0024"),
            reference("checkov", "CKV_K8S_26"),
            reference("polaris", "hostPortSet"),
            reference("kalm", "POD-011"),
            reference("catalogue", "P06"),
            reference("kubescape", "container-hostPort"),
        ],
    },
    narrower: &[],
    describe,
    remedy: Some(Remedy {
        title: Text { en: "Take `hostPort` out", ja: "`hostPort` を削除する" },
        action: Action::Remove,
        risk: Some(Text {
            en: "Clients reach the container through the node's address and this port.",
            ja: "クライアントがノードのアドレスとこのポートを通じてコンテナーにアクセスする場合。",
        }),
    }),
};

fn find<'v>(pod: &Pod<'v>, offences: &mut Offences<'v>) {
    for (at, container) in pod.visit() {
        for (index, port) in container.ports.iter().enumerate() {
            let number = port.field("hostPort").and_then(integer).unwrap_or_default();
            if number != 0 {
                let place = Offence::container(at, &["ports"]).index(index);
                offences.push(place.within(&["hostPort"]).counting(number));
            }
        }
    }
}

fn describe(pod: &Pod<'_>, offences: &[Offence<'_>]) -> (&'static str, String) {
    let names = container_names(pod, offences, |_| true);
    // Sorted as texts, as upstream does: 12345 comes before 80.
    let mut ports: Vec<String> = offences.iter().filter_map(port).collect();
    ports.sort_unstable();
    ports.dedup();
    let detail = format!(
        "{} {} {} {}",
        containers(&names),
        plural("uses", "use", names.len()),
        plural("hostPort", "hostPorts", ports.len()),
        ports.join(", "),
    );
    ("hostPort", detail)
}

fn port(offence: &Offence<'_>) -> Option<String> {
    match offence.value {
        Quote::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
