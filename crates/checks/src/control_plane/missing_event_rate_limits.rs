//! A configuration file kind: limits of events.

use sekisho_component::ConfigKind;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1662",
        slug: "missing-event-rate-limits",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Audit,
        title: text(
            "Admission configuration sets no limits for events",
            "アドミッション設定に Event の上限がない",
        ),
        what: text(
            "AdmissionConfiguration without an entry for `EventRateLimit`, and limits for events that \
             leave out the type `Server`.",
            "`EventRateLimit` の項目がない AdmissionConfiguration と、種類 `Server` を含まない Event の上\
             限設定を検出します。",
        ),
        why: text(
            "Without limits, whoever may create events can fill etcd and keep API servers busy. Limits \
             per namespace or user alone add up.",
            "上限がなければ、Event を作成できる者は etcd を埋め、API サーバーを忙殺できます。Namespace や\
             ユーザーごとの上限だけでは、合計は抑えられません。",
        ),
        fix: text(
            "Enable the plugin `EventRateLimit`, and give it a limit of type `Server` beside those per \
             namespace and user.",
            "プラグイン `EventRateLimit` を有効にし、Namespace やユーザーごとの上限に加えて種類 `Server` の\
             上限を設定します。",
        ),
        fine: text(
            "Small clusters with one owner; Priority and Fairness limits the rest.",
            "所有者が 1 人の小規模なクラスターであれば問題ありません。残りは API Priority and Fairness が\
             抑えます。",
        ),
        references: &[
            reference("cis-1.12", "1.2.9"),
            reference("catalogue", "C1.2.9"),
            reference("catalogue", "M04"),
            reference("mitre", "T1499"),
            reference("checkov", "CKV_K8S_78"),
        ],
    },
    run: Run::Object {
        of: &[
            ("apiserver.config.k8s.io", "AdmissionConfiguration"),
            ("apiserver.k8s.io", "AdmissionConfiguration"),
            ("eventratelimit.admission.k8s.io", "Configuration"),
        ],
        run,
    },
    fixtures: FIXTURES,
};

const NO_ENTRY: Text = text(
    "there is no entry for `EventRateLimit`: events are without a limit",
    "`EventRateLimit` の項目がなく、Event に上限がありません",
);
const NO_SERVER: Text = text(
    "no limit is of type `Server`: those of many namespaces or users add up",
    "種類 `Server` の上限がなく、多数の Namespace やユーザーの合計は抑えられません",
);

fn run(cx: &mut Cx<'_>, configuration: &Object) {
    if ConfigKind::of(&configuration.value) == Some(ConfigKind::EventRateLimit) {
        let limits = configuration.value.items_at(&["limits"]);
        if limits.iter().all(|limit| limit.str_at(&["type"]) != Some("Server")) {
            cx.report(cx.at(configuration, ["limits"], NO_SERVER));
        }
        return;
    }
    let plugins = configuration.value.items_at(&["plugins"]);
    if plugins.iter().all(|plugin| plugin.str_at(&["name"]) != Some("EventRateLimit")) {
        let finding = cx.at(configuration, ["plugins"], NO_ENTRY);
        cx.report(finding.confidence(Confidence::Low));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: apiserver.config.k8s.io/v1
        kind: AdmissionConfiguration
        plugins:  # expect: missing-event-rate-limits
          - name: PodSecurity
            path: pod-security.yaml
        ",
    ),
    Fixture::fail(
        "
        apiVersion: eventratelimit.admission.k8s.io/v1alpha1
        kind: Configuration
        limits:  # expect: missing-event-rate-limits
          - type: Namespace
            qps: 50
            burst: 100
        ",
    ),
    Fixture::pass(
        "
        apiVersion: apiserver.config.k8s.io/v1
        kind: AdmissionConfiguration
        plugins:
          - name: EventRateLimit
            path: events.yaml
        ",
    ),
    Fixture::pass(
        "
        apiVersion: eventratelimit.admission.k8s.io/v1alpha1
        kind: Configuration
        limits:
          - type: Server
            qps: 5000
            burst: 20000
        ",
    ),
];
