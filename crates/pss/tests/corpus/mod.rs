//! Reading of recorded lines and comparison with the engine, shared by the corpus tests.
#![allow(dead_code, reason = "each test binary uses a part of it")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::missing_panics_doc,
    reason = "a corpus that cannot be read fails the test"
)]

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use sekisho_pss::{Evaluator, Fault, Level, LevelVersion, Pod, Verdict, Version};
use sekisho_value::Value;

/// The files of a folder whose name starts with `stem` and goes on with `.jsonl` or `.jsonl.gz`.
pub(crate) fn files(folder: &Path, stem: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let rest = name.strip_prefix(stem).and_then(|rest| rest.split_once('.'));
            rest.is_some_and(|(_, kind)| matches!(kind, "jsonl" | "jsonl.gz"))
        })
        .collect();
    files.sort();
    files
}

/// The JSON values of a file, one a line, gzip or plain.
pub(crate) fn lines(path: &Path) -> impl Iterator<Item = Value> + use<> {
    #[expect(clippy::disallowed_methods, reason = "a test reads its corpus")]
    let file = File::open(path).unwrap();
    let reader: Box<dyn Read> = if path.extension().is_some_and(|extension| extension == "gz") {
        Box::new(MultiGzDecoder::new(file))
    } else {
        Box::new(file)
    };
    BufReader::new(reader)
        .lines()
        .map(Result::unwrap)
        .filter(|line| !line.trim().is_empty())
        .map(|line| serde_json::from_str(&line).unwrap())
}

/// What the upstream evaluator recorded for one pod, level and range of versions.
pub(crate) struct Recorded<'a>(pub(crate) &'a Value);

impl Recorded<'_> {
    pub(crate) fn id(&self) -> &str {
        self.0.str_at(&["id"]).unwrap()
    }

    pub(crate) fn label(&self) -> String {
        let [level, from] = ["level", "from"].map(|key| self.0.str_at(&[key]).unwrap());
        format!("{} {level}:{from}", self.id())
    }

    /// Compares verdict, reasons, details, message and places at every version of the range.
    pub(crate) fn compare(&self, pod: &Value) -> Result<(), String> {
        let level: Level = self.0.str_at(&["level"]).unwrap().parse().unwrap();
        let [from, to] = ["from", "to"].map(|key| minor(self.0.str_at(&[key]).unwrap()));
        let null = Value::Null;
        let view =
            Pod::new(pod.field("metadata").unwrap_or(&null), pod.field("spec").unwrap_or(&null));
        for minor in from..=to {
            let policy = LevelVersion::new(level, Version::Minor(minor));
            let verdict = Evaluator::default().evaluate_pod(policy, &view);
            let allowed = Evaluator::default().allows(policy, &view);
            if allowed != verdict.allowed() {
                return Err(format!("v1.{minor}: `allows` says {allowed}"));
            }
            self.compare_verdict(&verdict).map_err(|why| format!("v1.{minor}: {why}"))?;
            places_are_true(&verdict, pod).map_err(|why| format!("v1.{minor}: {why}"))?;
        }
        Ok(())
    }

    fn compare_verdict(&self, verdict: &Verdict) -> Result<(), String> {
        let same = |what: &str, ours: &str, theirs: &str| {
            let differ = || format!("{what}\n  ours   {ours}\n  theirs {theirs}");
            if ours == theirs { Ok(()) } else { Err(differ()) }
        };
        let allowed = self.0.bool_at(&["allowed"]).unwrap();
        same("allowed", &verdict.allowed().to_string(), &allowed.to_string())?;
        let ours: Vec<String> = verdict
            .failures
            .iter()
            .map(|failure| format!("{}|{}|{}", failure.control.id, failure.reason, failure.detail))
            .collect();
        let theirs: Vec<String> = self
            .0
            .items_at(&["failed"])
            .iter()
            .map(|failed| {
                let [id, reason, detail] =
                    ["id", "reason", "detail"].map(|key| failed.str_at(&[key]).unwrap_or_default());
                format!("{id}|{reason}|{detail}")
            })
            .collect();
        same("failed", &ours.join("\n"), &theirs.join("\n"))?;
        same("detail", &verdict.message(), self.0.str_at(&["detail"]).unwrap_or_default())?;
        match self.0.str_at(&["reason"]) {
            Some(reason) => same("reason", &verdict.reason(), reason),
            None => Ok(()),
        }
    }
}

/// Every failure names places, and what is forbidden stands where its route says.
fn places_are_true(verdict: &Verdict, pod: &Value) -> Result<(), String> {
    for failure in &verdict.failures {
        let id = failure.control.id;
        if failure.places.is_empty() {
            return Err(format!("{id} names no place"));
        }
        for place in &failure.places {
            let route = place.route();
            // A profile, sysctl or volume may lack the very field that names what it is; then the
            // route leads there from something that exists.
            let there = route.find(pod).is_some()
                || route.parent().is_some_and(|parent| parent.find(pod).is_some());
            if place.fault == Fault::Forbidden && !there {
                return Err(format!("{id}: nothing stands at {route}"));
            }
        }
    }
    Ok(())
}

pub(crate) fn minor(version: &str) -> u64 {
    match version.parse().unwrap() {
        Version::Minor(minor) => minor,
        Version::Latest => Evaluator::default().newest(),
    }
}

/// A file of the corpus.
pub(crate) fn read(path: &Path) -> Vec<u8> {
    #[expect(clippy::disallowed_methods, reason = "a test reads its corpus")]
    std::fs::read(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}
