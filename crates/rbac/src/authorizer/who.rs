use super::table::{Question, Scope};
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
        let allowing = self.allowing_roles(question);
        let mut seen = Seen::new(self.principals.len());
        let mut found = Vec::new();
        let inside = match question.scope {
            Scope::Namespace(namespace) => self.in_scope(namespace),
            Scope::Cluster | Scope::Unbound => &[],
        };
        for (binding, role) in self.in_scope(0).iter().chain(inside) {
            if !allowing.roles.has(*role) {
                continue;
            }
            let Some(entry) = self.bindings.get(*binding as usize) else { continue };
            for (place, subject) in entry.subjects.of(&self.subjects).iter().enumerate() {
                if !seen.insert(subject.principal) {
                    continue;
                }
                let principal = self.principals.get(subject.principal as usize);
                if let (Some(principal), Some(rule)) = (principal, allowing.rule(*role)) {
                    let grant = Grant { binding: *binding, subject: place as u32, rule };
                    found.push(Entitled { principal: *principal, grant });
                }
            }
        }
        found
    }

    /// Everything that allows what is asked, in whichever namespace and by whichever binding: the
    /// scope of the question does not count. Ask [`Authorizer::scope`] where each one holds.
    pub fn grants_anywhere(&self, question: &Question<'_>) -> Vec<Grant> {
        let mut grants = Vec::new();
        for (number, rule) in self.allowing_roles(question).rules {
            let Some(role) = self.roles.get(number as usize) else { continue };
            for (_, binding) in role.bindings.of(&self.by_role) {
                let Some(entry) = self.bindings.get(*binding as usize) else { continue };
                let subjects = 0..entry.subjects.of(&self.subjects).len() as u32;
                grants.extend(subjects.map(|subject| Grant { binding: *binding, subject, rule }));
            }
        }
        grants
    }

    fn allowing_roles(&self, question: &Question<'_>) -> Allowing {
        let mut allowing = Allowing { roles: Seen::new(self.roles.len()), rules: Vec::new() };
        self.table.allowing(question, |rule| {
            if allowing.roles.insert(rule.role) {
                allowing.rules.push((rule.role, rule.number));
            }
        });
        allowing.rules.sort_unstable();
        allowing
    }

    /// The bindings of a namespace, each with its role; 0 is the whole cluster.
    fn in_scope(&self, namespace: u32) -> &[(u32, u32)] {
        let span = self.namespace_bindings.get(namespace as usize).copied();
        span.unwrap_or_default().of(&self.by_namespace)
    }
}

/// The roles that allow something, each with one rule that does.
struct Allowing {
    roles: Seen,
    /// By role.
    rules: Vec<(u32, u32)>,
}

impl Allowing {
    fn rule(&self, role: u32) -> Option<u32> {
        let at = self.rules.partition_point(|(of, _)| *of < role);
        self.rules.get(at).map(|(_, rule)| *rule)
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

    fn has(&self, number: u32) -> bool {
        let word = self.0.get(number as usize / 64).copied().unwrap_or(0);
        word & 1 << (number % 64) != 0
    }
}
