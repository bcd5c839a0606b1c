//! A namespace and its accounts: there is only the default one.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1109",
        slug: "namespace-without-service-account",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text(
            "Namespace has no service account of its own",
            "名前空間に専用のサービスアカウントがない",
        ),
        what: text(
            "Namespaces at hand, but for those of the system, in which there is no \
             ServiceAccount beside `default`. In files that is a hint.",
            "手元の名前空間（システムのものを除く）のうち、`default` 以外の ServiceAccount が\
             ないものを検出します。ファイルだけの場合は示唆にとどめます。",
        ),
        why: text(
            "All its workloads then share one identity, and no right can be given to one of \
             them alone.",
            "すべてのワークロードが同じ ID を共有するため、特定のワークロードだけに権限を与え\
             られません。",
        ),
        fix: text(
            "Make a ServiceAccount for each workload.",
            "ワークロードごとに ServiceAccount を作成します。",
        ),
        fine: text(
            "No workload of the namespace talks to the API server or to a cloud.",
            "API サーバーやクラウドと通信するワークロードがない場合は問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.1.5"),
            reference("nsa", "rbac"),
            reference("catalogue", "R29"),
            reference("kubescape", "C-0189"),
            reference("kubescape", "namespace-without-service-account"),
        ],
    },
    run: Run::Object { of: &[("", "Namespace")], run },
    fixtures: FIXTURES,
};

const ONLY_DEFAULT: Text = text(
    "namespace `{name}` has no service account beside `default`",
    "名前空間 `{name}` には `default` 以外のサービスアカウントがありません",
);

fn run(cx: &mut Cx<'_>, namespace: &Object) {
    let name = namespace.name();
    if cx.is_system(name) {
        return cx.not_applicable();
    }
    let mut accounts = cx.snapshot.of_kind_in("", "ServiceAccount", Some(name));
    if accounts.any(|account| account.name() != "default") {
        return;
    }
    let Some(confidence) = cx.absence("ServiceAccount", Some(name)) else { return cx.unknown() };
    let message = Message::new(ONLY_DEFAULT).with("name", name);
    let place = namespace.place(Route::keys(["metadata", "name"]));
    cx.report(cx.finding(place, message).confidence(confidence));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop  # expect: namespace-without-service-account
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Namespace
        metadata:
          name: shop
        ---
        apiVersion: v1
        kind: ServiceAccount
        metadata:
          name: web
          namespace: shop
        ",
    ),
];
