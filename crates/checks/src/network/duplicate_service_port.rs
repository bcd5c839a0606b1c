//! A port that is there twice.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1434",
        slug: "duplicate-service-port",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Reliability,
        title: text("Service has the same port twice", "同じポートを重複して持つ Service"),
        what: text(
            "Services with two ports of the same number and protocol, or of the same name.",
            "番号とプロトコルの組、または名前が重複するポートを持つ Service を検出します。",
        ),
        why: text(
            "The API server refuses the Service, or one of the ports gets lost when it is \
             applied.",
            "API サーバーが Service を拒否するか、適用時に片方のポートが失われます。",
        ),
        fix: text(
            "Remove one, or give them different numbers and names.",
            "片方を削除するか、異なる番号と名前を付けます。",
        ),
        fine: text("Never on purpose.", "意図的にこうする理由はありません。"),
        references: &[reference("catalogue", "H10")],
    },
    run: Run::Object { of: &[("", "Service")], run },
    fixtures: FIXTURES,
};

const TWICE: Text = text(
    "this port is a second one of the same number or name",
    "このポートは番号または名前が重複しています",
);
const FIRST: Text = text("the first one", "最初のポート");

fn run(cx: &mut Cx<'_>, service: &Object) {
    let ports = service.value.items_at(&["spec", "ports"]);
    let list = Route::keys(["spec", "ports"]);
    for (index, port) in ports.iter().enumerate() {
        let number = |port: &Value| {
            let protocol = port.str_at(&["protocol"]).unwrap_or("TCP").to_owned();
            port.i64_at(&["port"]).map(|number| (number, protocol))
        };
        let is_same = |other: &Value| {
            number(port).is_some() && number(other) == number(port)
                || port.str_at(&["name"]).is_some()
                    && port.str_at(&["name"]) == other.str_at(&["name"])
        };
        if let Some(first) = ports.iter().take(index).position(is_same) {
            let finding = cx
                .finding(service.place(list.then(index)), Message::new(TWICE))
                .related(service.place(list.then(first)), Message::new(FIRST));
            cx.report(finding);
        }
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
          ports:
            - name: http
              port: 80
            - name: web  # expect: duplicate-service-port
              port: 80
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Service
        metadata:
          name: dns
        spec:
          ports:
            - name: tcp
              port: 53
            - name: udp
              port: 53
              protocol: UDP
        ",
    ),
];
