use crate::Version;

/// What kind of cluster is started. Configuration files are given as their text.
#[derive(Clone, Debug)]
pub struct Options {
    /// The version of Kubernetes.
    pub version: Version,
    /// Runs the controller manager and the scheduler too. A node has them in any case.
    pub controllers: bool,
    /// Runs a kubelet and containerd too, all in a network and mount namespace of their own. Needs root.
    pub node: bool,
    /// Users that log in with a token, besides the administrator.
    pub users: Vec<User>,
    /// The audit policy (`audit.k8s.io/v1`, `Policy`); with it, events go to [`Cluster::audit_log`](crate::Cluster::audit_log).
    pub audit_policy: Option<String>,
    /// An address to which audit events are sent, in batches of at most a second.
    pub audit_webhook: Option<String>,
    /// How resources are encrypted in etcd (`apiserver.config.k8s.io/v1`, `EncryptionConfiguration`).
    pub encryption: Option<String>,
    /// Configuration of admission plugins (`apiserver.config.k8s.io/v1`, `AdmissionConfiguration`); paths in it are absolute.
    pub admission: Option<String>,
    /// More flags of the API server; where a flag takes one value, these win.
    pub api_server_flags: Vec<String>,
}

/// A user of the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The name.
    pub name: String,
    /// The groups, besides `system:authenticated`.
    pub groups: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            version: Version::KUBERNETES,
            controllers: false,
            node: false,
            users: Vec::new(),
            audit_policy: None,
            audit_webhook: None,
            encryption: None,
            admission: None,
            api_server_flags: Vec::new(),
        }
    }
}

impl User {
    /// A user with groups.
    pub fn new(name: &str, groups: &[&str]) -> Self {
        Self {
            name: name.to_owned(),
            groups: groups.iter().map(|group| (*group).to_owned()).collect(),
        }
    }

    /// The token with which the user logs in: no secret, the API server listens on loopback only.
    pub(crate) fn token(&self) -> String {
        let plain: String =
            self.name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        format!("token-of-{plain}-{:x}", self.name.len())
    }

    /// The user's line of a token file: comma-separated values, the groups within quotes.
    pub(crate) fn line(&self) -> String {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let fields = [&self.token(), &self.name, &self.name, &self.groups.join(",")];
        fields.map(|field| quoted(field)).join(",") + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_file_quotes_what_has_commas() {
        let user = User::new("system:serviceaccount:a:b", &["x", "y"]);
        let token = user.token();
        assert_eq!(
            user.line(),
            format!(
                "\"{token}\",\"system:serviceaccount:a:b\",\"system:serviceaccount:a:b\",\"x,y\"\n"
            )
        );
    }
}
