//! The fixed texts of all reports, in every language.

use sekisho_compliance::{Assessment, Score, State};
use sekisho_finding::{Audience, Confidence, Lang, ProblemKind, Severity, Text};

/// Declares texts: `NAME: "English", "日本語";`.
macro_rules! texts {
    ($($name:ident: $en:literal, $ja:literal;)+) => {
        $(pub(crate) const $name: Text = Text { en: $en, ja: $ja };)+
    };
}

texts! {
    // Headings.
    FINDINGS: "Findings", "検出結果";
    SUMMARY: "Summary", "まとめ";
    READ: "Read", "読み込み";
    NOT_READ: "Not read", "読み込めず";
    PROBLEMS: "Problems", "問題点";
    NOT_JUDGED: "Not judged", "判定できず";
    COMPARED: "Compared", "比較";
    RELATED: "Related places", "関連箇所";
    REFERENCES: "References", "参照";
    OBJECT: "Object", "オブジェクト";
    CONTAINER: "Container", "コンテナー";
    PLACE: "Place", "場所";
    FINGERPRINT: "Fingerprint", "フィンガープリント";
    WAIVER: "Waived because", "除外の理由";

    // Columns and filters.
    SEVERITY: "Severity", "重大度";
    CONFIDENCE: "Confidence", "確度";
    CHECK: "Check", "チェック";
    WORLD: "World", "ワールド";
    NAMESPACE: "Namespace", "名前空間";
    KIND: "Kind", "種類";
    STATUS: "Status", "状態";
    AUDIENCE: "Audience", "対象者";
    MESSAGE: "Message", "内容";
    PLACES: "Places", "箇所";
    TOTAL: "total", "合計";
    ALL: "all", "すべて";

    // Sections of a check.
    WHAT: "What it finds", "検出するもの";
    WHY: "Why it matters", "なぜ重要か";
    FIX: "How to fix", "直し方";
    FINE: "When it is fine", "問題にならない場合";
    FIXES: "Changes that mend it", "修正案";
    SAFE: "safe", "安全";
    UNSAFE: "check before applying", "適用前に要確認";

    // Labels in front of a text.
    HELP: "help", "対処";
    WHY_LABEL: "why", "理由";

    // States.
    OPEN: "open", "未対応";
    WAIVED: "waived", "除外";
    BASELINE: "baseline", "既知";

    // What was read.
    FILES: "files", "ファイル";
    BYTES: "size", "サイズ";
    DOCUMENTS: "documents", "ドキュメント";
    STRAYS: "list elements that are no Kubernetes objects", "Kubernetes オブジェクトではないリスト要素";
    EMPTY: "empty documents", "空のドキュメント";
    OTHER: "documents that are not Kubernetes objects", "Kubernetes オブジェクト以外のドキュメント";
    OBJECTS: "objects", "オブジェクト";
    KINDS: "kinds", "種類";
    WORLDS: "worlds", "ワールド";
    UNREAD: "files and documents that could not be read", "読み込めなかったファイルとドキュメント";
    RENDERED: "charts and kustomizations rendered", "展開したチャートと kustomization";
    UNRENDERED: "charts and kustomizations not rendered", "展開できなかったチャートと kustomization";
    IGNORED: "files left out by an ignore file or their ending", "ignore ファイルや拡張子により対象外としたファイル";
    UNKNOWN: "verdicts that could not be given", "判定できなかったもの";
    JUDGED: "judged", "判定";
    FAILED: "failed", "不合格";
    UNKNOWN_SHORT: "unknown", "不明";

    // Sentences.
    NOTHING_FOUND: "No open findings.", "未対応の検出はありません。";
    NOTHING_READ: "No Kubernetes objects were read.", "Kubernetes オブジェクトは見つかりませんでした。";
    SENSITIVE: "the value is not shown", "値は表示しません";
    EXPLAIN: "`sekisho explain CHECK` says more about a check.", "`sekisho explain CHECK` でチェックの詳細を表示します。";
    RENDERED_MARK: "rendered", "展開結果";

    // Frameworks.
    FRAMEWORKS: "Frameworks", "フレームワーク";
    LEADS_TO: "Leads to", "起こり得る被害";
    CONTROL: "Control", "項目";
    STATE: "State", "判定";
    SCORE: "Score", "スコア";
    COVERED: "Coverage", "カバー率";
    VERDICTS_OF: "passed / judged", "合格 / 判定";
    WORST: "Worst resources", "問題の多いリソース";
    EVIDENCE: "Evidence only: a passed control does not show that the requirement is met.", "証拠のみ: 合格は要件を満たすことを意味しません。";
    UNTOLD: "What is unknown or not judged counts neither as passed nor as failed.", "不明と未判定は、合格にも不合格にも数えません。";

    // The page.
    REPORT: "Sekisho report", "Sekisho レポート";
    BY_SEVERITY: "Open findings by severity", "重大度別の未対応件数";
    BY_CHECK: "Most frequent checks", "件数の多いチェック";
    BY_WORLD: "By world", "ワールド別";
    SEARCH: "Search", "検索";
    SEARCH_HINT: "name, file, message…", "名前、ファイル、内容など";
    RESET: "Reset", "リセット";
    MORE: "Show more", "さらに表示";
    NO_MATCH: "No finding matches the filters.", "条件に合う検出結果はありません。";
    NO_SCRIPT: "The table of findings needs JavaScript, which this page carries itself.", "検出結果の表には JavaScript が必要です（このページに内蔵されています）。";
    COVERAGE: "What was read", "読み込んだもの";
    SHOWN: "shown", "件を表示";
    THEME: "Light or dark", "明暗の切り替え";
    VERDICTS: "Checks", "チェックの判定";
}

