//! Waivers that do not do what whoever wrote them believes: SK-2101 and up.
//!
//! These are checks like others, but nothing here finds them: whoever applies waivers does, because only
//! then it is known which of them cover something.

use crate::prelude::*;

/// All of them, sorted by id.
pub static WAIVER_CHECKS: &[&CheckMeta] =
    &[&EXPIRED, &USELESS, &UNKNOWN_CHECK, &WITHOUT_REASON, &INVALID_END];

/// A waiver whose last day is over.
pub static EXPIRED: CheckMeta = CheckMeta {
    id: "SK-2101",
    slug: "expired-waiver",
    former_slugs: &[],
    since: "0.1.0",
    severity: Low,
    confidence: Confidence::High,
    audience: Security,
    title: text("A waiver has ended", "除外指定の期限が切れている"),
    what: text(
        "Waivers whose last day (`until`) is over, in comments, annotations, `sekisho.toml` and the files \
         of other scanners.",
        "最終日（`until`）を過ぎた除外指定を検出します。コメント、アノテーション、`sekisho.toml`、\
         他のスキャナーの除外ファイルが対象です。",
    ),
    why: text(
        "Somebody accepted a risk up to a day and meant to look at it again by then. The waiver no longer \
         holds: what it covered is reported again, and whoever reads it still believes that it is settled.",
        "期日までリスクを受け入れ、それまでに見直すという約束でした。この除外指定はもう効いておらず、\
         対象の問題は再び報告されますが、記述だけが残っていると解決済みだと誤解されます。",
    ),
    fix: text(
        "Mend what it covered and take the waiver out, or decide anew and give it another last day.",
        "対象の問題を直して除外指定を削除するか、改めて判断して新しい最終日を設定します。",
    ),
    fine: text(
        "Never for long: an ended waiver has no effect.",
        "期限切れの除外指定に効果はないため、残しておく理由はありません。",
    ),
    references: &[],
};

/// A waiver that covers nothing.
pub static USELESS: CheckMeta = CheckMeta {
    id: "SK-2102",
    slug: "useless-waiver",
    former_slugs: &[],
    since: "0.1.0",
    severity: Low,
    confidence: Confidence::Medium,
    audience: Security,
    title: text("A waiver covers nothing", "除外指定の対象となる検出がない"),
    what: text(
        "Waivers for a check that was asked and found nothing where the waiver stands. Waivers in the words \
         of other scanners are left alone: that scanner may still need them.",
        "指定先のチェックが実行されたのに、その場所では何も検出されなかった除外指定を検出します。\
         他のスキャナー形式の除外指定は、そのスキャナーでまだ必要な場合があるため対象外です。",
    ),
    why: text(
        "The fault is gone, or the waiver stands beside the wrong field. In the first case it waits for the \
         next fault of that kind and hides it in silence; in the second the fault is still reported and the \
         reason that somebody wrote down is attached to nothing.",
        "問題がすでに解消しているか、除外指定が別のフィールドに付いています。前者の場合、次に同じ種類の問題が\
         起きたときに黙って隠してしまいます。後者の場合、問題は報告され続け、書かれた理由はどこにも結び付きません。",
    ),
    fix: text(
        "Take it out. If the fault is still reported, move the waiver to the field or object that the \
         report names.",
        "削除します。問題がまだ報告されている場合は、レポートが示すフィールドまたはオブジェクトに移します。",
    ),
    fine: text(
        "The manifest is rendered from values under which the fault comes and goes.",
        "値によって問題が現れたり消えたりするテンプレートから生成されたマニフェストでは問題ありません。",
    ),
    references: &[],
};

/// A waiver that names no check.
pub static UNKNOWN_CHECK: CheckMeta = CheckMeta {
    id: "SK-2103",
    slug: "unknown-waived-check",
    former_slugs: &[],
    since: "0.1.0",
    severity: Medium,
    confidence: Confidence::High,
    audience: Security,
    title: text("A waiver names no check", "除外指定が存在しないチェックを指している"),
    what: text(
        "Waivers whose name is no slug and no id of a check, with the nearest name there is.",
        "チェックの名前にも ID にも一致しない除外指定を検出し、最も近い名前を示します。",
    ),
    why: text(
        "A misspelt name waives nothing. The decision that was written down has no effect, and nobody is \
         told but here.",
        "名前を間違えた除外指定は何も除外しません。書かれた判断は効果を持たず、ここでしか気付けません。",
    ),
    fix: text(
        "Write the name as `sekisho checks` lists it.",
        "`sekisho checks` に表示される名前で書きます。",
    ),
    fine: text(
        "A newer version of Sekisho that has the check reads the same files.",
        "そのチェックを持つ新しいバージョンの Sekisho でも同じファイルを使う場合は問題ありません。",
    ),
    references: &[],
};

/// A waiver that gives no reason.
pub static WITHOUT_REASON: CheckMeta = CheckMeta {
    id: "SK-2104",
    slug: "waiver-without-reason",
    former_slugs: &[],
    since: "0.1.0",
    severity: Low,
    confidence: Confidence::High,
    audience: Audit,
    title: text("A waiver gives no reason", "除外指定に理由がない"),
    what: text(
        "Waivers that hold but do not say why. Waivers in the words of other scanners, of which some have no \
         place for a reason, are left alone.",
        "有効だが理由の書かれていない除外指定を検出します。理由を書く場所のない形式もあるため、\
         他のスキャナー形式の除外指定は対象外です。",
    ),
    why: text(
        "Whoever reviews the waiver later cannot tell whether it still applies, so that it stays for ever. \
         Auditors ask for the reason of every accepted risk.",
        "後から見直す人が、まだ必要かどうかを判断できず、いつまでも残ります。監査では、受け入れたリスクごとに\
         理由が求められます。",
    ),
    fix: text(
        "Write the reason behind the name of the check, in the value of the annotation, or as `reason` in \
         `sekisho.toml`.",
        "コメントではチェック名の後ろ、アノテーションではその値、`sekisho.toml` では `reason` に理由を書きます。",
    ),
    fine: text(
        "The reason is recorded elsewhere and the team finds it from here.",
        "理由が別の場所に記録され、ここから辿れる場合は問題ありません。",
    ),
    references: &[],
};

/// A waiver whose end cannot be read.
pub static INVALID_END: CheckMeta = CheckMeta {
    id: "SK-2105",
    slug: "invalid-waiver-end",
    former_slugs: &[],
    since: "0.1.0",
    severity: Medium,
    confidence: Confidence::High,
    audience: Security,
    title: text("A waiver ends on no day", "除外指定の期限が日付として読めない"),
    what: text(
        "Waivers whose end is no day of the calendar in the form `2027-03-31`. They do not hold.",
        "期限が `2027-03-31` の形式の実在する日付でない除外指定を検出します。この除外指定は効きません。",
    ),
    why: text(
        "Nobody can say whether it still holds, so it is taken not to: what it covers is reported. Whoever \
         wrote it believes otherwise.",
        "まだ有効かどうかを判断できないため、無効として扱い、対象の問題を報告します。書いた人の意図とは異なります。",
    ),
    fix: text(
        "Write the last day on which it holds as year, month and day: `until=2027-03-31`.",
        "有効な最終日を年・月・日の順に `until=2027-03-31` のように書きます。",
    ),
    fine: text("Never.", "問題ない場合はありません。"),
    references: &[],
};
