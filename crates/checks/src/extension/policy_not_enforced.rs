//! A policy that watches and lets pass.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2013",
        slug: "policy-not-enforced",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text("Policy only reports", "報告しか行わないポリシー"),
        what: text(
            "Gatekeeper constraints with `enforcementAction` `dryrun` or `warn`, Kyverno \
             policies that audit, and bindings of a ValidatingAdmissionPolicy without `Deny`.",
            "`enforcementAction` が `dryrun` や `warn` の Gatekeeper の制約、監査のみの Kyverno \
             ポリシー、`Deny` を含まない ValidatingAdmissionPolicy のバインディングを検出します。",
        ),
        why: text(
            "Objects that violate the policy are admitted.",
            "ポリシーに違反したオブジェクトが受け入れられます。",
        ),
        fix: text(
            "Mend what is reported, then enforce.",
            "報告された違反を修正してから、強制に切り替えます。",
        ),
        fine: text(
            "It is being rolled out, or meant as advice.",
            "段階的な導入中、または助言が目的であれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.2.1"),
            reference("nsa", "pod"),
            reference("catalogue", "A04"),
        ],
    },
    run: Run::Object {
        of: &[
            ("constraints.gatekeeper.sh", "*"),
            ("kyverno.io", "*"),
            ("policies.kyverno.io", "*"),
            ("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding"),
        ],
        run,
    },
    fixtures: FIXTURES,
};

const LAX: Text = text(
    "`{name}` reports violations and lets them pass",
    "`{name}` は違反を報告するだけで、受け入れます",
);

fn run(cx: &mut Cx<'_>, policy: &Object) {
    let path: &[&str] = match policy.group() {
        "constraints.gatekeeper.sh" => &["spec", "enforcementAction"],
        "kyverno.io" => &["spec", "validationFailureAction"],
        _ => &["spec", "validationActions"],
    };
    let Some(action) = policy.value.at(path) else { return };
    let is_lax = match policy.group() {
        "constraints.gatekeeper.sh" => matches!(action.as_str(), Some("dryrun" | "warn")),
        "kyverno.io" => action.as_str().is_some_and(|action| action.eq_ignore_ascii_case("audit")),
        _ => {
            !action.items().is_empty()
                && !action.items().iter().any(|it| it.as_str() == Some("Deny"))
        }
    };
    if is_lax {
        let message = Message::new(LAX).with("name", policy.name());
        cx.report(cx.finding(policy.place(Route::keys(path.iter().copied())), message));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: constraints.gatekeeper.sh/v1beta1
        kind: K8sAllowedRepos
        metadata:
          name: ours
        spec:
          enforcementAction: dryrun  # expect: policy-not-enforced
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicyBinding
        metadata:
          name: ours
        spec:
          validationActions: [Warn, Audit]  # expect: policy-not-enforced
        ",
    ),
    Fixture::pass(
        "
        apiVersion: kyverno.io/v1
        kind: ClusterPolicy
        metadata:
          name: ours
        spec:
          validationFailureAction: Enforce
        ",
    ),
];
