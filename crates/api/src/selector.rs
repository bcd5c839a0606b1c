//! Label selectors, as objects write them and as text.

use std::fmt;

use sekisho_value::Value;

/// Which objects are meant, by their labels.
///
/// Absent and empty differ: an absent selector of the form with `matchLabels` selects nothing, an
/// empty one everything ([`LabelSelector::read`]). For plain maps, such as the selector of a Service,
/// both mean that nothing was asked ([`LabelSelector::read_map`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelSelector {
    /// All must hold; none at all if nothing is selected.
    requirements: Option<Vec<Requirement>>,
}

/// A condition on one label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    key: String,
    operator: Operator,
    values: Vec<String>,
}

/// What a [`Requirement`] asks of its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// The label is there and has one of the values.
    In,
    /// The label is absent or has none of the values.
    NotIn,
    /// The label is there.
    Exists,
    /// The label is absent.
    DoesNotExist,
    /// The label is a whole number above the value; in text and node selectors only.
    GreaterThan,
    /// The label is a whole number below the value; in text and node selectors only.
    LessThan,
}

/// Why a selector cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSelector {
    /// The selector or a part of it has another type.
    #[error("`{part}` of the selector is a {found}, not a {expected}")]
    WrongType {
        /// The field.
        part: &'static str,
        /// What stands there.
        found: &'static str,
        /// What must stand there.
        expected: &'static str,
    },
    /// The operator is unknown.
    #[error("`{operator}` is not a valid label selector operator")]
    Operator {
        /// The operator as given.
        operator: String,
    },
    /// The operator needs values and has none, or has values and takes none.
    #[error("the operator of `{key}` {need}")]
    Values {
        /// The label.
        key: String,
        /// What is wrong.
        need: &'static str,
    },
    /// A text is not a label's name.
    #[error("`{key}` is not a label name")]
    Key {
        /// The name as given.
        key: String,
    },
    /// A text is not a label's value.
    #[error("`{value}` is not a label value")]
    Value {
        /// The value as given.
        value: String,
    },
    /// The text form breaks off or has something unexpected in it.
    #[error("unexpected `{found}` in the selector")]
    Syntax {
        /// What stands there; empty at the end.
        found: String,
    },
}

impl InvalidSelector {
    /// What to write instead.
    pub fn help(&self) -> &'static str {
        match self {
            Self::WrongType { .. } => {
                "write `matchLabels` as a map and `matchExpressions` as a list"
            }
            Self::Operator { .. } => "the operators are In, NotIn, Exists and DoesNotExist",
            Self::Values { .. } => "In and NotIn take values, Exists and DoesNotExist take none",
            Self::Key { .. } => {
                "a name has up to 63 letters, digits, `-`, `_` and `.`, with an optional DNS prefix and `/`"
            }
            Self::Value { .. } => {
                "a value has up to 63 letters, digits, `-`, `_` and `.`, or is empty"
            }
            Self::Syntax { .. } => {
                "write `a=b`, `a!=b`, `a in (b,c)`, `a notin (b)`, `a` or `!a`, with commas between"
            }
        }
    }
}

impl LabelSelector {
    /// Selects every object.
    pub fn everything() -> Self {
        Self { requirements: Some(Vec::new()) }
    }

    /// Selects no object.
    pub fn nothing() -> Self {
        Self { requirements: None }
    }

    /// Reads the form with `matchLabels` and `matchExpressions`. None and null select nothing.
    pub fn read(selector: Option<&Value>) -> Result<Self, InvalidSelector> {
        let Some(selector) = selector.filter(|value| !value.is_null()) else {
            return Ok(Self::nothing());
        };
        expect_map("selector", selector)?;
        let mut requirements = Vec::new();
        if let Some(labels) = selector.field("matchLabels") {
            requirements.extend(equalities("matchLabels", labels)?);
        }
        if let Some(expressions) = selector.field("matchExpressions") {
            let Value::Seq(expressions) = expressions else {
                return Err(wrong_type("matchExpressions", expressions, "list"));
            };
            for expression in expressions {
                requirements.push(read_expression(expression)?);
            }
        }
        Ok(Self { requirements: Some(requirements) })
    }

    /// Reads a plain map, such as the selector of a Service. None, null and an empty map select
    /// everything; what an absent selector means is for the object that has it to say.
    pub fn read_map(labels: Option<&Value>) -> Result<Self, InvalidSelector> {
        let Some(labels) = labels.filter(|value| !value.is_null()) else {
            return Ok(Self::everything());
        };
        Ok(Self { requirements: Some(equalities("selector", labels)?) })
    }

