//! What a change gives and takes, and what is used of what is held.
#![expect(clippy::unwrap_used, reason = "recorded cases and a test's own objects are well-formed")]
#![expect(clippy::needless_pass_by_value, reason = "what `json!` makes is made for the call")]

use std::sync::Arc;

use sekisho_event::AuditEvent;
use sekisho_inventory::{Object, Snapshot, World, WorldKind};
use sekisho_rbac::{
    Authorizer, Change, Principal, Proof, Right, Rule, Usage, diff, rights, tighten,
};
use sekisho_value::Value;
use serde_json::json;

fn world(objects: &[serde_json::Value]) -> Snapshot {
    let objects = objects.iter().map(|json| {
        let value = serde_json::from_value(json.clone()).unwrap();
        Object::new(value, Arc::from("test"), None, None)
    });
    let world = World { name: Arc::from("test"), kind: WorldKind::Files };
    Snapshot::new(world, objects.collect())
}

fn role(
    kind: &str,
    namespace: Option<&str>,
    name: &str,
    rules: serde_json::Value,
) -> serde_json::Value {
    json!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": kind,
        "metadata": {"name": name, "namespace": namespace}, "rules": rules,
    })
}

fn binding(
    namespace: Option<&str>,
    role: [&str; 2],
    subjects: serde_json::Value,
) -> serde_json::Value {
    let kind = if namespace.is_some() { "RoleBinding" } else { "ClusterRoleBinding" };
    json!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": kind,
        "metadata": {"name": role[1], "namespace": namespace},
        "roleRef": {"kind": role[0], "name": role[1]}, "subjects": subjects,
    })
}

fn on(verbs: &[&str], resources: &[&str]) -> serde_json::Value {
    json!({"verbs": verbs, "apiGroups": [""], "resources": resources})
}

