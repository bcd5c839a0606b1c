//! A configuration file kind: shells that are a get.

use sekisho_component::audit::{self, Level, Request};

use crate::audit_policy;
use crate::prelude::*;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1659",
        slug: "unaudited-websocket-exec",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Security,
        title: text(
            "Audit policy overlooks exec over WebSocket",
            "監査ポリシーが WebSocket 経由の exec を見落とす",
        ),
        what: text(
            "Audit policies that log `pods/exec`, `pods/attach` or `pods/portforward` for the verb \
             `create` more than for `get`.",
            "`pods/exec`、`pods/attach`、`pods/portforward` について、動詞 `create` を `get` より詳しく記\
             録する監査ポリシーを検出します。",
        ),
        why: text(
            "kubectl speaks WebSocket to these since v1.30 (port forwarding since v1.31), and such a \
             request is a `get` for the audit log; only the older protocol is a `create`. Shells in \
             containers then go by unseen, or with less detail than the policy's author believes. That \
             from v1.35 on the right to `create` is asked for as well does not change the verb in the \
             log.",
            "kubectl は v1.30（ポート転送は v1.31）から WebSocket で接続し、そのリクエストは監査ログ上で\
             は `get` です。`create` になるのは古いプロトコルだけです。コンテナー内のシェルが記録されない\
             か、想定より粗くしか記録されません。v1.35 から `create` の権限も確認されますが、ログ上の動詞\
             は変わりません。",
        ),
        fix: text(
            "Leave `verbs` out of the rule, or name both `create` and `get`.",
            "規則から `verbs` を外すか、`create` と `get` の両方を指定します。",
        ),
        fine: text(
            "Where another policy denies WebSocket clients.",
            "別のポリシーで WebSocket クライアントを拒否している場合は問題ありません。",
        ),
        references: &[
            reference("cis-1.12", "3.2.2"),
            reference("catalogue", "C3.2.2"),
            reference("catalogue", "M04"),
            reference("nsa", "log"),
            reference("mitre", "T1609"),
        ],
    },
    run: Run::Object { of: &[("audit.k8s.io", "Policy")], run },
    fixtures: FIXTURES,
};

const LESS: Text = text(
    "{resources} over WebSocket is a `get`, which is logged at level `{less}` and not `{more}`",
    "WebSocket 経由の {resources} は `get` であり、`{more}` ではなくレベル `{less}` で記録されます",
);

fn run(cx: &mut Cx<'_>, policy: &Object) {
    let mut found: Vec<(usize, Level, Level, Vec<String>)> = Vec::new();
    for subresource in ["exec", "attach", "portforward"] {
        let create = Request {
            verb: "create",
            resource: "pods",
            subresource,
            ..audit_policy::ordinary_request()
        };
        let get = Request { verb: "get", ..create };
        let Some(rule) = audit::rule_for(&policy.value, &create) else { continue };
        let (more, less) = (rule.level(), audit::level_for(&policy.value, &get));
        if less >= more {
            continue;
        }
        let name = audit_policy::name_of("pods", subresource);
        match found.iter_mut().find(|it| (it.0, it.1, it.2) == (rule.index, more, less)) {
            Some((.., names)) => names.push(name),
            None => found.push((rule.index, more, less, vec![name])),
        }
    }
    for (index, more, less, names) in found {
        let message = Message::new(LESS)
            .with("resources", names.join(", "))
            .with("more", more.name())
            .with("less", less.name());
        let route = Route::keys(["rules"]).then(index).then("verbs");
        cx.report(cx.finding(policy.place(route), message));
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: audit.k8s.io/v1
        kind: Policy
        rules:
          - level: Request
            verbs: [create]  # expect: unaudited-websocket-exec
            resources:
              - group: ''
                resources: [pods/exec, pods/attach]
          - level: Metadata
        ",
    ),
    Fixture::pass(
        "
        apiVersion: audit.k8s.io/v1
        kind: Policy
        rules:
          - level: Request
            verbs: [create, get]
            resources:
              - group: ''
                resources: [pods/exec, pods/attach, pods/portforward]
          - level: Metadata
        ",
    ),
];
