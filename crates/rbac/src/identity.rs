/// Groups that the API server puts users into by itself.
pub mod groups {
    /// Everybody who has shown who they are.
    pub const AUTHENTICATED: &str = "system:authenticated";
    /// Everybody who has not.
    pub const UNAUTHENTICATED: &str = "system:unauthenticated";
    /// Whoever is let through before any authorizer is asked.
    pub const MASTERS: &str = "system:masters";
    /// All service accounts.
    pub const SERVICE_ACCOUNTS: &str = "system:serviceaccounts";
    /// The user that requests without credentials are given; no group, but of their kind.
    pub const ANONYMOUS: &str = "system:anonymous";
}

/// Who asks: a name and groups, those that the API server adds included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    name: String,
    groups: Vec<String>,
}

impl Identity {
    /// A user with the groups that its credentials name. What groups an outside provider puts somebody
    /// into cannot be known from a cluster.
    pub fn user(name: impl Into<String>, groups: impl IntoIterator<Item = String>) -> Self {
        let name = name.into();
        let mut all: Vec<String> = groups.into_iter().collect();
        let implied =
            if name == groups::ANONYMOUS { groups::UNAUTHENTICATED } else { groups::AUTHENTICATED };
        if !all.iter().any(|group| group == implied) {
            all.push(implied.to_owned());
        }
        Self { name, groups: all }
    }

    /// An identity with exactly these groups: audit logs and access reviews tell all of them.
    pub fn as_recorded(name: impl Into<String>, groups: impl IntoIterator<Item = String>) -> Self {
        Self { name: name.into(), groups: groups.into_iter().collect() }
    }

    /// Who a request with impersonation headers stands for: a service account gets its groups unless
    /// groups are named, and whoever is not anonymous is authenticated.
    pub fn impersonated(name: impl Into<String>, groups: impl IntoIterator<Item = String>) -> Self {
        let name = name.into();
        let mut all: Vec<String> = groups.into_iter().collect();
        if all.is_empty()
            && let crate::Principal::ServiceAccount { namespace, .. } =
                crate::Principal::of_user(&name)
        {
            all.push(groups::SERVICE_ACCOUNTS.to_owned());
            all.push(format!("{}:{namespace}", groups::SERVICE_ACCOUNTS));
        }
        Self::user(name, all)
    }

    /// A service account.
    pub fn service_account(namespace: &str, name: &str) -> Self {
        let groups = [
            groups::SERVICE_ACCOUNTS.to_owned(),
            format!("{}:{namespace}", groups::SERVICE_ACCOUNTS),
        ];
        Self::user(account_user(namespace, name), groups)
    }

    /// Whoever shows no credentials.
    pub fn anonymous() -> Self {
        Self::user(groups::ANONYMOUS, [])
    }

    /// Its name, as rules and audit logs have it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its groups.
    pub fn groups(&self) -> &[String] {
        &self.groups
    }

    /// Whether a group is among them.
    pub fn is_in(&self, group: &str) -> bool {
        self.groups.iter().any(|of| of == group)
    }

    /// Whether it is let through before RBAC is asked, whatever bindings say.
    pub fn skips_rbac(&self) -> bool {
        self.is_in(groups::MASTERS)
    }
}

/// How the user names of service accounts begin.
pub(crate) const ACCOUNT_PREFIX: &str = "system:serviceaccount:";

/// The user name of a service account.
pub(crate) fn account_user(namespace: &str, name: &str) -> String {
    let mut text = String::new();
    write_account_user(&mut text, namespace, name);
    text
}

/// The same into a text that is used again.
pub(crate) fn write_account_user(text: &mut String, namespace: &str, name: &str) {
    text.clear();
    text.extend([ACCOUNT_PREFIX, namespace, ":", name]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_that_nobody_has_to_name() {
        let account = Identity::service_account("shop", "web");
        assert_eq!(account.name(), "system:serviceaccount:shop:web");
        for group in
            ["system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated"]
        {
            assert!(account.is_in(group), "{group}");
        }
        assert!(!account.is_in("system:serviceaccounts:other"));
        assert_eq!(Identity::anonymous().groups(), ["system:unauthenticated"]);
    }

    #[test]
    fn only_masters_skip_rbac() {
        assert!(Identity::user("a", ["system:masters".to_owned()]).skips_rbac());
        assert!(!Identity::user("system:masters", []).skips_rbac());
    }
}