    /// Reads the text form of kubectl and of URLs: `app=web,tier in (a, b),!canary`. Empty text
    /// selects everything.
    pub fn parse(text: &str) -> Result<Self, InvalidSelector> {
        Ok(Self { requirements: Some(Parser::new(text).requirements()?) })
    }

    /// The conditions; none if nothing is selected.
    pub fn requirements(&self) -> Option<&[Requirement]> {
        self.requirements.as_deref()
    }

    /// Whether every object is selected.
    pub fn is_everything(&self) -> bool {
        self.requirements.as_ref().is_some_and(Vec::is_empty)
    }

    /// Whether no object can be selected.
    pub fn is_nothing(&self) -> bool {
        self.requirements.is_none()
    }

    /// Whether an object with `labels`, the value of its `metadata.labels`, is selected.
    pub fn matches(&self, labels: Option<&Value>) -> bool {
        let Some(requirements) = &self.requirements else { return false };
        requirements.iter().all(|requirement| requirement.matches(labels))
    }
}

impl Requirement {
    /// The name of the label.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What is asked of it.
    pub fn operator(&self) -> Operator {
        self.operator
    }

    /// The values it is compared with, in the order given.
    pub fn values(&self) -> &[String] {
        &self.values
    }

    /// Whether `labels` fulfil this.
    pub fn matches(&self, labels: Option<&Value>) -> bool {
        // A label of null is the empty text for the API server.
        let label = labels.and_then(|labels| labels.get(&self.key));
        let text = label.map(|label| label.as_str().unwrap_or(""));
        let number = |text: &str| text.parse::<i64>().ok();
        let bound = || self.values.first().and_then(|value| number(value));
        match self.operator {
            Operator::In => text.is_some_and(|text| self.has(text)),
            Operator::NotIn => !text.is_some_and(|text| self.has(text)),
            Operator::Exists => text.is_some(),
            Operator::DoesNotExist => text.is_none(),
            Operator::GreaterThan => text.and_then(number).zip(bound()).is_some_and(|(a, b)| a > b),
            Operator::LessThan => text.and_then(number).zip(bound()).is_some_and(|(a, b)| a < b),
        }
    }

    fn has(&self, text: &str) -> bool {
        self.values.iter().any(|value| value == text)
    }

    fn checked(
        key: &str,
        operator: Operator,
        values: Vec<String>,
    ) -> Result<Self, InvalidSelector> {
        if !is_label_name(key) {
            return Err(InvalidSelector::Key { key: key.to_owned() });
        }
        let need = match (operator, values.len()) {
            (Operator::In | Operator::NotIn, 0) => Some("needs values"),
            (Operator::Exists | Operator::DoesNotExist, 1..) => Some("takes no values"),
            (Operator::GreaterThan | Operator::LessThan, 1) => {
                let is_number = values.iter().all(|value| value.parse::<i64>().is_ok());
                (!is_number).then_some("needs a whole number")
            }
            (Operator::GreaterThan | Operator::LessThan, _) => Some("needs one value"),
            _ => None,
        };
        if let Some(need) = need {
            return Err(InvalidSelector::Values { key: key.to_owned(), need });
        }
        if let Some(value) = values.iter().find(|value| !is_label_value(value)) {
            return Err(InvalidSelector::Value { value: value.clone() });
        }
        Ok(Self { key: key.to_owned(), operator, values })
    }
}

fn wrong_type(part: &'static str, found: &Value, expected: &'static str) -> InvalidSelector {
    InvalidSelector::WrongType { part, found: found.type_name(), expected }
}

fn expect_map(part: &'static str, value: &Value) -> Result<(), InvalidSelector> {
    if value.as_map().is_some() { Ok(()) } else { Err(wrong_type(part, value, "map")) }
}

fn equalities(part: &'static str, labels: &Value) -> Result<Vec<Requirement>, InvalidSelector> {
    expect_map(part, labels)?;
    labels
        .entries()
        .map(|(key, value)| {
            let value = match value {
                Value::Null => "",
                Value::String(text) => text,
                other => return Err(wrong_type(part, other, "string")),
            };
            Requirement::checked(key, Operator::In, vec![value.to_owned()])
        })
        .collect()
}

fn read_expression(expression: &Value) -> Result<Requirement, InvalidSelector> {
    expect_map("matchExpressions", expression)?;
    let operator = match expression.field("operator").and_then(Value::as_str).unwrap_or("") {
        "In" => Operator::In,
        "NotIn" => Operator::NotIn,
        "Exists" => Operator::Exists,
        "DoesNotExist" => Operator::DoesNotExist,
        other => return Err(InvalidSelector::Operator { operator: other.to_owned() }),
    };
    let key = expression.field("key").and_then(Value::as_str).unwrap_or("");
    let values = expression.items_at(&["values"]).iter();
    let values = values.map(|value| value.as_str().unwrap_or("").to_owned()).collect();
    Requirement::checked(key, operator, values)
}

