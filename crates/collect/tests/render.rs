//! Charts and kustomizations, rendered by the real programs.
#![expect(clippy::print_stdout, reason = "tests fail by panicking and say what they skip")]

mod lab;

use std::path::PathBuf;
use std::process::Command;

use lab::{Lab, assert_counts_add_up, object};
use sekisho_collect::{Collected, RenderMode, Request, Silent, collect};
use sekisho_inventory::{Snapshot, WorldKind};

/// A program on the `PATH` or where `go install` puts it; says so where there is none.
fn program(name: &str) -> Option<PathBuf> {
    let go = Command::new("go").args(["env", "GOPATH"]).output().ok();
    let go = go.and_then(|output| String::from_utf8(output.stdout).ok());
    let mut folders: Vec<PathBuf> = std::env::var_os("PATH")
        .map(|path| std::env::split_paths(&path).collect())
        .unwrap_or_default();
    folders.extend(go.map(|path| PathBuf::from(path.trim()).join("bin")));
    let found = folders.into_iter().map(|folder| folder.join(name)).find(|path| path.is_file());
    if found.is_none() {
        println!("skipped: there is no `{name}` on this machine");
    }
    found
}

fn helm(lab: &Lab, paths: &[&str]) -> Option<Request> {
    let mut request = lab.request(paths);
    request.render.helm = Some(program("helm")?);
    Some(request)
}

fn kustomize(lab: &Lab, paths: &[&str]) -> Option<Request> {
    let mut request = lab.request(paths);
    request.render.kustomize = Some(program("kustomize").or_else(|| program("kubectl"))?);
    Some(request)
}

/// Each rendered object with its origin: `Service web: chart, template, base`.
fn origins(lab: &Lab, collected: &Collected) -> Vec<String> {
    let mut origins: Vec<String> = collected
        .snapshots
        .iter()
        .flat_map(Snapshot::objects)
        .filter_map(|object| {
            let origin = object.id.origin.as_ref()?;
            let parts: Vec<&str> = [&origin.chart, &origin.template, &origin.base]
                .into_iter()
                .flatten()
                .map(String::as_str)
                .collect();
            Some(lab.short(&format!("{}: {}", object.id.label(), parts.join(", "))))
        })
        .collect();
    origins.sort();
    origins
}

const CHART: &str = "apiVersion: v2\nname: shop\nversion: 0.1.0\n";
const TEMPLATE: &str = "apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Values.name }}\n";

#[test]
fn a_chart_is_a_world_and_its_templates_are_never_yaml() {
    let lab = Lab::new(&[
        ("front/Chart.yaml", CHART),
        ("front/values.yaml", "name: web\n"),
        ("front/values-prod.yaml", "name: prod\n"),
        ("front/templates/web.yaml", TEMPLATE),
        ("front/templates/_helpers.tpl", "{{- define \"x\" }}{{ end }}"),
        (
            "front/crds/crd.yaml",
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a.b.c}\n",
        ),
        ("front/charts/sub/Chart.yaml", "apiVersion: v2\nname: sub\nversion: 0.1.0\n"),
        ("front/charts/sub/templates/cm.yaml", &object("ConfigMap", "sub")),
        ("front/examples/pod.yaml", &object("Pod", "example")),
        ("lib/Chart.yaml", "apiVersion: v2\nname: lib\nversion: 0.1.0\ntype: library\n"),
        ("lib/templates/x.yaml", "{{ define \"a\" }}{{ end }}"),
    ]);
    let Some(request) = helm(&lab, &[""]) else { return };
    let collected = collect(request, &Silent);
    assert_eq!(lab.problems(&collected), [""; 0]);
    assert_eq!(
        lab.worlds(&collected),
        [
            "front: CustomResourceDefinition a.b.c, ConfigMap sub, Service web",
            "front/examples: Pod example",
        ]
    );
    assert_eq!(
        origins(&lab, &collected),
        [
            "ConfigMap sub: front, charts/sub/templates/cm.yaml",
            "CustomResourceDefinition a.b.c: front, crds/crd.yaml",
            "Service web: front, templates/web.yaml",
        ]
    );
    assert_eq!((collected.counts.rendered, collected.counts.unrendered), (1, 0));
    assert_eq!(collected.counts.files, 10);
    assert_eq!(
        collected.snapshots.iter().filter(|world| world.world.kind == WorldKind::Chart).count(),
        1
    );
    assert_counts_add_up(&collected);
}

