//! Files that are written as a whole or not at all.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes a file; it is complete before it gets its name, so that no reader ever sees half of it.
pub(crate) fn write_whole(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let part = part_of(path);
    let into_part = || {
        let mut out = io::BufWriter::new(std::fs::File::create(&part)?);
        write(&mut out)?;
        out.flush()
    };
    let written = into_part().and_then(|()| std::fs::rename(&part, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    written
}

fn part_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    path.with_file_name(name)
}
