//! Control-plane flags: names of plugins that nobody answers to.

use sekisho_component::{Component, Origin, admission_plugin};

use super::default_admission_plugin_off;
use crate::Configured;
use crate::prelude::*;
use crate::setting_rule::at;

pub(crate) static CHECK: Check = Check {
    meta: CheckMeta {
        id: "SK-1615",
        slug: "unknown-admission-plugin",
        former_slugs: &[],
        since: "0.1.0",
        severity: Medium,
        confidence: Confidence::High,
        audience: Reliability,
        title: text(
            "API server is told of an admission plugin that its version does not have",
            "API サーバーのバージョンにないアドミッションプラグインが指定されている",
        ),
        what: text(
            "`--enable-admission-plugins` or `--disable-admission-plugins` with a name that the version \
             does not have: misspelt, in the wrong case, or removed, as `PodSecurityPolicy` in v1.25, \
             `SecurityContextDeny` in v1.30 and `PersistentVolumeLabel` in v1.31. Also plugins that both \
             flags name.",
            "`--enable-admission-plugins` や `--disable-admission-plugins` に、そのバージョンにない名前が\
             ある場合を検出します。綴りや大文字小文字の誤りのほか、v1.25 で削除された `PodSecurityPolicy`、\
             v1.30 の `SecurityContextDeny`、v1.31 の `PersistentVolumeLabel` などです。両方のフラグに同\
             じ名前がある場合も対象です。",
        ),
        why: text(
            "The API server refuses to start. And whoever counts on the plugin, as many did on \
             PodSecurityPolicy, has no replacement for it yet.",
            "API サーバーは起動を拒否します。さらに、PodSecurityPolicy のようにそのプラグインに頼っていた\
             防御には、まだ代わりがないことになります。",
        ),
        fix: text(
            "Write the plugin's name as the version knows it, or take it out. Instead of \
             PodSecurityPolicy and SecurityContextDeny use the labels of Pod Security admission.",
            "そのバージョンでの正しい名前を書くか、取り除きます。PodSecurityPolicy と SecurityContextDeny の\
             代わりには Pod Security Admission のラベルを使います。",
        ),
        fine: text(
            "A distribution's API server with plugins of its own.",
            "独自のプラグインを組み込んだディストリビューションの API サーバーであれば問題ありません。",
        ),
        references: &[reference("catalogue", "C1.2.12"), reference("nsa", "authz")],
    },
    run: Run::Component { of: &[Component::ApiServer], run },
    fixtures: FIXTURES,
};

const UNKNOWN: Text = text(
    "no admission plugin of {version} is called `{plugin}`: the API server does not start",
    "{version} に `{plugin}` というアドミッションプラグインはなく、API サーバーは起動しません",
);
const REMOVED: Text = text(
    "the admission plugin `{plugin}` was removed in {gone}: the API server does not start",
    "アドミッションプラグイン `{plugin}` は {gone} で削除されており、API サーバーは起動しません",
);
const BOTH: Text = text(
    "the admission plugin `{plugin}` is both enabled and disabled: the API server does not start",
    "アドミッションプラグイン `{plugin}` が有効と無効の両方に指定されており、API サーバーは起動しません",
);

fn run(cx: &mut Cx<'_>, server: &Configured<'_>) {
    let version = server.settings.version();
    let flags = server.settings.flags();
    for list in ["admission-control", "enable-admission-plugins", "disable-admission-plugins"] {
        for (name, flag) in flags.list(list) {
            if flag.has_variable() {
                cx.unknown();
                continue;
            }
            let known = admission_plugin(name);
            let mut references: &[Reference] = &[];
            let message = match known {
                Some(plugin) if plugin.is_in(version) => {
                    let is_twice = list == "disable-admission-plugins"
                        && flags.list("enable-admission-plugins").any(|(other, _)| other == name);
                    if !is_twice {
                        continue;
                    }
                    references = default_admission_plugin_off::references(name);
                    Message::new(BOTH)
                }
                Some(plugin) => match plugin.gone().filter(|gone| *gone <= version) {
                    Some(gone) => Message::new(REMOVED).with("gone", gone),
                    None => Message::new(UNKNOWN).with("version", version),
                },
                None => Message::new(UNKNOWN).with("version", version),
            };
            let origin = Origin::Flag(flag.route.clone());
            let mut finding = at(cx, server, &origin, message.with("plugin", name));
            finding.references.extend_from_slice(references);
            cx.report(finding);
        }
    }
}

const FIXTURES: &[Fixture] = &[
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-apiserver
          namespace: kube-system
        spec:
          containers:
            - name: kube-apiserver
              command:
                - kube-apiserver
                - --enable-admission-plugins=NodeRestriction,PodSecurityPolicy  # expect: unknown-admission-plugin
        ",
    ),
    Fixture::fail(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-apiserver
          namespace: kube-system
        spec:
          containers:
            - name: kube-apiserver
              command:
                - kube-apiserver
                - --enable-admission-plugins=nodeRestriction  # expect: unknown-admission-plugin
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-apiserver
          namespace: kube-system
        spec:
          containers:
            - name: kube-apiserver
              command:
                - kube-apiserver
                - --enable-admission-plugins=NodeRestriction
        ",
    ),
    Fixture::pass(
        "
        apiVersion: v1
        kind: Pod
        metadata:
          name: kube-apiserver
          namespace: kube-system
        spec:
          containers:
            - name: kube-apiserver
              command:
                - kube-apiserver
                - --enable-admission-plugins=SecurityContextDeny
        ",
    ).on(29),
];
