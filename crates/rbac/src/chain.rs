use sekisho_api::KubeVersion;

use crate::node::{self, NodeAnswer};
use crate::{Attributes, Authorizer, Decision, Grant, Identity};

/// Which authorizer of a server let a request through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decider {
    /// The one in front of all others, for members of `system:masters`.
    Masters,
    /// The Node authorizer, for kubelets.
    Node,
    /// RBAC, by a binding and a rule.
    Rbac(Grant),
}

/// What all authorizers of a server together say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainAnswer {
    /// The decision; no opinion of all of them is a denial.
    pub decision: Decision,
    /// Who allowed it.
    pub by: Option<Decider>,
    /// The reason as a server gives it; empty where it gives none.
    pub reason: String,
}

impl Authorizer<'_> {
    /// Asks as a server does that runs with `--authorization-mode=Node,RBAC`: members of `system:masters`
    /// are let through before any authorizer is asked; then the Node authorizer; then RBAC.
    pub fn ask_chain(
        &self,
        identity: &Identity,
        attributes: &Attributes<'_>,
        version: KubeVersion,
    ) -> ChainAnswer {
        let allowed = |by, reason| ChainAnswer { decision: Decision::Allow, by: Some(by), reason };
        if identity.skips_rbac() {
            return allowed(Decider::Masters, String::new());
        }
        let node = node::authorize(self.snapshot(), version, identity, attributes);
        if node == NodeAnswer::Allow {
            return allowed(Decider::Node, String::new());
        }
        let answer = self.authorize(identity, attributes);
        let reason = self.reason(identity, attributes, &answer);
        if let Some(grant) = answer.grant {
            return allowed(Decider::Rbac(grant), reason);
        }
        // Reasons of several authorizers stand one below the other.
        let (decision, first) = match node {
            NodeAnswer::Unknown(reason) => (Decision::Unknown, reason),
            NodeAnswer::NoOpinion(reason) => (answer.decision, reason),
            NodeAnswer::NotANode | NodeAnswer::Allow => (answer.decision, String::new()),
        };
        let reasons = [first, reason].into_iter().filter(|reason| !reason.is_empty());
        ChainAnswer { decision, by: None, reason: reasons.collect::<Vec<_>>().join("\n") }
    }
}
