//! A cage without a ceiling.

use sekisho_api::Quantity;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2025",
        slug: "sandbox-without-ceiling",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Agent sandbox has no ceiling for its resources",
            "リソースの上限がないエージェント用サンドボックス",
        ),
        what: text(
            "Containers of a SandboxTemplate without a limit for CPU or memory, or with more \
             than 2 CPUs or 512 MiB.",
            "CPU やメモリーの上限がない、または 2 CPU や 512 MiB を超える SandboxTemplate のコン\
             テナを検出します。",
        ),
        why: text(
            "Code that nobody read may use up the node, by fault or to mine coins.",
            "誰も読んでいないコードが、不具合や暗号通貨の採掘によってノードを使い果たす可能性が\
             あります。",
        ),
        fix: text("Set limits that fit the task.", "用途に合った上限を設定します。"),
        fine: text(
            "The task is known to need more.",
            "より多くの資源が必要とわかっている用途なら問題ありません。",
        ),
        references: &[
            reference("nsa", "res"),
            reference("mitre", "T1496"),
            reference("catalogue", "K07"),
        ],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const MISSING: Text = text(
    "container `{container}` of the sandbox has no limit for {resource}",
    "サンドボックスのコンテナ `{container}` には {resource} の上限がありません",
);
const HIGH: Text = text(
    "container `{container}` of the sandbox may use more {resource} than a sandbox needs",
    "サンドボックスのコンテナ `{container}` の {resource} の上限は大きすぎます",
);

/// What is looked at, the most that it may be in thousandths, and the control that is about it.
const CEILINGS: [(&str, i64, &str); 2] = [
    ("cpu", 2_000, "resources-sandbox-cpu-limits"),
    ("memory", 512 * 1_024 * 1_024 * 1_000, "resources-sandbox-memory-limits"),
];

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    let object = pod.object;
    if object.kind() != "SandboxTemplate" || !object.group().ends_with("agents.x-k8s.io") {
        return cx.not_applicable();
    }
    for container in pod.containers() {
        for (resource, most, control) in CEILINGS {
            let limit = container.at(&["resources", "limits", resource]);
            let amount = limit.and_then(|it| Quantity::from_value(it.value)).and_then(Result::ok);
            let template = match &amount {
                None => MISSING,
                // What does not fit 64 bits is more than anything.
                Some(amount) if amount.milli_i64().is_none_or(|milli| milli > most) => HIGH,
                Some(_) => continue,
            };
            let message = Message::new(template).with("resource", resource);
            let route = container.field(["resources", "limits", resource]);
            let finding = cx.in_container(pod, &container, route, message);
            let finding = finding.reference("kubescape", control).reference("kubescape", "C-0303");
            cx.report(finding);
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: extensions.agents.x-k8s.io/v1beta1
        kind: SandboxTemplate
        metadata:
          name: runner
        spec:
          podTemplate:
            spec:
              containers:
                - name: runner
                  resources:
                    limits:
                      cpu: 4  # expect: sandbox-without-ceiling
                      memory: 4Gi  # expect: sandbox-without-ceiling
        ",
    ),
    Fixture::pass(
        "
        apiVersion: extensions.agents.x-k8s.io/v1beta1
        kind: SandboxTemplate
        metadata:
          name: runner
        spec:
          podTemplate:
            spec:
              containers:
                - name: runner
                  resources:
                    limits:
                      cpu: 500m
                      memory: 256Mi
        ",
    ),
];
