//! The catalogue of checks as Markdown, in both languages.

use std::fmt::Write as _;

use sekisho_checks::{CHECKS, Verdict};
use sekisho_finding::{CheckMeta, Lang, Text};
use sekisho_pss::CONTROLS;

const TITLE: Text = Text { en: "Checks", ja: "チェック一覧" };
const INTRODUCTION: Text = Text {
    en: "Everything that `sekisho scan` judges, by id. `sekisho explain CHECK` prints one of these \
         entries; the controls of the Pod Security Standards come first. This page is written by \
         `cargo xtask generate` from the files of the checks.",
    ja: "`sekisho scan` が判定するすべての項目を ID 順に示します。`sekisho explain CHECK` で 1 項目を表示できます。\
         先頭は Pod Security Standards の各コントロールです。このページは各チェックのファイルから \
         `cargo xtask generate` が生成します。",
};
const HEAD: Text = Text {
    en: "| id | check | severity | audience | what it says |",
    ja: "| ID | チェック | 深刻度 | 対象者 | 内容 |",
};
const WHAT: Text = Text { en: "What it finds", ja: "検出内容" };
const WHY: Text = Text { en: "Why it matters", ja: "問題となる理由" };
const FIX: Text = Text { en: "How to fix", ja: "修正方法" };
const FINE: Text = Text { en: "When it is fine", ja: "問題ない場合" };
const EXAMPLE: Text = Text { en: "Example", ja: "例" };
const REFERENCES: Text = Text { en: "References", ja: "参照" };
const SEVERITY: Text = Text { en: "severity", ja: "深刻度" };
const CONFIDENCE: Text = Text { en: "confidence", ja: "確度" };
const AUDIENCE: Text = Text { en: "audience", ja: "対象者" };
const SINCE: Text = Text { en: "since", ja: "追加" };

pub(crate) fn english() -> String {
    page(Lang::En)
}

pub(crate) fn japanese() -> String {
    page(Lang::Ja)
}

/// A check's texts, and a manifest that it objects to where it has one.
type Entry = (&'static CheckMeta, Option<&'static str>);

fn entries() -> Vec<Entry> {
    let controls = CONTROLS.iter().map(|control| (&control.meta, None));
    let checks = CHECKS.iter().map(|check| {
        let failing = check.fixtures.iter().find(|fixture| fixture.verdict == Verdict::Fail);
        (&check.meta, failing.map(|fixture| fixture.text))
    });
    let mut entries: Vec<Entry> = controls.chain(checks).collect();
    entries.sort_by_key(|(meta, _)| meta.id);
    entries
}

fn page(lang: Lang) -> String {
    let entries = entries();
    let mut page = format!("# {}\n\n{}\n\n", TITLE.get(lang), INTRODUCTION.get(lang));
    let _ = writeln!(page, "{}\n| --- | --- | --- | --- | --- |", HEAD.get(lang));
    for (meta, _) in &entries {
        let _ = writeln!(
            page,
            "| {} | [`{}`](#{}) | {} | {} | {} |",
            meta.id,
            meta.slug,
            meta.slug,
            meta.severity,
            meta.audience,
            meta.title.get(lang)
        );
    }
    for (meta, example) in entries {
        section(&mut page, meta, example, lang);
    }
    page
}

fn section(page: &mut String, meta: &CheckMeta, example: Option<&str>, lang: Lang) {
    // The anchor is the slug alone, so that links outlive a reworded heading.
    let _ = writeln!(page, "\n<a id=\"{}\"></a>\n## {} `{}`\n", meta.slug, meta.id, meta.slug);
    let _ = writeln!(page, "*{}*", meta.title.get(lang));
    let _ = writeln!(
        page,
        "\n{}: {} · {}: {} · {}: {} · {}: {}",
        SEVERITY.get(lang),
        meta.severity,
        CONFIDENCE.get(lang),
        meta.confidence,
        AUDIENCE.get(lang),
        meta.audience,
        SINCE.get(lang),
        meta.since
    );
    for (heading, text) in [(WHAT, meta.what), (WHY, meta.why), (FIX, meta.fix), (FINE, meta.fine)]
    {
        let _ = writeln!(page, "\n**{}**\n\n{}", heading.get(lang), text.get(lang));
    }
    if let Some(example) = example {
        let _ = writeln!(
            page,
            "\n**{}**\n\n```yaml\n{}```",
            EXAMPLE.get(lang),
            without_margin(example)
        );
    }
    let references: Vec<String> = meta
        .references
        .iter()
        .map(|reference| format!("{} {}", reference.framework, reference.control))
        .collect();
    if !references.is_empty() {
        let _ = writeln!(page, "\n**{}**\n\n{}", REFERENCES.get(lang), references.join(" · "));
    }
}

/// A fixture without the indentation that all its lines share, and without blank lines around it.
fn without_margin(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let margin = lines
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start().len())
        .min()
        .unwrap_or(0);
    let cut: Vec<&str> = lines.iter().map(|line| line.get(margin..).unwrap_or("")).collect();
    format!("{}\n", cut.join("\n").trim_matches('\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixture_loses_the_margin_of_its_rust_file() {
        assert_eq!(without_margin("\n        a:\n          b: 1\n        "), "a:\n  b: 1\n");
    }

    #[test]
    fn every_slug_has_one_anchor() {
        let page = english();
        for (meta, _) in entries() {
            assert_eq!(
                page.matches(&format!("<a id=\"{}\">", meta.slug)).count(),
                1,
                "{}",
                meta.slug
            );
        }
    }
}
