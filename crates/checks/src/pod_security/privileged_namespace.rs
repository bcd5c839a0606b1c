//! An object's labels, seen together with its pods: a namespace that enforces nothing.

use sekisho_pss::{Level, LevelVersion, Mode, Version};

use crate::prelude::*;
use crate::{admission, system_namespace};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1506",
        slug: "privileged-namespace",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text("Namespace admits privileged pods", "名前空間が特権 Pod を受け入れる"),
        what: text(
            "Namespaces that enforce the level `privileged`, or that only warn and audit. It weighs more \
             where the pods at hand would all meet `baseline`, and less where some of them need the level.",
            "レベル `privileged` を強制している名前空間、または警告と監査だけの名前空間を検出します。手元の Pod がすべて `baseline` を\
             満たす場合は重く、レベルを必要とする Pod がある場合は軽く扱います。",
        ),
        why: text(
            "`privileged` limits nothing, and a warning stops nobody: whoever may create pods here can run \
             one with the rights of the node.",
            "`privileged` は何も制限せず、警告は誰も止めません。ここで Pod を作成できる者は、ノードの権限を持つ Pod を動かせます。",
        ),
        fix: text(
            "Enforce the strictest level that the pods meet; `sekisho pss plan` tells which. Move the few that \
             need more to a namespace of their own.",
            "Pod が満たす最も厳しいレベルを強制します（`sekisho pss plan` で確認できます）。それ以上の権限が必要な少数の Pod は専用の\
             名前空間に移します。",
        ),
        fine: text(
            "Namespaces of node agents (network, storage, sensors) where only the platform team may create \
             pods.",
            "ネットワーク、ストレージ、センサーなどのノードエージェント用で、プラットフォームチームだけが Pod を作成できる名前空間で\
             あれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.2.1"),
            reference("nsa", "pod"),
            reference("mitre", "T1610"),
            reference("kubescape", "C-0192"),
            reference("kalm", "PSA-002"),
            reference("catalogue", "A02"),
        ],
    },
    run: Run::Object { of: &[("", "Namespace")], run },
    fixtures: FIXTURES,
};

const PRIVILEGED: Text = text(
    "namespace `{namespace}` enforces `privileged`, which limits nothing",
    "名前空間 `{namespace}` が強制する `privileged` は何も制限しません",
);
const ONLY_TELLS: Text = text(
    "namespace `{namespace}` warns or audits, but enforces nothing",
    "名前空間 `{namespace}` は警告または監査だけで、何も強制していません",
);
const COULD: Text = text(
    "namespace `{namespace}` enforces nothing, although all its pods here meet `{level}`",
    "名前空間 `{namespace}` は何も強制していませんが、ここにある Pod はすべて `{level}` を満たします",
);
const ENFORCE: Text =
    text("enforce the level that all its pods meet", "すべての Pod が満たすレベルを強制する");
const NEEDS: Text = text("this needs it: {reason}", "これが必要としています: {reason}");

fn run(cx: &mut Cx<'_>, namespace: &Object) {
    let name = namespace.name();
    let mut modes = admission::labelled(namespace);
    if modes.next().is_none() || system_namespace::is_built_in(name) {
        return cx.not_applicable();
    }
    let (policy, _) = admission::policy(cx.settings, namespace);
    if policy.enforce.level != Level::Privileged {
        return;
    }
    let is_said = admission::has_label(namespace, Mode::Enforce.level_label());
    let place = if is_said {
        admission::label(namespace, Mode::Enforce.level_label())
    } else {
        namespace.place(Route::keys(["metadata", "labels"]))
    };
    let plain = if is_said { PRIVILEGED } else { ONLY_TELLS };
    let finding = match verdict(cx, name) {
        Pods::None => cx.finding(place, Message::new(plain).with("namespace", name)),
        Pods::Meet(level) => {
            let message = Message::new(COULD).with("namespace", name).with("level", level);
            // Not safe: the namespace may hold other pods than those here.
            let label = |label| admission::label_route(label);
            let version = cx.settings.version.to_string();
            let edits = vec![
                Edit::Set { route: label(Mode::Enforce.level_label()), value: level.name().into() },
                Edit::Set { route: label(Mode::Enforce.version_label()), value: version.into() },
            ];
            let fix = Fix { title: ENFORCE, safety: Safety::Unsafe, edits };
            cx.finding(place, message).severity(High).fix(fix)
        }
        Pods::Need { at, reason } => {
            let note = Message::new(NEEDS).with("reason", reason);
            let message = Message::new(plain).with("namespace", name);
            cx.finding(place, message).severity(Low).related(at, note)
        }
    };
    cx.report(finding);
}

/// What the pods of a namespace have to do with its level.
enum Pods {
    /// None is at hand.
    None,
    /// All meet a stricter level.
    Meet(Level),
    /// One needs the privileged level.
    Need { at: sekisho_finding::Place, reason: String },
}

fn verdict(cx: &Cx<'_>, namespace: &str) -> Pods {
    let at = |level| LevelVersion::new(level, Version::Latest);
    let mut strictest = None;
    for object in admission::workloads(cx.snapshot, namespace) {
        for pod in object.pods() {
            let baseline = admission::evaluate(cx.settings, at(Level::Baseline), &pod);
            if !baseline.allowed() {
                let at = object.place(Route::keys(["metadata", "name"]));
                return Pods::Need { at, reason: baseline.reason() };
            }
            let restricted = admission::evaluate(cx.settings, at(Level::Restricted), &pod);
            let level = if restricted.allowed() { Level::Restricted } else { Level::Baseline };
            strictest = Some(strictest.map_or(level, |known: Level| known.min(level)));
        }
    }
    strictest.map_or(Pods::None, Pods::Meet)
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop
          labels:
            pod-security.kubernetes.io/enforce: privileged  # expect: privileged-namespace
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
    Fixture::fail(
        "
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop
          labels:  # expect: privileged-namespace
            pod-security.kubernetes.io/warn: restricted
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
        ",
    ),
];
