use std::collections::BTreeMap;

use sekisho_event::{AuditEvent, AuditUser, Stage, Verdict};

use crate::{Attributes, Identity, Principal, Request, groups};

/// A request that somebody made, as the authorizers were asked about it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Asked {
    /// Whose request it was; the one in whose name, where it was made in somebody's.
    pub user: String,
    /// All groups.
    pub groups: Vec<String>,
    /// The verb.
    pub verb: String,
    /// The path, where it is no resource.
    pub path: Option<String>,
    /// Empty for the core group.
    pub group: String,
    /// The plural.
    pub resource: String,
    /// Empty for the object itself.
    pub subresource: String,
    /// Empty for the whole cluster.
    pub namespace: String,
    /// Empty where the request named none.
    pub name: String,
}

/// How often something was asked for, and when last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Requests.
    pub times: usize,
    /// When last, as the log tells it.
    pub last: String,
}

/// What an audit log tells of the use of rights.
#[derive(Clone, Debug, Default)]
pub struct Usage {
    /// What was asked for and allowed.
    pub allowed: BTreeMap<Asked, Count>,
    /// What was asked for and refused.
    pub refused: BTreeMap<Asked, Count>,
    /// The time of the first event and of the last one.
    pub window: Option<(String, String)>,
}

impl Usage {
    /// Takes an event in. What came in and was not decided yet comes again when it is.
    pub fn add(&mut self, event: &AuditEvent<'_>) {
        if event.stage == Stage::RequestReceived || event.verdict == Verdict::Untold {
            return;
        }
        self.widen(event.time);
        let allowed = event.verdict == Verdict::Allowed;
        let who = event.impersonated.as_ref().unwrap_or(&event.user);
        // A request that goes on for long is told when it starts and when it ends.
        let times = usize::from(event.stage != Stage::ResponseStarted);
        self.count(allowed, asked(event, who), times, event.time);
        if let Some(other) = &event.impersonated {
            for asked in impersonation(&event.user, other) {
                self.count(true, asked, times, event.time);
            }
        }
    }

    fn count(&mut self, allowed: bool, asked: Asked, times: usize, time: &str) {
        let to = if allowed { &mut self.allowed } else { &mut self.refused };
        let count = to.entry(asked).or_default();
        count.times += times;
        if count.last.as_str() < time {
            time.clone_into(&mut count.last);
        }
    }

    fn widen(&mut self, time: &str) {
        match &mut self.window {
            None => self.window = Some((time.to_owned(), time.to_owned())),
            Some((first, last)) => {
                if time < first.as_str() {
                    time.clone_into(first);
                }
                if time > last.as_str() {
                    time.clone_into(last);
                }
            }
        }
    }
}

impl Asked {
    /// Who asked, with exactly the groups of the log.
    pub fn identity(&self) -> Identity {
        Identity::as_recorded(self.user.as_str(), self.groups.iter().cloned())
    }

    /// What was asked.
    pub fn attributes(&self) -> Attributes<'_> {
        match &self.path {
            Some(path) => Attributes::path(&self.verb, path),
            None => Attributes::resource(self.request(), &self.namespace),
        }
    }

    /// The same as far as a rule looks at it.
    pub fn request(&self) -> Request<'_> {
        Request {
            verb: &self.verb,
            group: &self.group,
            resource: &self.resource,
            subresource: &self.subresource,
            name: &self.name,
        }
    }

    /// `pods/exec`.
    pub fn entry(&self) -> String {
        if self.subresource.is_empty() {
            self.resource.clone()
        } else {
            format!("{}/{}", self.resource, self.subresource)
        }
    }
}

fn asked(event: &AuditEvent<'_>, who: &AuditUser<'_>) -> Asked {
    let object = event.object.unwrap_or_default();
    // The log fills in the name that a new object got; the authorizer was asked without one.
    let nameless =
        object.subresource.is_empty() && matches!(event.verb, "create" | "deletecollection");
    Asked {
        user: who.name.to_owned(),
        groups: who.groups.iter().map(|group| (*group).to_owned()).collect(),
        verb: event.verb.to_owned(),
        path: event.object.is_none().then(|| event.path().to_owned()),
        group: object.group.to_owned(),
        resource: object.resource.to_owned(),
        subresource: object.subresource.to_owned(),
        namespace: object.namespace.to_owned(),
        name: if nameless { String::new() } else { object.name.to_owned() },
    }
}

/// What a user needs to act in another one's name: `impersonate` on the user or service account, and on
/// each group that a server does not add by itself.
fn impersonation(user: &AuditUser<'_>, other: &AuditUser<'_>) -> Vec<Asked> {
    let ask = |resource: &str, namespace: &str, name: &str| Asked {
        user: user.name.to_owned(),
        groups: user.groups.iter().map(|group| (*group).to_owned()).collect(),
        verb: "impersonate".to_owned(),
        path: None,
        group: String::new(),
        resource: resource.to_owned(),
        subresource: String::new(),
        namespace: namespace.to_owned(),
        name: name.to_owned(),
    };
    let added: Vec<String> = match Principal::of_user(other.name) {
        Principal::ServiceAccount { namespace, .. } => {
            vec![
                groups::SERVICE_ACCOUNTS.to_owned(),
                format!("{}:{namespace}", groups::SERVICE_ACCOUNTS),
            ]
        }
        _ => Vec::new(),
    };
    let mut asked = vec![match Principal::of_user(other.name) {
        Principal::ServiceAccount { namespace, name } => ask("serviceaccounts", namespace, name),
        _ => ask("users", "", other.name),
    }];
    let of_server = [groups::AUTHENTICATED, groups::UNAUTHENTICATED];
    asked.extend(
        other
            .groups
            .iter()
            .filter(|group| !of_server.contains(group) && !added.iter().any(|it| it == *group))
            .map(|group| ask("groups", "", group)),
    );
    asked
}
