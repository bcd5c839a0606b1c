//! Images made on the spot: an archive as `docker save` writes it, around a busybox that needs no libraries.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use tar::{Builder, EntryType, Header};

/// The image that every node has: a shell with busybox's programs.
pub(crate) const BUSYBOX: &str = "sekisho.test/busybox:1";
/// The image of pods' sandboxes.
pub(crate) const PAUSE: &str = "sekisho.test/pause:1";

/// An image with busybox and some files, for a node whose pods cannot pull any.
#[derive(Clone, Debug)]
pub struct Image {
    name: String,
    command: Vec<String>,
    files: Vec<(String, u32, Vec<u8>)>,
}

impl Image {
    /// An image of a name with a tag, whose containers run `command` where their pod says nothing else.
    pub fn new(name: &str, command: &[&str]) -> Self {
        let command = command.iter().map(|word| (*word).to_owned()).collect();
        Self { name: name.to_owned(), command, files: Vec::new() }
    }

    /// Adds a file; `path` is absolute.
    #[must_use]
    pub fn file(mut self, path: &str, mode: u32, content: &[u8]) -> Self {
        self.files.push((path.trim_start_matches('/').to_owned(), mode, content.to_vec()));
        self
    }

    /// Its name with the tag.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Writes the archive.
    pub(crate) fn write(&self, busybox: &Path, path: &Path) -> Result<()> {
        let layer = self.layer(busybox)?;
        let mut digest = "sha256:".to_owned();
        for byte in Sha256::digest(&layer) {
            let _ = write!(digest, "{byte:02x}");
        }
        let config = json!({
            "architecture": architecture(),
            "os": "linux",
            "config": { "Cmd": self.command, "Env": ["PATH=/bin:/usr/bin"], "WorkingDir": "/" },
            "rootfs": { "type": "layers", "diff_ids": [digest] },
            "history": [{ "created_by": "made for a test" }],
        });
        let manifest =
            json!([{ "Config": "config.json", "RepoTags": [self.name], "Layers": ["layer.tar"] }]);
        let mut archive = Builder::new(fs::File::create(path)?);
        put(&mut archive, "layer.tar", 0o644, &layer)?;
        put(&mut archive, "config.json", 0o644, config.to_string().as_bytes())?;
        put(&mut archive, "manifest.json", 0o644, manifest.to_string().as_bytes())?;
        Ok(archive.finish()?)
    }

    fn layer(&self, busybox: &Path) -> Result<Vec<u8>> {
        let listed = Command::new(busybox).arg("--list").output().context("asking busybox")?;
        let mut layer = Builder::new(Vec::new());
        for (folder, mode) in
            [("bin", 0o755), ("etc", 0o755), ("root", 0o700), ("tmp", 0o1777), ("usr/bin", 0o755)]
        {
            let mut header = header(EntryType::Directory, mode, 0);
            layer.append_data(&mut header, folder, std::io::empty())?;
        }
        put(&mut layer, "bin/busybox", 0o755, &fs::read(busybox)?)?;
        for program in String::from_utf8_lossy(&listed.stdout).lines() {
            if program != "busybox" {
                let mut header = header(EntryType::Symlink, 0o777, 0);
                layer.append_link(&mut header, format!("bin/{program}"), "busybox")?;
            }
        }
        let users = "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n";
        put(&mut layer, "etc/passwd", 0o644, users.as_bytes())?;
        put(&mut layer, "etc/group", 0o644, b"root:x:0:\nnogroup:x:65534:\n")?;
        put(&mut layer, "etc/shadow", 0o640, b"root:*:19000:0:99999:7:::\n")?;
        for (path, mode, content) in &self.files {
            put(&mut layer, path, *mode, content)?;
        }
        Ok(layer.into_inner()?)
    }
}

fn header(kind: EntryType, mode: u32, size: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_size(size);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header
}

fn put<W: std::io::Write>(
    archive: &mut Builder<W>,
    path: &str,
    mode: u32,
    content: &[u8],
) -> Result<()> {
    let mut header = header(EntryType::Regular, mode, content.len() as u64);
    Ok(archive.append_data(&mut header, path, content)?)
}

/// The architecture under the name that images use.
fn architecture() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}
