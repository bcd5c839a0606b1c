//! Tekton: a task's steps are the containers of one pod.
//!
//! - `stepTemplate` is laid under every step as a strategic merge patch is.
//! - Sidecars run beside the steps; volumes are the task's and those of the run's pod template.
//! - `computeResources` is what the pod calls `resources`.
//! - A run's pod template and service account complete the pod. A task or pipeline by itself lacks
//!   them, and a step that refers to a `StepAction` lacks its image: both are partial.
//! - In a pipeline run, an entry of `taskRunSpecs` with the task's name goes before what the run
//!   says for all tasks, field by field.
//!
//! Versions `v1` and `v1beta1` (Tekton Pipelines, `pkg/apis/pipeline`); names that only the older
//! one has are read too.

use sekisho_value::{Route, Value};

use crate::Object;
use crate::pod::Pod;
use crate::pod::draft::Draft;
use crate::pod::merge::overlay;
use crate::pod::part::Part;

/// The fields of a run's pod template that are fields of the pod.
const TEMPLATE_FIELDS: [&str; 16] = [
    "affinity",
    "automountServiceAccountToken",
    "dnsConfig",
    "dnsPolicy",
    "enableServiceLinks",
    "hostAliases",
    "hostNetwork",
    "hostUsers",
    "imagePullSecrets",
    "nodeSelector",
    "priorityClassName",
    "runtimeClassName",
    "schedulerName",
    "securityContext",
    "tolerations",
    "topologySpreadConstraints",
];

/// Pipelines stand within pipelines this deep.
const DEEPEST: usize = 8;

/// What a run adds to the pods of its tasks.
#[derive(Clone, Default)]
struct Run<'a> {
    /// Pod templates, the first goes before the others.
    templates: Vec<Part<'a>>,
    /// Service accounts, the first goes before the others.
    accounts: Vec<Part<'a>>,
    /// Where a missing field of the pod would be written.
    place: Route,
    /// Metadata that the pod gets, the first goes before the others.
    metadata: Vec<Part<'a>>,
    partial: bool,
}

pub(super) fn task<'a>(object: &'a Object, at: &Part<'a>, pods: &mut Vec<Pod<'a>>) {
    let Some(spec) = at.field("spec") else { return };
    let run = Run {
        place: spec.route.clone(),
        metadata: at.field("metadata").into_iter().collect(),
        partial: true,
        ..Run::default()
    };
    pods.extend(pod(object, &spec, &run));
}

pub(super) fn task_run<'a>(object: &'a Object, at: &Part<'a>, pods: &mut Vec<Pod<'a>>) {
    let Some(spec) = at.field("spec") else { return };
    let mut run = Run {
        templates: spec.field("podTemplate").into_iter().collect(),
        accounts: spec.field("serviceAccountName").into_iter().collect(),
        place: spec.route.then("podTemplate"),
        metadata: at.field("metadata").into_iter().collect(),
        partial: false,
    };
    if let Some(inline) = spec.field("taskSpec") {
        pods.extend(pod(object, &inline, &run));
    } else {
        run.partial = true;
        pods.extend(pod(object, &spec, &run));
    }
}

pub(super) fn pipeline<'a>(object: &'a Object, at: &Part<'a>, pods: &mut Vec<Pod<'a>>) {
    let Some(spec) = at.field("spec") else { return };
    let run = Run {
        place: spec.route.clone(),
        metadata: at.field("metadata").into_iter().collect(),
        partial: true,
        ..Run::default()
    };
    tasks(object, &spec, &run, &[], 0, pods);
}

pub(super) fn pipeline_run<'a>(object: &'a Object, at: &Part<'a>, pods: &mut Vec<Pod<'a>>) {
    let Some(spec) = at.field("spec") else { return };
    let for_all = spec.field("taskRunTemplate");
    let place = for_all.as_ref().map_or_else(
        || spec.route.then("taskRunTemplate").then("podTemplate"),
        |template| template.route.then("podTemplate"),
    );
    let both = |field: &str| {
        let from_template = for_all.as_ref().and_then(|template| template.field(field));
        from_template.into_iter().chain(spec.field(field)).collect()
    };
    let mut run = Run {
        templates: both("podTemplate"),
        accounts: both("serviceAccountName"),
        place,
        metadata: at.field("metadata").into_iter().collect(),
        partial: false,
    };
    let specs: Vec<Part<'a>> = spec.items("taskRunSpecs").collect();
    if let Some(inline) = spec.field("pipelineSpec") {
        tasks(object, &inline, &run, &specs, 0, pods);
        return;
    }
    run.partial = true;
    pods.extend(pod(object, &spec, &run));
    for one in &specs {
        pods.extend(pod(object, one, &with_spec(&run, one)));
    }
}

/// One step that tasks refer to: a container without its pod.
pub(super) fn step_action<'a>(object: &'a Object, at: &Part<'a>, pods: &mut Vec<Pod<'a>>) {
    let Some(spec) = at.field("spec") else { return };
    if spec.text("image").is_none() {
        return;
    }
    let mut draft = Draft::new(object, spec.route.clone(), at.route.then("metadata"));
    draft.partial();
    let mut container = spec.value.clone();
    let name = at.at(&["metadata", "name"]);
    if let Some(name) = &name {
        container.set("name", name.value.clone());
    }
    let in_pod = draft.push("containers", container, spec.route.clone());
    if let Some(name) = name {
        draft.moved(in_pod.then("name"), name.route);
    }
    pods.push(draft.finish());
}

