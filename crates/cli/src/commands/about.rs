//! What the program says about itself.

use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use clap::CommandFactory as _;

use crate::Exit;
use crate::args::Cli;
use crate::environment::stdout;

/// Prints the JSON Schema of the JSON report.
pub(crate) fn schema() -> anyhow::Result<Exit> {
    let mut out = stdout();
    writeln!(out, "{}", sekisho_report::json::schema())?;
    out.flush()?;
    Ok(Exit::Clean)
}

/// Prints completions.
pub(crate) fn completions(shell: clap_complete::Shell) -> anyhow::Result<Exit> {
    // The generator panics when it cannot write, so it writes to memory.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "sekisho", &mut script);
    let mut out = stdout();
    out.write_all(&script)?;
    out.flush()?;
    Ok(Exit::Clean)
}

/// Prints the manual page, or writes one for every command into a folder.
pub(crate) fn man(folder: Option<&Path>) -> anyhow::Result<Exit> {
    match folder {
        Some(folder) => {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("cannot make the folder `{}`", folder.display()))?;
            clap_mangen::generate_to(Cli::command(), folder)
                .with_context(|| format!("cannot write pages into `{}`", folder.display()))?;
        }
        None => {
            let mut out = stdout();
            clap_mangen::Man::new(Cli::command()).render(&mut out)?;
            out.flush()?;
        }
    }
    Ok(Exit::Clean)
}
