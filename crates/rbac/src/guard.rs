use crate::{Attributes, Authorizer, GROUP, Identity, Request, Right, Rule, uncovered};

/// Why somebody may write a role or a binding as far as its rights go, or why not.
///
/// It is asked after the request itself was allowed: `create` or `update` on the role or binding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guard<'a> {
    /// Member of `system:masters`, of whom nothing is asked.
    Masters,
    /// Holds the verb `escalate` (for a role) or `bind` (for a binding).
    Verb,
    /// Holds every right that would be given.
    Covered,
    /// Lacks these rights.
    Refused(Vec<Right<'a>>),
}

impl Guard<'_> {
    /// Whether the write goes through.
    pub fn passes(&self) -> bool {
        !matches!(self, Self::Refused(_))
    }
}

impl Authorizer<'_> {
    /// The escalation check of a role that is created or updated.
    ///
    /// The namespace is that of the role, empty for a ClusterRole; the name is that of the request, so it
    /// is empty when the role is created, and `escalate` on certain names does not help there.
    pub fn may_give_role<'a>(
        &self,
        identity: &Identity,
        namespace: &str,
        name: &str,
        rules: &[Rule<'a>],
    ) -> Guard<'a> {
        let resource = if namespace.is_empty() { "clusterroles" } else { "roles" };
        let escalate = Request { verb: "escalate", group: GROUP, resource, name, subresource: "" };
        self.guard(identity, namespace, &escalate, rules)
    }

    /// The escalation check of a binding that is created or updated: the rules are those of the role
    /// that it refers to, the namespace is that of the binding, empty for a ClusterRoleBinding.
    pub fn may_bind<'a>(
        &self,
        identity: &Identity,
        namespace: &str,
        role_kind: &str,
        role_name: &str,
        rules: &[Rule<'a>],
    ) -> Guard<'a> {
        let resource = if role_kind == "Role" { "roles" } else { "clusterroles" };
        let bind =
            Request { verb: "bind", group: GROUP, resource, name: role_name, subresource: "" };
        self.guard(identity, namespace, &bind, rules)
    }

    fn guard<'a>(
        &self,
        identity: &Identity,
        namespace: &str,
        verb: &Request<'_>,
        rules: &[Rule<'a>],
    ) -> Guard<'a> {
        if identity.skips_rbac() {
            return Guard::Masters;
        }
        let question = self.question(&Attributes::resource(*verb, namespace));
        if self.allows(identity, &question) {
            return Guard::Verb;
        }
        let held = self.rules_for(identity, namespace);
        let held: Vec<Rule<'_>> = held.into_iter().map(|held| held.rule).collect();
        let missing = uncovered(&held, rules);
        if missing.is_empty() { Guard::Covered } else { Guard::Refused(missing) }
    }
}
