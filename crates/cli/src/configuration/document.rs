//! `sekisho.toml` as it was written: every value with its line, and every fault with a caret.

use std::fmt::Write as _;
use std::ops::Range;

use anyhow::anyhow;
use sekisho_api::KubeVersion;
use sekisho_finding::{Severity, Waiver};
use sekisho_scan::find_check;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::{Key, Kind, keys};

/// A value that has passed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Given {
    Flag(bool),
    Number(u64),
    Text(String),
    Texts(Vec<String>),
    /// In the order of the file.
    Pairs(Vec<(String, Self)>),
}

/// A setting of the file: the keys to it, with dots between them, its value and its line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Setting {
    pub(crate) key: String,
    pub(crate) given: Given,
    pub(crate) line: u32,
}

/// The settings of a table that may come any number of times, and the line of its head.
#[derive(Clone, Debug, Default)]
pub(crate) struct Section {
    pub(crate) name: &'static str,
    pub(crate) line: u32,
    pub(crate) settings: Vec<Setting>,
}

impl Section {
    /// A setting by its key.
    pub(crate) fn get(&self, key: &str) -> Option<&Given> {
        self.settings.iter().find(|setting| setting.key == key).map(|setting| &setting.given)
    }

    /// A list of texts, if it is given.
    pub(crate) fn texts(&self, key: &str) -> Option<&[String]> {
        match self.get(key)? {
            Given::Texts(texts) => Some(texts),
            _ => None,
        }
    }

    /// A text, if it is given.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            Given::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// All of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Document {
    /// Outside of tables that may come any number of times.
    pub(crate) plain: Section,
    /// Tables that may come any number of times, in the order of the file.
    pub(crate) sections: Vec<Section>,
}

/// Something wrong with the file.
struct Fault {
    span: Range<usize>,
    message: String,
    help: Option<String>,
}

/// Reads the text of a file. All faults come together, each with its line.
pub(crate) fn read(name: &str, text: &str) -> anyhow::Result<Document> {
    let mut reader = Reader { text, faults: Vec::new(), document: Document::default() };
    match DeTable::parse(text) {
        Ok(table) => {
            let mut plain = Vec::new();
            reader.table(table.get_ref(), &keys(), "", &mut plain);
            reader.document.plain.settings = plain;
        }
        Err(error) => reader.faults.push(Fault {
            span: error.span().unwrap_or_default(),
            message: error.message().replace('\n', " "),
            help: None,
        }),
    }
    if reader.faults.is_empty() {
        return Ok(reader.document);
    }
    reader.faults.sort_by_key(|fault| fault.span.start);
    let faults: Vec<String> = reader.faults.iter().map(|fault| shown(name, text, fault)).collect();
    Err(anyhow!("`{name}` cannot be used\n{}", faults.join("\n")))
}

struct Reader<'t> {
    text: &'t str,
    faults: Vec<Fault>,
    document: Document,
}

