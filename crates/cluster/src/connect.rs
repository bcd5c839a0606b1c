//! From a kubeconfig to a client.

use std::path::PathBuf;

use kube::config::{KubeConfigOptions, Kubeconfig, KubeconfigError};
use kube::{Client, Config};

use crate::error::{ConnectError, chain};

/// Which cluster, and as whom.
#[derive(Clone, Debug, Default)]
pub struct Target {
    /// The kubeconfig; none means `KUBECONFIG`, else `~/.kube/config`, else, in a pod, its service
    /// account.
    pub kubeconfig: Option<PathBuf>,
    /// The context; none means the current one.
    pub context: Option<String>,
}

/// A client and what the cluster is called.
pub(crate) struct Connection {
    pub(crate) client: Client,
    /// The context, or the address where there is none.
    pub(crate) name: String,
    pub(crate) address: String,
}

/// What every request calls itself.
const USER_AGENT: &str = concat!("sekisho/", env!("CARGO_PKG_VERSION"));

pub(crate) async fn connect(target: &Target) -> Result<Connection, ConnectError> {
    let (mut config, name) = config(target).await?;
    // Retries are counted and told in one place, which is ours.
    config.default_retry = false;
    config.read_timeout = Some(std::time::Duration::from_mins(1));
    config.headers.push((http::header::USER_AGENT, http::HeaderValue::from_static(USER_AGENT)));
    let address = config.cluster_url.to_string();
    let client = Client::try_from(config).map_err(|error| unusable(&error, &address))?;
    let name = name.unwrap_or_else(|| address.clone());
    Ok(Connection { client, name, address })
}

async fn config(target: &Target) -> Result<(Config, Option<String>), ConnectError> {
    let (kubeconfig, shown) = match &target.kubeconfig {
        Some(path) => (Kubeconfig::read_from(path), format!("`{}`", path.display())),
        None => match Kubeconfig::from_env() {
            Ok(Some(kubeconfig)) => (Ok(kubeconfig), "KUBECONFIG".to_owned()),
            Ok(None) => (Kubeconfig::read(), "the kubeconfig".to_owned()),
            Err(error) => (Err(error), "KUBECONFIG".to_owned()),
        },
    };
    let kubeconfig = match kubeconfig {
        Ok(kubeconfig) => kubeconfig,
        Err(error) => {
            let is_missing = matches!(
                &error,
                KubeconfigError::ReadConfig(cause, _) if cause.kind() == std::io::ErrorKind::NotFound
            ) || matches!(&error, KubeconfigError::FindPath);
            if is_missing
                && target.kubeconfig.is_none()
                && target.context.is_none()
                && let Ok(config) = Config::incluster()
            {
                return Ok((config, Some("in-cluster".to_owned())));
            }
            let help = if is_missing {
                "name one with --kubeconfig or KUBECONFIG; providers write one, as \
                 `aws eks update-kubeconfig` does"
            } else {
                "`kubectl config view` shows how kubectl reads it"
            };
            let why = match &error {
                KubeconfigError::ReadConfig(cause, _) => cause.to_string(),
                other => chain(other),
            };
            return Err(ConnectError::new(format!("{shown} cannot be read: {why}"), help));
        }
    };
    let name = context(&kubeconfig, target, &shown)?;
    let options = KubeConfigOptions { context: Some(name.clone()), cluster: None, user: None };
    let config = Config::from_custom_kubeconfig(kubeconfig, &options).await.map_err(|error| {
        ConnectError::new(
            format!("the context `{name}` of {shown} cannot be used: {}", chain(&error)),
            format!("`kubectl --context {name} version` should work first"),
        )
    })?;
    Ok((config, Some(name)))
}

/// The name of the context, which is there.
fn context(kubeconfig: &Kubeconfig, target: &Target, shown: &str) -> Result<String, ConnectError> {
    let names: Vec<&str> = kubeconfig.contexts.iter().map(|it| it.name.as_str()).collect();
    let asked = target.context.as_deref().or(kubeconfig.current_context.as_deref());
    let Some(asked) = asked.filter(|name| !name.is_empty()) else {
        let help = match names.as_slice() {
            [] => "it names no cluster at all: is it the right file?".to_owned(),
            names => format!("choose one with --context: {}", listed(names)),
        };
        return Err(ConnectError::new(format!("{shown} has no current context"), help));
    };
    if names.contains(&asked) {
        return Ok(asked.to_owned());
    }
    let help = match nearest(asked, &names) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None if names.is_empty() => "it has none".to_owned(),
        None => format!("it has: {}", listed(&names)),
    };
    Err(ConnectError::new(format!("{shown} has no context `{asked}`"), help))
}

