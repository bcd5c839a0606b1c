//! An object's labels: a policy version from before the oldest release that is still mended.

use sekisho_finding::Evidence;
use sekisho_pss::{Evaluator, Level, LevelVersion, Version};

use crate::admission;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1503",
        slug: "outdated-pod-security-version",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Pod Security labels pin an old policy version",
            "Pod Security のラベルが古いポリシーバージョンに固定されている",
        ),
        what: text(
            "Labels `pod-security.kubernetes.io/…-version` with a version older than the oldest release \
             that is supported beside the chosen one (`--kubernetes-version`, the newest by default), which \
             is two before it. The finding names the controls that changed up to the chosen one, and \
             the pods that it would judge differently.",
            "対象バージョン（`--kubernetes-version`、既定は最新）と並んでサポートされる最も古いリリース（2 つ前）より古いバージョンに\
             固定された `pod-security.kubernetes.io/…-version` ラベルを検出します。その後、対象バージョンまでに変わったコントロールと、\
             対象バージョンで判定が変わる Pod も示します。",
        ),
        why: text(
            "A pinned version is judged by the rules of that release: controls that came later are skipped, \
             and relaxations that came later do not apply. It is the version of the policy that counts, not \
             that of the cluster.",
            "固定されたバージョンでは、そのリリース時点の規則で判定されます。後から加わったコントロールは無視され、後からの緩和も適用\
             されません。効くのはクラスターではなくポリシーのバージョンです。",
        ),
        fix: text(
            "Set the version to that of the cluster after the pods named here are mended, and raise it with \
             each upgrade.",
            "ここに示された Pod を修正したうえで、クラスターと同じバージョンを設定し、アップグレードのたびに引き上げます。",
        ),
        fine: text(
            "The pin is held back on purpose until the workloads are ready.",
            "ワークロードの対応が済むまで意図的に据え置いている場合は問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.2.1"),
            reference("nsa", "upg"),
            reference("kalm", "PSA-003"),
            reference("catalogue", "A03"),
        ],
    },
    run: Run::Object { of: &[("", "Namespace")], run },
    fixtures: FIXTURES,
};

const OLD: Text = text(
    "policy version `v1.{pinned}` is older than v1.{oldest}; changed since: {changes}",
    "ポリシーバージョン `v1.{pinned}` は v1.{oldest} より古く、その後の変更: {changes}",
);
const OLD_SAME: Text = text(
    "policy version `v1.{pinned}` is older than v1.{oldest}; no control of the level changed since",
    "ポリシーバージョン `v1.{pinned}` は v1.{oldest} より古いものですが、このレベルのコントロールに変更はありません",
);
const FAILS: Text = text(
    "version v1.{newest} would reject this: {reason}",
    "バージョン v1.{newest} ではこれが拒否されます: {reason}",
);
const PASSES: Text =
    text("version v1.{newest} would admit this", "バージョン v1.{newest} ではこれが許可されます");
const RAISE: Text = text("pin the version of the cluster", "クラスターと同じバージョンに固定する");

/// Releases that are supported beside the newest.
const SUPPORTED_BESIDE: u16 = 2;

/// Pods that are named at most.
const MOST: usize = 5;

fn run(cx: &mut Cx<'_>, namespace: &Object) {
    let (policy, _) = admission::policy(cx.settings, namespace);
    let current = cx.settings.version.minor();
    let oldest = current.saturating_sub(SUPPORTED_BESIDE);
    for mode in admission::labelled(namespace) {
        let LevelVersion { level, version: Version::Minor(pinned) } = policy.get(mode) else {
            continue;
        };
        if pinned >= u64::from(oldest) || level == Level::Privileged {
            continue;
        }
        let evaluator = cx.settings.evaluator;
        // Policies of releases after the chosen one are of no concern to it yet.
        let newest = evaluator.newest().min(u64::from(current));
        let changes = changes(evaluator, level, pinned, newest);
        let route = admission::label_route(mode.version_label());
        let message = Message::new(if changes.is_empty() { OLD_SAME } else { OLD })
            .with("pinned", pinned)
            .with("oldest", oldest)
            .with("changes", Evidence::whole(&changes));
        let mut finding = cx.finding(namespace.place(route.clone()), message);
        let newest = LevelVersion::new(level, Version::Minor(newest));
        for (pod, note) in changed(cx, namespace, policy.get(mode), newest) {
            finding = finding.severity(Medium).related(pod, note);
        }
        finding = finding.fix(set(RAISE, Safety::Unsafe, route, format!("v1.{current}")));
        cx.report(finding);
    }
}

/// The controls of a level that changed after one version and up to another, with the versions in
/// which they did: `sysctls (v1.29, v1.32)`.
fn changes(evaluator: Evaluator, level: Level, pinned: u64, newest: u64) -> String {
    let mut controls = Vec::new();
    for control in evaluator.controls(LevelVersion::new(level, Version::Minor(newest))) {
        let since = control.revisions.iter().map(|revision| revision.since);
        let since = since.filter(|since| (pinned + 1..=newest).contains(since));
        let since: Vec<String> = since.map(|since| format!("v1.{since}")).collect();
        if !since.is_empty() {
            controls.push(format!("{} ({})", control.id, since.join(", ")));
        }
    }
    controls.join(", ")
}

/// Pods that are judged differently by two policies.
fn changed(
    cx: &Cx<'_>,
    namespace: &Object,
    old: LevelVersion,
    new: LevelVersion,
) -> Vec<(sekisho_finding::Place, Message)> {
    let mut found = Vec::new();
    for object in admission::workloads(cx.snapshot, namespace.name()) {
        for pod in object.pods() {
            let before = admission::evaluate(cx.settings, old, &pod);
            let after = admission::evaluate(cx.settings, new, &pod);
            if before.allowed() == after.allowed() {
                continue;
            }
            let note = if after.allowed() {
                Message::new(PASSES)
            } else {
                Message::new(FAILS).with("reason", Evidence::whole(&after.reason()))
            };
            let note = match new.version {
                Version::Minor(newest) => note.with("newest", newest),
                Version::Latest => note,
            };
            found.push((object.place(Route::keys(["metadata", "name"])), note));
            if found.len() == MOST {
                return found;
            }
        }
    }
    found
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
            pod-security.kubernetes.io/enforce-version: v1.30  # expect: outdated-pod-security-version
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
        spec:
          containers:
            - name: web
              readinessProbe:
                httpGet:
                  host: 169.254.169.254
                  port: 80
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
            pod-security.kubernetes.io/enforce-version: v1.36
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
            pod-security.kubernetes.io/enforce-version: v1.30
        ",
    )
    .on(31),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_control_is_named_once_and_nothing_beyond_the_release() {
        let changes =
            |pinned, newest| changes(Evaluator::default(), Level::Baseline, pinned, newest);
        let sysctls = |text: &str| text.matches("sysctls (").count();
        let all = changes(20, u64::MAX);
        assert_eq!(sysctls(&all), 1, "{all}");
        assert!(all.contains("sysctls (v1.27, v1.29, v1.32"), "{all}");
        let until = changes(20, 30);
        assert!(until.contains("sysctls (v1.27, v1.29)"), "{until}");
        assert!(!until.contains("v1.31") && !until.contains("v1.34"), "{until}");
        assert_eq!(changes(36, 36), "");
    }
}
