use std::collections::HashMap;
use std::collections::hash_map::Entry;

use foldhash::fast::RandomState;
use sekisho_inventory::{Completeness, Object, Snapshot};
use sekisho_value::Value;

use super::table::{NONE, Span, Table};
use super::{
    Authorizer, BindingEntry, Doubts, Options, Posting, Principal, RoleEntry, SubjectEntry,
};
use crate::GROUP;
use crate::identity::write_account_user;
use crate::role::{Parts, is_filled_in};

/// Reads the roles, then the bindings, then sorts who is where.
pub(super) fn build<'s>(snapshot: &'s Snapshot, options: Options<'s>) -> Authorizer<'s> {
    let mut index = Authorizer {
        snapshot,
        options,
        table: Table::default(),
        roles: Vec::new(),
        bindings: Vec::new(),
        subjects: Vec::new(),
        principals: Vec::new(),
        users: HashMap::default(),
        groups: HashMap::default(),
        namespaces: HashMap::default(),
        namespace_names: vec![""],
        by_principal: Vec::new(),
        principal_postings: Vec::new(),
        by_role: Vec::new(),
        by_namespace: Vec::new(),
        namespace_bindings: Vec::new(),
        doubts: doubts(snapshot),
        text: String::new(),
    };
    let mut numbers = Named::default();
    reserve(&mut index);
    for object in snapshot.of_kind(GROUP, "ClusterRole") {
        add_role(&mut index, &mut numbers, 0, object);
    }
    for object in snapshot.of_kind(GROUP, "Role") {
        let namespace = number_of(&mut index, object);
        add_role(&mut index, &mut numbers, namespace, object);
    }
    read_rules(&mut index);
    let mut seen =
        Named::with_capacity_and_hasher(index.bindings.capacity(), RandomState::default());
    for object in snapshot.of_kind(GROUP, "ClusterRoleBinding") {
        add_binding(&mut index, &numbers, &mut seen, 0, object);
    }
    for object in snapshot.of_kind(GROUP, "RoleBinding") {
        let namespace = number_of(&mut index, object);
        add_binding(&mut index, &numbers, &mut seen, namespace, object);
    }
    sort_by_principal(&mut index);
    sort_by_role(&mut index);
    sort_by_namespace(&mut index);
    index
}

/// Makes room at once for about as much as will come.
fn reserve(index: &mut Authorizer<'_>) {
    let count = |kind| index.snapshot.of_kind(GROUP, kind).count();
    let bindings = count("ClusterRoleBinding") + count("RoleBinding");
    index.bindings.reserve(bindings);
    index.subjects.reserve(bindings);
    index.users.reserve(bindings / 4);
}

/// Objects by namespace (0 for the whole cluster) and name.
type Named<'s> = HashMap<(u32, &'s str), u32, RandomState>;

fn number_of<'s>(index: &mut Authorizer<'s>, object: &'s Object) -> u32 {
    let name = object.namespace().unwrap_or(index.options.namespace);
    let next = index.namespace_names.len() as u32;
    match index.namespaces.entry(name) {
        Entry::Occupied(known) => *known.get(),
        Entry::Vacant(new) => {
            index.namespace_names.push(name);
            *new.insert(next)
        }
    }
}

fn add_role<'s>(
    index: &mut Authorizer<'s>,
    numbers: &mut Named<'s>,
    namespace: u32,
    object: &'s Object,
) {
    let role = RoleEntry {
        object,
        rules: Span::default(),
        bindings: Span::default(),
        verbs: 0,
        groups: 0,
        aggregated: false,
    };
    // The last of one name counts.
    let next = index.roles.len() as u32;
    match numbers.entry((namespace, object.name())) {
        Entry::Occupied(known) => {
            if let Some(place) = index.roles.get_mut(*known.get() as usize) {
                *place = role;
            }
        }
        Entry::Vacant(new) => {
            new.insert(next);
            index.roles.push(role);
        }
    }
}

