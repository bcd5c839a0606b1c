//! A configuration file kind: who may come without a name.

use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1665",
        slug: "unlimited-anonymous-access",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Authentication file lets anonymous requests go anywhere",
            "認証設定ファイルが匿名リクエストを無制限に受け付ける",
        ),
        what: text(
            "AuthenticationConfiguration with `anonymous.enabled: true` and no `conditions`, or with a \
             condition for more than the health paths.",
            "`anonymous.enabled: true` で `conditions` がない、またはヘルスチェック以外のパスも許す AuthenticationConfiguration を\
             検出します。",
        ),
        why: text(
            "Whoever reaches the port is `system:anonymous`, and one careless binding opens the cluster \
             to the network. Probes and load balancers need three paths only.",
            "ポートに届く者は誰でも `system:anonymous` になり、不用意な権限付与ひとつでクラスターがネット\
             ワークに開放されます。プローブやロードバランサーに必要なパスは 3 つだけです。",
        ),
        fix: text(
            "Give `conditions` with `/livez`, `/readyz` and `/healthz` (v1.32 beta, stable since v1.34).",
            "`conditions` に `/livez`、`/readyz`、`/healthz` を指定します（v1.32 でベータ、v1.34 で安定版）。",
        ),
        fine: text(
            "kubeadm's join reads a ConfigMap in `kube-public` anonymously; without that path new nodes \
             need another way of discovery.",
            "kubeadm の join は `kube-public` の ConfigMap を匿名で読みます。そのパスを許可しない場合、新\
             しいノードには別の検出方法が必要です。",
        ),
        references: &[
            reference("cis-1.12", "1.2.1"),
            reference("catalogue", "C1.2.1"),
            reference("catalogue", "M04"),
            reference("nsa", "authn"),
            reference("mitre", "T1133"),
        ],
    },
    run: Run::Object {
        of: &[
            ("apiserver.config.k8s.io", "AuthenticationConfiguration"),
            ("apiserver.k8s.io", "AuthenticationConfiguration"),
        ],
        run,
    },
    fixtures: FIXTURES,
};

const EVERYWHERE: Text = text(
    "anonymous requests are taken for every path",
    "匿名リクエストがすべてのパスで受け付けられます",
);
const BEYOND: Text = text(
    "anonymous requests are taken for `{path}`, beyond the health paths",
    "匿名リクエストが、ヘルスチェック以外の `{path}` でも受け付けられます",
);

fn run(cx: &mut Cx<'_>, configuration: &Object) {
    let Some(anonymous) = configuration.value.get("anonymous") else {
        // The flag decides then.
        return cx.not_applicable();
    };
    if anonymous.bool_at(&["enabled"]) != Some(true) {
        return;
    }
    let conditions = anonymous.items_at(&["conditions"]);
    if conditions.is_empty() {
        return cx.report(cx.at(configuration, ["anonymous", "enabled"], EVERYWHERE));
    }
    for (index, condition) in conditions.iter().enumerate() {
        let path = condition.str_at(&["path"]).unwrap_or_default();
        if !["/livez", "/readyz", "/healthz"].contains(&path) {
            let route = Route::keys(["anonymous", "conditions"]).then(index).then("path");
            let message = Message::new(BEYOND).with("path", path);
            cx.report(cx.finding(configuration.place(route), message).severity(Low));
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: apiserver.config.k8s.io/v1
        kind: AuthenticationConfiguration
        anonymous:
          enabled: true  # expect: unlimited-anonymous-access
        ",
    ),
    Fixture::pass(
        "
        apiVersion: apiserver.config.k8s.io/v1
        kind: AuthenticationConfiguration
        anonymous:
          enabled: true
          conditions:
            - path: /livez
            - path: /readyz
        ",
    ),
];