#[test]
fn naming_a_template_renders_its_chart() {
    let lab = Lab::new(&[
        ("shop/Chart.yaml", CHART),
        ("shop/values.yaml", "name: web\n"),
        ("shop/templates/web.yaml", TEMPLATE),
    ]);
    for path in ["shop/templates/web.yaml", "shop/templates", "shop/Chart.yaml", "shop/values.yaml"]
    {
        let Some(request) = helm(&lab, &[path]) else { return };
        let collected = collect(request, &Silent);
        assert_eq!(lab.worlds(&collected), ["shop: Service web"], "{path}");
    }
}

#[test]
fn values_files_reach_the_chart() {
    let lab = Lab::new(&[
        ("shop/Chart.yaml", CHART),
        ("shop/templates/web.yaml", TEMPLATE),
        ("mine.yaml", "name: mine\n"),
    ]);
    let Some(mut request) = helm(&lab, &["shop"]) else { return };
    request.render.values = vec![lab.path("mine.yaml")];
    request.render.kubernetes_version = Some("1.36".into());
    let collected = collect(request, &Silent);
    assert_eq!(lab.worlds(&collected), ["shop: Service mine"], "{:?}", collected.problems);
}

#[test]
fn a_chart_that_lacks_what_it_depends_on_is_told_with_the_next_step() {
    let lab = Lab::new(&[
        (
            "shop/Chart.yaml",
            &format!(
                "{CHART}dependencies:\n- name: redis\n  version: 1.0.0\n  repository: https://charts.invalid\n"
            ),
        ),
        ("shop/templates/web.yaml", TEMPLATE),
        (
            "shop/crds/crd.yaml",
            "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a.b.c}\n",
        ),
    ]);
    let Some(request) = helm(&lab, &[""]) else { return };
    let collected = collect(request, &Silent);
    assert_eq!(collected.counts.unrendered, 1);
    let help =
        collected.problems.first().and_then(|problem| problem.help.clone()).unwrap_or_default();
    assert!(help.contains("helm dependency build"), "{:?}", collected.problems);
    assert_eq!(lab.worlds(&collected), ["shop/crds: CustomResourceDefinition a.b.c"]);
}

#[test]
fn nothing_is_rendered_when_that_is_switched_off() {
    let lab = Lab::new(&[
        ("shop/Chart.yaml", CHART),
        ("shop/templates/web.yaml", TEMPLATE),
        ("k/kustomization.yaml", "resources: [a.yaml]\npatches: [{path: p.yaml}]\n"),
        ("k/a.yaml", &object("Pod", "a")),
        ("k/p.yaml", &object("Pod", "a")),
    ]);
    let mut request = lab.request(&[""]);
    request.render.mode = RenderMode::Off;
    let collected = collect(request, &Silent);
    assert_eq!(collected.counts.unrendered, 2);
    assert_eq!(lab.worlds(&collected), ["k: Pod a"]);
    assert!(
        collected.problems.iter().all(|problem| !problem.kind.is_error() && problem.help.is_some())
    );
}

#[test]
fn a_base_is_judged_where_it_is_used_and_nothing_twice() {
    let lab = Lab::new(&[
        (
            "base/kustomization.yaml",
            "resources: [web.yaml]\nconfigMapGenerator: [{name: c, files: [k=c.json]}]\n",
        ),
        ("base/web.yaml", &object("Service", "web")),
        ("base/c.json", "{}"),
        ("base/stray.yaml", &object("Pod", "stray")),
        (
            "common/kustomization.yaml",
            "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [policy.yaml]\n",
        ),
        ("common/policy.yaml", &object("ConfigMap", "policy")),
        (
            "overlays/dev/kustomization.yaml",
            "namePrefix: dev-\nresources: [../../base]\ncomponents: [../../common]\n",
        ),
        (
            "overlays/prod/kustomization.yaml",
            "namePrefix: prod-\nresources: [../../base, extra.yaml]\npatches: [{path: patch.yaml}]\n",
        ),
        ("overlays/prod/extra.yaml", &object("Secret", "extra")),
        (
            "overlays/prod/patch.yaml",
            "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: NodePort}\n",
        ),
    ]);
    let Some(request) = kustomize(&lab, &[""]) else { return };
    let collected = collect(request, &Silent);
    assert_eq!(lab.problems(&collected), [""; 0]);
    let origins = origins(&lab, &collected);
    for expected in [
        "Service dev-web: base/web.yaml, overlays/dev",
        "ConfigMap dev-policy: common/policy.yaml, overlays/dev",
        "Service prod-web: base/web.yaml, overlays/prod",
        "Secret prod-extra: overlays/prod/extra.yaml, overlays/prod",
    ] {
        assert!(origins.iter().any(|origin| origin == expected), "{expected}: {origins:?}");
    }
    assert_eq!(origins.len(), 6);
    let names: Vec<String> =
        collected.snapshots.iter().map(|world| lab.short(&world.world.name)).collect();
    assert_eq!(names, ["base", "overlays/dev", "overlays/prod"]);
    assert!(lab.worlds(&collected).contains(&"base: Pod stray".to_owned()));
    let patched = collected
        .snapshots
        .iter()
        .flat_map(Snapshot::objects)
        .find(|object| object.name() == "prod-web")
        .unwrap();
    assert_eq!(patched.value.str_at(&["spec", "type"]), Some("NodePort"));
    assert!(patched.annotations().is_null());
    assert_eq!(collected.counts.files, 10);
    assert_eq!(collected.counts.rendered, 2);
    assert_counts_add_up(&collected);
}

