use crate::{Answer, Attributes, Authorizer, Decision, Grant, Identity};

/// Which authorizer of a server let a request through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decider {
    /// The one in front of all others, for members of `system:masters`.
    Masters,
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
    /// Asks as a server does: members of `system:masters` are let through before any other authorizer is
    /// asked, webhooks included; then RBAC.
    pub fn ask_chain(&self, identity: &Identity, attributes: &Attributes<'_>) -> ChainAnswer {
        if identity.skips_rbac() {
            let by = Some(Decider::Masters);
            return ChainAnswer { decision: Decision::Allow, by, reason: String::new() };
        }
        let answer: Answer = self.authorize(identity, attributes);
        ChainAnswer {
            decision: answer.decision,
            by: answer.grant.map(Decider::Rbac),
            reason: self.reason(identity, attributes, &answer),
        }
    }
}
