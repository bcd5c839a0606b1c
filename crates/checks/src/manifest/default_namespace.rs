//! Metadata: a workload in the namespace that everything ends in by accident.

use crate::own_namespace;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1704",
        slug: "default-namespace",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text(
            "Workload in the namespace `default`",
            "ワークロードが `default` 名前空間にある",
        ),
        what: text(
            "Workloads and what belongs to them (Services, routes, ConfigMaps, Secrets, accounts, roles, claims, \
             quotas) that are put into the namespace `default`. What the API server makes there itself is left out.",
            "`default` 名前空間に置かれたワークロードと、それに付随するもの（Service、ルート、ConfigMap、Secret、アカウント、ロール、\
             ボリューム要求、クォータ）を検出します。API サーバー自身が作るものは対象外です。",
        ),
        why: text(
            "Quotas, network policies, Pod Security labels and access rights are given by namespace. What \
             shares `default` shares them all, with whatever else landed there.",
            "クォータ、ネットワークポリシー、Pod Security のラベル、アクセス権はいずれも名前空間単位です。`default` に置かれたものは、\
             そこに紛れ込んだ他のすべてと、これらを共有することになります。",
        ),
        fix: text(
            "Make a namespace for the application and name it in the manifest.",
            "アプリケーション用の名前空間を作成し、マニフェストで指定します。",
        ),
        fine: text(
            "Clusters with one application.",
            "アプリケーションがひとつだけのクラスターであれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.6.4"),
            reference("nsa", "ns"),
            reference("catalogue", "S08"),
            reference("kubescape", "C-0061"),
            reference("kubescape", "C-0212"),
            reference("trivy", "KSV-0110"),
            reference("checkov", "CKV_K8S_21"),
            reference("kube-linter", "use-namespace"),
            reference("kalm", "NS-001"),
        ],
    },
    run: Run::Object { of: own_namespace::KINDS, run },
    fixtures: FIXTURES,
};

const DEFAULT: Text = text(
    "{kind} `{name}` is put into the namespace `default`",
    "{kind} `{name}` は `default` 名前空間に置かれます",
);

fn run(cx: &mut Cx<'_>, object: &Object) {
    if object.namespace().is_none() || !own_namespace::is_of_kubernetes(object) {
        return cx.not_applicable();
    }
    // The API server and its controllers make these themselves.
    let is_given = object.is("", "Service") && object.name() == "kubernetes"
        || object.is("", "Endpoints") && object.name() == "kubernetes"
        || object.kind() == "EndpointSlice" && object.name() == "kubernetes"
        || object.is("", "ServiceAccount") && object.name() == "default"
        || object.is("", "ConfigMap") && object.name() == "kube-root-ca.crt";
    if is_given {
        return cx.not_applicable();
    }
    if object.namespace() == Some("default") {
        let message = Message::new(DEFAULT).with("kind", object.kind()).with("name", object.name());
        let place = object.place(Route::keys(["metadata", "namespace"]));
        let mut finding = cx.finding(place, message);
        if let Some(rule) = own_namespace::rule(object.kind()) {
            finding = finding.reference("kubescape", rule);
        }
        cx.report(finding);
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: default  # expect: default-namespace
        spec:
          containers:
            - name: web
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: shop
        spec:
          containers:
            - name: web
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Service
        metadata:
          name: kubernetes
          namespace: default
        ",
    ),
];
