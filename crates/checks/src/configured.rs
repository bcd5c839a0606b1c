//! Components of the control plane as objects start or configure them: static pods, kubeadm's
//! configuration, configuration files.

use sekisho_api::KubeVersion;
use sekisho_component::{
    Component, ConfigKind, Effective, Fallback, Invocation, Origin, Setting, kubeadm,
};
use sekisho_finding::{Edit, Fix, Place, Safety, Text};
use sekisho_inventory::{Container, Object, Pod, Snapshot};
use sekisho_source::Limits;
use sekisho_value::{Keys, Map, Route, Step, Value};

/// A component with its settings, and where they stand in an object.
#[derive(Debug)]
pub struct Configured<'c> {
    /// The object that starts or configures it.
    pub object: &'c Object,
    /// What its settings come to.
    pub settings: Effective<'c>,
    /// The container that runs it, if one does.
    pub container: Option<&'c Container<'c>>,
    /// The place of what names the component; a setting that is missing belongs there.
    own: Route,
    /// Whether all of it stands in one text of the object, a file inside a ConfigMap, where no place
    /// within can be told.
    is_embedded: bool,
}

impl Configured<'_> {
    /// Which component.
    pub fn component(&self) -> Component {
        self.settings.component()
    }

    /// The place of a value by its origin.
    pub fn place(&self, origin: &Origin) -> Place {
        self.object.place(self.route(origin))
    }

    /// The place of what names the component.
    pub fn own_place(&self) -> Place {
        self.object.place(self.own.clone())
    }

    fn route(&self, origin: &Origin) -> Route {
        if self.is_embedded {
            return self.own.clone();
        }
        match (origin, self.container) {
            (Origin::Flag(route), Some(container)) => container.place(route),
            (Origin::Flag(route) | Origin::File(route), _) => route.clone(),
            (Origin::Kubeadm | Origin::Default, _) => self.own.clone(),
        }
    }

    /// How the setting is called where it is written.
    pub(crate) fn name_of(&self, setting: &Setting, origin: &Origin) -> String {
        let is_in_file = match origin {
            Origin::File(_) => true,
            Origin::Flag(_) => false,
            Origin::Kubeadm | Origin::Default => self.is_file() && !setting.file.is_empty(),
        };
        if is_in_file { setting.file.join(".") } else { format!("--{}", setting.flag) }
    }

    /// Whether it is told by its own configuration file.
    pub(crate) fn is_file(&self) -> bool {
        self.container.is_none()
            && !matches!(
                ConfigKind::of(&self.object.value),
                Some(
                    ConfigKind::KubeadmCluster | ConfigKind::KubeadmInit | ConfigKind::KubeadmJoin
                )
            )
    }

    /// A fix that gives a setting another value, where it can be written mechanically: the word of a
    /// flag is replaced, a missing one is appended.
    pub(crate) fn set(
        &self,
        setting: &Setting,
        origin: &Origin,
        value: &str,
        safety: Safety,
    ) -> Option<Fix> {
        const TITLE: Text = Text { en: "change the setting", ja: "設定を変更する" };
        if self.is_embedded {
            return None;
        }
        let (route, value) = match origin {
            Origin::File(route) => (route.clone(), typed(value, setting)),
            Origin::Flag(_) => self.replaced(setting.flag, &self.route(origin), value)?,
            Origin::Kubeadm | Origin::Default if self.is_file() => {
                if setting.file.is_empty() {
                    return None;
                }
                (Route::keys(setting.file.iter().copied()), typed(value, setting))
            }
            Origin::Kubeadm | Origin::Default => self.added(setting.flag, value)?,
        };
        Some(Fix { title: TITLE, safety, edits: vec![Edit::Set { route, value }] })
    }

    /// The word of a flag with another value.
    fn replaced(&self, flag: &str, route: &Route, value: &str) -> Option<(Route, Value)> {
        let there = route.find(&self.object.value)?;
        let Some(word) = there.as_str() else {
            // A flag of kubeadm's list, or a number or boolean of its map.
            let is_entry = there.get("name").is_some();
            let route = if is_entry { route.then("value") } else { route.clone() };
            return self.container.is_none().then(|| (route, Value::from(value)));
        };
        if self.container.is_none() {
            return Some((route.clone(), Value::from(value)));
        }
        let name = word.split('=').next().unwrap_or_default();
        let is_flag =
            name.starts_with('-') && name.trim_start_matches('-').replace('_', "-") == flag;
        if word.contains(char::is_whitespace) || word.starts_with('-') && !is_flag {
            // A shell's script: a part of it would have to be replaced.
            return None;
        }
        let text = if is_flag { format!("{name}={value}") } else { value.to_owned() };
        Some((route.clone(), Value::from(text)))
    }

    /// A flag behind the others.
    fn added(&self, flag: &str, value: &str) -> Option<(Route, Value)> {
        let Some(container) = self.container else {
            let path = kubeadm::path(&self.object.value, self.component())?;
            let route = Route::keys(path.iter().copied());
            let args = self.object.value.at(path);
            let is_list = match args {
                Some(Value::Seq(_)) => true,
                Some(Value::Map(_)) => false,
                _ => !self.object.api_version().ends_with("/v1beta3"),
            };
            if !is_list {
                return Some((route.then(flag), Value::from(value)));
            }
            let entry = Map::from_entries(vec![
                ("name".into(), Value::from(flag)),
                ("value".into(), Value::from(value)),
            ]);
            let index = args.map_or(0, |args| args.items().len());
            return Some((route.then(index), Value::from(entry)));
        };
        let own = self.own.find(&self.object.value).and_then(Value::as_str).unwrap_or_default();
        if own.contains(char::is_whitespace) {
            return None;
        }
        let in_command = self.own.steps().iter().rev().nth(1) == Some(&Step::Key("command".into()));
        let args = container.value.items_at(&["args"]).len();
        let list = if in_command && args == 0 { "command" } else { "args" };
        let index = container.value.items_at(&[list]).len();
        let word = format!("--{flag}={value}");
        Some((container.place(&Route::keys([list]).then(index)), Value::from(word)))
    }
}

