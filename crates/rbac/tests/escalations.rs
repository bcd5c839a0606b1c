//! Who becomes what: every entry of the catalogue with rights that have it and rights that nearly do, and
//! the ways from one identity to the next.
//!
//! `data/primitives.tsv` writes rights as `SCOPE VERBS GROUP/RESOURCE[/SUBRESOURCE] [=NAMES]`: the scope is
//! `C` for a ClusterRoleBinding, `N` and `M` for two namespaces, or the name of a namespace.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test's own objects and tables are well-formed"
)]

use std::collections::BTreeSet;
use std::sync::Arc;

use sekisho_api::KubeVersion;
use sekisho_inventory::{Object, Snapshot, World, WorldKind};
use sekisho_rbac::escalation::{Escalations, PRIMITIVES, Reach, Standing, UNDECIDED, Who};
use sekisho_rbac::{Authorizer, Principal};
use serde_json::{Value, json};

mod rights;

use rights::{binding, rights, user};

const TABLE: &str = include_str!("data/primitives.tsv");

fn snapshot(objects: Vec<Value>) -> Snapshot {
    let objects = objects.into_iter().map(|value| {
        let text = value.to_string();
        Object::new(serde_json::from_str(&text).unwrap(), Arc::from("test"), None, None)
    });
    let world = World { name: Arc::from("test"), kind: WorldKind::Files };
    Snapshot::new(world, objects.collect())
}

fn group(name: &str) -> Value {
    json!({"kind": "Group", "apiGroup": "rbac.authorization.k8s.io", "name": name})
}

fn account(namespace: &str, name: &str) -> Value {
    json!({"kind": "ServiceAccount", "namespace": namespace, "name": name})
}

fn version(minor: u16) -> KubeVersion {
    KubeVersion::minor_of_1(minor)
}

/// The names of what somebody has, with the namespaces.
fn had(objects: Vec<Value>, minor: u16, subject: Principal<'_>) -> Vec<(String, Option<String>)> {
    let snapshot = snapshot(objects);
    let index = Authorizer::new(&snapshot);
    let escalations = Escalations::new(&index, version(minor));
    let all = escalations.of(subject).into_iter();
    all.map(|found| (found.primitive.name.to_owned(), found.namespace.map(ToOwned::to_owned)))
        .collect()
}

