//! A value from several places and objects: whether a pod gets a token that nothing is known to need.

use std::collections::HashSet;

use sekisho_inventory::TokenMount;

use crate::needs;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1101",
        slug: "automounted-service-account-token",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "Pod gets an API token that it may not need",
            "不要かもしれない API トークンが Pod に渡される",
        ),
        what: text(
            "Pods that get a token for the API server without a RoleBinding or ClusterRoleBinding in the \
             same world that names their service account. Only in a whole cluster does that mean that no \
             role is bound to it; files may leave bindings out, so there the finding says no more than \
             that the token is there and not known to be needed. `automountServiceAccountToken` counts at the \
             pod first, then at its ServiceAccount, and is true where neither says so. A projected \
             token for the API server counts as well; one for another audience does not. Where the \
             ServiceAccount itself is not at hand, nothing is said.",
            "同じ範囲のどの RoleBinding・ClusterRoleBinding にも現れないサービスアカウントで、API サーバー用トークンを受け取る \
             Pod を検出します。ロールに紐付いていないと言い切れるのはクラスター全体を見た場合だけです。ファイルだけの場合は、\
             トークンが渡されていて必要かどうかわからないことだけを示します。`automountServiceAccountToken` は Pod、ServiceAccount の順に見て、どちらにもなければ true と\
             みなします。API サーバー宛ての projected トークンも対象で、他の audience 宛ては対象外です。ServiceAccount 自体が\
             手元にない場合は判定しません。",
        ),
        why: text(
            "A token lies in every container of the pod. Whoever breaks into one of them is then \
             somebody at the API server: today with the rights of any authenticated account, tomorrow \
             with whatever is bound to that account by mistake.",
            "トークンは Pod のすべてのコンテナーに置かれます。侵入者はそれを使って API サーバーに認証済みアカウントとして\
             アクセスでき、後からそのアカウントに誤って権限が付与されれば、その権限も手に入れます。",
        ),
        fix: text(
            "Set `automountServiceAccountToken: false` on the pod, or on its ServiceAccount for all its \
             pods. Give pods that do talk to the API server a ServiceAccount of their own.",
            "Pod に、あるいは ServiceAccount にまとめて `automountServiceAccountToken: false` を設定します。API サーバーと\
             通信する Pod には専用の ServiceAccount を用意します。",
        ),
        fine: text(
            "The account is bound to a role elsewhere, or the token is used to log in to a service that \
             asks the API server who it belongs to.",
            "別の場所でロールに紐付けられている場合や、トークンの持ち主を API サーバーに問い合わせる別サービスへのログインに使う\
             場合は問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.1.6"),
            reference("nsa", "pod"),
            reference("mitre", "T1528"),
            reference("kubescape", "C-0034"),
            reference("kubescape", "C-0190"),
            reference("checkov", "CKV_K8S_38"),
            reference("polaris", "automountServiceAccountToken"),
            reference("kalm", "POD-003"),
            reference("catalogue", "R30"),
            reference("kubescape", "automount-service-account"),
        ],
    },
    run: Run::World(run),
    fixtures: FIXTURES,
};

const UNASKED: Text = text(
    "an API token of service account `{account}` is mounted without being asked for",
    "サービスアカウント `{account}` の API トークンが、指定のないままマウントされます",
);
const ASKED: Text = text(
    "an API token of service account `{account}` is mounted; nothing here tells what needs it",
    "サービスアカウント `{account}` の API トークンがマウントされますが、必要かどうかはここからはわかりません",
);
const HELD: Text = text(
    "volume `{volume}` holds an API token of service account `{account}`; nothing here tells what needs it",
    "ボリューム `{volume}` にサービスアカウント `{account}` の API トークンがありますが、必要かどうかはここからはわかりません",
);
const UNBOUND: Text = text(
    "an API token of service account `{account}` is mounted, although no role is bound to it",
    "サービスアカウント `{account}` の API トークンがマウントされますが、どのロールにも紐付いていません",
);
const UNBOUND_HELD: Text = text(
    "volume `{volume}` holds an API token of service account `{account}`, although no role is bound to it",
    "ボリューム `{volume}` にサービスアカウント `{account}` の API トークンがありますが、どのロールにも紐付いていません",
);
const ACCOUNT: Text = text("its service account", "この Pod のサービスアカウント");
const SWITCH_OFF: Text = text(
    "set `automountServiceAccountToken: false`",
    "`automountServiceAccountToken: false` を設定する",
);
const FIELD: &str = "automountServiceAccountToken";

