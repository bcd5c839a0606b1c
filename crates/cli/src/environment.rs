//! What the command line knows of the machine it runs on: terminal, locale, clock.

use std::io::{self, IsTerminal as _, Write};

use anstream::ColorChoice;
use sekisho_finding::{Lang, Problem};

use crate::args::{Cli, Color};

/// Read once at the start; nothing else asks the machine.
#[derive(Debug)]
pub(crate) struct Environment {
    /// The language of messages.
    pub(crate) lang: Lang,
    /// Whether what goes to standard output is coloured.
    pub(crate) color: bool,
    /// Whether standard output is a terminal, which control characters must not reach.
    pub(crate) terminal: bool,
    /// Columns of the terminal.
    pub(crate) width: usize,
    /// Today in the local time zone, `2026-11-22`.
    pub(crate) today: String,
    /// Now, `2026-11-22T08:40:13Z`.
    pub(crate) now: String,
}

/// Columns where standard output is no terminal.
const COLUMNS: usize = 100;

impl Environment {
    pub(crate) fn new(cli: &Cli) -> Self {
        let lang = cli.lang.unwrap_or_else(|| {
            let variable =
                |name| std::env::var_os(name)?.into_string().ok().filter(|s| !s.is_empty());
            let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(variable);
            lang_of(locale.as_deref().unwrap_or_default())
        });
        let color = match cli.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => anstream::AutoStream::choice(&io::stdout()) != ColorChoice::Never,
        };
        let width = terminal_size::terminal_size().map_or(COLUMNS, |(width, _)| width.0.into());
        let terminal = io::stdout().is_terminal();
        let width = if terminal { width } else { COLUMNS };
        let now = jiff::Zoned::now();
        let today = now.strftime("%F").to_string();
        let now = now.timestamp().strftime("%FT%TZ").to_string();
        Self { lang, color, terminal, width, today, now }
    }

    /// A style for standard output; plain where that is not coloured.
    pub(crate) fn style(&self, style: anstyle::Style) -> anstyle::Style {
        if self.color { style } else { anstyle::Style::new() }
    }

    /// The word before a problem's message.
    pub(crate) fn problem_word(&self, problem: &Problem) -> &'static str {
        match (problem.kind.is_error(), self.lang) {
            (true, Lang::En) => "error",
            (true, Lang::Ja) => "エラー",
            (false, Lang::En) => "warning",
            (false, Lang::Ja) => "警告",
        }
    }
}

/// Standard output, buffered.
pub(crate) fn stdout() -> impl Write {
    io::BufWriter::with_capacity(1 << 16, io::stdout().lock())
}

/// Says on standard error what went wrong and why.
pub(crate) fn complain(error: &anyhow::Error) {
    let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
    // Nothing is left to do if standard error is closed as well.
    let _ = writeln!(io::stderr(), "sekisho: {}", causes.join(": "));
}

fn lang_of(locale: &str) -> Lang {
    if locale == "ja" || locale.starts_with("ja_") || locale.starts_with("ja.") {
        Lang::Ja
    } else {
        Lang::En
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locale_names_the_language() {
        assert_eq!(lang_of("ja_JP.UTF-8"), Lang::Ja);
        assert_eq!(lang_of("C.UTF-8"), Lang::En);
        assert_eq!(lang_of("java"), Lang::En);
        assert_eq!(lang_of(""), Lang::En);
    }
}
