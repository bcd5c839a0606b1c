//! A ConfigMap and the pods of its namespace: rules that nothing reads.

use crate::pod_referent::referents;

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2027",
        slug: "unmounted-falco-rules",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Security,
        title: text(
            "Falco rules are in a ConfigMap that no pod mounts",
            "Falco ルールの ConfigMap がどの Pod にもマウントされていない",
        ),
        what: text(
            "ConfigMaps that hold Falco rules and that no pod of their namespace refers to, \
             where pods of that namespace are at hand.",
            "Falco のルールを含む ConfigMap のうち、同じ名前空間のどの Pod からも参照されてい\
             ないものを、その名前空間の Pod が手元にある場合に検出します。",
        ),
        why: text(
            "The rules never load, and nobody notices: what they were to detect stays undetected.",
            "ルールは読み込まれず、誰も気付きません。検知するはずのものが検知されないままにな\
             ります。",
        ),
        fix: text(
            "Mount the ConfigMap into the Falco pods below `/etc/falco/rules.d`, or hand the \
             rules to the chart (`customRules`).",
            "ConfigMap を Falco の Pod の `/etc/falco/rules.d` 以下にマウントするか、チャートの \
             `customRules` で渡します。",
        ),
        fine: text(
            "Something else reads it over the API, such as falcoctl or the Falco operator.",
            "falcoctl や Falco オペレーターなどが API 経由で読み込む場合は問題ありません。",
        ),
        references: &[reference("mitre", "T1562"), reference("catalogue", "M03")],
    },
    run: Run::Object { of: &[("", "ConfigMap")], run },
    fixtures: FIXTURES,
};

const UNREAD: Text = text(
    "no pod of the namespace reads the Falco rules in entry `{key}`",
    "項目 `{key}` の Falco ルールを読み込む Pod が名前空間にありません",
);

fn run(cx: &mut Cx<'_>, map: &Object) {
    let Some(data) = map.value.field("data") else { return cx.not_applicable() };
    let holds_rules = |text: &str| {
        let starts = |prefix: &str| text.lines().any(|line| line.trim_start().starts_with(prefix));
        starts("- rule:") && starts("condition:")
    };
    let found = data.entries().find(|(_, value)| value.as_str().is_some_and(holds_rules));
    let Some((key, _)) = found else { return cx.not_applicable() };
    let mut has_pods = false;
    for pod in cx.snapshot.pods_in(map.namespace()) {
        has_pods = true;
        let asks = referents(&pod, "ConfigMap").iter().any(|referent| referent.name == map.name());
        if asks || pod.partial {
            return;
        }
    }
    if !has_pods {
        return cx.unknown();
    }
    let Some(confidence) = cx.absence("Pod", map.namespace()) else { return cx.unknown() };
    let message = Message::new(UNREAD).with("key", key);
    let finding = cx.finding(map.place(Route::keys(["data", key])), message);
    cx.report(finding.confidence(confidence));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: rules
          namespace: falco
        data:
          rules.yaml: |  # expect: unmounted-falco-rules
            - rule: Shell in a container
              desc: A shell was started.
              condition: spawned_process and container and shell_procs
              output: Shell started (command=%proc.cmdline)
              priority: NOTICE
        ---
        apiVersion: apps/v1
        kind: DaemonSet
        metadata:
          name: falco
          namespace: falco
        spec:
          template:
            spec:
              containers:
                - name: falco
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: rules
          namespace: falco
        data:
          rules.yaml: |
            - rule: Shell in a container
              condition: spawned_process
        ---
        apiVersion: apps/v1
        kind: DaemonSet
        metadata:
          name: falco
          namespace: falco
        spec:
          template:
            spec:
              containers:
                - name: falco
              volumes:
                - name: rules
                  configMap:
                    name: rules
        ",
    ),
];
