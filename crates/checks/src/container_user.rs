//! As whom a container runs, as far as the manifest tells.

use sekisho_inventory::Container;

/// Whether it runs as root; none where its image decides.
pub(crate) fn runs_as_root(container: &Container<'_>) -> Option<bool> {
    match container.run_as_user() {
        Some(user) => Some(user.value == 0),
        None => container.run_as_non_root().filter(|non_root| non_root.value).map(|_| false),
    }
}

/// Whether nothing keeps it from running as root.
pub(crate) fn may_be_root(container: &Container<'_>) -> bool {
    runs_as_root(container) != Some(false)
}
