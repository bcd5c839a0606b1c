//! What is wrong with waivers themselves, as findings.

use sekisho_checks::waiver::{EXPIRED, INVALID_END, UNKNOWN_CHECK, USELESS, WITHOUT_REASON};
use sekisho_finding::{CheckMeta, Evidence, Finding, Message, Place, Text, Waiver, WaiverSource};

use crate::{Request, find_check};

const ENDED: Text = Text {
    en: "the waiver of `{check}` ended on {until}",
    ja: "`{check}` の除外指定は {until} に期限が切れました",
};
const NO_DAY: Text = Text {
    en: "the waiver of `{check}` ends on `{until}`, which is no day like 2027-03-31, so it does not hold",
    ja: "`{check}` の除外指定の期限 `{until}` は 2027-03-31 のような日付ではないため、この指定は効きません",
};
const NO_CHECK: Text = Text {
    en: "the waiver names `{check}`, which is no check",
    ja: "除外指定が `{check}` を指していますが、そのようなチェックはありません",
};
const NEAREST: Text = Text {
    en: "the waiver names `{check}`, which is no check; did you mean `{nearest}`?",
    ja: "除外指定が `{check}` を指していますが、そのようなチェックはありません。`{nearest}` ではありませんか",
};
const COVERS_NOTHING: Text = Text {
    en: "the waiver of `{check}` covers no finding",
    ja: "`{check}` の除外指定の対象となる検出がありません",
};
const NO_REASON: Text = Text {
    en: "the waiver of `{check}` gives no reason",
    ja: "`{check}` の除外指定に理由がありません",
};

/// A waiver as its faults are judged.
pub(super) struct Judged<'a> {
    pub(super) waiver: &'a Waiver,
    /// Where it stands.
    pub(super) place: Place,
    /// Whether it covers a finding; none where that cannot be told.
    pub(super) is_used: Option<bool>,
    /// Whether a reason may be asked for.
    pub(super) is_decision: bool,
}

/// The checks that are judged of a waiver: not all make sense for each.
pub(super) fn asked(judged: &Judged<'_>, request: &Request) -> Vec<&'static CheckMeta> {
    let is_ours = judged.waiver.scanner.is_none();
    let mut checks = vec![&EXPIRED, &INVALID_END];
    if is_ours {
        checks.push(&UNKNOWN_CHECK);
    }
    if is_ours && judged.is_decision {
        checks.extend([&USELESS, &WITHOUT_REASON]);
    }
    checks.retain(|check| request.selection.asks(check));
    checks
}

/// What is wrong with a waiver. One fault is told, the gravest: who mends it sees the next; that it gives
/// no reason is told beside others.
pub(super) fn find(judged: &Judged<'_>, request: &Request) -> Vec<Finding> {
    let waiver = judged.waiver;
    let asked = asked(judged, request);
    let asks = |check: &CheckMeta| asked.iter().any(|asked| asked.id == check.id);
    let check = Evidence::new(match waiver.check.as_str() {
        Waiver::EVERYTHING => "*",
        check => check,
    });
    let fault = |meta: &'static CheckMeta, text: Text| {
        let message = Message::new(text)
            .with("check", check.clone())
            .with("until", Evidence::new(waiver.until.as_deref().unwrap_or_default()));
        let finding = Finding::new(meta, judged.place.clone(), message);
        match &waiver.source {
            WaiverSource::Comment { line } | WaiverSource::Config { line, .. } => {
                finding.at_line(*line)
            }
            WaiverSource::File { line, .. } => finding.at_line(line.unwrap_or(1)),
            WaiverSource::Annotation { .. } => finding,
        }
    };
    let is_everything = waiver.check == Waiver::EVERYTHING;
    let named = (waiver.scanner.is_none() && !is_everything).then(|| find_check(&waiver.check));
    let mut found = Vec::new();
    if let Some(Err(unknown)) = &named {
        if asks(&UNKNOWN_CHECK) {
            found.push(match unknown.nearest {
                Some(nearest) => {
                    let mut finding = fault(&UNKNOWN_CHECK, NEAREST);
                    finding.message = finding.message.with("nearest", Evidence::new(nearest));
                    finding
                }
                None => fault(&UNKNOWN_CHECK, NO_CHECK),
            });
        }
        return found;
    }
    match waiver.until.as_deref() {
        Some(until) if !Waiver::is_day(until) => {
            found.extend(asks(&INVALID_END).then(|| fault(&INVALID_END, NO_DAY)));
            return found;
        }
        Some(_) if !super::holds(waiver, request.today.as_deref()) => {
            found.extend(asks(&EXPIRED).then(|| fault(&EXPIRED, ENDED)));
            return found;
        }
        _ => {}
    }
    let is_asked = match named {
        Some(Ok(check)) => request.selection.asks(check),
        _ => true,
    };
    if judged.is_used == Some(false) && is_asked && asks(&USELESS) {
        found.push(fault(&USELESS, COVERS_NOTHING));
    } else if waiver.reason.is_none() && asks(&WITHOUT_REASON) {
        found.push(fault(&WITHOUT_REASON, NO_REASON));
    }
    found
}
