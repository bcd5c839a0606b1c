//! Roles, bindings and identities within a world, and the recorded decisions of the authorizer.
#![expect(clippy::unwrap_used, reason = "a test's own objects are well-formed")]

use std::sync::Arc;

use sekisho_inventory::{Object, Snapshot, World, WorldKind};
use sekisho_rbac::{Binding, Identity, Request, bindings_of, rules};
use sekisho_testkit::Corpus;
use sekisho_value::Value;

fn object(json: &str) -> Object {
    Object::new(serde_json::from_str(json).unwrap(), Arc::from("test"), None, None)
}

fn snapshot(objects: Vec<Object>) -> Snapshot {
    Snapshot::new(World { name: Arc::from("test"), kind: WorldKind::Files }, objects)
}

fn cluster_role(name: &str, rest: &str) -> Object {
    object(&format!(
        r#"{{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{{"name":"{name}","labels":{{"to":"{name}"}}}},{rest}}}"#
    ))
}

fn rule(verb: &str) -> String {
    format!(r#""rules":[{{"apiGroups":[""],"resources":["secrets"],"verbs":["{verb}"]}}]"#)
}

fn aggregates(label: &str) -> String {
    format!(
        r#""aggregationRule":{{"clusterRoleSelectors":[{{"matchLabels":{{"to":"{label}"}}}}]}},{}"#,
        rule("written-over")
    )
}

fn verbs(world: &Snapshot, name: &str) -> Vec<String> {
    let role = world.find("rbac.authorization.k8s.io", "ClusterRole", None, name).unwrap();
    let held = rules(world, role);
    held.iter().flat_map(|held| held.rule.verbs.iter().map(|verb| (*verb).to_owned())).collect()
}

#[test]
fn aggregation_is_followed_and_replaces_what_is_written() {
    let world = snapshot(vec![
        cluster_role("admin", &aggregates("edit")),
        cluster_role("edit", &aggregates("view")),
        cluster_role("view", &rule("get")),
        cluster_role("lonely", &aggregates("nobody")),
        cluster_role("one", &aggregates("two")),
        cluster_role("two", &aggregates("one")),
    ]);
    assert_eq!(verbs(&world, "admin"), ["get"]);
    assert_eq!(verbs(&world, "view"), ["get"]);
    for nothing in ["lonely", "one"] {
        assert!(verbs(&world, nothing).is_empty(), "{nothing}");
    }
}

#[test]
fn a_role_is_looked_for_in_the_namespace_of_its_binding() {
    let binding = |kind: &str, namespace: &str, role: &str| {
        object(&format!(
            r#"{{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"{kind}","metadata":{{"name":"b","namespace":"{namespace}"}},
            "roleRef":{{"kind":"{role}","name":"view"}},"subjects":[{{"kind":"ServiceAccount","name":"web"}}]}}"#
        ))
    };
    let role = object(
        r#"{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"view","namespace":"a"}}"#,
    );
    let world = snapshot(vec![
        cluster_role("view", &rule("get")),
        role,
        binding("RoleBinding", "a", "Role"),
        binding("RoleBinding", "b", "Role"),
        binding("RoleBinding", "c", "ClusterRole"),
        binding("ClusterRoleBinding", "d", "Role"),
        binding("ClusterRoleBinding", "e", "ClusterRole"),
    ]);
    let bindings: Vec<Binding<'_>> = world.objects().iter().filter_map(Binding::of).collect();
    let found: Vec<Option<&str>> =
        bindings.iter().map(|binding| binding.role(&world).map(Object::kind)).collect();
    assert_eq!(found, [Some("Role"), None, Some("ClusterRole"), None, Some("ClusterRole")]);
    let is_for = |index: usize, namespace: &str| {
        bindings.get(index).unwrap().is_for(&Identity::service_account(namespace, "web"))
    };
    assert!(is_for(0, "a") && !is_for(0, "b"));
    // A ClusterRoleBinding has no namespace to look in, even if one is written.
    assert!(!is_for(4, "e"));
    let count = |kind: &str| {
        let role = world.of_kind("rbac.authorization.k8s.io", kind).next().unwrap();
        bindings_of(&world, role).count()
    };
    assert_eq!([count("Role"), count("ClusterRole")], [1, 2]);
}

#[test]
fn recorded_decisions() {
    let Some(folder) = sekisho_testkit::folder("graph") else { return };
    let mut corpus = Corpus::new("rbac/decisions");
    for line in read(&folder.join("rbac/authorizer-vectors-v1.34.1.ndjson")).lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let mut objects = Vec::new();
        for (list, kind) in [
            ("clusterRoles", "ClusterRole"),
            ("roles", "Role"),
            ("clusterRoleBindings", "ClusterRoleBinding"),
            ("roleBindings", "RoleBinding"),
        ] {
            for item in case.items_at(&[list]) {
                let mut item = item.clone();
                item.set("apiVersion", "rbac.authorization.k8s.io/v1");
                item.set("kind", kind);
                objects.push(Object::new(item, Arc::from("test"), None, None));
            }
        }
        let world = snapshot(objects);
        for (index, request) in case.items_at(&["requests"]).iter().enumerate() {
            let allowed = request.bool_at(&["allowed"]).unwrap();
            let id = format!("{} {index}", case.i64_at(&["case"]).unwrap());
            let verdict = (decides(&world, request) == allowed).then_some(());
            corpus.case(&id, verdict.ok_or_else(|| format!("recorded: {allowed}")));
        }
    }
    corpus.finish();
}

/// Asks every binding that reaches the request.
fn decides(world: &Snapshot, request: &Value) -> bool {
    let text = |key: &str| request.str_at(&[key]).unwrap_or_default();
    let groups =
        request.items_at(&["groups"]).iter().map(|group| group.as_str().unwrap().to_owned());
    let who = Identity::as_recorded(text("user"), groups);
    let namespace = request.str_at(&["namespace"]);
    world.objects().iter().filter_map(Binding::of).any(|binding| {
        let reaches = binding.is_cluster_wide()
            || (namespace.is_some() && binding.object.namespace() == namespace);
        if !reaches || !binding.is_for(&who) {
            return false;
        }
        let Some(role) = binding.role(world) else { return false };
        rules(world, role).iter().any(|held| match request.str_at(&["path"]) {
            Some(path) => held.rule.allows_url(text("verb"), path),
            None => {
                let wanted = Request {
                    verb: text("verb"),
                    group: text("apiGroup"),
                    resource: text("resource"),
                    subresource: text("subresource"),
                    name: text("name"),
                };
                held.rule.allows(&wanted).is_some()
            }
        })
    })
}

#[expect(clippy::disallowed_methods, reason = "recorded cases are files")]
fn read(path: &std::path::Path) -> String {
    std::fs::read_to_string(path).unwrap()
}
