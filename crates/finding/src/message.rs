use std::fmt::Display;

use crate::{Lang, Text};

/// The longest piece of the user's data that a message quotes, in characters.
const LONGEST: usize = 120;

/// A piece of the user's data inside a message, made safe to print.
///
/// INVARIANT: a secret value never enters one: [`Evidence::secret`] keeps its length only.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Evidence(String);

impl Evidence {
    /// Text from an object: control characters are taken out and long text is cut.
    pub fn new(text: impl Display) -> Self {
        let text = text.to_string();
        // Most texts are short and clean.
        if text.len() <= LONGEST && !text.contains(char::is_control) {
            return Self(text);
        }
        let clean = |c: char| if c.is_control() { '\u{fffd}' } else { c };
        let mut short: String = text.chars().take(LONGEST).map(clean).collect();
        if text.chars().nth(LONGEST).is_some() {
            short.push('…');
        }
        Self(short)
    }

    /// Text that is made by a rule and not copied from an object: cleaned, but never cut.
    pub fn whole(text: &str) -> Self {
        Self(text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect())
    }

    /// Lines that are made by a rule, such as a patch: cleaned, but never cut or joined.
    pub fn lines(text: &str) -> Self {
        let clean = |c: char| if c.is_control() && c != '\n' { '\u{fffd}' } else { c };
        Self(text.chars().map(clean).collect())
    }

    /// A value that must not be shown: only its length is kept.
    pub fn secret(value: &str) -> Self {
        Self(format!("‹{}›", value.chars().count()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<T: Display> From<T> for Evidence {
    fn from(text: T) -> Self {
        Self::new(text)
    }
}

/// A sentence with gaps, `container `{container}` is privileged`, and what fills them.
///
/// It renders in any language, so that a finding does not depend on the language of the report.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Message {
    template: Text,
    args: Vec<(&'static str, Evidence)>,
}

impl Message {
    /// A sentence without gaps.
    pub fn new(template: Text) -> Self {
        Self { template, args: Vec::new() }
    }

    /// A sentence that was made elsewhere, the same in every language; `{text}` is filled with it.
    pub fn verbatim(text: impl Into<String>) -> Self {
        const WHOLE: Text = Text { en: "{text}", ja: "{text}" };
        Self { template: WHOLE, args: vec![("text", Evidence(text.into()))] }
    }

    /// Fills the gap `{name}`.
    #[must_use]
    pub fn with(mut self, name: &'static str, evidence: impl Into<Evidence>) -> Self {
        self.args.reserve_exact(1);
        self.args.push((name, evidence.into()));
        self
    }

    /// What fills the gap `{name}`.
    pub fn arg(&self, name: &str) -> Option<&Evidence> {
        self.args.iter().find(|(known, _)| *known == name).map(|(_, evidence)| evidence)
    }

    /// The sentence in one language.
    pub fn render(&self, lang: Lang) -> String {
        let mut rest = self.template.get(lang);
        let mut text = String::with_capacity(rest.len() + 32);
        while let Some((before, after)) = rest.split_once('{') {
            text.push_str(before);
            match after.split_once('}') {
                Some((name, tail)) => {
                    match self.arg(name) {
                        Some(evidence) => text.push_str(evidence.as_str()),
                        None => {
                            text.push('{');
                            text.push_str(name);
                            text.push('}');
                        }
                    }
                    rest = tail;
                }
                None => {
                    text.push('{');
                    rest = after;
                }
            }
        }
        text.push_str(rest);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRIVILEGED: Text = Text {
        en: "container `{container}` is privileged",
        ja: "コンテナー `{container}` は特権付きです",
    };

    #[test]
    fn a_message_renders_in_each_language() {
        let message = Message::new(PRIVILEGED).with("container", "web");
        assert_eq!(message.render(Lang::En), "container `web` is privileged");
        assert_eq!(message.render(Lang::Ja), "コンテナー `web` は特権付きです");
    }

    #[test]
    fn evidence_is_cut_and_cleaned() {
        assert_eq!(Evidence::new("a\u{1b}[31mb").as_str(), "a\u{fffd}[31mb");
        assert_eq!(Evidence::new("x".repeat(500)).as_str().chars().count(), LONGEST + 1);
    }

    #[test]
    fn a_secret_keeps_its_length_only() {
        assert_eq!(Evidence::secret("hunter2").as_str(), "‹7›");
    }
}
