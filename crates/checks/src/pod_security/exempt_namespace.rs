//! A configuration file kind: exemptions from Pod Security admission.

use crate::admission;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1508",
        slug: "exempt-namespace",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Pod Security admission makes an exemption",
            "Pod Security Admission に除外がある",
        ),
        what: text(
            "Namespaces, users and runtime classes that a PodSecurityConfiguration exempts, alone or inside \
             an AdmissionConfiguration, and namespaces that the configuration given with `--admission-config` \
             exempts.",
            "PodSecurityConfiguration（単独、または AdmissionConfiguration の中）が除外する名前空間、ユーザー、ランタイムクラスと、\
             `--admission-config` の設定で除外される名前空間を検出します。",
        ),
        why: text(
            "In an exempt namespace nothing is judged, warned of or recorded, whatever its labels say: whoever \
             may create pods there, or any controller that does so for them, has the node.",
            "除外された名前空間では、ラベルに関係なく判定も警告も記録も行われません。そこで Pod を作成できる者（代わりに作成する\
             コントローラーも含む）は、ノードの権限を得られます。",
        ),
        fix: text(
            "Remove the exemption and label the namespace `privileged` instead: the effect is the same, but \
             it is visible at the namespace, and `warn` and `audit` still tell. Then guard by RBAC who may \
             create pods in it.",
            "除外をやめ、代わりに名前空間に `privileged` のラベルを付けます。効果は同じですが、名前空間を見ればわかり、`warn` と \
             `audit` も働きます。さらに RBAC で Pod を作成できる者を絞ります。",
        ),
        fine: text(
            "`kube-system` of a cluster where only its administrators may create pods in it.",
            "管理者だけが Pod を作成できるクラスターの `kube-system` であれば問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.2.1"),
            reference("nsa", "pod"),
            reference("mitre", "T1610"),
            reference("kubescape", "C-0192"),
        ],
    },
    run: Run::Object {
        of: &[
            ("", "Namespace"),
            ("apiserver.config.k8s.io", "AdmissionConfiguration"),
            ("pod-security.admission.config.k8s.io", "PodSecurityConfiguration"),
        ],
        run,
    },
    fixtures: FIXTURES,
};

const NAMESPACE: Text = text(
    "namespace `{name}` is exempt from Pod Security admission",
    "名前空間 `{name}` は Pod Security Admission の対象外です",
);
const USER: Text = text(
    "what user `{name}` creates is exempt from Pod Security admission",
    "ユーザー `{name}` が作成するものは Pod Security Admission の対象外です",
);
const CLASS: Text = text(
    "pods of runtime class `{name}` are exempt from Pod Security admission",
    "ランタイムクラス `{name}` の Pod は Pod Security Admission の対象外です",
);

fn run(cx: &mut Cx<'_>, object: &Object) {
    match object.kind() {
        "Namespace" => {
            if admission::is_exempt(cx.settings, object.name()) {
                let message = Message::new(NAMESPACE).with("name", object.name());
                let place = object.place(Route::keys(["metadata", "name"]));
                cx.report(cx.finding(place, message));
            }
        }
        "PodSecurityConfiguration" => configuration(cx, object, &object.value, &Route::root()),
        _ => {
            let plugins = object.value.items_at(&["plugins"]).iter().enumerate();
            for (index, plugin) in plugins {
                if plugin.str_at(&["name"]) == Some("PodSecurity")
                    && let Some(value) = plugin.field("configuration")
                {
                    let route = Route::keys(["plugins"]).then(index).then("configuration");
                    configuration(cx, object, value, &route);
                }
            }
        }
    }
}

fn configuration(cx: &mut Cx<'_>, object: &Object, configuration: &Value, at: &Route) {
    for (field, message) in
        [("namespaces", NAMESPACE), ("usernames", USER), ("runtimeClasses", CLASS)]
    {
        let names = configuration.items_at(&["exemptions", field]).iter().enumerate();
        for (index, name) in names {
            let route = at.then_keys(["exemptions", field]).then(index);
            let message = Message::new(message).with("name", name.as_str().unwrap_or_default());
            cx.report(cx.finding(object.place(route), message));
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: apiserver.config.k8s.io/v1
        kind: AdmissionConfiguration
        plugins:
          - name: PodSecurity
            configuration:
              apiVersion: pod-security.admission.config.k8s.io/v1
              kind: PodSecurityConfiguration
              exemptions:
                usernames: []
                namespaces:
                  - kube-system  # expect: exempt-namespace
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1
        kind: Namespace
        metadata:
          name: agents  # expect: exempt-namespace
        ",
    )
    .under(
        "
        apiVersion: pod-security.admission.config.k8s.io/v1
        kind: PodSecurityConfiguration
        exemptions:
          namespaces: [agents]
        ",
    ),
    Fixture::pass(
        "
        apiVersion: pod-security.admission.config.k8s.io/v1
        kind: PodSecurityConfiguration
        defaults:
          enforce: baseline
        exemptions:
          namespaces: []
        ",
    ),
];
