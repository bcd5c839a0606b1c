//! The YAML that most manifests are written in, read line by line.
//!
//! Block maps and lists, plain and quoted scalars, block scalars, short collections in flow
//! style and comments, indented with spaces, are all that nearly every manifest uses, and need no
//! general parser. Whatever else comes up, an error too, is left to that one: it starts over and its
//! word counts. INVARIANT: what is read here reads the same there; the tests compare the two.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memchr3};

use crate::chunk::Chunk;
use crate::scalar::Style;
use crate::sink::{Kind, Scalar, Sink, Start};

/// Reads the document of a chunk into `sink`, and returns where it begins. None where the general
/// parser has to; the sink is then in no useful state.
pub(crate) fn read<'t>(chunk: &Chunk<'t>, sink: &mut impl Sink<'t>) -> Option<usize> {
    if chunk.several || memchr(b'\r', chunk.text.as_bytes()).is_some() {
        return None;
    }
    let mut reader = Reader {
        text: chunk.text,
        bytes: chunk.text.as_bytes(),
        base: chunk.base,
        at: 0,
        levels: Vec::new(),
        has_root: false,
        sink,
    };
    reader.document()
}

/// The longest key; the general parser knows what to do with longer ones.
const LONGEST_KEY: usize = 512;

/// The deepest flow collection.
const DEEPEST_FLOW: usize = 8;

struct Reader<'t, 's, S> {
    text: &'t str,
    bytes: &'t [u8],
    base: usize,
    /// The next byte to read.
    at: usize,
    levels: Vec<Level>,
    has_root: bool,
    sink: &'s mut S,
}

/// An open map or list.
#[derive(Clone, Copy)]
struct Level {
    indent: usize,
    kind: Kind,
    /// Whether a key or dash waits for its value.
    waits: bool,
    /// Where the value is if there is none: behind the colon.
    absent: usize,
}

/// What stands where a key may.
enum Key<'t> {
    Here(Read<'t>),
    /// Nothing was read.
    Not,
}

/// A scalar and how it was written.
struct Read<'t> {
    text: Cow<'t, str>,
    style: Style,
    /// Whether it is a block scalar; it begins at its header.
    block: bool,
    start: usize,
    end: usize,
}

impl<'t, S: Sink<'t>> Reader<'t, '_, S> {
    fn document(&mut self) -> Option<usize> {
        let mut indent = self.next_line()?;
        let mut begin = self.at;
        if indent == 0 && self.bytes.get(self.at..)?.starts_with(b"---") {
            self.at += 3;
            self.end_of_line()?;
            indent = self.next_line()?;
        } else {
            begin += indent;
        }
        loop {
            self.at += indent;
            self.line(indent)?;
            match self.next_line() {
                Some(next) => indent = next,
                None if self.at >= self.bytes.len() => break,
                None => return None,
            }
        }
        while !self.levels.is_empty() {
            self.close()?;
        }
        Some(self.base + begin)
    }

    /// Goes to the next line with content, which is neither blank nor a comment, and returns its
    /// indentation. None at the end of the text, and before it for a tab.
    fn next_line(&mut self) -> Option<usize> {
        loop {
            let rest = self.bytes.get(self.at..)?;
            let indent = rest.iter().take_while(|b| **b == b' ').count();
            match rest.get(indent) {
                None => {
                    self.at = self.bytes.len();
                    return None;
                }
                Some(b'\n') => self.at += indent + 1,
                Some(b'#') => self.at += memchr(b'\n', rest).map_or(rest.len(), |end| end + 1),
                Some(b'\t') => return None,
                Some(_) => return Some(indent),
            }
        }
    }

