use std::fmt;

use sekisho_value::Value;

/// A pod, or the pod that an object makes.
#[derive(Clone, Copy, Debug)]
pub struct Template<'v> {
    /// Its metadata; null if there is none.
    pub metadata: &'v Value,
    /// Its specification; null if there is none.
    pub spec: &'v Value,
}

/// An object of a kind that the API server knows no pod template of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// As Go prints it: `apps/v1, Kind=Scale`.
    pub kind: String,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unexpected object type: {}", self.kind)
    }
}

impl std::error::Error for TemplateError {}

const NULL: &Value = &Value::Null;

/// The pod template of an object of the nine built-in kinds; none where a ReplicationController has
/// no template. Custom resources are not among them: to Pod Security admission they are nothing.
pub fn template(object: &Value) -> Result<Option<Template<'_>>, TemplateError> {
    let field = |name| object.str_at(&[name]).unwrap_or_default();
    let (api_version, kind) = (field("apiVersion"), field("kind"));
    let found = match (api_version, kind) {
        ("v1", "Pod") => Some(object),
        ("v1", "PodTemplate") => Some(object.at(&["template"]).unwrap_or(NULL)),
        ("v1", "ReplicationController") => object.at(&["spec", "template"]),
        ("apps/v1", "ReplicaSet" | "Deployment" | "StatefulSet" | "DaemonSet")
        | ("batch/v1", "Job") => Some(object.at(&["spec", "template"]).unwrap_or(NULL)),
        ("batch/v1", "CronJob") => {
            Some(object.at(&["spec", "jobTemplate", "spec", "template"]).unwrap_or(NULL))
        }
        _ => {
            let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
            return Err(TemplateError { kind: format!("{group}/{version}, Kind={kind}") });
        }
    };
    Ok(found.map(|template| Template {
        metadata: template.field("metadata").unwrap_or(NULL),
        spec: template.field("spec").unwrap_or(NULL),
    }))
}
