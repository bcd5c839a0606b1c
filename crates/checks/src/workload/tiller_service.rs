//! A Service: Tiller can be reached from every pod.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1029",
        slug: "tiller-service",
        former_slugs: &[],
        since: "0.1.0",
        severity: Critical,
        confidence: Confidence::High,
        audience: Security,
        title: text("Service leads to Tiller", "Service が Tiller につながっている"),
        what: text(
            "Services that select pods by the labels of Tiller, or lead to its port 44134.",
            "Tiller のラベルで Pod を選択する Service、または 44134 番ポートにつながる Service \
             を検出します。",
        ),
        why: text(
            "Tiller does what it is told by whoever reaches it, usually as cluster-admin, and \
             the Service gives every pod of the cluster a name for it.",
            "Tiller は、届いた命令を誰からのものでも、通常は cluster-admin として実行しま\
             す。Service があると、クラスターの全 Pod から名前で到達できます。",
        ),
        fix: text("Remove the Service, and Tiller with it.", "Service と Tiller を削除します。"),
        fine: text(
            "Never, in a cluster that matters.",
            "重要なクラスターで許容できる場面はありません。",
        ),
        references: &[
            reference("mitre", "T1610"),
            reference("catalogue", "P41"),
            reference("checkov", "CKV_K8S_44"),
        ],
    },
    run: Run::Object { of: &[("", "Service")], run },
    fixtures: FIXTURES,
};

const TILLER: Text =
    text("the Service leads to Tiller", "この Service は Tiller につながっています");

/// Where Tiller listens.
const PORT: i64 = 44_134;

fn run(cx: &mut Cx<'_>, service: &Object) {
    let selector = service.value.at(&["spec", "selector"]);
    let selects = selector.is_some_and(|selector| {
        ["name", "app"].iter().any(|key| selector.str_at(&[key]) == Some("tiller"))
    });
    let ports = service.value.items_at(&["spec", "ports"]);
    let leads = ports
        .iter()
        .any(|port| ["port", "targetPort"].iter().any(|field| port.i64_at(&[field]) == Some(PORT)));
    let is_named = service.labels().str_at(&["name"]) == Some("tiller");
    if selects || leads || is_named {
        cx.report(cx.at(service, ["spec"], TILLER));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Service
        metadata:
          name: tiller-deploy
        spec:  # expect: tiller-service
          selector:
            app: helm
            name: tiller
          ports:
            - port: 44134
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
            - port: 80
        ",
    ),
];
