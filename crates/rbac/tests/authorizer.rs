//! The index against the recorded authorizer, and against a naive reading of the same objects.
#![expect(clippy::unwrap_used, reason = "recorded cases and a test's own objects are well-formed")]

use std::sync::Arc;

use sekisho_inventory::{Completeness, Coverage, Object, Snapshot, World, WorldKind};
use sekisho_rbac::{
    Attributes, Authorizer, Decision, Guard, Identity, Principal, Request, Right, Rule, rules,
    uncovered,
};
use sekisho_testkit::Corpus;
use sekisho_value::Value;

fn snapshot(objects: Vec<Object>) -> Snapshot {
    Snapshot::new(World { name: Arc::from("test"), kind: WorldKind::Files }, objects)
}

/// The objects of a recorded case.
fn objects(case: &Value) -> Vec<Object> {
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
    objects
}

fn attributes(request: &Value) -> Attributes<'_> {
    let text = |key: &str| request.str_at(&[key]).unwrap_or_default();
    match request.str_at(&["path"]) {
        Some(path) => {
            Attributes { namespace: text("namespace"), ..Attributes::path(text("verb"), path) }
        }
        None => Attributes::resource(
            Request {
                verb: text("verb"),
                group: text("apiGroup"),
                resource: text("resource"),
                subresource: text("subresource"),
                name: text("name"),
            },
            text("namespace"),
        ),
    }
}

fn identity(request: &Value) -> Identity {
    let groups = request.items_at(&["groups"]).iter();
    let groups = groups.map(|group| group.as_str().unwrap().to_owned());
    Identity::as_recorded(request.str_at(&["user"]).unwrap(), groups)
}

#[test]
fn recorded_decisions_and_reasons() {
    let Some(folder) = sekisho_testkit::folder("graph") else { return };
    let mut corpus = Corpus::new("rbac/authorizer");
    for line in read(&folder.join("rbac/authorizer-vectors-v1.34.1.ndjson")).lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let world = snapshot(objects(&case));
        let authorizer = Authorizer::new(&world);
        for (index, request) in case.items_at(&["requests"]).iter().enumerate() {
            let (identity, attributes) = (identity(request), attributes(request));
            let answer = authorizer.authorize(&identity, &attributes);
            let said = (
                answer.decision == Decision::Allow,
                authorizer.reason(&identity, &attributes, &answer),
            );
            let recorded = (
                request.bool_at(&["allowed"]).unwrap(),
                request.str_at(&["reason"]).unwrap_or_default().to_owned(),
            );
            let verdict = (said == recorded).then_some(());
            let id = format!("{} {index}", case.i64_at(&["case"]).unwrap());
            corpus.case(&id, verdict.ok_or_else(|| format!("{said:?}, recorded: {recorded:?}")));
        }
    }
    corpus.finish();
}

#[test]
fn recorded_covers() {
    let Some(folder) = sekisho_testkit::folder("graph") else { return };
    let mut corpus = Corpus::new("rbac/covers");
    for line in read(&folder.join("rbac/authorizer-vectors-v1.34.1.ndjson")).lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let world = snapshot(objects(&case));
        let held = |key: &str| -> Vec<Rule<'_>> {
            let name = case.str_at(&["covers", key]).unwrap();
            let role = world.find("rbac.authorization.k8s.io", "ClusterRole", None, name).unwrap();
            rules(&world, role).into_iter().map(|held| held.rule).collect()
        };
        let missing = uncovered(&held("owner"), &held("servant"));
        let recorded: Vec<Right<'_>> = case
            .items_at(&["covers", "uncovered"])
            .iter()
            .flat_map(|rule| sekisho_rbac::rights(&Rule::read(0, rule)))
            .collect();
        let same =
            missing == recorded && case.bool_at(&["covers", "covers"]) == Some(missing.is_empty());
        let verdict = same.then_some(()).ok_or_else(|| format!("{missing:?}, {recorded:?}"));
        corpus.case(&case.i64_at(&["case"]).unwrap().to_string(), verdict);
    }
    corpus.finish();
}