impl Reader<'_> {
    fn fault(&mut self, span: Range<usize>, message: String, help: Option<String>) {
        self.faults.push(Fault { span, message, help });
    }

    fn line(&self, at: usize) -> u32 {
        let before = self.text.get(..at).unwrap_or_default();
        before.bytes().filter(|byte| *byte == b'\n').count() as u32 + 1
    }

    fn table(
        &mut self,
        table: &DeTable<'_>,
        keys: &[Key],
        prefix: &str,
        settings: &mut Vec<Setting>,
    ) {
        for (name, value) in table {
            let known = keys.iter().find(|key| key.name == name.get_ref());
            let Some(key) = known else {
                let names: Vec<&str> = keys.iter().map(|key| key.name).collect();
                let whole = format!("{prefix}{}", name.get_ref());
                let help = nearest(name.get_ref(), &names).map_or_else(
                    || format!("the keys here are {}", names.join(", ")),
                    |nearest| format!("did you mean `{nearest}`?"),
                );
                self.fault(name.span(), format!("`{whole}` is no key"), Some(help));
                continue;
            };
            let path = format!("{prefix}{}", key.name);
            match (&key.kind, value.get_ref()) {
                (Kind::Table(inner), DeValue::Table(table)) => {
                    self.table(table, inner, &format!("{path}."), settings);
                }
                (Kind::Tables(inner), DeValue::Array(array)) => {
                    for item in array {
                        self.section(key.name, item, inner);
                    }
                }
                (kind, _) => {
                    let line = self.line(name.span().start);
                    if let Some(given) = self.value(kind, value, &path) {
                        settings.push(Setting { key: path, given, line });
                    }
                }
            }
        }
    }

    fn section(&mut self, name: &'static str, item: &Spanned<DeValue<'_>>, keys: &[Key]) {
        let DeValue::Table(table) = item.get_ref() else {
            let help = Some(format!("write it as `[[{name}]]`"));
            return self.fault(item.span(), format!("`{name}` holds tables"), help);
        };
        let mut settings = Vec::new();
        self.table(table, keys, "", &mut settings);
        for key in keys.iter().filter(|key| key.is_required) {
            if !table.keys().any(|given| given.get_ref() == key.name) {
                let help = format!("as in `{} = {}`", key.name, key.example);
                let message = format!("`[[{name}]]` has no `{}`", key.name);
                self.fault(item.span(), message, Some(help));
            }
        }
        let line = self.line(item.span().start);
        self.document.sections.push(Section { name, line, settings });
    }

    /// A value of a sort; none if it is not of that sort, which is said.
    fn value(&mut self, kind: &Kind, value: &Spanned<DeValue<'_>>, key: &str) -> Option<Given> {
        let span = value.span();
        match (kind, value.get_ref()) {
            (Kind::Flag, DeValue::Boolean(flag)) => Some(Given::Flag(*flag)),
            (Kind::Number, DeValue::Integer(number)) => {
                let parsed = u64::from_str_radix(number.as_str(), number.radix()).ok();
                if parsed.is_none_or(|number| number > u64::from(u32::MAX)) {
                    let help = Some("give a whole number from 0 to 4294967295".to_owned());
                    self.fault(span, format!("`{key}` cannot be `{}`", number.as_str()), help);
                    return None;
                }
                parsed.map(Given::Number)
            }
            (Kind::Text, DeValue::String(text)) => Some(Given::Text(text.to_string())),
            (Kind::Version | Kind::Day | Kind::Check | Kind::OneOf(_), DeValue::String(text)) => {
                self.one(kind, text, span, key).then(|| Given::Text(text.to_string()))
            }
            // TOML has days of its own.
            (Kind::Day, DeValue::Datetime(day)) => {
                let day = day.to_string();
                self.one(kind, &day, span, key).then_some(Given::Text(day))
            }
            (Kind::Texts | Kind::Checks | Kind::ManyOf(_), DeValue::Array(items)) => {
                let mut texts = Vec::new();
                for item in items {
                    match item.get_ref() {
                        DeValue::String(text) if self.one(kind, text, item.span(), key) => {
                            texts.push(text.to_string());
                        }
                        DeValue::String(_) => {}
                        other => {
                            let found = sort(other);
                            let message = format!("`{key}` holds texts, and this is {found}");
                            self.fault(item.span(), message, None);
                        }
                    }
                }
                Some(Given::Texts(texts))
            }
            (Kind::Severities, DeValue::Table(table)) => {
                let names: Vec<&'static str> = Severity::ALL.iter().map(|it| it.name()).collect();
                let mut pairs = Vec::new();
                for (check, severity) in table {
                    let known = self.one(&Kind::Check, check.get_ref(), check.span(), key);
                    let path = format!("{key}.{}", check.get_ref());
                    let given = self.value(&Kind::OneOf(names.clone()), severity, &path);
                    pairs.extend(
                        given.filter(|_| known).map(|it| (check.get_ref().to_string(), it)),
                    );
                }
                Some(Given::Pairs(pairs))
            }
            (Kind::Worlds, DeValue::Table(table)) => {
                let mut pairs = Vec::new();
                for (name, globs) in table {
                    let path = format!("{key}.{}", name.get_ref());
                    let given = self.value(&Kind::Texts, globs, &path);
                    pairs.extend(given.map(|globs| (name.get_ref().to_string(), globs)));
                }
                Some(Given::Pairs(pairs))
            }
            (kind, other) => {
                let message = format!("`{key}` is {}, not {}", wanted(kind), sort(other));
                self.fault(span, message, None);
                None
            }
        }
    }

    /// Whether a text is one that a key takes; if not, that is said.
    fn one(&mut self, kind: &Kind, text: &str, span: Range<usize>, key: &str) -> bool {
        let (message, help) = match kind {
            Kind::OneOf(names) | Kind::ManyOf(names) if !names.contains(&text) => {
                let help = match nearest(text, names) {
                    Some(nearest) => format!("did you mean `{nearest}`?"),
                    None => format!("one of: {}", names.join(", ")),
                };
                (format!("`{key}` cannot be `{text}`"), help)
            }
            Kind::Check | Kind::Checks => match find_check(text) {
                Ok(_) => return true,
                Err(unknown) => {
                    let help = match unknown.nearest {
                        Some(nearest) => format!("did you mean `{nearest}`?"),
                        None => "`sekisho checks` lists them".to_owned(),
                    };
                    (unknown.to_string(), help)
                }
            },
            Kind::Day if !Waiver::is_day(text) => (
                format!("`{text}` is no day"),
                "write year, month and day, as in \"2027-03-31\"".to_owned(),
            ),
            Kind::Version => match crate::args::parse_kubernetes_version(text) {
                Ok(_) => return true,
                Err(message) => {
                    (message, format!("write it as \"1.{}\"", KubeVersion::NEWEST.minor()))
                }
            },
            _ => return true,
        };
        self.fault(span, message, Some(help));
        false
    }
}

