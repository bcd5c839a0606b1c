//! A control-plane flag: admission without a decision.

use sekisho_component::{Answer, Component};

use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::at;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1613",
        slug: "always-admit",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Admission plugin `AlwaysAdmit` is on",
            "アドミッションプラグイン `AlwaysAdmit` が有効",
        ),
        what: text(
            "API servers that enable the admission plugin `AlwaysAdmit`.",
            "アドミッションプラグイン `AlwaysAdmit` を有効にした API サーバーを検出します。",
        ),
        why: text(
            "The plugin is deprecated and says yes to everything. It takes nothing away from the other \
             plugins, but in `--admission-control`, which names all plugins there are, it usually stands \
             where real ones should.",
            "このプラグインは非推奨で、すべてを許可します。ほかのプラグインの拒否を覆すことはありませんが、\
             使うプラグインをすべて列挙する `--admission-control` では、本来あるべきプラグインの代わりに\
             置かれていることがほとんどです。",
        ),
        fix: text("Remove `AlwaysAdmit` from the flag.", "フラグから `AlwaysAdmit` を削除します。"),
        fine: text("Never useful.", "役に立つ場面はありません。"),
        references: &[
            reference("cis-1.12", "1.2.10"),
            reference("catalogue", "C1.2.10"),
            reference("nsa", "authz"),
            reference("kubescape", "C-0122"),
            reference(
                "kubescape",
                "ensure-that-the-admission-control-plugin-AlwaysAdmit-is-not-set",
            ),
            reference("trivy", "KCV-0011"),
            reference("checkov", "CKV_K8S_79"),
        ],
    },
    run: Run::Component { of: &[Component::ApiServer], run },
    fixtures: FIXTURES,
};

const ON: Text = text(
    "the admission plugin `AlwaysAdmit` is on",
    "アドミッションプラグイン `AlwaysAdmit` が有効です",
);

fn run(cx: &mut Cx<'_>, server: &Configured<'_>) {
    match server.settings.admission_plugin("AlwaysAdmit") {
        Answer::Known(found) if found.value => {
            cx.report(at(cx, server, &found.origin, Message::new(ON)));
        }
        Answer::Unknown(_) => cx.unknown(),
        _ => {}
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-apiserver
          namespace: kube-system
        spec:
          containers:
            - name: kube-apiserver
              command:
                - kube-apiserver
                - --enable-admission-plugins=AlwaysAdmit,NodeRestriction  # expect: always-admit
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-apiserver
          namespace: kube-system
        spec:
          containers:
            - name: kube-apiserver
              command:
                - kube-apiserver
                - --enable-admission-plugins=NodeRestriction
        ",
    ),
];
