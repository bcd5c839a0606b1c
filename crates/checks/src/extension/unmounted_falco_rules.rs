//! Rules on a shelf.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-2023",
        slug: "unmounted-falco-rules",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::Medium,
        audience: Reliability,
        title: text("Rules of Falco that nothing loads", "どこにも読み込まれない Falco のルール"),
        what: text(
            "ConfigMaps whose data holds rules of Falco and that no pod of the namespace mounts.",
            "データに Falco のルールを含み、名前空間のどの Pod にもマウントされていない \
             ConfigMap を検出します。",
        ),
        why: text(
            "The rules look as if they were in force, and no event is ever compared with them.",
            "ルールが有効に見えますが、イベントがそれらと照合されることはありません。",
        ),
        fix: text(
            "Mount the ConfigMap into Falco and name the folder under `rules_files`.",
            "ConfigMap を Falco にマウントし、そのフォルダーを `rules_files` に指定します。",
        ),
        fine: text(
            "A controller loads it, or the pods are deployed from elsewhere.",
            "コントローラーが読み込む場合や、Pod が別の場所からデプロイされる場合は問題ありませ\
             ん。",
        ),
        references: &[reference("nsa", "log"), reference("catalogue", "M03")],
    },
    run: Run::Object { applies: |object| object.is("", "ConfigMap"), run },
    fixtures: FIXTURES,
};

const UNUSED: Text = text(
    "no pod of the namespace mounts ConfigMap `{name}`, so its rules are not in force",
    "名前空間のどの Pod も ConfigMap `{name}` をマウントしておらず、ルールは効力を持ちません",
);

fn run(cx: &mut Cx<'_>, map: &Object) {
    let data = map.value.field("data").unwrap_or(&Value::Null);
    let is_rules = |text: &str| {
        let has = |word: &str| text.lines().any(|line| line.trim_start().starts_with(word));
        has("- rule:") && has("condition:") && has("output:")
    };
    let rules = data.entries().find(|(_, value)| value.as_str().is_some_and(is_rules));
    let Some((key, _)) = rules else { return cx.not_applicable() };
    let mut has_pods = false;
    for pod in cx.snapshot.pods_in(map.namespace()) {
        has_pods = true;
        let refers = |found: &(sekisho_inventory::Referent<'_>, Route)| {
            found.0.kind == "ConfigMap" && found.0.name == map.name()
        };
        if pod.volumes().any(|volume| volume.referents().iter().any(refers)) {
            return;
        }
    }
    let Some(confidence) = cx.absence("Pod", map.namespace()) else { return cx.unknown() };
    // Beside the pods that ought to mount it, its absence there says more.
    let confidence = if has_pods { confidence.max(Confidence::Medium) } else { confidence };
    let message = Message::new(UNUSED).with("name", map.name());
    let place = map.place(Route::keys(["data", key]));
    cx.report(cx.finding(place, message).confidence(confidence));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: rules
        data:
          custom.yaml: |  # expect: unmounted-falco-rules
            - rule: Shell
              condition: spawned_process
              output: shell
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: rules
        data:
          custom.yaml: |
            - rule: Shell
              condition: spawned_process
              output: shell
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: falco
        spec:
          volumes:
            - name: rules
              configMap:
                name: rules
        ",
    ),
];
