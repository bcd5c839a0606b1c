//! `sekisho pss admit`: recorded admission requests, answered.

use std::io::{self, BufRead, Write as _};
use std::path::Path;

use anyhow::Context as _;
use sekisho_value::Value;

use crate::Exit;
use crate::environment::{complain, stdout};

/// Answers every case; a line that is no case is told and makes the exit status 2.
pub(crate) fn run(cases: &Path) -> anyhow::Result<Exit> {
    let input: Box<dyn BufRead> = if cases == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        #[expect(clippy::disallowed_methods, reason = "the command line reads what it is told to")]
        let file = std::fs::File::open(cases)
            .with_context(|| format!("cannot open `{}`", cases.display()))?;
        Box::new(io::BufReader::new(file))
    };
    let mut out = stdout();
    let mut exit = Exit::Clean;
    for (index, line) in input.lines().enumerate() {
        let line = line.with_context(|| format!("cannot read `{}`", cases.display()))?;
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<Value>(&line) {
            Ok(case) => {
                serde_json::to_writer(&mut out, &sekisho_pss::admission::admit_case(&case))?;
                writeln!(out)?;
            }
            Err(error) => {
                let place = format!("{}:{}", cases.display(), index + 1);
                complain(&anyhow::Error::new(error).context(format!("{place} is no JSON")));
                exit = Exit::Trouble;
            }
        }
    }
    out.flush()?;
    Ok(exit)
}
