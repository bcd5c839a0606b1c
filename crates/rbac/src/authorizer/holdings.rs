use super::table::{NONE, Scope};
use super::{Authorizer, Grant, Principal};
use crate::{Action, Request, Rule};

/// A set of numbers below 256: which rights of a list are held.
pub(crate) type NeedSet = [u64; 4];

/// That somebody is a subject of a binding.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Posted {
    /// By number; 0 for the whole cluster.
    pub(crate) namespace: u32,
    pub(crate) binding: u32,
    /// Place among the subjects of the binding.
    pub(crate) subject: u32,
    /// The role by number; none where the binding refers to one that is not there.
    pub(crate) role: Option<u32>,
}

impl<'s> Authorizer<'s> {
    /// Calls back with the number of every role that allows a request; with `some`, rules for certain
    /// names count.
    pub(crate) fn roles_that_allow(
        &self,
        request: Request<'_>,
        some: bool,
        mut found: impl FnMut(usize),
    ) {
        let mut question = self.table.question(Action::Resource(request), Scope::Cluster);
        if some {
            question = question.of_some_object();
        }
        self.table.allowing(&question, |rule| found(rule.role as usize));
    }

    /// How many roles there are.
    pub(crate) fn role_count(&self) -> usize {
        self.roles.len()
    }

    /// How many namespaces have a number, the whole cluster's 0 included.
    pub(crate) fn namespace_count(&self) -> usize {
        self.namespace_names.len()
    }

    /// The name of a namespace by number; none for the whole cluster.
    pub(crate) fn namespace_by_number(&self, number: u32) -> Option<&'s str> {
        self.namespace_name(number)
    }

    /// The number of a user, or of a service account by its user name.
    pub(crate) fn user_number(&self, name: &str) -> Option<u32> {
        self.users.get(name).copied()
    }

    /// The number of a group.
    pub(crate) fn group_number(&self, name: &str) -> Option<u32> {
        self.groups.get(name).copied()
    }

    /// Whom a number stands for.
    pub(crate) fn principal_by_number(&self, number: u32) -> Option<Principal<'s>> {
        self.principals.get(number as usize).copied()
    }

    /// Where somebody is a subject, by namespace.
    pub(crate) fn posted(&self, principal: u32) -> impl Iterator<Item = Posted> + '_ {
        self.postings(principal).iter().map(|posting| Posted {
            namespace: posting.namespace,
            binding: posting.binding,
            subject: posting.subject,
            role: (posting.role != NONE).then_some(posting.role),
        })
    }

    /// The first rule of a posting's role that allows a request.
    pub(crate) fn grant_of(
        &self,
        posted: Posted,
        request: Request<'_>,
        some: bool,
    ) -> Option<Grant> {
        let mut question = self.table.question(Action::Resource(request), Scope::Cluster);
        if some {
            question = question.of_some_object();
        }
        let role = self.roles.get(posted.role? as usize)?;
        let rules = role.rules.of(&self.table.rules);
        let rule = rules.iter().find(|rule| self.table.allows(rule, &question))?;
        Some(Grant { binding: posted.binding, subject: posted.subject, rule: rule.number })
    }

    /// The rules of a role by number.
    pub(crate) fn rules_of(&self, role: u32) -> impl Iterator<Item = Rule<'s>> + '_ {
        let role = self.roles.get(role as usize);
        let rules = role.map_or(&[][..], |role| role.rules.of(&self.table.rules));
        rules.iter().map(|rule| super::held(rule).rule)
    }

    /// The place of a subject in what its binding writes.
    pub(crate) fn subject_place(&self, posted: Posted) -> Option<usize> {
        let binding = self.bindings.get(posted.binding as usize)?;
        let subject = binding.subjects.of(&self.subjects).get(posted.subject as usize)?;
        Some(subject.index as usize)
    }

    /// The object of a binding by number.
    pub(crate) fn binding_object(&self, binding: u32) -> Option<&'s sekisho_inventory::Object> {
        self.bindings.get(binding as usize).map(|binding| binding.object)
    }
}
