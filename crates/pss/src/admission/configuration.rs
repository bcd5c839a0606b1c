use std::fmt;

use sekisho_value::{Route, Step, Value};

use crate::policy::{Level, Mode, Policy, Version};

/// The plug-in's configuration: a `PodSecurityConfiguration`, read and found valid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Configuration {
    /// The policy of namespaces whose labels are silent; privileged where nothing is configured.
    pub defaults: Policy,
    /// What is not judged.
    pub exemptions: Exemptions,
}

/// What is not judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exemptions {
    /// Users, by name; groups and patterns are not possible.
    pub usernames: Vec<String>,
    /// Namespaces, by name.
    pub namespaces: Vec<String>,
    /// Runtime classes, by name.
    pub runtime_classes: Vec<String>,
}

/// Why a configuration cannot be used: the API server would not start with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigurationError {
    /// The place in the file.
    pub route: Route,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<&'static str>,
}

impl fmt::Display for ConfigurationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.route.is_root() {
            return f.write_str(&self.message);
        }
        write!(f, "{}: {}", self.route.field_path(), self.message)
    }
}

impl std::error::Error for ConfigurationError {}

const GROUP: &str = "pod-security.admission.config.k8s.io/";
const KIND: &str = "PodSecurityConfiguration";
const ADMISSION_KIND: &str = "AdmissionConfiguration";
const PLUGIN: &str = "PodSecurity";

impl Exemptions {
    /// Whether a namespace is not judged.
    pub fn has_namespace(&self, name: &str) -> bool {
        contains(&self.namespaces, name)
    }

    /// Whether what a user asks is not judged.
    pub fn has_user(&self, name: &str) -> bool {
        contains(&self.usernames, name)
    }

    /// Whether pods of a runtime class are not judged.
    pub fn has_runtime_class(&self, name: &str) -> bool {
        contains(&self.runtime_classes, name)
    }
}

fn contains(names: &[String], name: &str) -> bool {
    !name.is_empty() && names.iter().any(|known| known == name)
}

impl Configuration {
    /// Reads a `PodSecurityConfiguration` of `v1`, `v1beta1` or `v1alpha1`, alone or inside an
    /// `AdmissionConfiguration`, as strictly as the API server: unknown fields are errors.
    ///
    /// An `AdmissionConfiguration` that says nothing of the plug-in means its defaults.
    pub fn from_value(file: &Value) -> Result<Self, Vec<ConfigurationError>> {
        let mut reader = Reader { errors: Vec::new() };
        let configuration = reader.file(file);
        if reader.errors.is_empty() { Ok(configuration) } else { Err(reader.errors) }
    }
}

struct Reader {
    errors: Vec<ConfigurationError>,
}

impl Reader {
    fn error(&mut self, route: &Route, message: String, help: Option<&'static str>) {
        self.errors.push(ConfigurationError { route: route.clone(), message, help });
    }

    fn file(&mut self, file: &Value) -> Configuration {
        let root = Route::root();
        let (api_version, kind) = kind_of(file);
        match (api_version.split_once('/'), kind) {
            (Some(("apiserver.config.k8s.io", "v1" | "v1alpha1")), ADMISSION_KIND) => {
                self.plugins(file)
            }
            _ => self.configuration(file, &root),
        }
    }

    fn plugins(&mut self, file: &Value) -> Configuration {
        let plugins = file.items_at(&["plugins"]).iter().enumerate();
        let mut named = plugins.filter(|(_, plugin)| plugin.str_at(&["name"]) == Some(PLUGIN));
        let Some((index, plugin)) = named.next() else {
            return Configuration::default();
        };
        let route = Route::root().then("plugins").then(index);
        if let Some(configuration) = plugin.field("configuration") {
            return self.configuration(configuration, &route.then("configuration"));
        }
        if let Some(path) = plugin.str_at(&["path"]).filter(|path| !path.is_empty()) {
            self.error(
                &route.then("path"),
                format!("the configuration of the plug-in is in another file, `{path}`"),
                Some("give that file instead; its path is one on the API server's machine"),
            );
        }
        Configuration::default()
    }

    fn configuration(&mut self, value: &Value, route: &Route) -> Configuration {
        let (api_version, kind) = kind_of(value);
        let version = api_version.strip_prefix(GROUP);
        if kind != KIND || !matches!(version, Some("v1" | "v1beta1" | "v1alpha1")) {
            self.error(
                route,
                format!("`{api_version}` `{kind}` is no configuration of Pod Security admission"),
                Some(
                    "needed is a PodSecurityConfiguration of pod-security.admission.config.k8s.io/v1, \
                     alone or in an AdmissionConfiguration of apiserver.config.k8s.io/v1",
                ),
            );
            return Configuration::default();
        }
        self.only(value, route, &["apiVersion", "kind", "defaults", "exemptions"]);
        let exemptions = self.section(value, route, "exemptions");
        let exempt = route.then("exemptions");
        self.only(exemptions, &exempt, &["usernames", "namespaces", "runtimeClasses"]);
        Configuration {
            defaults: self.defaults(value, route),
            exemptions: Exemptions {
                usernames: self.names(exemptions, &exempt, "usernames", user_fault),
                namespaces: self.names(exemptions, &exempt, "namespaces", label_fault),
                runtime_classes: self.names(exemptions, &exempt, "runtimeClasses", subdomain_fault),
            },
        }
    }