#[test]
fn every_primitive_is_had_and_nearly_had() {
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for row in TABLE.lines().skip(1) {
        let [name, has, nearly, short]: [&str; 4] =
            row.split('\t').collect::<Vec<_>>().try_into().unwrap();
        let (name, minor) = name.split_once('@').unwrap_or((name, "36"));
        let minor = minor.parse().unwrap();
        seen.insert(name);
        for (list, wanted) in [(has, true), (nearly, false)] {
            let had = had(rights(list, &user("jane")), minor, Principal::User("jane"));
            if had.iter().any(|(found, _)| found == name) != wanted {
                wrong.push(format!("{name}: `{list}` has {had:?} ({short})"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let all: BTreeSet<&str> = PRIMITIVES.into_iter().flatten().map(|it| it.name).collect();
    assert_eq!(all, seen, "every primitive has its row");
}

#[test]
fn every_entry_of_the_catalogue_is_decided_or_said_why_not() {
    let decided = PRIMITIVES.into_iter().flatten().map(|primitive| primitive.id);
    let known: BTreeSet<&str> = decided.chain(UNDECIDED.iter().map(|it| it.id)).collect();
    let ranges = [1..=18, 20..=32, 40..=46, 50..=54, 60..=69, 80..=82];
    let wanted: BTreeSet<String> =
        ranges.into_iter().flatten().map(|number| format!("E{number:02}")).collect();
    assert_eq!(known, wanted.iter().map(String::as_str).collect());
}

#[test]
fn names_are_unique_and_wider_forms_come_first() {
    let mut seen = BTreeSet::new();
    let mut needs = 0;
    for primitive in PRIMITIVES.into_iter().flatten() {
        assert!(primitive.wider.is_empty() || seen.contains(primitive.wider), "{}", primitive.name);
        assert!(seen.insert(primitive.name), "{}", primitive.name);
        needs += primitive.needs.len();
    }
    assert!(needs <= 256, "{needs} needs have no place in a set of 256");
}

/// The way of a subject to everything, in words.
fn way(objects: Vec<Value>, subject: Principal<'_>) -> Option<Vec<String>> {
    let snapshot = snapshot(objects);
    let index = Authorizer::new(&snapshot);
    let escalations = Escalations::new(&index, version(34));
    let way = escalations.way(subject)?;
    Some(
        way.iter()
            .map(|step| {
                let by = step.by.map_or("is", |by| by.name);
                let who = |who: &Who<'_>| match who {
                    Who::Subject(
                        Principal::User(name)
                        | Principal::Group(name)
                        | Principal::ServiceAccount { name, .. },
                    ) => (*name).to_owned(),
                    Who::Accounts(namespace) => {
                        format!("accounts of {}", namespace.unwrap_or("all"))
                    }
                    Who::Running(namespace) => format!("running in {}", namespace.unwrap_or("all")),
                    Who::Tokens(namespace) => format!("tokens in {}", namespace.unwrap_or("all")),
                    other => format!("{other:?}"),
                };
                format!(
                    "{} -{by}-> {}",
                    who(&step.who),
                    step.becomes.as_ref().map_or_else(String::new, who)
                )
            })
            .collect(),
    )
}

#[test]
fn a_way_goes_over_the_accounts_of_a_namespace() {
    let robot = account("shop", "robot");
    let mut objects = rights("N create /pods", &user("jane"));
    objects.extend(rights("C escalate,update rbac.authorization.k8s.io/clusterroles", &robot));
    assert_eq!(
        way(objects, Principal::User("jane")).unwrap(),
        [
            "jane -create-pods-> accounts of shop",
            "accounts of shop -is-> robot",
            "robot -escalate-cluster-roles-> ClusterAdmin",
        ]
    );
}

#[test]
fn accounts_of_another_namespace_are_out_of_reach() {
    let mut objects = rights("N create /pods", &user("jane"));
    objects.extend(rights("C * */*", &account("other", "robot")));
    assert_eq!(way(objects, Principal::User("jane")), None);
}

#[test]
fn exec_reaches_the_accounts_of_pods_that_are_there() {
    let pod = |automount: bool| {
        json!({
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {"name": "web", "namespace": "shop"},
            "spec": {
                "serviceAccountName": "robot",
                "automountServiceAccountToken": automount,
                "containers": [{"name": "web", "image": "web"}],
            },
        })
    };
    let objects = |pods: Vec<Value>| {
        let mut objects = rights("N create /pods/exec", &user("jane"));
        objects.extend(rights("C * */*", &account("shop", "robot")));
        objects.extend(pods);
        objects
    };
    let jane = Principal::User("jane");
    assert_eq!(way(objects(Vec::new()), jane), None);
    assert_eq!(way(objects(vec![pod(false)]), jane), None);
    assert_eq!(
        way(objects(vec![pod(true)]), jane).unwrap(),
        [
            "jane -exec-> running in shop",
            "running in shop -is-> robot",
            "robot -everything-> ClusterAdmin",
        ]
    );
}

#[test]
fn reading_secrets_reaches_accounts_only_where_a_token_lies_in_one() {
    let token = json!({
        "apiVersion": "v1",
        "kind": "Secret",
        "type": "kubernetes.io/service-account-token",
        "metadata": {
            "name": "robot-token",
            "namespace": "shop",
            "annotations": {"kubernetes.io/service-account.name": "robot"},
        },
    });
    let objects = |more: Vec<Value>| {
        let mut objects = rights("N list /secrets", &user("jane"));
        objects.extend(rights("C * */*", &account("shop", "robot")));
        objects.extend(more);
        objects
    };
    let jane = Principal::User("jane");
    assert_eq!(way(objects(Vec::new()), jane), None);
    assert!(way(objects(vec![token]), jane).is_some());
    // Before 1.24 each account had one that nobody wrote down.
    let snapshot = snapshot(objects(Vec::new()));
    let index = Authorizer::new(&snapshot);
    assert!(Escalations::new(&index, version(23)).way(jane).is_some());
}

#[test]
fn a_chain_of_four_identities_is_followed_to_its_end() {
    let mut objects = rights("C impersonate /users =bob", &user("jane"));
    objects.extend(rights("N create /serviceaccounts/token =robot", &user("bob")));
    objects.extend(rights("M create batch/jobs", &account("shop", "robot")));
    objects.extend(rights("C * */*", &account("other", "root")));
    assert_eq!(
        way(objects, Principal::User("jane")).unwrap(),
        [
            "jane -impersonate-named-users-> bob",
            "bob -create-named-tokens-> robot",
            "robot -create-workloads-> accounts of other",
            "accounts of other -is-> root",
            "root -everything-> ClusterAdmin",
        ]
    );
}

#[test]
fn a_circle_of_accounts_ends() {
    let mut objects = rights("M create /pods", &account("shop", "a"));
    objects.extend(rights("N create /pods", &account("other", "b")));
    assert_eq!(way(objects, Principal::ServiceAccount { namespace: "shop", name: "a" }), None);
}

#[test]
fn rights_of_a_group_complete_those_of_its_members() {
    let mut objects = rights("N create /secrets", &account("shop", "robot"));
    objects.extend(rights("N get /secrets", &group("system:serviceaccounts:shop")));
    let robot = Principal::ServiceAccount { namespace: "shop", name: "robot" };
    let had = had(objects, 34, robot);
    assert!(had.contains(&("mint-token-secret".to_owned(), Some("shop".to_owned()))), "{had:?}");
}

#[test]
fn what_a_group_has_is_told_of_the_group_alone() {
    let mut objects = rights("N create /pods", &group("system:serviceaccounts:shop"));
    objects.extend(rights("N get /configmaps", &account("shop", "robot")));
    let snapshot = snapshot(objects);
    let index = Authorizer::new(&snapshot);
    let escalations = Escalations::new(&index, version(34));
    let subjects: Vec<Principal<'_>> = escalations.iter().map(|found| found.subject).collect();
    assert_eq!(subjects, [Principal::Group("system:serviceaccounts:shop")]);
    // Asked for the account, the group's are its as well.
    let robot = Principal::ServiceAccount { namespace: "shop", name: "robot" };
    assert_eq!(escalations.of(robot).len(), 1);
}

#[test]
fn a_user_by_the_name_of_an_account_is_that_account() {
    let mut objects = rights("N create /pods", &user("jane"));
    objects.extend(rights("C * */*", &user("system:serviceaccount:shop:robot")));
    assert!(way(objects, Principal::User("jane")).is_some());
    // And impersonating users does not cover it: it is asked for as a service account.
    let mut objects = rights("C impersonate /users", &user("jane"));
    objects.extend(rights("C * */*", &user("system:serviceaccount:shop:robot")));
    assert_eq!(way(objects, Principal::User("jane")), None);
}

#[test]
fn escalating_a_role_by_name_helps_who_holds_it() {
    let mine = |role: &str, named: &str| {
        vec![
            json!({
                "apiVersion": "rbac.authorization.k8s.io/v1",
                "kind": "ClusterRole",
                "metadata": {"name": role},
                "rules": [{
                    "verbs": ["escalate", "update"],
                    "apiGroups": ["rbac.authorization.k8s.io"],
                    "resources": ["clusterroles"],
                    "resourceNames": [named],
                }],
            }),
            binding("C", "ClusterRole", role, &user("jane")),
        ]
    };
    assert!(way(mine("mine", "mine"), Principal::User("jane")).is_some());
    assert_eq!(way(mine("mine", "another"), Principal::User("jane")), None);
}

#[test]
fn roles_that_every_cluster_has_count_where_they_are_not_here() {
    let objects = |role: &str| {
        vec![
            binding("N", "ClusterRole", role, &user("jane")),
            binding("C", "ClusterRole", "cluster-admin", &account("shop", "robot")),
        ]
    };
    let jane = Principal::User("jane");
    assert_eq!(
        way(objects("edit"), jane).unwrap().first().unwrap(),
        "jane -impersonate-service-accounts-> accounts of shop"
    );
    assert_eq!(way(objects("view"), jane), None);
    assert_eq!(way(objects("unheard-of"), jane), None);
}

#[test]
fn standings_tell_declared_from_reached() {
    let mut objects = rights("C * */*", &user("root"));
    objects.extend(rights("C impersonate /users", &user("jane")));
    objects.extend(rights("C get /pods", &user("bob")));
    objects.extend(rights("C get /pods", &group("system:masters")));
    let snapshot = snapshot(objects);
    let index = Authorizer::new(&snapshot);
    let escalations = Escalations::new(&index, version(34));
    for (subject, wanted) in [
        (Principal::User("root"), Standing::Declared),
        (Principal::Group("system:masters"), Standing::Declared),
        (Principal::User("jane"), Standing::Reaches),
        (Principal::User("bob"), Standing::Apart),
        (Principal::User("nobody"), Standing::Apart),
    ] {
        assert_eq!(escalations.standing(subject), wanted, "{subject:?}");
    }
}

#[test]
fn who_has_everything_is_told_of_that_alone() {
    let mut objects = rights("C * */*; N create /pods", &user("root"));
    objects.extend(rights("N * */*; N create /pods; M create /pods", &user("jane")));
    let snapshot = snapshot(objects);
    let index = Authorizer::new(&snapshot);
    let escalations = Escalations::new(&index, version(34));
    let told = |subject| {
        let all = escalations.of(subject).into_iter();
        all.map(|found| (found.primitive.name, found.namespace, found.reach)).collect::<Vec<_>>()
    };
    assert_eq!(told(Principal::User("root")), [("everything", None, Reach::Cluster)]);
    assert_eq!(
        told(Principal::User("jane")),
        [
            ("everything-in-namespace", Some("shop"), Reach::Namespace),
            ("create-pods", Some("other"), Reach::Namespace),
        ]
    );
}

#[test]
fn the_binding_and_the_rule_behind_each_half_are_told() {
    let objects = rights("N escalate /x; N create /secrets; N list /secrets", &user("jane"));
    let snapshot = snapshot(objects);
    let index = Authorizer::new(&snapshot);
    let escalations = Escalations::new(&index, version(34));
    let all = escalations.of(Principal::User("jane"));
    let minted = all.iter().find(|found| found.primitive.name == "mint-token-secret").unwrap();
    let via: Vec<(&str, &str)> =
        minted.steps[0].via.iter().map(|via| (via.binding.name(), via.role)).collect();
    assert_eq!(via, [("role-1-jane-jane", "role-1-jane"), ("role-2-jane-jane", "role-2-jane")]);
}
