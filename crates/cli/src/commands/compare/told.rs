//! A comparison as people read it: counts, then what differs, grouped by control.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anstyle::Style;
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, TableStyle, Width};
use sekisho_compare::{Comparison, Missed, Outcome, Reason, Row, Spot, Unjudged};
use sekisho_finding::{CheckMeta, Lang, ObjectRef};

use crate::environment::Environment;

/// Objects that are shown of a group, unless all are asked for.
const EXAMPLES: usize = 3;
/// Groups that are shown of a part, unless all are asked for.
const GROUPS: usize = 20;

/// Columns for objects and their places.
const PLACE: u16 = 42;

/// What was read here.
pub(super) struct Read {
    pub(super) objects: usize,
    pub(super) worlds: usize,
}

/// A control, and the paragraphs about it.
type Words = (String, Vec<String>);
/// An object and where it stands.
type Place<'a> = (&'a ObjectRef, &'a Spot);

/// Rows of one control with one reason.
struct Group<'a> {
    control: String,
    count: usize,
    /// Paragraphs: what is wrong, or why it is not.
    said: Vec<String>,
    places: Vec<Place<'a>>,
}

struct Told<'a, W> {
    out: &'a mut W,
    environment: &'a Environment,
    lang: Lang,
    verbose: bool,
}

/// Writes a comparison.
pub(super) fn write(
    out: &mut impl Write,
    comparison: &Comparison,
    read: &Read,
    verbose: bool,
    environment: &Environment,
) -> io::Result<()> {
    let lang = environment.lang;
    let mut told = Told { out, environment, lang, verbose };
    let tool = comparison.tool.name();
    told.counts(comparison, read)?;
    let missed = grouped(comparison.rows(Outcome::Missed), |row| missed_group(row, lang));
    told.part(
        &match lang {
            Lang::En => format!("Missed by {tool}"),
            Lang::Ja => format!("{tool} の見落とし"),
        },
        match lang {
            Lang::En => ["CONTROL", "N", "WHAT IS FOUND HERE", "WHERE"],
            Lang::Ja => ["項目", "件数", "Sekisho の検出内容", "場所"],
        },
        &missed,
    )?;
    let raised =
        grouped(comparison.rows(Outcome::RaisedFalsely), |row| raised_group(row, tool, lang));
    told.part(
        &match lang {
            Lang::En => format!("Raised falsely by {tool}"),
            Lang::Ja => format!("{tool} の誤検知"),
        },
        match lang {
            Lang::En => ["CONTROL", "N", "WHY IT IS NO FAULT", "WHERE"],
            Lang::Ja => ["項目", "件数", "問題ではない理由", "場所"],
        },
        &raised,
    )?;
    let held = grouped(comparison.rows(Outcome::HeldBack), |row| raised_group(row, tool, lang));
    told.part(
        match lang {
            Lang::En => "Raised, and held back here",
            Lang::Ja => "検出されたが、Sekisho が断定を控えたもの",
        },
        match lang {
            Lang::En => ["CONTROL", "N", "WHY IT IS HELD BACK", "WHERE"],
            Lang::Ja => ["項目", "件数", "控えた理由", "場所"],
        },
        &held,
    )?;
    let mut unjudged: Vec<Group<'_>> =
        comparison.unjudged.iter().filter(|it| !it.failed.is_empty()).map(unjudged_group).collect();
    unjudged.sort_by_key(|group| std::cmp::Reverse(group.count));
    told.part(
        match lang {
            Lang::En => "Not judged by Sekisho",
            Lang::Ja => "Sekisho が判定しない項目",
        },
        match lang {
            Lang::En => ["CONTROL", "N", "ITS NAME", "WHERE IT WAS RAISED"],
            Lang::Ja => ["項目", "件数", "名称", "検出された場所"],
        },
        &unjudged,
    )?;
    told.beyond(comparison)?;
    told.unplaced(comparison)
}

