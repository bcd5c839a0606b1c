//! What a program for Linux is linked with, read from its dynamic section (System V ABI, chapter 5).

use anyhow::{Context as _, Result, ensure};

const PROGRAM_HEADERS_DYNAMIC: u32 = 2;
const PROGRAM_HEADERS_LOAD: u32 = 1;
const TAG_NULL: u64 = 0;
const TAG_NEEDED: u64 = 1;
const TAG_STRING_TABLE: u64 = 5;

/// Libraries that are part of libc, by the start of their names.
const LIBC: [&str; 7] =
    ["libc.so", "libc.musl", "ld-linux", "libgcc_s.so", "libm.so", "libpthread.so", "libdl.so"];

/// Whether a library is there wherever libc is. The unwinder comes with every compiler's runtime.
pub(super) fn is_libc(name: &str) -> bool {
    LIBC.iter().any(|start| name.starts_with(start))
}

/// The shared libraries that a 64-bit little-endian program names; none for a static one.
pub(super) fn needed(program: &[u8]) -> Result<Vec<String>> {
    ensure!(program.starts_with(b"\x7fELF\x02\x01"), "this is no 64-bit little-endian ELF file");
    let headers = number(program, 0x20, 8)?;
    let size = number(program, 0x36, 2)?;
    let count = number(program, 0x38, 2)?;
    let mut dynamic = None;
    let mut loaded = Vec::new();
    for index in 0..count {
        let at = headers + index * size;
        let (offset, address) = (number(program, at + 8, 8)?, number(program, at + 16, 8)?);
        let length = number(program, at + 32, 8)?;
        match u32::try_from(number(program, at, 4)?)? {
            PROGRAM_HEADERS_DYNAMIC => dynamic = Some((offset, length)),
            PROGRAM_HEADERS_LOAD => loaded.push((address, offset, length)),
            _ => {}
        }
    }
    let Some((offset, length)) = dynamic else { return Ok(Vec::new()) };
    let mut names = Vec::new();
    let mut strings = None;
    for at in (offset..offset + length).step_by(16) {
        let value = number(program, at + 8, 8)?;
        match number(program, at, 8)? {
            TAG_NULL => break,
            TAG_NEEDED => names.push(value),
            TAG_STRING_TABLE => strings = Some(value),
            _ => {}
        }
    }
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let strings = strings.context("the dynamic section has no string table")?;
    let (address, offset, _) = loaded
        .into_iter()
        .find(|(address, _, length)| (*address..address + length).contains(&strings))
        .context("the string table is not loaded")?;
    names.iter().map(|name| text(program, strings - address + offset + name)).collect()
}

fn number(program: &[u8], at: u64, bytes: usize) -> Result<u64> {
    let at = usize::try_from(at)?;
    let part = program.get(at..at + bytes).context("the file ends too early")?;
    Ok(part.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

fn text(program: &[u8], at: u64) -> Result<String> {
    let rest = program.get(usize::try_from(at)?..).context("the file ends too early")?;
    let bytes: Vec<u8> = rest.iter().copied().take_while(|byte| *byte != 0).collect();
    Ok(String::from_utf8(bytes)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(all(target_os = "linux", target_pointer_width = "64"))]
    fn this_program_needs_libc() {
        let this = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        assert!(needed(&this).unwrap().iter().any(|name| name.starts_with("libc.")));
    }

    #[test]
    fn what_is_no_program_is_an_error() {
        assert!(needed(b"#!/bin/sh\n").is_err());
        assert!(needed(b"\x7fELF\x02\x01").is_err());
    }
}
