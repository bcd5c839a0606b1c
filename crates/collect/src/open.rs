//! Opens files so that nothing that is no file can hold the run up.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;
use std::time::SystemTime;

use sekisho_finding::{Problem, ProblemKind};

/// What tells one state of a file from another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) len: u64,
    pub(crate) modified: Option<SystemTime>,
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is not there.
    Missing,
    /// It is there, but a link to it leads nowhere.
    BrokenLink,
    /// Links that lead to each other.
    Loop,
    /// Not for this user.
    Denied,
    /// A folder, pipe, socket or device.
    NotAFile(&'static str),
    /// Longer than the bound, in bytes.
    TooLong { len: u64, most: u64 },
    /// Its name is no Unicode text, so that no report could name it.
    NoUnicode,
    /// Somebody wrote to it meanwhile.
    Changed,
    /// Whatever else the system says.
    Other(String),
}

impl Fault {
    pub(crate) fn from_io(error: &io::Error, path: &Path) -> Self {
        match error.kind() {
            ErrorKind::NotFound if path.is_symlink() => Self::BrokenLink,
            ErrorKind::NotFound | ErrorKind::NotADirectory => Self::Missing,
            ErrorKind::PermissionDenied => Self::Denied,
            ErrorKind::IsADirectory => Self::NotAFile("a folder"),
            _ if is_loop(error) => Self::Loop,
            _ => Self::Other(error.to_string()),
        }
    }

    /// The fault as a problem of the file that the user knows as `shown`.
    pub(crate) fn problem(&self, shown: &str) -> Problem {
        let unreadable = |message: &str, help: &str| {
            Problem::new(ProblemKind::Unreadable, shown, message).help(help)
        };
        match self {
            Self::Missing => unreadable(
                "there is no such file or folder",
                "check the spelling, or whether something removes it meanwhile",
            ),
            Self::BrokenLink => {
                unreadable("the symbolic link leads nowhere", "mend the link or remove it")
            }
            Self::Loop => unreadable("symbolic links lead in a circle", "remove one of the links"),
            Self::Denied => unreadable(
                "no permission to read it",
                "give the user that runs the scan the right to read it",
            ),
            Self::NotAFile(what) => unreadable(
                &format!("it is {what}, no file"),
                "send what it gives to standard input and scan `-`",
            ),
            Self::TooLong { len, most } => Problem::new(
                ProblemKind::Limit,
                shown,
                format!("the file has {len} bytes, more than the {most} of the bound on file size"),
            )
            .help("split it, leave it out with a `.sekishoignore` file, or raise the bound"),
            Self::NoUnicode => unreadable("its name is no Unicode text", "rename it"),
            Self::Changed => {
                unreadable("it changes while it is read", "scan again when nothing writes to it")
            }
            Self::Other(message) => unreadable(message, "see whether another program can read it"),
        }
    }
}

/// Opens a file for reading, without waiting for a pipe's other end.
pub(crate) fn open(path: &Path, most: u64) -> Result<(File, Stamp), Fault> {
    let file = options().open(path).map_err(|error| Fault::from_io(&error, path))?;
    let stamp = stamp(&file, path)?;
    if stamp.len > most {
        return Err(Fault::TooLong { len: stamp.len, most });
    }
    Ok((file, stamp))
}

/// What the open file is like at this moment.
pub(crate) fn stamp(file: &File, path: &Path) -> Result<Stamp, Fault> {
    let metadata = file.metadata().map_err(|error| Fault::from_io(&error, path))?;
    if !metadata.is_file() {
        return Err(Fault::NotAFile(if metadata.is_dir() {
            "a folder"
        } else {
            "a pipe, socket or device"
        }));
    }
    Ok(Stamp { len: metadata.len(), modified: metadata.modified().ok() })
}

/// Opens and reads a whole file that nobody changes meanwhile.
pub(crate) fn read(path: &Path, most: u64) -> Result<(Vec<u8>, Stamp), Fault> {
    let (file, stamp) = open(path, most)?;
    let bytes = read_open(&file, stamp, path)?;
    Ok((bytes, stamp))
}

/// Reads the whole of an open file, which must stay as it was.
pub(crate) fn read_open(file: &File, before: Stamp, path: &Path) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::with_capacity(before.len as usize + 1);
    file.take(before.len + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Fault::from_io(&error, path))?;
    if bytes.len() as u64 != before.len || stamp(file, path)? != before {
        return Err(Fault::Changed);
    }
    Ok(bytes)
}

/// Reads some bytes of a file that must be as it was before, and stay so.
pub(crate) fn read_range(path: &Path, before: Stamp, range: Range<u64>) -> Result<Vec<u8>, Fault> {
    let from_io = |error| Fault::from_io(&error, path);
    let (mut file, now) = open(path, before.len)?;
    if now != before {
        return Err(Fault::Changed);
    }
    let len = range.end.saturating_sub(range.start);
    let mut bytes = Vec::with_capacity(len as usize);
    file.seek(SeekFrom::Start(range.start)).map_err(from_io)?;
    (&file).take(len).read_to_end(&mut bytes).map_err(from_io)?;
    if bytes.len() as u64 != len || stamp(&file, path)? != before {
        return Err(Fault::Changed);
    }
    Ok(bytes)
}

#[cfg(unix)]
fn options() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = OpenOptions::new();
    let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
    options.read(true).custom_flags(flags.bits().cast_signed());
    options
}

#[cfg(not(unix))]
fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    options
}

#[cfg(unix)]
pub(crate) fn is_loop(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error())
}

#[cfg(not(unix))]
pub(crate) fn is_loop(_: &io::Error) -> bool {
    false
}
