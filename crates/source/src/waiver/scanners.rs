//! Waivers of other scanners in comments: their own words, so that people can move over.

use sekisho_finding::{Scanner, Waiver};
use sekisho_value::Route;

use super::InlineWaiver;

/// What a comment with such a waiver holds; nothing else needs a closer look.
pub(super) const MARKS: [&str; 4] =
    ["trivy:ignore:", "tfsec:ignore:", "checkov:skip=", "bridgecrew:skip="];

/// The waivers in the text of a comment. Line and route are the caller's.
pub(super) fn parse(comment: &str) -> Vec<InlineWaiver> {
    let mut waivers: Vec<InlineWaiver> = comment.split_whitespace().filter_map(trivy).collect();
    for mark in ["checkov:skip=", "bridgecrew:skip="] {
        waivers.extend(comment.split(mark).skip(1).filter_map(checkov));
    }
    waivers
}

/// `trivy:ignore:KSV-0014:exp:2027-03-31`: pairs of a key and its value. Trivy ends it with the
/// beginning of that day. What stands in brackets narrows down parameters that no check has here.
fn trivy(word: &str) -> Option<InlineWaiver> {
    let word = word.trim_start_matches(['#', '/', '*']);
    let rest = word.strip_prefix("trivy:").or_else(|| word.strip_prefix("tfsec:"))?;
    let mut sections = rest.split(':');
    let (mut check, mut until) = (None, None);
    while let (Some(key), Some(value)) = (sections.next(), sections.next()) {
        match key {
            "ignore" => check = value.split('[').next().filter(|id| !id.is_empty()),
            "exp" => until = Some(Waiver::day_before(value)),
            _ => {}
        }
    }
    Some(waiver(Scanner::Trivy, vec![check?.to_owned()], None, until, false))
}

/// `checkov:skip=CKV_K8S_8:the reason`; Checkov looks at nothing smaller than an object.
fn checkov(text: &str) -> Option<InlineWaiver> {
    let is_id = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ',' | '-');
    let text = text.trim_start();
    let end = text.find(|c| !is_id(c)).unwrap_or(text.len());
    let (ids, rest) = text.split_at_checked(end)?;
    let checks: Vec<String> =
        ids.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect();
    let reason = rest.strip_prefix(':').map(str::trim).filter(|reason| !reason.is_empty());
    (!checks.is_empty())
        .then(|| waiver(Scanner::Checkov, checks, reason.map(str::to_owned), None, true))
}

fn waiver(
    scanner: Scanner,
    checks: Vec<String>,
    reason: Option<String>,
    until: Option<String>,
    whole_object: bool,
) -> InlineWaiver {
    let route = Route::root();
    InlineWaiver { checks, scanner: Some(scanner), reason, until, line: 0, route, whole_object }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(comment: &str) -> Vec<String> {
        let waivers = parse(comment);
        let one = |waiver: &InlineWaiver| {
            let scanner = waiver.scanner.unwrap();
            let (checks, reason) = (waiver.checks.join("+"), waiver.reason.as_deref());
            let until = waiver.until.as_deref();
            format!("{scanner} {checks} {} {}", until.unwrap_or("-"), reason.unwrap_or("-"))
        };
        waivers.iter().map(one).collect()
    }

    #[test]
    fn trivy_has_several_in_a_line_and_ends_with_the_beginning_of_a_day() {
        assert_eq!(
            told("#trivy:ignore:KSV-0014:exp:2027-01-01 trivy:ignore:AVD-KSV-0017:ws:prod"),
            ["trivy KSV-0014 2026-12-31 -", "trivy AVD-KSV-0017 - -"]
        );
        assert_eq!(told("# tfsec:ignore:KSV014[a=b]"), ["trivy KSV014 - -"]);
        assert_eq!(told("# trivy:ignore:*"), ["trivy * - -"]);
        assert_eq!(told("# trivy:ignore: trivy:exp:2027-01-01"), [""; 0]);
        assert_eq!(told("# trivy:ignore:X:exp:soon"), ["trivy X soon -"]);
    }

    #[test]
    fn checkov_gives_a_reason_behind_a_colon() {
        assert_eq!(
            told("# checkov:skip=CKV_K8S_8,CKV_K8S_9:no probes in a job"),
            ["checkov CKV_K8S_8+CKV_K8S_9 - no probes in a job"]
        );
        assert_eq!(told("#bridgecrew:skip=CKV_K8S_8"), ["checkov CKV_K8S_8 - -"]);
        assert_eq!(told("# checkov:skip=:why"), [""; 0]);
    }
}
