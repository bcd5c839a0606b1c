//! Archives with the same bytes for the same files: no times, no owners.

use std::fmt::Write as _;
use std::io::Write as _;

use anyhow::Result;
use flate2::{Compression, GzBuilder};
use sha2::{Digest as _, Sha256};

/// One thing in an archive.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) path: String,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    File { bytes: Vec<u8>, mode: u32 },
    Link { to: String },
    Folder,
}

impl Entry {
    pub(super) fn file(path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.to_owned(), kind: Kind::File { bytes: bytes.into(), mode: 0o644 } }
    }

    pub(super) fn program(path: &str, bytes: Vec<u8>) -> Self {
        Self { path: path.to_owned(), kind: Kind::File { bytes, mode: 0o755 } }
    }

    pub(super) fn link(path: &str, to: &str) -> Self {
        Self { path: path.to_owned(), kind: Kind::Link { to: to.to_owned() } }
    }

    pub(super) fn folder(path: &str) -> Self {
        Self { path: path.to_owned(), kind: Kind::Folder }
    }
}

/// An archive of the entries, below a folder unless that is empty.
pub(super) fn tar(below: &str, entries: &[Entry]) -> Result<Vec<u8>> {
    let mut builder = tar::Builder::new(Vec::new());
    for entry in entries {
        let path = match below {
            "" => entry.path.clone(),
            folder => format!("{folder}/{}", entry.path),
        };
        let mut header = tar::Header::new_ustar();
        header.set_mtime(0);
        header.set_uid(0);
        header.set_gid(0);
        match &entry.kind {
            Kind::File { bytes, mode } => {
                header.set_size(bytes.len() as u64);
                header.set_mode(*mode);
                builder.append_data(&mut header, path, bytes.as_slice())?;
            }
            Kind::Link { to } => {
                header.set_entry_type(tar::EntryType::Symlink);
                header.set_size(0);
                header.set_mode(0o777);
                builder.append_link(&mut header, path, to)?;
            }
            Kind::Folder => {
                header.set_entry_type(tar::EntryType::Directory);
                header.set_size(0);
                header.set_mode(0o755);
                builder.append_data(&mut header, path, std::io::empty())?;
            }
        }
    }
    Ok(builder.into_inner()?)
}

/// The same, compressed.
pub(super) fn tar_gz(below: &str, entries: &[Entry]) -> Result<Vec<u8>> {
    gzip(&tar(below, entries)?)
}

pub(super) fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// The digest in small hexadecimal digits.
pub(super) fn sha256(bytes: &[u8]) -> String {
    let mut digits = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_files_give_the_same_bytes() {
        let entries =
            || [Entry::program("a", vec![1, 2]), Entry::link("b", "a"), Entry::folder("c/")];
        let first = tar_gz("top", &entries()).unwrap();
        assert_eq!(first, tar_gz("top", &entries()).unwrap());
        let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(first.as_slice()));
        let paths: Vec<String> = archive
            .entries()
            .unwrap()
            .map(|entry| entry.unwrap().path().unwrap().display().to_string())
            .collect();
        assert_eq!(paths, ["top/a", "top/b", "top/c/"]);
    }

    #[test]
    fn digests_are_those_of_sha256sum() {
        let digest = sha256(b"");
        assert_eq!(digest, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}