fn told(changes: &[Change<'_>]) -> Vec<String> {
    let told = changes.iter().map(|change| {
        let right = match change.right {
            Right::Resource { verb, resource, name, .. } => {
                format!("{verb} {resource}{}", name.map(|it| format!(" {it}")).unwrap_or_default())
            }
            Right::Path { verb, path } => format!("{verb} {path}"),
        };
        format!("{} {}: {right}", change.principal, change.scope.unwrap_or("*"))
    });
    told.collect()
}

#[test]
fn a_difference_is_one_of_rights_and_not_of_words() {
    let bob = json!([{"kind": "User", "name": "bob"}]);
    let before = world(&[
        role("ClusterRole", None, "r", json!([on(&["get", "list"], &["pods"])])),
        binding(None, ["ClusterRole", "r"], bob.clone()),
    ]);
    // The same in other words, by another binding, and more of it in one namespace.
    let after = world(&[
        role("ClusterRole", None, "s", json!([on(&["list"], &["pods"]), on(&["get"], &["pods"])])),
        binding(None, ["ClusterRole", "s"], bob.clone()),
        role("Role", Some("a"), "t", json!([on(&["get", "delete"], &["pods"])])),
        binding(Some("a"), ["Role", "t"], bob),
    ]);
    let (old, new) = (Authorizer::new(&before), Authorizer::new(&after));
    let change = diff(&old, &new);
    assert_eq!(told(&change.gained), ["User bob a: delete pods"]);
    assert!(change.lost.is_empty());
    let back = diff(&new, &old);
    assert_eq!(told(&back.lost), ["User bob a: delete pods"]);
    assert!(back.gained.is_empty());
}

#[test]
fn a_star_is_lost_and_what_it_held_is_not_gained() {
    let bob = json!([{"kind": "User", "name": "bob"}]);
    let with = |rules: serde_json::Value| {
        world(&[
            role("ClusterRole", None, "r", rules),
            binding(None, ["ClusterRole", "r"], bob.clone()),
        ])
    };
    let (before, after) =
        (with(json!([on(&["*"], &["secrets"])])), with(json!([on(&["get"], &["secrets"])])));
    let change = diff(&Authorizer::new(&before), &Authorizer::new(&after));
    assert!(change.gained.is_empty());
    assert_eq!(told(&change.lost), ["User bob *: * secrets"]);
}

#[test]
fn a_binding_whose_role_appears_gives_its_rights() {
    let bob = json!([{"kind": "User", "name": "bob"}]);
    let dangling = binding(Some("a"), ["Role", "later"], bob);
    let before = world(std::slice::from_ref(&dangling));
    let after =
        world(&[dangling, role("Role", Some("a"), "later", json!([on(&["get"], &["secrets"])]))]);
    let change = diff(&Authorizer::new(&before), &Authorizer::new(&after));
    assert_eq!(told(&change.gained), ["User bob a: get secrets"]);
}

fn event(user: &str, verb: &str, object: serde_json::Value, code: i64) -> Value {
    let event = json!({
        "apiVersion": "audit.k8s.io/v1", "kind": "Event", "stage": "ResponseComplete", "verb": verb,
        "user": {"username": user, "groups": ["system:authenticated"]}, "objectRef": object,
        "responseStatus": {"code": code}, "stageTimestamp": "2026-01-01T00:00:00.000000Z",
    });
    serde_json::from_value(event).unwrap()
}

fn usage(events: &[Value]) -> Usage {
    let mut usage = Usage::default();
    for event in events {
        usage.add(&AuditEvent::read(event).unwrap());
    }
    usage
}

#[test]
fn what_is_not_used_is_told_and_the_rest_is_a_tight_role() {
    let world = world(&[
        role(
            "ClusterRole",
            None,
            "wide",
            json!([on(&["*"], &["pods", "secrets"]), on(&["get"], &["nodes"])]),
        ),
        binding(None, ["ClusterRole", "wide"], json!([{"kind": "User", "name": "bob"}])),
    ]);
    let authorizer = Authorizer::new(&world);
    let pods = |name: &str| json!({"resource": "pods", "namespace": "a", "name": name});
    let secret = json!({"resource": "secrets", "namespace": "a", "name": "db"});
    let usage = usage(&[
        event("bob", "create", pods("web-1"), 201),
        event("bob", "get", pods("web-1"), 200),
        event("bob", "get", pods("web-2"), 200),
        event("bob", "get", secret.clone(), 200),
        event("bob", "get", secret, 200),
        event("bob", "delete", json!({"resource": "services", "namespace": "a", "name": "x"}), 403),
        event("eve", "get", pods("web-1"), 200),
    ]);
    let tight = tighten(&authorizer, &usage, Principal::User("bob"));
    assert_eq!((tight.requests, tight.unexplained), (5, 0));
    let roles: Vec<(&str, Vec<String>)> = tight
        .roles
        .iter()
        .map(|(namespace, rules)| {
            let told = rules
                .iter()
                .map(|rule| format!("{:?} {:?} {:?}", rule.verbs, rule.resources, rule.names));
            (namespace.as_str(), told.collect())
        })
        .collect();
    // Names that come again are kept, those that change are not, and `create` has none.
    assert_eq!(
        roles,
        [(
            "a",
            vec![
                r#"["create", "get"] ["pods"] []"#.to_owned(),
                r#"["get"] ["secrets"] ["db"]"#.to_owned(),
            ]
        )]
    );
    let unused: Vec<(String, bool)> = tight
        .unused
        .iter()
        .map(|unused| match unused.right {
            Right::Resource { verb, resource, .. } => {
                (format!("{verb} {resource}"), unused.in_part)
            }
            Right::Path { .. } => unreachable_right(),
        })
        .collect();
    assert_eq!(
        unused,
        [
            ("* pods".to_owned(), true),
            ("* secrets".to_owned(), true),
            ("get nodes".to_owned(), false)
        ]
    );
    assert!(tight.proof.holds());
    assert_eq!((tight.proof.still_allowed, tight.proof.still_refused), (4, 1));
    assert_eq!(tight.objects.len(), 2);
}

fn unreachable_right() -> (String, bool) {
    ("a path, which nobody was given".to_owned(), false)
}

#[test]
fn names_stay_where_only_they_were_allowed() {
    let named = json!({"verbs": ["get"], "apiGroups": [""], "resources": ["secrets"], "resourceNames": ["a", "b", "c"]});
    let world = world(&[
        role("Role", Some("n"), "r", json!([named])),
        binding(Some("n"), ["Role", "r"], json!([{"kind": "ServiceAccount", "name": "s"}])),
    ]);
    let authorizer = Authorizer::new(&world);
    let usage = usage(&[event(
        "system:serviceaccount:n:s",
        "get",
        json!({"resource": "secrets", "namespace": "n", "name": "b"}),
        200,
    )]);
    let account = Principal::ServiceAccount { namespace: "n", name: "s" };
    let tight = tighten(&authorizer, &usage, account);
    let rules = tight.roles.get("n").unwrap();
    assert_eq!(rules.first().unwrap().names, ["b"]);
    assert!(tight.proof.holds());
    assert_eq!(tight.unused.len(), 2);
}

#[test]
fn what_a_group_allows_anyway_is_not_proposed_again() {
    let world = world(&[
        role("ClusterRole", None, "r", json!([on(&["get"], &["pods"])])),
        binding(
            None,
            ["ClusterRole", "r"],
            json!([{"kind": "User", "name": "bob"}, {"kind": "Group", "name": "system:authenticated"}]),
        ),
    ]);
    let authorizer = Authorizer::new(&world);
    let usage = usage(&[event(
        "bob",
        "get",
        json!({"resource": "pods", "namespace": "a", "name": "x"}),
        200,
    )]);
    let tight = tighten(&authorizer, &usage, Principal::User("bob"));
    assert!(tight.roles.is_empty());
    assert_eq!(tight.proof, Proof { still_allowed: 1, ..Proof::default() });
}

/// The demonstration log of another tool: each of its subjects holds everything, and what is proposed gives no
/// more than what that tool proposed, and still allows all that was done.
#[test]
fn recorded_log_gives_roles_no_wider_than_recorded_ones() {
    let Some(folder) = sekisho_testkit::folder("graph") else { return };
    let text = read(&folder.join("audit/audit2rbac-demo.ndjson"));
    let events: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let usage = usage(&events);
    let subjects = json!([
        {"kind": "User", "name": "alice"},
        {"kind": "User", "name": "bob"},
        {"kind": "ServiceAccount", "namespace": "ns1", "name": "sa1"},
    ]);
    let all = json!([{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}, {"verbs": ["*"], "nonResourceURLs": ["*"]}]);
    let world = world(&[
        role("ClusterRole", None, "everything", all),
        binding(None, ["ClusterRole", "everything"], subjects),
        // What every cluster gives to everybody, so that nobody needs it of their own.
        role(
            "ClusterRole",
            None,
            "discovery",
            json!([{"verbs": ["get"], "nonResourceURLs": ["/api", "/api/*", "/apis", "/apis/*"]}]),
        ),
        binding(
            None,
            ["ClusterRole", "discovery"],
            json!([{"kind": "Group", "name": "system:authenticated"}]),
        ),
    ]);
    let authorizer = Authorizer::new(&world);
    for (name, principal, namespace) in [
        ("alice", Principal::User("alice"), "ns1"),
        ("bob", Principal::User("bob"), ""),
        ("sa1", Principal::ServiceAccount { namespace: "ns1", name: "sa1" }, ""),
    ] {
        let tight = tighten(&authorizer, &usage, principal);
        // All that Alice asked for was refused; the other tool gives it to her, here she gets nothing.
        assert_eq!(tight.roles.is_empty(), name == "alice", "{name}");
        assert!(tight.proof.holds(), "{name}: {:?}", tight.proof);
        let recorded = read(&folder.join(format!("audit/audit2rbac-{name}-expected.yaml")));
        let mut keys = sekisho_value::Keys::new();
        let mut documents = Vec::new();
        sekisho_source::read(
            recorded.as_bytes(),
            &sekisho_source::Limits::default(),
            &mut keys,
            |document| documents.push(document.value),
        );
        let recorded = documents.iter().flat_map(|it| it.items_at(&["rules"])).enumerate();
        let recorded: Vec<Rule<'_>> = recorded.map(|(i, rule)| Rule::read(i, rule)).collect();
        assert!(!recorded.is_empty(), "{name}");
        for (place, rules) in &tight.roles {
            assert!(namespace.is_empty() || place == namespace, "{name}: {place}");
            for right in rules.iter().flat_map(|rule| rights(&rule.rule())) {
                assert!(recorded.iter().any(|rule| right.is_in(rule)), "{name}: {right:?}");
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "recorded cases are files")]
fn read(path: &std::path::Path) -> String {
    std::fs::read_to_string(path).unwrap()
}
