//! Pod Security admission: what the API server answers to a request, as a pure function.
//!
//! The order of exemptions, the subresources, what counts as a change, warnings, audit annotations
//! and metrics are those of upstream's admission plug-in.

mod case;
mod cluster;
mod configuration;
mod labels;
mod metrics;
mod namespace;
mod request;
mod response;
mod template;
mod workload;

pub use case::admit_case;
pub use cluster::Cluster;
pub use configuration::{Configuration, ConfigurationError, Exemptions};
pub use labels::{LabelError, LabelFault, policy_of};
pub use metrics::Event;
pub use request::{Request, RequestError};
pub use response::{Cause, Details, Response, Status};
pub use template::{Template, TemplateError, template};

use crate::Evaluator;

/// The admission plug-in with its configuration.
#[derive(Clone, Debug, Default)]
pub struct Admission {
    /// Defaults and exemptions.
    pub configuration: Configuration,
    /// Which policy versions are known.
    pub evaluator: Evaluator,
}

/// What is answered, and what is counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decision {
    /// The answer.
    pub response: Response,
    /// What the metrics record, in the order of recording.
    pub events: Vec<Event>,
}

impl Admission {
    /// Answers a request.
    pub fn admit(&self, request: &Request<'_>, cluster: &dyn Cluster) -> Decision {
        match (request.group, request.resource) {
            ("", "namespaces") => self.namespace(request, cluster).into(),
            ("", "pods") => self.pod(request, cluster),
            _ => self.controller(request, cluster),
        }
    }
}

impl From<Response> for Decision {
    fn from(response: Response) -> Self {
        Self { response, events: Vec::new() }
    }
}
