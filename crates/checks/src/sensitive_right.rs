//! Rights that let their holders become more than they are: which verbs on which resources, and what a
//! role that grants one is told.

use sekisho_rbac::{Entries, GROUP, Request, Rule, bindings_of, is_bootstrap, rules};

use crate::kinds::Kinds;
use crate::prelude::*;
use crate::rbac;
use sekisho_api::KubeVersion;

/// A resource as rules name it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Thing {
    pub(crate) group: &'static str,
    pub(crate) resource: &'static str,
    /// Empty for the object itself.
    pub(crate) subresource: &'static str,
    /// Whether it is outside all namespaces, so that a Role cannot give rights to it.
    pub(crate) is_cluster_scoped: bool,
}

/// What a rule that names objects comes to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Named {
    /// A right to some objects is how it should be.
    Narrow,
    /// Every name counts.
    Counts,
    /// These names count.
    Only(&'static [&'static str]),
    /// Only a rule that names one of these counts.
    Required(&'static [&'static str]),
}

/// A right: any of the verbs on any of the resources.
#[derive(Debug)]
pub(crate) struct Right {
    pub(crate) verbs: &'static [&'static str],
    pub(crate) things: &'static [Thing],
    /// Resources that people write the verb for although the API server never asks about it there.
    pub(crate) mistaken: &'static [Thing],
    pub(crate) named: Named,
    /// How bad it is in one namespace.
    pub(crate) in_namespace: Severity,
    /// Says what holders may do; gaps `{verb}` and `{resource}`.
    pub(crate) message: Text,
}

impl Right {
    /// Whether a rule names one of the resources, for which a group that the rule has serves it.
    pub(crate) fn names_resource_of(&self, rule: &Rule<'_>) -> bool {
        self.things.iter().any(|thing| {
            thing.subresource.is_empty()
                && rule.resources.contains(&thing.resource)
                && (Rule::is_everything(&rule.groups) || rule.groups.contains(&thing.group))
        })
    }
}

/// A resource that lives in namespaces, or a part of one.
pub(crate) const fn within(
    group: &'static str,
    resource: &'static str,
    subresource: &'static str,
) -> Thing {
    Thing { group, resource, subresource, is_cluster_scoped: false }
}

/// A resource outside all namespaces, or a part of one.
pub(crate) const fn outside(
    group: &'static str,
    resource: &'static str,
    subresource: &'static str,
) -> Thing {
    Thing { group, resource, subresource, is_cluster_scoped: true }
}

/// How a rule grants a right.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grant {
    pub(crate) entries: Entries,
    pub(crate) thing: Thing,
    /// Why it has no effect as it is written; none where it has.
    pub(crate) idle: Option<Text>,
}

const SCOPE: Text = text(
    "`{verb}` on `{resource}` stands in a Role, where it grants nothing: the resource is outside all \
     namespaces. Bound as a ClusterRole it would",
    "`{resource}` に対する `{verb}` は Role に書かれており、何も許可しません。このリソースはどの名前空間に\
     も属さないためです。ClusterRole として付与すると有効になります",
);
const NEVER_ASKED: Text = text(
    "`{verb}` on `{resource}` grants nothing: the API server does not ask for that verb there",
    "`{resource}` に対する `{verb}` は何も許可しません。API サーバーはこのリソースでその動詞を確認しません",
);
const NO_NAME: Text = text(
    "`{verb}` on `{resource}` grants nothing together with `resourceNames`: such a request names no object",
    "`{resource}` に対する `{verb}` は `resourceNames` と併記すると何も許可しません。この要求はオブジェクト名\
     を伴わないためです",
);
const STAR_NAME: Text = text(
    "`{verb}` on `{resource}` covers an object that is called `*`, and no other: names have no wildcard",
    "`{resource}` に対する `{verb}` は、名前が `*` のオブジェクトだけを対象とします。名前にワイルドカードはあ\
     りません",
);
const BOUND: Text = text("bound here", "ここで付与されています");
const AGGREGATED: Text =
    text("aggregated into this ClusterRole", "この ClusterRole に集約されています");