impl<W: Write> Told<'_, W> {
    fn heading(&mut self, text: &str) -> io::Result<()> {
        let style = self.environment.style(Style::new().bold().underline());
        writeln!(self.out, "{style}{text}{style:#}\n")
    }

    fn table(&self) -> Table {
        let mut table = Table::new();
        table
            .load_style(TableStyle::new())
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(self.environment.width.try_into().unwrap_or(u16::MAX));
        table
    }

    fn counts(&mut self, comparison: &Comparison, read: &Read) -> io::Result<()> {
        let tool = match &comparison.version {
            Some(version) => format!("{} {}", comparison.tool.name(), clean(version)),
            None => comparison.tool.name().to_owned(),
        };
        self.heading(&match self.lang {
            Lang::En => format!("{tool} beside Sekisho, over {} objects", read.objects),
            Lang::Ja => format!("{tool} と Sekisho の比較（オブジェクト {} 個）", read.objects),
        })?;
        let of = |outcome| comparison.rows(outcome).count();
        let by = |reason: fn(&Reason) -> bool, outcome| {
            comparison.rows(outcome).filter(|row| reason(&row.reason)).count()
        };
        let missed = |how: fn(&Reason) -> bool| by(how, Outcome::Missed);
        let passed = missed(|it| *it == Reason::Missed(Missed::Passed));
        let silent = missed(|it| *it == Reason::Missed(Missed::Silent));
        let not_asked = missed(|it| *it == Reason::Missed(Missed::NotAsked));
        let held = |what: fn(&Reason) -> bool| by(what, Outcome::HeldBack);
        let waived = held(|it| matches!(it, Reason::Waived(_)));
        let hints = held(|it| matches!(it, Reason::Hint(_)));
        let undecided = held(|it| matches!(it, Reason::Undecided));
        let left_out = held(|it| matches!(it, Reason::OutOfScope));
        let elsewhere = held(|it| matches!(it, Reason::Elsewhere(_)));
        let unjudged: Vec<&Unjudged> =
            comparison.unjudged.iter().filter(|it| !it.failed.is_empty()).collect();
        let raised: usize = unjudged.iter().map(|it| it.failed.len()).sum();
        let beyond: u64 = comparison.beyond.iter().map(|(_, count)| count).sum();
        let checks = comparison.beyond.len();
        let controls = unjudged.len();
        let rows = match self.lang {
            Lang::En => [
                ("Found by both", comparison.agreed, String::new()),
                ("Fine for both", comparison.both_good, String::new()),
                (
                    "Missed by it",
                    of(Outcome::Missed) as u64,
                    format!(
                        "{passed} it calls fine, {silent} it does not mention, {not_asked} it may not have asked"
                    ),
                ),
                ("Raised falsely", of(Outcome::RaisedFalsely) as u64, String::new()),
                (
                    "Held back here",
                    of(Outcome::HeldBack) as u64,
                    format!(
                        "{waived} waived, {hints} hints, {undecided} undecided, {left_out} left out, {elsewhere} told at their cause"
                    ),
                ),
                ("Not judged here", raised as u64, format!("{controls} controls")),
                (
                    "Beyond it",
                    beyond,
                    format!("findings of {checks} checks that it has no control for"),
                ),
                ("Left by it", comparison.skipped, "it was told to".to_owned()),
            ],
            Lang::Ja => [
                ("両者が検出", comparison.agreed, String::new()),
                ("両者とも問題なし", comparison.both_good, String::new()),
                (
                    "見落とし",
                    of(Outcome::Missed) as u64,
                    format!(
                        "問題なしと判定 {passed}、言及なし {silent}、未実行の可能性 {not_asked}"
                    ),
                ),
                ("誤検知", of(Outcome::RaisedFalsely) as u64, String::new()),
                (
                    "断定を控えた",
                    of(Outcome::HeldBack) as u64,
                    format!(
                        "除外済み {waived}、手がかり {hints}、判定不能 {undecided}、対象外 {left_out}、原因側で報告 {elsewhere}"
                    ),
                ),
                ("Sekisho は判定しない", raised as u64, format!("{controls} 項目")),
                (
                    "相手にない検出",
                    beyond,
                    format!("対応する項目がないチェック {checks} 個による検出"),
                ),
                ("相手が省略", comparison.skipped, "省略の指定による".to_owned()),
            ],
        };
        let mut table = self.table();
        for (label, count, note) in rows {
            table.add_row([label.to_owned(), count.to_string(), note]);
        }
        if let Some(column) = table.column_mut(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        writeln!(self.out, "{}\n", table.trim_fmt())?;
        let worlds = read.worlds;
        if worlds < 2 {
            return Ok(());
        }
        let tool = comparison.tool.name();
        match self.lang {
            Lang::En => writeln!(
                self.out,
                "Sekisho keeps {worlds} worlds apart here. Where {tool} joined all that it read, compare with --one-world.\n"
            ),
            Lang::Ja => writeln!(
                self.out,
                "Sekisho はここで {worlds} 個のワールドを区別しています。{tool} がすべてを結び付けて判定した場合は、--one-world を付けて比較してください。\n"
            ),
        }
    }

    fn part(&mut self, title: &str, head: [&str; 4], groups: &[Group<'_>]) -> io::Result<()> {
        let count: usize = groups.iter().map(|group| group.count).sum();
        if count == 0 {
            return Ok(());
        }
        self.heading(&format!("{title} ({count})"))?;
        let shown = if self.verbose { groups.len() } else { GROUPS };
        let mut table = self.table();
        table.set_header(head);
        for group in groups.iter().take(shown) {
            let examples = if self.verbose { group.places.len() } else { EXAMPLES };
            let mut places: Vec<String> = group
                .places
                .iter()
                .take(examples)
                .map(|(object, spot)| place(object, spot))
                .collect();
            if let Some(more) = group.places.len().checked_sub(examples).filter(|more| *more > 0) {
                places.push(match self.lang {
                    Lang::En => format!("and {more} more"),
                    Lang::Ja => format!("ほか {more} 件"),
                });
            }
            table.add_row([
                group.control.clone(),
                group.count.to_string(),
                group.said.join("\n"),
                places.join("\n"),
            ]);
        }
        if let Some(column) = table.column_mut(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        // Names that are broken over lines can neither be read nor copied.
        if let Some(column) = table.column_mut(3) {
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(PLACE)));
        }
        writeln!(self.out, "{}", table.trim_fmt())?;
        if let Some(more) = groups.len().checked_sub(shown).filter(|more| *more > 0) {
            match self.lang {
                Lang::En => writeln!(self.out, "and {more} more groups (--verbose shows all)")?,
                Lang::Ja => writeln!(self.out, "ほか {more} 組（--verbose ですべて表示）")?,
            }
        }
        writeln!(self.out)
    }

    fn beyond(&mut self, comparison: &Comparison) -> io::Result<()> {
        if comparison.beyond.is_empty() {
            return Ok(());
        }
        let tool = comparison.tool.name();
        self.heading(&match self.lang {
            Lang::En => format!("Beyond {tool}"),
            Lang::Ja => format!("{tool} にない検出"),
        })?;
        let shown = if self.verbose { comparison.beyond.len() } else { GROUPS };
        let mut table = self.table();
        for (check, count) in comparison.beyond.iter().take(shown) {
            table.add_row([&count.to_string(), check.slug, check.title.get(self.lang)]);
        }
        if let Some(column) = table.column_mut(0) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        writeln!(self.out, "{}\n", table.trim_fmt())
    }

    fn unplaced(&mut self, comparison: &Comparison) -> io::Result<()> {
        let tool = comparison.tool.name();
        let (unplaced, unread) = (comparison.unplaced.len(), comparison.unread);
        if unplaced > 0 {
            match self.lang {
                Lang::En => writeln!(
                    self.out,
                    "Faults in the report about objects that were not read here: {unplaced}. Are the paths those that {tool} was given?"
                )?,
                Lang::Ja => writeln!(
                    self.out,
                    "レポートの指摘のうち {unplaced} 件は、ここで読み込んでいないオブジェクトのものです。{tool} と同じパスを指定しているか確認してください。"
                )?,
            }
            let shown = if self.verbose { unplaced } else { EXAMPLES };
            for claim in comparison.unplaced.iter().take(shown) {
                writeln!(
                    self.out,
                    "  {}  {}",
                    clean(&claim.control),
                    clean(&claim.subject.label())
                )?;
            }
        }
        if unread > 0 {
            match self.lang {
                Lang::En => {
                    writeln!(
                        self.out,
                        "Entries of the report that could not be understood: {unread}"
                    )?;
                }
                Lang::Ja => writeln!(self.out, "レポートのうち解釈できなかった記述: {unread} 件")?,
            }
        }
        Ok(())
    }
}

