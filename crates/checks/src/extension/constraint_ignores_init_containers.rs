//! A policy with a door beside it.

use crate::gatekeeper;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2011",
        slug: "constraint-ignores-init-containers",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "Policy looks at ordinary containers only",
            "通常のコンテナしか調べないポリシー",
        ),
        what: text(
            "ConstraintTemplates and Kyverno policies that read `containers` of pods but \
             neither `initContainers` nor `ephemeralContainers`.",
            "Pod の `containers` を読み、`initContainers` も `ephemeralContainers` も読まない \
             ConstraintTemplate と Kyverno ポリシーを検出します。",
        ),
        why: text(
            "What is forbidden in a container passes in an init container, which runs with the \
             same rights, and in an ephemeral one.",
            "コンテナで禁止されたことが、同じ権限で動く init コンテナや一時コンテナでは通ってし\
             まいます。",
        ),
        fix: text("Go over all three lists.", "3 つのリストすべてを調べます。"),
        fine: text(
            "The policy is about something that only ordinary containers have, such as probes.",
            "プローブのように、通常のコンテナだけが持つものを対象とするポリシーなら問題ありませ\
             ん。",
        ),
        references: &[
            reference("nsa", "pod"),
            reference("mitre", "T1562"),
            reference("catalogue", "M05"),
        ],
    },
    run: Run::Object {
        of: &[
            ("templates.gatekeeper.sh", "ConstraintTemplate"),
            ("kyverno.io", "ClusterPolicy"),
            ("kyverno.io", "Policy"),
        ],
        run,
    },
    fixtures: FIXTURES,
};

const ONLY: Text = text(
    "init and ephemeral containers are not looked at",
    "init コンテナと一時コンテナが調べられていません",
);

fn run(cx: &mut Cx<'_>, policy: &Object) {
    if policy.group() == "kyverno.io" {
        let rules = Route::keys(["spec", "rules"]);
        for (index, rule) in policy.value.items_at(&["spec", "rules"]).iter().enumerate() {
            let Some(validate) = rule.field("validate") else { continue };
            let (mut ordinary, mut others) = (false, false);
            gatekeeper::mentions(validate, &mut |text| {
                ordinary |= gatekeeper::has_word(text, "containers");
                others |= gatekeeper::has_word(text, "initContainers")
                    || gatekeeper::has_word(text, "ephemeralContainers");
            });
            let is_probe = gatekeeper::is_about_probes(validate);
            if ordinary && !others && !is_probe {
                let place = policy.place(rules.then(index).then("validate"));
                cx.report(cx.finding(place, Message::new(ONLY)));
            }
        }
        return;
    }
    for (text, route, libraries) in gatekeeper::regos(policy) {
        let mut texts = [text].into_iter().chain(libraries);
        let has_others = texts.any(|text| {
            gatekeeper::has_word(text, "initContainers")
                || gatekeeper::has_word(text, "ephemeralContainers")
        });
        if gatekeeper::has_word(text, "containers") && !has_others && !text.contains("Probe") {
            cx.report(cx.finding(policy.place(route), Message::new(ONLY)));
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: templates.gatekeeper.sh/v1
        kind: ConstraintTemplate
        metadata:
          name: limits
        spec:
          targets:
            - target: admission.k8s.gatekeeper.sh
              rego: |  # expect: constraint-ignores-init-containers
                package limits
                violation[{\"msg\": \"privileged\"}] {
                  input.review.object.spec.containers[_].securityContext.privileged
                }
        ",
    ),
    Fixture::pass(
        "
        apiVersion: templates.gatekeeper.sh/v1
        kind: ConstraintTemplate
        metadata:
          name: limits
        spec:
          targets:
            - target: admission.k8s.gatekeeper.sh
              rego: |
                package limits
                violation[{\"msg\": \"privileged\"}] {
                  c := input_containers[_]
                  c.securityContext.privileged
                }
                input_containers[c] { c := input.review.object.spec.containers[_] }
                input_containers[c] { c := input.review.object.spec.initContainers[_] }
        ",
    ),
];
