use std::borrow::Cow;

use sekisho_api::KubeVersion;
use sekisho_value::{Route, Value};

use crate::setting::{Fallback, Setting, api_server};
use crate::{Component, Flags, admission_plugin, kubeadm, parse_bool};

/// What a component's settings come to, from all that is visible of them.
///
/// Flags go before the configuration file, the file before what kubeadm writes by itself, and that
/// before the defaults; settings say where it is otherwise.
#[derive(Clone, Debug)]
pub struct Effective<'a> {
    flags: Cow<'a, Flags>,
    file: Option<&'a Value>,
    by_kubeadm: bool,
    version: KubeVersion,
}

/// A value and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A flag; the route leads to its word, as [`Flag::route`](crate::Flag::route) does.
    Flag(Route),
    /// The configuration file; the route leads into it.
    File(Route),
    /// kubeadm writes it by itself.
    Kubeadm,
    /// Nobody says.
    Default,
}

/// What is known of a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer<T> {
    /// It is this.
    Known(Found<T>),
    /// It is not set, and nothing takes its place.
    Unset,
    /// It cannot be told.
    Unknown(Unknown),
}

/// Why a setting cannot be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// A configuration file that is not visible may set it: the flag that names the file.
    File(&'static str),
    /// A variable stands in its value: the place.
    Variable(Route),
    /// The value is not of the type that the setting has: the place.
    Malformed(Origin),
}

impl<'a> Effective<'a> {
    /// What a component comes to that is started with flags.
    pub fn of_flags(flags: &'a Flags, version: KubeVersion) -> Self {
        Self { flags: Cow::Borrowed(flags), file: None, by_kubeadm: false, version }
    }

    /// What a component comes to that is started with flags which nobody else needs.
    pub fn started_with(flags: Flags, version: KubeVersion) -> Self {
        Self { flags: Cow::Owned(flags), file: None, by_kubeadm: false, version }
    }

    /// What a component comes to that reads a configuration file, if no flag goes before it.
    pub fn of_file(component: Component, file: &'a Value, version: KubeVersion) -> Self {
        let flags = Cow::Owned(Flags::none(component));
        Self { flags, file: Some(file), by_kubeadm: false, version }
    }

    /// Adds the configuration file that the component reads.
    #[must_use]
    pub fn with_file(mut self, file: &'a Value) -> Self {
        self.file = Some(file);
        self
    }

    /// Says that the flags are those which a kubeadm configuration adds to kubeadm's own.
    #[must_use]
    pub fn by_kubeadm(mut self) -> Self {
        self.by_kubeadm = true;
        self
    }

    /// Which component.
    pub fn component(&self) -> Component {
        self.flags.component()
    }

    /// A setting as text; of a flag that is given several times, the last.
    pub fn text(&self, setting: &Setting) -> Answer<String> {
        let flag = if setting.yields_to_file && self.uses_file() {
            None
        } else {
            self.flags.get(setting.flag)
        };
        if let Some(flag) = flag {
            if flag.has_variable() {
                return Answer::Unknown(Unknown::Variable(flag.route.clone()));
            }
            return known(flag.text(), Origin::Flag(flag.route.clone()));
        }
        if let Some(unseen) = self.unseen_file(setting) {
            return Answer::Unknown(Unknown::File(unseen));
        }
        if let Some(value) = self.file.and_then(|file| in_file(file, setting)) {
            let origin = Origin::File(Route::keys(setting.file.iter().copied()));
            return match text_of(value) {
                Some(text) => known(&text, origin),
                None => Answer::Unknown(Unknown::Malformed(origin)),
            };
        }
        self.by_itself(setting)
    }

    /// A setting that is true or false.
    pub fn boolean(&self, setting: &Setting) -> Answer<bool> {
        self.text(setting).read(|text| parse_bool(text))
    }

    /// A setting that is a whole number.
    pub fn number(&self, setting: &Setting) -> Answer<i64> {
        self.text(setting).read(|text| text.trim().parse().ok())
    }