/// Every right with its check.
pub(crate) fn all() -> [(&'static Right, &'static Check); 22] {
    [
        (&rbac::secret_reader::RIGHT, &rbac::secret_reader::CHECK),
        (&rbac::secret_writer::RIGHT, &rbac::secret_writer::CHECK),
        (&rbac::pod_creator::RIGHT, &rbac::pod_creator::CHECK),
        (&rbac::pod_exec::RIGHT, &rbac::pod_exec::CHECK),
        (&rbac::pod_attach::RIGHT, &rbac::pod_attach::CHECK),
        (&rbac::pod_port_forward::RIGHT, &rbac::pod_port_forward::CHECK),
        (&rbac::ephemeral_container_editor::RIGHT, &rbac::ephemeral_container_editor::CHECK),
        (&rbac::role_binder::RIGHT, &rbac::role_binder::CHECK),
        (&rbac::role_escalator::RIGHT, &rbac::role_escalator::CHECK),
        (&rbac::impersonator::RIGHT, &rbac::impersonator::CHECK),
        (&rbac::role_binding_writer::RIGHT, &rbac::role_binding_writer::CHECK),
        (&rbac::node_proxy_user::RIGHT, &rbac::node_proxy_user::CHECK),
        (&rbac::certificate_approver::RIGHT, &rbac::certificate_approver::CHECK),
        (&rbac::webhook_editor::RIGHT, &rbac::webhook_editor::CHECK),
        (&rbac::token_minter::RIGHT, &rbac::token_minter::CHECK),
        (&rbac::persistent_volume_creator::RIGHT, &rbac::persistent_volume_creator::CHECK),
        (&rbac::config_map_editor::RIGHT, &rbac::config_map_editor::CHECK),
        (&rbac::event_deleter::RIGHT, &rbac::event_deleter::CHECK),
        (&rbac::log_deleter::RIGHT, &rbac::log_deleter::CHECK),
        (&rbac::workload_deleter::RIGHT, &rbac::workload_deleter::CHECK),
        (&rbac::network_editor::RIGHT, &rbac::network_editor::CHECK),
        (&rbac::service_status_editor::RIGHT, &rbac::service_status_editor::CHECK),
    ]
}

/// Roles.
pub(crate) const ROLES: Kinds = &[(GROUP, "Role"), (GROUP, "ClusterRole")];

/// Whether a role is one that every cluster has: restored by the API server when changed, and known to
/// everybody. A dump without labels still has the names that users meet.
pub(crate) fn is_shipped(role: &Object) -> bool {
    is_bootstrap(role)
        || (role.kind() == "ClusterRole"
            && matches!(role.name(), "cluster-admin" | "admin" | "edit" | "view"))
}

/// Whether a rule has all resources: one finding, that of the wildcard, stands for all that it includes.
pub(crate) fn has_all_resources(rule: &Rule<'_>) -> bool {
    Rule::is_everything(&rule.resources)
}

/// Whether a rule has all verbs on all resources.
pub(crate) fn is_total(rule: &Rule<'_>) -> bool {
    Rule::is_everything(&rule.verbs) && Rule::is_everything(&rule.resources)
}

/// The rules that are written in a role.
pub(crate) fn written(role: &Object) -> impl Iterator<Item = Rule<'_>> {
    let rules = role.value.items_at(&["rules"]).iter().enumerate();
    rules.map(|(index, rule)| Rule::read(index, rule))
}

/// How a rule of a kind of role grants a right; what has an effect comes first.
pub(crate) fn grant(right: &Right, kind: &str, rule: &Rule<'_>) -> Option<Grant> {
    let names_count = match right.named {
        Named::Narrow => rule.names.is_empty(),
        Named::Counts => true,
        Named::Only(names) => {
            rule.names.is_empty() || rule.names.iter().any(|name| names.contains(name))
        }
        Named::Required(names) => rule.names.iter().any(|name| names.contains(name)),
    };
    if !names_count {
        return None;
    }
    let nameless = Rule { names: Vec::new(), ..rule.clone() };
    let mut idle = None;
    let things = right.things.iter().map(|thing| (thing, false));
    for (thing, is_mistaken) in things.chain(right.mistaken.iter().map(|thing| (thing, true))) {
        for verb in right.verbs {
            let request = Request {
                verb,
                group: thing.group,
                resource: thing.resource,
                subresource: thing.subresource,
                name: "",
            };
            let Some(entries) = nameless.allows(&request) else { continue };
            let is_star = is_mistaken
                && (rule.resources.get(entries.resource) == Some(&"*")
                    || rule.verbs.get(entries.verb) == Some(&"*"));
            if is_star {
                // The star was written for something else.
                continue;
            }
            let reason = if is_mistaken {
                Some(NEVER_ASKED)
            } else if kind == "Role" && thing.is_cluster_scoped {
                Some(SCOPE)
            } else if rule.names == ["*"] {
                Some(STAR_NAME)
            } else if !rule.names.is_empty()
                && thing.subresource.is_empty()
                && matches!(*verb, "create" | "deletecollection")
            {
                Some(NO_NAME)
            } else {
                None
            };
            let found = Grant { entries, thing: *thing, idle: reason };
            if reason.is_none() {
                return Some(found);
            }
            idle = idle.or(Some(found));
        }
    }
    idle
}

/// Judges the rules of a role by one right: at most one finding for each.
pub(crate) fn judge(cx: &mut Cx<'_>, role: &Object, right: &Right) {
    judge_and(cx, role, right, |finding, _, _| finding);
}

