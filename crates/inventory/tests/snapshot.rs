//! Joins within a world, and what is known to be complete.
#![expect(clippy::unwrap_used, reason = "a test's own objects are well-formed")]

use std::sync::Arc;

use sekisho_inventory::{Completeness, Coverage, Object, Snapshot, TokenMount, World, WorldKind};

fn object(json: &str) -> Object {
    Object::new(serde_json::from_str(json).unwrap(), Arc::from("test"), None, None)
}

fn named(api_version: &str, kind: &str, namespace: Option<&str>, name: &str) -> Object {
    let namespace = namespace.map(|text| format!(r#","namespace":"{text}""#)).unwrap_or_default();
    object(&format!(
        r#"{{"apiVersion":"{api_version}","kind":"{kind}","metadata":{{"name":"{name}"{namespace}}}}}"#
    ))
}

fn snapshot(objects: Vec<Object>) -> Snapshot {
    Snapshot::new(World { name: Arc::from("test"), kind: WorldKind::Files }, objects)
}

fn names<'s>(objects: impl Iterator<Item = &'s Object>) -> Vec<&'s str> {
    objects.map(Object::name).collect()
}

#[test]
fn objects_are_found_by_kind_name_and_namespace() {
    let world = snapshot(vec![
        named("v1", "Service", Some("b"), "web"),
        named("v1", "Service", Some("a"), "web"),
        named("v1", "Service", None, "web"),
        named("v1", "Service", Some("a"), "api"),
        named("serving.knative.dev/v1", "Service", Some("a"), "web"),
        named("v1", "Namespace", None, "a"),
    ]);
    assert_eq!(names(world.of_kind("", "Service")), ["web", "web", "web", "api"]);
    assert_eq!(names(world.of_kind_in("", "Service", Some("a"))), ["web", "api"]);
    assert_eq!(names(world.in_namespace(Some("a"))), ["web", "api", "web"]);
    assert_eq!(names(world.in_namespace(None)), ["web", "a"]);
    for namespace in [None, Some("a"), Some("b")] {
        let found = world.find("", "Service", namespace, "web").unwrap();
        assert_eq!(found.namespace(), namespace);
    }
    assert!(world.find("", "Service", Some("default"), "web").is_none());
    assert!(world.find("", "Service", Some("b"), "api").is_none());
    assert!(world.find("", "Pod", Some("b"), "api").is_none());
    assert!(world.namespace("a").is_some());
    assert!(world.namespace("b").is_none());
}

#[test]
fn the_last_of_the_same_name_counts_and_collisions_are_listed() {
    let mut first = named("v1", "ConfigMap", Some("a"), "settings");
    first.value.set("data", "first");
    let mut second = named("v1", "ConfigMap", Some("a"), "settings");
    second.value.set("data", "second");
    let generated =
        || object(r#"{"apiVersion":"batch/v1","kind":"Job","metadata":{"generateName":"run-"}}"#);
    let world = snapshot(vec![
        first,
        named("v1", "ConfigMap", Some("b"), "settings"),
        generated(),
        generated(),
        named("extensions/v1beta1", "Ingress", None, "web"),
        second,
        named("extensions/v1", "Ingress", None, "web"),
    ]);
    let found = world.find("", "ConfigMap", Some("a"), "settings").unwrap();
    assert_eq!(found.value.str_at(&["data"]), Some("second"));
    let collisions: Vec<Vec<&str>> =
        world.collisions().map(|same| names(same.into_iter())).collect();
    assert_eq!(collisions, [["settings", "settings"], ["web", "web"]]);
    assert!(world.find("batch", "Job", None, "run-*").is_none());
}

#[test]
fn owners_are_followed_to_the_outermost() {
    let owned = |kind: &str, name: &str, owner: &str, of: &str| {
        object(&format!(
            r#"{{"apiVersion":"apps/v1","kind":"{kind}","metadata":{{"name":"{name}","namespace":"a",
            "ownerReferences":[{{"apiVersion":"apps/v1","kind":"{owner}","name":"{of}","controller":true}}]}},
            "spec":{{"template":{{"spec":{{"containers":[]}}}}}}}}"#
        ))
    };
    let world = snapshot(vec![
        owned("ReplicaSet", "web-1", "Deployment", "web"),
        named("apps/v1", "Deployment", Some("a"), "web"),
        owned("ReplicaSet", "orphan", "Deployment", "gone"),
        owned("StatefulSet", "x", "StatefulSet", "y"),
        owned("StatefulSet", "y", "StatefulSet", "x"),
    ]);
    let of = |index: usize| world.outermost_owner(&world.objects()[index]).name();
    assert_eq!(of(0), "web");
    assert_eq!(of(1), "web");
    assert_eq!(of(2), "orphan");
    // A circle of owners ends somewhere.
    assert!(["x", "y"].contains(&of(3)));
    // The replica set's pod is that of its deployment; the orphan's is its own, and so are those that
    // nobody outside a circle stands for.
    let pods: Vec<&str> = world.pods_in(Some("a")).map(|pod| pod.object.name()).collect();
    assert_eq!(pods, ["orphan", "x", "y"]);
}

