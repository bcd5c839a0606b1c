//! What a real API server says of random roles, bindings, questions and role writes is what we say.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use sekisho_e2e::{Client, Cluster, Options, User};
use sekisho_inventory::{Object, Snapshot, World, WorldKind};
use sekisho_rbac::{Attributes, Authorizer, Decider, Decision, GROUP, Identity, Request, Rule};
use serde_json::{Value, json};

const QUESTIONS: usize = 2_000;
const WRITES: usize = 200;

const API: &str = "/apis/rbac.authorization.k8s.io/v1";
const NAMESPACES: [&str; 3] = ["ns1", "ns2", "ns3"];
const VERBS: [&str; 12] = [
    "get",
    "list",
    "watch",
    "create",
    "update",
    "patch",
    "delete",
    "deletecollection",
    "bind",
    "escalate",
    "use",
    "*",
];
const GROUPS: [&str; 5] = ["", "apps", "batch", GROUP, "*"];
const RESOURCES: [&str; 16] = [
    "pods",
    "pods/exec",
    "pods/log",
    "secrets",
    "configmaps",
    "deployments",
    "deployments/scale",
    "roles",
    "clusterroles",
    "rolebindings",
    "nodes",
    "namespaces",
    "*",
    "*/scale",
    "*/*",
    "pods/*",
];
const NAMES: [&str; 4] = ["a", "b", "r1", "cr1"];
const URLS: [&str; 7] = ["*", "/healthz", "/healthz/*", "/api/*", "/api*", "/metrics", "/"];
const PATHS: [&str; 6] = ["/healthz", "/healthz/etcd", "/api", "/api/x", "/metrics", "/"];
const USERS: [&str; 6] = [
    "alice",
    "bob",
    "carol \"the\" user",
    "system:serviceaccount:ns1:sa1",
    "system:serviceaccount:ns2:sa1",
    "system:node:n1",
];
const MEMBERS: [&str; 5] = ["dev", "ops", "山の会", "system:nodes", "system:serviceaccounts:ns1"];

