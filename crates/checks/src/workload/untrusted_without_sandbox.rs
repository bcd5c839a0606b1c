//! A pod and what it says about itself: foreign code without a sandbox.

use crate::agent_sandbox::is_agent_sandbox;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1024",
        slug: "untrusted-without-sandbox",
        former_slugs: &[],
        since: "0.1.0",
        severity: High,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "Untrusted code runs without a sandbox",
            "信頼できないコードがサンドボックスなしで動く",
        ),
        what: text(
            "Pods of agent sandboxes (`Sandbox`, `SandboxTemplate` of agents.x-k8s.io), and \
             pods that a label or annotation calls untrusted, whose `runtimeClassName` is \
             missing or names no runtime with a kernel or a system call layer of its own \
             (gVisor, Kata Containers, Firecracker and their like, told by the handler of the \
             RuntimeClass where it is at hand, else by its name).",
            "エージェント用サンドボックス（agents.x-k8s.io の `Sandbox`、`SandboxTemplate`）の \
             Pod と、ラベルやアノテーションで「信頼できない」とされている Pod のう\
             ち、`runtimeClassName` がない、または独立したカーネルやシステムコール層を持つラン\
             タイム（gVisor、Kata Containers、Firecracker など）でないものを検出しま\
             す。RuntimeClass が手元にあればその handler、なければ名前で判断します。",
        ),
        why: text(
            "Code that nobody has read shares the kernel with everything else on the node. An \
             ordinary container stops programs that behave, not those that attack.",
            "誰も読んでいないコードが、ノード上のすべてとカーネルを共有します。通常のコンテ\
             ナーは行儀のよいプログラムを区切るもので、攻撃を防ぐものではありません。",
        ),
        fix: text(
            "Install a sandboxed runtime on the nodes, make a RuntimeClass for it, and name it \
             in `runtimeClassName`.",
            "サンドボックス型のランタイムをノードに導入し、RuntimeClass を作成して \
             `runtimeClassName` に指定します。",
        ),
        fine: text(
            "A RuntimeClass with another name leads to a sandbox.",
            "別の名前の RuntimeClass がサンドボックスを指している場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "pod"),
            reference("mitre", "T1611"),
            reference("catalogue", "P38"),
            reference("kubescape", "C-0242"),
            reference("kubescape", "rule-hostile-multitenant-workloads"),
        ],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const NONE: Text = text(
    "untrusted code runs in an ordinary container: there is no `runtimeClassName`",
    "`runtimeClassName` がないため、信頼できないコードが通常のコンテナーで動きます",
);
const ORDINARY: Text = text(
    "untrusted code runs with runtime class `{class}`, which is no known sandbox",
    "信頼できないコードがランタイムクラス `{class}` で動きますが、既知のサンドボックスではあり\
     ません",
);

/// Parts of the names of runtimes that put a kernel of their own under a container.
const SANDBOXES: [&str; 9] = [
    "gvisor",
    "runsc",
    "kata",
    "firecracker",
    "krun",
    "quark",
    "edera",
    "cloud-hypervisor",
    "nabla",
];

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    const FIELD: &str = "runtimeClassName";
    let is_agent = is_agent_sandbox(pod.object);
    if !is_agent && !is_called_untrusted(pod.labels()) && !is_called_untrusted(annotations(pod)) {
        return cx.not_applicable();
    }
    let finding = match pod.spec.str_at(&[FIELD]).filter(|class| !class.is_empty()) {
        None if pod.partial && !is_agent => return cx.unknown(),
        None => cx.in_pod(pod, [FIELD], Message::new(NONE)),
        Some(class) => {
            let object = cx.snapshot.find("node.k8s.io", "RuntimeClass", None, class);
            let handler = object.and_then(|object| object.value.str_at(&["handler"]));
            let runtime = handler.unwrap_or(class).to_ascii_lowercase();
            if SANDBOXES.iter().any(|sandbox| runtime.contains(sandbox)) {
                return;
            }
            let message = Message::new(ORDINARY).with("class", class);
            cx.in_pod(pod, [FIELD], message).severity(Medium)
        }
    };
    cx.report(if is_agent {
        finding
            .reference("catalogue", "K07")
            .reference("kubescape", "C-0297")
            .reference("kubescape", "agent-sandbox-hardened-runtime-class")
    } else {
        finding
    });
}

fn annotations<'p>(pod: &'p Pod<'_>) -> &'p Value {
    pod.metadata.field("annotations").unwrap_or(&Value::Null)
}

/// Whether a label or annotation says that what runs is not trusted: `trust: untrusted`,
/// `example.org/trusted: "false"`.
fn is_called_untrusted(texts: &Value) -> bool {
    texts.entries().any(|(key, value)| {
        let name = key.rsplit('/').next().unwrap_or(key).to_ascii_lowercase();
        let value = value.as_str().unwrap_or_default().to_ascii_lowercase();
        match name.as_str() {
            "trusted" => value == "false",
            "untrusted" => value == "true",
            "trust" | "trust-level" | "trustlevel" => matches!(&*value, "untrusted" | "none"),
            _ => false,
        }
    })
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        r#"
        apiVersion: v1
        kind: Pod
        metadata:
          name: plugin
          labels:
            example.org/trusted: "false"
        spec:
          runtimeClassName: nvidia  # expect: untrusted-without-sandbox
          containers:
            - name: plugin
        "#,
    ),
    Fixture::fail(
        "
        apiVersion: extensions.agents.x-k8s.io/v1beta1
        kind: SandboxTemplate
        metadata:
          name: python
        spec:
          podTemplate:
            spec:  # expect: untrusted-without-sandbox
              containers:
                - name: python
        ",
    ),
    Fixture::pass(
        "
        apiVersion: node.k8s.io/v1
        kind: RuntimeClass
        metadata:
          name: strong
        handler: runsc
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: plugin
          labels:
            trust: untrusted
        spec:
          runtimeClassName: strong
          containers:
            - name: plugin
        ",
    ),
];
