//! `sekisho rbac diff`: rights that a change gives and takes.

use std::collections::BTreeMap;
use std::io::Write;

use sekisho_finding::Lang;
use sekisho_rbac::{Authorizer, Change, Grant, Principal, Right};
use serde::Serialize;
use serde_json::json;

use super::told::{self, RuleJson, SubjectJson, Teller, Via, clean, table};
use super::who_can::subject;
use super::{say, world};
use crate::Exit;
use crate::args::{DiffFormat, RbacDiffArgs};
use crate::environment::{Environment, stdout};

/// Rights of one subject in one place on one thing, verbs together.
#[derive(Debug, Serialize)]
struct Entry {
    subject: SubjectJson,
    /// None for the whole cluster.
    scope: Option<String>,
    rule: RuleJson,
    via: Option<Via>,
}

#[derive(Debug, Serialize)]
struct Listed {
    gained: Vec<Entry>,
    lost: Vec<Entry>,
}

/// Compares; exit status 0 nobody gains, 1 somebody does, 2 something could not be read.
pub(crate) fn run(args: &RbacDiffArgs, environment: &Environment) -> anyhow::Result<Exit> {
    let before = world::read(std::slice::from_ref(&args.old), &args.reading, environment)?;
    let after = world::read(std::slice::from_ref(&args.new), &args.reading, environment)?;
    let (old, new) = (Authorizer::new(&before.snapshot), Authorizer::new(&after.snapshot));
    let diff = sekisho_rbac::diff(&old, &new);
    let grants = |changes: &[Change<'_>]| -> Vec<Grant> {
        changes.iter().map(|change| change.grant).collect()
    };
    let listed = Listed {
        gained: entries(&diff.gained, &Teller::new(&after, &new, grants(&diff.gained))),
        lost: entries(&diff.lost, &Teller::new(&before, &old, grants(&diff.lost))),
    };
    let mut out = stdout();
    match args.format {
        DiffFormat::Json => {
            serde_json::to_writer(&mut out, &listed)?;
            writeln!(out)?;
        }
        DiffFormat::Sarif => {
            serde_json::to_writer_pretty(&mut out, &sarif(&listed, environment.lang))?;
            writeln!(out)?;
        }
        DiffFormat::Text => print(&mut out, &listed, environment)?,
    }
    out.flush()?;
    // Both are asked, so that what is wrong with each is told.
    let trouble = [before.complain(environment)?, after.complain(environment)?];
    Ok(match (trouble.contains(&true), listed.gained.is_empty()) {
        (true, _) => Exit::Trouble,
        (false, true) => Exit::Clean,
        (false, false) => Exit::Findings,
    })
}

/// What is the same but for the verb comes together.
fn entries(changes: &[Change<'_>], teller: &Teller<'_, '_>) -> Vec<Entry> {
    type Key<'a> = (Principal<'a>, Option<&'a str>, Grant, [Option<&'a str>; 4]);
    let mut together: BTreeMap<Key<'_>, Vec<String>> = BTreeMap::new();
    for change in changes {
        let (verb, what) = match change.right {
            Right::Resource { verb, group, resource, name } => {
                (verb, [Some(group), Some(resource), name, None])
            }
            Right::Path { verb, path } => (verb, [None, None, None, Some(path)]),
        };
        let key = (change.principal, change.scope, change.grant, what);
        together.entry(key).or_default().push(verb.to_owned());
    }
    let list = |text: Option<&str>| text.map(str::to_owned).into_iter().collect();
    let entry = |((principal, scope, grant, what), verbs): (Key<'_>, Vec<String>)| {
        let [group, resource, name, path] = what;
        Entry {
            subject: principal.into(),
            scope: scope.map(str::to_owned),
            rule: RuleJson {
                verbs,
                api_groups: list(group),
                resources: list(resource),
                resource_names: list(name),
                non_resource_urls: list(path),
            },
            via: teller.via(grant),
        }
    };
    together.into_iter().map(entry).collect()
}

impl Entry {
    /// `get, list pods.apps [web]`.
    fn what(&self) -> (String, String) {
        let RuleJson { verbs, api_groups, resources, resource_names, non_resource_urls } =
            &self.rule;
        let rule = sekisho_rbac::Rule {
            index: 0,
            verbs: Vec::new(),
            groups: Vec::from_iter(api_groups.iter().map(|text| &**text)),
            resources: Vec::from_iter(resources.iter().map(|text| &**text)),
            names: Vec::from_iter(resource_names.iter().map(|text| &**text)),
            urls: Vec::from_iter(non_resource_urls.iter().map(|text| &**text)),
        };
        (verbs.join(", "), told::objects_of(&rule))
    }