fn listed(names: &[&str]) -> String {
    const MOST: usize = 10;
    let mut text: Vec<String> = names.iter().take(MOST).map(|name| format!("`{name}`")).collect();
    if names.len() > MOST {
        text.push(format!("and {} more", names.len() - MOST));
    }
    text.join(", ")
}

/// The name that was probably meant: long names of providers share most of their letters, hence the
/// part of a name as well.
fn nearest<'n>(asked: &str, names: &[&'n str]) -> Option<&'n str> {
    const LIKE: f64 = 0.75;
    let likeness = |name: &str| {
        let whole = strsim::jaro_winkler(asked, name);
        let part = name.rsplit(['/', '@', '_', ':']).next().unwrap_or(name);
        whole.max(strsim::jaro_winkler(asked, part))
    };
    names
        .iter()
        .map(|name| (likeness(name), *name))
        .filter(|(likeness, _)| *likeness >= LIKE)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, name)| name)
}

/// Why the first request, or the making of a client, failed.
pub(crate) fn unusable(error: &kube::Error, address: &str) -> ConnectError {
    match error {
        kube::Error::Auth(auth) => login(auth),
        kube::Error::Service(cause) => match cause.downcast_ref::<kube::client::AuthError>() {
            Some(auth) => login(auth),
            None => unreachable_server(error, address),
        },
        _ => unreachable_server(error, address),
    }
}

fn unreachable_server(error: &kube::Error, address: &str) -> ConnectError {
    let text = chain(error);
    let help = if text.contains("certificate") || text.contains("UnknownIssuer") {
        "the certificate authority in the kubeconfig is not that of this server: fetch a new kubeconfig"
    } else {
        "is the cluster running, and can it be reached from here (VPN, proxy)?"
    };
    ConnectError::new(format!("the API server at `{address}` does not answer: {text}"), help)
}

/// What a program that should log in did instead.
fn login(error: &kube::client::AuthError) -> ConnectError {
    use kube::client::AuthError;
    match error {
        AuthError::AuthExecStart(cause) => ConnectError::new(
            format!("the program that the kubeconfig names to log in cannot be run: {cause}"),
            "install it, or put it on PATH; `kubectl get namespaces` needs it too",
        ),
        AuthError::AuthExecRun { out, .. } => {
            // What it wrote to standard output may be a token, and so may its arguments; its complaint is
            // on the other stream.
            let said = String::from_utf8_lossy(&out.stderr);
            let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
            let said: String = said.chars().take(300).collect();
            ConnectError::new(
                format!(
                    "the program that the kubeconfig names to log in failed with {}: {said}",
                    out.status
                ),
                "log in with your provider's own command, then try again",
            )
        }
        AuthError::AuthExecParse(_) | AuthError::ExecPluginFailed | AuthError::AuthExec(_) => {
            ConnectError::new(
                "the program that the kubeconfig names to log in gave no credentials",
                "run it by hand and see what it prints; it should be an ExecCredential",
            )
        }
        other => ConnectError::new(
            format!("logging in failed: {}", chain(other)),
            "log in again with your provider's own command",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kubeconfig() -> Kubeconfig {
        Kubeconfig::from_yaml(
            "apiVersion: v1\nkind: Config\nclusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}]\n\
             users: [{name: u, user: {}}]\ncontexts:\n\
             - {name: 'arn:aws:eks:eu-west-1:1234:cluster/production', context: {cluster: c, user: u}}\n\
             - {name: staging, context: {cluster: c, user: u}}\n",
        )
        .unwrap()
    }

    fn ask(context: &str) -> ConnectError {
        let target = Target { context: Some(context.to_owned()), kubeconfig: None };
        super::context(&kubeconfig(), &target, "the kubeconfig").unwrap_err()
    }

    #[test]
    fn the_nearest_context_is_offered() {
        assert_eq!(ask("stagign").help, "did you mean `staging`?");
        assert!(ask("prodution").help.contains("cluster/production"), "{}", ask("prodution").help);
        assert!(ask("qqq").help.starts_with("it has: "));
    }

    #[test]
    fn without_a_current_context_one_must_be_chosen() {
        let error = super::context(&kubeconfig(), &Target::default(), "`k`").unwrap_err();
        assert_eq!(error.message, "`k` has no current context");
        assert!(error.help.contains("--context"));
    }
}
