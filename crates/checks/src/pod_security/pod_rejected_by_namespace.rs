//! Two objects that belong together: a pod that the labels of its own namespace reject.

use std::collections::HashMap;

use sekisho_finding::{Evidence, Place};
use sekisho_pss::{Level, LevelVersion, Mode};

use crate::admission;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1507",
        slug: "pod-rejected-by-namespace",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text("Pod is rejected by its own namespace", "Pod が自身の名前空間に拒否される"),
        what: text(
            "Pods that violate the Pod Security level which their namespace enforces, by its labels or by the \
             defaults of the admission configuration (`--admission-config`). The verdict and its words are \
             the API server's own. Namespaces and runtime classes that the configuration exempts are left \
             out; where the namespace is not at hand, nothing can be said.",
            "名前空間がラベルまたはアドミッション設定（`--admission-config`）の既定値で強制する Pod Security レベルに違反する Pod を\
             検出します。判定と文言は API サーバーと同じです。設定で除外された名前空間とランタイムクラスは対象外で、名前空間が手元に\
             ない場合は判定できません。",
        ),
        why: text(
            "The API server refuses the pod. A Deployment or Job with such a template is accepted all the \
             same, and then no pod appears: what is wrong stands in the events of its ReplicaSet only.",
            "API サーバーはこの Pod を拒否します。Deployment や Job はテンプレートが違反していても受け付けられるため、Pod が現れない原因は \
             ReplicaSet のイベントにしか記録されません。",
        ),
        fix: text(
            "Mend the fields that are named. Where the workload really needs them, move it to a namespace \
             of its own with a lower level.",
            "示されたフィールドを修正します。本当に必要な場合は、より緩いレベルの専用名前空間に移します。",
        ),
        fine: text(
            "Never: as it stands, the pod does not run.",
            "問題のない場合はありません。このままでは Pod は動きません。",
        ),
        references: &[
            reference("cis-1.12", "5.2.1"),
            reference("nsa", "pod"),
            reference("kubescape", "C-0192"),
            reference("catalogue", "A01"),
        ],
    },
    run: Run::World(run),
    fixtures: FIXTURES,
};

const POD: Text = text(
    r#"violates PodSecurity "{policy}": {verdict}"#,
    r#"PodSecurity "{policy}" に違反しています: {verdict}"#,
);
const TEMPLATE: Text = text(
    r#"its pods will be rejected: violates PodSecurity "{policy}": {verdict}"#,
    r#"作成される Pod は拒否されます。PodSecurity "{policy}" に違反: {verdict}"#,
);
const LABEL: Text = text("the namespace enforces it here", "名前空間はここで強制しています");

/// What a namespace enforces, and the label that says so.
struct Enforced {
    policy: LevelVersion,
    label: Option<Place>,
}

fn run(cx: &mut Cx<'_>, snapshot: &Snapshot) {
    let namespaces: HashMap<&str, Enforced> = snapshot
        .of_kind("", "Namespace")
        .map(|namespace| {
            let (policy, _) = admission::policy(cx.settings, namespace);
            let label = Mode::Enforce.level_label();
            let has_label = admission::has_label(namespace, label);
            let label = has_label.then(|| admission::label(namespace, label));
            (namespace.name(), Enforced { policy: policy.enforce, label })
        })
        .collect();
    for object in snapshot.objects().iter().filter(|it| !snapshot.is_stood_for(it)) {
        for pod in object.pods() {
            cx.subject(|cx| judge(cx, &pod, &namespaces));
        }
    }
}

fn judge(cx: &mut Cx<'_>, pod: &Pod<'_>, namespaces: &HashMap<&str, Enforced>) {
    let Some(namespace) = pod.object.namespace() else { return cx.unknown() };
    if admission::is_exempt(cx.settings, namespace) {
        return;
    }
    let by_default = || Enforced { policy: admission::defaults(cx.settings).enforce, label: None };
    let fallback;
    let enforced = match namespaces.get(namespace) {
        Some(enforced) => enforced,
        None if cx.snapshot.completeness("Namespace", None) == Completeness::Closed => {
            fallback = by_default();
            &fallback
        }
        None => return cx.unknown(),
    };
    let class = pod.spec.str_at(&["runtimeClassName"]).unwrap_or_default();
    let configured = cx.settings.pod_security.as_ref();
    if enforced.policy.level == Level::Privileged
        || configured.is_some_and(|it| it.exemptions.has_runtime_class(class))
    {
        return;
    }
    let verdict = admission::evaluate(cx.settings, enforced.policy, pod);
    if verdict.allowed() {
        return;
    }
    if pod.partial && admission::rests_on_absence(&verdict) {
        return cx.unknown();
    }
    let mut routes = verdict.failures.iter().flat_map(|failure| &failure.places);
    let Some(first) = routes.next() else { return };
    let template = if pod.object.is("", "Pod") { POD } else { TEMPLATE };
    let message = Message::new(template)
        .with("policy", enforced.policy)
        .with("verdict", Evidence::whole(&verdict.message()));
    let mut finding = cx.finding(pod.object.place(pod.route(&first.route())), message);
    finding.also.extend(routes.map(|place| pod.route(&place.route())));
    if let Some(label) = &enforced.label {
        finding = finding.related(label.clone(), Message::new(LABEL));
    }
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop
          labels:
            pod-security.kubernetes.io/enforce: baseline
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          namespace: shop
        spec:
          template:
            spec:
              hostPID: true  # expect: pod-rejected-by-namespace
              containers:
                - name: web
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
        spec:
          containers:
            - name: web
              securityContext:
                privileged: true  # expect: pod-rejected-by-namespace
        ",
    )
    .under(
        "
        apiVersion: apiserver.config.k8s.io/v1
        kind: AdmissionConfiguration
        plugins:
          - name: PodSecurity
            configuration:
              apiVersion: pod-security.admission.config.k8s.io/v1
              kind: PodSecurityConfiguration
              defaults:
                enforce: baseline
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop
          labels:
            pod-security.kubernetes.io/enforce: baseline
            pod-security.kubernetes.io/warn: restricted
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
        spec:
          containers:
            - name: web
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Namespace
        metadata:
          name: agents
          labels:
            pod-security.kubernetes.io/enforce: baseline
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: agent
          namespace: agents
        spec:
          hostPID: true
          containers:
            - name: agent
        ",
    )
    .under(
        "
        apiVersion: pod-security.admission.config.k8s.io/v1
        kind: PodSecurityConfiguration
        exemptions:
          namespaces: [agents]
        ",
    ),
    Fixture::unknown(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: agent
          namespace: agents
        spec:
          hostPID: true
          containers:
            - name: agent
        ",
    ),
];
