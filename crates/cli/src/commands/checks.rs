//! `sekisho checks` and `sekisho explain`.

use std::io::Write as _;

use anyhow::bail;
use comfy_table::{ColumnConstraint, ContentArrangement, Table, TableStyle};
use sekisho_compare::occasional;
use sekisho_finding::{CheckMeta, Lang, Scanner, aliases};
use sekisho_scan::{all_checks, find_check};
use serde::Serialize;

use crate::Exit;
use crate::args::{ChecksArgs, ExplainArgs, TextOrJson};
use crate::environment::{Environment, stdout};

/// A check as `sekisho checks --format json` prints it.
#[derive(Debug, Serialize)]
struct Listed {
    id: &'static str,
    check: &'static str,
    severity: &'static str,
    confidence: &'static str,
    audience: &'static str,
    since: &'static str,
    title: &'static str,
    references: Vec<ListedReference>,
}

#[derive(Debug, Serialize)]
struct ListedReference {
    framework: &'static str,
    control: &'static str,
}

impl Listed {
    fn new(check: &CheckMeta, lang: Lang) -> Self {
        let reference = |reference: &sekisho_finding::Reference| ListedReference {
            framework: reference.framework,
            control: reference.control,
        };
        Self {
            id: check.id,
            check: check.slug,
            severity: check.severity.name(),
            confidence: check.confidence.name(),
            audience: check.audience.name(),
            since: check.since,
            title: check.title.get(lang),
            references: check.references.iter().map(reference).collect(),
        }
    }
}

/// Lists the checks.
pub(crate) fn list(args: &ChecksArgs, environment: &Environment) -> anyhow::Result<Exit> {
    let listed = all_checks().map(|check| Listed::new(check, environment.lang));
    let mut out = stdout();
    match args.format {
        TextOrJson::Json => {
            serde_json::to_writer_pretty(&mut out, &listed.collect::<Vec<_>>())?;
            writeln!(out)?;
        }
        TextOrJson::Text => {
            let mut table = Table::new();
            table
                .load_style(TableStyle::new())
                .set_content_arrangement(ContentArrangement::Dynamic)
                .set_width(environment.width.try_into().unwrap_or(u16::MAX))
                .set_header(match environment.lang {
                    Lang::En => ["ID", "CHECK", "SEVERITY", "AUDIENCE", "WHAT IT FINDS"],
                    Lang::Ja => ["ID", "チェック", "重大度", "対象者", "見つけるもの"],
                });
            // A name that is broken over two lines cannot be copied.
            for column in 0..4 {
                if let Some(column) = table.column_mut(column) {
                    column.set_constraint(ColumnConstraint::ContentWidth);
                }
            }
            for check in listed {
                table.add_row([check.id, check.check, check.severity, check.audience, check.title]);
            }
            writeln!(out, "{}", table.trim_fmt())?;
        }
    }
    out.flush()?;
    Ok(Exit::Clean)
}

/// Explains one check.
pub(crate) fn explain(args: &ExplainArgs, environment: &Environment) -> anyhow::Result<Exit> {
    let named = named_elsewhere(&args.check);
    let check = match (find_check(&args.check), named.as_slice()) {
        (Ok(check), _) => check,
        (Err(_), [check]) => *check,
        (Err(_), [_, _, ..]) => {
            let slugs: Vec<String> =
                named.iter().map(|check| format!("`{}`", check.slug)).collect();
            bail!("`{}` is judged by several checks here: {}", args.check, slugs.join(", "))
        }
        (Err(unknown), []) => match unknown.nearest {
            Some(nearest) => bail!("{unknown}; did you mean `{nearest}`?"),
            None => bail!("{unknown}; `sekisho checks` lists them"),
        },
    };
    let fixtures = sekisho_checks::find(check.id).map_or(&[][..], |check| check.fixtures);
    let mut out = stdout();
    write!(out, "{}", sekisho_checks::explain(check, fixtures, environment.lang))?;
    out.flush()?;
    Ok(Exit::Clean)
}

/// The checks that stand for a control of another scanner or of a framework, in any of its spellings; where
/// there is none, those that do with some of their findings.
fn named_elsewhere(name: &str) -> Vec<&'static CheckMeta> {
    let is_named = |framework: &str, control: &str| {
        let mut others = aliases(framework, control).iter();
        control.eq_ignore_ascii_case(name) || others.any(|it| it.eq_ignore_ascii_case(name))
    };
    let of_some_findings = |check: &CheckMeta| {
        Scanner::ALL.iter().any(|scanner| {
            occasional(check.slug, scanner.name()).any(|control| is_named(scanner.name(), control))
        })
    };
    let of_all =
        |check: &CheckMeta| check.references.iter().any(|it| is_named(it.framework, it.control));
    let whole: Vec<&CheckMeta> = all_checks().filter(|check| of_all(check)).collect();
    if whole.is_empty() { all_checks().filter(|it| of_some_findings(it)).collect() } else { whole }
}