/// A value as a configuration file has it.
fn typed(value: &str, setting: &Setting) -> Value {
    let is_text = matches!(setting.default, Fallback::Unset);
    match value {
        "true" => Value::from(true),
        "false" => Value::from(false),
        _ => match value.parse::<i64>() {
            Ok(number) if !is_text => Value::from(number),
            _ => Value::from(value),
        },
    }
}

/// Whether an object may start or configure a component; cheap, because it is asked of every object.
fn may_configure(object: &Object) -> bool {
    matches!(
        object.kind(),
        "Pod"
            | "DaemonSet"
            | "Deployment"
            | "StatefulSet"
            | "ReplicaSet"
            | "ClusterConfiguration"
            | "InitConfiguration"
            | "JoinConfiguration"
            | "KubeletConfiguration"
            | "KubeSchedulerConfiguration"
            | "KubeProxyConfiguration"
            | "ConfigMap"
    )
}

/// Configuration files of kubelets and proxies in a ConfigMap, as kubeadm keeps them for the nodes of a
/// cluster, each with its place.
pub(crate) fn embedded(object: &Object) -> Vec<(Route, Value)> {
    if object.kind() != "ConfigMap" || object.namespace() != Some("kube-system") {
        return Vec::new();
    }
    let mut files = Vec::new();
    for key in ["kubelet", "config.conf"] {
        let Some(text) = object.value.str_at(&["data", key]) else { continue };
        sekisho_source::read(text.as_bytes(), &Limits::default(), &mut Keys::new(), |document| {
            files.push((Route::keys(["data", key]), document.value));
        });
    }
    files
}

