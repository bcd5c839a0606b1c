//! Rights in one line each: `SCOPE VERBS GROUP/RESOURCE[/SUBRESOURCE] [=NAMES]`. The scope is `C` for a
//! ClusterRoleBinding, `N` and `M` for two namespaces, or the name of a namespace.

use serde_json::{Value, json};

/// A user as a subject.
pub(crate) fn user(name: &str) -> Value {
    json!({"kind": "User", "apiGroup": "rbac.authorization.k8s.io", "name": name})
}

/// A binding and, where rights are given, the ClusterRole that it is to.
fn bound(number: usize, right: &str, subject: &Value) -> Vec<Value> {
    let mut words = right.split_whitespace();
    let scope = words.next().unwrap();
    let verbs: Vec<&str> = words.next().unwrap().split(',').collect();
    let (api_group, resource) = words.next().unwrap().split_once('/').unwrap();
    let mut rule = json!({"verbs": verbs, "apiGroups": [api_group], "resources": [resource]});
    if let Some(names) = words.next() {
        let names: Vec<&str> = names.trim_start_matches('=').split(',').collect();
        rule["resourceNames"] = json!(names);
    }
    let name = format!("role-{number}-{}", subject["name"].as_str().unwrap().replace(':', "-"));
    let role = json!({
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRole",
        "metadata": {"name": name},
        "rules": [rule],
    });
    vec![role, binding(scope, "ClusterRole", &name, subject)]
}

/// A binding to a role.
pub(crate) fn binding(scope: &str, kind: &str, role: &str, subject: &Value) -> Value {
    let of = subject["name"].as_str().unwrap();
    let mut binding = json!({
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": if scope == "C" { "ClusterRoleBinding" } else { "RoleBinding" },
        "metadata": {"name": format!("{role}-{of}")},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": role},
        "subjects": [subject],
    });
    match scope {
        "C" => {}
        "N" => binding["metadata"]["namespace"] = json!("shop"),
        "M" => binding["metadata"]["namespace"] = json!("other"),
        name => binding["metadata"]["namespace"] = json!(name),
    }
    binding
}

/// Roles and bindings that give a subject the rights of a list.
pub(crate) fn rights(list: &str, subject: &Value) -> Vec<Value> {
    let each = list.split("; ").enumerate();
    each.flat_map(|(number, right)| bound(number, right, subject)).collect()
}
