use std::path::Path;

use sekisho_checks::Settings;
use sekisho_collect::{Collected, Limits, RenderMode, Silent, collect, objects};
use sekisho_finding::{Finding, Lang, MendState};
use sekisho_mend::{Mended, Plan, Reader, Reading, mend};
use sekisho_scan::{Policy, Request, Root, Selection};

/// Reads texts as `collect` does, and no templates.
pub(crate) struct AsCollected;

impl Reader for AsCollected {
    fn objects(&self, text: &str) -> Vec<Reading> {
        objects(text, &Limits::default())
            .into_iter()
            .map(|object| Reading {
                document: object.document,
                base: object.base,
                value: object.value,
                duplicate_keys: object.duplicate_keys,
                waivers: object.waivers,
            })
            .collect()
    }

    fn template(&self, _: &str) -> Option<String> {
        None
    }
}

pub(crate) fn request(checks: &[&str]) -> Request {
    let checks: Vec<String> = checks.iter().map(|check| (*check).to_owned()).collect();
    Request {
        settings: Settings::default(),
        selection: Selection::new(&checks, &[]).unwrap(),
        policy: Policy::default(),
        waivers: Vec::new(),
        known: Vec::new(),
        today: Some("2026-11-22".to_owned()),
        root: Root::default(),
        is_whole: false,
    }
}

pub(crate) fn read(path: &Path) -> Collected {
    let mut request = sekisho_collect::Request::new([path.to_owned()]);
    request.render.mode = RenderMode::Off;
    collect(request, &Silent)
}

/// Mends everything at a path that has a fix.
pub(crate) fn mended(path: &Path, request: &Request, unsafe_too: bool) -> Mended {
    let collected = read(path);
    let plan = Plan {
        request,
        texts: &collected.sources,
        reader: &AsCollected,
        unsafe_too,
        wanted: &|_| true,
    };
    mend(&plan, collected.snapshots)
}

/// The text of a file after mending, and the findings that were not mended, each with the reason.
pub(crate) fn mend_text(text: &str, checks: &[&str], unsafe_too: bool) -> (String, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.yaml");
    std::fs::write(&path, text).unwrap();
    let mended = mended(folder.path(), &request(checks), unsafe_too);
    let after = mended.texts.into_iter().next().map_or_else(|| text.to_owned(), |text| text.after);
    (after, mended.refused.iter().map(reason).collect())
}

pub(crate) fn reason(finding: &Finding) -> String {
    let reason = match finding.mending.as_ref().map(|mending| &mending.state) {
        Some(MendState::NotAsked(reason) | MendState::Refused(reason)) => reason.render(Lang::En),
        _ => String::new(),
    };
    format!("{}: {reason}", finding.check.slug)
}
