//! A snapshot in a file.
//!
//! The file is a zstd stream with a checksum. What is in it is text: the first line says what it is, in which
//! version and what is known of the cluster; each further line is one object as JSON. Objects are those
//! of the live scan, after everything has been left out that is not kept: no value of a Secret is in it.

use std::cell::RefCell;
use std::io::{self, BufRead, BufReader, Read, Write};

use sekisho_source::Limits;
use sekisho_value::{Keys, Value};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::clean::clean;
use crate::taken::{About, Taken};

/// The version that is written, and the newest that is read.
const VERSION: u32 = 1;
/// What the first line calls itself.
const FORMAT: &str = "sekisho-snapshot";
/// The longest line. etcd takes objects of 1.5 MiB unless told otherwise.
const LONGEST_LINE: u64 = 64 << 20;
/// Lines are read as one text up to about this length.
const BATCH: usize = 4 << 20;

#[derive(Serialize, Deserialize)]
struct Header<A> {
    format: String,
    version: u32,
    about: A,
}

/// Why a file is no snapshot that can be read.
#[derive(Debug, Error)]
pub enum SnapshotError {
    /// It cannot be read.
    #[error("it cannot be read: {0}")]
    Io(#[from] io::Error),
    /// It is something else.
    #[error("it is no snapshot; `sekisho snapshot --output FILE` writes one")]
    NoSnapshot,
    /// It is newer than this program.
    #[error(
        "it is a snapshot of version {0}, and this program reads up to {VERSION}; update sekisho"
    )]
    TooNew(u32),
    /// It is damaged.
    #[error("it is damaged: {0}; take it again")]
    Damaged(String),
}

impl Taken {
    /// Writes it as a file that [`open`] reads. The caller buffers.
    pub fn write(&self, out: impl Write) -> io::Result<()> {
        let mut out = zstd::stream::write::Encoder::new(out, zstd::DEFAULT_COMPRESSION_LEVEL)?;
        out.include_checksum(true)?;
        let header = Header { format: FORMAT.to_owned(), version: VERSION, about: &self.about };
        serde_json::to_writer(&mut out, &header)?;
        out.write_all(b"\n")?;
        for object in self.snapshot.objects() {
            serde_json::to_writer(&mut out, &object.value)?;
            out.write_all(b"\n")?;
        }
        out.finish()?.flush()
    }
}

/// Reads what [`Taken::write`] wrote.
pub fn open(from: impl Read) -> Result<Taken, SnapshotError> {
    let mut compressed = BufReader::new(from);
    // zstd's own word for a file that is none of its own is an error like any other.
    if !compressed.fill_buf()?.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        return Err(SnapshotError::NoSnapshot);
    }
    let stream = zstd::stream::read::Decoder::with_buffer(compressed)?;
    let mut lines = Lines { stream: BufReader::with_capacity(1 << 20, stream) };
    let Some(first) = lines.next()? else { return Err(SnapshotError::NoSnapshot) };
    // The version is looked at before anything that it may have changed.
    let header: Header<serde_json::Value> =
        serde_json::from_slice(&first).map_err(|_| SnapshotError::NoSnapshot)?;
    if header.format != FORMAT {
        return Err(SnapshotError::NoSnapshot);
    }
    if header.version > VERSION {
        return Err(SnapshotError::TooNew(header.version));
    }
    let about: About = serde_json::from_value(header.about)
        .map_err(|error| SnapshotError::Damaged(error.to_string()))?;
    let mut objects = Vec::new();
    let mut batch = Vec::new();
    while let Some(line) = lines.next()? {
        batch.extend_from_slice(&line);
        if batch.len() > BATCH {
            parse(&batch, &mut objects)?;
            batch.clear();
        }
    }
    parse(&batch, &mut objects)?;
    Ok(Taken::new(about, objects))
}

struct Lines<R> {
    stream: BufReader<R>,
}

