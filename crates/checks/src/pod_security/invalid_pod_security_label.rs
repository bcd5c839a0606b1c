//! An object's labels: one that the API server does not understand.

use sekisho_pss::Mode;
use sekisho_pss::admission::LabelFault;

use crate::admission;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1502",
        slug: "invalid-pod-security-label",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::High,
        audience: Security,
        title: text("Pod Security label is invalid", "Pod Security のラベルが不正"),
        what: text(
            "Labels of namespaces that begin with `pod-security.kubernetes.io/` and are none that the API \
             server knows, or that have a value which is no level (`privileged`, `baseline`, `restricted`) \
             or no version (`latest`, `v1.N`).",
            "`pod-security.kubernetes.io/` で始まる名前空間のラベルのうち、API サーバーが知らないもの、値がレベル（`privileged`、\
             `baseline`、`restricted`）でもバージョン（`latest`、`v1.N`）でもないものを検出します。",
        ),
        why: text(
            "A misspelt label is ignored, and the namespace admits every pod. A wrong value is refused when \
             the namespace is made; on one that is there already, a wrong level to enforce means \
             `restricted`, a wrong one to warn or audit means silence, and a wrong version means `latest`.",
            "綴りを誤ったラベルは無視され、名前空間はどんな Pod も受け入れます。不正な値は名前空間の作成時に拒否されますが、既存の\
             名前空間では、enforce の不正なレベルは `restricted`、warn や audit の不正なレベルは無効、不正なバージョンは `latest` として\
             扱われます。",
        ),
        fix: text(
            "Correct the label or its value; both are case-sensitive.",
            "ラベルまたは値を修正します。どちらも大文字と小文字が区別されます。",
        ),
        fine: text("Never.", "問題のない場合はありません。"),
        references: &[
            reference("cis-1.12", "5.2.1"),
            reference("nsa", "pod"),
            reference("kalm", "PSA-001"),
            reference("catalogue", "A01"),
        ],
    },
    run: Run::Object { of: &[("", "Namespace")], run },
    fixtures: FIXTURES,
};

const UNKNOWN: Text = text(
    "`{label}` is no label of Pod Security admission and has no effect",
    "`{label}` は Pod Security Admission のラベルではなく、効果がありません",
);
const NEAREST: Text = text(
    "`{label}` is no label of Pod Security admission and has no effect; `{nearest}` is one",
    "`{label}` は Pod Security Admission のラベルではなく、効果がありません。正しくは `{nearest}` です",
);
const NO_LEVEL: Text = text(
    "`{value}` is no level: one of `privileged`, `baseline`, `restricted`",
    "`{value}` はレベルではありません: `privileged`、`baseline`、`restricted` のいずれかです",
);
const NO_VERSION: Text = text(
    "`{value}` is no version: `latest` or `v1.N`, such as `v1.34`",
    "`{value}` はバージョンではありません: `latest` または `v1.34` のような `v1.N` です",
);
const RENAME: Text = text("rename the label", "ラベル名を修正する");
const LOWER: Text = text("write the level in lower case", "レベルを小文字で書く");

fn run(cx: &mut Cx<'_>, namespace: &Object) {
    let (_, errors) = admission::policy(cx.settings, namespace);
    for error in errors {
        let route = admission::label_route(error.label());
        let message = match error.fault {
            LabelFault::Level => Message::new(NO_LEVEL),
            LabelFault::Version => Message::new(NO_VERSION),
        };
        let place = namespace.place(route.clone());
        let mut finding = cx.finding(place, message.with("value", &error.value));
        let lower = error.value.to_ascii_lowercase();
        if error.fault == LabelFault::Level && lower.parse::<sekisho_pss::Level>().is_ok() {
            finding = finding.fix(set(LOWER, Safety::Unsafe, route, lower));
        }
        cx.report(finding);
    }
    for (label, value) in namespace.labels().entries() {
        let Some(name) = label.strip_prefix(admission::PREFIX) else { continue };
        let mut known = known_labels();
        if known.any(|known| known == label) {
            continue;
        }
        let route = admission::label_route(label);
        let place = namespace.place(route.clone());
        let message = match nearest(name) {
            Some(nearest) => Message::new(NEAREST).with("nearest", nearest),
            None => Message::new(UNKNOWN),
        };
        let mut finding = cx.finding(place, message.with("label", label));
        if let Some(nearest) = nearest(name) {
            let right = Edit::Set { route: admission::label_route(nearest), value: value.clone() };
            let edits = vec![Edit::Remove { route }, right];
            finding = finding.fix(Fix { title: RENAME, safety: Safety::Unsafe, edits });
        }
        cx.report(finding);
    }
}

fn known_labels() -> impl Iterator<Item = &'static str> {
    Mode::ALL.into_iter().flat_map(|mode| [mode.level_label(), mode.version_label()])
}

/// The label that was probably meant: one that differs in a few letters, or in case or in the
/// character between the words.
fn nearest(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let distance =
        |known: &str| strsim::levenshtein(&name, known.trim_start_matches(admission::PREFIX));
    known_labels()
        .map(|known| (distance(known), known))
        .min()
        .filter(|(distance, _)| *distance <= 2)
        .map(|(_, known)| known)
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop
          labels:
            pod-security.kubernetes.io/enforced: restricted  # expect: invalid-pod-security-label
            pod-security.kubernetes.io/warn: Restricted  # expect: invalid-pod-security-label
            pod-security.kubernetes.io/warn-version: '1.34'  # expect: invalid-pod-security-label
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
            pod-security.kubernetes.io/enforce-version: v1.34
            pod-security.kubernetes.io/warn: restricted
            pod-security.kubernetes.io/warn-version: latest
        ",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_label_that_was_meant_is_found() {
        for (name, meant) in [
            ("enforced", Some("pod-security.kubernetes.io/enforce")),
            ("Enforce-Version", Some("pod-security.kubernetes.io/enforce-version")),
            ("enforce_version", Some("pod-security.kubernetes.io/enforce-version")),
            ("auidt", Some("pod-security.kubernetes.io/audit")),
            ("exempt-users", None),
        ] {
            assert_eq!(nearest(name), meant, "{name}");
        }
    }
}