/// A sequence that is the same on each run (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn one_in(&mut self, chance: usize) -> bool {
        self.below(chance) == 0
    }

    fn pick(&mut self, from: &[&'static str]) -> &'static str {
        from.get(self.below(from.len())).unwrap()
    }

    fn picks(&mut self, from: &[&'static str], most: usize) -> BTreeSet<&'static str> {
        (0..=self.below(most)).map(|_| self.pick(from)).collect()
    }

    fn rule(&mut self, cluster: bool) -> Value {
        if cluster && self.one_in(5) {
            return json!({"verbs": self.picks(&["get", "post", "*"], 2), "nonResourceURLs": self.picks(&URLS, 2)});
        }
        // The star is the last, and one of five rules may have it.
        let verbs = VERBS.get(..11 + self.below(5) / 4).unwrap();
        let mut rule = json!({
            "verbs": self.picks(verbs, 3),
            "apiGroups": self.picks(&GROUPS, 2),
            "resources": self.picks(&RESOURCES, 3),
        });
        if self.one_in(4) {
            *rule.get_mut("verbs").unwrap() = json!(self.picks(&VERBS, 3));
            rule.as_object_mut()
                .unwrap()
                .insert("resourceNames".to_owned(), json!(self.picks(&NAMES, 2)));
        }
        rule
    }

    fn subject(&mut self, cluster: bool) -> Value {
        match self.below(3) {
            0 => json!({"apiGroup": GROUP, "kind": "User", "name": self.pick(&USERS)}),
            1 => json!({"apiGroup": GROUP, "kind": "Group", "name": self.pick(&MEMBERS)}),
            _ if cluster || self.one_in(2) => {
                json!({"kind": "ServiceAccount", "name": "sa1", "namespace": self.pick(&NAMESPACES)})
            }
            _ => json!({"kind": "ServiceAccount", "name": "sa1"}),
        }
    }
}

/// Roles and bindings; some bindings refer to what is not there.
fn objects(dice: &mut Dice) -> Vec<(String, Value)> {
    let mut objects: Vec<(String, Value)> = Vec::new();
    let head = |kind: &str, name: &str| json!({"apiVersion": format!("{GROUP}/v1"), "kind": kind, "metadata": {"name": name}});
    let with = |mut object: Value, rest: Value| {
        let more = rest.as_object().unwrap().clone();
        object.as_object_mut().unwrap().extend(more);
        object
    };
    for number in 0..6 {
        let rules: Vec<Value> = (0..=dice.below(3)).map(|_| dice.rule(true)).collect();
        let role = with(head("ClusterRole", &format!("cr{number}")), json!({"rules": rules}));
        objects.push((format!("{API}/clusterroles"), role));
    }
    for namespace in NAMESPACES {
        for number in 0..3 {
            let rules: Vec<Value> = (0..=dice.below(3)).map(|_| dice.rule(false)).collect();
            let role = with(head("Role", &format!("r{number}")), json!({"rules": rules}));
            objects.push((format!("{API}/namespaces/{namespace}/roles"), role));
        }
        for number in 0..6 {
            let subjects: Vec<Value> = (0..=dice.below(2)).map(|_| dice.subject(false)).collect();
            // The last of each is not there.
            let reference = if dice.one_in(2) {
                json!({"apiGroup": GROUP, "kind": "Role", "name": format!("r{}", dice.below(4))})
            } else {
                json!({"apiGroup": GROUP, "kind": "ClusterRole", "name": format!("cr{}", dice.below(7))})
            };
            let binding = with(
                head("RoleBinding", &format!("rb{number}")),
                json!({"roleRef": reference, "subjects": subjects}),
            );
            objects.push((format!("{API}/namespaces/{namespace}/rolebindings"), binding));
        }
    }
    for number in 0..6 {
        let subjects: Vec<Value> = (0..=dice.below(2)).map(|_| dice.subject(true)).collect();
        let reference = json!({"apiGroup": GROUP, "kind": "ClusterRole", "name": format!("cr{}", dice.below(7))});
        let binding = with(
            head("ClusterRoleBinding", &format!("crb{number}")),
            json!({"roleRef": reference, "subjects": subjects}),
        );
        objects.push((format!("{API}/clusterrolebindings"), binding));
    }
    // Half of those who write roles may: the rest is refused before the check of what they hold.
    let writer = json!({"rules": [
        {"verbs": ["create"], "apiGroups": [GROUP], "resources": ["roles", "clusterroles", "rolebindings", "clusterrolebindings"]},
    ]});
    objects.push((format!("{API}/clusterroles"), with(head("ClusterRole", "writer"), writer)));
    let binding = json!({
        "roleRef": {"apiGroup": GROUP, "kind": "ClusterRole", "name": "writer"},
        "subjects": [
            {"apiGroup": GROUP, "kind": "Group", "name": "dev"},
            {"apiGroup": GROUP, "kind": "User", "name": "alice"},
            // Made last: whoever may do this has been seen to.
            {"apiGroup": GROUP, "kind": "User", "name": "last"},
        ],
    });
    objects.push((
        format!("{API}/clusterrolebindings"),
        with(head("ClusterRoleBinding", "writers"), binding),
    ));
    objects
}

/// What the server holds, as it holds it.
fn snapshot(client: &Client) -> Snapshot {
    let mut objects = Vec::new();
    for (plural, kind) in [
        ("clusterroles", "ClusterRole"),
        ("roles", "Role"),
        ("clusterrolebindings", "ClusterRoleBinding"),
        ("rolebindings", "RoleBinding"),
    ] {
        let list = client.get(&format!("{API}/{plural}")).unwrap().done().unwrap().json().unwrap();
        for item in list.get("items").unwrap().as_array().unwrap() {
            let mut item = item.clone();
            let fields = item.as_object_mut().unwrap();
            fields.insert("apiVersion".to_owned(), json!(format!("{GROUP}/v1")));
            fields.insert("kind".to_owned(), json!(kind));
            let value = serde_json::from_value(item).unwrap();
            objects.push(Object::new(value, Arc::from("server"), None, None));
        }
    }
    Snapshot::new(World { name: Arc::from("server"), kind: WorldKind::Cluster }, objects)
}

/// What a server says of a question.
fn review(client: &Client, identity: &Identity, attributes: &Attributes<'_>) -> (bool, String) {
    let mut spec = json!({"user": identity.name(), "groups": identity.groups()});
    let (key, asked) = match attributes.action {
        sekisho_rbac::Action::Path { verb, path } => {
            ("nonResourceAttributes", json!({"verb": verb, "path": path}))
        }
        sekisho_rbac::Action::Resource(request) => (
            "resourceAttributes",
            json!({
                "verb": request.verb, "group": request.group, "resource": request.resource,
                "subresource": request.subresource, "name": request.name,
                "namespace": attributes.namespace,
            }),
        ),
    };
    spec.as_object_mut().unwrap().insert(key.to_owned(), asked);
    let review = json!({"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "spec": spec});
    let path = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
    let answer = client.post(path, &review).unwrap().done().unwrap().json().unwrap();
    let status = answer.get("status").unwrap();
    let reason = status.get("reason").and_then(Value::as_str).unwrap_or_default();
    (status.get("allowed").and_then(Value::as_bool).unwrap(), reason.to_owned())
}

/// Reasons that are the same but for the order in which a server happens to have its objects.
fn parts(reason: &str) -> BTreeSet<String> {
    let inner = reason.strip_prefix("RBAC: [").and_then(|rest| rest.strip_suffix(']'));
    match inner {
        Some(errors) => errors.split(", ").map(str::to_owned).collect(),
        None => BTreeSet::from([reason.to_owned()]),
    }
}

#[test]
fn questions_and_role_writes() {
    let Some(cluster) = Cluster::for_test(&Options::default()) else { return };
    let client = cluster.client().unwrap();
    for namespace in NAMESPACES {
        let object =
            json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}});
        client.post("/api/v1/namespaces", &object).unwrap().done().unwrap();
    }
    let mut dice = Dice(0x5e15_0001);
    for (path, object) in objects(&mut dice) {
        client.post(&path, &object).unwrap().done().unwrap();
    }
    let last = Identity::user("last", []);
    let create = Request { verb: "create", group: GROUP, resource: "roles", ..Request::default() };
    let create = Attributes::resource(create, "ns3");
    // The authorizer reads from caches that follow what is stored.
    for _ in 0..100 {
        if review(&client, &last, &create).0 {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    std::thread::sleep(Duration::from_millis(500));
    let world = snapshot(&client);
    let authorizer = Authorizer::new(&world);
    assert_eq!(authorizer.authorize(&last, &create).decision, Decision::Allow);
    let allowed = ask(&client, &authorizer, &mut dice);
    assert!(allowed > QUESTIONS / 20 && allowed < QUESTIONS, "{allowed} allowed");
    let passed = write(&cluster, &authorizer, &mut dice);
    assert!(passed > WRITES / 20 && passed < WRITES, "{passed} passed");
}

fn who(dice: &mut Dice) -> Identity {
    let groups: Vec<String> = (0..dice.below(3)).map(|_| dice.pick(&MEMBERS).to_owned()).collect();
    Identity::impersonated(dice.pick(&USERS), groups)
}

/// Asks both; gives how many were allowed.
fn ask(client: &Client, authorizer: &Authorizer<'_>, dice: &mut Dice) -> usize {
    let mut allowed = 0;
    for number in 0..QUESTIONS {
        let identity = who(dice);
        let attributes = if dice.one_in(6) {
            Attributes::path(dice.pick(&["get", "post"]), dice.pick(&PATHS))
        } else {
            let (resource, subresource) = dice
                .pick(RESOURCES.get(..12).unwrap())
                .split_once('/')
                .unwrap_or_else(|| (RESOURCES.get(number % 4 * 3).unwrap(), ""));
            let request = Request {
                verb: dice.pick(VERBS.get(..11).unwrap()),
                group: dice.pick(GROUPS.get(..4).unwrap()),
                resource,
                subresource,
                name: if dice.one_in(2) { dice.pick(&NAMES) } else { "" },
            };
            let namespace = if dice.one_in(4) { "" } else { dice.pick(&NAMESPACES) };
            Attributes::resource(request, namespace)
        };
        let (server, reason) = review(client, &identity, &attributes);
        let version = sekisho_api::KubeVersion::NEWEST;
        let answer = authorizer.ask_chain(&identity, &attributes, version);
        // What devices and certificates of pods there are is not in the objects that were read.
        let told = answer.decision == Decision::Allow;
        let asked = format!("{identity:?} {attributes:?}: server {reason:?}, here {answer:?}");
        assert_eq!(told, server, "{asked}");
        allowed += usize::from(server);
        match answer.by {
            // Of several bindings a server names whichever it comes to first.
            Some(Decider::Rbac(_)) => {
                let question = authorizer.question(&attributes);
                let reasons: Vec<String> = authorizer
                    .grants(&identity, &question)
                    .into_iter()
                    .map(|grant| {
                        let answer =
                            sekisho_rbac::Answer { decision: Decision::Allow, grant: Some(grant) };
                        authorizer.reason(&identity, &attributes, &answer)
                    })
                    .collect();
                assert!(reasons.contains(&reason), "{asked}");
            }
            _ => assert_eq!(parts(&answer.reason), parts(&reason), "{asked}"),
        }
    }
    allowed
}

/// Writes roles and bindings as random users without storing them; gives how many went through.
fn write(cluster: &Cluster, authorizer: &Authorizer<'_>, dice: &mut Dice) -> usize {
    let mut passed = 0;
    for number in 0..WRITES {
        let groups: Vec<&str> = (0..dice.below(3)).map(|_| dice.pick(&MEMBERS)).collect();
        let name = dice.pick(USERS.get(..2).unwrap());
        let mut user = User::new(name, &groups);
        if number % 25 == 0 {
            user.groups.push("system:masters".to_owned());
        }
        let identity = Identity::impersonated(name, user.groups.iter().cloned());
        let client = cluster.client_as(&user).unwrap();
        let cluster_wide = dice.one_in(2);
        let namespace = if cluster_wide { "" } else { dice.pick(&NAMESPACES) };
        let folder = match namespace {
            "" => API.to_owned(),
            namespace => format!("{API}/namespaces/{namespace}"),
        };
        let may = |resource: &str| {
            let request = Request { verb: "create", group: GROUP, resource, ..Request::default() };
            let attributes = Attributes::resource(request, namespace);
            authorizer.ask_chain(&identity, &attributes, sekisho_api::KubeVersion::NEWEST).decision
                == Decision::Allow
        };
        let (resource, object, guard) = if dice.one_in(2) {
            let rules: Vec<Value> = (0..=dice.below(1)).map(|_| dice.rule(cluster_wide)).collect();
            let kind = if cluster_wide { "ClusterRole" } else { "Role" };
            let object = json!({
                "apiVersion": format!("{GROUP}/v1"), "kind": kind,
                "metadata": {"name": format!("new{number}")}, "rules": rules,
            });
            let values: Vec<sekisho_value::Value> =
                rules.into_iter().map(|rule| serde_json::from_value(rule).unwrap()).collect();
            let rules: Vec<Rule<'_>> =
                values.iter().enumerate().map(|(i, rule)| Rule::read(i, rule)).collect();
            let passes = authorizer.may_give_role(&identity, namespace, "", &rules).passes();
            (if cluster_wide { "clusterroles" } else { "roles" }, object, passes)
        } else {
            let (kind, role) = if cluster_wide || dice.one_in(2) {
                ("ClusterRole", format!("cr{}", dice.below(6)))
            } else {
                ("Role", format!("r{}", dice.below(3)))
            };
            let place = (kind == "Role").then_some(namespace);
            let found = authorizer.snapshot().find(GROUP, kind, place, &role).unwrap();
            let held = sekisho_rbac::rules(authorizer.snapshot(), found);
            let rules: Vec<Rule<'_>> = held.into_iter().map(|held| held.rule).collect();
            let passes = authorizer.may_bind(&identity, namespace, kind, &role, &rules).passes();
            let binding = if cluster_wide { "ClusterRoleBinding" } else { "RoleBinding" };
            let object = json!({
                "apiVersion": format!("{GROUP}/v1"), "kind": binding,
                "metadata": {"name": format!("new{number}")},
                "roleRef": {"apiGroup": GROUP, "kind": kind, "name": role},
                "subjects": [{"apiGroup": GROUP, "kind": "User", "name": "x"}],
            });
            let plural = if cluster_wide { "clusterrolebindings" } else { "rolebindings" };
            (plural, object, passes)
        };
        let expected = may(resource) && guard;
        let answer = client.post(&format!("{folder}/{resource}?dryRun=All"), &object).unwrap();
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        assert!(matches!(answer.status, 201 | 403), "{} {text}", answer.status);
        assert_eq!(answer.status == 201, expected, "{user:?} {object}: {text}");
        passed += usize::from(expected);
    }
    passed
}
