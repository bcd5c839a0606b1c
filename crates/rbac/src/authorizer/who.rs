use super::table::{Packed, Question, Scope};
use super::{Authorizer, Grant, Principal};

/// Somebody who may do something, and the first grant that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entitled<'s> {
    /// Who; a service account is told as one, by whatever subject it was named.
    pub principal: Principal<'s>,
    /// By which binding and rule.
    pub grant: Grant,
}

impl<'s> Authorizer<'s> {
    /// Who may do what is asked where it is asked: everybody that bindings name. Members of a group
    /// are not listed, the group is.
    pub fn who_can(&self, question: &Question<'_>) -> Vec<Entitled<'s>> {
        let mut seen = Seen::new(self.principals.len());
        let mut seen_roles = Seen::new(self.roles.len());
        let mut found = Vec::new();
        for rule in self.table.allowing(question) {
            if !seen_roles.insert(rule.role) {
                continue;
            }
            self.entitled(rule, question.scope, &mut seen, &mut found);
        }
        found
    }

    /// Everything that allows what is asked, in whichever namespace and by whichever binding: the
    /// scope of the question does not count. Ask [`Authorizer::scope`] where each one holds.
    pub fn grants_anywhere(&self, question: &Question<'_>) -> Vec<Grant> {
        let mut seen_roles = Seen::new(self.roles.len());
        let mut grants = Vec::new();
        for rule in self.table.allowing(question) {
            if !seen_roles.insert(rule.role) {
                continue;
            }
            let Some(role) = self.roles.get(rule.role as usize) else { continue };
            for (_, binding) in role.bindings.of(&self.by_role) {
                let Some(entry) = self.bindings.get(*binding as usize) else { continue };
                let subjects = 0..entry.subjects.of(&self.subjects).len() as u32;
                grants.extend(subjects.map(|subject| Grant {
                    binding: *binding,
                    subject,
                    rule: rule.number,
                }));
            }
        }
        grants
    }

    fn entitled(
        &self,
        rule: &Packed<'s>,
        scope: Scope,
        seen: &mut Seen,
        found: &mut Vec<Entitled<'s>>,
    ) {
        let Some(role) = self.roles.get(rule.role as usize) else { return };
        let bindings = role.bindings.of(&self.by_role);
        let cluster = bindings.partition_point(|(namespace, _)| *namespace == 0);
        let (cluster, inside) = bindings.split_at_checked(cluster).unwrap_or((bindings, &[]));
        let inside = match scope {
            Scope::Namespace(wanted) => {
                let start = inside.partition_point(|(namespace, _)| *namespace < wanted);
                let inside = inside.get(start..).unwrap_or(&[]);
                let end = inside.partition_point(|(namespace, _)| *namespace == wanted);
                inside.get(..end).unwrap_or(&[])
            }
            Scope::Cluster | Scope::Unbound => &[],
        };
        for (_, binding) in cluster.iter().chain(inside) {
            let Some(entry) = self.bindings.get(*binding as usize) else { continue };
            for (place, subject) in entry.subjects.of(&self.subjects).iter().enumerate() {
                let Some(principal) = self.principals.get(subject.principal as usize) else {
                    continue;
                };
                if seen.insert(subject.principal) {
                    let grant =
                        Grant { binding: *binding, subject: place as u32, rule: rule.number };
                    found.push(Entitled { principal: *principal, grant });
                }
            }
        }
    }
}

/// A set of numbers below a limit.
struct Seen(Vec<u64>);

impl Seen {
    fn new(limit: usize) -> Self {
        Self(vec![0; limit.div_ceil(64)])
    }

    /// Whether a number is new.
    fn insert(&mut self, number: u32) -> bool {
        let Some(word) = self.0.get_mut(number as usize / 64) else { return false };
        let bit = 1 << (number % 64);
        let new = *word & bit == 0;
        *word |= bit;
        new
    }
}