/// Whether `name` can be the name of a label: up to 63 characters, with an optional DNS prefix.
pub fn is_label_name(name: &str) -> bool {
    match name.split_once('/') {
        Some((prefix, name)) => {
            is_dns_subdomain(prefix) && !name.is_empty() && is_label_value(name)
        }
        None => !name.is_empty() && is_label_value(name),
    }
}

/// Whether `value` can be the value of a label: empty, or up to 63 letters, digits, `-`, `_` and `.`
/// with a letter or digit at both ends.
pub fn is_label_value(value: &str) -> bool {
    value.is_empty()
        || (value.len() <= 63
            && value.starts_with(|c: char| c.is_ascii_alphanumeric())
            && value.ends_with(|c: char| c.is_ascii_alphanumeric())
            && value.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')))
}

fn is_dns_subdomain(name: &str) -> bool {
    let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    !name.is_empty()
        && name.len() <= 253
        && name.split('.').all(|label| {
            label.starts_with(is_word)
                && label.ends_with(is_word)
                && label.chars().all(|c| is_word(c) || c == '-')
        })
}

impl fmt::Display for LabelSelector {
    /// The text form, as kubectl prints it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, requirement) in self.requirements.iter().flatten().enumerate() {
            if index > 0 {
                f.write_str(",")?;
            }
            requirement.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = &self.key;
        let one = self.values.first().map_or("", String::as_str);
        match (self.operator, self.values.len()) {
            (Operator::In, 1) => write!(f, "{key}={one}"),
            (Operator::NotIn, 1) => write!(f, "{key}!={one}"),
            (Operator::In, _) => write!(f, "{key} in ({})", self.values.join(",")),
            (Operator::NotIn, _) => write!(f, "{key} notin ({})", self.values.join(",")),
            (Operator::Exists, _) => f.write_str(key),
            (Operator::DoesNotExist, _) => write!(f, "!{key}"),
            (Operator::GreaterThan, _) => write!(f, "{key}>{one}"),
            (Operator::LessThan, _) => write!(f, "{key}<{one}"),
        }
    }
}

/// Reads the text form: words, and the signs `! = == != < > ( ) ,`.
struct Parser<'t> {
    tokens: std::iter::Peekable<std::vec::IntoIter<&'t str>>,
}

const SIGNS: [&str; 9] = ["==", "!=", "=", "!", "<", ">", "(", ")", ","];

impl<'t> Parser<'t> {
    fn new(text: &'t str) -> Self {
        let mut tokens = Vec::new();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let sign = SIGNS.iter().find(|sign| rest.starts_with(**sign)).map(|sign| sign.len());
            let is_end = |c: char| c.is_whitespace() || "=!<>(),".contains(c);
            let length = sign.unwrap_or_else(|| rest.find(is_end).unwrap_or(rest.len()));
            let (token, tail) = rest.split_at_checked(length).unwrap_or((rest, ""));
            tokens.push(token);
            rest = tail.trim_start();
        }
        Self { tokens: tokens.into_iter().peekable() }
    }

    fn requirements(mut self) -> Result<Vec<Requirement>, InvalidSelector> {
        let mut requirements = Vec::new();
        if self.tokens.peek().is_none() {
            return Ok(requirements);
        }
        loop {
            requirements.push(self.requirement()?);
            match self.tokens.next() {
                None => return Ok(requirements),
                Some(",") => {}
                Some(found) => return Err(unexpected(Some(found))),
            }
        }
    }

    fn requirement(&mut self) -> Result<Requirement, InvalidSelector> {
        if self.tokens.next_if_eq(&"!").is_some() {
            let key = self.word()?;
            return Requirement::checked(key, Operator::DoesNotExist, Vec::new());
        }
        let key = self.word()?;
        let operator = match self.tokens.peek().copied() {
            None | Some(",") => return Requirement::checked(key, Operator::Exists, Vec::new()),
            Some("=" | "==" | "in") => Operator::In,
            Some("!=" | "notin") => Operator::NotIn,
            Some(">") => Operator::GreaterThan,
            Some("<") => Operator::LessThan,
            found => return Err(unexpected(found)),
        };
        let sign = self.tokens.next();
        let values = match sign {
            Some("in" | "notin") => self.values()?,
            _ => vec![self.value().to_owned()],
        };
        Requirement::checked(key, operator, values)
    }

    fn word(&mut self) -> Result<&'t str, InvalidSelector> {
        match self.tokens.next() {
            Some(token) if !SIGNS.contains(&token) => Ok(token),
            found => Err(unexpected(found)),
        }
    }

    /// A value, empty where the next sign follows at once: `a=`, `in (,b)`.
    fn value(&mut self) -> &'t str {
        self.tokens.next_if(|token| !SIGNS.contains(token)).unwrap_or("")
    }

    fn values(&mut self) -> Result<Vec<String>, InvalidSelector> {
        match self.tokens.next() {
            Some("(") => {}
            found => return Err(unexpected(found)),
        }
        let mut values: Vec<String> = Vec::new();
        loop {
            let value = self.value();
            if !values.iter().any(|known| known == value) {
                values.push(value.to_owned());
            }
            match self.tokens.next() {
                Some(",") => {}
                Some(")") => break,
                found => return Err(unexpected(found)),
            }
        }
        values.sort();
        Ok(values)
    }
}