fn run(cx: &mut Cx<'_>, snapshot: &Snapshot) {
    let bound = Bound::new(snapshot);
    for object in snapshot.objects().iter().filter(|it| !snapshot.is_stood_for(it)) {
        for pod in object.pods() {
            cx.subject(|cx| judge(cx, &pod, &bound));
        }
    }
}

fn judge(cx: &mut Cx<'_>, pod: &Pod<'_>, bound: &Bound<'_>) {
    let name = pod.service_account().unwrap_or("default");
    if bound.contains(pod.object.namespace(), name) {
        return;
    }
    let is_closed = bindings_are_all_here(cx.snapshot);
    let account = cx.snapshot.service_account(pod);
    // Who names an account that is not here may have bound it where it is made, and operators give
    // their pods an account of their own.
    let is_elsewhere = account.is_none() && name != "default"
        || pod.service_account().is_none() && !is_built_in(pod.object.group());
    let (mounts, is_asked_for) = match cx.snapshot.mounts_token(pod) {
        TokenMount::Pod(own) => (Some(own.value), own.value),
        TokenMount::Account(_, mounts) => (Some(mounts), mounts),
        TokenMount::Default => (Some(true), false),
        TokenMount::Unknown => (None, false),
    };
    let mut finding = match (mounts, projected_token(pod)) {
        (Some(false), None) => return,
        (Some(true) | None, _) if is_elsewhere || mounts.is_none() => return cx.unknown(),
        (Some(true) | None, _) => {
            let route = pod.spec_route([FIELD]);
            let safety = if needs::api_token(pod) { Safety::Unsafe } else { Safety::Safe };
            let fix = set(SWITCH_OFF, safety, route.clone(), false);
            let message = match (is_closed, is_asked_for) {
                (true, _) => UNBOUND,
                (false, true) => ASKED,
                (false, false) => UNASKED,
            };
            let message = Message::new(message).with("account", name);
            cx.finding(pod.object.place(route), message).fix(fix)
        }
        (Some(false), Some(_)) if is_elsewhere => return cx.unknown(),
        (Some(false), Some((volume, route))) => {
            let message = Message::new(if is_closed { UNBOUND_HELD } else { HELD });
            let message = message.with("account", name).with("volume", volume);
            cx.finding(pod.object.place(route), message)
        }
    };
    if mounts_over_token(pod) {
        finding = finding.reference("trivy", "KSV-0036");
    }
    if let Some(account) = account {
        finding = finding.related(account.place(Route::root()), Message::new(ACCOUNT));
    }
    cx.report(finding);
}

/// Whether a container says itself that something is mounted where the token belongs.
fn mounts_over_token(pod: &Pod<'_>) -> bool {
    const PLACE: &str = "/var/run/secrets/kubernetes.io/serviceaccount";
    pod.containers().any(|container| container.mounts().any(|mount| mount.path() == PLACE))
}

/// Whether an account that no binding names is bound to nothing. A role may be bound in any namespace
/// to an account of any other, so the bindings of all of them count.
fn bindings_are_all_here(snapshot: &Snapshot) -> bool {
    ["RoleBinding", "ClusterRoleBinding"]
        .into_iter()
        .all(|kind| snapshot.completeness(kind, None) == Completeness::Closed)
}

/// Groups whose workloads make their pods as they are written.
fn is_built_in(group: &str) -> bool {
    matches!(group, "" | "apps" | "batch" | "extensions")
}

/// The first projected volume with a token that the API server itself takes.
fn projected_token<'p>(pod: &'p Pod<'_>) -> Option<(&'p str, Route)> {
    pod.volumes().filter(|volume| volume.kind == "projected").find_map(|volume| {
        let at = volume.source.items_at(&["sources"]).iter().position(|source| {
            source.field("serviceAccountToken").is_some_and(|token| {
                token.str_at(&["audience"]).is_none_or(|audience| {
                    audience.is_empty() || audience.contains("kubernetes.default.svc")
                })
            })
        })?;
        Some((volume.name, volume.field(["sources"]).then(at).then("serviceAccountToken")))
    })
}