/// Whoever may do something by the index of subjects may do it by the index of rules, and nobody else.
#[test]
fn both_directions_agree_on_recorded_cases() {
    let Some(folder) = sekisho_testkit::folder("graph") else { return };
    let mut asked = 0_usize;
    for line in read(&folder.join("rbac/authorizer-vectors-v1.34.1.ndjson")).lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let world = snapshot(objects(&case));
        let authorizer = Authorizer::new(&world);
        for request in case.items_at(&["requests"]) {
            let attributes = attributes(request);
            let question = authorizer.question(&attributes);
            let entitled = authorizer.who_can(&question);
            for principal in authorizer.principals() {
                // Only what is bound to the principal itself, without the groups that it is in.
                let alone = match *principal {
                    Principal::User(name) => Identity::as_recorded(name, []),
                    Principal::ServiceAccount { namespace, name } => {
                        Identity::as_recorded(Identity::service_account(namespace, name).name(), [])
                    }
                    Principal::Group(_) => principal.identity(),
                };
                let found = entitled.iter().any(|entitled| entitled.principal == *principal);
                assert_eq!(authorizer.allows(&alone, &question), found, "{principal} {request:?}");
                asked += 1;
            }
        }
    }
    assert!(asked > 10_000, "{asked}");
}

fn object(json: &str) -> Object {
    Object::new(serde_json::from_str(json).unwrap(), Arc::from("test"), None, None)
}

fn role(kind: &str, metadata: &str, rules: &str) -> Object {
    object(&format!(
        r#"{{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"{kind}","metadata":{{{metadata}}},"rules":[{rules}]}}"#
    ))
}

fn binding(kind: &str, metadata: &str, role: &str, subjects: &str) -> Object {
    object(&format!(
        r#"{{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"{kind}","metadata":{{{metadata}}},"roleRef":{{{role}}},"subjects":[{subjects}]}}"#
    ))
}

const GET_PODS: &str = r#"{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}"#;
const BOB: &str = r#"{"kind":"User","name":"bob"}"#;

fn get_pods(namespace: &str) -> Attributes<'_> {
    Attributes::resource(
        Request { verb: "get", resource: "pods", name: "x", ..Request::default() },
        namespace,
    )
}

