//! A monitor that watches nothing.

use sekisho_api::LabelSelector;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2001",
        slug: "service-monitor-selects-nothing",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Reliability,
        title: text("Monitor selects no Service", "どの Service も選択していないモニター"),
        what: text(
            "ServiceMonitors whose selector fits no Service of the namespaces that they look \
             in, which is their own unless `namespaceSelector` says otherwise, and endpoints \
             whose named port none of the selected Services has.",
            "セレクターが対象の名前空間（`namespaceSelector` がなければ自身の名前空間）のどの \
             Service にも一致しない ServiceMonitor と、選択された Service のどれにもない名前のポー\
             トを指定したエンドポイントを検出します。",
        ),
        why: text(
            "What is not scraped raises no alert: the silence looks like good health.",
            "収集されないものはアラートを上げません。沈黙が正常に見えてしまいます。",
        ),
        fix: text(
            "Add `namespaceSelector`, or make labels and port names equal.",
            "`namespaceSelector` を追加するか、ラベルとポート名を合わせます。",
        ),
        fine: text(
            "The Service is deployed from elsewhere.",
            "Service が別の場所からデプロイされる場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "log"),
            reference("kube-linter", "dangling-servicemonitor"),
            reference("catalogue", "N13"),
        ],
    },
    run: Run::Object { of: &[("monitoring.coreos.com", "ServiceMonitor")], run },
    fixtures: FIXTURES,
};

const NOTHING: Text = text(
    "ServiceMonitor `{name}` selects no Service in the namespaces that it looks in",
    "ServiceMonitor `{name}` が選択する Service は、対象の名前空間にありません",
);
const ELSEWHERE: Text = text(
    "a Service with these labels, in another namespace",
    "このラベルを持つ Service が別の名前空間にあります",
);
const PORT: Text = text(
    "no selected Service has a port named `{port}`",
    "選択された Service に `{port}` という名前のポートはありません",
);

fn run(cx: &mut Cx<'_>, monitor: &Object) {
    let spec = |path: &[&'static str]| {
        let path: Vec<&str> = ["spec"].into_iter().chain(path.iter().copied()).collect();
        monitor.value.at(&path)
    };
    let selector = match spec(&["selector"]) {
        Some(selector) => LabelSelector::read(Some(selector)),
        None => Ok(LabelSelector::everything()),
    };
    let Ok(selector) = selector else { return cx.unknown() };
    let is_any = spec(&["namespaceSelector", "any"]).and_then(Value::as_bool) == Some(true);
    let named = spec(&["namespaceSelector", "matchNames"]).map_or(&[][..], Value::items);
    let looks_in = |namespace: Option<&str>| match namespace {
        _ if is_any => true,
        _ if named.is_empty() => namespace == monitor.namespace(),
        Some(namespace) => named.iter().any(|name| name.as_str() == Some(namespace)),
        None => false,
    };
    let services = cx.snapshot.of_kind("", "Service");
    let selected: Vec<&Object> = services
        .filter(|service| looks_in(service.namespace()))
        .filter(|service| selector.matches(service.value.at(&["metadata", "labels"])))
        .collect();
    let namespace = if is_any || !named.is_empty() { None } else { monitor.namespace() };
    if selected.is_empty() {
        let Some(confidence) = cx.absence("Service", namespace) else { return cx.unknown() };
        let message = Message::new(NOTHING).with("name", monitor.name());
        let place = monitor.place(Route::keys(["spec", "selector"]));
        let mut finding = cx.finding(place, message).confidence(confidence);
        let mut others = cx.snapshot.of_kind("", "Service");
        let labels = |service: &Object| selector.matches(service.value.at(&["metadata", "labels"]));
        if let Some(other) = others.find(|it| !selector.is_everything() && labels(it)) {
            let place = other.place(Route::keys(["metadata", "namespace"]));
            finding = finding.related(place, Message::new(ELSEWHERE));
        }
        return cx.report(finding);
    }
    let list = Route::keys(["spec", "endpoints"]);
    for (index, endpoint) in monitor.value.items_at(&["spec", "endpoints"]).iter().enumerate() {
        let Some(port) = endpoint.str_at(&["port"]) else { continue };
        let has = |service: &&Object| {
            let ports = service.value.items_at(&["spec", "ports"]);
            ports.iter().any(|it| it.str_at(&["name"]) == Some(port))
        };
        if !selected.iter().any(has) {
            let message = Message::new(PORT).with("port", port);
            cx.report(cx.finding(monitor.place(list.then(index).then("port")), message));
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: monitoring.coreos.com/v1
        kind: ServiceMonitor
        metadata:
          name: web
          namespace: monitoring
        spec:
          selector:  # expect: service-monitor-selects-nothing
            matchLabels:
              app: web
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: web
          namespace: shop
          labels:
            app: web
        ",
    ),
    Fixture::fail(
        "
        apiVersion: monitoring.coreos.com/v1
        kind: ServiceMonitor
        metadata:
          name: web
        spec:
          selector:
            matchLabels:
              app: web
          endpoints:
            - port: metrics  # expect: service-monitor-selects-nothing
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: web
          labels:
            app: web
        spec:
          ports:
            - name: http
              port: 80
        ",
    ),
    Fixture::pass(
        "
        apiVersion: monitoring.coreos.com/v1
        kind: ServiceMonitor
        metadata:
          name: web
          namespace: monitoring
        spec:
          namespaceSelector:
            matchNames: [shop]
          selector:
            matchLabels:
              app: web
          endpoints:
            - port: http
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: web
          namespace: shop
          labels:
            app: web
        spec:
          ports:
            - name: http
              port: 80
        ",
    ),
];