fn tasks<'a>(
    object: &'a Object,
    spec: &Part<'a>,
    run: &Run<'a>,
    specs: &[Part<'a>],
    depth: usize,
    pods: &mut Vec<Pod<'a>>,
) {
    if depth > DEEPEST {
        return;
    }
    for task in spec.items("tasks").chain(spec.items("finally")) {
        if let Some(inner) = task.field("pipelineSpec") {
            tasks(object, &inner, run, specs, depth + 1, pods);
        }
        let Some(inline) = task.field("taskSpec") else {
            continue;
        };
        // A custom task has a kind of its own and no steps.
        if inline.field("steps").is_none() {
            continue;
        }
        let own = specs.iter().find(|spec| spec.text("pipelineTaskName") == task.text("name"));
        let mut run = own.map_or_else(|| run.clone(), |own| with_spec(run, own));
        if let Some(metadata) = inline.field("metadata") {
            run.metadata.insert(0, metadata);
        }
        pods.extend(pod(object, &inline, &run));
    }
}

/// The run with what it says for one task.
fn with_spec<'a>(run: &Run<'a>, own: &Part<'a>) -> Run<'a> {
    let mut run = run.clone();
    run.place = own.route.then("podTemplate");
    let first = |names: [&str; 2]| names.into_iter().find_map(|name| own.field(name));
    if let Some(template) = first(["podTemplate", "taskPodTemplate"]) {
        run.place.clone_from(&template.route);
        run.templates.insert(0, template);
    }
    if let Some(account) = first(["serviceAccountName", "taskServiceAccountName"]) {
        run.accounts.insert(0, account);
    }
    if let Some(metadata) = own.field("metadata") {
        run.metadata.insert(0, metadata);
    }
    run
}

/// The pod of a task; none if neither the task nor the run says anything about it.
fn pod<'a>(object: &'a Object, task: &Part<'a>, run: &Run<'a>) -> Option<Pod<'a>> {
    let metadata =
        run.metadata.first().map_or_else(|| task.route.then("metadata"), |part| part.route.clone());
    let mut draft = Draft::new(object, run.place.clone(), metadata);
    if run.partial {
        draft.partial();
    }
    let template = task.field("stepTemplate");
    for step in task.items("steps") {
        if step.text("ref").is_some() || step.field("ref").is_some() {
            draft.partial();
        }
        container(&mut draft, template.as_ref(), &step);
    }
    for sidecar in task.items("sidecars") {
        container(&mut draft, None, &sidecar);
    }
    for volume in task.items("volumes") {
        draft.push_part("volumes", volume);
    }
    for template in &run.templates {
        complete(&mut draft, template);
    }
    for account in &run.accounts {
        draft.take("serviceAccountName", Some(account.clone()));
    }
    if draft.is_empty() {
        return None;
    }
    for metadata in &run.metadata {
        draft.take_metadata("labels", metadata.field("labels"));
        draft.take_metadata("annotations", metadata.field("annotations"));
    }
    Some(draft.finish())
}

fn container(draft: &mut Draft<'_>, template: Option<&Part<'_>>, step: &Part<'_>) {
    let (mut value, moved) = match template {
        Some(template) => overlay(template, step),
        None => (step.value.clone(), Vec::new()),
    };
    let resources = value.field("computeResources").cloned();
    let renamed = resources.is_some();
    if let Some(resources) = resources {
        value.set("resources", resources);
    }
    let in_pod = draft.push("containers", value, step.route.clone());
    if renamed {
        draft.moved(in_pod.then("resources"), step.route.then("computeResources"));
    }
    for (within, to) in moved {
        draft.moved(in_pod.join(&within), to.clone());
        if let Some(sekisho_value::Step::Key(key)) = within.steps().first()
            && key == "computeResources"
        {
            let rest: Route = within.steps().iter().skip(1).cloned().collect();
            draft.moved(in_pod.then("resources").join(&rest), to);
        }
    }
}

/// Adds what a pod template says: fields that are not there yet, volumes and variables that no
/// earlier one has.
fn complete(draft: &mut Draft<'_>, template: &Part<'_>) {
    draft.take_all(template, &TEMPLATE_FIELDS);
    let is_named = |values: &[Value], name: Option<&str>| {
        name.is_some() && values.iter().any(|value| value.str_at(&["name"]) == name)
    };
    for volume in template.items("volumes") {
        if !is_named(draft.list("volumes"), volume.text("name")) {
            draft.push_part("volumes", volume);
        }
    }
    let mut moved = Vec::new();
    for (index, container) in draft.list_mut("containers").iter_mut().enumerate() {
        let mut env = container.items_at(&["env"]).to_vec();
        for variable in template.items("env") {
            if !is_named(&env, variable.text("name")) {
                let in_pod =
                    Route::keys(["spec", "containers"]).then(index).then("env").then(env.len());
                moved.push((in_pod, variable.route));
                env.push(variable.value.clone());
            }
        }
        if !env.is_empty() {
            container.set("env", env);
        }
    }
    for (in_pod, to) in moved {
        draft.moved(in_pod, to);
    }
}
