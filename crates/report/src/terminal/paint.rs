use annotate_snippets::{Level, Renderer};
use anstyle::{AnsiColor, Style};
use sekisho_finding::{Lang, ProblemKind, Severity};

use crate::words;

/// Colours, or none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paint {
    on: bool,
}

impl Paint {
    pub(super) fn new(on: bool) -> Self {
        Self { on }
    }

    /// `text` in `style`, where colours are on.
    pub(super) fn styled(self, style: Style, text: &str) -> String {
        if self.on && !text.is_empty() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    /// A heading.
    pub(super) fn heading(self, text: &str) -> String {
        self.styled(Style::new().bold().underline(), text)
    }

    /// What matters.
    pub(super) fn strong(self, text: &str) -> String {
        self.styled(Style::new().bold(), text)
    }

    /// What matters less.
    pub(super) fn faint(self, text: &str) -> String {
        self.styled(Style::new().dimmed(), text)
    }

    /// Text about something of `severity`.
    pub(super) fn severity(self, severity: Severity, text: &str) -> String {
        self.styled(style(severity), text)
    }

    /// Draws snippets about something of `severity`.
    pub(super) fn renderer(self, severity: Severity, width: usize) -> Renderer {
        let renderer = if self.on {
            Renderer::styled()
                .error(style(severity))
                .context(AnsiColor::BrightBlue.on_default())
                .help(AnsiColor::Cyan.on_default().bold())
        } else {
            Renderer::plain()
        };
        renderer.term_width(width)
    }
}

/// The level of a group, under the severity's own name.
pub(super) fn level(severity: Severity, lang: Lang) -> Level<'static> {
    Level::ERROR.with_name(words::severity(severity, lang))
}

/// A problem weighs like a severe finding, what was not rendered like a lesser one.
pub(super) fn weight(kind: ProblemKind) -> Severity {
    match kind {
        ProblemKind::Note => Severity::Info,
        _ if kind.is_error() => Severity::High,
        _ => Severity::Medium,
    }
}

fn style(severity: Severity) -> Style {
    match severity {
        Severity::Critical => AnsiColor::BrightRed.on_default().bold(),
        Severity::High => AnsiColor::Red.on_default().bold(),
        Severity::Medium => AnsiColor::Yellow.on_default().bold(),
        Severity::Low => AnsiColor::Blue.on_default().bold(),
        Severity::Info => AnsiColor::Cyan.on_default().bold(),
    }
}
