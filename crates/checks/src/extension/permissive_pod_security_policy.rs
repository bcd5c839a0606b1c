//! A rule that lets through what it was made to stop.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2006",
        slug: "permissive-pod-security-policy",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "PodSecurityPolicy lets dangerous pods pass",
            "危険な Pod を許可する PodSecurityPolicy",
        ),
        what: text(
            "PodSecurityPolicies that admit privileged pods, namespaces of the host, privilege \
             escalation, root or all capabilities, where no other one is stricter. The API is \
             gone since Kubernetes 1.25, so none of them enforces anything on a newer cluster.",
            "特権 Pod、ホストの名前空間、権限昇格、root、すべてのケイパビリティを許可する \
             PodSecurityPolicy を、より厳しいものが他にない場合に検出します。この API は \
             Kubernetes 1.25 で廃止されたため、それ以降のクラスターでは何も強制しません。",
        ),
        why: text(
            "Whoever may use the policy may take over a node.",
            "このポリシーを使用できる者は、ノードを乗っ取れます。",
        ),
        fix: text(
            "Move to Pod Security admission or another policy engine, and make the remaining \
             policies strict.",
            "Pod Security アドミッションや別のポリシーエンジンに移行し、残すポリシーは厳しくしま\
             す。",
        ),
        fine: text(
            "It is bound to the accounts of system components only.",
            "システムコンポーネントのアカウントだけに割り当てられている場合は問題ありません。",
        ),
        references: &[reference("nsa", "pod"), reference("catalogue", "A12")],
    },
    run: Run::World(run),
    fixtures: FIXTURES,
};

const ADMITS: Text = text(
    "policy `{name}` admits {what}, and no other policy is stricter",
    "ポリシー `{name}` は許可しており（{what}）、より厳しいポリシーが他にありません",
);

/// What a policy admits, where it says so, and the controls that are about it.
type Row = (&'static str, &'static [&'static str], fn(&Value) -> bool, [&'static str; 2]);

const ROWS: [Row; 8] = [
    ("privileged pods", &["privileged"], is_true, ["C-0213", "psp-deny-privileged-container"]),
    ("the processes of the host", &["hostPID"], is_true, ["C-0214", "psp-deny-hostpid"]),
    ("the IPC of the host", &["hostIPC"], is_true, ["C-0215", "psp-deny-hostipc"]),
    ("the network of the host", &["hostNetwork"], is_true, ["C-0216", "psp-deny-hostnetwork"]),
    (
        "privilege escalation",
        &["allowPrivilegeEscalation"],
        is_not_false,
        ["C-0217", "psp-deny-allowprivilegeescalation"],
    ),
    ("root", &["runAsUser", "rule"], admits_root, ["C-0218", "psp-deny-root-container"]),
    (
        "added capabilities",
        &["allowedCapabilities"],
        is_some,
        ["C-0219", "psp-deny-allowed-capabilities"],
    ),
    (
        "capabilities that are not dropped",
        &["requiredDropCapabilities"],
        drops_too_little,
        ["C-0220", "psp-required-drop-capabilities"],
    ),
];

fn is_true(spec: &Value) -> bool {
    spec.as_bool() == Some(true)
}

fn is_not_false(value: &Value) -> bool {
    value.as_bool() != Some(false)
}

fn is_some(value: &Value) -> bool {
    !value.items().is_empty()
}

fn admits_root(value: &Value) -> bool {
    value.as_str() == Some("RunAsAny")
}

fn drops_too_little(value: &Value) -> bool {
    !value.items().iter().any(|it| it.as_str() == Some("ALL"))
}

fn run(cx: &mut Cx<'_>, snapshot: &Snapshot) {
    let groups = ["policy", "extensions"];
    let policies: Vec<&Object> =
        groups.into_iter().flat_map(|it| snapshot.of_kind(it, "PodSecurityPolicy")).collect();
    for (words, path, admits, controls) in ROWS {
        let admitting = |policy: &&&Object| {
            let path: Vec<&str> = ["spec"].into_iter().chain(path.iter().copied()).collect();
            admits(policy.value.at(&path).unwrap_or(&Value::Null))
        };
        // A stricter one beside it is what ordinary users are meant to have.
        if policies.iter().filter(admitting).count() < policies.len() {
            continue;
        }
        for policy in &policies {
            cx.subject(|cx| {
                let message = Message::new(ADMITS).with("name", policy.name()).with("what", words);
                let route = Route::keys(["spec"]).then_keys(path.iter().copied());
                let finding = cx.finding(policy.place(route), message);
                let finding = controls
                    .iter()
                    .fold(finding, |finding, control| finding.reference("kubescape", control));
                cx.report(finding);
            });
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: policy/v1beta1
        kind: PodSecurityPolicy
        metadata:
          name: open
        spec:
          privileged: true  # expect: permissive-pod-security-policy
          allowPrivilegeEscalation: false
          requiredDropCapabilities: [ALL]
          runAsUser:
            rule: MustRunAsNonRoot
        ",
    ),
    Fixture::pass(
        "
        apiVersion: policy/v1beta1
        kind: PodSecurityPolicy
        metadata:
          name: system
        spec:
          privileged: true
          allowPrivilegeEscalation: false
          requiredDropCapabilities: [ALL]
        ---
        apiVersion: policy/v1beta1
        kind: PodSecurityPolicy
        metadata:
          name: users
        spec:
          privileged: false
          allowPrivilegeEscalation: false
          requiredDropCapabilities: [ALL]
        ",
    ),
];
