//! Argo Workflows: every template with a container, a script or a container set is one pod.
//!
//! - What a template leaves out comes from `templateDefaults` and then from the workflow's spec
//!   (service account, security context, scheduling); host network, DNS and pull secrets stand in
//!   the spec only (`workflow/controller/workflowpod.go`).
//! - Of the volumes, a pod gets those that one of its containers mounts: the template's, else the
//!   spec's, else a claim template's.
//! - A single container is called `main`.
//! - `podSpecPatch` may change anything, so such a pod is partial. So are those of a workflow
//!   template, whose spec the workflow that refers to it completes.
//! - `inline` templates of steps and tasks count like others.
//!
//! The executor's own containers (`init`, `wait`) are not shown: the workflow does not name them.

use sekisho_value::{Route, Value};

use crate::Object;
use crate::pod::Pod;
use crate::pod::draft::Draft;
use crate::pod::merge::overlay;
use crate::pod::part::Part;

/// Fields that a template and the spec both have, under the pod's name.
const SHARED: [&str; 8] = [
    "affinity",
    "automountServiceAccountToken",
    "hostAliases",
    "nodeSelector",
    "schedulerName",
    "securityContext",
    "serviceAccountName",
    "tolerations",
];

/// Inline templates stand within each other this deep.
const DEEPEST: usize = 8;

pub(super) fn workflow<'a>(object: &'a Object, at: &Part<'a>, pods: &mut Vec<Pod<'a>>) {
    if let Some(spec) = at.field("spec") {
        of_spec(object, &spec, false, pods);
    }
}

pub(super) fn workflow_template<'a>(object: &'a Object, at: &Part<'a>, pods: &mut Vec<Pod<'a>>) {
    if let Some(spec) = at.field("spec") {
        of_spec(object, &spec, true, pods);
    }
}

pub(super) fn cron_workflow<'a>(object: &'a Object, at: &Part<'a>, pods: &mut Vec<Pod<'a>>) {
    if let Some(spec) = at.at(&["spec", "workflowSpec"]) {
        of_spec(object, &spec, false, pods);
    }
}

/// A workflow's spec and what its templates fall back to.
struct Workflow<'p, 'a> {
    object: &'a Object,
    spec: &'p Part<'a>,
    defaults: Option<Part<'a>>,
    partial: bool,
}

fn of_spec<'a>(object: &'a Object, spec: &Part<'a>, partial: bool, pods: &mut Vec<Pod<'a>>) {
    let defaults = spec.field("templateDefaults");
    let is_patched = spec.text("podSpecPatch").is_some()
        || defaults.as_ref().is_some_and(|part| part.text("podSpecPatch").is_some())
        || spec.field("workflowTemplateRef").is_some();
    let workflow = Workflow { object, spec, defaults, partial: partial || is_patched };
    for template in spec.items("templates") {
        workflow.template(&template, 0, pods);
    }
}