fn unexpected(found: Option<&str>) -> InvalidSelector {
    InvalidSelector::Syntax { found: found.unwrap_or("").to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(json: &str) -> Value {
        serde_json::from_str(json).unwrap()
    }

    fn selects(selector: &str, labels: &str) -> bool {
        LabelSelector::read(Some(&value(selector))).unwrap().matches(Some(&value(labels)))
    }

    #[test]
    fn absent_selects_nothing_and_empty_everything() {
        assert!(!LabelSelector::read(None).unwrap().matches(None));
        assert!(LabelSelector::read(Some(&Value::Null)).unwrap().is_nothing());
        assert!(selects("{}", "{}"));
        assert!(LabelSelector::read(Some(&Value::map())).unwrap().matches(None));
        assert!(
            LabelSelector::read(Some(&value(r#"{"matchLabels":{}}"#))).unwrap().is_everything()
        );
        assert!(LabelSelector::read_map(None).unwrap().is_everything());
    }

    #[test]
    fn requirements_are_all_needed() {
        let selector = r#"{"matchLabels":{"app":"web"},"matchExpressions":[
            {"key":"tier","operator":"NotIn","values":["db"]},
            {"key":"env","operator":"Exists"}]}"#;
        assert!(selects(selector, r#"{"app":"web","env":""}"#));
        assert!(selects(selector, r#"{"app":"web","env":null,"tier":"x"}"#));
        assert!(!selects(selector, r#"{"app":"web"}"#));
        assert!(!selects(selector, r#"{"app":"web","env":"","tier":"db"}"#));
        let absent = r#"{"matchExpressions":[{"key":"a","operator":"DoesNotExist"}]}"#;
        assert!(selects(absent, "{}"));
        assert!(!selects(absent, r#"{"a":""}"#));
    }

    #[test]
    fn bad_selectors_are_refused() {
        for selector in [
            "[]",
            r#"{"matchLabels":[]}"#,
            r#"{"matchLabels":{"a":1}}"#,
            r#"{"matchLabels":{"a b":"c"}}"#,
            r#"{"matchLabels":{"a":"-"}}"#,
            r#"{"matchExpressions":[{"key":"a","operator":"in","values":["b"]}]}"#,
            r#"{"matchExpressions":[{"key":"a","operator":"In"}]}"#,
            r#"{"matchExpressions":[{"key":"a","operator":"Exists","values":["b"]}]}"#,
            r#"{"matchExpressions":[{"key":"a","operator":"Gt","values":["1"]}]}"#,
        ] {
            assert!(LabelSelector::read(Some(&value(selector))).is_err(), "{selector}");
        }
    }

    #[test]
    fn text_reads_as_kubectl_reads_it() {
        let matches = |text: &str, labels: &str| {
            LabelSelector::parse(text).unwrap().matches(Some(&value(labels)))
        };
        assert!(matches("", "{}"));
        assert!(matches("a=b", r#"{"a":"b"}"#));
        assert!(matches("a == b , c", r#"{"a":"b","c":"d"}"#));
        assert!(matches("a!=b", "{}"));
        assert!(matches("a in (b, c)", r#"{"a":"c"}"#));
        assert!(matches("a notin (b,c)", r#"{"a":"d"}"#));
        assert!(matches("!a", "{}"));
        assert!(matches("a>5,a<10", r#"{"a":"7"}"#));
        assert!(!matches("a>5", r#"{"a":"x"}"#));
        assert!(matches("a=", r#"{"a":""}"#));
        assert!(matches("a in (,b)", r#"{"a":""}"#));
        for text in ["a=b=c", "a in b", "a in (b", ",", "a,,b", "a b", "a>x", "=b", "!", "a,"] {
            assert!(LabelSelector::parse(text).is_err(), "{text}");
        }
        let text = "a=b,c in (d,e),!f,g,h!=i,j>1";
        assert_eq!(LabelSelector::parse(text).unwrap().to_string(), text);
    }
}
