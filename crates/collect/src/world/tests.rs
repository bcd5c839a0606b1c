use super::*;

/// Lays out files `path: kind/name[=variant]…` below a named path and gives the worlds as
/// `name: files`.
fn worlds(files: &[(&str, &str)]) -> Vec<String> {
    worlds_with_markers(files, &[])
}

fn worlds_with_markers(files: &[(&str, &str)], markers: &[&str]) -> Vec<String> {
    let mut folders =
        vec![Folder { parent: None, name: String::new(), shown: ".".into(), marker: false }];
    let mut texts: Vec<(usize, String, Vec<Value>)> = Vec::new();
    for (path, objects) in files {
        let mut steps: Vec<&str> = path.split('/').collect();
        let name = steps.pop().unwrap();
        let mut at = 0;
        let mut shown = String::new();
        for step in steps {
            if !shown.is_empty() {
                shown.push('/');
            }
            shown.push_str(step);
            let known =
                folders.iter().position(|folder| folder.parent == Some(at) && folder.name == step);
            at = known.unwrap_or_else(|| {
                folders.push(Folder {
                    parent: Some(at),
                    name: step.to_owned(),
                    shown: shown.clone(),
                    marker: markers.contains(&shown.as_str()),
                });
                folders.len() - 1
            });
        }
        let values = objects.split_whitespace().map(object).collect();
        texts.push((at, name.to_owned(), values));
    }
    let members: Vec<Member<'_>> = texts
        .iter()
        .map(|(folder, name, values)| Member {
            folder: *folder,
            name,
            objects: values.iter().collect(),
        })
        .collect();
    let mut named: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (seat, (path, _)) in seats(&folders, &members).iter().zip(files) {
        named.entry(seat.name(&folders)).or_default().push(path);
    }
    named.into_iter().map(|(name, files)| format!("{name}: {}", files.join(" "))).collect()
}

fn object(text: &str) -> Value {
    let (kind, name) = text.split_once('/').unwrap();
    let (name, variant) = name.split_once('=').unwrap_or((name, ""));
    let mut metadata = Value::map();
    metadata.set("name", name);
    let mut value = Value::map();
    value.set("apiVersion", "v1");
    value.set("kind", kind);
    value.set("metadata", metadata);
    value.set("variant", variant);
    value
}

#[test]
fn a_folder_with_manifests_is_one_world_with_all_below() {
    assert_eq!(
        worlds(&[
            ("shop/namespace.yaml", "Namespace/shop"),
            ("shop/front/web.yaml", "Deployment/web Service/web"),
            ("shop/back/api.yaml", "Deployment/api"),
        ]),
        ["shop: shop/namespace.yaml shop/front/web.yaml shop/back/api.yaml"]
    );
}

#[test]
fn ten_projects_in_one_folder_are_ten_worlds() {
    let paths: Vec<String> = (0..10).map(|n| format!("p{n}/app.yaml")).collect();
    let files: Vec<_> = paths.iter().map(|path| (path.as_str(), "Service/web")).collect();
    assert_eq!(worlds(&files).len(), 10);
}

#[test]
fn projects_beside_a_stray_manifest_are_split_by_what_they_define_twice() {
    assert_eq!(
        worlds(&[
            ("kind.yaml", "Cluster/kind"),
            ("a/app.yaml", "Service/web=a"),
            ("b/app.yaml", "Service/web=b"),
            ("c/app.yaml", "Service/other"),
        ]),
        [".: kind.yaml", "a: a/app.yaml", "b: b/app.yaml", "c: c/app.yaml"]
    );
}

#[test]
fn environments_side_by_side_are_never_joined() {
    assert_eq!(
        worlds(&[
            ("namespace.yaml", "Namespace/shop"),
            ("dev/web.yaml", "Deployment/web"),
            ("prod-eu/policy.yaml", "NetworkPolicy/web"),
            ("clusters/emea/x.yaml", "Service/x"),
            ("clusters/apac/y.yaml", "Service/y"),
        ]),
        [
            ".: namespace.yaml",
            "clusters/apac: clusters/apac/y.yaml",
            "clusters/emea: clusters/emea/x.yaml",
            "dev: dev/web.yaml",
            "prod-eu: prod-eu/policy.yaml",
        ]
    );
}