    fn place(&self, lang: Lang) -> String {
        match (&self.scope, lang) {
            (Some(scope), Lang::En) => format!("in the namespace {scope}"),
            (Some(scope), Lang::Ja) => format!("名前空間 {scope}"),
            (None, lang) => say(lang, "in the whole cluster", "クラスター全体").to_owned(),
        }
    }
}

fn print(out: &mut impl Write, listed: &Listed, environment: &Environment) -> std::io::Result<()> {
    let lang = environment.lang;
    if listed.gained.is_empty() && listed.lost.is_empty() {
        let nothing = say(
            lang,
            "no subject gains or loses a right",
            "権限を得る、または失うサブジェクトはありません",
        );
        return writeln!(out, "{nothing}");
    }
    let head = match lang {
        Lang::En => ["", "SUBJECT", "WHERE", "VERBS", "ON", "VIA"],
        Lang::Ja => ["", "サブジェクト", "範囲", "動詞", "対象", "根拠"],
    };
    let mut rows = table(&head, environment);
    let gained = listed.gained.iter().map(|entry| ("+", entry));
    for (sign, entry) in gained.chain(listed.lost.iter().map(|entry| ("-", entry))) {
        let (verbs, objects) = entry.what();
        rows.add_row([
            sign.to_owned(),
            clean(&subject(&entry.subject)),
            entry.scope.as_deref().map_or_else(|| "*".to_owned(), clean),
            clean(&verbs),
            clean(&objects),
            entry.via.as_ref().map(|via| clean(&via.line())).unwrap_or_default(),
        ]);
    }
    told::print(out, &rows)?;
    let (gained, lost) = (listed.gained.len(), listed.lost.len());
    match lang {
        Lang::En => writeln!(out, "\n{gained} gained, {lost} lost"),
        Lang::Ja => writeln!(out, "\n追加 {gained} 件、削除 {lost} 件"),
    }
}

/// SARIF 2.1.0: what is gained as warnings, what is lost as notes.
fn sarif(listed: &Listed, lang: Lang) -> serde_json::Value {
    let result = |rule: &str, level: &str, entry: &Entry| {
        let (verbs, objects) = entry.what();
        let who = subject(&entry.subject);
        let place = entry.place(lang);
        let text = match (rule, lang) {
            ("rbac-right-gained", Lang::En) => format!("{who} gains {verbs} on {objects} {place}"),
            (_, Lang::En) => format!("{who} loses {verbs} on {objects} {place}"),
            ("rbac-right-gained", Lang::Ja) => {
                format!("{who} に {objects} の {verbs} が追加されます（{place}）")
            }
            (_, Lang::Ja) => format!("{who} から {objects} の {verbs} が削除されます（{place}）"),
        };
        let source = entry.via.as_ref().and_then(|via| via.source.as_deref());
        let location =
            source.and_then(|source| source.rsplit_once(':')).and_then(|(file, line)| {
                let line: u32 = line.parse().ok()?;
                Some(json!({"physicalLocation": {
                    "artifactLocation": {"uri": uri(file)},
                    "region": {"startLine": line},
                }}))
            });
        json!({
            "ruleId": rule,
            "level": level,
            "message": {"text": text},
            "locations": location.into_iter().collect::<Vec<_>>(),
        })
    };
    let gained = listed.gained.iter().map(|entry| result("rbac-right-gained", "warning", entry));
    let lost = listed.lost.iter().map(|entry| result("rbac-right-lost", "note", entry));
    let rule = |id: &str, en: &str, ja: &str| json!({"id": id, "shortDescription": {"text": say(lang, en, ja)}});
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "Sekisho",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": [
                    rule("rbac-right-gained", "A subject gains a right", "サブジェクトの権限が追加される"),
                    rule("rbac-right-lost", "A subject loses a right", "サブジェクトの権限が削除される"),
                ],
            }},
            "results": gained.chain(lost).collect::<Vec<_>>(),
        }],
    })
}

/// A path as a URI reference.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => {
                uri.push(char::from(byte));
            }
            b'\\' => uri.push('/'),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
