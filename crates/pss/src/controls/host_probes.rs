//! Hosts of probes and lifecycle hooks: the kubelet may not be sent elsewhere.

use sekisho_finding::{Audience, CheckMeta, Confidence, Severity, Text};
use sekisho_value::Value;

use crate::control::{Control, Revision, reference};
use crate::offence::{Offence, Offences, container_names};
use crate::phrase::{containers, plural, quoted, set};
use crate::policy::Level;
use crate::remedy::{Action, Remedy};
use crate::view::{Pod, text};

pub(crate) const CONTROL: Control = Control {
    id: "hostProbesAndHostLifecycle",
    level: Level::Baseline,
    revisions: &[Revision {
        since: 34,
        change: Text {
            en: "No host in probes and lifecycle hooks.",
            ja: "プローブとライフサイクルフックでの host 指定を禁止します。",
        },
        find,
    }],
    overrides: &[],
    meta: CheckMeta {
        id: "SK-0006",
        slug: "probe-hosts",
        former_slugs: &[],
        since: "0.1.0",
        severity: Severity::Medium,
        confidence: Confidence::High,
        audience: Audience::Security,
        title: Text {
            en: "Probe or lifecycle hook goes to another host",
            ja: "プローブまたはライフサイクルフックが別のホストに向いている",
        },
        what: Text {
            en: "A `host` in `httpGet` or `tcpSocket` of a liveness, readiness or startup probe or of a `postStart` or `preStop` hook. Also when it names the pod itself, such as 127.0.0.1: that is the node, because the kubelet sends the request.",
            ja: "liveness・readiness・startup プローブ、または `postStart`・`preStop` フックの `httpGet` や `tcpSocket` に `host` が指定されているものを検出します。127.0.0.1 のように Pod 自身を指すつもりの値も対象です。リクエストを送るのは kubelet なので、それはノードを指します。",
        },
        why: Text {
            en: "The kubelet sends these requests from the node's network. Whoever may create a pod can so make every node ask addresses that the pod cannot reach itself: services on the node's localhost, the cloud's metadata service, the control plane. The pod's state tells whether they answered.",
            ja: "これらのリクエストは kubelet がノードのネットワークから送信します。Pod を作成できる人は、ノードの localhost で動くサービスやクラウドのメタデータサービス、コントロールプレーンなど、Pod 自身からは到達できない宛先へ、各ノードからリクエストを送らせることができます。応答の有無は Pod の状態から分かります。",
        },
        fix: Text {
            en: "Remove `host`: the kubelet then asks the pod's own address. For a virtual host set the header instead, with `httpHeaders: [{name: Host, value: …}]`. To watch something on localhost use an `exec` probe.",
            ja: "`host` を削除すれば、kubelet は Pod 自身のアドレスに問い合わせます。バーチャルホストが必要なら `httpHeaders: [{name: Host, value: …}]` でヘッダーを設定してください。localhost で待ち受けるものを確認するには `exec` プローブを使います。",
        },
        fine: Text {
            en: "For pods with `hostNetwork: true` whose server listens on the node's localhost only, such as static pods of the control plane.",
            ja: "コントロールプレーンの静的 Pod のように、`hostNetwork: true` で動き、ノードの localhost だけで待ち受けるサーバーの場合です。",
        },
        references: &[
            reference("pss", "baseline:hostProbesAndHostLifecycle"),
            reference("mitre", "T1046"),
            reference("catalogue", "P30"),
        ],
    },
    narrower: &[],
    describe,
    remedy: Some(Remedy {
        title: Text {
            en: "Take `host` out, so that the pod itself is asked",
            ja: "`host` を削除し、Pod 自身に問い合わせる",
        },
        action: Action::Remove,
        risk: Some(Text {
            en: "The server listens on that address only: the kubelet then finds the container unhealthy.",
            ja: "サーバーがそのアドレスでだけ待ち受けている場合。kubelet がコンテナーを異常と判断します。",
        }),
    }),
};

fn find<'v>(pod: &Pod<'v>, offences: &mut Offences<'v>) {
    for (at, container) in pod.visit() {
        let hook = |name| container.lifecycle.and_then(|lifecycle| lifecycle.field(name));
        let handlers: [(Option<&'v Value>, [&'static [&'static str]; 2]); 5] = [
            (
                container.liveness,
                [&["livenessProbe", "httpGet", "host"], &["livenessProbe", "tcpSocket", "host"]],
            ),
            (
                container.readiness,
                [&["readinessProbe", "httpGet", "host"], &["readinessProbe", "tcpSocket", "host"]],
            ),
            (
                container.startup,
                [&["startupProbe", "httpGet", "host"], &["startupProbe", "tcpSocket", "host"]],
            ),
            (
                hook("postStart"),
                [
                    &["lifecycle", "postStart", "httpGet", "host"],
                    &["lifecycle", "postStart", "tcpSocket", "host"],
                ],
            ),
            (
                hook("preStop"),
                [
                    &["lifecycle", "preStop", "httpGet", "host"],
                    &["lifecycle", "preStop", "tcpSocket", "host"],
                ],
            ),
        ];
        for (handler, [http, tcp]) in handlers {
            let Some(handler) = handler else { continue };
            for (action, path) in [("httpGet", http), ("tcpSocket", tcp)] {
                let host = text(handler.at(&[action, "host"]));
                if !host.is_empty() {
                    offences.push(Offence::container(at, path).quoting(host));
                }
            }
        }
    }
}

fn describe(pod: &Pod<'_>, offences: &[Offence<'_>]) -> (&'static str, String) {
    // Here, and only here, upstream keeps the containers in a set: sorted, equal names once.
    let names = set(container_names(pod, offences, |_| true));
    let hosts = set(offences.iter().filter_map(Offence::text));
    let detail = format!(
        "{} {} {} {}",
        containers(&names),
        plural("uses", "use", names.len()),
        plural("probe or lifecycle host", "probe or lifecycle hosts", hosts.len()),
        quoted(&hosts),
    );
    ("probe or lifecycle host", detail)
}