/// Groups rows by what `words` says of them, the largest group first.
fn grouped<'a>(
    rows: impl Iterator<Item = &'a Row>,
    words: impl Fn(&Row) -> Words,
) -> Vec<Group<'a>> {
    let mut groups: BTreeMap<Words, Vec<Place<'_>>> = BTreeMap::new();
    for row in rows {
        groups.entry(words(row)).or_default().push((&*row.object, &row.spot));
    }
    let group = |((control, said), places): (Words, Vec<_>)| Group {
        control,
        count: places.len(),
        said,
        places,
    };
    let mut groups: Vec<Group<'_>> = groups.into_iter().map(group).collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.count));
    groups
}

fn missed_group(row: &Row, lang: Lang) -> (String, Vec<String>) {
    let check = |check: &&CheckMeta| format!("{}: {}", check.slug, check.title.get(lang));
    let mut said: Vec<String> = row.checks.iter().map(check).collect();
    said.push(row.reason.sentence(lang));
    (clean(&row.controls.join("\n")), said)
}

fn raised_group(row: &Row, tool: &str, lang: Lang) -> (String, Vec<String>) {
    let mut said = Vec::new();
    if !row.title.is_empty() {
        said.push(format!("{tool}: {}", clean(&row.title)));
    }
    said.push(clean(&row.reason.sentence(lang)));
    match &row.reason {
        Reason::Good => {
            let looked =
                |check: &&CheckMeta| format!("{}: {}", check.slug, first_sentence(check, lang));
            said.extend(row.checks.iter().map(looked));
        }
        Reason::Differs(difference) => said.push(difference.source.to_owned()),
        _ => said.push(row.checks.iter().map(|check| check.slug).collect::<Vec<_>>().join(", ")),
    }
    (clean(&row.controls.join("\n")), said)
}

/// What a check looks for, in short; `sekisho explain` and the JSON say the rest.
fn first_sentence(check: &CheckMeta, lang: Lang) -> &'static str {
    let what = check.what.get(lang);
    let end = match lang {
        Lang::En => what.find(". ").map(|at| at + 1),
        Lang::Ja => what.find('。').map(|at| at + '。'.len_utf8()),
    };
    end.and_then(|end| what.get(..end)).unwrap_or(what)
}

fn unjudged_group(it: &Unjudged) -> Group<'_> {
    Group {
        control: clean(&it.control),
        count: it.failed.len(),
        said: vec![clean(&it.title)],
        places: it.failed.iter().map(|(object, spot)| (&**object, spot)).collect(),
    }
}

fn place(object: &ObjectRef, spot: &Spot) -> String {
    let at = match spot {
        Spot { file: Some(file), line: Some(line) } => format!("{file}:{line}"),
        Spot { file: Some(file), line: None } => file.clone(),
        Spot { file: None, .. } => object.world.to_string(),
    };
    clean(&format!("{}\n  {at}", object.label().trim_end()))
}

/// Without control characters, but for the ends of lines: names in reports and manifests may hold them.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}
