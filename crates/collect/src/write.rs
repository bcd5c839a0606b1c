//! Replaces a file so that nothing is ever lost.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use crate::open::{self, Stamp};
use crate::texts::decode;

/// Why a file was left as it is.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The text was read from no file.
    #[error("the text is in no file")]
    NoFile,
    /// Somebody wrote to it since it was read, or removed it.
    #[error("the file was changed since it was read")]
    Changed,
    /// Nobody may write to it, or not this user.
    #[error("the file is read-only")]
    ReadOnly,
    /// It is no UTF-8, which is all that is written.
    #[error("the file is not in UTF-8")]
    NotUtf8,
    /// It has another name elsewhere, which would no longer be the same file.
    #[error("the file has several hard links")]
    HardLinks,
    /// The new file could not be given to the owner of the old one.
    #[error("the file belongs to another user")]
    Owner,
    /// Whatever else the system says.
    #[error("the file cannot be replaced: {0}")]
    Io(#[from] io::Error),
}

impl WriteError {
    /// The next step.
    pub fn help(&self) -> &'static str {
        match self {
            Self::NoFile => "change what it comes from",
            Self::Changed => "scan again when nothing writes to it",
            Self::ReadOnly | Self::Owner => "make it writable for the user that runs this",
            Self::NotUtf8 => "convert it to UTF-8",
            Self::HardLinks => "edit it by hand, or break the link first",
            Self::Io(_) => "see whether another program can write there",
        }
    }
}

/// Writes `after` beside the file, and renames it over the file once it is safely on disk.
pub(crate) fn replace(
    path: &Path,
    stamp: Stamp,
    before: &str,
    after: &str,
) -> Result<(), WriteError> {
    let target = path.canonicalize().map_err(gone)?;
    unchanged(&target, stamp, before)?;
    // Opened for nothing but to learn whether one may: the rename asks the folder only.
    let file = OpenOptions::new().write(true).open(&target).map_err(gone)?;
    let metadata = file.metadata()?;
    if metadata.permissions().readonly() {
        return Err(WriteError::ReadOnly);
    }
    if has_other_names(&metadata) {
        return Err(WriteError::HardLinks);
    }
    let folder = target.parent().unwrap_or(Path::new("."));
    // Hidden, so that a scan meanwhile does not read it.
    let mut aside = tempfile::Builder::new()
        .prefix(".sekisho-")
        .suffix(".part")
        .tempfile_in(folder)
        .map_err(gone)?;
    aside.write_all(after.as_bytes())?;
    own_as(aside.as_file(), &metadata)?;
    aside.as_file().set_permissions(metadata.permissions())?;
    aside.as_file().sync_all()?;
    unchanged(&target, stamp, before)?;
    aside.persist(&target).map_err(|error| error.error)?;
    // The rename itself is on disk once the folder is; where a folder cannot be opened, the system
    // does that in its own time.
    #[expect(clippy::disallowed_methods, reason = "`open` is for files; this is the folder")]
    let opened = File::open(folder);
    if let Ok(folder) = opened {
        let _ = folder.sync_all();
    }
    Ok(())
}

fn gone(error: io::Error) -> WriteError {
    match error.kind() {
        ErrorKind::NotFound => WriteError::Changed,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => WriteError::ReadOnly,
        _ => WriteError::Io(error),
    }
}

/// The bytes count, not only the time and the length: both may be the same after a quick edit.
fn unchanged(path: &Path, stamp: Stamp, before: &str) -> Result<(), WriteError> {
    let (bytes, now) = open::read(path, stamp.len).map_err(|_| WriteError::Changed)?;
    if bytes == before.as_bytes() && now == stamp {
        return Ok(());
    }
    if now == stamp && decode(bytes) == before {
        return Err(WriteError::NotUtf8);
    }
    Err(WriteError::Changed)
}

#[cfg(unix)]
fn has_other_names(metadata: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(metadata) > 1
}

#[cfg(not(unix))]
fn has_other_names(_: &Metadata) -> bool {
    false
}

#[cfg(unix)]
fn own_as(file: &File, like: &Metadata) -> Result<(), WriteError> {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let now = file.metadata()?;
    if (now.uid(), now.gid()) == (like.uid(), like.gid()) {
        return Ok(());
    }
    fchown(file, Some(like.uid()), Some(like.gid())).map_err(|_| WriteError::Owner)
}

#[cfg(not(unix))]
fn own_as(_: &File, _: &Metadata) -> Result<(), WriteError> {
    Ok(())
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests lay out files and read them")]
mod tests {
    use std::fs;

    use super::*;

    fn file(text: &str) -> (tempfile::TempDir, std::path::PathBuf, Stamp) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        fs::write(&path, text).unwrap();
        let (_, stamp) = open::read(&path, 1000).unwrap();
        (folder, path, stamp)
    }

    #[test]
    fn nothing_is_left_beside_the_new_file() {
        let (folder, path, stamp) = file("a: 1\n");
        replace(&path, stamp, "a: 1\n", "a: 2\n").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "a: 2\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_was_changed_meanwhile_is_left() {
        let (folder, path, stamp) = file("a: 1\n");
        fs::write(&path, "a: 3\n").unwrap();
        let result = replace(&path, stamp, "a: 1\n", "a: 2\n");
        assert!(matches!(result, Err(WriteError::Changed)), "{result:?}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "a: 3\n");
        fs::remove_file(&path).unwrap();
        let result = replace(&path, stamp, "a: 1\n", "a: 2\n");
        assert!(matches!(result, Err(WriteError::Changed)), "{result:?}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn another_encoding_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        let bytes: Vec<u8> = "\u{feff}a: 1\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        fs::write(&path, &bytes).unwrap();
        let (read, stamp) = open::read(&path, 1000).unwrap();
        let text = decode(read);
        let result = replace(&path, stamp, &text, "a: 2\n");
        assert!(matches!(result, Err(WriteError::NotUtf8)), "{result:?}");
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let (folder, path, _) = file("a: 1\n");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        let link = folder.path().join("link.yaml");
        symlink("a.yaml", &link).unwrap();
        let (_, stamp) = open::read(&link, 1000).unwrap();
        replace(&link, stamp, "a: 1\n", "a: 2\n").unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(&path).unwrap(), "a: 2\n");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    }

    #[cfg(unix)]
    #[test]
    fn a_read_only_file_and_one_with_two_names_are_left() {
        use std::os::unix::fs::PermissionsExt as _;
        let (folder, path, stamp) = file("a: 1\n");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
        let result = replace(&path, stamp, "a: 1\n", "a: 2\n");
        assert!(matches!(result, Err(WriteError::ReadOnly)), "{result:?}");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        fs::hard_link(&path, folder.path().join("b.yaml")).unwrap();
        let result = replace(&path, stamp, "a: 1\n", "a: 2\n");
        assert!(matches!(result, Err(WriteError::HardLinks)), "{result:?}");
        assert_eq!(fs::read_to_string(&path).unwrap(), "a: 1\n");
    }
}