fn read_rules(index: &mut Authorizer<'_>) {
    for (number, role) in index.roles.iter_mut().enumerate() {
        let start = index.table.rules.len();
        let number = number as u32;
        if is_filled_in(role.object) {
            for (place, rule) in role.object.value.items_at(&["rules"]).iter().enumerate() {
                index.table.add(number, role.object, place, rule);
            }
        } else {
            role.aggregated = true;
            for part in Parts::of(index.snapshot, role.object) {
                for (place, rule) in part.value.items_at(&["rules"]).iter().enumerate() {
                    index.table.add(number, part, place, rule);
                }
            }
        }
        role.rules = Span::new(start, index.table.rules.len());
        for rule in role.rules.of(&index.table.rules) {
            role.verbs |= rule.verbs;
            role.groups |= rule.groups;
        }
    }
}

fn add_binding<'s>(
    index: &mut Authorizer<'s>,
    roles: &Named<'s>,
    seen: &mut Named<'s>,
    namespace: u32,
    object: &'s Object,
) {
    let number = index.bindings.len() as u32;
    // A binding that is there again replaces the one before; what the server completes a name of
    // (`generateName`) is another one each time.
    if let Some(before) = seen.insert((namespace, object.name()), number)
        && !object.name().ends_with('*')
        && let Some(before) = index.bindings.get_mut(before as usize)
    {
        before.subjects = Span::default();
        before.role = NONE;
    }
    let (mut kind, mut name) = ("", "");
    let mut subjects: &'s [Value] = &[];
    for (key, value) in object.value.entries() {
        match key {
            "roleRef" => {
                kind = value.str_at(&["kind"]).unwrap_or_default();
                name = value.str_at(&["name"]).unwrap_or_default();
            }
            "subjects" => subjects = value.items(),
            _ => {}
        }
    }
    let role = match kind {
        "ClusterRole" => roles.get(&(0, name)).copied(),
        // A ClusterRoleBinding has no namespace to look for a Role in.
        "Role" if namespace != 0 => roles.get(&(namespace, name)).copied(),
        _ => None,
    };
    let start = index.subjects.len();
    for (place, subject) in subjects.iter().enumerate() {
        let principal = add_principal(index, namespace, subject);
        index.subjects.push(SubjectEntry { principal, index: place as u32 });
    }
    let subjects = Span::new(start, index.subjects.len());
    index.bindings.push(BindingEntry { object, namespace, role: role.unwrap_or(NONE), subjects });
}

fn add_principal<'s>(index: &mut Authorizer<'s>, namespace: u32, subject: &'s Value) -> u32 {
    let (mut kind, mut name, mut own) = ("", "", "");
    for (key, value) in subject.entries() {
        let text = value.as_str().unwrap_or_default();
        match key {
            "kind" => kind = text,
            "name" => name = text,
            "namespace" => own = text,
            _ => {}
        }
    }
    let next = index.principals.len() as u32;
    let (number, principal) = match kind {
        "Group" => match index.groups.entry(name) {
            Entry::Occupied(known) => return *known.get(),
            Entry::Vacant(new) => (*new.insert(next), Principal::Group(name)),
        },
        "User" => match index.users.get(name) {
            Some(known) => return *known,
            None => {
                index.users.insert(name.into(), next);
                (next, Principal::of_user(name))
            }
        },
        "ServiceAccount" => {
            if own.is_empty() {
                own = index.namespace_names.get(namespace as usize).copied().unwrap_or_default();
            }
            if own.is_empty() {
                return NONE;
            }
            write_account_user(&mut index.text, own, name);
            match index.users.get(index.text.as_str()) {
                Some(known) => return *known,
                None => {
                    index.users.insert(index.text.as_str().into(), next);
                    (next, Principal::ServiceAccount { namespace: own, name })
                }
            }
        }
        _ => return NONE,
    };
    index.principals.push(principal);
    number
}

