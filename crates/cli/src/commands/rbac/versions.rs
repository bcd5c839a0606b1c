//! What depends on the version of Kubernetes beside the rules themselves.

use sekisho_api::KubeVersion;
use sekisho_finding::Lang;
use sekisho_rbac::{Action, Attributes, Authorizer, Identity, Request};

/// Things that whoever asks should know, because the same rights mean more or less in this version.
pub(crate) fn notes(
    authorizer: &Authorizer<'_>,
    identity: &Identity,
    attributes: &Attributes<'_>,
    version: KubeVersion,
    lang: Lang,
) -> Vec<String> {
    let Action::Resource(request) = attributes.action else { return Vec::new() };
    let mut notes = Vec::new();
    let may = |verb: &str, resource: &str, subresource: &str| {
        let asked = Request { verb, resource, subresource, ..request };
        authorizer.allows(
            identity,
            &authorizer.question(&Attributes { action: Action::Resource(asked), ..*attributes }),
        )
    };
    let opens_stream = request.group.is_empty()
        && request.resource == "pods"
        && matches!(request.subresource, "exec" | "attach" | "portforward");
    if opens_stream {
        let part = request.subresource;
        if version.minor() < 35
            && request.verb == "create"
            && !may("create", "pods", part)
            && may("get", "pods", part)
        {
            notes.push(match lang {
                Lang::En => format!(
                    "before Kubernetes 1.35 `get` on pods/{part} is enough, over a WebSocket, and that is allowed"
                ),
                Lang::Ja => format!(
                    "Kubernetes 1.35 より前では WebSocket 経由なら pods/{part} の `get` だけで足り、それは許可されています"
                ),
            });
        }
        if version.minor() >= 35 && request.verb == "get" {
            notes.push(match lang {
                Lang::En => format!(
                    "from Kubernetes 1.35 on `get` on pods/{part} is not enough: `create` is asked for as well"
                ),
                Lang::Ja => format!(
                    "Kubernetes 1.35 以降、pods/{part} は `get` だけでは足りず、`create` も必要です"
                ),
            });
        }
    }
    let of_kubelet = request.group.is_empty()
        && request.resource == "nodes"
        && matches!(request.subresource, "configz" | "healthz" | "pods");
    if of_kubelet && version.minor() < 33 {
        let part = request.subresource;
        notes.push(match lang {
            Lang::En => format!(
                "before Kubernetes 1.33 a kubelet does not ask for nodes/{part}, only for nodes/proxy"
            ),
            Lang::Ja => format!(
                "Kubernetes 1.33 より前の kubelet は nodes/{part} ではなく nodes/proxy を確認します"
            ),
        });
    } else if request.group.is_empty()
        && request.resource == "nodes"
        && matches!(
            request.subresource,
            "configz" | "healthz" | "pods" | "log" | "metrics" | "stats" | "spec"
        )
        && of_kubelet
        && !may(request.verb, "nodes", request.subresource)
        && may(request.verb, "nodes", "proxy")
    {
        notes.push(match lang {
            Lang::En => {
                "a kubelet that is refused this asks for nodes/proxy next, and that is allowed"
                    .to_owned()
            }
            Lang::Ja => {
                "この権限がない場合、kubelet は次に nodes/proxy を確認し、それは許可されています"
                    .to_owned()
            }
        });
    }
    if request.verb.starts_with("impersonate:") && version.minor() < 35 {
        notes.push(match lang {
            Lang::En => {
                format!("no server before Kubernetes 1.35 asks for the verb `{}`", request.verb)
            }
            Lang::Ja => {
                format!("Kubernetes 1.35 より前のサーバーは動詞 `{}` を確認しません", request.verb)
            }
        });
    }
    notes
}
