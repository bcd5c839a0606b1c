use thiserror::Error;

/// Why nothing of a cluster could be read at all.
#[derive(Debug, Error)]
#[error("{message}")]
pub struct ConnectError {
    /// What is wrong, lower case.
    pub message: String,
    /// The next step.
    pub help: String,
}

impl ConnectError {
    pub(crate) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }
}

/// The messages of an error and all that it came from, outermost first, each told once.
pub(crate) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        next = cause.source();
    }
    // Some of kube's messages have line breaks and control characters of what they quote.
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
