//! Checks in words: what `sekisho explain` prints, and the pages of the catalogue.

use std::fmt::Write as _;

use sekisho_finding::{Audience, CheckMeta, Confidence, Lang, Reference, Severity, Text};
use sekisho_pss::{CONTROLS, Control};

use crate::change::CHANGE_CHECKS;
use crate::prelude::text;
use crate::waiver::WAIVER_CHECKS;
use crate::{CHECKS, Fixture, Verdict};

const WHAT: Text = text("What it finds", "検出内容");
const WHY: Text = text("Why it matters", "問題となる理由");
const FIX: Text = text("How to fix", "修正方法");
const FINE: Text = text("When it is fine", "問題ない場合");
const EXAMPLE: Text = text("Example", "例");
const FOUND: Text = text("Found, on the marked lines:", "検出される例（印の行）:");
const CLEAN: Text = text("Not found:", "検出されない例:");
const HISTORY: Text = text("Policy versions", "ポリシーバージョン");
const REFERENCES: Text = text("References", "参照");
const SEVERITY: Text = text("Severity", "重大度");
const CONFIDENCE: Text = text("Confidence", "確度");
const AUDIENCE: Text = text("Audience", "対象者");
const SINCE: Text = text("Since", "追加バージョン");
const FORMERLY: Text = text("Formerly", "旧名");
const CATALOGUE: Text = text("Checks", "チェック一覧");
const INTRODUCTION: Text = text(
    "What `sekisho scan` judges. `sekisho explain CHECK` prints one of these pages.",
    "`sekisho scan` が判定する項目です。`sekisho explain CHECK` で各ページを表示できます。",
);
const CONTROLS_TITLE: Text = text("Pod Security Standards", "Pod Security Standards");
const WAIVERS_TITLE: Text = text("Waivers", "除外指定");
const CHANGES_TITLE: Text = text("Changes", "変更");
const HEAD: Text =
    text("Id | Check | Severity | Audience | Fault", "ID | チェック | 重大度 | 対象者 | 問題");

/// A check in Markdown: its texts, an example that is found and one that is not, its references.
///
/// Checks without fixtures, as the controls of the Pod Security Standards, have no example.
pub fn explain(meta: &CheckMeta, fixtures: &[Fixture], lang: Lang) -> String {
    let mut page = format!("# {}\n\n`{}` · {}\n\n", meta.title.get(lang), meta.slug, meta.id);
    let facts = [
        (SEVERITY, severity(meta.severity).get(lang)),
        (CONFIDENCE, confidence(meta.confidence).get(lang)),
        (AUDIENCE, audience(meta.audience).get(lang)),
        (SINCE, meta.since),
    ];
    let facts = facts.map(|(name, value)| format!("{}: {value}", name.get(lang)));
    let _ = writeln!(page, "{}", facts.join(" · "));
    if !meta.former_slugs.is_empty() {
        let _ = writeln!(page, "\n{}: `{}`", FORMERLY.get(lang), meta.former_slugs.join("`, `"));
    }
    for (title, text) in [(WHAT, meta.what), (WHY, meta.why), (FIX, meta.fix), (FINE, meta.fine)] {
        let _ = writeln!(page, "\n## {}\n\n{}", title.get(lang), text.get(lang));
    }
    let first = |verdict| fixtures.iter().find(|fixture| fixture.verdict == verdict);
    if let Some(fixture) = first(Verdict::Fail) {
        let _ = writeln!(page, "\n## {}\n\n{}\n", EXAMPLE.get(lang), FOUND.get(lang));
        let _ = writeln!(page, "```yaml\n{}```", marked(&fixture.yaml()));
        if let Some(fixture) = first(Verdict::Pass) {
            let _ = writeln!(page, "\n{}\n\n```yaml\n{}```", CLEAN.get(lang), fixture.yaml());
        }
    }
    history(&mut page, meta, lang);
    if !meta.references.is_empty() {
        let _ = writeln!(page, "\n## {}\n", REFERENCES.get(lang));
        let narrower = CONTROLS.iter().filter(|control| control.meta.id == meta.id);
        let narrower = narrower.flat_map(|control| control.narrower).flat_map(|it| it.references);
        for (framework, controls) in by_framework(meta.references.iter().chain(narrower)) {
            let _ = writeln!(page, "- {framework}: {}", controls.join(", "));
        }
    }
    page
}

/// The catalogue in one language: the names of the files and their Markdown, the index first.
pub fn catalogue(lang: Lang) -> Vec<(String, String)> {
    let controls: Vec<Entry> = CONTROLS.iter().map(|control| (&control.meta, &[][..])).collect();
    let checks: Vec<Entry> = CHECKS.iter().map(|check| (&check.meta, check.fixtures)).collect();
    let waivers: Vec<Entry> = WAIVER_CHECKS.iter().map(|meta| (*meta, &[][..])).collect();
    let changes: Vec<Entry> = CHANGE_CHECKS.iter().map(|meta| (*meta, &[][..])).collect();
    let mut index = format!("# {}\n\n{}\n", CATALOGUE.get(lang), INTRODUCTION.get(lang));
    table(&mut index, &checks, lang);
    let _ = writeln!(index, "\n## {}", CONTROLS_TITLE.get(lang));
    table(&mut index, &controls, lang);
    let _ = writeln!(index, "\n## {}", WAIVERS_TITLE.get(lang));
    table(&mut index, &waivers, lang);
    let _ = writeln!(index, "\n## {}", CHANGES_TITLE.get(lang));
    table(&mut index, &changes, lang);
    let pages = checks.iter().chain(&controls).chain(&waivers).chain(&changes);
    let pages = pages.map(|(meta, fixtures)| (file_name(meta), explain(meta, fixtures, lang)));
    [("README.md".to_owned(), index)].into_iter().chain(pages).collect()
}

