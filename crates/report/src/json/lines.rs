use std::io::{self, Write};

use serde_json::ser::Formatter;

/// The depth down to which every element and field has a line of its own: the fields of the report
/// and the elements of its lists. One finding a line can be searched, compared and counted with
/// ordinary tools, and takes half the room of an indented one.
const DEPTH: usize = 2;

/// Writes the outer two levels indented and everything within them compact.
#[derive(Default)]
pub(super) struct Lines {
    depth: usize,
    filled: bool,
}

impl Lines {
    fn open<W: ?Sized + Write>(&mut self, bracket: &[u8], out: &mut W) -> io::Result<()> {
        self.depth += 1;
        self.filled = false;
        out.write_all(bracket)
    }

    fn close<W: ?Sized + Write>(&mut self, bracket: &[u8], out: &mut W) -> io::Result<()> {
        self.depth = self.depth.saturating_sub(1);
        if self.filled && self.depth < DEPTH {
            self.indent(out)?;
        }
        self.filled = true;
        out.write_all(bracket)
    }

    fn element<W: ?Sized + Write>(&mut self, first: bool, out: &mut W) -> io::Result<()> {
        if !first {
            out.write_all(b",")?;
        }
        if self.depth <= DEPTH {
            self.indent(out)?;
        }
        self.filled = true;
        Ok(())
    }

    fn indent<W: ?Sized + Write>(&self, out: &mut W) -> io::Result<()> {
        out.write_all(b"\n")?;
        for _ in 0..self.depth {
            out.write_all(b"  ")?;
        }
        Ok(())
    }
}

impl Formatter for Lines {
    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(b"[", out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(b"]", out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.element(first, out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(b"{", out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(b"}", out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.element(first, out)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(if self.depth <= DEPTH { b": " } else { b":" })
    }
}
