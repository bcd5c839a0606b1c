//! How mending is told: a unified diff, what each hunk mends, what was left and why, and the counts.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use sekisho_collect::Texts;
use sekisho_finding::{Finding, Lang, MendState, Safety, Sources as _, Text};
use sekisho_mend::{Hunk, Line, Mended, MendedText, hunks, risk};

use crate::args::MendArgs;
use crate::environment::Environment;

/// The most places that are listed under one reason.
const MOST_PLACES: usize = 3;

const fn text(en: &'static str, ja: &'static str) -> Text {
    Text { en, ja }
}

const RISKS: Text = text(
    "These fixes may break a workload. When they do, or when the finding was fine as it stood:",
    "次の修正はワークロードを壊す恐れがあります。壊れる場合、または元のままで問題のない場合:",
);
const LEFT: Text =
    text("Not mended, although there is a fix:", "修正方法はあるが、適用しなかったもの:");
const UNASKED: Text = text(
    "Fixes that may break a workload were not asked for (--fix-unsafe makes them, --diff --fix-unsafe shows them):",
    "ワークロードを壊す恐れのある修正は適用していません（--fix-unsafe で適用、--diff --fix-unsafe で表示）:",
);
const MORE: Text = text("and {n} more places", "ほか {n} か所");
const WOULD: Text = text(
    "{mended} findings would be mended in {files} files; {refused} with a fix would be left, {unasked} more need --fix-unsafe. Nothing was written.",
    "{files} ファイルで {mended} 件を修正できます。修正方法があっても残るもの {refused} 件、--fix-unsafe が必要なもの {unasked} 件。ファイルには何も書き込んでいません。",
);
const DONE: Text = text(
    "{mended} findings mended in {files} files; {refused} with a fix are left, {unasked} more need --fix-unsafe.",
    "{files} ファイルで {mended} 件を修正しました。修正方法があっても残ったもの {refused} 件、--fix-unsafe が必要なもの {unasked} 件。",
);

/// What is told.
pub(super) struct Shown<'a> {
    pub(super) mended: &'a Mended,
    pub(super) sources: &'a Texts,
    pub(super) args: &'a MendArgs,
    pub(super) environment: &'a Environment,
}