    /// Reads a line, from its first character behind `indent` spaces.
    fn line(&mut self, indent: usize) -> Option<()> {
        let is_item = self.at_dash();
        if indent == 0
            && !is_item
            && matches!(self.bytes.get(self.at..self.at + 3), Some(b"---" | b"..."))
        {
            return None;
        }
        while let Some(top) = self.levels.last() {
            // A list may stand as deep as the key that it belongs to.
            let ends =
                top.indent > indent || top.indent == indent && top.kind == Kind::Seq && !is_item;
            if !ends {
                break;
            }
            self.close()?;
        }
        let kind = if is_item { Kind::Seq } else { Kind::Map };
        match self.levels.last_mut() {
            Some(top) if top.indent == indent && top.kind == kind => {
                if top.waits {
                    top.waits = false;
                    let top = *top;
                    self.absent(top)?;
                }
            }
            Some(top) if top.waits && (top.indent < indent || is_item && top.kind == Kind::Map) => {
                top.waits = false;
                self.open(kind, indent)?;
            }
            // A document has one root.
            None if !self.has_root => {
                self.has_root = true;
                self.open(kind, indent)?;
            }
            _ => return None,
        }
        self.content(indent)
    }

    /// Reads an entry or element, and what begins on the same line inside it.
    fn content(&mut self, mut column: usize) -> Option<()> {
        loop {
            if self.at_dash() {
                self.at += 1;
                self.wait()?;
                let spaces = self.spaces();
                if self.try_end_of_line()? {
                    return Some(());
                }
                column += 1 + spaces;
                if self.at_dash() {
                    self.levels.last_mut()?.waits = false;
                    self.open(Kind::Seq, column)?;
                    continue;
                }
                if let Key::Here(key) = self.key()? {
                    self.levels.last_mut()?.waits = false;
                    self.open_at(Kind::Map, column, key.start)?;
                    return self.entry(key);
                }
                return self.value();
            }
            return match self.key()? {
                Key::Here(key) => self.entry(key),
                Key::Not => None,
            };
        }
    }

    fn entry(&mut self, key: Read<'t>) -> Option<()> {
        self.emit(key)?;
        self.wait()?;
        self.spaces();
        if self.try_end_of_line()? {
            return Some(());
        }
        self.value()
    }