#[test]
fn the_first_binding_counts_then_its_first_subject() {
    let team = r#"{"kind":"Group","name":"team"}"#;
    let world = snapshot(vec![
        role("ClusterRole", r#""name":"view""#, GET_PODS),
        binding("RoleBinding", r#""name":"r","namespace":"a""#, VIEW, BOB),
        binding("ClusterRoleBinding", r#""name":"c""#, VIEW, &format!("{team},{BOB}")),
    ]);
    let authorizer = Authorizer::new(&world);
    let bob = Identity::as_recorded("bob", ["team".to_owned()]);
    let answer = authorizer.authorize(&bob, &get_pods("a"));
    assert_eq!(
        authorizer.reason(&bob, &get_pods("a"), &answer),
        r#"RBAC: allowed by ClusterRoleBinding "c" of ClusterRole "view" to Group "team""#
    );
    let question = authorizer.question(&get_pods("a"));
    assert_eq!(authorizer.grants(&bob, &question).len(), 2);
    assert_eq!(authorizer.grants_anywhere(&question).len(), 3);
}

const VIEW: &str = r#""kind":"ClusterRole","name":"view""#;

#[test]
fn a_namespace_gives_nothing_outside() {
    let world = snapshot(vec![
        role("ClusterRole", r#""name":"view""#, GET_PODS),
        binding("RoleBinding", r#""name":"r","namespace":"a""#, VIEW, BOB),
        binding("RoleBinding", r#""name":"s""#, VIEW, BOB),
    ]);
    let authorizer = Authorizer::new(&world);
    let bob = Identity::user("bob", []);
    let decides = |namespace| authorizer.authorize(&bob, &get_pods(namespace)).decision;
    assert_eq!(decides("a"), Decision::Allow);
    assert_eq!(decides("b"), Decision::NoOpinion);
    assert_eq!(decides(""), Decision::NoOpinion);
    // What names no namespace is applied to that of the context.
    assert_eq!(decides("default"), Decision::Allow);
    assert_eq!(authorizer.namespaces_of(&bob), ["a", "default"]);
}

#[test]
fn missing_roles_are_told_as_a_server_tells_them() {
    let stored = r#""name":"b","uid":"1""#;
    let world = snapshot(vec![
        binding("ClusterRoleBinding", stored, r#""kind":"ClusterRole","name":"gone""#, BOB),
        binding(
            "RoleBinding",
            r#""name":"b","namespace":"a","uid":"2""#,
            r#""kind":"Role","name":"gone""#,
            BOB,
        ),
        binding("ClusterRoleBinding", r#""name":"c""#, VIEW, BOB),
    ]);
    let authorizer = Authorizer::new(&world);
    let bob = Identity::user("bob", []);
    let answer = authorizer.authorize(&bob, &get_pods("a"));
    assert_eq!(answer.decision, Decision::NoOpinion);
    assert_eq!(
        authorizer.reason(&bob, &get_pods("a"), &answer),
        r#"RBAC: [clusterrole.rbac.authorization.k8s.io "gone" not found, clusterrole not found, role.rbac.authorization.k8s.io "gone" not found]"#
    );
}

#[test]
fn what_could_not_be_read_makes_a_no_unknown_and_leaves_a_yes() {
    let objects = || {
        vec![
            role("ClusterRole", r#""name":"view""#, GET_PODS),
            binding("RoleBinding", r#""name":"r","namespace":"a""#, VIEW, BOB),
            binding(
                "RoleBinding",
                r#""name":"l","namespace":"a""#,
                r#""kind":"Role","name":"gone""#,
                r#"{"kind":"User","name":"eve"}"#,
            ),
        ]
    };
    let decide = |coverage: Coverage, user: &str, namespace: &str| {
        let world = snapshot(objects()).with_coverage(coverage);
        let authorizer = Authorizer::new(&world);
        let identity = Identity::user(user, []);
        let attributes = get_pods(namespace);
        let answer = authorizer.authorize(&identity, &attributes);
        (answer.decision, authorizer.reason(&identity, &attributes, &answer))
    };
    let closed = || Coverage::new(Completeness::Closed);
    let unread_in_b = closed().kind_in("RoleBinding", "b", Completeness::Unknown);
    assert_eq!(decide(unread_in_b.clone(), "bob", "a").0, Decision::Allow);
    assert_eq!(decide(unread_in_b.clone(), "eve", "a").0, Decision::NoOpinion);
    assert_eq!(
        decide(unread_in_b.clone(), "bob", "b"),
        (
            Decision::Unknown,
            "nothing that was read allows it, and not all of this could be read: RoleBindings \
             (namespace \"b\")"
                .to_owned()
        )
    );
    assert_eq!(decide(unread_in_b, "bob", "").0, Decision::NoOpinion);
    // Roles that could not be read matter to those alone who are bound to one that is not here.
    let unread_roles = closed().kind("Role", Completeness::Unknown);
    assert_eq!(decide(unread_roles.clone(), "eve", "a").0, Decision::Unknown);
    assert_eq!(decide(unread_roles, "nobody", "a").0, Decision::NoOpinion);
    let unread_bindings = closed().kind("ClusterRoleBinding", Completeness::Unknown);
    assert_eq!(decide(unread_bindings.clone(), "bob", "a").0, Decision::Allow);
    assert_eq!(decide(unread_bindings, "bob", "b").0, Decision::Unknown);
}

#[test]
fn a_server_has_filled_in_what_it_stores() {
    let aggregated = |uid: &str| {
        object(&format!(
            r#"{{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{{"name":"all"{uid}}},"rules":[],
            "aggregationRule":{{"clusterRoleSelectors":[{{"matchLabels":{{"to":"all"}}}}]}}}}"#
        ))
    };
    let part = r#""name":"part","labels":{"to":"all"}"#;
    for (uid, decision) in [("", Decision::Allow), (r#","uid":"1""#, Decision::NoOpinion)] {
        let world = snapshot(vec![
            aggregated(uid),
            role("ClusterRole", part, GET_PODS),
            binding(
                "ClusterRoleBinding",
                r#""name":"b""#,
                r#""kind":"ClusterRole","name":"all""#,
                BOB,
            ),
        ]);
        let authorizer = Authorizer::new(&world);
        let bob = Identity::user("bob", []);
        assert_eq!(authorizer.authorize(&bob, &get_pods("")).decision, decision);
    }
}

#[test]
fn more_verbs_and_groups_than_there_are_bits() {
    let words = |prefix: &str| {
        let words: Vec<String> = (0..70).map(|n| format!(r#""{prefix}{n}""#)).collect();
        words.join(",")
    };
    let all =
        format!(r#"{{"verbs":[{}],"apiGroups":[{}],"resources":["a"]}}"#, words("v"), words("g"));
    let some = r#"{"verbs":["v65"],"apiGroups":["g66"],"resources":["b"]}"#;
    let world = snapshot(vec![
        role("ClusterRole", r#""name":"view""#, &format!("{all},{some}")),
        binding("ClusterRoleBinding", r#""name":"b""#, VIEW, BOB),
    ]);
    let authorizer = Authorizer::new(&world);
    let bob = Identity::user("bob", []);
    for (verb, group, resource, allowed) in [
        ("v69", "g69", "a", true),
        ("v65", "g66", "b", true),
        ("v66", "g66", "b", false),
        ("v65", "g65", "b", false),
        ("v1", "g1", "b", false),
    ] {
        let request = Request { verb, group, resource, ..Request::default() };
        let question = authorizer.question(&Attributes::resource(request, ""));
        assert_eq!(authorizer.allows(&bob, &question), allowed, "{verb} {group} {resource}");
    }
}

#[test]
fn rights_are_not_given_by_who_does_not_hold_them() {
    let editor = r#"{"verbs":["get"],"apiGroups":[""],"resources":["pods"]},
        {"verbs":["escalate"],"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles"],"resourceNames":["own"]},
        {"verbs":["bind"],"apiGroups":["rbac.authorization.k8s.io"],"resources":["clusterroles"],"resourceNames":["edit"]}"#;
    let world = snapshot(vec![
        role("ClusterRole", r#""name":"view""#, editor),
        binding("RoleBinding", r#""name":"b","namespace":"a""#, VIEW, BOB),
    ]);
    let authorizer = Authorizer::new(&world);
    let bob = Identity::user("bob", []);
    let everything =
        [Rule { verbs: vec!["*"], groups: vec!["*"], resources: vec!["*"], ..Rule::default() }];
    let pods =
        [Rule { verbs: vec!["get"], groups: vec![""], resources: vec!["pods"], ..Rule::default() }];
    assert_eq!(authorizer.may_give_role(&bob, "a", "", &pods), Guard::Covered);
    assert!(!authorizer.may_give_role(&bob, "b", "", &pods).passes());
    // `escalate` on a name helps to update that role; whoever creates one has no name to compare.
    assert_eq!(authorizer.may_give_role(&bob, "a", "own", &everything), Guard::Verb);
    assert!(!authorizer.may_give_role(&bob, "a", "", &everything).passes());
    assert_eq!(authorizer.may_bind(&bob, "a", "ClusterRole", "edit", &everything), Guard::Verb);
    assert!(!authorizer.may_bind(&bob, "a", "Role", "edit", &everything).passes());
    assert!(!authorizer.may_bind(&bob, "", "ClusterRole", "edit", &everything).passes());
    let root = Identity::user("root", ["system:masters".to_owned()]);
    assert_eq!(authorizer.may_give_role(&root, "", "", &everything), Guard::Masters);
}

#[expect(clippy::disallowed_methods, reason = "recorded cases are files")]
fn read(path: &std::path::Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

fn pod_on(node: &str) -> Object {
    object(&format!(
        r#"{{"apiVersion":"v1","kind":"Pod","metadata":{{"name":"p","namespace":"a"}},"spec":{{"nodeName":"{node}","serviceAccountName":"web",
        "containers":[{{"name":"c","image":"i","env":[{{"name":"E","valueFrom":{{"secretKeyRef":{{"name":"env","key":"k"}}}}}}]}}],
        "volumes":[{{"name":"s","projected":{{"sources":[{{"secret":{{"name":"projected"}}}}]}}}},{{"name":"m","configMap":{{"name":"settings"}}}},
        {{"name":"d","persistentVolumeClaim":{{"claimName":"data"}}}}]}}}}"#
    ))
}

#[test]
fn a_kubelet_reads_what_its_pods_refer_to_and_writes_its_own_node() {
    let volume = object(
        r#"{"apiVersion":"v1","kind":"PersistentVolume","metadata":{"name":"pv"},"spec":{"claimRef":{"namespace":"a","name":"data"},
        "csi":{"driver":"d","nodeStageSecretRef":{"namespace":"b","name":"stage"}}}}"#,
    );
    let world =
        snapshot(vec![pod_on("n1"), volume]).with_coverage(Coverage::new(Completeness::Closed));
    let authorizer = Authorizer::new(&world);
    let ask = |node: &str, minor: u16, question: [&str; 4]| {
        let identity = Identity::user(format!("system:node:{node}"), ["system:nodes".to_owned()]);
        let [verb, entry, namespace, name] = question;
        let (resource, subresource) = entry.split_once('/').unwrap_or((entry, ""));
        let (resource, group) = resource.split_once('.').unwrap_or((resource, ""));
        let request = Request { verb, group, resource, subresource, name };
        let attributes = Attributes::resource(request, namespace);
        let version = sekisho_api::KubeVersion::minor_of_1(minor);
        let answer = authorizer.ask_chain(&identity, &attributes, version);
        (answer.decision == Decision::Allow, answer.reason)
    };
    for (question, allowed) in [
        (["get", "secrets", "a", "env"], true),
        (["list", "secrets", "a", "projected"], true),
        (["get", "secrets", "b", "stage"], true),
        (["get", "secrets", "a", "other"], false),
        (["get", "secrets", "b", "env"], false),
        (["update", "secrets", "a", "env"], false),
        (["get", "configmaps", "a", "settings"], true),
        (["get", "persistentvolumeclaims", "a", "data"], true),
        (["get", "persistentvolumes", "", "pv"], true),
        (["create", "serviceaccounts/token", "a", "web"], true),
        (["create", "serviceaccounts/token", "a", "default"], false),
        (["get", "pods", "a", "p"], true),
        (["update", "nodes", "", "n1"], true),
        (["get", "nodes", "", "n1"], true),
        (["get", "leases.coordination.k8s.io", "kube-node-lease", "n1"], true),
        (["get", "leases.coordination.k8s.io", "kube-system", "n1"], false),
        (["create", "tokenreviews.authentication.k8s.io", "", ""], true),
        (["delete", "nodes", "", "n1"], false),
    ] {
        assert_eq!(ask("n1", 36, question).0, allowed, "{question:?}");
    }
    let (allowed, reason) = ask("n2", 36, ["get", "secrets", "a", "env"]);
    assert!(!allowed);
    assert_eq!(reason, "no relationship found between node 'n2' and this object");
    // Selectors are looked at by default from v1.32 on; before, any node reads all of them.
    assert!(!ask("n2", 32, ["list", "pods", "", ""]).0);
    assert!(ask("n2", 31, ["list", "pods", "", ""]).0);
    assert!(ask("n2", 31, ["get", "nodes", "", "n1"]).0);
    assert!(!ask("n2", 32, ["get", "nodes", "", "n1"]).0);
    // The name alone makes no node.
    let alone = Identity::user("system:node:n1", []);
    let secret = Request { verb: "get", resource: "secrets", name: "env", ..Request::default() };
    let attributes = Attributes::resource(secret, "a");
    let answer = authorizer.ask_chain(&alone, &attributes, sekisho_api::KubeVersion::NEWEST);
    assert_eq!(answer.decision, Decision::NoOpinion);
}