/// The service accounts that some role is bound to.
#[derive(Default)]
struct Bound<'s> {
    accounts: HashSet<(&'s str, &'s str)>,
    names: HashSet<&'s str>,
    /// Those of which every account is bound.
    namespaces: HashSet<&'s str>,
}

impl<'s> Bound<'s> {
    fn new(snapshot: &'s Snapshot) -> Self {
        const RBAC: &str = "rbac.authorization.k8s.io";
        let bindings = ["RoleBinding", "ClusterRoleBinding"];
        let bindings = bindings.into_iter().flat_map(|kind| snapshot.of_kind(RBAC, kind));
        let mut bound = Self::default();
        for binding in bindings {
            for subject in binding.value.items_at(&["subjects"]) {
                let name = subject.str_at(&["name"]).unwrap_or_default();
                match subject.str_at(&["kind"]) {
                    Some("ServiceAccount") => {
                        let namespace = subject.str_at(&["namespace"]).or(binding.namespace());
                        bound.add(namespace.unwrap_or_default(), name);
                    }
                    // The names by which the API server knows an account, and all of a namespace.
                    Some("User") => {
                        let account = name.strip_prefix("system:serviceaccount:");
                        if let Some((namespace, name)) = account.and_then(|it| it.split_once(':')) {
                            bound.add(namespace, name);
                        }
                    }
                    Some("Group") => {
                        bound.namespaces.extend(name.strip_prefix("system:serviceaccounts:"));
                    }
                    _ => {}
                }
            }
        }
        bound
    }

    fn add(&mut self, namespace: &'s str, name: &'s str) {
        self.names.insert(name);
        self.accounts.insert((namespace, name));
    }

    /// Whether an account is bound. A pod or binding without a namespace may land in any.
    fn contains(&self, namespace: Option<&str>, name: &str) -> bool {
        match namespace {
            None => self.names.contains(name),
            Some(namespace) => {
                self.namespaces.contains(namespace)
                    || [namespace, ""].iter().any(|it| self.accounts.contains(&(*it, name)))
            }
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
        spec:  # expect: automounted-service-account-token
          containers:
            - name: web
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1
        kind: ServiceAccount
        metadata:
          name: web
          namespace: shop
        automountServiceAccountToken: false
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          namespace: shop
        spec:
          template:
            spec:
              serviceAccountName: web
              automountServiceAccountToken: true  # expect: automounted-service-account-token
              containers:
                - name: web
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          automountServiceAccountToken: false
          containers:
            - name: web
          volumes:
            - name: token
              projected:
                sources:
                  - serviceAccountToken:  # expect: automounted-service-account-token
                      path: token
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1
        kind: ServiceAccount
        metadata:
          name: default
          namespace: shop
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
        spec:  # expect: automounted-service-account-token
          containers:
            - name: web
        ",
    )
    .in_cluster(),
    Fixture::pass(
        "
        apiVersion: v1
        kind: ServiceAccount
        metadata:
          name: web
          namespace: shop
        automountServiceAccountToken: false
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
        spec:
          serviceAccountName: web
          containers:
            - name: web
          volumes:
            - name: vault
              projected:
                sources:
                  - serviceAccountToken:
                      path: token
                      audience: vault
        ",
    ),
    Fixture::pass(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: operator
          namespace: shop
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: Role
          name: operator
        subjects:
          - kind: ServiceAccount
            name: operator
            namespace: shop
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: operator
          namespace: shop
        spec:
          serviceAccountName: operator
          containers:
            - name: operator
        ",
    ),
    Fixture::pass(
        "
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata:
          name: accounts
          namespace: shop
        roleRef:
          apiGroup: rbac.authorization.k8s.io
          kind: Role
          name: reader
        subjects:
          - kind: Group
            apiGroup: rbac.authorization.k8s.io
            name: system:serviceaccounts:shop
          - kind: User
            apiGroup: rbac.authorization.k8s.io
            name: system:serviceaccount:bank:default
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
        spec:
          containers:
            - name: web
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: bank
        spec:
          containers:
            - name: web
        ",
    ),
    Fixture::unknown(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
        spec:
          serviceAccountName: made-elsewhere
          containers:
            - name: web
        ",
    ),
];
