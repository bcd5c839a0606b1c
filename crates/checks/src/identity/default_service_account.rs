//! A pod field: it shares its identity with whatever else names none.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1104",
        slug: "default-service-account",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text(
            "Pod runs as the default service account",
            "Pod が default サービスアカウントで動く",
        ),
        what: text(
            "Pods that name no service account, or name `default`. Kinds whose operator gives \
             its pods an account are left out.",
            "サービスアカウントを指定していない、または `default` を指定している Pod を検出し\
             ます。オペレーターがアカウントを割り当てる種類は対象外です。",
        ),
        why: text(
            "Every pod of the namespace without an account has this one. A right that is bound \
             to it for one of them is a right of all, and the audit log cannot tell them apart.",
            "アカウントを指定しない Pod は、名前空間内ですべてこのアカウントを共有します。一つ\
             の Pod のために与えた権限は全 Pod のものになり、監査ログでも区別できません。",
        ),
        fix: text(
            "Make a ServiceAccount for the workload and name it in `serviceAccountName`.",
            "ワークロード専用の ServiceAccount を作成し、`serviceAccountName` に指定します。",
        ),
        fine: text(
            "The pod never talks to the API server and gets no token \
             (`automountServiceAccountToken: false`).",
            "API サーバーと通信せず、トークンも渡されない\
             （`automountServiceAccountToken: false`）場合は問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "5.1.5"),
            reference("nsa", "rbac"),
            reference("mitre", "T1528"),
            reference("catalogue", "R29"),
            reference("kube-linter", "default-service-account"),
            reference("popeye", "POP-300"),
            reference("kalm", "POD-002"),
        ],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const UNNAMED: Text = text(
    "the pod names no service account and so runs as `default`",
    "Pod はサービスアカウントを指定していないため `default` で動きます",
);
const NAMED: Text = text(
    "the pod runs as service account `default`",
    "Pod はサービスアカウント `default` で動きます",
);

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    let text = match pod.service_account() {
        Some("default") => NAMED,
        Some(_) => return,
        None if pod.partial => return cx.unknown(),
        None => UNNAMED,
    };
    cx.report(cx.in_pod(pod, ["serviceAccountName"], Message::new(text)));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        serviceAccountName: default  # expect: default-service-account
        ",
    ),
    Fixture::pass(
        "
        serviceAccountName: web
        ",
    ),
];