fn wanted(kind: &Kind) -> String {
    match kind {
        Kind::Flag => "true or false".to_owned(),
        Kind::Number => "a whole number".to_owned(),
        Kind::Text | Kind::Version | Kind::Day | Kind::Check => "a text in quotes".to_owned(),
        Kind::OneOf(names) => format!("one of {} in quotes", names.join(", ")),
        Kind::Texts | Kind::Checks | Kind::ManyOf(_) => "a list of texts".to_owned(),
        Kind::Severities => "a table of checks and their severities".to_owned(),
        Kind::Worlds => "a table of worlds and their globs".to_owned(),
        Kind::Table(_) => "a table".to_owned(),
        Kind::Tables(_) => "a list of tables with two brackets around the name".to_owned(),
    }
}

fn sort(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a day or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// The name that differs least, if it differs little.
fn nearest<'n>(name: &str, names: &[&'n str]) -> Option<&'n str> {
    let (distance, nearest) =
        names.iter().map(|known| (strsim::damerau_levenshtein(name, known), *known)).min()?;
    (distance <= name.chars().count().div_ceil(3)).then_some(nearest)
}

/// A fault with its line and a caret below it.
fn shown(name: &str, text: &str, fault: &Fault) -> String {
    let start = fault.span.start.min(text.len());
    let before = text.get(..start).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    let number = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let line = text.get(line_start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let lead = text.get(line_start..start).unwrap_or_default();
    let column = lead.chars().count() + 1;
    let rest = line.get(lead.len()..).unwrap_or_default();
    let length =
        rest.get(..fault.span.len().min(rest.len())).unwrap_or(rest).chars().count().max(1);
    let blank: String = lead.chars().map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
    let gutter = " ".repeat(number.to_string().len());
    let line: String =
        line.chars().map(|c| if c == '\t' || !c.is_control() { c } else { ' ' }).collect();
    let mut shown = format!("{name}:{number}:{column}: {}\n", fault.message);
    let _ =
        write!(shown, "{gutter} |\n{number} | {line}\n{gutter} | {blank}{}", "^".repeat(length));
    if let Some(help) = &fault.help {
        let _ = write!(shown, "\n{gutter} = help: {help}");
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> String {
        read("sekisho.toml", text).unwrap_err().to_string()
    }

    #[test]
    fn a_misspelt_key_is_shown_with_a_caret_and_the_nearest_one() {
        let told = faults("# first\nfail_no = \"high\"\n");
        assert!(told.contains("sekisho.toml:2:1: `fail_no` is no key"), "{told}");
        assert!(told.contains("2 | fail_no = \"high\"\n  | ^^^^^^^\n"), "{told}");
        assert!(told.contains("did you mean `fail_on`?"), "{told}");
        let told = faults("[[waiver]]\ncheck = \"run-as-root\"\nresaon = \"x\"\n");
        assert!(told.contains("did you mean `reason`?"), "{told}");
    }

    #[test]
    fn wrong_sorts_and_values_are_told_together() {
        let told = faults(
            "strict = \"yes\"\nfail_on = \"hihg\"\ndisable = [\"privleged-container\", 3]\n\
             kubernetes_version = \"2.1\"\n[render]\ntimeout = -1\n[[waiver]]\nuntil = \"2027-02-30\"\n",
        );
        for part in [
            "`strict` is true or false, not a text",
            "did you mean `high`?",
            "did you mean `privileged-container`?",
            "`disable` holds texts, and this is a number",
            "sekisho.toml:4:22",
            "`render.timeout` cannot be `-1`",
            "`[[waiver]]` has no `check`",
            "`2027-02-30` is no day",
        ] {
            assert!(told.contains(part), "{part}: {told}");
        }
    }

    #[test]
    fn what_is_no_toml_is_told_with_its_line() {
        assert!(faults("a = [\n\nb").contains("sekisho.toml:"));
    }

    #[test]
    fn values_keep_their_lines() {
        let document = read(
            "sekisho.toml",
            "fail_on = 'low'\n[worlds]\nb = ['b/**']\na = ['a/**']\n[[waiver]]\ncheck = 'SK-1001'\nuntil = 2027-03-31\n",
        )
        .unwrap();
        let lines: Vec<(&str, u32)> =
            document.plain.settings.iter().map(|it| (it.key.as_str(), it.line)).collect();
        assert_eq!(lines, [("fail_on", 1), ("worlds", 2)]);
        let Some(Given::Pairs(worlds)) = document.plain.get("worlds") else { panic!("no worlds") };
        assert_eq!(worlds[0].0, "b");
        let [waiver] = &document.sections[..] else { panic!("{:?}", document.sections) };
        assert_eq!((waiver.line, waiver.text("until")), (5, Some("2027-03-31")));
    }
}
