use std::collections::{HashMap, VecDeque};

use foldhash::fast::RandomState;
use sekisho_api::KubeVersion;
use sekisho_inventory::TokenMount;

use super::Leads;
use super::facts::{Fact, Facts, account_parts, implied_groups};
use crate::{Authorizer, Principal, groups};

/// Somebody, or a set of those whom somebody can become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Node<'s> {
    Principal(u32),
    /// Every service account of a namespace, or of the cluster.
    Accounts(Option<&'s str>),
    /// The service accounts of pods that run there.
    Running(Option<&'s str>),
    /// The service accounts whose tokens lie in Secrets there.
    Tokens(Option<&'s str>),
    Users,
    ClusterAdmin,
    Machine,
    Cloud,
}

/// Why one leads to the other: a fact by its place, or that it is part of it.
pub(super) const IS_PART: u32 = u32::MAX;

const NOBODY: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
struct Edge {
    from: u32,
    to: u32,
    by: u32,
}

/// Who can become whom, and from everybody the shortest way to all rights.
pub(super) struct Graph<'s> {
    principals: u32,
    namespaces: Vec<&'s str>,
    numbers: HashMap<&'s str, u32, RandomState>,
    /// For each node the next on the way, why, and how far it is.
    next: Vec<(u32, u32, u32)>,
    /// Where the edges of each fact lead, by fact.
    targets: Vec<(u32, u32)>,
}

impl<'s> Graph<'s> {
    pub(super) fn new(index: &Authorizer<'s>, facts: &Facts<'_, 's>, version: KubeVersion) -> Self {
        let mut graph = Self {
            principals: index.principals().len() as u32,
            namespaces: Vec::new(),
            numbers: HashMap::default(),
            next: Vec::new(),
            targets: Vec::new(),
        };
        // Number 0 is the whole cluster, as in the index.
        graph.namespaces.push("");
        for namespace in index.namespaces() {
            graph.number(namespace);
        }
        let mut edges = Vec::new();
        let accounts = graph.accounts(index);
        graph.join_accounts(&accounts, &mut edges);
        graph.join_users(index, &mut edges);
        graph.join_groups(index, &mut edges);
        graph.join_running(index, &accounts, &mut edges);
        graph.join_tokens(index, &accounts, &mut edges);
        let parts = edges.len();
        for (place, fact) in facts.all.iter().enumerate() {
            graph.join_fact(index, facts, (fact, place as u32), version, &mut edges);
        }
        graph.targets = edges.iter().skip(parts).map(|edge| (edge.by, edge.to)).collect();
        if let Some(masters) = index.group_number(groups::MASTERS) {
            edges.push(Edge { from: masters, to: graph.place(Node::ClusterAdmin), by: IS_PART });
        }
        graph.search(edges);
        graph
    }

    /// The number of a namespace, a new one where it is new.
    fn number(&mut self, namespace: &'s str) -> u32 {
        let next = self.namespaces.len() as u32;
        let number = *self.numbers.entry(namespace).or_insert(next);
        if number == next {
            self.namespaces.push(namespace);
        }
        number
    }

    fn of_namespace(&self, namespace: Option<&str>) -> u32 {
        namespace.map_or(0, |name| self.numbers.get(name).copied().unwrap_or(NOBODY))
    }

    /// The place of a node among all.
    pub(super) fn place(&self, node: Node<'_>) -> u32 {
        let sets = self.principals;
        let in_namespace = |kind: u32, namespace: Option<&str>| match self.of_namespace(namespace) {
            NOBODY => NOBODY,
            number => sets + 4 + number * 3 + kind,
        };
        match node {
            Node::Principal(number) => number,
            Node::Users => sets,
            Node::ClusterAdmin => sets + 1,
            Node::Machine => sets + 2,
            Node::Cloud => sets + 3,
            Node::Accounts(namespace) => in_namespace(0, namespace),
            Node::Running(namespace) => in_namespace(1, namespace),
            Node::Tokens(namespace) => in_namespace(2, namespace),
        }
    }

    /// The node at a place.
    pub(super) fn node(&self, place: u32) -> Node<'s> {
        let Some(set) = place.checked_sub(self.principals) else { return Node::Principal(place) };
        match set {
            0 => Node::Users,
            1 => Node::ClusterAdmin,
            2 => Node::Machine,
            3 => Node::Cloud,
            set => {
                let number = (set - 4) / 3;
                let name = self.namespaces.get(number as usize).copied();
                let namespace = name.filter(|_| number > 0);
                match (set - 4) % 3 {
                    0 => Node::Accounts(namespace),
                    1 => Node::Running(namespace),
                    _ => Node::Tokens(namespace),
                }
            }
        }
    }

    /// The service accounts that are bound, by namespace and name.
    fn accounts(&mut self, index: &Authorizer<'s>) -> Accounts<'s> {
        let mut accounts = Accounts::default();
        for (number, principal) in index.principals().iter().enumerate() {
            let parts = match *principal {
                Principal::ServiceAccount { namespace, name } => Some((namespace, name)),
                Principal::User(name) => account_parts(name),
                Principal::Group(_) => None,
            };
            if let Some((namespace, name)) = parts {
                self.number(namespace);
                accounts.insert((namespace, name), number as u32);
            }
        }
        accounts
    }

    fn join_accounts(&self, accounts: &Accounts<'s>, edges: &mut Vec<Edge>) {
        for ((namespace, _), account) in accounts {
            let from = self.place(Node::Accounts(Some(namespace)));
            edges.push(Edge { from, to: *account, by: IS_PART });
        }
        for (number, namespace) in self.namespaces.iter().enumerate().skip(1) {
            debug_assert_eq!(self.of_namespace(Some(namespace)), number as u32);
            for set in [Node::Accounts, Node::Running, Node::Tokens] {
                let (from, to) = (self.place(set(None)), self.place(set(Some(namespace))));
                edges.push(Edge { from, to, by: IS_PART });
            }
        }
    }

    fn join_users(&self, index: &Authorizer<'s>, edges: &mut Vec<Edge>) {
        let from = self.place(Node::Users);
        for (number, principal) in index.principals().iter().enumerate() {
            if let Principal::User(name) = principal
                && account_parts(name).is_none()
            {
                edges.push(Edge { from, to: number as u32, by: IS_PART });
            }
        }
    }

    /// Everybody has the rights of the groups that it is always in.
    fn join_groups(&self, index: &Authorizer<'s>, edges: &mut Vec<Edge>) {
        for (number, principal) in index.principals().iter().enumerate() {
            for group in implied_groups(*principal) {
                if let Some(to) = index.group_number(&group) {
                    edges.push(Edge { from: number as u32, to, by: IS_PART });
                }
            }
        }
        for namespace in self.namespaces.iter().skip(1) {
            let group = format!("{}:{namespace}", groups::SERVICE_ACCOUNTS);
            if let Some(to) = index.group_number(&group) {
                let from = self.place(Node::Accounts(Some(namespace)));
                edges.push(Edge { from, to, by: IS_PART });
            }
        }
        for group in [groups::SERVICE_ACCOUNTS, groups::AUTHENTICATED] {
            if let Some(to) = index.group_number(group) {
                let accounts = self.namespaces.iter().skip(1).map(|name| Some(*name));
                for namespace in accounts.chain([None]) {
                    let from = self.place(Node::Accounts(namespace));
                    edges.push(Edge { from, to, by: IS_PART });
                }
            }
        }
    }

    /// Pods that are here, with the token of their account in them.
    fn join_running(&self, index: &Authorizer<'s>, accounts: &Accounts<'s>, edges: &mut Vec<Edge>) {
        if accounts.is_empty() {
            return;
        }
        let snapshot = index.snapshot();
        for pod in snapshot.objects().iter().flat_map(sekisho_inventory::Object::pods) {
            let namespace = index.namespace_of(pod.object);
            let name = pod.service_account().unwrap_or("default");
            let Some(account) = accounts.get(&(namespace, name)) else { continue };
            let mounts = match snapshot.mounts_token(&pod) {
                TokenMount::Pod(mounts) => mounts.value,
                TokenMount::Account(_, mounts) => mounts,
                TokenMount::Default => true,
                TokenMount::Unknown => false,
            };
            let from = self.place(Node::Running(Some(namespace)));
            if mounts && from != NOBODY {
                edges.push(Edge { from, to: *account, by: IS_PART });
            }
        }
    }

    /// Secrets that are here and hold the token of an account.
    fn join_tokens(&self, index: &Authorizer<'s>, accounts: &Accounts<'s>, edges: &mut Vec<Edge>) {
        const OF_ACCOUNT: [&str; 3] =
            ["metadata", "annotations", "kubernetes.io/service-account.name"];
        for secret in index.snapshot().of_kind("", "Secret") {
            if secret.value.str_at(&["type"]) != Some("kubernetes.io/service-account-token") {
                continue;
            }
            let Some(name) = secret.value.str_at(&OF_ACCOUNT) else { continue };
            let namespace = index.namespace_of(secret);
            if let Some(account) = accounts.get(&(namespace, name)) {
                let from = self.place(Node::Tokens(Some(namespace)));
                edges.push(Edge { from, to: *account, by: IS_PART });
            }
        }
    }

    fn join_fact(
        &self,
        index: &Authorizer<'s>,
        facts: &Facts<'_, 's>,
        (fact, by): (&Fact, u32),
        version: KubeVersion,
        edges: &mut Vec<Edge>,
    ) {
        let Some(primitive) = facts.primitive(fact) else { return };
        let namespace = index.namespace_by_number(fact.namespace);
        let mut add = |node: Node<'_>| {
            let to = self.place(node);
            if to != NOBODY {
                edges.push(Edge { from: fact.principal, to, by });
            }
        };
        match primitive.leads {
            Leads::ClusterAdmin => add(Node::ClusterAdmin),
            Leads::NamespaceAdmin | Leads::Accounts => add(Node::Accounts(namespace)),
            Leads::Running => add(Node::Running(namespace)),
            // Up to 1.23 every service account had a Secret with a token from the beginning.
            Leads::TokenSecrets if version.minor() < 24 => add(Node::Accounts(namespace)),
            Leads::TokenSecrets => add(Node::Tokens(namespace)),
            Leads::Users => add(Node::Users),
            Leads::Kubelets => {
                add(Node::Machine);
                add(Node::Running(None));
            }
            Leads::Node => add(Node::Machine),
            Leads::Cloud => add(Node::Cloud),
            Leads::NamedAccounts | Leads::NamedUsers | Leads::NamedGroups | Leads::OwnRole => {
                self.join_named(index, facts, fact, &mut add);
            }
            Leads::Pod
            | Leads::Operator
            | Leads::HandOver
            | Leads::Data
            | Leads::Controls
            | Leads::Network
            | Leads::Availability => {}
        }
    }

    /// The names that a rule is limited to say whom one becomes.
    fn join_named(
        &self,
        index: &Authorizer<'s>,
        facts: &Facts<'_, 's>,
        fact: &Fact,
        add: &mut impl FnMut(Node<'_>),
    ) {
        let Some(primitive) = facts.primitive(fact) else { return };
        let Some(need) = primitive.needs.first() else { return };
        let in_namespaces = need.place == super::Place::Here;
        let names = facts.names(fact, need, in_namespaces);
        match primitive.leads {
            Leads::NamedAccounts => {
                for (namespace, name) in names {
                    let of_namespace = |namespace: &str| {
                        index.user_number(&crate::identity::account_user(namespace, name))
                    };
                    match index.namespace_by_number(namespace) {
                        Some(namespace) => {
                            if let Some(number) = of_namespace(namespace) {
                                add(Node::Principal(number));
                            }
                        }
                        None => self
                            .namespaces
                            .iter()
                            .skip(1)
                            .filter_map(|namespace| of_namespace(namespace))
                            .for_each(|number| add(Node::Principal(number))),
                    }
                }
            }
            Leads::NamedUsers => names
                .iter()
                // The user name of a service account is asked for as a service account.
                .filter(|(_, name)| account_parts(name).is_none())
                .filter_map(|(_, name)| index.user_number(name))
                .for_each(|number| add(Node::Principal(number))),
            Leads::NamedGroups => names
                .iter()
                .filter_map(|(_, name)| index.group_number(name))
                .for_each(|number| add(Node::Principal(number))),
            Leads::OwnRole => {
                let mut of_needs = primitive.needs.iter();
                let Some(second) = of_needs.nth(1) else { return };
                let also = facts.names(fact, second, in_namespaces);
                let unlimited = also.is_empty();
                let named = |name: &str| {
                    names.iter().any(|(_, known)| *known == name)
                        && (unlimited || also.iter().any(|(_, known)| *known == name))
                };
                if facts.holds_role(fact, named) {
                    let namespace = index.namespace_by_number(fact.namespace);
                    let is_cluster = need.place == super::Place::Cluster;
                    add(if is_cluster { Node::ClusterAdmin } else { Node::Accounts(namespace) });
                }
            }
            _ => {}
        }
    }

    /// Goes back from all rights to everybody who reaches them, nearest first.
    fn search(&mut self, mut edges: Vec<Edge>) {
        edges.retain(|edge| edge.from != NOBODY && edge.to != NOBODY);
        edges.sort_unstable_by_key(|edge| (edge.to, edge.by == IS_PART, edge.by, edge.from));
        let count = self.principals as usize + 4 + self.namespaces.len() * 3;
        self.next = vec![(NOBODY, IS_PART, u32::MAX); count];
        let admin = self.place(Node::ClusterAdmin);
        if let Some(start) = self.next.get_mut(admin as usize) {
            start.2 = 0;
        }
        let mut waiting = VecDeque::from([admin]);
        while let Some(to) = waiting.pop_front() {
            let far = self.next.get(to as usize).map_or(u32::MAX, |(_, _, far)| *far);
            let start = edges.partition_point(|edge| edge.to < to);
            for edge in edges.iter().skip(start).take_while(|edge| edge.to == to) {
                if let Some(next) = self.next.get_mut(edge.from as usize)
                    && next.2 == u32::MAX
                {
                    *next = (to, edge.by, far + 1);
                    waiting.push_back(edge.from);
                }
            }
        }
        self.targets.sort_unstable();
        self.targets.dedup();
    }

    /// Where a fact leads, the nearest to all rights first.
    pub(super) fn target(&self, fact: u32) -> Option<u32> {
        let start = self.targets.partition_point(|(by, _)| *by < fact);
        let of_fact = self.targets.iter().skip(start).take_while(|(by, _)| *by == fact);
        of_fact.map(|(_, to)| *to).min_by_key(|to| self.distance(*to))
    }

    /// How many steps it is to all rights; the greatest number where there is no way.
    pub(super) fn distance(&self, place: u32) -> u32 {
        self.next.get(place as usize).map_or(u32::MAX, |(_, _, far)| *far)
    }

    /// The next on the way to all rights, and why.
    pub(super) fn next(&self, place: u32) -> Option<(u32, u32)> {
        let (next, by, far) = self.next.get(place as usize).copied()?;
        (far != u32::MAX && far != 0).then_some((next, by))
    }
}

type Accounts<'s> = HashMap<(&'s str, &'s str), u32, RandomState>;