/// The same, with something of the check's own for each finding.
pub(crate) fn judge_and(
    cx: &mut Cx<'_>,
    role: &Object,
    right: &Right,
    own: impl Fn(Finding, &Rule<'_>, &Grant) -> Finding,
) {
    if is_shipped(role) {
        return cx.not_applicable();
    }
    for rule in written(role) {
        if has_all_resources(&rule) {
            continue;
        }
        let Some(grant) = grant(right, role.kind(), &rule) else { continue };
        let finding = own(finding(cx, role, right, &rule, &grant), &rule, &grant);
        cx.report(with_holders(cx.snapshot, role, finding));
    }
}

fn finding(cx: &Cx<'_>, role: &Object, right: &Right, rule: &Rule<'_>, grant: &Grant) -> Finding {
    let entry =
        |list: &[&str], index: usize| list.get(index).copied().unwrap_or_default().to_owned();
    let message = Message::new(grant.idle.unwrap_or(right.message))
        .with("verb", entry(&rule.verbs, grant.entries.verb))
        .with("resource", entry(&rule.resources, grant.entries.resource));
    let at = Route::keys(["rules"]).then(rule.index);
    let place = role.place(at.then("verbs").then(grant.entries.verb));
    let severity = match (grant.idle, role.kind()) {
        (Some(_), _) => Low,
        (None, "Role") => right.in_namespace,
        (None, _) => cx.check.severity,
    };
    cx.finding(place, message)
        .also(at.then("resources").then(grant.entries.resource))
        .severity(severity)
}

/// Adds the bindings that hand a role out and the ClusterRoles that it is aggregated into.
pub(crate) fn with_holders(snapshot: &Snapshot, role: &Object, mut finding: Finding) -> Finding {
    for binding in bindings_of(snapshot, role) {
        let place = binding.object.place(Route::keys(["roleRef", "name"]));
        finding = finding.related(place, Message::new(BOUND));
    }
    if role.kind() == "ClusterRole" && !role.labels().is_null() {
        for other in snapshot.of_kind(GROUP, "ClusterRole") {
            if other.value.at(&["aggregationRule"]).is_some()
                && !std::ptr::eq(other, role)
                && rules(snapshot, other).iter().any(|held| std::ptr::eq(held.written_in, role))
            {
                let place = other.place(Route::keys(["aggregationRule"]));
                finding = finding.related(place, Message::new(AGGREGATED));
            }
        }
    }
    finding
}

/// Adds references to controls that are about roles with a right, by how the role is handed out.
pub(crate) fn with_binding_references(
    snapshot: &Snapshot,
    role: &Object,
    mut finding: Finding,
    controls: [&'static str; 3],
) -> Finding {
    let [cluster, cluster_role, namespaced] = controls;
    for binding in bindings_of(snapshot, role) {
        if crate::binding::is_of_system(binding.object) {
            continue;
        }
        let control = match (binding.is_cluster_wide(), role.kind()) {
            (true, _) => cluster,
            (false, "ClusterRole") => cluster_role,
            (false, _) => namespaced,
        };
        if !finding.all_references().any(|it| it.framework == "polaris" && it.control == control) {
            finding = finding.reference("polaris", control);
        }
    }
    finding
}

const GET_IS_NOT_ENOUGH: Text = text(
    "`{verb}` on `{resource}` was enough up to Kubernetes 1.34; from 1.35 on it takes `create`, unless \
     the feature gate `AuthorizePodWebsocketUpgradeCreatePermission` is off",
    "`{resource}` に対する `{verb}` は Kubernetes 1.34 までは十分な権限でした。1.35 以降は、フィーチャー\
     ゲート `AuthorizePodWebsocketUpgradeCreatePermission` が無効でない限り `create` が必要です",
);

/// Says of a right to a stream into a pod that `get` alone no longer opens one.
pub(crate) fn streamed(
    version: KubeVersion,
    mut finding: Finding,
    rule: &Rule<'_>,
    grant: &Grant,
) -> Finding {
    let entry =
        |list: &[&str], index: usize| list.get(index).copied().unwrap_or_default().to_owned();
    let verb = entry(&rule.verbs, grant.entries.verb);
    if grant.idle.is_some() || verb != "get" || version.minor() < 35 {
        return finding;
    }
    finding.message = Message::new(GET_IS_NOT_ENOUGH)
        .with("verb", verb)
        .with("resource", entry(&rule.resources, grant.entries.resource));
    finding.severity(Low)
}

/// Controls about running commands, for a role bound in the whole cluster, a ClusterRole bound in a
/// namespace, and a Role.
pub(crate) const EXEC_CONTROLS: [&str; 3] = [
    "clusterrolebindingPodExecAttach",
    "rolebindingClusterRolePodExecAttach",
    "rolebindingRolePodExecAttach",
];
