//! Escalations carried out on a real API server: somebody is given exactly the rights of a primitive, does
//! what the catalogue says, and then holds what it says.
#![cfg(target_os = "linux")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test may fail loudly, and waits by the clock"
)]

mod rights;

use std::io::Write as _;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rights::{binding, rights, user};
use sekisho_api::KubeVersion;
use sekisho_e2e::{Client, Cluster, Options, User};
use sekisho_inventory::{Object, Snapshot, World, WorldKind};
use sekisho_rbac::escalation::Escalations;
use sekisho_rbac::{Authorizer, Principal};
use serde_json::{Value, json};

const RBAC: &str = "/apis/rbac.authorization.k8s.io/v1";
const GROUP: &str = "rbac.authorization.k8s.io";

/// What somebody with a primitive does, and what they hold afterwards.
type CarryOut = fn(&Stage<'_>);

/// Each primitive that is carried out here, with the rights that it takes; `NS` is a namespace of its own.
const CARRIED_OUT: &[(&str, &str, CarryOut)] = &[
    (
        "impersonate-masters",
        "C impersonate /groups =system:masters; C impersonate /users =nobody",
        |it| it.has_everything(&["--as=nobody", "--as-group=system:masters"]),
    ),
    (
        "impersonate-named-groups",
        "C impersonate /groups =strong; C impersonate /users =nobody",
        |it| {
            let strong = json!({"kind": "Group", "apiGroup": GROUP, "name": "strong"});
            it.admin_makes(&binding("C", "ClusterRole", "cluster-admin", &strong));
            it.has_everything(&["--as=nobody", "--as-group=strong"]);
        },
    ),
    ("impersonate-users", "C impersonate /users", |it| {
        it.admin_makes(&binding("C", "ClusterRole", "cluster-admin", &user("root-of-all")));
        it.has_everything(&["--as=root-of-all"]);
    }),
    ("impersonate-named-users", "C impersonate /users =root-of-some", |it| {
        it.admin_makes(&binding("C", "ClusterRole", "cluster-admin", &user("root-of-some")));
        it.has_everything(&["--as=root-of-some"]);
        assert!(!it.may(&["*", "*", "-A", "--as=root-of-all"]), "another name is not covered");
    }),
    ("impersonate-service-accounts", "NS impersonate /serviceaccounts", |it| {
        it.has_everything(&[&format!("--as={}", it.robot())]);
    }),
    ("impersonate-named-service-accounts", "NS impersonate /serviceaccounts =robot", |it| {
        it.has_everything(&[&format!("--as={}", it.robot())]);
    }),
    (
        "impersonate-attributes",
        "C impersonate authentication.k8s.io/uids; C impersonate /users =nobody",
        |it| {
            let told =
                it.kubectl(&["auth", "whoami", "-ojson", "--as=nobody", "--as-uid=of-another"], "");
            assert!(told.unwrap().contains("of-another"));
        },
    ),
    ("escalate-cluster-roles", "C escalate,patch rbac.authorization.k8s.io/clusterroles", |it| {
        let role = format!("{RBAC}/clusterroles/{}", it.role(0));
        it.done(it.client.patch(&role, &json!({"rules": everything()})));
        it.has_everything(&[]);
    }),
    (
        "escalate-named-cluster-role",
        "C escalate,patch rbac.authorization.k8s.io/clusterroles =role-0-escalate-named-cluster-role",
        |it| {
            let role = format!("{RBAC}/clusterroles/{}", it.role(0));
            it.done(it.client.patch(&role, &json!({"rules": everything()})));
            it.has_everything(&[]);
        },
    ),
    ("escalate-roles", "NS escalate,patch rbac.authorization.k8s.io/roles", |it| {
        it.admin_makes(&it.own_role("mine"));
        it.admin_makes(&binding(it.name, "Role", "mine", &user(it.name)));
        let role = format!("{RBAC}/namespaces/{}/roles/mine", it.name);
        it.done(it.client.patch(&role, &json!({"rules": everything()})));
        it.has_namespace(&[]);
    }),
    ("escalate-named-role", "NS escalate,patch rbac.authorization.k8s.io/roles =mine", |it| {
        it.admin_makes(&it.own_role("mine"));
        it.admin_makes(&binding(it.name, "Role", "mine", &user(it.name)));
        let role = format!("{RBAC}/namespaces/{}/roles/mine", it.name);
        it.done(it.client.patch(&role, &json!({"rules": everything()})));
        it.has_namespace(&[]);
    }),
    (
        "bind-in-cluster",
        "C bind rbac.authorization.k8s.io/clusterroles =cluster-admin; \
         C create rbac.authorization.k8s.io/clusterrolebindings",
        |it| {
            it.makes(&binding("C", "ClusterRole", "cluster-admin", &user(it.name)));
            it.has_everything(&[]);
        },
    ),
    (
        "bind-in-namespace",
        "NS bind rbac.authorization.k8s.io/clusterroles =cluster-admin; \
         NS create rbac.authorization.k8s.io/rolebindings",
        |it| {
            it.makes(&binding(it.name, "ClusterRole", "cluster-admin", &user(it.name)));
            it.has_namespace(&[]);
        },
    ),
    (
        "bind-roles",
        "NS bind rbac.authorization.k8s.io/roles =readers; \
         NS create rbac.authorization.k8s.io/rolebindings",
        |it| {
            let mut readers = it.own_role("readers");
            readers["rules"] =
                json!([{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]}]);
            it.admin_makes(&readers);
            assert!(!it.may(&["get", "secrets", "-n", it.name]));
            it.makes(&binding(it.name, "Role", "readers", &user(it.name)));
            it.eventually("reads Secrets", || it.may(&["get", "secrets", "-n", it.name]));
        },
    ),
    ("hand-over", "NS create rbac.authorization.k8s.io/rolebindings; NS get /secrets", |it| {
        it.makes(&binding(it.name, "ClusterRole", &it.role(1), &user("accomplice")));
        let get = ["get", "secrets", "-n", it.name, "--as=accomplice"];
        it.eventually("the accomplice reads Secrets", || it.admin_may(&get));
    }),
    (
        "hand-over-in-cluster",
        "C create rbac.authorization.k8s.io/clusterrolebindings; C get /nodes",
        |it| {
            it.makes(&binding("C", "ClusterRole", &it.role(1), &user("accomplice")));
            let get = ["get", "nodes", "--as=accomplice"];
            it.eventually("the accomplice reads nodes", || it.admin_may(&get));
        },
    ),
    ("aggregate", "C create rbac.authorization.k8s.io/clusterroles; C get /nodes", |it| {
        it.admin_makes(&binding("C", "ClusterRole", "view", &user("viewer")));
        let get = ["get", "nodes", "--as=viewer"];
        assert!(!it.admin_may(&get));
        it.makes(&json!({
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "ClusterRole",
            "metadata": {
                "name": "smuggled",
                "labels": {"rbac.authorization.k8s.io/aggregate-to-view": "true"},
            },
            "rules": [{"apiGroups": [""], "resources": ["nodes"], "verbs": ["get"]}],
        }));
        it.eventually("whoever has `view` reads nodes", || it.admin_may(&get));
    }),
    ("create-tokens", "NS create /serviceaccounts/token", |it| {
        it.has_everything(&[&format!("--token={}", it.token())]);
    }),
    ("create-named-tokens", "NS create /serviceaccounts/token =robot", |it| {
        it.has_everything(&[&format!("--token={}", it.token())]);
    }),
    ("read-secrets", "NS list /secrets", |it| {
        it.admin_makes(&it.token_secret());
        it.has_everything(&[&format!("--token={}", it.token_in_secret())]);
    }),
    ("mint-token-secret", "NS create,list /secrets", |it| {
        it.makes(&it.token_secret());
        it.has_everything(&[&format!("--token={}", it.token_in_secret())]);
    }),
    ("namespace-labels", "NS patch /namespaces; NS create /pods", |it| {
        let path = format!("/api/v1/namespaces/{}", it.name);
        let labels =
            |level| json!({"metadata": {"labels": {"pod-security.kubernetes.io/enforce": level}}});
        it.done(it.admin.patch(&path, &labels("restricted")));
        let pods = format!("{path}/pods");
        let refused = it.client.post(&pods, &it.privileged_pod()).unwrap();
        assert_eq!(refused.status, 403, "{}", String::from_utf8_lossy(&refused.body));
        it.done(it.client.patch(&path, &labels("privileged")));
        it.eventually("a privileged pod is let in", || {
            it.client.post(&pods, &it.privileged_pod()).is_ok_and(|answer| answer.status == 201)
        });
    }),
    ("bind-pods-to-nodes", "NS create /pods/binding", |it| {
        it.done(it.admin.post(
            "/api/v1/nodes",
            &json!({"apiVersion": "v1", "kind": "Node", "metadata": {"name": "control-plane-1"}}),
        ));
        let pods = format!("/api/v1/namespaces/{}/pods", it.name);
        let mut pod = it.privileged_pod();
        // Nothing else is to place it.
        pod["spec"]["schedulerName"] = json!("nobody");
        it.done(it.admin.post(&pods, &pod));
        let target = json!({
            "apiVersion": "v1",
            "kind": "Binding",
            "metadata": {"name": "strong"},
            "target": {"apiVersion": "v1", "kind": "Node", "name": "control-plane-1"},
        });
        it.done(it.client.post(&format!("{pods}/strong/binding"), &target));
        let placed = it.admin.get(&format!("{pods}/strong")).unwrap().json().unwrap();
        assert_eq!(placed.pointer("/spec/nodeName"), Some(&json!("control-plane-1")));
    }),
    ("create-pods", "NS create /pods", |it| {
        let pods = format!("/api/v1/namespaces/{}/pods", it.name);
        it.done(it.client.post(&pods, &it.privileged_pod()));
        // No node runs it here; that it would get the token of the account is decided by now.
        let made = it.admin.get(&format!("{pods}/strong")).unwrap().json().unwrap();
        assert_eq!(made.pointer("/spec/serviceAccountName"), Some(&json!("robot")));
        let mounts = made.pointer("/spec/containers/0/volumeMounts/0/mountPath");
        assert_eq!(mounts, Some(&json!("/var/run/secrets/kubernetes.io/serviceaccount")));
    }),
];

