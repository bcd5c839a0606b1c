//! `sekisho scan --diff`, `--fix` and `--fix-unsafe`.

mod shown;

use std::io::{Cursor, Write};

use anyhow::bail;
use sekisho_collect::{Limits, WriteError, objects};
use sekisho_finding::{Finding, MendState, Mending, Message, SourceId, Sources as _, Text};
use sekisho_inventory::Snapshot;
use sekisho_mend::{Mended, Plan, Reader, Reading, mend};
use sekisho_report::{Format, Report};
use sekisho_scan::{Input, Request, scan};

use self::shown::Shown;
use super::input::{self, Read};
use super::scan::{exit, options, write};
use crate::Exit;
use crate::args::{ReportTo, ScanArgs};
use crate::environment::{Environment, stdout};

/// A file that was not written.
struct Unwritten {
    source: SourceId,
    error: WriteError,
}

const UNWRITTEN: Text = Text {
    en: "the file was not written: {error}; {help}",
    ja: "ファイルに書き込めませんでした: {error}; {help}",
};

/// Mends what was read, shows how, writes it if that was asked for, and reports what is left.
pub(super) fn run(
    args: &ScanArgs,
    environment: &Environment,
    request: &Request,
    read: Read,
    reports: &[ReportTo],
) -> anyhow::Result<Exit> {
    let from_stdin = args.input.paths.iter().any(|path| path.as_os_str() == "-");
    let to_stdout = reports.iter().find(|to| to.file.is_none()).map(|to| to.format);
    let filters = from_stdin && args.mend.writes();
    if let Some(format) = to_stdout.filter(|format| filters && *format != Format::Terminal) {
        bail!(
            "what standard input held is mended to standard output, where the {format} report would go \
             too; give it a file: `--report {format}=FILE`"
        );
    }
    let options = options(args, environment);
    let Read { snapshots, sources, problems, counts } = read;
    let originals: Vec<Snapshot> =
        snapshots.iter().map(|world| world.with_objects(world.objects().to_vec())).collect();
    let wanted = |finding: &Finding| options.shows(finding);
    let plan = Plan {
        request,
        texts: &sources,
        reader: &Files,
        unsafe_too: args.mend.fix_unsafe,
        wanted: &wanted,
    };
    let mut mended = mend(&plan, snapshots);
    let mut unwritten = Vec::new();
    let mut stdin_text = None;
    if args.mend.writes() {
        for text in &mended.texts {
            if sources.name(text.source) == "-" && sources.file(text.source).is_none() {
                stdin_text = Some(text.after.clone());
            } else if let Err(error) = sources.write(text.source, &text.before, &text.after) {
                unwritten.push(Unwritten { source: text.source, error });
            }
        }
        give_back(&mut mended, &unwritten);
    }
    let shown = Shown { mended: &mended, sources: &sources, args: &args.mend, environment };
    if !args.mend.writes() {
        let input = Input { snapshots: originals, problems, counts };
        let mut outcome = scan(request, input, &sources);
        mended.annotate(&mut outcome);
        if to_stdout == Some(Format::Terminal) {
            let mut out = stdout();
            shown.write(&mut out, args.quiet)?;
            out.flush()?;
        } else {
            shown.closing_line(&mut std::io::stderr().lock())?;
        }
        let status = exit(args, &options, &outcome);
        let report = Report::new(&outcome, &sources, options);
        for to in reports.iter().filter(|to| to.file.is_some() || to.format != Format::Terminal) {
            write(to, &report)?;
        }
        return Ok(status);
    }
    // What is left is read from the files, so that lines are those of the new texts and nothing is
    // claimed that did not reach the disk. Standard input cannot be read twice.
    let kept = stdin_text.clone().or_else(|| {
        let sources = &sources;
        let of_stdin = originals.iter().flat_map(Snapshot::objects).find_map(|object| {
            let source = object.id.document.as_ref()?.source;
            (sources.name(source) == "-" && sources.file(source).is_none()).then_some(source)
        });
        of_stdin.and_then(|source| sources.text(source)).map(std::borrow::Cow::into_owned)
    });
    let again = Box::new(Cursor::new(kept.clone().unwrap_or_default().into_bytes()));
    let Read { snapshots, sources: new_sources, problems, counts } =
        input::read_from(&args.input, environment, again)?;
    let mut outcome = scan(request, Input { snapshots, problems, counts }, &new_sources);
    mended.annotate(&mut outcome);
    let mut status = exit(args, &options, &outcome);
    if !unwritten.is_empty() {
        status = Exit::Trouble;
    }
    let report = Report::new(&outcome, &new_sources, options).with_mended(&mended.mended);
    if filters {
        let mut out = stdout();
        out.write_all(kept.unwrap_or_default().as_bytes())?;
        out.flush()?;
        let mut err = std::io::BufWriter::new(std::io::stderr().lock());
        shown.write(&mut err, args.quiet)?;
        sekisho_report::render(Format::Terminal, &report, &mut err)?;
        err.flush()?;
    } else if to_stdout == Some(Format::Terminal) {
        let mut out = stdout();
        shown.write(&mut out, args.quiet)?;
        out.flush()?;
    } else {
        shown.closing_line(&mut std::io::stderr().lock())?;
    }
    for to in reports {
        let is_done = filters && to.file.is_none();
        if !is_done {
            write(to, &report)?;
        }
    }
    Ok(status)
}

/// What was not written is not mended.
fn give_back(mended: &mut Mended, unwritten: &[Unwritten]) {
    for Unwritten { source, error } in unwritten {
        let is_in = |finding: &Finding| {
            finding.place.object.document.as_ref().is_some_and(|at| at.source == *source)
        };
        let (back, rest) = std::mem::take(&mut mended.mended).into_iter().partition(is_in);
        mended.mended = rest;
        let back: Vec<Finding> = back;
        mended.refused.extend(back.into_iter().map(|mut finding| {
            let reason =
                Message::new(UNWRITTEN).with("error", error.to_string()).with("help", error.help());
            let fix = finding.mending.as_ref().map_or(0, |mending| mending.fix);
            finding.mending = Some(Box::new(Mending { fix, state: MendState::Refused(reason) }));
            finding
        }));
        mended.texts.retain(|text| text.source != *source);
    }
}

/// Reads objects as they were read for the scan, and templates from the disk.
struct Files;

impl Reader for Files {
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

    fn template(&self, path: &str) -> Option<String> {
        #[expect(clippy::disallowed_methods, reason = "the command line reads what it names")]
        std::fs::read_to_string(path).ok()
    }
}