/// The severity's name for people.
pub(crate) const fn severity(severity: Severity, lang: Lang) -> &'static str {
    match (lang, severity) {
        (Lang::En, severity) => severity.name(),
        (Lang::Ja, Severity::Critical) => "緊急",
        (Lang::Ja, Severity::High) => "高",
        (Lang::Ja, Severity::Medium) => "中",
        (Lang::Ja, Severity::Low) => "低",
        (Lang::Ja, Severity::Info) => "情報",
    }
}

/// The confidence's name for people.
pub(crate) const fn confidence(confidence: Confidence, lang: Lang) -> &'static str {
    match (lang, confidence) {
        (Lang::En, confidence) => confidence.name(),
        (Lang::Ja, Confidence::High) => "高",
        (Lang::Ja, Confidence::Medium) => "中",
        (Lang::Ja, Confidence::Low) => "低",
    }
}

/// The audience's name for people.
pub(crate) const fn audience(audience: Audience, lang: Lang) -> &'static str {
    match (lang, audience) {
        (Lang::En, audience) => audience.name(),
        (Lang::Ja, Audience::Security) => "セキュリティ",
        (Lang::Ja, Audience::Reliability) => "信頼性",
        (Lang::Ja, Audience::Audit) => "監査",
    }
}

/// What stands in front of a problem.
pub(crate) const fn problem(kind: ProblemKind, lang: Lang) -> &'static str {
    let text = match kind {
        ProblemKind::Unreadable => Text { en: "unreadable", ja: "読取不可" },
        ProblemKind::Broken => Text { en: "broken", ja: "構文エラー" },
        ProblemKind::Limit => Text { en: "limit", ja: "上限超過" },
        ProblemKind::Unrendered => Text { en: "not rendered", ja: "未展開" },
        ProblemKind::Configuration => Text { en: "configuration", ja: "設定エラー" },
        ProblemKind::Waiver => Text { en: "waiver", ja: "除外指定" },
        ProblemKind::Note => Text { en: "note", ja: "補足" },
    };
    text.get(lang)
}

/// The state's name for people.
pub(crate) const fn state(state: State, lang: Lang) -> &'static str {
    let text = match state {
        State::Failed => Text { en: "failed", ja: "不合格" },
        State::Unknown => Text { en: "unknown", ja: "不明" },
        State::Waived => Text { en: "waived", ja: "除外" },
        State::Passed => Text { en: "passed", ja: "合格" },
        State::NotApplicable => Text { en: "not applicable", ja: "対象なし" },
        State::NotJudged(_) => Text { en: "not judged", ja: "未判定" },
    };
    text.get(lang)
}

