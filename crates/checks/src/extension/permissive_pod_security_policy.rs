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
             escalation, root or added capabilities, or that do not ask for a seccomp profile. The API is \
             gone since Kubernetes 1.25, so none of them enforces anything on a newer cluster.",
            "特権 Pod、ホストの名前空間、権限昇格、root、ケイパビリティの追加を許可する、\
             または seccomp プロファイルを求めない PodSecurityPolicy を検出します。この API は \
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

const SECCOMP: Text = text(
    "policy `{name}` admits pods without a seccomp profile",
    "ポリシー `{name}` は seccomp プロファイルのない Pod を許可します",
);
const ADMITS: Text = text(
    "policy `{name}` admits {what}, so pods that may use it have it",
    "ポリシー `{name}` は危険な設定を許可しています: {what}",
);

/// What a policy admits, where it says so, and the controls that are about it.
type Row =
    (&'static str, &'static [&'static str], fn(&Value) -> bool, [&'static str; 2], &'static str);

const ROWS: [Row; 8] = [
    (
        "privileged pods",
        &["privileged"],
        is_true,
        ["C-0213", "psp-deny-privileged-container"],
        "CKV_K8S_2",
    ),
    (
        "the processes of the host",
        &["hostPID"],
        is_true,
        ["C-0214", "psp-deny-hostpid"],
        "CKV_K8S_1",
    ),
    ("the IPC of the host", &["hostIPC"], is_true, ["C-0215", "psp-deny-hostipc"], "CKV_K8S_3"),
    (
        "the network of the host",
        &["hostNetwork"],
        is_true,
        ["C-0216", "psp-deny-hostnetwork"],
        "CKV_K8S_4",
    ),
    (
        "privilege escalation",
        &["allowPrivilegeEscalation"],
        is_not_false,
        ["C-0217", "psp-deny-allowprivilegeescalation"],
        "CKV_K8S_5",
    ),
    ("root", &["runAsUser"], admits_root, ["C-0218", "psp-deny-root-container"], "CKV_K8S_6"),
    (
        "added capabilities",
        &["allowedCapabilities"],
        is_some,
        ["C-0219", "psp-deny-allowed-capabilities"],
        "CKV_K8S_24",
    ),
    (
        "capabilities that are not dropped",
        &["requiredDropCapabilities"],
        drops_too_little,
        ["C-0220", "psp-required-drop-capabilities"],
        "CKV_K8S_36",
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

fn admits_root(run_as: &Value) -> bool {
    match run_as.str_at(&["rule"]) {
        Some("RunAsAny") => true,
        Some("MustRunAs") => {
            run_as.items_at(&["ranges"]).iter().any(|it| it.i64_at(&["min"]) == Some(0))
        }
        _ => false,
    }
}

fn drops_too_little(value: &Value) -> bool {
    !value.items().iter().any(|it| it.as_str() == Some("ALL"))
}

/// The first version whose API server does not serve the kind.
const GONE: u16 = 25;

fn run(cx: &mut Cx<'_>, snapshot: &Snapshot) {
    // A cluster since v1.25 does not know the kind: what such a policy admits is history there.
    let confidence =
        if cx.settings.version.minor() >= GONE { Confidence::Low } else { Confidence::Medium };
    let groups = ["policy", "extensions"];
    let policies: Vec<&Object> =
        groups.into_iter().flat_map(|it| snapshot.of_kind(it, "PodSecurityPolicy")).collect();
    for (words, path, admits, controls, checkov) in ROWS {
        let admitting = |policy: &&&Object| {
            let path: Vec<&str> = ["spec"].into_iter().chain(path.iter().copied()).collect();
            admits(policy.value.at(&path).unwrap_or(&Value::Null))
        };
        // A stricter one beside it is what ordinary users are meant to have.
        let is_loosest = policies.iter().filter(admitting).count() == policies.len();
        for policy in policies.iter().filter(admitting) {
            cx.subject(|cx| {
                let message = Message::new(ADMITS).with("name", policy.name()).with("what", words);
                let route = Route::keys(["spec"]).then_keys(path.iter().copied());
                let mut finding =
                    cx.finding(policy.place(route), message).reference("checkov", checkov);
                finding = finding.confidence(confidence);
                if is_loosest {
                    for control in controls {
                        finding = finding.reference("kubescape", control);
                    }
                } else {
                    finding = finding.severity(Low);
                }
                cx.report(finding);
            });
        }
    }
    for policy in &policies {
        // The PodSecurityPolicy names the profiles that it allows in an annotation.
        const ALLOWED: &str = "seccomp.security.alpha.kubernetes.io/allowedProfileNames";
        cx.subject(|cx| {
            let allowed = policy.annotations().field(ALLOWED).and_then(Value::as_str);
            let is_safe = |name: &str| {
                matches!(name.trim(), "runtime/default" | "docker/default")
                    || name.trim().starts_with("localhost/")
            };
            if !allowed.is_some_and(|names| names.split(',').all(is_safe)) {
                let place = policy.place(Route::keys(["metadata", "annotations"]));
                let message = Message::new(SECCOMP).with("name", policy.name());
                let finding = cx.finding(place, message).severity(Low).confidence(confidence);
                cx.report(finding.reference("checkov", "CKV_K8S_32"));
            }
        });
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: policy/v1beta1
        kind: PodSecurityPolicy
        metadata:
          name: open
          annotations:
            seccomp.security.alpha.kubernetes.io/allowedProfileNames: runtime/default
        spec:
          privileged: true  # expect: permissive-pod-security-policy
          allowPrivilegeEscalation: false
          requiredDropCapabilities: [ALL]
          runAsUser:  # expect: permissive-pod-security-policy
            rule: MustRunAs
            ranges:
              - min: 0
                max: 1000
        ",
    ),
    Fixture::pass(
        "
        apiVersion: policy/v1beta1
        kind: PodSecurityPolicy
        metadata:
          name: users
          annotations:
            seccomp.security.alpha.kubernetes.io/allowedProfileNames: runtime/default
        spec:
          privileged: false
          allowPrivilegeEscalation: false
          requiredDropCapabilities: [ALL]
          runAsUser:
            rule: MustRunAsNonRoot
        ",
    ),
];
