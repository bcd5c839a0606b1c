//! `sekisho rbac tighten`: rights beside their use.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;

use anyhow::{Context as _, bail};
use sekisho_event::AuditEvent;
use sekisho_finding::Lang;
use sekisho_rbac::{
    Authorizer, Grant, Principal, Right, Tightened, Unused, Usage, is_bootstrap, tighten,
};
use sekisho_value::Value;
use serde::Serialize;

use super::told::{self, SubjectJson, Teller, Via, clean, table};
use super::{say, what_can, world};
use crate::Exit;
use crate::args::{TightenArgs, TightenFormat};
use crate::environment::{Environment, stdout};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    window: Option<[String; 2]>,
    unread_lines: usize,
    subjects: Vec<Entry>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    subject: SubjectJson,
    requests: usize,
    last_seen: Option<String>,
    unexplained_requests: usize,
    unused: Vec<UnusedJson>,
    objects: Vec<Value>,
    proof: ProofJson,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct UnusedJson {
    /// None for the whole cluster.
    scope: Option<String>,
    right: String,
    used_in_part: bool,
    via: Option<Via>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ProofJson {
    holds: bool,
    still_allowed: usize,
    lost: usize,
    still_refused: usize,
    newly_allowed: usize,
    rights_not_held_before: usize,
}

/// Lays rights beside use; exit status 0, or 2 if something could not be read or a proposal fails its replay.
pub(crate) fn run(args: &TightenArgs, environment: &Environment) -> anyhow::Result<Exit> {
    let lang = environment.lang;
    let from_stdin = |path: &Path| path == Path::new("-");
    if args.audit_log.iter().any(|path| from_stdin(path))
        && args.source.from.iter().any(|path| from_stdin(path))
    {
        bail!("standard input cannot be both the log and objects; give one of them as a file");
    }
    let mut usage = Usage::default();
    let mut unread = 0;
    for file in &args.audit_log {
        unread += read(file, &mut usage)?;
    }
    let cluster = world::load(&args.source, environment)?;
    let authorizer = Authorizer::new(&cluster.snapshot);
    let wanted = args.subject.as_deref().map(what_can::principal).transpose()?;
    let mut principals: BTreeSet<Principal<'_>> = authorizer
        .bindings()
        .filter(|(binding, ..)| !is_bootstrap(binding.object))
        .flat_map(|(.., principals)| principals)
        .filter(|principal| !matches!(principal, Principal::Group(_)))
        .filter(|principal| wanted.is_none_or(|wanted| wanted == *principal))
        .collect();
    principals.extend(
        wanted.filter(|wanted| principals.is_empty() && !matches!(wanted, Principal::Group(_))),
    );
    let all: Vec<Tightened<'_>> =
        principals.iter().map(|principal| tighten(&authorizer, &usage, *principal)).collect();
    let grants: Vec<Grant> =
        all.iter().flat_map(|it| it.unused.iter().map(|unused| unused.grant)).collect();
    let teller = Teller::new(&cluster, &authorizer, grants);
    let mut out = stdout();
    match args.format {
        TightenFormat::Json => {
            let listed = Listed {
                window: usage.window.clone().map(|(first, last)| [first, last]),
                unread_lines: unread,
                subjects: all.iter().map(|it| entry(it, &authorizer, &teller)).collect(),
            };
            serde_json::to_writer(&mut out, &listed)?;
            writeln!(out)?;
        }
        TightenFormat::Yaml => {
            for object in all.iter().flat_map(|it| &it.objects) {
                writeln!(out, "---")?;
                write_yaml(&mut out, object)?;
            }
        }
        TightenFormat::Text => {
            window(&mut out, &usage, lang)?;
            for it in &all {
                print(&mut out, it, &authorizer, &teller, environment)?;
            }
        }
    }
    out.flush()?;
    if unread > 0 {
        let note = match lang {
            Lang::En => {
                format!("{unread} lines of the audit log are no audit events and do not count")
            }
            Lang::Ja => format!("監査ログの {unread} 行は監査イベントではないため数えていません"),
        };
        told::notes(&[note], environment)?;
    }
    let trouble = cluster.complain(environment)?;
    let wrong = all.iter().any(|it| !it.proof.holds());
    Ok(if trouble || wrong || unread > 0 { Exit::Trouble } else { Exit::Clean })
}

/// Counts the events of a log, line by line; gives the number of lines that are none.
fn read(file: &Path, usage: &mut Usage) -> anyhow::Result<usize> {
    let unreadable = || format!("cannot read the audit log `{}`", file.display());
    let reader: Box<dyn std::io::Read> = if file == Path::new("-") {
        Box::new(std::io::stdin())
    } else {
        #[expect(clippy::disallowed_methods, reason = "the command line reads what it is told to")]
        let opened = std::fs::File::open(file).with_context(unreadable)?;
        Box::new(opened)
    };
    let mut reader = BufReader::with_capacity(1 << 18, reader);
    let mut line = Vec::new();
    let mut unread = 0;
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line).with_context(unreadable)? == 0 {
            return Ok(unread);
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let value: Result<Value, _> = serde_json::from_slice(&line);
        match value.as_ref().ok().map(events) {
            Some(events) if !events.is_empty() => events.iter().for_each(|event| usage.add(event)),
            _ => unread += 1,
        }
    }
}

