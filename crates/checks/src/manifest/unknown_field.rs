//! A field that does not exist.

use sekisho_api::{Cause, UnknownField, Violation};

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1706",
        slug: "unknown-field",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text("Field does not exist", "存在しないフィールドが書かれている"),
        what: text(
            "Fields that the API of the chosen Kubernetes version does not have, with the field that was \
             probably meant or the place where it belongs. Custom resources are compared with their \
             definition where it is in the same world; expressions in definitions are not evaluated.",
            "対象の Kubernetes バージョンの API に存在しないフィールドを検出し、本来の名前や置くべき位置の候補を示します。カスタムリソースは、\
             同じワールドに定義があれば、それと照合します。定義の中の式は評価しません。",
        ),
        why: text(
            "`kubectl apply` refuses the object since v1.25. Where validation is off, as it is in Helm and in \
             many controllers, the field is dropped in silence and what was asked for does not happen.",
            "`kubectl apply` は v1.25 からこのオブジェクトを拒否します。Helm や多くのコントローラーのように検証が無効なところでは、フィールドは\
             黙って捨てられ、意図した設定は反映されません。",
        ),
        fix: text(
            "Correct the name or move the field; `kubectl explain` lists the fields of a kind.",
            "名前を直すか、フィールドを正しい位置へ移します。種類ごとのフィールドは `kubectl explain` で確認できます。",
        ),
        fine: text(
            "A field of a version that is newer than the chosen one: say so with `--kubernetes-version`.",
            "対象より新しいバージョンのフィールドであれば、`--kubernetes-version` でそのバージョンを指定してください。",
        ),
        references: &[
            reference("kube-linter", "schema-validation"),
            reference("kube-linter", "template-kubeconform"),
            reference("catalogue", "H10"),
        ],
    },
    run: Run::Schema(run),
    fixtures: FIXTURES,
};

fn run(cx: &mut Cx<'_>, object: &Object, violations: &[Violation]) {
    for violation in violations {
        if let Cause::Unknown(field) = &violation.cause
            && !is_security_relevant(object, violation, field)
        {
            let finding = report(cx, object, violation, field);
            cx.report(finding);
        }
    }
}

const NEAREST: Text = text(
    "`{field}` does not exist; `{nearest}` was probably meant",
    "`{field}` というフィールドは存在しません。`{nearest}` の誤りと思われます",
);
const ELSEWHERE: Text = text(
    "`{field}` does not exist and has no effect; the field belongs at `{belongs}`",
    "`{field}` というフィールドは存在せず、効果がありません。正しい位置は `{belongs}` です",
);
const LATER: Text = text(
    "`{field}` does not exist before Kubernetes {since}",
    "`{field}` は Kubernetes {since} より前には存在しません",
);
const EARLIER: Text = text(
    "`{field}` does not exist any more since Kubernetes {since}",
    "`{field}` は Kubernetes {since} で廃止されました",
);
const UNKNOWN: Text = text(
    "`{field}` does not exist and has no effect",
    "`{field}` というフィールドは存在せず、効果がありません",
);
const RENAME: Text = text("rename the field", "フィールド名を正しいものに変える");

/// The finding for an unknown field, with a fix where the name is misspelt.
pub(super) fn report(
    cx: &Cx<'_>,
    object: &Object,
    violation: &Violation,
    field: &UnknownField,
) -> sekisho_finding::Finding {
    let route = &violation.route;
    let message = if let Some(nearest) = &field.nearest {
        Message::new(NEAREST).with("nearest", nearest)
    } else if let Some(belongs) = &field.belongs {
        Message::new(ELSEWHERE).with("belongs", belongs)
    } else if let Some(since) = field.since {
        Message::new(LATER).with("since", since)
    } else if let Some(since) = field.removed_in {
        Message::new(EARLIER).with("since", since)
    } else {
        Message::new(UNKNOWN)
    };
    let message = message.with("field", route.field_path());
    let mut finding = cx.finding(object.place(route.clone()), message);
    if object.kind() == "Secret" {
        finding = finding.sensitive();
    }
    if let (Some(nearest), Some(parent)) = (&field.nearest, route.parent()) {
        let is_free = parent.then(nearest.as_str()).find(&object.value).is_none();
        if is_free && route.find(&object.value).is_some() {
            let edits = vec![Edit::Rename { route: route.clone(), to: nearest.as_str().into() }];
            finding = finding.fix(Fix { title: RENAME, safety: Safety::Unsafe, edits });
        }
    }
    finding
}

/// Fields that protect something, or whose absence exposes it.
const PROTECTING: &[&str] = &[
    "allowprivilegeescalation",
    "apparmorprofile",
    "automountserviceaccounttoken",
    "capabilities",
    "fsgroup",
    "hostipc",
    "hostnetwork",
    "hostpid",
    "hostusers",
    "privileged",
    "procmount",
    "readonlyrootfilesystem",
    "runasgroup",
    "runasnonroot",
    "runasuser",
    "seccompprofile",
    "securitycontext",
    "selinuxoptions",
    "serviceaccountname",
    "supplementalgroups",
    "sysctls",
];

/// Groups all of whose kinds decide who may do or reach what.
const PROTECTING_GROUPS: &[&str] = &["rbac.authorization.k8s.io", "admissionregistration.k8s.io"];

/// Whether something is less protected than the manifest says because of the field.
pub(super) fn is_security_relevant(
    object: &Object,
    violation: &Violation,
    field: &UnknownField,
) -> bool {
    if object.is("networking.k8s.io", "NetworkPolicy")
        || PROTECTING_GROUPS.contains(&object.group())
    {
        // Metadata is the same everywhere and protects nothing.
        return !violation.route.starts_with(&Route::keys(["metadata"]));
    }
    let protects = |name: &str| {
        let plain: String = name
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        PROTECTING.contains(&plain.as_str())
    };
    let steps = violation.route.steps().iter();
    let mut keys = steps.filter_map(|step| match step {
        sekisho_value::Step::Key(key) => Some(key.as_str()),
        sekisho_value::Step::Index(_) => None,
    });
    keys.any(protects) || field.nearest.as_deref().is_some_and(protects)
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: apps/v1
        kind: DaemonSet
        metadata:
          name: web
        spec:
          replicas: 3  # expect: unknown-field
          selector:
            matchLabels:
              app: web
          template:
            metadata:
              labels:
                app: web
            spec:
              containers:
                - name: web
                  image: registry.example.org/web:1.0
                  imagePullpolicy: Always  # expect: unknown-field
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          containers:
            - name: web
              image: registry.example.org/web:1.0
          volumes:
            - name: data
              image:  # expect: unknown-field
                reference: registry.example.org/data:1.0
        ",
    )
    .on(30),
    Fixture::fail(
        "
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata:
          name: backups.example.org
        spec:
          group: example.org
          scope: Namespaced
          names:
            kind: Backup
            plural: backups
          versions:
            - name: v1
              served: true
              storage: true
              schema:
                openAPIV3Schema:
                  type: object
                  properties:
                    spec:
                      type: object
                      properties:
                        schedule:
                          type: string
        ---
        apiVersion: example.org/v1
        kind: Backup
        metadata:
          name: nightly
        spec:
          shedule: '@daily'  # expect: unknown-field
        ",
    ),
    Fixture::pass(
        "
        apiVersion: example.org/v1
        kind: Backup
        metadata:
          name: nightly
        spec:
          anything: goes
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
        spec:
          containers:
            - name: web
              image: registry.example.org/web:1.0
              imagePullPolicy: Always
        ",
    ),
];
