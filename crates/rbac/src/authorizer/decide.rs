use sekisho_inventory::Completeness;

use super::table::{NONE, Packed, Question, Scope};
use super::{Answer, Asker, Authorizer, Decision, Grant, Numbers, Posting, RoleEntry, held};
use crate::{Action, Attributes, Held, Identity, reason};

/// What asking all bindings of an identity came to.
#[derive(Clone, Copy, Debug, Default)]
struct Search {
    found: Option<Grant>,
    /// A binding that applies has no role, or one whose rules may not be all there.
    loose: bool,
}

impl<'s> Authorizer<'s> {
    /// Makes a question ready, to be asked of several identities.
    pub fn question<'q>(&self, attributes: &Attributes<'q>) -> Question<'q> {
        let scope = match attributes.namespace {
            "" => Scope::Cluster,
            namespace => {
                self.namespaces.get(namespace).map_or(Scope::Unbound, |n| Scope::Namespace(*n))
            }
        };
        self.table.question(attributes.action, scope)
    }

    /// Whether an identity may do something, as RBAC alone says it, with exactly the groups that the
    /// identity has.
    pub fn authorize(&self, identity: &Identity, attributes: &Attributes<'_>) -> Answer {
        self.answer(identity, attributes, &self.question(attributes))
    }

    /// The same for a question that was made ready from these attributes.
    pub fn answer(
        &self,
        identity: &Identity,
        attributes: &Attributes<'_>,
        question: &Question<'_>,
    ) -> Answer {
        let search = self.search(&self.numbers(identity), question);
        let decision = match search.found {
            Some(_) => Decision::Allow,
            None if self.doubts.any
                && self.doubts(identity, attributes, search.loose).is_some() =>
            {
                Decision::Unknown
            }
            None => Decision::NoOpinion,
        };
        Answer { decision, grant: search.found }
    }

    /// Whether RBAC allows it: the quickest way to ask.
    pub fn allows(&self, identity: &Identity, question: &Question<'_>) -> bool {
        self.search(&self.numbers(identity), question).found.is_some()
    }

    /// The same for an identity that was made ready.
    pub fn allows_asker(&self, asker: &Asker, question: &Question<'_>) -> bool {
        self.search(&asker.numbers, question).found.is_some()
    }

    /// All grants that allow something to an identity, in the order of the authorizer.
    pub fn grants(&self, identity: &Identity, question: &Question<'_>) -> Vec<Grant> {
        let mut grants = Vec::new();
        for posting in self.applying(identity, question.scope) {
            let role = self.roles.get(posting.role as usize);
            let allowing = role.and_then(|role| self.first_rule(role, question));
            if let Some(rule) = allowing {
                grants.push(Grant { binding: posting.binding, subject: posting.subject, rule });
            }
        }
        grants
    }

    /// The rules that an identity holds in a namespace; the empty namespace means those that hold in
    /// the whole cluster. A rule that it holds by several bindings is there several times.
    pub fn rules_for(&self, identity: &Identity, namespace: &str) -> Vec<Held<'s>> {
        self.rules_with_grants(identity, namespace).into_iter().map(|(_, held)| held).collect()
    }

    /// The same, each rule with what gives it.
    pub fn rules_with_grants(
        &self,
        identity: &Identity,
        namespace: &str,
    ) -> Vec<(Grant, Held<'s>)> {
        let mut rules = Vec::new();
        for posting in self.applying(identity, self.scope_of(namespace)) {
            let Some(role) = self.roles.get(posting.role as usize) else { continue };
            for (place, rule) in role.rules.of(&self.table.rules).iter().enumerate() {
                let grant = Grant {
                    binding: posting.binding,
                    subject: posting.subject,
                    rule: (role.rules.start() + place) as u32,
                };
                rules.push((grant, held(rule)));
            }
        }
        rules
    }

    /// The namespaces in which an identity holds rules that it does not hold in the whole cluster.
    pub fn namespaces_of(&self, identity: &Identity) -> Vec<&'s str> {
        let mut numbers: Vec<u32> = self
            .numbers(identity)
            .iter()
            .flat_map(|number| self.postings(number).iter().map(|posting| posting.namespace))
            .filter(|namespace| *namespace != 0)
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        let mut names: Vec<&str> =
            numbers.into_iter().filter_map(|number| self.namespace_name(number)).collect();
        names.sort_unstable();
        names
    }

    /// The authorizer's reason for an answer, byte for byte where everything could be read. What is
    /// unknown has a reason of its own, which says what could not be read.
    pub fn reason(
        &self,
        identity: &Identity,
        attributes: &Attributes<'_>,
        answer: &Answer,
    ) -> String {
        if let Some(told) = answer.grant.and_then(|grant| self.tell(grant)) {
            let namespace = self.namespace_of(told.binding.object);
            return reason::allowed_by(told.binding, told.subject, namespace);
        }
        if answer.decision == Decision::Unknown {
            let numbers = self.numbers(identity);
            let loose = self.search(&numbers, &self.question(attributes)).loose;
            return self.doubts(identity, attributes, loose).unwrap_or_default();
        }
        let scope = self.scope_of(attributes.namespace);
        let mut errors: Vec<String> = Vec::new();
        for posting in self.applying(identity, scope) {
            if posting.role != NONE {
                continue;
            }
            if let Some(binding) = self.bindings.get(posting.binding as usize) {
                let error = reason::missing_role(binding.object);
                if !errors.contains(&error) {
                    errors.push(error);
                }
            }
        }
        reason::no_opinion(&errors)
    }

    /// What stands in the way of a no: the kinds that could not be read.
    fn doubts(
        &self,
        identity: &Identity,
        attributes: &Attributes<'_>,
        loose: bool,
    ) -> Option<String> {
        let namespace = attributes.namespace;
        let unknown =
            |kind| self.snapshot.completeness(kind, Some(namespace)) == Completeness::Unknown;
        let mut unread: Vec<&str> = Vec::new();
        if self.doubts.cluster_bindings {
            unread.push("ClusterRoleBindings");
        }
        if !namespace.is_empty() && unknown("RoleBinding") {
            unread.push("RoleBindings");
        }
        if loose {
            let missing = self.applying(identity, self.scope_of(namespace)).into_iter();
            let missing = missing.filter_map(|p| {
                let binding = self.bindings.get(p.binding as usize)?;
                match self.roles.get(p.role as usize) {
                    Some(role) => role.aggregated.then_some("ClusterRole"),
                    None => binding.object.value.str_at(&["roleRef", "kind"]),
                }
            });
            let missing: Vec<&str> = missing.collect();
            if self.doubts.cluster_roles && missing.contains(&"ClusterRole") {
                unread.push("ClusterRoles");
            }
            if missing.contains(&"Role") && unknown("Role") {
                unread.push("Roles");
            }
        }
        (!unread.is_empty()).then(|| reason::unread(&unread, namespace))
    }

    fn scope_of(&self, namespace: &str) -> Scope {
        match namespace {
            "" => Scope::Cluster,
            _ => self.namespaces.get(namespace).map_or(Scope::Unbound, |n| Scope::Namespace(*n)),
        }
    }

    /// Goes through the bindings of an identity until one allows.
    fn search(&self, numbers: &Numbers, question: &Question<'_>) -> Search {
        let mut search = self.search_in(numbers, 0, question);
        if search.found.is_none()
            && let Scope::Namespace(namespace) = question.scope
        {
            let inside = self.search_in(numbers, namespace, question);
            search = Search { found: inside.found, loose: search.loose || inside.loose };
        }
        search
    }

    fn search_in(&self, numbers: &Numbers, namespace: u32, question: &Question<'_>) -> Search {
        let mut search = Search::default();
        for principal in numbers.iter() {
            for posting in in_namespace(self.postings(principal), namespace) {
                // The authorizer goes by binding, not by name or group: an earlier one counts, and of
                // one binding the earlier subject.
                let place = (posting.binding, posting.subject);
                if search.found.is_some_and(|found| (found.binding, found.subject) < place) {
                    break;
                }
                let Some(role) = self.roles.get(posting.role as usize) else {
                    search.loose = true;
                    continue;
                };
                search.loose |= role.aggregated;
                if let Some(rule) = self.first_rule(role, question) {
                    let (binding, subject) = place;
                    search.found = Some(Grant { binding, subject, rule });
                    break;
                }
            }
        }
        search
    }

    fn first_rule(&self, role: &RoleEntry<'_>, question: &Question<'_>) -> Option<u32> {
        let of_resource = matches!(question.action, Action::Resource(_));
        if role.verbs & question.verbs == 0 || of_resource && role.groups & question.groups == 0 {
            return None;
        }
        let rules: &[Packed<'s>] = role.rules.of(&self.table.rules);
        let first = rules.iter().position(|rule| self.table.allows(rule, question))?;
        Some((role.rules.start() + first) as u32)
    }

    /// The bindings that apply to an identity in the order of the authorizer, each once with its first
    /// subject that is meant.
    fn applying(&self, identity: &Identity, scope: Scope) -> Vec<Posting> {
        let mut applying: Vec<Posting> = Vec::new();
        for principal in self.numbers(identity).iter() {
            applying.extend(in_namespace(self.postings(principal), 0));
            if let Scope::Namespace(namespace) = scope {
                applying.extend(in_namespace(self.postings(principal), namespace));
            }
        }
        applying.sort_unstable_by_key(|posting| (posting.binding, posting.subject));
        applying.dedup_by_key(|posting| posting.binding);
        applying
    }

    pub(super) fn namespace_of(&self, object: &'s sekisho_inventory::Object) -> &'s str {
        object.namespace().unwrap_or(self.options.namespace)
    }
}

/// Those of one namespace; 0 is the whole cluster.
fn in_namespace(postings: &[Posting], namespace: u32) -> &[Posting] {
    let start = if namespace == 0 {
        0
    } else {
        postings.partition_point(|posting| posting.namespace < namespace)
    };
    let rest = postings.get(start..).unwrap_or(&[]);
    let len = rest.partition_point(|posting| posting.namespace == namespace);
    rest.get(..len).unwrap_or(&[])
}