/// `62 %`, or a dash where nothing was judged.
pub(crate) fn score(score: Option<Score>) -> String {
    score.map_or("–".to_owned(), |score| score.to_string())
}

/// How much a framework's score speaks of: `14 of 41 controls`.
pub(crate) fn covered(assessment: &Assessment, lang: Lang) -> String {
    let (scored, all) = (assessment.scored(), assessment.controls.len());
    match lang {
        Lang::En => format!("{scored} of {all} controls"),
        Lang::Ja => format!("{all}項目中{scored}項目"),
    }
}

/// `1 place`, `12 places`.
pub(crate) fn places(count: usize, lang: Lang) -> String {
    counted(count as u64, "place", "places", "か所", lang)
}

/// `12 places in 3 files`; the files are left out where there is none.
pub(crate) fn places_in_files(count: usize, files: usize, lang: Lang) -> String {
    if files == 0 {
        return places(count, lang);
    }
    let files = counted(files as u64, "file", "files", "ファイル", lang);
    match lang {
        Lang::En => format!("{} in {files}", places(count, lang)),
        Lang::Ja => format!("{files}に{}", places(count, lang)),
    }
}

/// `1 finding`, `12 findings`.
pub(crate) fn findings(count: usize, lang: Lang) -> String {
    counted(count as u64, "finding", "findings", "件", lang)
}

/// The heading of the list of what to do first.
pub(crate) fn fix_first(count: usize, lang: Lang) -> String {
    match (lang, count) {
        (Lang::En, 1) => "Fix this first".to_owned(),
        (Lang::En, count) => {
            let count = match count {
                2 => "two",
                3 => "three",
                4 => "four",
                _ => "five",
            };
            format!("Fix these {count} first")
        }
        (Lang::Ja, count) => format!("まず直すべき{count}項目"),
    }
}

/// How many places of a group are not shown.
pub(crate) fn more_places(count: usize, lang: Lang) -> String {
    match lang {
        Lang::En if count == 1 => "and 1 more place (--verbose shows all)".to_owned(),
        Lang::En => format!("and {count} more places (--verbose shows all)"),
        Lang::Ja => format!("ほか{count}か所（--verbose ですべて表示）"),
    }
}

/// How many further fields of a finding are not shown.
pub(crate) fn more_fields(count: usize, lang: Lang) -> String {
    match lang {
        Lang::En if count == 1 => "and 1 more field of the same object".to_owned(),
        Lang::En => format!("and {count} more fields of the same object"),
        Lang::Ja => format!("同じオブジェクトのほか{count}フィールド"),
    }
}

/// How many groups are not shown.
pub(crate) fn more_groups(groups: usize, findings: usize, lang: Lang) -> String {
    match lang {
        Lang::En => format!(
            "… and {} in {} (--verbose shows all)",
            self::findings(findings, lang),
            counted(groups as u64, "more check", "more checks", "", lang),
        ),
        Lang::Ja => format!("… ほか{groups}種類のチェックで{findings}件（--verbose ですべて表示）"),
    }
}

/// How many controls are not shown.
pub(crate) fn more_controls(count: usize, lang: Lang) -> String {
    match lang {
        Lang::En if count == 1 => "and 1 more control (--verbose shows all)".to_owned(),
        Lang::En => format!("and {count} more controls (--verbose shows all)"),
        Lang::Ja => format!("ほか{count}項目（--verbose ですべて表示）"),
    }
}

/// How many problems are not shown.
pub(crate) fn more_problems(count: usize, lang: Lang) -> String {
    match lang {
        Lang::En => format!("… and {count} more (--verbose shows all)"),
        Lang::Ja => format!("… ほか{count}件（--verbose ですべて表示）"),
    }
}

