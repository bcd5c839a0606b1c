//! A cage with an open door.

use sekisho_api::LabelSelector;

use crate::cidr::Cidr;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2024",
        slug: "sandbox-open-egress",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Agent sandbox may connect to anywhere",
            "どこへでも接続できるエージェント用サンドボックス",
        ),
        what: text(
            "SandboxTemplates without a managed network policy, or whose egress rules name no \
             peer, every pod, every namespace, or every address, exceptions included.",
            "管理されたネットワークポリシーがない、または送信ルールの相手が指定なし、全 Pod、全\
             名前空間、全アドレス（例外付きを含む）である SandboxTemplate を検出します。",
        ),
        why: text(
            "A sandbox runs code that a model wrote. With open egress it can send out what it \
             was given and reach other systems.",
            "サンドボックスはモデルが書いたコードを実行します。送信が開いていれば、与えられた情\
             報を外部へ送り、他のシステムに到達できます。",
        ),
        fix: text(
            "Let the policy be `Managed`, and name the destinations that are needed; an empty \
             list of egress rules allows none.",
            "ポリシーを `Managed` にし、必要な宛先だけを指定します。送信ルールの空リストは何も許\
             可しません。",
        ),
        fine: text(
            "Another policy limits these pods.",
            "別のポリシーがこれらの Pod を制限している場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "net"),
            reference("mitre", "T1048"),
            reference("kubescape", "C-0301"),
            reference("kubescape", "agent-sandbox-egress-policy"),
            reference("catalogue", "K07"),
        ],
    },
    run: Run::Object { of: &[("*agents.x-k8s.io", "SandboxTemplate")], run },
    fixtures: FIXTURES,
};

const UNMANAGED: Text = text(
    "no network policy is made for the sandbox: management is `{value}`",
    "サンドボックスにネットワークポリシーが作成されません（管理: `{value}`）",
);
const NONE: Text = text(
    "no network policy says where the sandbox may connect to",
    "サンドボックスの接続先を定めるネットワークポリシーがありません",
);
const OPEN: Text = text(
    "this rule lets the sandbox connect to anywhere",
    "このルールはサンドボックスからの任意の接続を許可します",
);

fn run(cx: &mut Cx<'_>, template: &Object) {
    let management = template.value.str_at(&["spec", "networkPolicyManagement"]);
    if let Some(other) = management.filter(|it| *it != "Managed") {
        let place = template.place(Route::keys(["spec", "networkPolicyManagement"]));
        return cx.report(cx.finding(place, Message::new(UNMANAGED).with("value", other)));
    }
    let place = Route::keys(["spec", "networkPolicy"]);
    let policy = template.value.at(&["spec", "networkPolicy"]);
    let Some(policy) = policy.filter(|policy| policy.as_map().is_some()) else {
        return cx.report(cx.finding(template.place(place), Message::new(NONE)));
    };
    let Some(egress) = policy.field("egress") else { return };
    let Value::Seq(rules) = egress else {
        return cx.report(cx.finding(template.place(place.then("egress")), Message::new(NONE)));
    };
    for (index, rule) in rules.iter().enumerate() {
        if rule.items_at(&["to"]).is_empty() || rule.items_at(&["to"]).iter().any(is_everyone) {
            let place = template.place(place.then("egress").then(index));
            cx.report(cx.finding(place, Message::new(OPEN)));
        }
    }
}

/// Whether a peer is narrowed by nothing.
fn is_everyone(peer: &Value) -> bool {
    let is_empty = |field: &str| {
        peer.field(field).is_some_and(|selector| {
            LabelSelector::read(Some(selector)).is_ok_and(|it| it.is_everything())
        })
    };
    match peer.field("ipBlock") {
        Some(block) => match block.str_at(&["cidr"]) {
            None => true,
            Some(range) => Cidr::parse(range).is_some_and(Cidr::is_everything),
        },
        None => match (peer.field("podSelector"), peer.field("namespaceSelector")) {
            (None, None) => true,
            (Some(_), None) => is_empty("podSelector"),
            (None, Some(_)) => is_empty("namespaceSelector"),
            (Some(_), Some(_)) => is_empty("podSelector") && is_empty("namespaceSelector"),
        },
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: extensions.agents.x-k8s.io/v1beta1
        kind: SandboxTemplate
        metadata:
          name: runner
        spec:
          networkPolicyManagement: Managed
          networkPolicy:
            egress:
              - to:  # expect: sandbox-open-egress
                  - ipBlock:
                      cidr: 0.0.0.0/0
                      except: [10.0.0.0/8]
        ",
    ),
    Fixture::fail(
        "
        apiVersion: extensions.agents.x-k8s.io/v1beta1
        kind: SandboxTemplate
        metadata:
          name: runner
        spec:
          networkPolicyManagement: Unmanaged  # expect: sandbox-open-egress
        ",
    ),
    Fixture::pass(
        "
        apiVersion: extensions.agents.x-k8s.io/v1beta1
        kind: SandboxTemplate
        metadata:
          name: runner
        spec:
          networkPolicy:
            egress:
              - to:
                  - podSelector:
                      matchLabels:
                        app: proxy
        ",
    ),
];
