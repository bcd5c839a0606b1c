//! A field with values that stop the service during each roll-out.

use crate::kinds::Kinds;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1822",
        slug: "all-pods-replaced-at-once",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "Roll-out stops all pods at once",
            "ロールアウト時にすべての Pod が同時に停止する",
        ),
        what: text(
            "Deployments, DeploymentConfigs, StatefulSets and DaemonSets whose update \
             strategy is not rolling (`Recreate`, `OnDelete`), or is rolling with \
             `maxUnavailable: 100%`.",
            "更新方式がローリングでない（`Recreate`、`OnDelete`）もの、またはローリングでも `maxUnavailable` が `100%` の Deployment、\
             DeploymentConfig、StatefulSet、DaemonSet を検出します。",
        ),
        why: text(
            "`Recreate` stops every old pod before the first new one starts: each release is \
             an outage, and a broken one lasts. With `OnDelete` a security fix reaches the \
             pods only once somebody deletes them.",
            "`Recreate` では新しい Pod の起動前に古い Pod がすべて停止するため、リリースの\
             たびにサービスが止まり、壊れたバージョンなら停止が続きます。`OnDelete` では、\
             誰かが Pod を削除するまでセキュリティ修正が反映されません。",
        ),
        fix: text("Use `RollingUpdate`.", "`RollingUpdate` を使います。"),
        fine: text(
            "Two versions must not run at the same time, or the volume can be mounted once \
             only.",
            "二つのバージョンを同時に動かせない場合や、ボリュームを一か所にしかマウントでき\
             ない場合は問題ありません。",
        ),
        references: &[reference("catalogue", "H05")],
    },
    run: Run::Object { of: REPLACED, run },
    fixtures: FIXTURES,
};

const STRATEGY: Text = text(
    "the strategy `{strategy}` does not replace pods one after another",
    "方式 `{strategy}` では Pod が順番に置き換えられません",
);
const ALL: Text = text(
    "all pods may be away during a roll-out",
    "ロールアウト中にすべての Pod が停止する可能性があります",
);

/// Kinds that replace their pods.
const REPLACED: Kinds = &[
    ("apps", "Deployment"),
    ("apps", "StatefulSet"),
    ("apps", "DaemonSet"),
    ("extensions", "Deployment"),
    ("extensions", "DaemonSet"),
    ("apps.openshift.io", "DeploymentConfig"),
];

fn run(cx: &mut Cx<'_>, object: &Object) {
    let field = match object.kind() {
        "StatefulSet" | "DaemonSet" => "updateStrategy",
        _ => "strategy",
    };
    let strategy = object.value.str_at(&["spec", field, "type"]);
    if let Some(strategy) = strategy.filter(|it| !matches!(*it, "RollingUpdate" | "Rolling")) {
        if strategy.contains(['$', '{']) {
            return cx.unknown();
        }
        let message = Message::new(STRATEGY).with("strategy", strategy);
        let place = object.place(Route::keys(["spec", field, "type"]));
        let finding = cx.finding(place, message);
        let finding = finding.reference("kube-linter", "no-rolling-update-strategy");
        return cx.report(if object.kind() == "Deployment" {
            finding.reference("kube-score", "Deployment Strategy")
        } else {
            finding
        });
    }
    let most = ["spec", field, "rollingUpdate", "maxUnavailable"];
    if object.value.str_at(&most) == Some("100%") {
        cx.report(cx.at(object, most, ALL));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          strategy:
            type: Recreate  # expect: all-pods-replaced-at-once
          template:
            metadata:
              labels:
                app: web
            spec:
              containers:
                - name: web
        ",
    ),
    Fixture::fail(
        "
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          strategy:
            rollingUpdate:
              maxUnavailable: 100%  # expect: all-pods-replaced-at-once
          template:
            metadata:
              labels:
                app: web
            spec:
              containers:
                - name: web
        ",
    ),
    Fixture::pass(
        "
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          template:
            metadata:
              labels:
                app: web
            spec:
              containers:
                - name: web
        ",
    ),
    Fixture::pass(
        "
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          strategy:
            type: RollingUpdate
          template:
            metadata:
              labels:
                app: web
            spec:
              containers:
                - name: web
        ",
    ),
];