type Entry = (&'static CheckMeta, &'static [Fixture]);

fn table(page: &mut String, entries: &[Entry], lang: Lang) {
    let _ = writeln!(page, "\n| {} |\n| --- | --- | --- | --- | --- |", HEAD.get(lang));
    for (meta, _) in entries {
        let _ = writeln!(
            page,
            "| {} | [`{}`]({}) | {} | {} | {} |",
            meta.id,
            meta.slug,
            file_name(meta),
            severity(meta.severity).get(lang),
            audience(meta.audience).get(lang),
            meta.title.get(lang)
        );
    }
}

fn file_name(meta: &CheckMeta) -> String {
    format!("{}-{}.md", meta.id, meta.slug)
}

/// For a control of the Pod Security Standards, what each policy version changed.
fn history(page: &mut String, meta: &CheckMeta, lang: Lang) {
    let Some(control) = Control::find(meta.id) else { return };
    let _ = writeln!(page, "\n## {}\n", HISTORY.get(lang));
    for revision in control.revisions {
        let _ = writeln!(page, "- v1.{}: {}", revision.since, revision.change.get(lang));
    }
}

/// The YAML with an arrow where a fixture expects a finding.
fn marked(yaml: &str) -> String {
    yaml.lines().fold(String::with_capacity(yaml.len()), |text, line| {
        match line.split_once("# expect:") {
            Some((before, _)) => text + before + "# ←\n",
            None => text + line + "\n",
        }
    })
}

fn by_framework<'r>(
    references: impl Iterator<Item = &'r Reference>,
) -> Vec<(&'static str, Vec<&'static str>)> {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for reference in references {
        let name = framework(reference.framework);
        match groups.iter_mut().find(|(known, _)| *known == name) {
            Some((_, controls)) if controls.contains(&reference.control) => {}
            Some((_, controls)) => controls.push(reference.control),
            None => groups.push((name, vec![reference.control])),
        }
    }
    groups
}

/// The name that a framework or scanner goes by.
fn framework(key: &'static str) -> &'static str {
    match key {
        "cis-1.11" => "CIS Kubernetes Benchmark 1.11",
        "cis-1.12" => "CIS Kubernetes Benchmark 1.12",
        "nsa" => "NSA/CISA Kubernetes Hardening Guide",
        "mitre" => "MITRE ATT&CK",
        "pss" => "Pod Security Standards",
        "kubescape" => "Kubescape",
        "trivy" => "Trivy",
        "checkov" => "Checkov",
        "kube-linter" => "KubeLinter",
        "polaris" => "Polaris",
        "kube-score" => "kube-score",
        "popeye" => "Popeye",
        "kalm" => "KALM benchmark",
        "gatekeeper" => "Gatekeeper library",
        "kyverno" => "Kyverno policies",
        other => other,
    }
}

const fn severity(severity: Severity) -> Text {
    match severity {
        Severity::Info => text("info", "情報"),
        Severity::Low => text("low", "低"),
        Severity::Medium => text("medium", "中"),
        Severity::High => text("high", "高"),
        Severity::Critical => text("critical", "緊急"),
    }
}

const fn confidence(confidence: Confidence) -> Text {
    match confidence {
        Confidence::Low => text("low", "低"),
        Confidence::Medium => text("medium", "中"),
        Confidence::High => text("high", "高"),
    }
}

const fn audience(audience: Audience) -> Text {
    match audience {
        Audience::Security => text("security", "セキュリティ"),
        Audience::Reliability => text("reliability", "信頼性"),
        Audience::Audit => text("audit", "監査"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_has_a_page_in_each_language() {
        for lang in [Lang::En, Lang::Ja] {
            let catalogue = catalogue(lang);
            let others = WAIVER_CHECKS.len() + CHANGE_CHECKS.len();
            assert_eq!(catalogue.len(), 1 + CHECKS.len() + CONTROLS.len() + others);
            for (name, page) in &catalogue {
                assert!(page.starts_with("# ") && page.ends_with('\n'), "{name}");
                assert!(!page.contains("# expect:"), "{name}");
            }
        }
    }

    #[test]
    fn examples_point_at_the_line() {
        let check = crate::find("mutable-image-tag").unwrap();
        let page = explain(&check.meta, check.fixtures, Lang::En);
        assert!(page.contains("image: registry.example:5000/shop/web:latest  # ←\n"), "{page}");
    }
}
