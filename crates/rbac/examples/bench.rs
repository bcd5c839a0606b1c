//! Times the index on a synthetic cluster: 50,000 bindings, 5,000 roles, 20,000 subjects, 500 namespaces.
//!
//! `cargo run --release -p sekisho-rbac --example bench`
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a benchmark reads the clock, prints, and makes its own objects"
)]

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sekisho_api::KubeVersion;
use sekisho_inventory::{Object, Snapshot, World, WorldKind};
use sekisho_rbac::escalation::Escalations;
use sekisho_rbac::{Attributes, Authorizer, Identity, Request};
use sekisho_value::Keys;
use serde_json::json;

const ROLES: usize = 5_000;
const BINDINGS: usize = 50_000;
const SUBJECTS: usize = 20_000;
const NAMESPACES: usize = 500;

/// How often each part is timed; the median counts.
const RUNS: usize = 9;

/// A sequence that is the same on each run (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from.get(self.below(from.len())).copied().unwrap_or_default()
    }

    fn picks<'a>(&mut self, from: &[&'a str], most: usize) -> Vec<&'a str> {
        let mut picked: Vec<&str> = (0..=self.below(most)).map(|_| self.pick(from)).collect();
        picked.sort_unstable();
        picked.dedup();
        picked
    }
}

const VERBS: [&str; 9] =
    ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "*"];
const GROUPS: [&str; 7] = ["", "apps", "batch", "networking.k8s.io", "example.com", "policy", "*"];
const RESOURCES: [&str; 24] = [
    "pods",
    "pods/exec",
    "pods/log",
    "secrets",
    "configmaps",
    "services",
    "deployments",
    "deployments/scale",
    "statefulsets",
    "daemonsets",
    "jobs",
    "cronjobs",
    "ingresses",
    "endpoints",
    "persistentvolumeclaims",
    "events",
    "replicasets",
    "serviceaccounts",
    "serviceaccounts/token",
    "networkpolicies",
    "widgets",
    "gadgets",
    "*/status",
    "nodes",
];

fn main() {
    let snapshot = cluster();
    println!("{ROLES} roles, {BINDINGS} bindings, {SUBJECTS} subjects, {NAMESPACES} namespaces");

    let before = resident();
    let authorizer = Authorizer::new(&snapshot);
    let memory = resident().saturating_sub(before);
    let built = median(1, || drop(black_box(Authorizer::new(&snapshot))));
    println!("index    {:>9.1} ms   at most 80", built.as_secs_f64() * 1e3);
    println!("memory   {:>9.1} MiB  at most 60", memory as f64 / f64::from(1 << 20));

    let before = resident();
    let escalations = Escalations::new(&authorizer, KubeVersion::default());
    let memory = resident().saturating_sub(before);
    let count = escalations.len();
    let all = median(1, || drop(black_box(Escalations::new(&authorizer, KubeVersion::default()))));
    println!("escalate {:>9.1} ms   at most 150 ({count} found)", all.as_secs_f64() * 1e3);
    println!("memory   {:>9.1} MiB  more", memory as f64 / f64::from(1 << 20));

    let asked = questions();
    let count = asked.len() as u32;
    let mut told = 0;
    let who = median(5, || {
        told = 0;
        for (_, attributes) in &asked {
            told += black_box(authorizer.who_can(&authorizer.question(attributes))).len();
        }
    });
    let each = told as f64 / f64::from(count);
    let who = who.as_secs_f64() / f64::from(count);
    println!("who-can  {:>9.1} µs   at most 75 ({each:.0} subjects each)", who * 1e6);

    let mut allowed = 0;
    let whole = median(100, || {
        allowed = 0;
        for (identity, attributes) in &asked {
            let answer = black_box(authorizer.authorize(identity, attributes));
            allowed += usize::from(answer.grant.is_some());
        }
    });
    let nanos = |time: Duration| time.as_secs_f64() * 1e9 / f64::from(count);
    println!("can-i    {:>9.0} ns   at most 300 ({allowed} of {count} allowed)", nanos(whole));
    let ready: Vec<_> = asked
        .iter()
        .map(|(who, attributes)| (authorizer.asker(who), authorizer.question(attributes)))
        .collect();
    let search = median(100, || {
        for (asker, question) in &ready {
            black_box(authorizer.allows_asker(asker, question));
        }
    });
    println!("         {:>9.0} ns   of askers and questions made ready", nanos(search));
}

