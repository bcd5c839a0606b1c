//! Sandboxes in which agents run code that nobody has read (`agents.x-k8s.io`).

use sekisho_inventory::Object;

/// Whether an object is such a sandbox or the template of one.
pub(crate) fn is_agent_sandbox(object: &Object) -> bool {
    matches!(object.group(), "agents.x-k8s.io" | "extensions.agents.x-k8s.io")
        && matches!(object.kind(), "Sandbox" | "SandboxTemplate")
}