    /// Reads the key that begins here and the colon behind it; none if it cannot be told.
    fn key(&mut self) -> Option<Key<'t>> {
        let begin = self.at;
        let key = match self.bytes.get(begin)? {
            b'"' | b'\'' => {
                let Some(key) = self.quoted(None) else {
                    self.at = begin;
                    return Some(Key::Not);
                };
                self.spaces();
                key
            }
            _ => {
                if !self.at_plain() {
                    return Some(Key::Not);
                }
                let rest = self.bytes.get(begin..)?;
                let mut end = 0;
                loop {
                    match rest.get(end).copied() {
                        None | Some(b'\n') => return Some(Key::Not),
                        Some(b':') if is_blank(rest.get(end + 1)) => break,
                        Some(b'#') if rest.get(end.wrapping_sub(1)) == Some(&b' ') => {
                            return Some(Key::Not);
                        }
                        Some(b'\t') => return None,
                        Some(_) => end += 1,
                    }
                }
                let text = self.text.get(begin..begin + end)?.trim_end_matches(' ');
                self.at += end;
                plain(text, begin)
            }
        };
        if self.bytes.get(self.at) == Some(&b':') && is_blank(self.bytes.get(self.at + 1)) {
            if self.at - begin > LONGEST_KEY {
                return None;
            }
            self.at += 1;
            return Some(Key::Here(key));
        }
        self.at = begin;
        Some(Key::Not)
    }

    /// Reads the value that begins here.
    fn value(&mut self) -> Option<()> {
        let indent = self.levels.last()?.indent;
        match self.bytes.get(self.at)? {
            b'|' | b'>' => {
                let value = self.block(indent)?;
                self.emit(value)?;
            }
            b'"' | b'\'' => {
                let value = self.quoted(Some(indent))?;
                self.emit(value)?;
                self.end_of_line()?;
            }
            b'[' | b'{' => {
                self.flow(0)?;
                self.end_of_line()?;
            }
            _ if self.at_plain() => {
                let value = self.plain(indent)?;
                self.emit(value)?;
            }
            _ => return None,
        }
        self.levels.last_mut()?.waits = false;
        Some(())
    }

    /// Reads a plain scalar inside a collection at `indent`, to the end of its last line.
    fn plain(&mut self, indent: usize) -> Option<Read<'t>> {
        let start = self.at;
        let (first, commented) = self.plain_line()?;
        let mut read = plain(first, start);
        // Deeper lines continue it, unless a comment has ended it.
        let mut after = self.at;
        let mut blank = 0;
        if commented {
            return Some(read);
        }
        loop {
            let rest = self.bytes.get(after..)?;
            let spaces = rest.iter().take_while(|b| **b == b' ').count();
            match rest.get(spaces) {
                None => break,
                Some(b'\n') => {
                    blank += 1;
                    after += spaces + 1;
                }
                Some(b'\t') => return None,
                Some(b'#') => break,
                Some(_) if spaces <= indent => break,
                Some(_) => {
                    self.at = after + spaces;
                    let begin = self.at;
                    let (line, commented) = self.plain_line()?;
                    if commented {
                        return None;
                    }
                    let text = read.text.to_mut();
                    if blank == 0 {
                        text.push(' ');
                    }
                    text.extend(std::iter::repeat_n('\n', blank));
                    text.push_str(line);
                    read.end = begin + line.len();
                    blank = 0;
                    after = self.at;
                }
            }
        }
        Some(read)
    }

    /// Reads the rest of a line as part of a plain scalar, the line break too. The flag tells whether a
    /// comment followed.
    fn plain_line(&mut self) -> Option<(&'t str, bool)> {
        let begin = self.at;
        let rest = self.bytes.get(begin..)?;
        let len = memchr(b'\n', rest).unwrap_or(rest.len());
        let line = rest.get(..len)?;
        let mut end = len;
        for (at, byte) in line.iter().enumerate() {
            match byte {
                b':' if is_blank(line.get(at + 1)) => return None,
                b'#' if at > 0 && line.get(at - 1) == Some(&b' ') => {
                    end = at;
                    break;
                }
                b'\t' => return None,
                _ => {}
            }
        }
        self.at = (begin + len + 1).min(self.bytes.len());
        let text = self.text.get(begin..begin + end)?;
        Some((text.trim_end_matches(' '), end < len))
    }

    /// Reads a quoted scalar; of several lines only inside a collection at an indentation.
    fn quoted(&mut self, within: Option<usize>) -> Option<Read<'t>> {
        let start = self.at;
        let quote = *self.bytes.get(start)?;
        let mut text = Cow::Borrowed("");
        self.at += 1;
        loop {
            let rest = self.bytes.get(self.at..)?;
            let found = match quote {
                b'"' => memchr3(b'"', b'\\', b'\n', rest)?,
                _ => memchr2(b'\'', b'\n', rest)?,
            };
            let plain = self.text.get(self.at..self.at + found)?;
            let next = rest.get(found + 1).copied();
            let is_break = rest.get(found) == Some(&b'\n');
            let plain = if is_break { plain.trim_end_matches([' ', '\t']) } else { plain };
            if text.is_empty() {
                text = Cow::Borrowed(plain);
            } else {
                text.to_mut().push_str(plain);
            }
            self.at += found + 1;
            let c = match (rest.get(found)?, next) {
                (b'\n', _) => {
                    let breaks = self.fold(within?)?;
                    let text = text.to_mut();
                    if breaks == 0 {
                        text.push(' ');
                    }
                    text.extend(std::iter::repeat_n('\n', breaks));
                    continue;
                }
                (b'\'', Some(b'\'')) => '\'',
                (b'\\', Some(b'\n')) => {
                    self.at += 1;
                    if self.fold(within?)? > 0 {
                        return None;
                    }
                    continue;
                }
                (b'\\', Some(c @ (b'"' | b'\\' | b'/' | b' '))) => char::from(c),
                (b'\\', Some(b'n')) => '\n',
                (b'\\', Some(b't')) => '\t',
                (b'\\', _) => return None,
                _ => {
                    let (style, end) = (Style::Text, self.at);
                    return Some(Read { text, style, block: false, start, end });
                }
            };
            text.to_mut().push(c);
            self.at += 1;
        }
    }

    /// Goes on to the text of the next line of a quoted scalar, and returns how many blank lines it
    /// passed.
    fn fold(&mut self, indent: usize) -> Option<usize> {
        let mut blank = 0;
        loop {
            let spaces = self.spaces();
            match self.bytes.get(self.at)? {
                b'\n' => {
                    blank += 1;
                    self.at += 1;
                }
                b'\t' => return None,
                _ => return (spaces > indent).then_some(blank),
            }
        }
    }

    /// Reads a block scalar inside a collection at `indent`.
    fn block(&mut self, indent: usize) -> Option<Read<'t>> {
        let start = self.at;
        let folds = self.bytes.get(start) == Some(&b'>');
        self.at += 1;
        let chomping = match self.bytes.get(self.at)? {
            c @ (b'-' | b'+') => {
                self.at += 1;
                *c
            }
            _ => b' ',
        };
        self.end_of_line()?;
        let mut deep = 0;
        let mut text = String::new();
        let mut has_text = false;
        // Line breaks that are part of the text only if more text follows.
        let mut breaks = 0;
        loop {
            let rest = self.bytes.get(self.at..)?;
            if rest.is_empty() {
                break;
            }
            // The last line without a line break is a case of its own.
            let len = memchr(b'\n', rest)?;
            let spaces = rest.iter().take_while(|b| **b == b' ').count();
            if spaces >= len {
                if deep == 0 && spaces > indent || deep > 0 && spaces > deep {
                    return None;
                }
                breaks += 1;
                self.at += len + 1;
                continue;
            }
            if deep == 0 {
                if spaces <= indent || rest.get(spaces) == Some(&b'\t') {
                    return None;
                }
                deep = spaces;
            }
            if spaces < deep {
                if rest.get(spaces) == Some(&b'\t') {
                    return None;
                }
                break;
            }
            let line = self.text.get(self.at + deep..self.at + len)?;
            if folds && line.starts_with([' ', '\t']) {
                return None;
            }
            if folds && has_text && breaks == 1 {
                text.push(' ');
            } else {
                let folded = usize::from(folds && has_text);
                text.extend(std::iter::repeat_n('\n', breaks - folded));
            }
            text.push_str(line);
            has_text = true;
            breaks = 1;
            self.at += len + 1;
        }
        if deep == 0 {
            return None;
        }
        match chomping {
            b'-' => {}
            b'+' => text.extend(std::iter::repeat_n('\n', breaks)),
            _ => text.push('\n'),
        }
        let (text, end) = (Cow::Owned(text), self.at);
        Some(Read { text, style: Style::Text, block: true, start, end })
    }

    /// Reads a collection in flow style, all on one line.
    fn flow(&mut self, depth: usize) -> Option<()> {
        if depth >= DEEPEST_FLOW {
            return None;
        }
        let at = self.base + self.at;
        let (kind, close) = match self.bytes.get(self.at)? {
            b'[' => (Kind::Seq, b']'),
            _ => (Kind::Map, b'}'),
        };
        self.at += 1;
        self.sink.start(kind, Start { at, end: at + 1, anchor: 0, flow: true }).ok()?;
        self.spaces();
        let mut is_first = true;
        while *self.bytes.get(self.at)? != close {
            if !is_first {
                if *self.bytes.get(self.at)? != b',' {
                    return None;
                }
                self.at += 1;
                self.spaces();
            }
            is_first = false;
            if kind == Kind::Map {
                let key = self.flow_scalar()?;
                if *self.bytes.get(self.at)? != b':' || *self.bytes.get(self.at + 1)? != b' ' {
                    return None;
                }
                self.emit(key)?;
                self.at += 1;
                self.spaces();
            }
            match self.bytes.get(self.at)? {
                b'[' | b'{' => self.flow(depth + 1)?,
                _ => {
                    let value = self.flow_scalar()?;
                    self.emit(value)?;
                }
            }
            self.spaces();
        }
        self.at += 1;
        self.sink.end(kind, self.base + self.at).ok()
    }

    /// Reads a quoted scalar or a word that cannot be mistaken.
    fn flow_scalar(&mut self) -> Option<Read<'t>> {
        if matches!(self.bytes.get(self.at)?, b'"' | b'\'') {
            return self.quoted(None);
        }
        let start = self.at;
        let rest = self.bytes.get(start..)?;
        if !rest.first()?.is_ascii_alphanumeric() {
            return None;
        }
        let is_word =
            |b: &&u8| b.is_ascii_alphanumeric() || matches!(**b, b'.' | b'/' | b'_' | b'-');
        let len = rest.iter().take_while(is_word).count();
        self.at += len;
        let text = self.text.get(start..start + len)?;
        // More of the same scalar may follow.
        let spaces = rest.get(len..)?.iter().take_while(|b| **b == b' ').count();
        if !matches!(rest.get(len + spaces)?, b',' | b']' | b'}') && rest.get(len) != Some(&b':') {
            return None;
        }
        Some(plain(text, start))
    }

    fn emit(&mut self, scalar: Read<'t>) -> Option<()> {
        let scalar = Scalar {
            text: scalar.text,
            style: scalar.style,
            block: scalar.block,
            tag: None,
            anchor: 0,
            start: self.base + scalar.start,
            end: self.base + scalar.end,
        };
        self.sink.scalar(scalar).ok()
    }

    /// Notes that the key or dash that ends here waits for its value.
    fn wait(&mut self) -> Option<()> {
        let at = self.at;
        let top = self.levels.last_mut()?;
        top.waits = true;
        top.absent = at;
        Some(())
    }

    /// The value of a key that has none. Where the one of a dash is only the general parser says.
    fn absent(&mut self, level: Level) -> Option<()> {
        if level.kind == Kind::Seq {
            return None;
        }
        let start = self.base + level.absent;
        let scalar = Scalar {
            text: Cow::Borrowed(""),
            style: Style::Plain,
            block: false,
            tag: None,
            anchor: 0,
            start,
            end: start,
        };
        self.sink.scalar(scalar).ok()
    }

    fn open(&mut self, kind: Kind, indent: usize) -> Option<()> {
        self.open_at(kind, indent, self.at)
    }

    fn open_at(&mut self, kind: Kind, indent: usize, at: usize) -> Option<()> {
        self.levels.push(Level { indent, kind, waits: false, absent: at });
        let at = self.base + at;
        self.sink.start(kind, Start { at, end: at, anchor: 0, flow: false }).ok()
    }

    fn close(&mut self) -> Option<()> {
        let level = self.levels.pop()?;
        if level.waits {
            self.absent(level)?;
        }
        self.sink.end(level.kind, self.base + self.at).ok()
    }

    fn at_dash(&self) -> bool {
        self.bytes.get(self.at) == Some(&b'-') && is_blank(self.bytes.get(self.at + 1))
    }

    /// Whether a plain scalar may begin here.
    fn at_plain(&self) -> bool {
        match self.bytes.get(self.at) {
            Some(b) if b.is_ascii_alphanumeric() || *b >= 0x80 => true,
            Some(
                b'_' | b'/' | b'.' | b'$' | b'(' | b')' | b'^' | b'+' | b'~' | b'<' | b'=' | b';'
                | b'\\',
            ) => true,
            Some(b'-') => {
                self.bytes.get(self.at + 1).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'-')
            }
            _ => false,
        }
    }

    fn spaces(&mut self) -> usize {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let count = rest.iter().take_while(|b| **b == b' ').count();
        self.at += count;
        count
    }

    /// Goes to the next line if there is only a comment left of this one.
    fn try_end_of_line(&mut self) -> Option<bool> {
        let rest = self.bytes.get(self.at..)?;
        let before = self.at.checked_sub(1).and_then(|before| self.bytes.get(before));
        match rest.first() {
            None => Some(true),
            Some(b'\n') => {
                self.at += 1;
                Some(true)
            }
            Some(b'#') if before == Some(&b' ') => {
                self.at += memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
                Some(true)
            }
            Some(b'#' | b'\t') => None,
            Some(_) => Some(false),
        }
    }

    /// Goes to the next line; none if there is more than a comment left of this one.
    fn end_of_line(&mut self) -> Option<()> {
        self.spaces();
        self.try_end_of_line()?.then_some(())
    }
}

/// A plain scalar of one line.
fn plain(text: &str, start: usize) -> Read<'_> {
    let (style, end) = (Style::Plain, start + text.len());
    Read { text: Cow::Borrowed(text), style, block: false, start, end }
}

/// Whether a line ends here or white space follows. A tab counts, so that what it means is left to
/// the general parser.
fn is_blank(byte: Option<&u8>) -> bool {
    matches!(byte, None | Some(b' ' | b'\n' | b'\t'))
}

#[cfg(test)]
mod tests;
