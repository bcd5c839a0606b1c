//! The JSON report: the contract for programs.
//!
//! The types of [`v1`] are what is promised; the model may change behind them, because every
//! conversion takes it apart field by field and stops compiling when a field comes or goes.

mod convert;
mod frameworks;
mod lines;
pub mod v1;

use std::cell::RefCell;
use std::io::{self, Write as _};

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use self::lines::Lines;
use crate::Report;

/// The JSON Schema (draft 2020-12) of the report.
pub fn schema() -> String {
    let schema = schemars::schema_for!(v1::Report<'static, Vec<v1::Finding<'static>>>);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

/// Bytes that are handed on at once.
const BUFFER: usize = 1 << 16;

pub(crate) fn write(report: &Report<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let findings = report
        .outcome
        .findings
        .iter()
        .zip(report.spots())
        .map(|(finding, spots)| convert::finding(finding, spots, report));
    let document = convert::report(report, Stream::new(findings));
    // Most of what is written are a few bytes: they go through a buffer whose type is known here.
    let mut out = io::BufWriter::with_capacity(BUFFER, out);
    let mut serializer = serde_json::Serializer::with_formatter(&mut out, Lines::default());
    document.serialize(&mut serializer)?;
    out.write_all(b"\n")?;
    out.flush()
}

/// A sequence that is made while it is written, so that a big report never stands in memory.
pub(crate) struct Stream<I>(RefCell<Option<I>>);

impl<I> Stream<I> {
    pub(crate) fn new(items: I) -> Self {
        Self(RefCell::new(Some(items)))
    }
}

impl<I> Serialize for Stream<I>
where
    I: Iterator,
    I::Item: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let items = self.0.borrow_mut().take();
        serializer.collect_seq(items.into_iter().flatten())
    }
}

impl<I> JsonSchema for Stream<I> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Stream".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Vec::<v1::Finding<'static>>::json_schema(generator)
    }
}