#[test]
fn what_the_catalogue_says_is_so() {
    let names = CARRIED_OUT.iter().map(|(name, ..)| *name);
    let options = Options {
        controllers: true,
        users: names.map(|name| User::new(name, &[])).collect(),
        ..Options::default()
    };
    let Some(cluster) = Cluster::for_test(&options) else { return };
    for (name, list, carry_out) in CARRIED_OUT {
        let stage = Stage::set(&cluster, name, &list.replace("NS ", &format!("{name} ")));
        assert!(!stage.may(&["*", "*", "-A"]), "{name} has everything before it does anything");
        carry_out(&stage);
        println!("{name}: carried out");
    }
}

/// A user with exactly the rights of a primitive, and a namespace with a strong service account, `robot`.
struct Stage<'c> {
    cluster: &'c Cluster,
    /// Of the primitive, the user and the namespace.
    name: &'static str,
    admin: Client,
    client: Client,
}

impl<'c> Stage<'c> {
    fn set(cluster: &'c Cluster, name: &'static str, list: &str) -> Self {
        let admin = cluster.client().unwrap();
        let client = cluster.client_as(&User::new(name, &[])).unwrap();
        let stage = Self { cluster, name, admin, client };
        stage.admin_makes(
            &json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}),
        );
        let robot = json!({"kind": "ServiceAccount", "namespace": name, "name": "robot"});
        stage.admin_makes(&json!({
            "apiVersion": "v1",
            "kind": "ServiceAccount",
            "metadata": {"namespace": name, "name": "robot"},
        }));
        let mut strong = binding("C", "ClusterRole", "cluster-admin", &robot);
        strong["metadata"]["name"] = json!(format!("strong-{name}"));
        stage.admin_makes(&strong);
        let given = rights(list, &user(name));
        for object in &given {
            stage.admin_makes(object);
        }
        stage.is_found(&given);
        stage
    }

    /// The catalogue has to say of these rights that they are the primitive.
    fn is_found(&self, given: &[Value]) {
        let read = |value: &Value| {
            let value = serde_json::from_str(&value.to_string()).unwrap();
            Object::new(value, Arc::from("test"), None, None)
        };
        let world = World { name: Arc::from("test"), kind: WorldKind::Cluster };
        let snapshot = Snapshot::new(world, given.iter().map(read).collect());
        let index = Authorizer::new(&snapshot);
        let escalations = Escalations::new(&index, KubeVersion::minor_of_1(36));
        let found = escalations.of(Principal::User(self.name));
        assert!(
            found.iter().any(|it| it.primitive.name == self.name),
            "{} is not found",
            self.name
        );
    }

    fn role(&self, number: usize) -> String {
        format!("role-{number}-{}", self.name)
    }

    fn robot(&self) -> String {
        format!("system:serviceaccount:{}:robot", self.name)
    }

    fn done(&self, answer: anyhow::Result<sekisho_e2e::Answer>) {
        if let Err(error) = answer.and_then(sekisho_e2e::Answer::done) {
            panic!("{}: {error:#}", self.name);
        }
    }

    fn makes(&self, object: &Value) {
        self.done(self.client.post(&path(object), object));
    }

    fn admin_makes(&self, object: &Value) {
        self.done(self.admin.post(&path(object), object));
    }

    /// Runs `kubectl` as the user.
    fn kubectl(&self, args: &[&str], input: &str) -> Option<String> {
        let login = self.cluster.kubeconfig_as(&User::new(self.name, &[])).unwrap();
        self.run(args, input, &login)
    }

    fn run(&self, args: &[&str], input: &str, login: &std::path::Path) -> Option<String> {
        let mut command = self.cluster.command("kubectl").unwrap();
        let cache = self.cluster.folder().join("kubectl-cache");
        command.env("KUBECONFIG", login).arg("--cache-dir").arg(cache).args(args);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn may(&self, question: &[&str]) -> bool {
        let args: Vec<&str> = ["auth", "can-i"].iter().chain(question).copied().collect();
        self.kubectl(&args, "").is_some_and(|told| told.trim() == "yes")
    }

    fn admin_may(&self, question: &[&str]) -> bool {
        let args: Vec<&str> = ["auth", "can-i"].iter().chain(question).copied().collect();
        let told = self.run(&args, "", &self.cluster.kubeconfig());
        told.is_some_and(|told| told.trim() == "yes")
    }

    /// The user, with what it got hold of, has every right in the cluster.
    fn has_everything(&self, with: &[&str]) {
        let question: Vec<&str> = ["*", "*", "-A"].iter().chain(with).copied().collect();
        self.eventually("every right in the cluster", || self.may(&question));
    }

    fn has_namespace(&self, with: &[&str]) {
        let question: Vec<&str> = ["*", "*", "-n", self.name].iter().chain(with).copied().collect();
        self.eventually("every right in the namespace", || self.may(&question));
        assert!(!self.may(&["*", "*", "-A"]), "{}: and not beyond", self.name);
    }

    /// Controllers and caches take a moment.
    fn eventually(&self, what: &str, mut is_so: impl FnMut() -> bool) {
        let begun = Instant::now();
        while !is_so() {
            assert!(begun.elapsed() < Duration::from_secs(30), "{}: not {what}", self.name);
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn own_role(&self, name: &str) -> Value {
        json!({
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": "Role",
            "metadata": {"namespace": self.name, "name": name},
            "rules": [],
        })
    }

    /// A token of the account that the user makes.
    fn token(&self) -> String {
        let path = format!("/api/v1/namespaces/{}/serviceaccounts/robot/token", self.name);
        let wanted =
            json!({"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {}});
        let answer = self.client.post(&path, &wanted).unwrap().done().unwrap().json().unwrap();
        answer.pointer("/status/token").unwrap().as_str().unwrap().to_owned()
    }

    fn token_secret(&self) -> Value {
        json!({
            "apiVersion": "v1",
            "kind": "Secret",
            "type": "kubernetes.io/service-account-token",
            "metadata": {
                "namespace": self.name,
                "name": "of-robot",
                "annotations": {"kubernetes.io/service-account.name": "robot"},
            },
        })
    }

    /// A token that a controller has put into a Secret, as the user reads it.
    fn token_in_secret(&self) -> String {
        let read = [
            "get",
            "secrets",
            "-n",
            self.name,
            "-o",
            "go-template={{range .items}}{{if .data.token}}{{.data.token | base64decode}}{{end}}{{end}}",
        ];
        let mut token = String::new();
        self.eventually("a token in the Secret", || {
            token = self.kubectl(&read, "").unwrap_or_default();
            !token.is_empty()
        });
        token
    }

    fn privileged_pod(&self) -> Value {
        json!({
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"namespace": self.name, "name": "strong"},
            "spec": {
                "serviceAccountName": "robot",
                "containers": [{
                    "name": "strong",
                    "image": "example.org/strong:1",
                    "securityContext": {"privileged": true},
                }],
            },
        })
    }
}

fn everything() -> Value {
    json!([{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}])
}

/// Where objects of a kind are made.
fn path(object: &Value) -> String {
    let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let version = text("/apiVersion");
    let root =
        if version.contains('/') { format!("/apis/{version}") } else { format!("/api/{version}") };
    let kind = text("/kind").to_lowercase();
    let plural = match kind.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None => format!("{kind}s"),
    };
    match text("/metadata/namespace") {
        "" => format!("{root}/{plural}"),
        namespace => format!("{root}/namespaces/{namespace}/{plural}"),
    }
}