/// A counting sort by principal, then each one's few bindings by namespace. Bindings are in order, so
/// those of one namespace stay in it.
fn sort_by_principal(index: &mut Authorizer<'_>) {
    let starts = starts(index.principals.len(), index.subjects.iter().map(|s| s.principal));
    let nothing = Posting { namespace: 0, binding: NONE, subject: 0, role: NONE };
    let total = starts.last().copied().unwrap_or(0);
    let mut next = starts.clone();
    index.by_principal = vec![nothing; total];
    for (number, binding) in index.bindings.iter().enumerate() {
        for (place, subject) in binding.subjects.of(&index.subjects).iter().enumerate() {
            let Some(slot) = next.get_mut(subject.principal as usize) else { continue };
            if let Some(posting) = index.by_principal.get_mut(*slot) {
                *posting = Posting {
                    namespace: binding.namespace,
                    binding: number as u32,
                    subject: place as u32,
                    role: binding.role,
                };
                *slot += 1;
            }
        }
    }
    index.principal_postings = starts
        .iter()
        .zip(&next)
        .take(index.principals.len())
        .map(|(start, end)| Span::new(*start, *end))
        .collect();
    for span in &index.principal_postings {
        if let Some(postings) = index.by_principal.get_mut(span.range()) {
            postings.sort_by_key(|posting| posting.namespace);
        }
    }
}

fn sort_by_role(index: &mut Authorizer<'_>) {
    let mut pairs: Vec<(u32, u32, u32)> = index
        .bindings
        .iter()
        .enumerate()
        .filter(|(_, binding)| binding.role != NONE)
        .map(|(number, binding)| (binding.role, binding.namespace, number as u32))
        .collect();
    pairs.sort_unstable();
    for chunk in pairs.chunk_by(|a, b| a.0 == b.0) {
        let start = index.by_role.len();
        index.by_role.extend(chunk.iter().map(|(_, namespace, binding)| (*namespace, *binding)));
        let role = chunk.first().and_then(|(role, ..)| index.roles.get_mut(*role as usize));
        if let Some(role) = role {
            role.bindings = Span::new(start, index.by_role.len());
        }
    }
}

fn sort_by_namespace(index: &mut Authorizer<'_>) {
    let bindings = index.bindings.iter().enumerate();
    let mut triples: Vec<(u32, u32, u32)> = bindings
        .filter(|(_, binding)| binding.role != NONE)
        .map(|(number, binding)| (binding.namespace, number as u32, binding.role))
        .collect();
    triples.sort_unstable();
    index.namespace_bindings = vec![Span::default(); index.namespace_names.len()];
    for chunk in triples.chunk_by(|a, b| a.0 == b.0) {
        let start = index.by_namespace.len();
        index.by_namespace.extend(chunk.iter().map(|(_, binding, role)| (*binding, *role)));
        let namespace = chunk.first().map_or(0, |(namespace, ..)| *namespace);
        if let Some(span) = index.namespace_bindings.get_mut(namespace as usize) {
            *span = Span::new(start, index.by_namespace.len());
        }
    }
}

/// Where the entries of each number start in a list sorted by number, and the end of the last.
fn starts(numbers: usize, of: impl Iterator<Item = u32>) -> Vec<usize> {
    let mut starts = vec![0_usize; numbers + 1];
    for number in of {
        if let Some(count) = starts.get_mut(number as usize) {
            // The last place holds no count: nothing has its number.
            *count += 1;
        }
    }
    let mut sum = 0;
    for start in &mut starts {
        let count = *start;
        *start = sum;
        sum += count;
    }
    starts
}

fn doubts(snapshot: &Snapshot) -> Doubts {
    let unknown = |kind| snapshot.completeness(kind, None) == Completeness::Unknown;
    // What is said of namespaces says nothing of kinds without one.
    let unknown_cluster = |kind| snapshot.completeness(kind, Some("")) == Completeness::Unknown;
    let cluster_bindings = unknown_cluster("ClusterRoleBinding");
    let cluster_roles = unknown_cluster("ClusterRole");
    Doubts {
        any: cluster_bindings || cluster_roles || unknown("RoleBinding") || unknown("Role"),
        cluster_bindings,
        cluster_roles,
    }
}