impl Shown<'_> {
    /// Everything; only the counts if little is to be said.
    pub(super) fn write(&self, out: &mut dyn Write, quiet: bool) -> io::Result<()> {
        if !quiet {
            for text in &self.mended.texts {
                self.diff(text, out)?;
            }
            self.risks(out)?;
            self.left(out)?;
            self.unasked(out)?;
        }
        self.closing_line(out)
    }

    /// How many were mended and how many were not.
    pub(super) fn closing_line(&self, out: &mut dyn Write) -> io::Result<()> {
        let is_unasked =
            |finding: &&Finding| matches!(state(finding), Some(MendState::NotAsked(_)));
        let unasked = self.mended.refused.iter().filter(is_unasked).count();
        let counts = [
            ("mended", self.mended.mended.len()),
            ("files", self.mended.texts.len()),
            ("refused", self.mended.refused.len() - unasked),
            ("unasked", unasked),
        ];
        let template = if self.args.writes() { DONE } else { WOULD };
        let mut line = template.get(self.lang()).to_owned();
        for (name, count) in counts {
            line = line.replace(&format!("{{{name}}}"), &count.to_string());
        }
        let bold = self.environment.style(Style::new().bold());
        writeln!(out, "{bold}{line}{bold:#}")
    }

    fn diff(&self, text: &MendedText, out: &mut dyn Write) -> io::Result<()> {
        let name = self.sources.name(text.source);
        let (old, new) = if name.starts_with('/') || name == "-" {
            (name.to_owned(), name.to_owned())
        } else {
            let name = name.trim_start_matches("./");
            (format!("a/{name}"), format!("b/{name}"))
        };
        let bold = self.environment.style(Style::new().bold());
        writeln!(out, "{bold}--- {}{bold:#}", self.safe(&old))?;
        writeln!(out, "{bold}+++ {}{bold:#}", self.safe(&new))?;
        for hunk in hunks(text, &self.mended.mended) {
            self.hunk(&hunk, out)?;
        }
        writeln!(out)
    }

    fn hunk(&self, hunk: &Hunk, out: &mut dyn Write) -> io::Result<()> {
        let mut slugs: Vec<&str> = hunk
            .mends
            .iter()
            .filter_map(|number| self.mended.mended.get(*number))
            .map(|finding| finding.check.slug)
            .collect();
        slugs.dedup();
        let head = self.environment.style(AnsiColor::Cyan.on_default());
        writeln!(out, "{head}@@ {} @@{head:#} {}", hunk.range, slugs.join(", "))?;
        for line in &hunk.lines {
            let (mark, style, content) = match line {
                Line::Same(content) => (' ', Style::new(), content),
                Line::Gone(content) => ('-', AnsiColor::Red.on_default(), content),
                Line::New(content) => ('+', AnsiColor::Green.on_default(), content),
            };
            let style = self.environment.style(style);
            let bare = content.strip_suffix('\n').unwrap_or(content);
            writeln!(out, "{style}{mark}{}{style:#}", self.safe(bare))?;
            if bare.len() == content.len() {
                writeln!(out, "\\ No newline at end of file")?;
            }
        }
        Ok(())
    }

    /// What may break, check by check.
    fn risks(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut checks: BTreeMap<&str, (usize, &Finding)> = BTreeMap::new();
        for finding in &self.mended.mended {
            let fix = finding.mending.as_ref().and_then(|mending| finding.fixes.get(mending.fix));
            if fix.is_some_and(|fix| fix.safety == Safety::Unsafe) {
                checks.entry(finding.check.slug).or_insert((0, finding)).0 += 1;
            }
        }
        if checks.is_empty() {
            return Ok(());
        }
        self.heading(RISKS, out)?;
        for (slug, (count, finding)) in checks {
            writeln!(out, "  {slug} ({count}): {}", risk(finding.check).get(self.lang()))?;
        }
        writeln!(out)
    }

    fn left(&self, out: &mut dyn Write) -> io::Result<()> {
        // One reason for many findings is told once: a patch mends all of an object.
        let mut reasons: BTreeMap<String, Vec<&Finding>> = BTreeMap::new();
        for finding in &self.mended.refused {
            if let Some(MendState::Refused(reason)) = state(finding) {
                let reason = reason.render(self.lang());
                reasons.entry(reason).or_default().push(finding);
            }
        }
        if reasons.is_empty() {
            return Ok(());
        }
        self.heading(LEFT, out)?;
        for (reason, findings) in reasons {
            let mut slugs: Vec<&str> = findings.iter().map(|finding| finding.check.slug).collect();
            slugs.sort_unstable();
            slugs.dedup();
            let mut lines = reason.lines();
            writeln!(out, "  {}: {}", slugs.join(", "), lines.next().unwrap_or_default())?;
            for line in lines {
                writeln!(out, "    {line}")?;
            }
            let mut places: Vec<String> =
                findings.iter().map(|finding| self.place(finding)).collect();
            places.dedup();
            for place in places.iter().take(MOST_PLACES) {
                writeln!(out, "    {place}")?;
            }
            if places.len() > MOST_PLACES {
                let n = (places.len() - MOST_PLACES).to_string();
                writeln!(out, "    {}", MORE.get(self.lang()).replace("{n}", &n))?;
            }
        }
        writeln!(out)
    }

    fn unasked(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut checks: BTreeMap<&str, (usize, Text)> = BTreeMap::new();
        for finding in &self.mended.refused {
            if let (Some(MendState::NotAsked(_)), Some(fix)) =
                (state(finding), finding.fixes.first())
            {
                checks.entry(finding.check.slug).or_insert((0, fix.title)).0 += 1;
            }
        }
        if checks.is_empty() {
            return Ok(());
        }
        self.heading(UNASKED, out)?;
        for (slug, (count, title)) in checks {
            writeln!(out, "  {slug} ({count}): {}", title.get(self.lang()))?;
        }
        writeln!(out)
    }

    fn place(&self, finding: &Finding) -> String {
        let object = &finding.place.object;
        let name =
            object.document.as_ref().map_or("", |document| self.sources.name(document.source));
        self.safe(&format!("{name}: {}", object.label()))
    }

    fn heading(&self, heading: Text, out: &mut dyn Write) -> io::Result<()> {
        let bold = self.environment.style(Style::new().bold());
        writeln!(out, "{bold}{}{bold:#}", heading.get(self.lang()))
    }

    fn lang(&self) -> Lang {
        self.environment.lang
    }

    /// On a terminal no control character of a manifest must arrive; a patch needs every one.
    fn safe(&self, text: &str) -> String {
        if !self.environment.terminal {
            return text.to_owned();
        }
        text.trim_end_matches('\r').replace(|c: char| c != '\t' && is_unsafe(c), "\u{fffd}")
    }
}

fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}' | '\u{2066}'..='\u{2069}')
}

fn state(finding: &Finding) -> Option<&MendState> {
    finding.mending.as_ref().map(|mending| &mending.state)
}
