//! A policy that leads nowhere.

use sekisho_api::LabelSelector;

use crate::network_policy::NETWORK_POLICIES;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1406",
        slug: "network-policy-selects-nothing",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "Network policy selects no pod",
            "どの Pod も選択していないネットワークポリシー",
        ),
        what: text(
            "Policies whose `podSelector` fits no pod of any workload in the namespace. An \
             empty selector is left out, because it is meant for whatever comes.",
            "`podSelector` が名前空間内のどのワークロードの Pod にも一致しないポリシーを検出しま\
             す。空のセレクターは将来の Pod も対象とするため除きます。",
        ),
        why: text(
            "A policy that selects nothing protects nothing. Often the label is misspelt or the \
             name of a pod stands where a label belongs, and the pods that were meant stay open.",
            "何も選択しないポリシーは何も守りません。ラベルの綴りの誤りや、ラベルの代わりに Pod \
             の名前を書いたことが原因であることが多く、守るはずだった Pod は開いたままになります。",
        ),
        fix: text(
            "Make the selector equal to labels of the pods that are meant, or remove the \
             policy. Policies only add what is allowed: to isolate a pod, no other policy that \
             allows traffic may select it.",
            "セレクターを対象の Pod のラベルに合わせるか、ポリシーを削除します。ポリシーは許可を\
             足し合わせるだけなので、Pod を隔離するには、通信を許可する別のポリシーが同じ Pod を\
             選択していてはいけません。",
        ),
        fine: text(
            "The pods are deployed from elsewhere.",
            "Pod が別の場所からデプロイされる場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "net"),
            reference("kubescape", "C-0299"),
            reference("kubescape", "dangling-networkpolicy"),
            reference("kube-linter", "dangling-networkpolicy"),
            reference("kube-score", "NetworkPolicy targets Pod"),
            reference("kalm", "NP-005"),
            reference("catalogue", "N03"),
        ],
    },
    run: Run::Object { of: NETWORK_POLICIES, run },
    fixtures: FIXTURES,
};

const NOTHING: Text = text(
    "policy `{name}` selects no pod of its namespace",
    "ポリシー `{name}` が選択する Pod は名前空間にありません",
);
const NAME: Text = text(
    "this is a name, no label: policies select by labels only",
    "これは名前であってラベルではありません。ポリシーはラベルでしか選択できません",
);

fn run(cx: &mut Cx<'_>, policy: &Object) {
    let Ok(selected) = cx.snapshot.pods_of_policy(policy) else { return cx.unknown() };
    let selector = policy.value.at(&["spec", "podSelector"]);
    let Ok(read) = LabelSelector::read(selector) else { return cx.unknown() };
    if read.is_everything() || read.is_nothing() || !selected.is_empty() {
        return;
    }
    let Some(confidence) = cx.absence("Pod", policy.namespace()) else { return cx.unknown() };
    if has_variable(selector.unwrap_or(&Value::Null)) {
        return cx.unknown();
    }
    let place = policy.place(Route::keys(["spec", "podSelector"]));
    let mut finding =
        cx.finding(place, Message::new(NOTHING).with("name", policy.name())).confidence(confidence);
    let named = read.requirements().unwrap_or_default().iter().find_map(|requirement| {
        let mut pods = cx.snapshot.pods_in(policy.namespace());
        pods.find(|pod| requirement.values().iter().any(|value| value == pod.object.name()))
    });
    if let Some(pod) = named {
        let place = pod.object.place(Route::keys(["metadata", "name"]));
        finding = finding.related(place, Message::new(NAME)).confidence(Confidence::Medium);
    }
    cx.report(finding);
}

/// Whether some text in a selector is filled in later.
fn has_variable(selector: &Value) -> bool {
    let own = selector.as_str().is_some_and(|text| text.contains(['$', '{']));
    own || selector.items().iter().any(has_variable)
        || selector.entries().any(|(_, value)| has_variable(value))
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata:
          name: web
          namespace: shop
        spec:
          podSelector:  # expect: network-policy-selects-nothing
            matchLabels:
              app: webb
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
          labels:
            app: web
        spec:
          containers:
            - name: web
        ",
    ),
    Fixture::pass(
        "
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata:
          name: web
          namespace: shop
        spec:
          podSelector:
            matchLabels:
              app: web
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
          labels:
            app: web
        spec:
          containers:
            - name: web
        ",
    ),
    Fixture::pass(
        "
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata:
          name: web
          namespace: shop
        spec:
          podSelector: {}
        ",
    ),
];