#[test]
fn a_controller_stands_for_pods_that_are_as_its_template_says() {
    let of = |kind: &str, version: &str, name: &str, owner: &str, spec: &str| {
        let (owner, by) = owner.split_once('/').unwrap_or_default();
        object(&format!(
            r#"{{"apiVersion":"{version}","kind":"{kind}","metadata":{{"name":"{name}","namespace":"a",
            "ownerReferences":[{{"apiVersion":"apps/v1","kind":"{owner}","name":"{by}","controller":true}}]}},
            "spec":{spec}}}"#
        ))
    };
    let template =
        |container: &str| format!(r#"{{"template":{{"spec":{{"containers":[{container}]}}}}}}"#);
    let pod = |name: &str, spec: &str| of("Pod", "v1", name, "ReplicaSet/web-1", spec);
    let web = r#"{"name":"web","securityContext":{"runAsUser":7}}"#;
    let world = snapshot(vec![
        of("Deployment", "apps/v1", "web", "", &template(web)),
        of("ReplicaSet", "apps/v1", "web-1", "Deployment/web", &template(r#"{"name":"web"}"#)),
        pod(
            "same",
            &format!(
                r#"{{"containers":[{web}],"serviceAccountName":"default","securityContext":{{}}}}"#
            ),
        ),
        pod("injected", &format!(r#"{{"containers":[{web},{{"name":"proxy"}}]}}"#)),
        pod(
            "debugged",
            &format!(r#"{{"containers":[{web}],"ephemeralContainers":[{{"name":"shell"}}]}}"#),
        ),
        // As an earlier template said, or as it claims only.
        pod("earlier", r#"{"containers":[{"name":"web"}]}"#),
        pod("root", r#"{"containers":[{"name":"web","securityContext":{"privileged":true}}]}"#),
        pod("host", &format!(r#"{{"containers":[{web}],"hostPID":true}}"#)),
        pod(
            "path",
            &format!(
                r#"{{"containers":[{web}],"volumes":[{{"name":"x","hostPath":{{"path":"/"}}}}]}}"#
            ),
        ),
        pod("account", &format!(r#"{{"containers":[{web}],"serviceAccountName":"admin"}}"#)),
    ]);
    let told: Vec<(&str, bool, String)> = world
        .objects()
        .iter()
        .map(|it| (it.name(), world.is_stood_for(it), world.added_containers(it).join(",")))
        .collect();
    let expected = [
        ("web", false, ""),
        ("web-1", true, ""),
        ("same", true, ""),
        ("injected", true, "proxy"),
        ("debugged", true, "shell"),
        ("earlier", false, ""),
        ("root", false, ""),
        ("host", false, ""),
        ("path", false, ""),
        ("account", false, ""),
    ];
    assert_eq!(told, expected.map(|(name, stands, added)| (name, stands, added.to_owned())));
}

#[test]
fn selectors_select_pods_of_their_own_namespace() {
    let workload = |namespace: &str, name: &str, labels: &str| {
        object(&format!(
            r#"{{"apiVersion":"apps/v1","kind":"Deployment","metadata":{{"name":"{name}","namespace":"{namespace}"}},
            "spec":{{"template":{{"metadata":{{"labels":{labels}}},"spec":{{"containers":[]}}}}}}}}"#
        ))
    };
    let selecting = |kind: &str, field: &str, selector: &str| {
        object(&format!(
            r#"{{"apiVersion":"v1","kind":"{kind}","metadata":{{"name":"x","namespace":"a"}},
            "spec":{{"{field}":{selector}}}}}"#
        ))
    };
    let world = snapshot(vec![
        workload("a", "web", r#"{"app":"web","tier":"front"}"#),
        workload("a", "db", r#"{"app":"db"}"#),
        workload("b", "web", r#"{"app":"web"}"#),
    ]);
    let served = |selector: &str| {
        let service = selecting("Service", "selector", selector);
        let pods = world.pods_of_service(&service).unwrap();
        pods.iter().map(|pod| pod.object.name().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(served(r#"{"app":"web"}"#), ["web"]);
    assert!(served(r#"{"app":"web","tier":"back"}"#).is_empty());
    assert!(served("{}").is_empty());
    assert!(served("null").is_empty());
    let governed = |selector: &str| {
        let policy = selecting("NetworkPolicy", "podSelector", selector);
        let pods = world.pods_of_policy(&policy).unwrap();
        pods.iter().map(|pod| pod.object.name().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(governed("{}"), ["web", "db"]);
    assert_eq!(governed(r#"{"matchLabels":{"app":"db"}}"#), ["db"]);
    assert_eq!(
        governed(r#"{"matchExpressions":[{"key":"tier","operator":"DoesNotExist"}]}"#),
        ["db"]
    );
}

#[test]
fn tokens_are_mounted_unless_pod_or_account_says_otherwise() {
    let pod = |account: &str, automount: &str| {
        object(&format!(
            r#"{{"apiVersion":"v1","kind":"Pod","metadata":{{"name":"p","namespace":"a"}},
            "spec":{{"serviceAccountName":"{account}"{automount},"containers":[]}}}}"#
        ))
    };
    let account = |name: &str, automount: &str| {
        object(&format!(
            r#"{{"apiVersion":"v1","kind":"ServiceAccount","metadata":{{"name":"{name}","namespace":"a"}}{automount}}}"#
        ))
    };
    let world = snapshot(vec![
        account("silent", ""),
        account("off", r#","automountServiceAccountToken":false"#),
    ]);
    let mount = |object: &Object| {
        let pods = object.pods();
        match world.mounts_token(&pods[0]) {
            TokenMount::Pod(own) => format!("pod {} {}", own.value, own.route),
            TokenMount::Account(account, mounts) => format!("{} {mounts}", account.name()),
            TokenMount::Default => "default".into(),
            TokenMount::Unknown => "unknown".into(),
        }
    };
    let on = r#","automountServiceAccountToken":true"#;
    assert_eq!(mount(&pod("off", on)), "pod true /spec/automountServiceAccountToken");
    assert_eq!(mount(&pod("off", "")), "off false");
    assert_eq!(mount(&pod("silent", "")), "default");
    assert_eq!(mount(&pod("", "")), "default");
    assert_eq!(mount(&pod("elsewhere", "")), "unknown");
}

#[test]
fn completeness_is_stated_by_kind_and_namespace() {
    use Completeness::{Closed, Open, Unknown};
    let world = snapshot(Vec::new());
    assert_eq!(world.completeness("Pod", None), Open);
    let world = world.with_coverage(
        Coverage::new(Closed)
            .kind("Secret", Unknown)
            .kind_in("Secret", "open-one", Closed)
            .namespace("dark", Unknown)
            .kind_in("ConfigMap", "half", Open),
    );
    assert_eq!(world.completeness("Pod", Some("a")), Closed);
    assert_eq!(world.completeness("Pod", Some("dark")), Unknown);
    // One namespace that was not read leaves the whole cluster unknown.
    assert_eq!(world.completeness("Pod", None), Unknown);
    assert_eq!(world.completeness("Secret", None), Unknown);
    assert_eq!(world.completeness("Secret", Some("open-one")), Closed);
    assert_eq!(world.completeness("ConfigMap", Some("half")), Open);
    assert_eq!(world.completeness("ConfigMap", Some("a")), Closed);
    let open = Coverage::new(Closed).kind_in("ConfigMap", "half", Open);
    assert_eq!(open.of("ConfigMap", None), Open);
    assert_eq!(open.of("Pod", None), Closed);
}
