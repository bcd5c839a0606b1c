//! `sekisho snapshot`.

use std::io::Write as _;

use anyhow::Context as _;
use sekisho_finding::Lang;

use super::{input, live};
use crate::Exit;
use crate::args::SnapshotArgs;
use crate::environment::{Environment, stdout};
use crate::written::write_whole;

/// Reads a cluster and writes it down. What could not be read is told, and stands in the file too.
pub(crate) fn run(args: &SnapshotArgs, environment: &Environment) -> anyhow::Result<Exit> {
    let taken = live::cluster(&args.target, environment)?;
    let file = args.output.display();
    write_whole(&args.output, |out| taken.write(out))
        .with_context(|| format!("cannot write the snapshot to `{file}`"))?;
    let trouble = input::complain(&taken.problems, environment)?;
    let counts = taken.counts();
    let (objects, kinds) = (counts.objects, counts.kinds.len());
    let world = &taken.snapshot.world.name;
    let mut out = stdout();
    match environment.lang {
        Lang::En => {
            writeln!(out, "{objects} objects of {kinds} kinds from `{world}` written to `{file}`")?;
        }
        Lang::Ja => writeln!(
            out,
            "`{world}` の {kinds} 種類 {objects} 個のオブジェクトを `{file}` に書き出しました"
        )?,
    }
    out.flush()?;
    Ok(if trouble { Exit::Trouble } else { Exit::Clean })
}
