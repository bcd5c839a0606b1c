//! Metadata: an object that lands in whichever namespace is the current one.

use sekisho_inventory::WorldKind;

use crate::own_namespace;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1901",
        slug: "namespace-not-stated",
        former_slugs: &[],
        since: "0.1.0",
        severity: Severity::Info,
        confidence: Confidence::Low,
        audience: Audit,
        title: text("Manifest names no namespace", "マニフェストに名前空間がない"),
        what: text(
            "Objects of namespaced kinds in plain files that name no namespace. Objects that Helm or \
             Kustomize rendered are left out, because those are told the namespace when they are \
             installed.",
            "名前空間に属する種別でありながら、名前空間が書かれていないファイル中のオブジェクトを検出しま\
             す。Helm や Kustomize で生成されたものは、インストール時に名前空間が決まるため対象外です。",
        ),
        why: text(
            "The object lands in the namespace that happens to be current, which is `default` where \
             nobody chose one. Limits, policies and quotas that were meant for one namespace then hold in \
             another.",
            "そのとき選択されている名前空間に置かれ、選択がなければ `default` になります。ある名前空間の\
             ための制限、ポリシー、クォータが、別の名前空間に適用されてしまいます。",
        ),
        fix: text(
            "Write `metadata.namespace`, or state it where the files are applied and say so beside them.",
            "`metadata.namespace` を書くか、適用時に指定してその旨を明記します。",
        ),
        fine: text(
            "The files are meant for any namespace.",
            "どの名前空間にも適用できるように作られたファイルであれば問題ありません。",
        ),
        references: &[
            reference("catalogue", "S08"),
            reference("kubescape", "C-0061"),
            reference("kubescape", "C-0212"),
            reference("trivy", "KSV-0110"),
            reference("checkov", "CKV_K8S_21"),
            reference("kube-linter", "use-namespace"),
        ],
    },
    run: Run::Object { of: own_namespace::KINDS, run },
    fixtures: FIXTURES,
};

const NONE: Text = text(
    "{kind} `{name}` names no namespace and lands in the current one",
    "{kind} `{name}` に名前空間がなく、そのとき選択されている名前空間に置かれます",
);

fn run(cx: &mut Cx<'_>, object: &Object) {
    if object.namespace().is_some() || !own_namespace::is_of_kubernetes(object) {
        return cx.not_applicable();
    }
    if cx.snapshot.world.kind != WorldKind::Files {
        return cx.not_applicable();
    }
    // What the API server makes in `default` is written without a namespace in examples of it.
    let is_given = object.is("", "ServiceAccount") && object.name() == "default"
        || object.is("", "Service") && object.name() == "kubernetes";
    if is_given {
        return cx.not_applicable();
    }
    let message = Message::new(NONE).with("kind", object.kind()).with("name", object.name());
    let mut finding = cx.finding(object.place(Route::keys(["metadata", "namespace"])), message);
    if let Some(rule) = own_namespace::rule(object.kind()) {
        finding = finding.reference("kubescape", rule);
    }
    cx.report(finding);
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: ResourceQuota
        metadata:  # expect: namespace-not-stated
          name: compute-resources
        spec:
          hard:
            pods: '4'
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: ResourceQuota
        metadata:
          name: compute-resources
          namespace: shop
        spec:
          hard:
            pods: '4'
        ",
    ),
];