#[test]
fn a_base_and_its_overlays_are_never_joined() {
    assert_eq!(
        worlds(&[
            ("app/base/web.yaml", "Deployment/web"),
            ("app/overlays/x/web.yaml", "Deployment/web=x"),
            ("app/overlays/y/policy.yaml", "NetworkPolicy/web"),
            ("app/readme.yaml", "ConfigMap/readme"),
        ]),
        [
            "app: app/readme.yaml",
            "app/base: app/base/web.yaml",
            "app/overlays/x: app/overlays/x/web.yaml",
            "app/overlays/y: app/overlays/y/policy.yaml",
        ]
    );
}

#[test]
fn environments_as_files_of_one_folder_are_never_joined() {
    assert_eq!(
        worlds(&[
            ("k8s/dev.yaml", "Deployment/web"),
            ("k8s/policy-prod.yaml", "NetworkPolicy/web"),
            ("k8s/prod.yaml", "Deployment/web=prod"),
            ("k8s/crd.yaml", "CustomResourceDefinition/x"),
        ]),
        [
            "k8s: k8s/crd.yaml",
            "k8s (dev): k8s/dev.yaml",
            "k8s (prod): k8s/policy-prod.yaml k8s/prod.yaml",
        ]
    );
}

#[test]
fn one_environment_in_a_file_name_is_just_a_name() {
    assert_eq!(
        worlds(&[("test.yaml", "Deployment/web"), ("web.yaml", "Service/web")]),
        [".: test.yaml web.yaml"]
    );
}

#[test]
fn files_that_are_alternatives_are_split_but_a_name_used_twice_is_not() {
    assert_eq!(
        worlds(&[
            ("v1.yaml", "Deployment/web Service/web Namespace/n=1"),
            ("v2.yaml", "Deployment/web=2 Service/web"),
            ("sa.yaml", "ServiceAccount/web"),
        ]),
        [".: sa.yaml", "v1.yaml: v1.yaml", "v2.yaml: v2.yaml"]
    );
    assert_eq!(
        worlds(&[
            ("a.yaml", "Deployment/a Service/a ConfigMap/settings"),
            ("b.yaml", "Deployment/b Service/b ConfigMap/settings=2"),
        ]),
        [".: a.yaml b.yaml"]
    );
}

#[test]
fn equal_copies_are_no_conflict() {
    assert_eq!(
        worlds(&[
            ("ns.yaml", "Namespace/shop"),
            ("a/x.yaml", "Namespace/shop Service/a"),
            ("b/x.yaml", "Namespace/shop Service/b"),
        ]),
        [".: ns.yaml a/x.yaml b/x.yaml"]
    );
}

#[test]
fn a_variant_below_splits_off_alone() {
    assert_eq!(
        worlds(&[
            ("app.yaml", "Deployment/web Service/web ConfigMap/c"),
            ("openshift/app.yaml", "Deployment/web=os"),
            ("extra/more.yaml", "Secret/s"),
        ]),
        [".: app.yaml extra/more.yaml", "openshift: openshift/app.yaml"]
    );
}

#[test]
fn folders_of_sorts_of_resources_are_one_project() {
    assert_eq!(
        worlds(&[
            ("shop/rbac/a.yaml", "Role/a"),
            ("shop/network-policies/b.yaml", "NetworkPolicy/b"),
            ("shop/deployments/c.yaml", "Deployment/c"),
        ]),
        ["shop: shop/rbac/a.yaml shop/network-policies/b.yaml shop/deployments/c.yaml"]
    );
    assert_eq!(worlds(&[("x/rbac/a.yaml", "Role/a"), ("x/web/b.yaml", "Deployment/b")]).len(), 2);
}

#[test]
fn a_marker_starts_a_new_root() {
    assert_eq!(
        worlds_with_markers(
            &[
                ("a.yaml", "Service/a"),
                ("sub/b.yaml", "Service/b"),
                ("sub/deep/c.yaml", "Service/c"),
            ],
            &["sub"]
        ),
        [".: a.yaml", "sub: sub/b.yaml sub/deep/c.yaml"]
    );
}

#[test]
fn versions_of_one_project_are_split_where_they_part() {
    assert_eq!(
        worlds(&[
            ("deploy/install.yaml", "StorageClass/nfs"),
            ("deploy/v1/csi/driver.yaml", "DaemonSet/csi=1"),
            ("deploy/v1/rbac.yaml", "Role/csi=1"),
            ("deploy/v2/csi/driver.yaml", "DaemonSet/csi=2"),
            ("deploy/v2/rbac.yaml", "Role/csi"),
        ]),
        [
            "deploy: deploy/install.yaml",
            "deploy/v1: deploy/v1/csi/driver.yaml deploy/v1/rbac.yaml",
            "deploy/v2: deploy/v2/csi/driver.yaml deploy/v2/rbac.yaml",
        ]
    );
}
