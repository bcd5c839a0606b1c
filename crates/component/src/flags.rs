use sekisho_value::{Route, Value};

use crate::{Component, Word};

/// A flag as it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// Its name without dashes in front; with dashes for underscores where the component takes both.
    pub name: String,
    /// Its value; none for a flag that stands by itself, which means `true` for booleans.
    pub value: Option<String>,
    /// The index of its word among the arguments.
    pub word: usize,
    /// The place of the word that holds its value.
    pub route: Route,
}

/// The flags that a component is started with, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flags {
    component: Component,
    flags: Vec<Flag>,
}

/// Flags that take no word after them, because they are booleans. Which others are follows from the
/// word: a value does not begin with a dash.
const BOOLEANS: [&str; 72] = [
    "add-dir-header",
    "aggregator-reject-forwarding-redirect",
    "allocate-node-cidrs",
    "allow-privileged",
    "alsologtostderr",
    "anonymous-auth",
    "audit-log-compress",
    "audit-log-truncate-enabled",
    "audit-webhook-truncate-enabled",
    "authentication-skip-lookup",
    "authentication-token-webhook",
    "authentication-tolerate-lookup-failure",
    "auto-tls",
    "cgroups-per-qos",
    "client-cert-auth",
    "configure-cloud-routes",
    "contention-profiling",
    "cpu-cfs-quota",
    "enable-aggregator-routing",
    "enable-bootstrap-token-auth",
    "enable-controller-attach-detach",
    "enable-debugging-handlers",
    "enable-dynamic-provisioning",
    "enable-garbage-collector",
    "enable-hostpath-provisioner",
    "enable-leader-migration",
    "enable-logs-handler",
    "enable-pprof",
    "enable-priority-and-fairness",
    "enable-server",
    "enable-swagger-ui",
    "enable-v2",
    "experimental-initial-corrupt-check",
    "experimental-peer-skip-client-san-verification",
    "fail-swap-on",
    "force-new-cluster",
    "help",
    "kernel-memcg-notification",
    "kubelet-https",
    "leader-elect",
    "leader-elect-renew",
    "log-flush",
    "logtostderr",
    "make-iptables-util-chains",
    "masquerade-all",
    "one-output",
    "peer-auto-tls",
    "peer-client-cert-auth",
    "permit-address-sharing",
    "permit-port-sharing",
    "pre-vote",
    "profiling",
    "protect-kernel-defaults",
    "register-node",
    "register-schedulable",
    "repair-malformed-updates",
    "rotate-certificates",
    "rotate-server-certificates",
    "runonce",
    "seccomp-default",
    "serialize-image-pulls",
    "service-account-extend-token-expiration",
    "service-account-lookup",
    "skip-headers",
    "skip-log-headers",
    "socket-reuse-address",
    "socket-reuse-port",
    "strict-reconfig-check",
    "unsafe-no-fsync",
    "use-service-account-credentials",
    "version",
    "watch-cache",
];

impl Flags {
    /// No flags.
    pub fn none(component: Component) -> Self {
        Self { component, flags: Vec::new() }
    }

    /// The flags among arguments: `--flag=value`, `--flag value`, `--flag`. What is no flag is left
    /// out, and so is everything after `--`.
    pub fn parse(component: Component, arguments: &[Word<'_>]) -> Self {
        let mut all = Self::none(component);
        let mut rest = arguments.iter().enumerate().peekable();
        while let Some((index, word)) = rest.next() {
            if word.text == "--" {
                break;
            }
            let Some(text) = flag_text(component, &word.text) else {
                continue;
            };
            if let Some((name, value)) = text.split_once('=') {
                all.push(name, Some(value.to_owned()), index, word.route.clone());
                continue;
            }
            let name = normal(component, text);
            let value = rest.next_if(|(_, next)| {
                !BOOLEANS.contains(&name.as_str()) && !next.text.starts_with('-')
            });
            match value {
                Some((_, value)) => {
                    all.push(text, Some(value.text.to_string()), index, value.route.clone());
                }
                None => all.push(text, None, index, word.route.clone()),
            }
        }
        all
    }

    /// The component that they are for.
    pub fn component(&self) -> Component {
        self.component
    }

    /// All flags, in their order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Flag> {
        self.flags.iter()
    }