/// The event, or those of a list of them as webhooks get it.
fn events(value: &Value) -> Vec<AuditEvent<'_>> {
    if value.str_at(&["kind"]) == Some("EventList") {
        return value
            .items_at(&["items"])
            .iter()
            .filter_map(|it| AuditEvent::read_item(it).ok())
            .collect();
    }
    AuditEvent::read(value).into_iter().collect()
}

fn entry(it: &Tightened<'_>, authorizer: &Authorizer<'_>, teller: &Teller<'_, '_>) -> Entry {
    let proof = &it.proof;
    Entry {
        subject: it.principal.into(),
        requests: it.requests,
        last_seen: it.last.clone(),
        unexplained_requests: it.unexplained,
        unused: it
            .unused
            .iter()
            .map(|unused| UnusedJson {
                scope: authorizer.scope(unused.grant).map(str::to_owned),
                right: right(&unused.right),
                used_in_part: unused.in_part,
                via: teller.via(unused.grant),
            })
            .collect(),
        objects: it.objects.clone(),
        proof: ProofJson {
            holds: proof.holds(),
            still_allowed: proof.still_allowed,
            lost: proof.lost.len(),
            still_refused: proof.still_refused,
            newly_allowed: proof.newly_allowed.len(),
            rights_not_held_before: proof.beyond,
        },
    }
}

/// `get pods.apps [web]`.
fn right(right: &Right<'_>) -> String {
    let rule = match *right {
        Right::Resource { verb: _, group, resource, name } => sekisho_rbac::Rule {
            groups: vec![group],
            resources: vec![resource],
            names: name.into_iter().collect(),
            ..sekisho_rbac::Rule::default()
        },
        Right::Path { verb: _, path } => {
            sekisho_rbac::Rule { urls: vec![path], ..sekisho_rbac::Rule::default() }
        }
    };
    let (Right::Resource { verb, .. } | Right::Path { verb, .. }) = right;
    format!("{verb} {}", told::objects_of(&rule))
}

fn window(out: &mut impl Write, usage: &Usage, lang: Lang) -> std::io::Result<()> {
    let text = match (&usage.window, lang) {
        (Some((first, last)), Lang::En) => format!("log from {first} to {last}"),
        (Some((first, last)), Lang::Ja) => format!("ログの期間: {first} 〜 {last}"),
        (None, lang) => {
            say(lang, "the log holds no decided request", "ログに判定済みの要求がありません")
                .to_owned()
        }
    };
    writeln!(out, "{}", clean(&text))
}

