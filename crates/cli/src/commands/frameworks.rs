//! `sekisho frameworks`.

use std::io::Write as _;

use comfy_table::{ColumnConstraint, ContentArrangement, Table, TableStyle};
use sekisho_compliance::{Control, Framework, Section, frameworks};
use sekisho_finding::{CheckMeta, Lang};
use sekisho_scan::all_checks;
use serde::Serialize;

use crate::Exit;
use crate::args::{FrameworksArgs, TextOrJson};
use crate::environment::{Environment, stdout};

/// How scores come about, under the help.
pub(crate) const SCORES: &str = "\
Scores, as `sekisho scan --framework NAME` gives them: a control scores the share of judged subjects \
that pass, passed / (passed + failed). A framework scores the mean over the controls that passed or \
failed; its coverage, the share of those among all its controls, stands beside it. A control is failed \
if a subject fails; unknown if none fails but one could not be judged or has hints (low confidence) \
only; waived if all that was judged is waived; not applicable if there was nothing to judge; not \
judged if no check judges it. None of these but passed counts as passed. Waived subjects are left out \
of the score; findings in the baseline still fail.";

/// A framework as `--format json` prints it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    name: &'static str,
    title: &'static str,
    version: &'static str,
    publisher: &'static str,
    url: &'static str,
    about: &'static str,
    evidence_only: bool,
    controls: usize,
    judged: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sections: Vec<ListedSection>,
}

#[derive(Debug, Serialize)]
struct ListedSection {
    id: &'static str,
    title: &'static str,
    controls: Vec<ListedControl>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct ListedControl {
    id: &'static str,
    title: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    manual: Option<bool>,
    checks: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gap: Option<&'static str>,
}

/// Lists the frameworks, or the controls of one.
pub(crate) fn run(args: &FrameworksArgs, environment: &Environment) -> anyhow::Result<Exit> {
    let lang = environment.lang;
    let mut out = stdout();
    match (args.format, args.framework) {
        (TextOrJson::Json, Some(framework)) => {
            serde_json::to_writer_pretty(&mut out, &listed(framework, true, lang))?;
            writeln!(out)?;
        }
        (TextOrJson::Json, None) => {
            let all: Vec<Listed> =
                frameworks().iter().map(|framework| listed(framework, false, lang)).collect();
            serde_json::to_writer_pretty(&mut out, &all)?;
            writeln!(out)?;
        }
        (TextOrJson::Text, Some(framework)) => {
            writeln!(out, "{} {}", framework.title.get(lang), framework.version)?;
            writeln!(out, "{}\n{}\n", framework.publisher, framework.url)?;
            writeln!(out, "{}", controls(framework, environment).trim_fmt())?;
            writeln!(out, "\n{}", framework.about.get(lang))?;
        }
        (TextOrJson::Text, None) => {
            writeln!(out, "{}", overview(environment).trim_fmt())?;
            writeln!(
                out,
                "\n{}",
                match lang {
                    Lang::En =>
                        "`sekisho frameworks NAME` lists the controls of one, `sekisho scan --framework NAME` scores them.",
                    Lang::Ja =>
                        "`sekisho frameworks NAME` で項目の一覧を、`sekisho scan --framework NAME` でスコアを表示します。",
                }
            )?;
        }
    }
    out.flush()?;
    Ok(Exit::Clean)
}

/// The checks that judge a control.
fn checks(control: &Control) -> Vec<&'static CheckMeta> {
    all_checks().filter(|check| control.is_judged_by(check)).collect()
}

fn listed(framework: &'static Framework, whole: bool, lang: Lang) -> Listed {
    let control = |control: &'static Control| ListedControl {
        id: control.id,
        title: control.title.get(lang),
        manual: control.manual,
        checks: checks(control).iter().map(|check| check.slug).collect(),
        gap: control.gap.map(sekisho_compliance::Gap::name),
    };
    let section = |section: &'static Section| ListedSection {
        id: section.id,
        title: section.title.get(lang),
        controls: section.controls.iter().map(control).collect(),
    };
    Listed {
        name: framework.name,
        title: framework.title.get(lang),
        version: framework.version,
        publisher: framework.publisher,
        url: framework.url,
        about: framework.about.get(lang),
        evidence_only: framework.evidence_only,
        controls: framework.controls().count(),
        judged: framework.controls().filter(|control| !checks(control).is_empty()).count(),
        sections: if whole { framework.sections.iter().map(section).collect() } else { Vec::new() },
    }
}

fn table(environment: &Environment, head: &[&str]) -> Table {
    let mut table = Table::new();
    table
        .load_style(TableStyle::new())
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(environment.width.try_into().unwrap_or(u16::MAX))
        .set_header(head);
    // A name that is broken over two lines cannot be copied.
    if let Some(column) = table.column_mut(0) {
        column.set_constraint(ColumnConstraint::ContentWidth);
    }
    table
}

fn overview(environment: &Environment) -> Table {
    let lang = environment.lang;
    let mut table = table(
        environment,
        &match lang {
            Lang::En => ["NAME", "VERSION", "JUDGED", "CONTROLS", "FRAMEWORK"],
            Lang::Ja => ["名前", "版", "判定あり", "項目数", "フレームワーク"],
        },
    );
    for framework in frameworks() {
        let all = framework.controls().count();
        let judged = framework.controls().filter(|control| !checks(control).is_empty()).count();
        table.add_row([
            framework.name,
            framework.version,
            &judged.to_string(),
            &all.to_string(),
            framework.title.get(lang),
        ]);
    }
    table
}

fn controls(framework: &'static Framework, environment: &Environment) -> Table {
    let lang = environment.lang;
    let mut table = table(
        environment,
        &match lang {
            Lang::En => ["CONTROL", "WHAT IT ASKS FOR", "JUDGED BY"],
            Lang::Ja => ["項目", "内容", "判定するチェック"],
        },
    );
    for section in &framework.sections {
        table.add_row([section.id, section.title.get(lang), ""]);
        for control in &section.controls {
            let judging: Vec<&str> = checks(control).iter().map(|check| check.slug).collect();
            let mut by = judging.join(", ");
            if let Some(gap) = control.gap {
                let needs = gap.needs(lang);
                by = match (by.is_empty(), lang) {
                    (true, Lang::En) => format!("not judged: {needs}"),
                    (true, Lang::Ja) => format!("未判定: {needs}"),
                    (false, Lang::En) => format!("{by}; in part: {needs}"),
                    (false, Lang::Ja) => format!("{by}（一部。{needs}）"),
                };
            } else if by.is_empty() {
                by.push_str(match lang {
                    Lang::En => "not judged: no check yet",
                    Lang::Ja => "未判定: 該当するチェックなし",
                });
            }
            table.add_row([control.id, control.title.get(lang), &by]);
        }
    }
    table
}
