use sekisho_inventory::Object;
use sekisho_value::Value;

use super::words::{Bits, EVERYTHING, SHARED, Texts, surely_meets};
use crate::rule::url_matches;
use crate::{Action, Rule};

/// A span of a shared list.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    pub(super) fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }

    pub(super) fn of<T>(self, list: &[T]) -> &[T] {
        list.get(self.start as usize..self.end as usize).unwrap_or(&[])
    }

    pub(super) fn start(self) -> usize {
        self.start as usize
    }

    pub(super) fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    pub(super) fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// A rule of a role, made ready to be compared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Packed<'s> {
    pub(super) verbs: u64,
    pub(super) groups: u64,
    /// A bit for each entry of `resources`, several entries to a bit: where none is in common, none of
    /// the entries is.
    resources: u64,
    entries: Span,
    names: Span,
    pub(super) urls: Span,
    /// The role that holds it.
    pub(super) role: u32,
    /// The role that it is written in: another one where it is aggregated.
    pub(super) written_in: &'s Object,
    /// Its place among the rules that are written there.
    pub(super) index: u32,
    /// Its place in the table.
    pub(super) number: u32,
    pub(super) value: &'s Value,
}

/// A rule in the list of a resource, with what most of those lists are sieved by.
#[derive(Clone, Copy, Debug)]
struct Mention {
    verbs: u64,
    groups: u64,
    rule: u32,
}

/// All rules of all roles, and the texts in them by number.
#[derive(Debug, Default)]
pub(super) struct Table<'s> {
    verbs: Bits<'s>,
    groups: Bits<'s>,
    resources: Texts<'s>,
    names: Texts<'s>,
    /// The numbers that rules have spans of.
    numbers: Vec<u32>,
    urls: Vec<&'s str>,
    pub(super) rules: Vec<Packed<'s>>,
    /// For each resource entry by number, the rules that have it.
    by_resource: Vec<Vec<Mention>>,
    /// The rules that have `*` among their resources.
    everything: Vec<Mention>,
    /// The rules with paths that are no resources.
    with_urls: Vec<u32>,
}

/// A request, made ready to be compared with rules.
#[derive(Clone, Copy, Debug)]
pub struct Question<'q> {
    pub(super) action: Action<'q>,
    pub(super) verbs: u64,
    pub(super) groups: u64,
    resources: u64,
    /// The entry that names the resource, with its subresource.
    exact: u32,
    /// The entry for that subresource of every resource.
    every: u32,
    name: Name,
    pub(super) scope: Scope,
}

/// Which names a rule has to allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Name {
    /// One that rules have; or one that none has.
    One(u32),
    /// At least one: rules for certain names count.
    Some,
}

/// In which bindings rights are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// ClusterRoleBindings only.
    Cluster,
    /// Those, and the RoleBindings of the namespace with the number.
    Namespace(u32),
    /// Those only, because nothing is bound in the namespace.
    Unbound,
}

/// The number of nothing.
pub(super) const NONE: u32 = u32::MAX;

/// In `resources` of a rule and of a question: `*`.
const ANY_RESOURCE: u64 = 1 << 63;

fn mark(number: u32) -> u64 {
    1 << (number % 63)
}

impl<'s> Table<'s> {
    /// Adds an element of a role's `rules`.
    pub(super) fn add(
        &mut self,
        role: u32,
        written_in: &'s Object,
        index: usize,
        value: &'s Value,
    ) {
        let number = self.rules.len() as u32;
        let mut packed = Packed {
            verbs: 0,
            groups: 0,
            resources: 0,
            entries: Span::default(),
            names: Span::default(),
            urls: Span::default(),
            role,
            written_in,
            index: index as u32,
            number,
            value,
        };
        for (key, list) in value.entries() {
            // What is no text names nothing, and its place in a list of names stays taken.
            let texts = list.items().iter().map(|item| item.as_str().unwrap_or("\0"));
            match key {
                "verbs" => {
                    packed.verbs = texts.fold(0, |bits, text| bits | self.verbs.of_entry(text));
                }
                "apiGroups" => {
                    packed.groups = texts.fold(0, |bits, text| bits | self.groups.of_entry(text));
                }
                "resources" => {
                    let start = self.numbers.len();
                    for text in texts {
                        packed.resources |= self.resource(text);
                    }
                    packed.entries = Span::new(start, self.numbers.len());
                }
                "resourceNames" => {
                    let start = self.numbers.len();
                    self.numbers.extend(texts.map(|text| self.names.intern(text)));
                    packed.names = Span::new(start, self.numbers.len());
                }
                "nonResourceURLs" => {
                    let start = self.urls.len();
                    self.urls.extend(texts);
                    packed.urls = Span::new(start, self.urls.len());
                }
                _ => {}
            }
        }
        if !packed.urls.is_empty() {
            self.with_urls.push(number);
        }
        self.mention(&packed);
        self.rules.push(packed);
    }

