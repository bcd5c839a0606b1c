//! One NetworkPolicy, rule by rule. What several policies amount to is not asked here.

use sekisho_inventory::Object;
use sekisho_value::{Route, Value};

use crate::cidr::Cidr;
use crate::kinds::Kinds;

/// Which traffic a rule is about, seen from the selected pods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Ingress,
    Egress,
}

impl Direction {
    pub(crate) const BOTH: [Self; 2] = [Self::Ingress, Self::Egress];

    /// As `policyTypes` spells it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ingress => "Ingress",
            Self::Egress => "Egress",
        }
    }

    /// The field of the rules.
    pub(crate) fn field(self) -> &'static str {
        match self {
            Self::Ingress => "ingress",
            Self::Egress => "egress",
        }
    }

    /// The field of a rule's peers.
    pub(crate) fn peers(self) -> &'static str {
        match self {
            Self::Ingress => "from",
            Self::Egress => "to",
        }
    }
}

/// Network policies, in their present and their former group.
pub(crate) const NETWORK_POLICIES: Kinds =
    &[("networking.k8s.io", "NetworkPolicy"), ("extensions", "NetworkPolicy")];

/// Whether an object is a NetworkPolicy of Kubernetes itself; cheap.
pub(crate) fn is_network_policy(object: &Object) -> bool {
    object.kind() == "NetworkPolicy" && matches!(object.group(), "networking.k8s.io" | "extensions")
}

/// Whether the selected pods are cut off in a direction but for what rules allow. Where `policyTypes` is
/// not set, ingress always counts, and egress if there are rules for it.
pub(crate) fn isolates(policy: &Object, direction: Direction) -> bool {
    let types = policy.value.items_at(&["spec", "policyTypes"]);
    if types.is_empty() {
        return direction == Direction::Ingress || has_rules(policy, direction);
    }
    types.iter().any(|kind| kind.as_str() == Some(direction.name()))
}

/// Whether there are any rules for a direction.
pub(crate) fn has_rules(policy: &Object, direction: Direction) -> bool {
    !policy.value.items_at(&["spec", direction.field()]).is_empty()
}

/// A rule of a policy.
#[derive(Clone, Debug)]
pub(crate) struct Rule<'p> {
    pub(crate) value: &'p Value,
    pub(crate) route: Route,
    pub(crate) direction: Direction,
}

/// An `ipBlock` among the peers of a rule.
#[derive(Clone, Debug)]
pub(crate) struct IpBlock<'p> {
    pub(crate) cidr: Cidr,
    /// As written.
    pub(crate) text: &'p str,
    /// Ranges that are taken out, each with its place.
    pub(crate) except: Vec<(Cidr, &'p str, Route)>,
    /// The place of the block.
    pub(crate) route: Route,
}

/// The rules of a policy in a direction, but for those that are not in force because the direction is
/// not named. What the API server refuses for its type is no rule; null is an empty one to it.
pub(crate) fn rules(policy: &Object, direction: Direction) -> Vec<Rule<'_>> {
    if !isolates(policy, direction) {
        return Vec::new();
    }
    let list = Route::keys(["spec", direction.field()]);
    let rules = policy.value.items_at(&["spec", direction.field()]).iter().enumerate();
    let has_its_type = |value: &Value| match value {
        Value::Null => true,
        Value::Map(_) => {
            let peers = value.field(direction.peers());
            peers.is_none_or(|peers| matches!(peers, Value::Null | Value::Seq(_)))
        }
        _ => false,
    };
    rules
        .filter(|(_, value)| has_its_type(value))
        .map(|(index, value)| Rule { value, route: list.then(index), direction })
        .collect()
}

impl<'p> Rule<'p> {
    /// The peers as written; none means that every address is one.
    pub(crate) fn peers(&self) -> &'p [Value] {
        self.value.items_at(&[self.direction.peers()])
    }

    /// The place of the list of peers.
    pub(crate) fn peers_route(&self) -> Route {
        self.route.then(self.direction.peers())
    }

    /// The ports as written; none means every port.
    pub(crate) fn ports(&self) -> &'p [Value] {
        self.value.items_at(&["ports"])
    }

    /// The address blocks among the peers that can be read.
    pub(crate) fn blocks(&self) -> Vec<IpBlock<'p>> {
        let list = self.peers_route();
        let mut blocks = Vec::new();
        for (index, peer) in self.peers().iter().enumerate() {
            let Some(text) = peer.str_at(&["ipBlock", "cidr"]) else { continue };
            let Some(cidr) = Cidr::parse(text) else { continue };
            let route = list.then(index).then("ipBlock");
            let except = peer.items_at(&["ipBlock", "except"]).iter().enumerate();
            let except = except.filter_map(|(index, value)| {
                let text = value.as_str()?;
                Some((Cidr::parse(text)?, text, route.then("except").then(index)))
            });
            blocks.push(IpBlock { cidr, text, except: except.collect(), route });
        }
        blocks
    }

    /// Whether traffic to or from any address at all passes, exceptions aside.
    pub(crate) fn has_any_peer(&self) -> bool {
        let ranges: Vec<Cidr> = self.blocks().iter().map(|block| block.cidr).collect();
        self.peers().is_empty() || crate::cidr::cover_everything(&ranges)
    }

    /// Whether a port passes. A port with a name depends on the pod and counts as another one.
    pub(crate) fn allows(&self, protocol: &str, number: i64) -> bool {
        self.ports().is_empty()
            || self.ports().iter().any(|port| {
                port.str_at(&["protocol"]).unwrap_or("TCP") == protocol && {
                    match (port.field("port"), port.i64_at(&["endPort"])) {
                        (None, _) => true,
                        (Some(first), end) => first.as_i64().is_some_and(|first| {
                            (first..=end.unwrap_or(first).max(first)).contains(&number)
                        }),
                    }
                }
            })
    }

    /// The ports in words: `TCP 443, UDP 53`.
    pub(crate) fn ports_in_words(&self) -> String {
        let words = self.ports().iter().map(|port| {
            let protocol = port.str_at(&["protocol"]).unwrap_or("TCP");
            match (port.field("port"), port.i64_at(&["endPort"])) {
                (None, _) => format!("{protocol} *"),
                (Some(first), end) => {
                    let first = match (first.as_i64(), first.as_str()) {
                        (Some(number), _) => number.to_string(),
                        (None, name) => name.unwrap_or_default().to_owned(),
                    };
                    match end {
                        Some(end) => format!("{protocol} {first}-{end}"),
                        None => format!("{protocol} {first}"),
                    }
                }
            }
        });
        words.collect::<Vec<_>>().join(", ")
    }
}

impl IpBlock<'_> {
    /// Whether an address is in the block and not taken out of it.
    pub(crate) fn allows(&self, address: Cidr) -> bool {
        self.cidr.covers(address) && !self.except.iter().any(|(range, ..)| range.covers(address))
    }
}