/// What other audiences would see, and what is not sure enough to be shown.
pub(crate) fn not_shown(counts: &[(Audience, usize)], unsure: usize, lang: Lang) -> String {
    let mut list: Vec<String> = counts
        .iter()
        .map(|(audience, count)| match lang {
            Lang::En => format!("{count} for {audience}"),
            Lang::Ja => format!("{}向け{count}件", self::audience(*audience, lang)),
        })
        .collect();
    let mut options: Vec<String> =
        counts.iter().map(|(audience, _)| format!("--audience {audience}")).collect();
    if unsure > 0 {
        list.push(match lang {
            Lang::En if unsure == 1 => "1 hint".to_owned(),
            Lang::En => format!("{unsure} hints"),
            Lang::Ja => format!("確度の低い指摘{unsure}件"),
        });
        options.push("--confidence low".to_owned());
    }
    let options = options.join(" ");
    match lang {
        Lang::En => format!("Not shown: {} ({options} shows them).", list.join(", ")),
        Lang::Ja => format!("非表示: {}（{options} で表示）", list.join("、")),
    }
}

/// Why verdicts are missing, in one line.
pub(crate) fn not_judged(unknown: u64, checks: usize, lang: Lang) -> String {
    match lang {
        Lang::En => format!(
            "{} could not be given by {}: what they rest on was not there to be read",
            counted(unknown, "verdict", "verdicts", "", lang),
            counted(checks as u64, "check", "checks", "", lang),
        ),
        Lang::Ja => format!(
            "{checks}個のチェックで{unknown}件を判定できませんでした（判断に必要な情報が入力にありません）"
        ),
    }
}

/// How many checks are disabled, and which, as far as that is few.
pub(crate) fn disabled(slugs: &[&str], lang: Lang) -> String {
    const NAMED: usize = 3;
    let mut named: Vec<&str> = slugs.iter().take(NAMED).copied().collect();
    if slugs.len() > NAMED {
        named.push("…");
    }
    let count = slugs.len();
    match lang {
        Lang::En if count == 1 => format!("1 check is disabled: {}", named.join(", ")),
        Lang::En => format!("{count} checks are disabled: {}", named.join(", ")),
        Lang::Ja => format!("{count}個のチェックが無効です: {}", named.join("、")),
    }
}

/// What findings were compared with.
pub(crate) fn compared(with: &str, known: u64, gone: u64, lang: Lang) -> String {
    match lang {
        Lang::En => {
            format!("with `{with}`: {} known, {} gone since", grouped(known), grouped(gone))
        }
        Lang::Ja => format!("`{with}` と比較: 既知{}件、解消{}件", grouped(known), grouped(gone)),
    }
}

/// `1 file`, `3 files`, `3ファイル`.
pub(crate) fn counted(count: u64, one: &str, many: &str, ja: &str, lang: Lang) -> String {
    match lang {
        Lang::En if count == 1 => format!("1 {one}"),
        Lang::En => format!("{} {many}", grouped(count)),
        Lang::Ja => format!("{}{ja}", grouped(count)),
    }
}

/// A number with commas: `12,345`.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (nth, digit) in digits.chars().enumerate() {
        if nth > 0 && (digits.len() - nth).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number of bytes for people: `12.3 MB`, powers of ten.
pub(crate) fn bytes(count: u64) -> String {
    match count {
        0..1_000 => format!("{count} B"),
        1_000..1_000_000 => format!("{:.1} kB", count as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", count as f64 / 1e6),
        _ => format!("{:.1} GB", count as f64 / 1e9),
    }
}

/// The first sentence of a text, where the rest would be too much.
pub(crate) fn first_sentence(text: &str) -> &str {
    let end = |mark: &str| text.find(mark).map(|at| at + mark.trim_end().len());
    let end = [". ", "。", ".\n"].iter().filter_map(|mark| end(mark)).min().unwrap_or(text.len());
    text.get(..end).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(bytes(12_345), "12.3 kB");
        assert_eq!(places_in_files(1, 1, Lang::En), "1 place in 1 file");
        assert_eq!(places_in_files(12, 3, Lang::Ja), "3ファイルに12か所");
    }

    #[test]
    fn a_first_sentence_ends_with_its_full_stop() {
        assert_eq!(first_sentence("Set v1.2 here. Then go."), "Set v1.2 here.");
        assert_eq!(first_sentence("こうする。次に。"), "こうする。");
        assert_eq!(first_sentence("no stop"), "no stop");
    }
}
