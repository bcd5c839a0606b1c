//! A progress bar for long work, on standard error and only where that is a terminal.

use std::io::{self, IsTerminal as _};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sekisho_collect::Progress;
use sekisho_finding::Lang;

/// How often the line is drawn, per second.
const HERTZ: u8 = 10;

/// The files read of those found, and what is being rendered; of a cluster the kinds listed.
#[derive(Debug)]
pub(crate) struct Bar {
    bar: ProgressBar,
    rendering: &'static str,
}

impl Bar {
    pub(crate) fn new(lang: Lang) -> Self {
        let bar = if io::stderr().is_terminal() {
            ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(HERTZ))
        } else {
            ProgressBar::hidden()
        };
        let (reading, rendering) = match lang {
            Lang::En => ("reading", "rendering"),
            Lang::Ja => ("読み込み中", "レンダリング中"),
        };
        let template = format!("{{spinner}} {reading} {{pos}}/{{len}} {{wide_msg}}");
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style);
        }
        // A short run draws nothing: the first tick comes after it has ended.
        bar.enable_steady_tick(Duration::from_millis(250));
        Self { bar, rendering }
    }

    /// Takes the line away.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar {
    fn found(&self, files: u64) {
        self.bar.set_length(files);
    }

    fn read(&self, _bytes: u64) {
        self.bar.inc(1);
    }

    fn rendering(&self, folder: &str) {
        self.bar.set_message(format!("{} {folder}", self.rendering));
    }
}

impl sekisho_cluster::Progress for Bar {
    fn kinds(&self, count: u64) {
        self.bar.set_length(count);
    }

    fn objects(&self, kind: &str, _: u64) {
        self.bar.set_message(kind.to_owned());
    }

    fn listed(&self, _: &str) {
        self.bar.inc(1);
    }
}