impl<R: Read> Lines<R> {
    fn next(&mut self) -> Result<Option<Vec<u8>>, SnapshotError> {
        let mut line = Vec::new();
        let damaged = |error: io::Error| SnapshotError::Damaged(error.to_string());
        let mut stream = Read::by_ref(&mut self.stream).take(LONGEST_LINE);
        match stream.read_until(b'\n', &mut line).map_err(damaged)? {
            0 => Ok(None),
            _ if line.last() == Some(&b'\n') => Ok(Some(line)),
            _ => Err(SnapshotError::Damaged("a line has no end".to_owned())),
        }
    }
}

thread_local! {
    static KEYS: RefCell<Keys> = RefCell::default();
}

fn parse(text: &[u8], objects: &mut Vec<Value>) -> Result<(), SnapshotError> {
    let limits = Limits::default();
    let before = objects.len();
    let faults = KEYS.with_borrow_mut(|keys| {
        sekisho_source::read(text, &limits, keys, |document| objects.push(document.value))
    });
    // Nobody has to trust whoever wrote the file that no value of a Secret is in it.
    objects.iter_mut().skip(before).for_each(clean);
    match faults.first() {
        Some(fault) => Err(SnapshotError::Damaged(fault.message.clone())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use sekisho_inventory::Completeness;

    use super::*;
    use crate::taken::Gap;

    fn taken() -> Taken {
        let about = About {
            name: "prod".to_owned(),
            identity: "6f5f".to_owned(),
            server_version: Some("v1.36.3".to_owned()),
            namespace: None,
            complete: vec!["Pod".to_owned(), "NetworkPolicy".to_owned()],
            complete_in_namespace: Vec::new(),
            gaps: vec![Gap {
                kinds: vec!["NetworkPolicy".to_owned()],
                message: "m".to_owned(),
                help: "h".to_owned(),
                expected: false,
            }],
        };
        let pod = serde_json::from_str(
            r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"a\nb","namespace":"shop"}}"#,
        );
        Taken::new(about, vec![pod.unwrap()])
    }

    fn written() -> Vec<u8> {
        let mut file = Vec::new();
        taken().write(&mut file).unwrap();
        file
    }

    #[test]
    fn what_was_written_is_read() {
        let read = open(written().as_slice()).unwrap();
        assert_eq!(read.about, taken().about);
        let values = |taken: &Taken| -> Vec<Value> {
            taken.snapshot.objects().iter().map(|object| object.value.clone()).collect()
        };
        assert_eq!(values(&read), values(&taken()));
        assert_eq!(read.snapshot.identity(), Some("6f5f"));
        assert_eq!(read.problems, taken().problems);
    }

    #[test]
    fn a_kind_that_was_refused_is_unknown_whatever_shares_its_name() {
        let snapshot = taken().snapshot;
        assert_eq!(snapshot.completeness("Pod", Some("shop")), Completeness::Closed);
        assert_eq!(snapshot.completeness("NetworkPolicy", Some("shop")), Completeness::Unknown);
        assert_eq!(snapshot.completeness("Unheard", None), Completeness::Unknown);
    }

    #[test]
    fn what_is_no_snapshot_is_told_from_what_is_damaged() {
        assert!(matches!(open(&b"kind: Pod"[..]), Err(SnapshotError::NoSnapshot)));
        assert!(matches!(open(&b""[..]), Err(SnapshotError::NoSnapshot)));
        let other = zstd::encode_all(&b"kind: Pod\n"[..], 0).unwrap();
        assert!(matches!(open(other.as_slice()), Err(SnapshotError::NoSnapshot)));
        let mut file = written();
        file.truncate(file.len() - 6);
        assert!(matches!(open(file.as_slice()), Err(SnapshotError::Damaged(_))));
    }

    #[test]
    fn a_newer_version_asks_for_an_update() {
        let newer = br#"{"format":"sekisho-snapshot","version":2,"about":{"all":"new"}}"#;
        let newer = zstd::encode_all(&[&newer[..], b"\n"].concat()[..], 0).unwrap();
        assert!(matches!(open(newer.as_slice()), Err(SnapshotError::TooNew(2))));
    }
}