impl<'a> Workflow<'_, 'a> {
    fn template(&self, template: &Part<'a>, depth: usize, pods: &mut Vec<Pod<'a>>) {
        pods.extend(self.pod(template));
        if depth >= DEEPEST {
            return;
        }
        let steps = template.items("steps").flat_map(|group| {
            // A group of parallel steps is a sequence; a single step may stand by itself.
            let single = group.value.as_map().is_some().then(|| group.clone());
            single.into_iter().chain(group.elements())
        });
        let tasks = template.field("dag").into_iter().flat_map(|dag| dag.items("tasks"));
        for step in steps.chain(tasks) {
            if let Some(inline) = step.field("inline") {
                self.template(&inline, depth + 1, pods);
            }
        }
    }

    fn pod(&self, template: &Part<'a>) -> Option<Pod<'a>> {
        let metadata = template.route.then("metadata");
        let mut draft = Draft::new(self.object, template.route.clone(), metadata);
        self.main_containers(template, &mut draft);
        if draft.is_empty() {
            return None;
        }
        for container in template.items("initContainers") {
            draft.push_part("initContainers", container);
        }
        for sidecar in template.items("sidecars") {
            draft.push_part("containers", sidecar);
        }
        let levels = [Some(template), self.defaults.as_ref(), Some(self.spec)];
        for level in levels.into_iter().flatten() {
            for field in SHARED {
                // An empty map or sequence leaves it to the next level, but for the security context.
                let part = level
                    .field(field)
                    .filter(|part| field == "securityContext" || !is_empty(part.value));
                draft.take(field, part);
            }
            let metadata = level.field("metadata").or_else(|| level.field("podMetadata"));
            if let Some(metadata) = metadata {
                draft.take_metadata("labels", metadata.field("labels"));
                draft.take_metadata("annotations", metadata.field("annotations"));
            }
        }
        draft.take("priorityClassName", template.field("priorityClassName"));
        draft.take("priorityClassName", self.spec.field("podPriorityClassName"));
        draft.take_all(self.spec, &["hostNetwork", "dnsPolicy", "dnsConfig", "imagePullSecrets"]);
        self.volumes(template, &mut draft);
        if self.partial || template.text("podSpecPatch").is_some() {
            draft.partial();
        }
        Some(draft.finish())
    }

    fn main_containers(&self, template: &Part<'a>, draft: &mut Draft<'a>) {
        for kind in ["container", "script"] {
            let Some(own) = template.field(kind) else {
                continue;
            };
            let default = self.defaults.as_ref().and_then(|part| part.field(kind));
            let (mut value, moved) = match default {
                Some(default) => overlay(&default, &own),
                None => (own.value.clone(), Vec::new()),
            };
            if value.field("name").is_none() {
                value.set("name", "main");
            }
            let in_pod = draft.push("containers", value, own.route);
            for (within, to) in moved {
                draft.moved(in_pod.join(&within), to);
            }
        }
        let Some(set) = template.field("containerSet") else {
            return;
        };
        for container in set.items("containers") {
            let mut value = container.value.clone();
            let mut mounts = value.items_at(&["volumeMounts"]).to_vec();
            let mut moved = Vec::new();
            // The set's mounts are those of each of its containers.
            for mount in set.items("volumeMounts") {
                let within = Route::keys(["volumeMounts"]).then(mounts.len());
                moved.push((within, mount.route));
                mounts.push(mount.value.clone());
            }
            if !moved.is_empty() {
                value.set("volumeMounts", mounts);
            }
            let in_pod = draft.push("containers", value, container.route);
            for (within, to) in moved {
                draft.moved(in_pod.join(&within), to);
            }
        }
    }

    fn volumes(&self, template: &Part<'a>, draft: &mut Draft<'a>) {
        let mut names: Vec<String> = Vec::new();
        for list in ["initContainers", "containers"] {
            for mount in
                draft.list(list).iter().flat_map(|container| container.items_at(&["volumeMounts"]))
            {
                if let Some(name) = mount.str_at(&["name"])
                    && !names.iter().any(|known| known == name)
                {
                    names.push(name.to_owned());
                }
            }
        }
        for name in names {
            let levels = [Some(template), self.defaults.as_ref(), Some(self.spec)];
            let volume = levels.into_iter().flatten().find_map(|level| {
                level.items("volumes").find(|volume| volume.text("name") == Some(name.as_str()))
            });
            if let Some(volume) = volume {
                draft.push_part("volumes", volume);
                continue;
            }
            let claim = self
                .spec
                .items("volumeClaimTemplates")
                .find(|claim| claim.value.str_at(&["metadata", "name"]) == Some(name.as_str()));
            if let Some(claim) = claim {
                let mut source = Value::map();
                source.set("claimName", name.as_str());
                let mut volume = Value::map();
                volume.set("name", name.as_str());
                volume.set("persistentVolumeClaim", source);
                let place = claim.route.then("metadata").then("name");
                let in_pod = draft.push("volumes", volume, claim.route);
                draft.moved(in_pod.then("name"), place.clone());
                draft.moved(in_pod.then_keys(["persistentVolumeClaim", "claimName"]), place);
            }
        }
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Map(map) => map.is_empty(),
        Value::Seq(items) => items.is_empty(),
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}