    /// Takes an entry of `resources` in, and gives its bit.
    fn resource(&mut self, text: &'s str) -> u64 {
        if text == "*" {
            return ANY_RESOURCE;
        }
        let entry = self.resources.intern(text);
        self.numbers.push(entry);
        if self.by_resource.len() <= entry as usize {
            self.by_resource.resize_with(entry as usize + 1, Vec::new);
        }
        mark(entry)
    }

    /// Puts a rule into the lists of its resources, into each once.
    fn mention(&mut self, rule: &Packed<'s>) {
        let mention = Mention { verbs: rule.verbs, groups: rule.groups, rule: rule.number };
        if rule.resources & ANY_RESOURCE != 0 {
            self.everything.push(mention);
        }
        for entry in rule.entries.of(&self.numbers) {
            if let Some(rules) = self.by_resource.get_mut(*entry as usize)
                && rules.last().is_none_or(|last| last.rule != rule.number)
            {
                rules.push(mention);
            }
        }
    }

    /// Makes a request ready.
    pub(super) fn question<'q>(&self, action: Action<'q>, scope: Scope) -> Question<'q> {
        let mut question = Question {
            action,
            verbs: 0,
            groups: 0,
            resources: ANY_RESOURCE,
            exact: NONE,
            every: NONE,
            name: Name::One(NONE),
            scope,
        };
        match action {
            Action::Resource(request) => {
                question.verbs = self.verbs.wanted(request.verb);
                question.groups = self.groups.wanted(request.group);
                if request.subresource.is_empty() {
                    question.exact = self.resources.get(request.resource).unwrap_or(NONE);
                } else {
                    let mut text = String::with_capacity(64);
                    text.extend([request.resource, "/", request.subresource]);
                    question.exact = self.resources.get(&text).unwrap_or(NONE);
                    text.replace_range(..request.resource.len(), "*");
                    question.every = self.resources.get(&text).unwrap_or(NONE);
                }
                for entry in [question.exact, question.every] {
                    if entry != NONE {
                        question.resources |= mark(entry);
                    }
                }
                if !request.name.is_empty() {
                    question.name = Name::One(self.names.get(request.name).unwrap_or(NONE));
                }
                // A rule may name the empty name, and a request without one has it.
                else if let Some(empty) = self.names.get("") {
                    question.name = Name::One(empty);
                }
            }
            Action::Path { verb, .. } => question.verbs = self.verbs.wanted(verb),
        }
        question
    }

    /// Whether a rule allows what is asked.
    pub(super) fn allows(&self, rule: &Packed<'s>, question: &Question<'_>) -> bool {
        if rule.verbs & question.verbs == 0 {
            return false;
        }
        let request = match question.action {
            Action::Resource(request) => request,
            Action::Path { verb, path } => {
                return rule.urls.of(&self.urls).iter().any(|entry| url_matches(entry, path))
                    && (surely_meets(rule.verbs, question.verbs)
                        || Rule::read(0, rule.value).allows_url(verb, path));
            }
        };
        let met = rule.groups & question.groups != 0
            && rule.resources & question.resources != 0
            && self.names_resource(rule, question)
            && self.names_object(rule, question.name);
        if !met {
            return false;
        }
        if surely_meets(rule.verbs, question.verbs) && surely_meets(rule.groups, question.groups) {
            return true;
        }
        // Words that share a bit are compared as texts; names have been.
        let mut written = Rule::read(0, rule.value);
        written.names.clear();
        written.allows(&request).is_some()
    }

    fn names_resource(&self, rule: &Packed<'s>, question: &Question<'_>) -> bool {
        rule.resources & ANY_RESOURCE != 0
            || rule.entries.of(&self.numbers).iter().any(|entry| {
                // INVARIANT: no entry has the number of nothing.
                *entry == question.exact || *entry == question.every
            })
    }

    fn names_object(&self, rule: &Packed<'s>, name: Name) -> bool {
        match name {
            _ if rule.names.is_empty() => true,
            Name::Some => true,
            Name::One(name) => rule.names.of(&self.numbers).contains(&name),
        }
    }

    /// Calls `found` with each rule that allows what is asked; it may come more than once.
    pub(super) fn allowing(&self, question: &Question<'_>, mut found: impl FnMut(&Packed<'s>)) {
        let mut ask = |number: u32| {
            if let Some(rule) = self.rules.get(number as usize)
                && self.allows(rule, question)
            {
                found(rule);
            }
        };
        if let Action::Path { .. } = question.action {
            self.with_urls.iter().for_each(|rule| ask(*rule));
            return;
        }
        let entries =
            |entry: u32| self.by_resource.get(entry as usize).map_or(&[][..], Vec::as_slice);
        let lists = [self.everything.as_slice(), entries(question.exact), entries(question.every)];
        for mention in lists.into_iter().flatten() {
            if mention.verbs & question.verbs != 0 && mention.groups & question.groups != 0 {
                ask(mention.rule);
            }
        }
    }
}

impl Question<'_> {
    /// The same question about any object: rules that name certain objects count as well.
    #[must_use]
    pub fn of_some_object(mut self) -> Self {
        self.name = Name::Some;
        self
    }
}

const _: () = assert!(EVERYTHING & SHARED == 0);