    /// A setting that is a list, in its order: over all times that its flag is given, else from the
    /// file, else as kubeadm or the default has it. The origin is that of the last part.
    pub fn list(&self, setting: &Setting) -> Answer<Vec<String>> {
        if let Some(last) = self.flags.get(setting.flag) {
            if let Some(flag) = self.flags.all(setting.flag).find(|flag| flag.has_variable()) {
                return Answer::Unknown(Unknown::Variable(flag.route.clone()));
            }
            let values = self.flags.list(setting.flag).map(|(value, _)| value.to_owned());
            let origin = Origin::Flag(last.route.clone());
            return Answer::Known(Found { value: values.collect(), origin });
        }
        self.text(setting).read(|text| {
            let values = text.split(',').map(str::trim).filter(|value| !value.is_empty());
            Some(values.map(str::to_owned).collect())
        })
    }

    /// Whether an admission plugin of the API server is on: because it is enabled, or because it is
    /// on by default and not disabled. A plugin that is both enabled and disabled is on; the server
    /// refuses to start with it.
    ///
    /// The old flag `--admission-control` names exactly the plugins that run; the server does not take
    /// the others beside it.
    pub fn admission_plugin(&self, plugin: &str) -> Answer<bool> {
        match self.list(&api_server::ADMISSION_CONTROL) {
            Answer::Known(Found { value, origin }) => {
                let value = value.iter().any(|name| name == plugin);
                return Answer::Known(Found { value, origin });
            }
            Answer::Unknown(why) => return Answer::Unknown(why),
            Answer::Unset => {}
        }
        let enabled = match self.list(&api_server::ENABLE_ADMISSION_PLUGINS) {
            Answer::Known(found) => Some(found),
            Answer::Unset => None,
            Answer::Unknown(why) => return Answer::Unknown(why),
        };
        if let Some(found) = &enabled
            && found.value.iter().any(|name| name == plugin)
        {
            return Answer::Known(Found { value: true, origin: found.origin.clone() });
        }
        match self.list(&api_server::DISABLE_ADMISSION_PLUGINS) {
            Answer::Known(found) if found.value.iter().any(|name| name == plugin) => {
                Answer::Known(Found { value: false, origin: found.origin })
            }
            Answer::Unknown(why) => Answer::Unknown(why),
            _ => {
                let known = admission_plugin(plugin);
                let value = known.is_some_and(|it| it.is_on_by_default(self.version));
                Answer::Known(Found { value, origin: Origin::Default })
            }
        }
    }

    /// A feature gate that is switched; none where the version's default counts. The kubelet's file
    /// has gates too, and flags go before it.
    pub fn feature_gate(&self, gate: &str) -> Option<Found<bool>> {
        if let Some((value, flag)) = self.flags.feature_gate(gate) {
            return Some(Found { value, origin: Origin::Flag(flag.route.clone()) });
        }
        let value = self.file?.bool_at(&["featureGates", gate])?;
        let route = Route::keys(["featureGates", gate]);
        Some(Found { value, origin: Origin::File(route) })
    }

    /// Every feature gate that is switched, each as it counts, with its place: those of the flag, then
    /// those that only the file has. A gate whose value is no boolean has none.
    pub fn feature_gates(&self) -> Vec<(String, Option<bool>, Origin)> {
        let mut gates: Vec<(String, Option<bool>, Origin)> = Vec::new();
        for (pair, flag) in self.flags.list("feature-gates") {
            let (name, value) = pair.split_once('=').unwrap_or((pair, "true"));
            let value = parse_bool(value.trim());
            let name = name.trim();
            gates.retain(|(known, _, _)| known != name);
            gates.push((name.to_owned(), value, Origin::Flag(flag.route.clone())));
        }
        let of_file = self.file.and_then(|file| file.get("featureGates"));
        for (name, value) in of_file.into_iter().flat_map(Value::entries) {
            if gates.iter().all(|(known, _, _)| known != name) {
                let route = Route::keys(["featureGates", name]);
                gates.push((name.to_owned(), value.as_bool(), Origin::File(route)));
            }
        }
        gates
    }