#[test]
fn a_kustomization_that_needs_the_network_is_told_and_its_files_judged() {
    let lab = Lab::new(&[
        (
            "kustomization.yaml",
            "resources: [a.yaml, 'github.com/owner/name//path?ref=v1']\npatches: [{path: p.yaml}]\n",
        ),
        ("a.yaml", &object("Pod", "a")),
        ("p.yaml", &object("Pod", "a")),
    ]);
    let Some(request) = kustomize(&lab, &[""]) else { return };
    let collected = collect(request, &Silent);
    let problems = lab.problems(&collected);
    assert!(
        matches!(problems.as_slice(), [one] if one.contains("from the network")),
        "{problems:?}"
    );
    assert_eq!(lab.worlds(&collected), [".: Pod a"]);
    assert_eq!(collected.snapshots.first().map(|world| world.objects().len()), Some(1));
}

#[test]
fn a_base_is_rendered_by_itself_if_its_overlays_cannot_be() {
    let lab = Lab::new(&[
        ("base/kustomization.yaml", "namePrefix: base-\nresources: [web.yaml]\n"),
        ("base/web.yaml", &object("Service", "web")),
        ("over/kustomization.yaml", "resources: [../base, missing.yaml, extra.yaml]\n"),
        ("over/extra.yaml", &object("Secret", "extra")),
    ]);
    let Some(request) = kustomize(&lab, &[""]) else { return };
    let collected = collect(request, &Silent);
    assert_eq!((collected.counts.rendered, collected.counts.unrendered), (1, 1));
    assert_eq!(lab.worlds(&collected), ["base: Service base-web", "over: Secret extra"]);
}

#[test]
fn a_kustomization_that_is_wrong_is_told_in_its_own_words() {
    let lab = Lab::new(&[
        ("kustomization.yaml", "resources: [missing.yaml, a.yaml]\n"),
        ("a.yaml", &object("Pod", "a")),
    ]);
    let Some(request) = kustomize(&lab, &[""]) else { return };
    let collected = collect(request, &Silent);
    let problems = lab.problems(&collected);
    assert!(matches!(problems.as_slice(), [one] if one.contains("missing.yaml")), "{problems:?}");
    assert_eq!(lab.worlds(&collected), [".: Pod a"]);
}

#[test]
fn what_flux_calls_a_kustomization_is_an_object() {
    let flux =
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps}\n";
    let lab = Lab::new(&[("kustomization.yaml", flux)]);
    let collected = lab.collect(&[""]);
    assert_eq!(lab.worlds(&collected), [".: Kustomization apps"]);
    assert_eq!(collected.counts.unrendered, 0);
}

#[test]
fn nothing_is_written_into_the_folders() {
    let lab = Lab::new(&[
        ("k/kustomization.yaml", "resources: [a.yaml]\n"),
        ("k/a.yaml", &object("Pod", "a")),
    ]);
    let Some(request) = kustomize(&lab, &[""]) else { return };
    collect(request, &Silent);
    let entries = |path: &str| std::fs::read_dir(lab.path(path)).unwrap().count();
    assert_eq!((entries(""), entries("k")), (1, 2));
}
