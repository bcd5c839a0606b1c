//! Objects from which a controller makes or fills a Secret.

use sekisho_inventory::Snapshot;

/// Group, kind, and where the Secret's name stands. Where it does not, the Secret has the name of the
/// object.
const MAKERS: [(&str, &str, &[&str]); 6] = [
    ("external-secrets.io", "ExternalSecret", &["spec", "target", "name"]),
    ("bitnami.com", "SealedSecret", &["spec", "template", "metadata", "name"]),
    ("cert-manager.io", "Certificate", &["spec", "secretName"]),
    ("secrets.hashicorp.com", "VaultStaticSecret", &["spec", "destination", "name"]),
    ("secrets.hashicorp.com", "VaultDynamicSecret", &["spec", "destination", "name"]),
    ("onepassword.com", "OnePasswordItem", &["metadata", "name"]),
];

/// Whether an object here makes or fills the Secret.
pub(crate) fn is_made(snapshot: &Snapshot, namespace: Option<&str>, secret: &str) -> bool {
    let by_name = MAKERS.iter().any(|(group, kind, path)| {
        let mut makers = snapshot.of_kind_in(group, kind, namespace);
        makers.any(|maker| maker.value.str_at(path).unwrap_or_else(|| maker.name()) == secret)
    });
    by_name || is_synced(snapshot, namespace, secret)
}

/// Whether the Secrets Store CSI driver makes it beside the files that it mounts.
fn is_synced(snapshot: &Snapshot, namespace: Option<&str>, secret: &str) -> bool {
    let mut classes =
        snapshot.of_kind_in("secrets-store.csi.x-k8s.io", "SecretProviderClass", namespace);
    classes.any(|class| {
        let mut made = class.value.items_at(&["spec", "secretObjects"]).iter();
        made.any(|it| it.str_at(&["secretName"]) == Some(secret))
    })
}