/// Each time that an object starts or configures a component.
pub(crate) fn all<'c>(
    snapshot: &Snapshot,
    object: &'c Object,
    embedded: &'c [(Route, Value)],
    containers: impl Iterator<Item = &'c Container<'c>>,
    version: KubeVersion,
) -> Vec<Configured<'c>> {
    if !may_configure(object) {
        return Vec::new();
    }
    if object.kind() == "ConfigMap" {
        let files = embedded.iter().filter_map(|(route, file)| {
            let component = match ConfigKind::of(file)? {
                ConfigKind::Kubelet => Component::Kubelet,
                ConfigKind::Proxy => Component::Proxy,
                _ => return None,
            };
            let settings = Effective::of_file(component, file, version);
            let own = route.clone();
            Some(Configured { object, settings, container: None, own, is_embedded: true })
        });
        return files.collect();
    }
    let of_file = |component| {
        let mut settings = Effective::of_file(component, &object.value, version);
        if component == Component::Kubelet && is_for_kubeadm(snapshot, object) {
            settings = settings.by_kubeadm();
        }
        vec![Configured {
            object,
            settings,
            container: None,
            own: Route::root(),
            is_embedded: false,
        }]
    };
    match ConfigKind::of(&object.value) {
        Some(ConfigKind::Kubelet) => return of_file(Component::Kubelet),
        Some(ConfigKind::Scheduler) => return of_file(Component::Scheduler),
        Some(ConfigKind::Proxy) => return of_file(Component::Proxy),
        Some(ConfigKind::KubeadmCluster | ConfigKind::KubeadmInit | ConfigKind::KubeadmJoin) => {
            let named = object.value.str_at(&["kubernetesVersion"]);
            let version = named.and_then(|text| text.parse().ok()).unwrap_or(version);
            let all = kubeadm::extra_args(&object.value).into_iter();
            return all
                .map(|(component, flags)| Configured {
                    object,
                    settings: Effective::started_with(flags, version).by_kubeadm(),
                    container: None,
                    own: kubeadm::place(&object.value, component),
                    is_embedded: false,
                })
                .collect();
        }
        Some(_) => return Vec::new(),
        None => {}
    }
    containers
        .filter(|container| may_run(container.value))
        .filter_map(|container| {
            let invocation = Invocation::of_container(container.value)?;
            let of_image = version_of_image(invocation.component, container);
            let own = container.place(&invocation.route);
            let version = of_image.unwrap_or(version);
            let settings = Effective::started_with(invocation.flags, version);
            let container = Some(container);
            Some(Configured { object, settings, container, own, is_embedded: false })
        })
        .collect()
}

/// Calls `judge` for each time that an object of a world starts or configures a component.
pub(crate) fn each(
    snapshot: &Snapshot,
    version: KubeVersion,
    mut judge: impl FnMut(&Configured<'_>),
) {
    for object in snapshot.objects().iter().filter(|object| may_configure(object)) {
        let pods = object.pods();
        let containers: Vec<Container<'_>> = pods.iter().flat_map(Pod::containers).collect();
        let embedded = embedded(object);
        all(snapshot, object, &embedded, containers.iter(), version).iter().for_each(&mut judge);
    }
}

/// The version of Kubernetes that an image's tag names, where the image is that of a component.
fn version_of_image(component: Component, container: &Container<'_>) -> Option<KubeVersion> {
    let tag = container.image()?.tag?;
    let is_version = tag.starts_with("v1.") && component != Component::Etcd;
    is_version.then(|| tag.parse().ok())?
}

/// Whether kubeadm's configuration stands in the same text: then kubeadm fills in what is missing.
fn is_for_kubeadm(snapshot: &Snapshot, object: &Object) -> bool {
    let Some(document) = &object.id.document else { return false };
    let kinds = ["ClusterConfiguration", "InitConfiguration", "JoinConfiguration"];
    kinds.into_iter().any(|kind| {
        snapshot
            .of_kind("kubeadm.k8s.io", kind)
            .any(|other| other.id.document.as_ref().is_some_and(|it| it.source == document.source))
    })
}

/// Whether the name of a component stands anywhere in what a container is started with.
fn may_run(container: &Value) -> bool {
    let names = |text: &str| text.contains("kube") || text.contains("etcd");
    let words = ["command", "args"].into_iter().flat_map(|it| container.items_at(&[it]));
    words.filter_map(Value::as_str).any(names) || container.str_at(&["image"]).is_some_and(names)
}
