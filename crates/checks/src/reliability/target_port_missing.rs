//! Two objects that belong together: a Service and the ports of its pods.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1832",
        slug: "target-port-missing",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "Service leads to a port that its pods do not name",
            "Service の転送先ポートが Pod に存在しない",
        ),
        what: text(
            "Services whose `targetPort` is a name that no container of the pods they select \
             declares.",
            "`targetPort` に指定した名前が、選択した Pod のどのコンテナーにも宣言されていな\
             い Service を検出します。",
        ),
        why: text(
            "The pods get no endpoint for the port: every request to it fails.",
            "このポートのエンドポイントが作られず、すべてのリクエストが失敗します。",
        ),
        fix: text(
            "Name the port of the container, or use its number.",
            "コンテナーのポートに名前を付けるか、番号を指定します。",
        ),
        fine: text(
            "A sidecar that is injected later declares the port.",
            "後から注入されるサイドカーがこのポートを宣言する場合は問題ありません。",
        ),
        references: &[reference("catalogue", "H10"), reference("catalogue", "N13")],
    },
    run: Run::Object { of: &[("", "Service")], run },
    fixtures: FIXTURES,
};

const NO_PORT: Text = text(
    "no container of the selected pods has a port named `{port}`",
    "選択した Pod のどのコンテナーにも `{port}` という名前のポートがありません",
);

fn run(cx: &mut Cx<'_>, service: &Object) {
    let Ok(pods) = cx.snapshot.pods_of_service(service) else { return };
    if pods.is_empty() {
        return cx.not_applicable();
    }
    for (index, port) in service.value.items_at(&["spec", "ports"]).iter().enumerate() {
        let Some(name) = port.str_at(&["targetPort"]) else { continue };
        if name.is_empty() || name.parse::<u32>().is_ok() {
            continue;
        }
        let is_declared = pods.iter().any(|pod| {
            pod.containers().any(|container| container.ports().any(|it| it.name == name))
        });
        if is_declared {
            continue;
        }
        if name.contains(['$', '{']) || pods.iter().any(|pod| pod.partial) {
            cx.unknown();
            continue;
        }
        let route = Route::keys(["spec", "ports"]).then(index).then("targetPort");
        let message = Message::new(NO_PORT).with("port", name);
        cx.report(cx.finding(service.place(route), message));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Service
        metadata:
          name: web
        spec:
          selector:
            app: web
          ports:
            - name: http
              port: 80
              targetPort: http  # expect: target-port-missing
        ---
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
        apiVersion: v1
        kind: Service
        metadata:
          name: web
        spec:
          selector:
            app: web
          ports:
            - name: http
              port: 80
              targetPort: 8080
        ---
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
        apiVersion: v1
        kind: Service
        metadata:
          name: web
        spec:
          selector:
            app: web
          ports:
            - name: http
              port: 80
              targetPort: http
        ---
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
                  ports:
                    - name: http
                      containerPort: 8080
        ",
    ),
];
