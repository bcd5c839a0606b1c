use super::super::needs::{ANY_WRITE, WRITE, here, primitive};
use super::super::{Leads, Primitive};

/// Control over networks and meshes: E50 to E54.
pub(super) const SURROUNDINGS: &[Primitive] = &[
    primitive(
        "E50",
        "network-policies",
        Leads::Network,
        &[here(
            ANY_WRITE,
            &[
                ("networking.k8s.io", "networkpolicies", ""),
                ("policy.networking.k8s.io", "adminnetworkpolicies", ""),
                ("policy.networking.k8s.io", "baselineadminnetworkpolicies", ""),
                ("policy.networking.k8s.io", "clusternetworkpolicies", ""),
                ("cilium.io", "ciliumnetworkpolicies", ""),
                ("cilium.io", "ciliumclusterwidenetworkpolicies", ""),
                ("crd.projectcalico.org", "networkpolicies", ""),
                ("crd.projectcalico.org", "globalnetworkpolicies", ""),
                ("projectcalico.org", "networkpolicies", ""),
                ("projectcalico.org", "globalnetworkpolicies", ""),
            ],
        )],
        "undoes the isolation of pods: policies only ever add what is allowed",
        "Pod のネットワーク分離を無効にする（ポリシーは許可を追加できる）",
    ),
    primitive(
        "E51",
        "service-endpoints",
        Leads::Network,
        &[here(
            WRITE,
            &[
                ("", "services", ""),
                ("", "endpoints", ""),
                ("discovery.k8s.io", "endpointslices", ""),
            ],
        )],
        "draws the traffic of Services to addresses of its choice",
        "Service の通信を任意のアドレスへ向ける",
    ),
    primitive(
        "E52",
        "routes-from-outside",
        Leads::Network,
        &[here(
            WRITE,
            &[
                ("networking.k8s.io", "ingresses", ""),
                ("gateway.networking.k8s.io", "gateways", ""),
                ("gateway.networking.k8s.io", "httproutes", ""),
                ("gateway.networking.k8s.io", "grpcroutes", ""),
                ("gateway.networking.k8s.io", "tlsroutes", ""),
                ("gateway.networking.k8s.io", "tcproutes", ""),
                ("gateway.networking.k8s.io", "referencegrants", ""),
            ],
        )],
        "opens ways from outside into the namespace, or takes the host name of another",
        "外部から名前空間への経路を開き、または他者のホスト名を奪う",
    ),
    primitive(
        "E54",
        "mesh-authorization",
        Leads::Network,
        &[here(
            ANY_WRITE,
            &[
                ("security.istio.io", "authorizationpolicies", ""),
                ("security.istio.io", "peerauthentications", ""),
                ("security.istio.io", "requestauthentications", ""),
                ("networking.istio.io", "serviceentries", ""),
                ("networking.istio.io", "sidecars", ""),
            ],
        )],
        "turns off what a service mesh checks between services",
        "サービスメッシュがサービス間で行う検査を無効にする",
    ),
    primitive(
        "E54",
        "mesh-code",
        Leads::Running,
        &[here(
            WRITE,
            &[
                ("networking.istio.io", "envoyfilters", ""),
                ("extensions.istio.io", "wasmplugins", ""),
            ],
        )],
        "loads code into the proxies of pods, where it sees their traffic and their tokens",
        "Pod のプロキシにコードを読み込ませ、通信とトークンを得る",
    ),
];
