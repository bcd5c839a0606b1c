//! Two objects that belong together: a StatefulSet and the Service that names its pods.

use crate::joined;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1833",
        slug: "stateful-set-without-service",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "StatefulSet has no headless Service",
            "StatefulSet に対応するヘッドレス Service がない",
        ),
        what: text(
            "StatefulSets whose `serviceName` names no Service of their namespace, one that \
             is not headless (`clusterIP: None`), or one that does not select their pods.",
            "`serviceName` が指す Service が同じ名前空間にない、ヘッドレス（`clusterIP: None`）\
             でない、または自身の Pod を選択していない StatefulSet を検出します。",
        ),
        why: text(
            "The pods get no names of their own in DNS (`db-0.db`): members of a database do \
             not find each other.",
            "Pod ごとの DNS 名（`db-0.db`）が作られず、データベースのメンバー同士が接続でき\
             ません。",
        ),
        fix: text(
            "Create a headless Service of that name with the labels of the pod template.",
            "Pod テンプレートのラベルを選択する、その名前のヘッドレス Service を作成します。",
        ),
        fine: text(
            "Nobody addresses the pods one by one.",
            "Pod を個別に呼び出すことがない場合は問題ありません。",
        ),
        references: &[
            reference("catalogue", "N13"),
            reference("kube-score", "StatefulSet has ServiceName"),
        ],
    },
    run: Run::Object { of: &[("apps", "StatefulSet")], run },
    fixtures: FIXTURES,
};

const NONE: Text = text(
    "there is no Service `{name}` in the namespace",
    "この名前空間に Service `{name}` はありません",
);
const NOT_HEADLESS: Text =
    text("the Service `{name}` is not headless", "Service `{name}` はヘッドレスではありません");
const OTHERS: Text = text(
    "the Service `{name}` does not select these pods",
    "Service `{name}` はこれらの Pod を選択していません",
);
const HERE: Text = text("the Service is here", "Service はここにあります");

fn run(cx: &mut Cx<'_>, object: &Object) {
    const FIELD: [&str; 2] = ["spec", "serviceName"];
    let Some(name) = object.value.str_at(&FIELD).filter(|name| !name.is_empty()) else { return };
    let place = object.place(Route::keys(FIELD));
    let finding =
        |cx: &Cx<'_>, message| cx.finding(place.clone(), Message::new(message).with("name", name));
    let namespace = object.namespace();
    let Some(service) = cx.snapshot.find("", "Service", namespace, name) else {
        if name.contains(['$', '{']) {
            return cx.unknown();
        }
        let Some(confidence) = cx.absence("Service", namespace) else { return cx.unknown() };
        return cx.report(finding(cx, NONE).confidence(confidence));
    };
    let fault = if service.value.str_at(&["spec", "clusterIP"]) != Some("None") {
        // The pods still have names, but requests to the Service itself go to any of them.
        Some((NOT_HEADLESS, "clusterIP"))
    } else if service.value.at(&["spec", "selector"]).is_some()
        && !joined::is_behind(service, joined::pod_labels(object))
    {
        Some((OTHERS, "selector"))
    } else {
        None
    };
    if let Some((message, field)) = fault {
        let there = service.place(Route::keys(["spec", field]));
        cx.report(finding(cx, message).related(there, Message::new(HERE)));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: apps/v1
        kind: StatefulSet
        metadata:
          name: db
        spec:
          serviceName: db  # expect: stateful-set-without-service
          selector:
            matchLabels:
              app: db
          template:
            metadata:
              labels:
                app: db
            spec:
              containers:
                - name: db
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: db
        spec:
          selector:
            app: db
          ports:
            - port: 5432
        ",
    ),
    Fixture::fail(
        "
        apiVersion: apps/v1
        kind: StatefulSet
        metadata:
          name: db
        spec:
          serviceName: db  # expect: stateful-set-without-service
          selector:
            matchLabels:
              app: db
          template:
            metadata:
              labels:
                app: db
            spec:
              containers:
                - name: db
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: db
        spec:
          clusterIP: None
          selector:
            app: cache
          ports:
            - port: 5432
        ",
    ),
    Fixture::fail(
        "
        apiVersion: apps/v1
        kind: StatefulSet
        metadata:
          name: db
        spec:
          serviceName: db  # expect: stateful-set-without-service
          selector:
            matchLabels:
              app: db
          template:
            metadata:
              labels:
                app: db
            spec:
              containers:
                - name: db
        ",
    ),
    Fixture::pass(
        "
        apiVersion: apps/v1
        kind: StatefulSet
        metadata:
          name: db
        spec:
          serviceName: db
          selector:
            matchLabels:
              app: db
          template:
            metadata:
              labels:
                app: db
            spec:
              containers:
                - name: db
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: db
        spec:
          clusterIP: None
          selector:
            app: db
          ports:
            - port: 5432
        ",
    ),
];
