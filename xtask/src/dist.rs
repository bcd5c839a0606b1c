//! What a release hands out: one program that needs nothing but libc, its completions and manual pages, a
//! container image made without a daemon, and checksums. The same commit gives the same bytes.

mod archive;
mod elf;
mod image;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

use crate::context::Context;
use archive::{Entry, tar_gz};

/// The most that the program may weigh, in bytes.
const LARGEST: u64 = 40_000_000;

/// Shells that completions are made for, and the name of the file each of them looks for.
const COMPLETIONS: [(&str, &str); 4] = [
    ("bash", "completions/bash/sekisho"),
    ("zsh", "completions/zsh/_sekisho"),
    ("fish", "completions/fish/sekisho.fish"),
    ("powershell", "completions/powershell/_sekisho.ps1"),
];

/// Files of the repository that go along.
const ALONG: [&str; 3] = ["LICENSE", "README.md", "README.ja.md"];

/// Builds everything into `target/dist` and says what is there.
pub(crate) fn run(cx: &Context) -> Result<()> {
    let triple = host(cx)?;
    let version = version(cx)?;
    let name = format!("sekisho-{version}-{triple}");
    let out = cx.root.join("target/dist");
    if out.exists() {
        fs::remove_dir_all(&out).with_context(|| format!("removing `{}`", out.display()))?;
    }
    fs::create_dir_all(&out).with_context(|| format!("making `{}`", out.display()))?;

    let dynamic = build(cx, &triple, Linking::Dynamic)?;
    let program = fs::read(&dynamic)?;
    let size = program.len() as u64;
    ensure!(size <= LARGEST, "the program has {size} bytes, more than {LARGEST}");
    if triple.contains("linux") {
        let needed = elf::needed(&program).context("reading what the program is linked with")?;
        let others: Vec<&String> = needed.iter().filter(|name| !elf::is_libc(name)).collect();
        ensure!(others.is_empty(), "the program needs more than libc: {others:?}");
        println!("  {size} bytes, linked with {}", needed.join(", "));
    }

    let mut entries = vec![
        Entry::program("sekisho", program),
        // kubectl finds its plugins by their names: `kubectl sekisho scan …`.
        Entry::link("kubectl-sekisho", "sekisho"),
    ];
    for (shell, path) in COMPLETIONS {
        entries.push(Entry::file(path, says(cx, &dynamic, &["completions", shell])?));
    }
    entries.extend(manual(cx, &dynamic, &out)?);
    for path in ALONG {
        entries.push(Entry::file(path, fs::read(cx.root.join(path))?));
    }
    let archive = out.join(format!("{name}.tar.gz"));
    fs::write(&archive, tar_gz(&name, &entries)?)?;
    let mut made = vec![archive];

    if triple.contains("linux-gnu") {
        let program = fs::read(build(cx, &triple, Linking::Static)?)?;
        let needed = elf::needed(&program).context("reading what the image's program needs")?;
        ensure!(needed.is_empty(), "the image's program is linked with {needed:?}");
        let about = image::About {
            version: &version,
            architecture: image::architecture(&triple)?,
            revision: cx.says("git", &["rev-parse", "HEAD"]).unwrap_or_default().trim().to_owned(),
            created: commit_time(cx),
        };
        let layout = out.join(format!("sekisho-{version}-{}.oci.tar", about.architecture));
        fs::write(&layout, image::layout(&about, program)?)?;
        made.push(layout);
    }
    sums(&out, &made)?;
    for path in &made {
        println!("  {} ({} bytes)", shown(cx, path), fs::metadata(path)?.len());
    }
    println!("  {}", shown(cx, &out.join("SHA256SUMS")));
    Ok(())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Linking {
    /// With the libc of the machine that it runs on.
    Dynamic,
    /// With nothing: for an image that holds nothing else.
    Static,
}

/// Builds the program with the profile of releases; where it lies.
fn build(cx: &Context, triple: &str, linking: Linking) -> Result<PathBuf> {
    let mut cargo = cx.cargo();
    // A target of its own keeps the flags away from build scripts, which must run on this machine.
    cargo.args(["build", "--locked", "--profile", "dist", "--package", "sekisho-cli"]);
    cargo.args(["--target", triple]);
    // Paths of the machine that builds have no place in what is handed out.
    let mut flags = vec![format!("--remap-path-prefix={}=.", cx.root.display())];
    if let Some(home) = std::env::var_os("CARGO_HOME").or_else(|| {
        std::env::var_os("HOME").map(|home| Path::new(&home).join(".cargo").into_os_string())
    }) {
        flags.push(format!("--remap-path-prefix={}=cargo", Path::new(&home).display()));
    }
    let folder = match linking {
        Linking::Dynamic => "target/build-dist",
        Linking::Static => {
            flags.push("-Ctarget-feature=+crt-static".to_owned());
            "target/build-dist-static"
        }
    };
    cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"));
    cargo.env("CARGO_TARGET_DIR", cx.root.join(folder));
    ensure!(cargo.status()?.success(), "the build of the release failed");
    Ok(cx.root.join(folder).join(triple).join("dist/sekisho"))
}

fn host(cx: &Context) -> Result<String> {
    let said = cx.says("rustc", &["-vV"]).context("`rustc -vV` says nothing")?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("`rustc -vV` names no host")?.to_owned())
}

fn version(cx: &Context) -> Result<String> {
    let manifest = cx.read("Cargo.toml")?;
    let version = manifest.lines().find_map(|line| line.strip_prefix("version = \""));
    let version = version.and_then(|rest| rest.strip_suffix('"'));
    Ok(version.context("`Cargo.toml` states no version")?.to_owned())
}

/// When the commit was made, so that the same commit gives the same image.
fn commit_time(cx: &Context) -> String {
    let format = ["show", "--no-patch", "--date=format-local:%Y-%m-%dT%H:%M:%SZ", "--format=%cd"];
    let time = cx.command("git").args(format).env("TZ", "UTC").output();
    let time = time.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    time.ok().filter(|time| !time.is_empty()).unwrap_or_else(|| "1970-01-01T00:00:00Z".to_owned())
}

fn says(cx: &Context, program: &Path, args: &[&str]) -> Result<Vec<u8>> {
    let output = cx.command(&program.display().to_string()).args(args).output()?;
    ensure!(output.status.success(), "`sekisho {}` failed", args.join(" "));
    Ok(output.stdout)
}

/// The manual pages, which the program writes itself.
fn manual(cx: &Context, program: &Path, out: &Path) -> Result<Vec<Entry>> {
    let folder = out.join("man");
    says(cx, program, &["man", &folder.display().to_string()])?;
    let mut pages = Vec::new();
    for page in fs::read_dir(&folder)? {
        let page = page?;
        let name = page.file_name().to_string_lossy().into_owned();
        pages.push(Entry::file(&format!("man/man1/{name}"), fs::read(page.path())?));
    }
    fs::remove_dir_all(&folder)?;
    pages.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(pages)
}

/// Checksums as `sha256sum --check` reads them.
fn sums(out: &Path, made: &[PathBuf]) -> Result<()> {
    let mut lines = String::new();
    for path in made {
        let name = path.file_name().context("a file has a name")?.to_string_lossy();
        let _ = writeln!(lines, "{}  {name}", archive::sha256(&fs::read(path)?));
    }
    fs::write(out.join("SHA256SUMS"), lines)?;
    Ok(())
}

fn shown(cx: &Context, path: &Path) -> String {
    path.strip_prefix(&cx.root).unwrap_or(path).display().to_string()
}