fn print(
    out: &mut impl Write,
    it: &Tightened<'_>,
    authorizer: &Authorizer<'_>,
    teller: &Teller<'_, '_>,
    environment: &Environment,
) -> anyhow::Result<()> {
    let lang = environment.lang;
    let bold = environment.style(anstyle::Style::new().bold());
    let who = clean(&it.principal.to_string());
    let seen = match (&it.last, lang) {
        (Some(last), Lang::En) => format!("{} requests, the last {last}", it.requests),
        (Some(last), Lang::Ja) => format!("要求 {} 件、最後は {last}", it.requests),
        (None, lang) => say(lang, "not seen in the log", "ログに現れません").to_owned(),
    };
    writeln!(out, "\n{bold}{who}{bold:#}  ({})", clean(&seen))?;
    if it.unexplained > 0 {
        match lang {
            Lang::En => writeln!(
                out,
                "  {} allowed requests are explained by no binding that was read",
                it.unexplained
            )?,
            Lang::Ja => writeln!(
                out,
                "  許可された要求のうち {} 件は、読み込んだバインディングでは説明できません",
                it.unexplained
            )?,
        }
    }
    if !it.unused.is_empty() {
        let head = match lang {
            Lang::En => ["UNUSED", "WHERE", "USE", "VIA"],
            Lang::Ja => ["未使用の権限", "範囲", "使用", "根拠"],
        };
        let mut rows = table(&head, environment);
        for unused in &it.unused {
            let Unused { grant, right: of, in_part } = unused;
            let used = if *in_part {
                say(lang, "in part", "一部")
            } else {
                say(lang, "never", "なし")
            };
            rows.add_row([
                clean(&right(of)),
                authorizer.scope(*grant).map_or_else(|| "*".to_owned(), clean),
                used.to_owned(),
                teller.via(*grant).map(|via| clean(&via.line())).unwrap_or_default(),
            ]);
        }
        told::print(out, &rows)?;
    }
    for object in &it.objects {
        writeln!(out, "---")?;
        write_yaml(out, object)?;
    }
    let proof = &it.proof;
    let (style, word) = if proof.holds() {
        (anstyle::AnsiColor::Green.on_default(), say(lang, "replayed", "リプレイ済み"))
    } else {
        (anstyle::AnsiColor::Red.on_default(), say(lang, "FAILS THE REPLAY", "リプレイ失敗"))
    };
    let style = environment.style(style);
    match lang {
        Lang::En => writeln!(
            out,
            "{style}{word}{style:#}: {} different requests still allowed, {} lost; {} still refused, {} newly allowed",
            proof.still_allowed,
            proof.lost.len(),
            proof.still_refused,
            proof.newly_allowed.len()
        )?,
        Lang::Ja => writeln!(
            out,
            "{style}{word}{style:#}: 引き続き許可 {} 種類、失われる許可 {} 種類、引き続き拒否 {} 種類、新たに許可 {} 種類",
            proof.still_allowed,
            proof.lost.len(),
            proof.still_refused,
            proof.newly_allowed.len()
        )?,
    }
    Ok(())
}

/// A role or binding as YAML: its maps and lists of maps in blocks, what is in them as JSON, which YAML is.
fn write_yaml(out: &mut impl Write, object: &Value) -> anyhow::Result<()> {
    for (key, value) in object.entries() {
        match value {
            Value::Seq(items) => {
                writeln!(out, "{key}:")?;
                for item in items {
                    writeln!(out, "- {}", serde_json::to_string(item)?)?;
                }
            }
            Value::Map(_) => {
                writeln!(out, "{key}:")?;
                for (key, value) in value.entries() {
                    writeln!(out, "  {key}: {}", serde_json::to_string(value)?)?;
                }
            }
            _ => writeln!(out, "{key}: {}", serde_json::to_string(value)?)?,
        }
    }
    Ok(())
}
