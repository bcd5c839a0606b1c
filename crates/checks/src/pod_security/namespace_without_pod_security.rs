//! An object's labels that are missing: a namespace that admits every pod.

use sekisho_pss::{Level, Mode};

use crate::prelude::*;
use crate::{admission, system_namespace};

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1501",
        slug: "namespace-without-pod-security",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "Namespace has no Pod Security labels",
            "名前空間に Pod Security のラベルがない",
        ),
        what: text(
            "Namespaces without any of the labels `pod-security.kubernetes.io/enforce`, `audit` and `warn`, \
             unless the admission configuration (`--admission-config`) enforces a level by default. The \
             namespaces of the control plane are left out.",
            "`pod-security.kubernetes.io/enforce`、`audit`、`warn` のいずれのラベルもない名前空間を検出します。アドミッション設定\
             （`--admission-config`）が既定でレベルを強制している場合は対象外です。コントロールプレーンの名前空間も除きます。",
        ),
        why: text(
            "Without labels the API server admits every pod: privileged ones, pods in the host's network, \
             pods that mount the node's disk. Whoever may create a pod there owns the node.",
            "ラベルがなければ、API サーバーは特権 Pod、ホストネットワークの Pod、ノードのディスクをマウントする Pod まで、何でも\
             受け入れます。そこで Pod を作成できる者は、ノードを手に入れたも同然です。",
        ),
        fix: text(
            "Label the namespace, first so that it only warns and audits at `restricted`, then `enforce` the \
             strictest level that its pods meet; `sekisho pss plan` tells which and prints the commands.",
            "まず `restricted` で警告と監査だけを行うラベルを付け、次に Pod が満たす最も厳しいレベルを `enforce` します。\
             `sekisho pss plan` がそのレベルとコマンドを示します。",
        ),
        fine: text(
            "Another admission policy controls pods, or the cluster has a default that was not given here.",
            "別のアドミッションポリシーが Pod を制御している場合や、ここで与えられていないクラスターの既定値がある場合は問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.2.1"),
            reference("nsa", "pod"),
            reference("mitre", "T1610"),
            reference("catalogue", "A01"),
            reference("kalm", "PSA-001"),
        ],
    },
    run: Run::Object { of: &[("", "Namespace")], run },
    fixtures: FIXTURES,
};

const NONE: Text = text(
    "namespace `{namespace}` has no Pod Security labels and admits every pod",
    "名前空間 `{namespace}` には Pod Security のラベルがなく、どんな Pod も受け入れます",
);
const ENFORCE: Text = text(
    "enforce `baseline`, warn and audit at `restricted`",
    "`baseline` を強制し、`restricted` で警告と監査を行う",
);

/// Controls that ask for any mechanism that judges pods.
const ENGINE: [&str; 3] =
    ["C-0192", "pod-security-admission-applied-1", "pod-security-admission-applied-2"];

fn run(cx: &mut Cx<'_>, namespace: &Object) {
    if system_namespace::is_built_in(namespace.name()) {
        return cx.not_applicable();
    }
    // A misspelt label is a finding of its own and tells that somebody meant to set one.
    let mut labels = namespace.labels().entries();
    if labels.any(|(label, _)| label.starts_with(admission::PREFIX)) {
        return;
    }
    let defaults = admission::defaults(cx.settings);
    if defaults.enforce.level != Level::Privileged
        || admission::is_exempt(cx.settings, namespace.name())
    {
        return;
    }
    // Not safe: pods that do not meet the level are refused from then on. Labels that only warn would
    // be, but leave a namespace that enforces nothing, which `privileged-namespace` complains of.
    let levels = [
        (Mode::Enforce, Level::Baseline),
        (Mode::Warn, Level::Restricted),
        (Mode::Audit, Level::Restricted),
    ];
    let mut edits: Vec<Edit> = levels
        .map(|(mode, level)| Edit::Set {
            route: admission::label_route(mode.level_label()),
            value: level.name().into(),
        })
        .into();
    // With the version, so that an upgrade of the cluster refuses nothing that ran before.
    edits.push(Edit::Set {
        route: admission::label_route(Mode::Enforce.version_label()),
        value: cx.settings.version.to_string().into(),
    });
    let message = Message::new(NONE).with("namespace", namespace.name());
    let mut finding = cx
        .finding(namespace.place(Route::keys(["metadata", "labels"])), message)
        .fix(Fix { title: ENFORCE, safety: Safety::Unsafe, edits });
    if cx.settings.pod_security.is_some() {
        finding = finding.confidence(Confidence::High);
    }
    finding = admission::below_restricted(admission::below_baseline(finding));
    if !admission::has_policy_engine(cx.snapshot) {
        for control in ENGINE {
            finding = finding.reference("kubescape", control);
        }
        finding = finding.reference("catalogue", "A04");
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
          labels:  # expect: namespace-without-pod-security
            team: shop
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop
          labels:
            pod-security.kubernetes.io/enforce: restricted
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop
        ",
    )
    .under(
        "
        apiVersion: pod-security.admission.config.k8s.io/v1
        kind: PodSecurityConfiguration
        defaults:
          enforce: baseline
        ",
    ),
];