    /// Adds a flag.
    pub fn push(&mut self, name: &str, value: Option<String>, word: usize, route: Route) {
        let name = normal(self.component, name);
        self.flags.push(Flag { name, value, word, route });
    }

    /// The flag as it counts where only one value does: the last.
    pub fn get(&self, name: &str) -> Option<&Flag> {
        self.iter().rev().find(|flag| flag.name == name)
    }

    /// Every time that a flag is given.
    pub fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f Flag> {
        self.iter().filter(move |flag| flag.name == name)
    }

    /// The values of a flag that takes several, separated by commas and over all times that it is
    /// given, each with its flag. Spaces around a value do not count.
    pub fn list<'f>(&'f self, name: &'f str) -> impl Iterator<Item = (&'f str, &'f Flag)> {
        self.all(name).flat_map(|flag| {
            let values = flag.text().split(',').map(str::trim);
            values.filter(|value| !value.is_empty()).map(move |value| (value, flag))
        })
    }

    /// The value under a key of a flag that takes `key=value` pairs; the last one counts.
    pub fn entry<'f>(&'f self, name: &'f str, key: &str) -> Option<(&'f str, &'f Flag)> {
        let pairs = self.list(name).filter_map(|(pair, flag)| Some((pair.split_once('=')?, flag)));
        let mut same = pairs.filter(|((known, _), _)| known.trim() == key);
        let first = same.next()?;
        let ((_, value), flag) = same.last().unwrap_or(first);
        Some((value.trim(), flag))
    }

    /// Whether `--feature-gates` switches a gate on or off.
    pub fn feature_gate(&self, gate: &str) -> Option<(bool, &Flag)> {
        let (value, flag) = self.entry("feature-gates", gate)?;
        Some((parse_bool(value)?, flag))
    }

    /// Adds what stands in etcd's environment: `ETCD_CLIENT_CERT_AUTH` is `--client-cert-auth`, and
    /// the command line goes before it.
    pub(crate) fn add_etcd_environment(&mut self, env: &[Value]) {
        let mut added = Vec::new();
        for (index, variable) in env.iter().enumerate() {
            let name = variable.str_at(&["name"]).and_then(|name| name.strip_prefix("ETCD_"));
            let (Some(name), Some(value)) = (name, variable.str_at(&["value"])) else {
                continue;
            };
            added.push(Flag {
                name: name.to_ascii_lowercase().replace('_', "-"),
                value: Some(value.to_owned()),
                word: index,
                route: Route::keys(["env"]).then(index).then("value"),
            });
        }
        self.flags.splice(..0, added);
    }
}

impl Flag {
    /// Its value as text; `true` where it stands by itself.
    pub fn text(&self) -> &str {
        self.value.as_deref().unwrap_or("true")
    }

    /// Its value as a boolean, as Go reads one.
    pub fn as_bool(&self) -> Option<bool> {
        parse_bool(self.text())
    }

    /// Whether a variable stands in its value, so that it is not known: `$(HOST_IP)`, `${X}`, `{{ .x }}`.
    pub fn has_variable(&self) -> bool {
        self.text().contains('$') || self.text().contains("{{")
    }
}

/// A boolean as Go's `strconv.ParseBool` reads it.
pub fn parse_bool(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}

/// A flag's text without its dashes. Kubernetes takes one dash for single letters only; etcd takes
/// one or two.
fn flag_text(component: Component, word: &str) -> Option<&str> {
    if let Some(text) = word.strip_prefix("--") {
        return Some(text);
    }
    let text = word.strip_prefix('-')?;
    let name = text.split('=').next().unwrap_or_default();
    let is_flag = name.len() == 1 || !component.has_kubernetes_flags();
    (is_flag && !name.is_empty()).then_some(text)
}

fn normal(component: Component, name: &str) -> String {
    if component.has_kubernetes_flags() { name.replace('_', "-") } else { name.to_owned() }
}