fn cluster() -> Snapshot {
    let mut dice = Dice(0x5eed);
    let mut objects = Vec::with_capacity(ROLES + BINDINGS);
    let mut keys = Keys::new();
    let group = "rbac.authorization.k8s.io";
    for number in 0..ROLES {
        let rules: Vec<_> = (0..=dice.below(8))
            .map(|_| {
                let resources = dice.picks(&RESOURCES, 4);
                // One of a hundred has everything, as one of a hundred does.
                let resources = if dice.below(100) == 0 { vec!["*"] } else { resources };
                // The last of a list is the star, which few rules have.
                let verbs = VERBS.get(..8 + dice.below(100) / 99).unwrap_or(&VERBS);
                let groups = GROUPS.get(..6 + dice.below(50) / 49).unwrap_or(&GROUPS);
                json!({
                    "verbs": dice.picks(verbs, 4),
                    "apiGroups": dice.picks(groups, 2),
                    "resources": resources,
                })
            })
            .collect();
        let mut role = json!({
            "apiVersion": format!("{group}/v1"),
            "kind": if number % 10 == 0 { "ClusterRole" } else { "Role" },
            "metadata": {"name": format!("role-{number}")},
            "rules": rules,
        });
        if number % 10 != 0 {
            add(&mut role, "namespace", &namespace(number % NAMESPACES));
        }
        objects.push(object(&role, &mut keys));
    }
    for number in 0..BINDINGS {
        let cluster = number % 100 == 0;
        let home = number % NAMESPACES;
        // Roles whose number leaves this rest live in the namespace.
        let own = home + NAMESPACES * dice.below(ROLES / NAMESPACES);
        let (kind, name) = if cluster || own.is_multiple_of(10) || dice.below(4) == 0 {
            ("ClusterRole", dice.below(ROLES / 10) * 10)
        } else {
            ("Role", own)
        };
        let subjects: Vec<_> = (0..=dice.below(3))
            .map(|_| match dice.below(SUBJECTS) {
                n if n % 4 == 0 => json!({"kind": "User", "name": format!("user-{n}")}),
                n if n % 40 == 1 => json!({"kind": "Group", "name": format!("group-{n}")}),
                n => json!({
                    "kind": "ServiceAccount",
                    "name": format!("account-{n}"),
                    "namespace": namespace(n % NAMESPACES),
                }),
            })
            .collect();
        let mut binding = json!({
            "apiVersion": format!("{group}/v1"),
            "kind": if cluster { "ClusterRoleBinding" } else { "RoleBinding" },
            "metadata": {"name": format!("binding-{number}")},
            "roleRef": {"apiGroup": group, "kind": kind, "name": format!("role-{name}")},
            "subjects": subjects,
        });
        if !cluster {
            add(&mut binding, "namespace", &namespace(home));
        }
        objects.push(object(&binding, &mut keys));
    }
    Snapshot::new(World { name: Arc::from("bench"), kind: WorldKind::Cluster }, objects)
}

fn add(object: &mut serde_json::Value, key: &str, text: &str) {
    if let Some(metadata) = object.get_mut("metadata").and_then(serde_json::Value::as_object_mut) {
        metadata.insert(key.to_owned(), text.into());
    }
}

/// An object as the reader makes it, with keys that are shared.
fn object(json: &serde_json::Value, keys: &mut Keys) -> Object {
    let mut read = None;
    let text = json.to_string();
    sekisho_source::read(text.as_bytes(), &sekisho_source::Limits::default(), keys, |document| {
        read = Some(document.value);
    });
    Object::new(read.expect("JSON is a document"), Arc::from("bench"), None, None)
}

fn namespace(number: usize) -> String {
    format!("namespace-{number}")
}

fn questions() -> Vec<(Identity, Attributes<'static>)> {
    let mut dice = Dice(0xca9);
    let names: &'static [String] =
        Vec::leak((0..NAMESPACES).map(namespace).collect::<Vec<String>>());
    let question = |_| {
        let number = dice.below(SUBJECTS);
        let identity = if number.is_multiple_of(4) {
            Identity::user(format!("user-{number}"), [format!("group-{}", dice.below(SUBJECTS))])
        } else {
            Identity::service_account(&namespace(number % NAMESPACES), &format!("account-{number}"))
        };
        let (resource, subresource) = dice.pick(&RESOURCES).split_once('/').unwrap_or(("pods", ""));
        let request = Request {
            verb: dice.pick(&VERBS),
            group: dice.pick(&GROUPS),
            resource,
            subresource,
            name: "",
        };
        let namespace = names.get(dice.below(NAMESPACES)).map_or("", String::as_str);
        (identity, Attributes::resource(request, namespace))
    };
    (0..2_000).map(question).collect()
}

/// The time of one run of several: of the processor alone where the system tells it, because others use
/// the machine too.
fn median(runs: usize, mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let (wall, cpu) = (Instant::now(), processor());
            for _ in 0..runs {
                run();
            }
            let cpu = processor().zip(cpu).map(|(after, before)| after.saturating_sub(before));
            cpu.unwrap_or_else(|| wall.elapsed()) / runs as u32
        })
        .collect();
    times.sort_unstable();
    times.get(RUNS / 2).copied().unwrap_or_default()
}

/// How long this thread has had a processor, as Linux counts it.
fn processor() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(text.split_whitespace().next()?.parse().ok()?))
}

/// Bytes of memory that this process has resident; 0 where the system does not tell.
fn resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = text.split_whitespace().nth(1).and_then(|pages| pages.parse::<u64>().ok());
    pages.unwrap_or(0) * 4096
}
