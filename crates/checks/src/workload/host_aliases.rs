//! A pod field: names that are not looked up.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1017",
        slug: "host-aliases",
        former_slugs: &[],
        since: "0.1.0",
        severity: Low,
        confidence: Confidence::High,
        audience: Audit,
        title: text(
            "Pod overrides names in /etc/hosts",
            "Pod が /etc/hosts の名前を上書きしている",
        ),
        what: text("Pods with `hostAliases`.", "`hostAliases` を設定している Pod を検出します。"),
        why: text(
            "The entries win over DNS in every container of the pod. A name that leads \
             somewhere else here than everywhere else hides from whoever reads the code, and an \
             entry for a well-known name sends traffic to whoever wrote it.",
            "これらの項目は Pod の全コンテナーで DNS より優先されます。他とは違う宛先につなが\
             る名前はコードを読む人から見えず、よく知られた名前を書けば、通信を任意の宛先に向\
             けられます。",
        ),
        fix: text(
            "Remove it. Give the name to a Service (`ExternalName`, or without a selector and \
             with an EndpointSlice), or to the cluster's DNS.",
            "削除します。その名前は Service（`ExternalName`、またはセレクターなしと \
             EndpointSlice の組み合わせ）か、クラスターの DNS で扱います。",
        ),
        fine: text(
            "A name that no DNS serves, for an address that never changes.",
            "どの DNS にもない名前を、変わることのないアドレスに向ける場合は問題ありません。",
        ),
        references: &[
            reference("nsa", "net"),
            reference("mitre", "T1565"),
            reference("catalogue", "P33"),
            reference("trivy", "KSV-0007"),
            reference("kalm", "POD-015"),
        ],
    },
    run: Run::Pod(run),
    fixtures: FIXTURES,
};

const ALIASES: Text = text(
    "the pod sets names in `/etc/hosts`: {names}",
    "Pod は `/etc/hosts` に名前を設定しています: {names}",
);
const REMOVE: Text = text("remove `hostAliases`", "`hostAliases` を削除する");

fn run(cx: &mut Cx<'_>, pod: &Pod<'_>) {
    const FIELD: &str = "hostAliases";
    let aliases = pod.spec.items_at(&[FIELD]);
    if aliases.is_empty() {
        return;
    }
    let names = aliases.iter().flat_map(|alias| alias.items_at(&["hostnames"]));
    let names: Vec<String> =
        names.filter_map(Value::as_str).map(|name| format!("`{name}`")).collect();
    let fix = remove(REMOVE, Safety::Unsafe, pod.spec_route([FIELD]));
    let message = Message::new(ALIASES).with("names", names.join(", "));
    cx.report(cx.in_pod(pod, [FIELD], message).fix(fix));
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        hostAliases:  # expect: host-aliases
          - ip: 10.0.0.12
            hostnames: [db.example.org]
        ",
    ),
    Fixture::pass(
        "
        hostAliases: []
        ",
    ),
];