    /// The flags that it is started with.
    pub fn flags(&self) -> &Flags {
        &self.flags
    }

    /// The version that it is of.
    pub fn version(&self) -> KubeVersion {
        self.version
    }

    /// Whether the component reads a configuration file, visible or not.
    fn uses_file(&self) -> bool {
        self.file.is_some() || self.names_file()
    }

    fn names_file(&self) -> bool {
        self.flags.get("config").is_some_and(|flag| !flag.text().is_empty())
            || self.by_kubeadm && kubeadm::written(self.component(), "config").is_some()
    }

    /// The flag that names a file which is not visible and may have the setting.
    fn unseen_file(&self, setting: &Setting) -> Option<&'static str> {
        let is_given = |name| self.flags.get(name).is_some_and(|flag| !flag.text().is_empty());
        if let Some(other) = setting.replaced_by
            && is_given(other)
        {
            return Some(other);
        }
        if setting.file.is_empty() {
            return None;
        }
        // Files of that folder are laid over the configuration file.
        if self.component() == Component::Kubelet && is_given("config-dir") {
            return Some("config-dir");
        }
        (self.file.is_none() && self.names_file()).then_some("config")
    }

    fn by_itself(&self, setting: &Setting) -> Answer<String> {
        if self.by_kubeadm
            && let Some(text) = kubeadm::written(setting.component, setting.flag)
        {
            return known(text, Origin::Kubeadm);
        }
        match setting.default {
            Fallback::Unset => Answer::Unset,
            Fallback::Is(text) => known(text, Origin::Default),
            Fallback::Differs { file, .. } if self.uses_file() => known(file, Origin::Default),
            Fallback::Differs { flags, .. } => known(flags, Origin::Default),
        }
    }
}

impl<T> Answer<T> {
    /// The value, if it is known.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Known(found) => Some(&found.value),
            Self::Unset | Self::Unknown(_) => None,
        }
    }

    fn read<U>(self, read: impl FnOnce(&T) -> Option<U>) -> Answer<U> {
        match self {
            Self::Known(Found { value, origin }) => match read(&value) {
                Some(value) => Answer::Known(Found { value, origin }),
                None => Answer::Unknown(Unknown::Malformed(origin)),
            },
            Self::Unset => Answer::Unset,
            Self::Unknown(why) => Answer::Unknown(why),
        }
    }
}

/// The value of a setting in the file. The API server's type decides what counts as absent: null,
/// and for texts the empty one.
fn in_file<'v>(file: &'v Value, setting: &Setting) -> Option<&'v Value> {
    if setting.file.is_empty() {
        return None;
    }
    let value = file.at(setting.file)?;
    let is_default = match value {
        Value::String(text) => text.is_empty() || setting.zero_is_default && is_zero_duration(text),
        Value::Seq(items) => items.is_empty(),
        _ => false,
    };
    (!is_default).then_some(value)
}

/// `0`, `0s`, `0h0m`: a duration of Go whose numbers are all zero.
fn is_zero_duration(text: &str) -> bool {
    text.contains('0') && text.bytes().all(|b| b == b'0' || b == b'.' || b.is_ascii_alphabetic())
}

fn text_of(value: &Value) -> Option<String> {
    Some(match value {
        Value::String(text) => text.to_string(),
        Value::Bool(b) => b.to_string(),
        Value::Int(i) => i.to_string(),
        Value::UInt(u) => u.to_string(),
        Value::Float(f) => f.to_string(),
        Value::Seq(items) => {
            let texts: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
            texts?.join(",")
        }
        Value::Null | Value::Map(_) => return None,
    })
}

fn known(text: &str, origin: Origin) -> Answer<String> {
    Answer::Known(Found { value: text.to_owned(), origin })
}