    fn defaults(&mut self, value: &Value, route: &Route) -> Policy {
        let defaults = self.section(value, route, "defaults");
        let route = route.then("defaults");
        let names = Mode::ALL.map(|mode| [mode.name().to_owned(), format!("{mode}-version")]);
        let known: Vec<&str> = names.iter().flatten().map(String::as_str).collect();
        self.only(defaults, &route, &known);
        let mut policy = Policy::default();
        for (mode, [level, version]) in Mode::ALL.into_iter().zip(&names) {
            let target = policy.get_mut(mode);
            target.level = self.parsed(defaults, &route, level).unwrap_or(Level::Privileged);
            target.version = self.parsed(defaults, &route, version).unwrap_or(Version::Latest);
        }
        policy
    }

    /// A field that is absent or empty has its default.
    fn parsed<T>(&mut self, defaults: &Value, route: &Route, name: &str) -> Option<T>
    where
        T: std::str::FromStr<Err: fmt::Display>,
    {
        let route = route.then(name);
        let text = self.text(defaults.field(name)?, &route)?;
        if text.is_empty() {
            return None;
        }
        let parsed = text.parse();
        parsed.map_err(|why| self.error(&route, format!("`{text}` {why}"), None)).ok()
    }

    fn names(
        &mut self,
        section: &Value,
        route: &Route,
        list: &str,
        fault: fn(&str) -> Option<&'static str>,
    ) -> Vec<String> {
        let route = route.then(list);
        let Some(value) = section.field(list) else { return Vec::new() };
        if !matches!(value, Value::Seq(_)) {
            self.error(&route, format!("must be a list, not {}", a_type(value)), None);
        }
        let mut names: Vec<String> = Vec::new();
        for (index, item) in value.items().iter().enumerate() {
            let route = route.then(index);
            let Some(name) = self.text(item, &route) else { continue };
            if let Some(fault) = fault(name) {
                self.error(&route, format!("`{name}` {fault}"), None);
            } else if contains(&names, name) {
                self.error(&route, format!("`{name}` stands here twice"), None);
            } else {
                names.push(name.to_owned());
            }
        }
        names
    }

    fn text<'v>(&mut self, value: &'v Value, route: &Route) -> Option<&'v str> {
        let text = crate::view::element(value);
        if text.is_none() {
            self.error(route, format!("must be a text, not {}", a_type(value)), None);
        }
        text
    }

    fn section<'v>(&mut self, value: &'v Value, route: &Route, name: &str) -> &'v Value {
        const NULL: &Value = &Value::Null;
        let section = value.field(name).unwrap_or(NULL);
        if !section.is_null() && section.as_map().is_none() {
            let message = format!("must be a map, not {}", a_type(section));
            self.error(&route.then(name), message, None);
        }
        section
    }

    fn only(&mut self, value: &Value, route: &Route, known: &[&str]) {
        for (key, _) in value.entries().filter(|(key, _)| !known.contains(key)) {
            self.error(
                &route.then(Step::from(key)),
                format!("`{key}` is no field of it"),
                Some("the API server does not start with an unknown field in this file"),
            );
        }
    }
}

fn kind_of(value: &Value) -> (&str, &str) {
    let text = |name| value.str_at(&[name]).unwrap_or_default();
    (text("apiVersion"), text("kind"))
}

fn user_fault(name: &str) -> Option<&'static str> {
    name.is_empty().then_some("is no user name: it must not be empty")
}

fn label_fault(name: &str) -> Option<&'static str> {
    const FAULT: &str = "is no name of a namespace: at most 63 of a-z, 0-9 and `-`, \
                         beginning and ending with a letter or digit";
    (name.len() > 63 || !is_label(name)).then_some(FAULT)
}

fn subdomain_fault(name: &str) -> Option<&'static str> {
    const FAULT: &str = "is no name of a runtime class: at most 253 of a-z, 0-9, `-` and `.`, \
                         every part beginning and ending with a letter or digit";
    (name.len() > 253 || !name.split('.').all(is_label)).then_some(FAULT)
}

fn is_label(text: &str) -> bool {
    let is_end = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let bytes = text.as_bytes();
    bytes.first().is_some_and(is_end)
        && bytes.last().is_some_and(is_end)
        && bytes.iter().all(|b| is_end(b) || *b == b'-')
}

/// The type of a value with its article: `an integer`.
fn a_type(value: &Value) -> String {
    let name = value.type_name();
    let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    if value.is_null() { name.to_owned() } else { format!("{article} {name}") }
}
